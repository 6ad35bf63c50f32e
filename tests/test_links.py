"""The linker has floors: the reference documents are read, their promises linked, and the links scored with each place left out; less than before fails."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from read_once import read_once
from score_links import at, left_out, load, score

from warehouse.linking.evidence import SURE
from warehouse.store import load_batch, open_store

pytestmark = pytest.mark.slow

# Precision and recall: with the least score chosen on all other places, and with the one that the rules use.
LEFT_OUT = (0.99, 0.78)
AS_USED = (0.99, 0.80)


def test_links_lead_to_what_was_found_by_hand(corpus: Path, read_already: Path, tmp_path: Path) -> None:
    gold = corpus.parent / "gold" / "links.jsonl"
    if not gold.is_file():
        pytest.skip(f"{gold} does not stand beside the corpus")
    rows = load(gold)
    stems = {row[key] for row in rows for key in ("stem", "later_stem")}
    read = []
    for listed in ("manifest.csv", "provincial_manifest.csv"):
        with (corpus / listed).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                path = corpus / row["path"]
                if path.stem not in stems or path.suffix not in (".txt", ".html"):
                    continue
                year = int(row["year"]) if row["year"] else None
                one = read_once(read_already, path, row["place_code"] or None, row["kind"] or None, year)
                if one is not None:
                    read.append((one.document, one.commitments, one.outcomes, one.statements))
    with open_store(tmp_path / "w.duckdb") as con:
        load_batch(con, list({row[0]["document_id"]: row for row in read}.values()))
    scored = score(rows, tmp_path / "w.duckdb")
    assert len(scored) >= 275, "the reader lost reference promises"
    precision, recall, by_place = left_out(scored)
    print(*by_place.items(), sep="\n")
    assert (precision, recall) >= LEFT_OUT and recall >= LEFT_OUT[1], (precision, recall)
    *_, precision, recall = at(scored, SURE)
    assert (precision, recall) >= AS_USED and recall >= AS_USED[1], (precision, recall)
