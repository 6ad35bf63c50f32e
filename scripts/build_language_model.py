"""Count which Chinese characters follow which in a folder of clean reports: the model that repairs damaged pages.

Usage: python scripts/build_language_model.py FOLDER [OUTPUT]

FOLDER is searched for *.txt (one document each) and *.jsonl (one JSON object a line, its field "text" is read).
Put only clean, simplified text there; a paragraph that occurs twice is counted once. The same folder gives the same
bytes. The output is read by extract/repair/language_model.py, where the format is described.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from extract.repair.language_model import FILE, normal

LEAST = {1: 2, 2: 1, 3: 1}
"""The least number of occurrences for a character, a pair, a triple to be kept; it holds the file under 2 MB."""


def paragraphs(folder: Path) -> Iterator[str]:
    """Every distinct paragraph of the folder's texts, in the order of the file names."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".txt":
            texts = [path.read_text(encoding="utf-8", errors="replace")]
        elif path.suffix == ".jsonl":
            texts = [str(json.loads(line)["text"]) for line in path.read_text(encoding="utf-8").splitlines() if line]
        else:
            continue
        for text in texts:
            for line in text.splitlines():
                plain = normal(line)
                if len(plain) > 1 and plain not in seen:
                    seen.add(plain)
                    yield plain


def main(folder: Path, output: Path) -> None:
    """Count, drop what is too rare, and write; says on stderr how much there was."""
    counts: dict[int, Counter[str]] = {1: Counter(), 2: Counter(), 3: Counter()}
    characters = 0
    for paragraph in paragraphs(folder):
        line = "\n\n" + paragraph + "\n"
        characters += len(paragraph)
        for size in (1, 2, 3):
            counts[size].update(line[at - size + 1 : at + 1] for at in range(2, len(line)))
    if characters == 0:
        sys.exit(f"{folder}: no .txt or .jsonl with text in it; name the folder that holds the clean reports")
    rows: list[str] = []
    for size in (1, 2, 3):
        followers: dict[str, list[tuple[str, int]]] = {}
        for gram, count in sorted(counts[size].items()):
            if count >= LEAST[size]:
                followers.setdefault(gram[:-1], []).append((gram[-1], count))
        for context, found in followers.items():
            tail = "".join(f"{mark}{count if count > 1 else ''}" for mark, count in found)
            rows.append(f"{context}\t{tail}".replace("\n", "¶"))
    output.write_bytes(lzma.compress("\n".join(rows).encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    sizes = ", ".join(f"{len(counts[size])} of {size}" for size in (1, 2, 3))
    print(f"{output}: {output.stat().st_size} bytes from {characters} characters ({sizes})", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python scripts/build_language_model.py FOLDER [OUTPUT]")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else FILE)
