"""Work by portions: the same rows however large they are, halved where they do not fit, and memory that stays while places grow in number."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from checks.looking import look
from checks.suites import load_suites
from warehouse.backtest import backtest
from warehouse.connection import connect
from warehouse.judge import judge, refused_places
from warehouse.portions import PortionError, each_portion, each_range, main, only, place_portions
from warehouse.publish import publish
from warehouse.store import open_store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TOO_MUCH = duckdb.OutOfMemoryException("Out of Memory Error: so it says")

# Invented places (a number from 0 on) with reports of three years: main targets and results, and as much text as they have on average.
# Their names share no characters, as names in reports hardly do: each promise is held against every result whose name shares a pair of them.
MAKE = """
create or replace temp macro invented(i) as chr((20000 + i % 40 * 97)::integer) || chr((25000 + i % 40 * 89)::integer);
insert into places by name select (100000 + i)::varchar as place_code, '甲' || i || '县' as name, 'county' as level from range({places}) t(i);
insert into indicators by name select 'indicator_' || i as indicator_id, invented(i) as name, 'floor' as direction from range(40) t(i);
insert into documents by name
select place_code || '-work_report-' || year as document_id, place_code, 'work_report' as kind, year, name || year || '年政府工作报告' as title,
       'https://example.invalid/' || place_code || '/' || year as url, timestamp '2026-01-01' as captured_at, sha256(place_code || year) as sha256,
       true as complete, name || year || '年' || repeat('全县上下同心协力各项事业稳步向前。', 900) as text
from places, range(2020, 2023) t(year);
insert into commitments by name
select document_id || '-c' || k as commitment_id, document_id, place_code, 'quantity' as kind, k < 6 as headline, 'indicator_' || k % 40 as indicator_id,
       invented(k) as indicator, 'growth' as measure, '>=' as comparator, k % 9 + 1.5 as value, '%' as unit, year as period,
       substr(text, k + 1, 60) as quote, k as char_start, k + 60 as char_end, k as ordinal
from documents, range({claims}) t(k);
insert into outcomes by name
select document_id || '-o' || k as outcome_id, document_id, place_code, false as headline, 'indicator_' || k % 40 as indicator_id,
       invented(k) as indicator, 'growth' as measure, '=' as comparator, k % 9 + 1.0 as value, '%' as unit, year - 1 as period,
       substr(text, k + 1, 60) as quote, k as char_start, k + 60 as char_end, k as ordinal
