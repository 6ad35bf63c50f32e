"""What a target said at first stays the promise: an edit of the page changes what is shown beside it, and nobody's verdict."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pair_of_reports import report
from reading_here import read_here

from flows.alerting.run import raise_alerts
from flows.rebuilding import rebuild
from flows.settings import Home
from warehouse.publish import INTERNAL, TABLES
from warehouse.query import story
from warehouse.store import open_store

FIRST, LATER = "接待游客360万人次以上。", "接待游客320万人次以上。"
RESULT = "接待游客330万人次。"
PLACE = "411700"


class Places:
    """A home to which pages are handed over, as an operator does it: by the same way as a night's."""

    def __init__(self, root: Path) -> None:
        self.home, self.root = Home(root / "home"), root

    def page(self, year: int, done: str, promised: str) -> None:
        from flows.add import Filing, run_add

        path = self.root / f"{year}.txt"
        path.write_text(report(year, done, promised), "utf-8")
        added = run_add(self.home, Filing([str(path)], None, PLACE, "work_report", year))
        assert not added.failed and not added.rejected and not added.faults, added

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with open_store(self.home.database) as con:
            return con.execute(sql).fetchall()

    def verdict(self) -> tuple[Any, ...]:
        ((*found,),) = self.ask(
            "select v.verdict, v.shortfall, v.reason, c.quote, v.commitment_id from verdicts v join commitments c using (commitment_id)"
            " join documents d using (document_id) where d.year = 2025 and c.unit = '人次'"
        )
        return tuple(found)

    def tables(self) -> dict[str, set[str]]:
        with open_store(self.home.database) as con:
            return {
                table: {repr(row) for row in con.execute(f"from {table}").fetchall()} for table in (*TABLES, *INTERNAL)
            }


@pytest.fixture(scope="module")
def edited(plain_flows: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[Places]:
    """A plan, the report of the year after, and then the plan's page rewritten."""
    import flows.processing.run as processing

    check_all = processing.check_all
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("edited")
        patch.setenv("PREFECT_HOME", str(root / "prefect"))
        patch.setattr(processing, "check_all", lambda con, _=None: check_all(con))
        for module in ("flows.processing.run", "flows.alerting.run"):  # pages are looked at elsewhere
            patch.setattr(f"{module}.bring_up_to_date", lambda *_: [])
        read_here(patch)
        places = Places(root)
        places.page(2025, "", FIRST)
        places.page(2026, RESULT, "")
        places.page(2025, "", LATER)
        yield places


def test_the_first_wording_is_judged_and_the_edit_is_shown_beside_it(edited: Places) -> None:
    verdict, shortfall, reason, quote, commitment_id = edited.verdict()
    assert (verdict, shortfall) == ("missed", 300_000)
    assert (
        "360" in reason
        and "该目标原为“接待游客360万人次以上”，于20" in reason
        and "改为“接待游客320万人次以上”" in reason
    )
    assert "320" in quote, "what is held is the page's own words"
    found = story(edited.home.published_database, commitment_id)
    assert found.first is not None and found.first["value"] == 3_600_000
    from flows.cli.story import tell

    assert "原为“接待游客360万人次以上”" in tell(found)


def test_the_replay_judges_by_the_first_wording_as_well(edited: Places) -> None:
    from flows.verify import verify

    replay = verify(edited.home, edited.verdict()[-1])
    assert (replay.status, replay.differences) == (0, [])


def test_the_history_names_the_edit_for_what_it_changed_and_for_nothing_else(edited: Places) -> None:
    rows = edited.ask("select cause, count(*), count(because_of) from verdict_changes group by all order by all")
    causes = {cause: n for cause, n, _ in rows}
    assert causes["changed_document"] == 1 and set(causes) == {"changed_document", "new_document"}
    assert all(n == named for _, n, named in rows)


def test_going_to_and_fro_makes_one_alert_and_no_other_verdict(edited: Places) -> None:
    with open_store(edited.home.database) as con:
        before = con.execute("select alert_id, kind, cleared_at from alerts order by all").fetchall()
    assert [kind for _, kind, _ in before].count("edited") == 1
    for wording, current in ((FIRST, "360"), (LATER, "320")):
        edited.page(2025, "", wording)
        verdict, shortfall, reason, quote, _ = edited.verdict()
        assert (verdict, shortfall, current in quote) == ("missed", 300_000, True)
        assert ("该目标原为" in reason) == (current == "320")
    with open_store(edited.home.database) as con:
        assert con.execute("select alert_id, kind, cleared_at from alerts order by all").fetchall() == before


def test_a_second_edit_keeps_the_very_first_wording(edited: Places) -> None:
    edited.page(2025, "", "接待游客310万人次以上。")
    verdict, _, reason, quote, _ = edited.verdict()
    assert verdict == "missed" and "原为“接待游客360万人次以上”" in reason and "310" in quote
    edited.page(2025, "", LATER)


def test_rebuild_gives_the_same_rows(edited: Places) -> None:
    """After edits, with a release, an acknowledgement and a delivery in it: from the archive and the published file, to the row."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with open_store(edited.home.database) as con:
        con.execute("update alerts set acked_at = ?, acked_by = 'A', note = 'seen' where kind = 'edited'", [now.replace(tzinfo=None)])  # fmt: skip
        con.execute(
            "insert into quarantine by name select document_id, 'document_title_given' as expectation, sha256, $1::timestamp as since,"
            " $1::timestamp as released_at, 'B' as released_by, 'ok' as release_reason from documents where year = 2026",
            [now.replace(tzinfo=None)],
        )
    raise_alerts(edited.home, handover="caller")
    before = edited.tables()
    assert len(before["revisions"]) >= 3 and len(before["first_wordings"]) == 1 and before["alerts"]
    edited.home.database.write_bytes(b"garbage" * 5000)
    done = rebuild(edited.home)
    assert done.aside is not None and done.aside.read_bytes() == b"garbage" * 5000
    after = edited.tables()
    different = {table for table in before if before[table] != after[table]}
    assert different <= {"check_results", "check_failures", "run_state"}, {t: (before[t] - after[t], after[t] - before[t]) for t in different}  # fmt: skip
    assert before["check_results"] <= after["check_results"]
    assert raise_alerts(edited.home, handover="caller").raised == []


def test_rebuild_without_a_published_file_reads_every_capture_again_and_finds_the_edits(edited: Places) -> None:
    import shutil

    before = edited.tables()
    shutil.rmtree(edited.home.published)
    edited.home.database.unlink()
    done = rebuild(edited.home)
    assert done.rows["documents"] == 2 and done.rows["captures"] == 2 and done.rows["first_wordings"] == 1
    assert edited.verdict()[0] == "missed"
    with open_store(edited.home.database) as con:
        again = {repr(row) for row in con.execute("from revisions").fetchall()}
    assert again == before["revisions"]
    assert raise_alerts(edited.home, handover="caller").raised == [], "nothing of it is news"
