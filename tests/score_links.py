"""Scores the linker against hand-judged pairs of a promise and what the next report says of it, with each place left out in turn.

    uv run python tests/score_links.py --db WAREHOUSE.duckdb … --gold links.jsonl [--show]

The warehouse must hold the documents as read. A link is right where it leads to a figure inside, or around, the words that were found by hand for the same thing, or to
the same number told again in the review; wrong where it leads elsewhere, or where the report is silent. Links to a part, or to a whole that holds it, are wrong too: they
must not be sure. Printed:

  curve        for each least score: links, right ones, precision, and recall over the promises that the next report tells of
  left out     for each place the most careful score that still links seven of ten on all other places, and what it gives on that place; their sum is the figure that counts
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rapidfuzz import fuzz

from warehouse import words
from warehouse.judge import rule_files
from warehouse.linking.evidence import SURE, Link
from warehouse.linking.link import links

RECALL = 0.70

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """One reference promise: the score of its link (0 for none) and whether that is right; `told` where the next report tells of it."""

    place: str
    score: float
    right: bool
    told: bool
    label: str
    words: str


def load(path: Path) -> list[Row]:
    """The reference links that are promises, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [row for row in rows if not row["promise_is_none"]]


Promise = tuple[str, str, float | None, int, int]


def linked(db: Path) -> tuple[dict[str, Link], dict[str, list[Promise]], dict[str, str]]:
    """Links by commitment_id; the promises (id, name, value, offsets) and the text of each document by its stem."""
    with duckdb.connect(str(db), read_only=True) as con:
        con.execute("create or replace temp table judged_place as select distinct place_code from documents")
        con.execute("create or replace temp table place_above as select place_code from judged_place where false")
        words.put_into(con)
        for path in rule_files()[:2]:
            con.execute(path.read_text("utf-8"))
        stems = {i: Path(url).stem for i, url in con.execute("select document_id, url from documents").fetchall()}
        texts = {Path(url).stem: text for url, text in con.execute("select url, text from documents").fetchall()}
        promised: dict[str, list[Promise]] = defaultdict(list)
        for document, *promise in con.execute(
            "select document_id, commitment_id, indicator, value, char_start, char_end from commitments"
        ).fetchall():
            promised[stems[document]].append((promise[0], promise[1], promise[2], promise[3], promise[4]))
        found = {link.promise.id: link for link in links(con)[0]}
    return found, promised, texts


def _near(claim_start: int, claim_end: int, start: int, end: int) -> bool:
    return claim_start < end and start < claim_end


def _place(text: str, quote: str, near: int) -> tuple[int, int] | None:
    """Where the quote stands nearest to the offset; the texts may differ in a few characters."""
    at = [i for i in range(max(0, near - 4000), min(len(text), near + 4000)) if text.startswith(quote[:8], i)]
    start = min(at, key=lambda i: abs(i - near), default=None)
    return None if start is None else (start, start + len(quote))


def score(rows: Iterable[Row], db: Path) -> list[Scored]:
    """Each reference promise that was read, with the link the program gives it."""
    found, promised, texts = linked(db)
    scored: list[Scored] = []
    for row in rows:
        if row["stem"] not in texts or row["later_stem"] not in texts:
            continue
        where = _place(texts[row["stem"]], row["promise"], row["promise_start"])
        meant = [
            one
            for one in promised[row["stem"]]
            if where and _near(one[3], one[4], *where) and _equal(one[2], row["value"])
        ]
        # One clause may promise the same number of two things; the row tells which is meant.
        commitment = max(meant, key=lambda one: fuzz.ratio(one[1], row["indicator"]), default=None)
        link = found.get(commitment[0]) if commitment else None
        right = link is not None and row["label"] == "same" and _tells(link, row, texts[row["later_stem"]])
        words = f"{row['stem']} {row['label']}/{row['why']}: {row['promise']} => {row['later_quote']}"
        words += f" | {link.score:.2f} {link.other.quote} ({link.why})" if link else " | no link"
        scored.append(
            Scored(row["place_code"], link.score if link else 0.0, right, row["label"] == "same", row["label"], words)
        )
    return scored


def _equal(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(abs(one) - abs(other)) < 1e-6 * max(1, abs(other))


def _tells(link: Link, row: Row, text: str) -> bool:
    where = _place(text, row["later_quote"], row["later_start"])
    if where and _near(link.other.start, link.other.end, *where):
        return True
    # The review tells the same number again elsewhere: 全年城镇新增就业1266万人.
    return link.score >= SURE and link.other.quote[-6:] in row["later_quote"]


def at(scored: Sequence[Scored], least: float) -> tuple[int, int, float, float]:
    """Links of at least that score, right ones, precision and recall."""
    made = [one for one in scored if one.score >= least]
    right = sum(one.right for one in made)
    told = sum(one.told for one in scored)
    return len(made), right, right / len(made) if made else 1.0, right / told if told else 0.0


STEPS = [round(0.45 + 0.01 * n, 2) for n in range(56)]


def left_out(scored: Sequence[Scored]) -> tuple[float, float, dict[str, tuple[float, int, int]]]:
    """Precision and recall where the least score for each place is chosen on all other places."""
    made = right = 0
    by_place: dict[str, tuple[float, int, int]] = {}
    for place in sorted({one.place for one in scored}):
        others = [one for one in scored if one.place != place]
        # The most careful score that still links seven of ten elsewhere.
        least = max((step for step in STEPS if at(others, step)[3] >= RECALL), default=STEPS[0])
        got = at([one for one in scored if one.place == place], least)
        by_place[place] = (least, got[0], got[1])
        made, right = made + got[0], right + got[1]
    told = sum(one.told for one in scored)
    return right / made if made else 1.0, right / told if told else 0.0, by_place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--db", type=Path, required=True, nargs="+")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    rows = load(args.gold)
    scored = [one for db in args.db for one in score(rows, db)]
    print(f"{len(scored)} promises, {sum(one.told for one in scored)} of them told")
    print("least  links  right  precision  recall")
    for step in STEPS[::5]:
        print("{:.2f}   {:5d}  {:5d}  {:9.3f}  {:6.3f}".format(step, *at(scored, step)))
    precision, recall, by_place = left_out(scored)
    for place, (least, made, right) in by_place.items():
        print(f"left out {place}: least {least:.2f}, links {made}, right {right}")
    print(
        f"left out: precision {precision:.3f}, recall {recall:.3f}; at {SURE}: precision {at(scored, SURE)[2]:.3f}, recall {at(scored, SURE)[3]:.3f}"
    )
    if args.show:
        for one in sorted(scored, key=lambda s: -s.score):
            if not one.right and (one.told or one.score >= 0.5):
                print(("LINKED " if one.score >= SURE else "missed ") + one.words)


if __name__ == "__main__":
    main()