from documents, range({claims}) t(k);
"""


def refuse_none(one: object, why: str) -> None:
    pytest.fail(f"{one}: {why}")


def test_portions_hold_so_many_rows_and_all_places(tmp_path: Path) -> None:
    with open_store(tmp_path / "w.duckdb") as con:
        con.execute(MAKE.format(places=7, claims=20))  # 3 × (50 + 2 × 20) = 270 rows a place
        con.execute("insert into coverage (place_code, kind) values ('999999', 'work_report')")
        codes = [str(100000 + i) for i in range(7)]
        assert place_portions(con, at_once=600) == [codes[0:2], codes[2:4], codes[4:6], codes[6:]]
        assert place_portions(con, at_once=1) == [[code] for code in codes]
        assert place_portions(con, ["100003", "100001", "nowhere"], 600) == [["100001", "100003"]]
        assert place_portions(con, [], 600) == []
        assert place_portions(con, also=["coverage"]) == [[*codes, "999999"]]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_a_portion_that_is_too_large_is_halved(most: int) -> None:
    done: list[str] = []

    def work(portion: Sequence[str]) -> None:
        if len(portion) > most:
            raise TOO_MUCH
        done.extend(portion)

    with connect() as con:
        each_portion(con, [list("abcdefg"), list("hi")], work, refuse_none)
    assert "".join(done) == "abcdefghi"  # each once, and in order


def test_one_that_does_not_fit_is_refused_and_the_others_go_on() -> None:
    done: list[str] = []
    refusals: dict[str, str] = {}

    def work(portion: Sequence[str]) -> None:
        if "d" in portion:
            raise TOO_MUCH
        done.extend(portion)

    with connect() as con:
        each_portion(con, [list("abcdefg"), list("hi")], work, refusals.__setitem__)
    assert "".join(done) == "abcefghi" and refusals == {"d": "Out of Memory Error: so it says"}


def test_inside_a_transaction_that_the_failure_has_ended_nothing_is_tried_again() -> None:
    with connect(memory=64) as con:
        con.execute("set max_temp_directory_size = '0B'; begin transaction")
        tries: list[int] = []

        def work(portion: Sequence[int]) -> None:
            tries.append(len(portion))
            con.execute(
                "create temp table much as select md5(i::varchar) as word from range(9000000) t(i) order by word"
            )

        with pytest.raises(duckdb.OutOfMemoryException):
            each_portion(con, [[1, 2, 3, 4]], work, refuse_none)
        assert tries == [4]


def test_any_other_failure_is_raised() -> None:
    def work(_: Sequence[str]) -> None:
        raise duckdb.BinderException("a fault of ours")

    with connect() as con, pytest.raises(duckdb.BinderException):
        each_portion(con, [["a"]], work, refuse_none)


def test_ranges_cover_each_row_once_and_in_order() -> None:
    with connect() as con:
        con.execute("create table t as select lpad((i * 7 % 100)::varchar, 3, '0') || '''' as k from range(300) t(i)")
        found: list[str] = []
        sizes: list[int] = []

        def work(within: str) -> None:
            rows = con.execute(f"select k from t where {within} order by k").fetchall()
            sizes.append(len(rows))
            found.extend(k for (k,) in rows)

        each_range(con, "t", "k", work, 48)
        assert found == sorted(found) and len(found) == 300 and max(sizes) <= 60 and len(sizes) > 5

        def too_large(within: str) -> None:
            if con.execute(f"select 1 from t where {within} and starts_with(k, '042')").fetchall():
                raise TOO_MUCH

        with pytest.raises(PortionError, match=r"t: the rows up to k 042' do not fit in memory .* PLEDGEWATCH_MEMORY"):
            each_range(con, "t", "k", too_large, 8)


def test_inside_a_portion_only_its_rows_are_seen_and_nothing_of_it_stays() -> None:
    with connect() as con:
        con.execute("create table t as select i from range(5) t(i)")
        rows = f"select * from {main(con, 't')} where i > 2"
        with pytest.raises(ValueError, match="so"), only(con, {"t": rows}):
            con.execute("create temp table more as select * from t")
            assert con.execute("select count(*) from more").fetchall() == [(2,)]
            raise ValueError("so")
        assert con.execute("select count(*) from t").fetchall() == [(5,)]
        assert con.execute("select count(*) from duckdb_tables() where temporary").fetchall() == [(0,)]


@pytest.fixture(scope="module")
def sample(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, and invented places beside it, read and judged."""
    path = Path(shutil.copy(sample_database, tmp_path_factory.mktemp("sample") / "warehouse.duckdb"))
    with open_store(path) as con:
        con.execute(MAKE.format(places=3, claims=10))
        judge(con)
    return path


def test_verdicts_are_the_same_however_large_the_portions(sample: Path) -> None:
    found: list[object] = []
    for at_once in (1, 10**9):
        with open_store(sample) as con:
            con.execute("begin; delete from verdicts; delete from verdict_changes")
            counts = judge(con, at_once=at_once)
            verdicts = con.execute("select * exclude (judged_by) from verdicts order by commitment_id").fetchall()
            history = con.execute(
                "select * exclude (changed_at) from verdict_changes order by commitment_id"
            ).fetchall()
            con.execute("rollback")
            found.append((counts, verdicts, history))
            assert len({row[6] for row in verdicts}) > 3 and counts["missed"] > 0
    assert found[0] == found[1]


def test_one_place_is_judged_with_the_results_of_the_place_above_it(sample: Path) -> None:
    with open_store(sample) as con:
        before = con.execute("select * from verdicts order by commitment_id").fetchall()
        (tied,) = con.execute(
            "select place_code from verdicts v join commitments using (commitment_id) order by rule = 'ahead_of_above' desc limit 1"
        ).fetchall()[0]
        judge(con, [tied], at_once=1)
        assert con.execute("select * from verdicts order by commitment_id").fetchall() == before


