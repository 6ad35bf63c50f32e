"""Scores to which part of a place the reader binds figures, against figures annotated by hand.

    uv run python tests/score_scope.py [--corpus FOLDER] [--gold FILE] [--show] [--json OUT]

The gold holds numbers and offsets only, no sentence: for a figure of a reference document the offsets of its clause, its number and, where the text binds
the figure to a part of the place, that part (offsets in the file as decoded from UTF-8); null where it is for the whole place. `doubtful` figures, on which
fair readers differ, are not scored. `holdout` figures belong to places put aside before the reader was worked on: counted, and never shown.

  read         figures of which the reader makes a claim; only these are scored
  scoped       those that have a scope in the gold
  said         those to which the reader gives a scope
  right        both, and one's text contains the other's (产业集聚区 for 市产业集聚区)
  other text   both, another part of the place
  spurious     the reader's alone
  missed       the gold's alone
  precision    right / said
  recall       right / scoped
  with name    recall where a scope that stands inside the claim's own name counts as borne too (园区工业增加值): such a claim is not taken for the whole place
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extract.document import DocumentRows, Filed, read_document
from extract.model import ReadError

_DECORATION = re.compile(r"全[国省市县区州]|^[省市县区州](?=..)|[“”\"'‘’]")
_CONTEXT = 40  # characters compared on either side of a number, to know one 100 from another
_LEAST_CONTEXT = 6  # fewer equal ones on both sides together: another number

Row = dict[str, Any]
Reading = Callable[[Path, str, Any, int], DocumentRows | None]  # file, code of its place, kind, year


def load(path: Path) -> list[Row]:
    """The annotated figures, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def score(
    rows: Iterable[Row], corpus: Path, reading: Reading | None = None
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Figures by set and way of drawing (dev/near, dev/random, dev/all, hold-out/…), and the mistakes of the dev set in words.

    `corpus` is the folder of reference documents. A document that is refused leaves its figures unread. `reading` gives the rows of
    a document of it, for whoever has them already.
    """
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row["stem"]].append(row)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    mistakes: list[str] = []
    filed = _filed(corpus)
    for stem, figures in sorted(by_document.items()):
        path, place_code, year = filed[stem]
        raw = path.read_bytes().decode("utf-8")
        text, claims = _read(path, place_code, year, reading or _rows)
        there, here = _squeeze(raw), _squeeze(text)
        for row in figures:
            if row["doubtful"]:
                continue
            claim = _claim(row, raw, there, here, claims)
            outcome, gold = _judge(row, raw, claim)
            place = "hold-out" if row["holdout"] else "dev"
            for group in (f"{place}/{row['drawn']}", f"{place}/all"):
                counts[group][outcome] += 1
                counts[group]["in name"] += outcome == "missed" and _plain(gold) in _plain((claim or {})["indicator"])
            if not row["holdout"] and outcome in ("other text", "spurious", "missed"):
                assert claim is not None
                clause = re.sub(r"\s", "", raw[row["char_start"] : row["char_end"]])
                mistakes.append(
                    f"{outcome:10} {stem} {row['value_start']}: {claim['indicator']} {claim['value']:g}{claim['unit']}"
                    f"  gold {gold or '–'}  read {claim['scope'] or '–'}  | {clause}"
                )
    return {group: _figures(counts[group]) for group in sorted(counts)}, mistakes


def _figures(n: dict[str, int]) -> dict[str, Any]:
    said = n["right"] + n["other text"] + n["spurious"]
    scoped = n["right"] + n["other text"] + n["missed"]
    return {
        "read": said + n["missed"] + n["none"], "unread": n["unread"], "scoped": scoped, "said": said, "right": n["right"],
        "other text": n["other text"], "spurious": n["spurious"], "missed": n["missed"],
        "precision": round(n["right"] / said, 3) if said else None,
        "recall": round(n["right"] / scoped, 3) if scoped else None,
        "with name": round((n["right"] + n["in name"]) / scoped, 3) if scoped else None,
    }  # fmt: skip


def _filed(corpus: Path) -> dict[str, tuple[Path, str, int]]:
    found: dict[str, tuple[Path, str, int]] = {}
    for name in ("manifest.csv", "provincial_manifest.csv"):
        with (corpus / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                path = corpus / row["path"]
                found[path.stem] = (path, row["place_code"], int(row["year"]))
    return found


def _rows(path: Path, place_code: str, kind: Any, year: int) -> DocumentRows | None:
    filed = Filed(path.as_uri(), place_code, kind, year)
    try:
        return read_document(
            path.read_bytes(), filed, sha256="0" * 64, captured_at=datetime.now(UTC), reader_version="test"
        )
    except ReadError as error:
        print(f"{path.name} is refused: {error}", file=sys.stderr)
        return None


def _read(path: Path, place_code: str, year: int, reading: Reading) -> tuple[str, list[Row]]:
    rows = reading(path, place_code, "work_report", year)
    if rows is None:
        return "", []
    claims = [c for c in [*rows.commitments, *rows.outcomes] if c["value"] is not None]
    return rows.document["text"], claims


def _squeeze(text: str) -> tuple[str, list[int]]:
    """`text` without white space and in one width, and where each of its characters stood: the reader repairs and joins lines."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKC", letter):
            if not plain.isspace():
                letters.append(plain)
                places.append(place)
    return "".join(letters), places


