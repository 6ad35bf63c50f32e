"""How fast a document is read, beside a well-known extractor of amounts and times, warm and on one core, in one run.

    uv run --group bench python benchmarks/reading.py [FOLDER]

FOLDER holds texts (*.txt, one document each, named …-YEAR.txt); without it the sample's work reports are read.
Printed: characters a second of the whole reading (sections, claims, statements), of jionlp's money and time extraction over
the same texts, their ratio, and the peak memory of the reading.
"""

from __future__ import annotations

import logging
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from extract.page import read_page
from extract.reading import read

SAMPLE = Path(__file__).resolve().parent.parent / "flows" / "sample" / "site"


def load(folder: Path | None) -> list[tuple[str, int]]:
    """Texts with the year they plan for."""
    files = sorted(folder.rglob("*.txt")) if folder else sorted(SAMPLE.rglob("20*.html"))
    found: list[tuple[str, int]] = []
    for path in files:
        year = re.search(r"(20\d\d|19\d\d)(?=\.\w+$)", path.name)
        if year:
            found.append((read_page(path.read_bytes(), "", path.name).text, int(year[1])))
    return found


def rate(job: Callable[[str, int], object], texts: list[tuple[str, int]], seconds: float = 10.0) -> float:
    """Characters a second of a job over the texts, after three warm-up texts; as many texts as fit into the time."""
    for text, year in texts[-3:]:
        job(text, year)
    done, started = 0, time.perf_counter()
    for text, year in texts:
        job(text, year)
        done += len(text)
        if time.perf_counter() - started > seconds:
            break
    return done / (time.perf_counter() - started)


def main() -> None:
    texts = load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    ours = rate(lambda text, year: read(text, kind="work_report", year=year), texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"texts                 {len(texts)}, {sum(len(t) for t, _ in texts):,} characters")
    print(f"pledgewatch reading   {ours:>12,.0f} characters a second, peak {memory:.0f} MiB")
    try:
        import jionlp
    except ImportError:
        print("jionlp is not installed (uv sync --group bench): no ratio")
        return

    logging.disable(logging.CRITICAL)  # it logs a traceback for each phrase that it takes for a time and cannot read

    def peer(text: str, _year: int) -> None:
        for sentence in re.split(r"(?<=[。！？\n])", text):
            if sentence.strip():
                jionlp.ner.extract_money(sentence)
                jionlp.ner.extract_time(sentence, time_base=time.time())

    theirs = rate(peer, texts)
    print(f"jionlp money and time {theirs:>12,.0f} characters a second")
    print(f"ratio                 {ours / theirs:>12.1f}")


if __name__ == "__main__":
    main()