def test_the_backtest_is_the_same_however_the_places_are_portioned(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(sample) as con:
        whole = backtest(con)
        assert whole
        monkeypatch.setattr(judge, "__kwdefaults__", {**(judge.__kwdefaults__ or {}), "at_once": 1})
        assert backtest(con) == whole


def test_what_the_checks_find_is_the_same_however_large_the_portions(sample: Path) -> None:
    with open_store(sample) as con:
        con.execute("begin")
        for fault in (
            "update documents set text = (select text from documents where document_id = '100000-work_report-2021')"
            " where document_id = '100001-work_report-2021'",
            "update verdicts set evidence_document_id = '100000-work_report-2021', evidence_quote = '没有这句话' where starts_with(commitment_id, '100001')",
            "update outcomes set place_code = '100002' where document_id = '100001-work_report-2022' and ordinal < 3",
        ):
            con.execute(fault)
        found = [look(con, load_suites(), at_once) for at_once in (1, 10**9)]
        con.execute("rollback")
    against = {name for name, result in found[0].items() if result.failed_rows}
    assert {
        "same_text_under_two_places",
        "evidence_quote_is_in_its_document",
        "evidence_is_of_the_same_place",
        "outcome_in_its_document",
    } <= against
    assert found[0] == found[1]


def test_what_is_published_is_the_same_however_large_the_portions(sample: Path, tmp_path: Path) -> None:
    found: list[dict[str, bytes]] = []
    for name, at_once in (("small", 8), ("large", 10**9)):
        with open_store(sample) as con:
            publish(con, tmp_path / name, at_once=at_once)
            publish(con, tmp_path / name, ["100001-work_report-2021"], at_once)
        found.append({path.name: path.read_bytes() for path in (tmp_path / name / "csv").iterdir()})
        with connect(tmp_path / name / "pledges.duckdb", read_only=True) as con:
            rows = con.execute("select * from judged order by commitment_id").fetchall()
            assert len(rows) == con.execute("select count(*) from verdicts").fetchall()[0][0] > 100
            found[-1]["judged"] = repr(rows).encode()
    assert found[0] == found[1]


def test_a_place_too_large_to_be_judged_waits_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_MEMORY", "64MB")
    with open_store(tmp_path / "w.duckdb") as con:
        con.execute(MAKE.format(places=4, claims=20))
        con.execute(
            "insert into commitments by name select * exclude (i) replace (commitment_id || '-' || i as commitment_id, repeat(quote, 20) as quote,"
            " null as indicator_id, 'project' as kind, '名' || i as indicator, null as value)"
            " from (select * from commitments, range(400) t(i) where place_code = '100002')"
        )
        con.execute("checkpoint; set max_temp_directory_size = '0B'")
        judge(con)
        judged = con.execute(
            "select c.place_code, count(v.verdict) from commitments c left join verdicts v using (commitment_id) group by all order by all"
        ).fetchall()
        assert judged == [("100000", 60), ("100001", 60), ("100002", 0), ("100003", 60)]
        assert list(refused_places(con)) == ["100002"]
        assert (
            "甲2县" in refused_places(con)["100002"]
            and "PLEDGEWATCH_MEMORY (now 64MB)" in refused_places(con)["100002"]
        )
    monkeypatch.setenv("PLEDGEWATCH_MEMORY", "400MB")  # the remedy that it names
    with open_store(tmp_path / "w.duckdb") as con:
        judge(con, ["100002"])
        assert refused_places(con) == {}
        assert con.execute("select count(*) from commitments anti join verdicts using (commitment_id)").fetchall() == [
            (0,)
        ]


MEASURE = """
import json, sys
from pathlib import Path
from checks.looking import look
from checks.suites import load_suites
from warehouse.judge import judge
from warehouse.publish import publish
from warehouse.store import open_store

path, at_once = Path(sys.argv[1]), int(sys.argv[2])
def peak():  # not getrusage: there a process begins with the peak of the one that started it
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
with open_store(path) as con:
    found = [peak()]
    judge(con, at_once=at_once)
    found.append(peak())
    look(con, load_suites(), at_once)
    found.append(peak())
    publish(con, path.parent / f"published{at_once}", at_once=at_once)
    found.append(peak())
print(json.dumps(found))
"""


def peaks(path: Path, at_once: int) -> list[float]:
    """Peak memory in MiB: after opening, judging, looking and publishing."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), str(at_once)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.endurance
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is measured as Linux tells it")
def test_memory_does_not_grow_with_the_number_of_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_MEMORY", "96MB")  # all at once would not fit
    found: dict[int, list[float]] = {}
    for places in (40, 80):
        path = tmp_path / f"{places}.duckdb"
        with open_store(path) as con:
            con.execute(MAKE.format(places=places, claims=100))
        found[places] = peaks(
            path, 8_000
        )  # forty places fill four portions: fewer would be held against one that is full
    print(found)
    few, many = found[40], found[80]
    assert many[-1] < 1.25 * few[-1], found