def _claim(
    row: Row, raw: str, there: tuple[str, list[int]], here: tuple[str, list[int]], claims: list[Row]
) -> Row | None:
    """The claim made of the annotated number: the same number in the same surroundings, within the quote, of the same value."""
    number = _squeeze(raw[row["value_start"] : row["value_end"]])[0]
    start = there[1].index(row["value_start"])
    spots = [m.start() for m in re.finditer(re.escape(number), here[0])]
    if not spots:
        return None
    alike = {spot: _alike(there[0], start, here[0], spot, len(number)) for spot in spots}
    best = max(spots, key=lambda spot: (alike[spot], -abs(spot - start)))
    if alike[best] < _LEAST_CONTEXT:
        return None
    place = here[1][best]
    held = [c for c in claims if c["char_start"] <= place < c["char_end"] and _same_value(c, row["value"])]
    return min(held, key=lambda c: c["char_end"] - c["char_start"], default=None)


def _alike(a: str, i: int, b: str, j: int, length: int) -> int:
    before = next((n for n in range(_CONTEXT) if n >= min(i, j) or a[i - n - 1] != b[j - n - 1]), _CONTEXT)
    i, j = i + length, j + length
    after = next((n for n in range(_CONTEXT) if i + n >= len(a) or j + n >= len(b) or a[i + n] != b[j + n]), _CONTEXT)
    return before + after


def _same_value(claim: Row, value: float) -> bool:
    return any(
        v is not None and abs(abs(v) - abs(value)) <= 1e-6 * max(1.0, abs(value))
        for v in (claim["value"], claim["value_high"])
    )


def _judge(row: Row, raw: str, claim: Row | None) -> tuple[str, str]:
    gold = "" if row["scope_start"] is None else raw[row["scope_start"] : row["scope_end"]]
    if claim is None:
        return "unread", gold
    if not claim["scope"]:
        return ("missed" if gold else "none"), gold
    if not gold:
        return "spurious", gold
    ours, truth = _plain(claim["scope"]), _plain(gold)
    return ("right" if ours in truth or truth in ours else "other text"), gold


def _plain(text: str) -> str:
    return _DECORATION.sub("", _squeeze(text)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores the scope of figures against hand-made truth.")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("PLEDGEWATCH_CORPUS"))
    parser.add_argument("--gold", type=Path, default=Path(__file__).parent / "data" / "scope_gold.jsonl")
    parser.add_argument("--show", action="store_true", help="list the mistakes of the dev set (never the hold-out's)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    given = parser.parse_args()
    if given.corpus is None:
        parser.error("name the folder of reference documents: --corpus, or PLEDGEWATCH_CORPUS")
    figures, mistakes = score(load(given.gold), Path(given.corpus))
    columns = list(next(iter(figures.values())))
    print(f"{'':16}" + "".join(f"{c:>11}" for c in columns))
    for group, row in figures.items():
        print(f"{group:16}" + "".join(f"{'–' if row[c] is None else row[c]:>11}" for c in columns))
    if given.show:
        print("", *mistakes, sep="\n")
    if given.json:
        given.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
