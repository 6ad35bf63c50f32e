"""Accuracy has a floor: the reference documents are taken the whole way and scored; less than before fails.

Needs PLEDGEWATCH_CORPUS, the folder of reference documents, with the hand-made truth and its scorers in `gold` beside it.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from score_shares import counts, shares

from extract.document import Filed, read_document
from extract.formats.reader import read_page
from extract.identity.identify import identify
from extract.model import ReadError

pytestmark = pytest.mark.slow

# Report -> least F1 of what is detected, and of what is also described rightly.
LEAST_F1 = {"all/target": (0.995, 0.97), "all/actual": (0.995, 0.954), "all/project": (0.988, 0.985)}
# Table and group -> least share found, of right verdicts, of right continuity; the most overlooked; least share decided of what the next
# report decides; most silences alleged falsely. No false accusation. What the next report tells in another form, for a part or for several
# years is unclear by the contract, though the tables of the truth call it unreported: so abstaining is bounded by what is decided.
LEAST_RIGHT = {
    ("national_targets_2004_2015", "headline"): (0.96, 0.99, 1.0, 0, 0.99, 0),
    ("national_targets_2004_2015", "all"): (0.94, 0.99, 1.0, 4, 0.95, 0),
    ("zhumadian_targets_2010_2017", "headline"): (0.96, 0.99, 0.98, 0, 1.0, 0),
    ("zhumadian_targets_2010_2017", "all"): (0.98, 0.99, 0.99, 20, 0.875, 0),
    ("fujian_targets_2009_2022", "headline"): (0.98, 0.99, 0.98, 4, 1.0, 0),
    ("fujian_targets_2009_2022", "all"): (0.98, 0.99, 0.98, 28, 0.92, 0),
    ("guangxi_targets_2009_2022", "headline"): (0.98, 0.99, 0.99, 3, 0.97, 0),
    ("guangxi_targets_2009_2022", "all"): (0.98, 0.99, 0.98, 23, 0.91, 0),
}
# Over the reports that the truth is about: the least share of the numeric promises whose next report is whole that is decided, and the most that stays unclear.
LEAST_DECIDED, MOST_UNCLEAR = 0.285, 0.19
MOST_FALSE = 0
# Documents that stand under another place's code in the manifest or in a collector's folder: stem -> whose they are.
MISFILED = {r"tangxian-202[1-5]": ("371526", "高唐县"), r"yixian-2023": ("510421", "米易县")}


@pytest.fixture(scope="module")
def gold(corpus: Path) -> Path:
    folder = corpus.parent / "gold"
    if not (folder / "score.py").is_file():
        pytest.skip(f"{folder} does not stand beside the corpus")
    return folder


def manifest(corpus: Path, name: str = "manifest.csv") -> list[dict[str, str]]:
    with (corpus / name).open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["path"].endswith((".txt", ".html", ".htm"))]


@pytest.fixture(scope="module")
def database(corpus: Path, plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file over the reports that the truth is about, and the damaged one of 融安县."""
    from flows.add import Filing, run_add
    from flows.settings import Home

    folder = tmp_path_factory.mktemp("accuracy")
    rows = [
        row | {"path": str(corpus / row["path"])}
        for row in manifest(corpus) + manifest(corpus, "provincial_manifest.csv")
        if re.search("national-|zhumadian-|rongan-|350000-|450000-", row["path"])
    ]
    assert len(rows) > 40, "the manifest lacks the reports that the truth is about"
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ["path", "place_code", "kind", "year"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    home = Home(folder / "home")
    added = run_add(home, Filing([], folder / "list.csv"))
    print(*added.failed, *added.rejected, sep="\n")
    return home.published_database


@cache
def score(script: Path, *words: str | Path) -> dict[str, dict[str, Any]]:
    """Runs a scorer and gives its figures, once for the same words; what it prints stands in the first test's output."""
    report = Path(str(words[1])).with_name(f"{script.stem}.json")
    done = subprocess.run(
        [sys.executable, script, *words, "--json", report],
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    assert "no document" not in done.stderr, done.stderr
    print(done.stdout)
    return json.loads(report.read_text("utf-8"))


def test_claims_are_read_as_well_as_before(database: Path, gold: Path) -> None:
    figures = score(gold / "score.py", "--db", database, "--gold", gold / "claims")
    low = {
        name: (figures[name]["f1"], figures[name]["strict_f1"])
        for name, (detected, strict) in LEAST_F1.items()
        if figures[name]["f1"] < detected or figures[name]["strict_f1"] < strict
    }
    assert not low, f"below the floors {LEAST_F1}"


@pytest.mark.parametrize(("table", "group"), LEAST_RIGHT)
def test_verdicts_are_as_right_as_before(database: Path, gold: Path, table: str, group: str) -> None:
    figures = score(
        gold / "score_verdicts.py", "--db", database, "--truth", gold / "verdicts" / f"{table}.jsonl", "--show"
    )[group]
    found, verdict, continuity, overlooked, decided, silent = LEAST_RIGHT[table, group]
    assert figures["accused_falsely"] <= MOST_FALSE
    assert figures["found"] >= found
    assert figures["verdict"] >= verdict
    assert figures["continuity"] >= continuity
    assert figures["overlooked"] <= overlooked
    # Abstaining is no way round the floor, and neither is saying that a report kept silent.
    assert figures["decided"] >= decided
    assert figures["silence_falsely"] <= silent


def test_most_promises_are_settled_or_cannot_be(database: Path) -> None:
    found = shares(counts(database))
    print(found)
    assert found["decided"] >= LEAST_DECIDED
    assert found["unclear"] <= MOST_UNCLEAR


def test_disputes_are_about_lines_of_the_reference(gold: Path) -> None:
    """Each dispute names a line that is there and still has the disputed value; a settled one is to be taken off the list."""
    disputes = yaml.safe_load((Path(__file__).parent / "gold_disputes.yaml").read_text("utf-8"))
    lines = [
        json.loads(line)
        for path in sorted(gold.glob("*/*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    for dispute in disputes:
        about = [
            x for x in lines if x.get("doc") == dispute["document"] and x["quote"] == dispute["quote"]
            and x.get("indicator_key") == dispute.get("indicator_key")
        ]  # fmt: skip
        assert len(about) == 1, dispute
        assert about[0][dispute["field"]] == dispute["gold"], f"settled: {dispute}"
        assert dispute["reason"] and dispute["ours"] != dispute["gold"]


# --- Whose document it is.


def expected(stem: str) -> tuple[str, str] | None:
    return next((owner for pattern, owner in MISFILED.items() if re.fullmatch(pattern, stem)), None)


def read(path: Path, place_code: str, kind: Any, year: int) -> dict[str, Any]:
    filed = Filed(path.as_uri(), place_code, kind, year)
    rows = read_document(
        path.read_bytes(), filed, sha256="0" * 64, captured_at=datetime.now(UTC), reader_version="test"
    )
    return rows.document | {"warnings": rows.warnings}


def test_documents_name_the_place_they_are_filed_under_or_another_that_is_right(corpus: Path) -> None:
    named = 0
    for row in manifest(corpus):
        path = corpus / row["path"]
        if "damaged" in path.parts:
            continue
        page = read_page(path.read_bytes(), "", path.name)
        own = identify(page.text, page.title)
        owner = expected(path.stem)
        if owner:
            assert own.place_code == owner[0], path.stem
        elif own.place_code is not None:
            named += 1
            # A county that became a district has two codes; its name keeps its stem.
            assert own.place_code[:4] == row["place_code"][:4], f"{path.stem}: {own.place_name} {own.place_code}"
        assert own.year in (None, int(row["year"])), f"{path.stem}: {own.year}"
    assert named > 50


def test_misfiled_documents_are_placed_where_they_belong(corpus: Path) -> None:
    listed = [(corpus / row["path"], row["place_code"], int(row["year"])) for row in manifest(corpus)]
    listed += [(corpus / "misfiled" / "yixian-2023.txt", "130633", 2023)]
    seen: set[str] = set()
    for path, code, year in listed:
        if owner := expected(path.stem):
            document = read(path, code, "work_report", year)
            assert document["place_code"] == owner[0], path.stem
            assert any(owner[1] in warning for warning in document["warnings"]), "the operator is not told"
            seen.add(owner[0])
    assert seen == {owner[0] for owner in MISFILED.values()}


def test_a_collectors_summary_is_no_report(corpus: Path) -> None:
    with pytest.raises(ReadError) as raised:
        read(corpus / "misfiled" / "hebei-2016-stub.txt", "130000", "work_report", 2016)
    assert re.search("summary|fragment|no work report", str(raised.value))
