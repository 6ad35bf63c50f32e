"""The whole way, for real: the sample fetched over the loopback, read, judged, checked, published and told of."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from pytest_httpserver import HTTPServer
from reading_here import read_here
from typer.testing import CliRunner
from without_prefect import undress

from warehouse.labels import continuity_word, verdict_word

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "flows" / "capturing" / "sample"
LEAST_RIGHT = 0.95  # share of the sample's verdicts, and of its continuity, that must agree with truth.yaml
ACCUSATIONS = {"missed", "lagging", "dropped", "lowered"}


@dataclass(frozen=True)
class Run:
    """One call of the command line: exit status, what it printed, and what went to the log on stderr."""

    status: int
    output: str
    log: str


@pytest.fixture(scope="module", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """The command sets what Prefect reads; here it must neither reach nor leave anything outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        for name in ("PLEDGEWATCH_HOME", "PLEDGEWATCH_SOURCES", "PLEDGEWATCH_CONTACT"):
            patch.delenv(name, raising=False)
        yield


def call(*words: str | Path) -> Run:
    from flows.cli.app import app

    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    return Run(done.exit_code, done.stdout, done.stderr)


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own, its output in a pipe."""
    program = Path(sys.executable).with_name("pledgewatch")
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute(sql).fetchall()


def published(home: Path) -> Path:
    return home / "published" / "pledges.duckdb"


def published_files(home: Path) -> dict[str, bytes]:
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted((home / "published").rglob("*"))
        if path.is_file()
    }


def working_tables(home: Path) -> dict[str, list[str]]:
    """Every row of every working table as text; when an address was last asked, and events, is all that a second night may add."""
    database = home / "work" / "warehouse.duckdb"
    tables = [
        name
        for (name,) in rows(
            database, "select table_name from duckdb_tables() where not internal and table_name <> 'events'"
        )
    ]
    but = {"captures": " exclude (checked_at, status)"}
    return {t: sorted(map(repr, rows(database, f"select *{but.get(t, '')} from {t}"))) for t in tables}


@dataclass(frozen=True)
class Nights:
    """Two nights on the sample in one home, and what stood in it after each."""

    home: Path
    first: Run
    second: Run
    files: tuple[dict[str, bytes], dict[str, bytes]]
    tables: tuple[dict[str, list[str]], dict[str, list[str]]]
    read: tuple[int, int]


@pytest.fixture(scope="module")
def nights(prefect_server: None, own_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    import flows.processing.run

    home = tmp_path_factory.mktemp("home")
    counts: list[int] = []
    read_all = flows.processing.run.read_all

    def counting(works: Any) -> Any:
        counts[-1] += len(works)
        return read_all(works)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows.processing.run, "read_all", counting)
        runs: list[Run] = []
        files: list[dict[str, bytes]] = []
        tables: list[dict[str, list[str]]] = []
        for _ in range(2):
            counts.append(0)
            runs.append(call("nightly", "--home", home))
            files.append(published_files(home))
            tables.append(working_tables(home))
    return Nights(home, runs[0], runs[1], (files[0], files[1]), (tables[0], tables[1]), (counts[0], counts[1]))


def test_first_night_takes_the_whole_sample(nights: Nights) -> None:
    assert nights.first.status == 0, nights.first.output
    listed = sum(len(yaml.safe_load(f.read_text("utf-8"))["documents"]) for f in (SAMPLE / "sources").glob("*.yaml"))
    assert nights.read[0] == listed
    assert rows(published(nights.home), "select count(*) from documents") == [(listed,)]
    assert rows(published(nights.home), "select url, reason from rejections") == []
    assert f"{listed} new, 0 changed, 0 unchanged, 0 rejected" in nights.first.output


def test_a_sound_night_logs_no_error(nights: Nights) -> None:
    for run in (nights.first, nights.second):
        assert not [line for line in run.log.splitlines() if re.search(r"ERROR|CRITICAL|Traceback", line)]


def test_second_night_does_no_work_twice(nights: Nights) -> None:
    assert nights.second.status == 0, nights.second.output
    assert nights.read[1] == 0
    assert f"0 new, 0 changed, {nights.read[0]} unchanged, 0 rejected" in nights.second.output
    assert nights.files[0].keys() == nights.files[1].keys()
    changed = [name for name in nights.files[0] if nights.files[0][name] != nights.files[1][name]]
    assert not changed, "published anew though nothing had changed"
    assert nights.tables[0] == nights.tables[1]


def test_published_files_are_whole(nights: Nights) -> None:
    names = set(nights.files[0])
    for table in (
        "places",
        "documents",
        "indicators",
        "commitments",
        "outcomes",
        "verdicts",
        "alerts",
        "revisions",
        "coverage",
    ):
        assert {f"published/csv/{table}.csv", f"published/parquet/{table}.parquet"} <= names
    assert not [name for name in names if "tmp" in name.split("/")[-1]], "half-written files are left over"
    wrong = rows(
        published(nights.home),
        "select commitment_id from commitments join documents using (document_id)"
        " where quote <> text[char_start + 1 : char_end] union all "
        "select outcome_id from outcomes join documents using (document_id) where quote <> text[char_start + 1 : char_end]",
    )
    assert wrong == []
    assert rows(
        published(nights.home), "select count(*) from commitments c anti join verdicts v using (commitment_id)"
    ) == [(0,)]


def test_every_accusation_shows_two_quotes(nights: Nights) -> None:
    bare = rows(
        published(nights.home),
        "select commitment_id, verdict, continuity from verdicts where (verdict in ('missed', 'lagging') and evidence_quote is null)"
        " or (continuity in ('lowered', 'dropped') and next_quote is null)",
    )
    assert bare == []


def test_summary_tells_the_counts_of_the_published_file(nights: Nights) -> None:
    (commitments,), (outcomes,) = (
        rows(published(nights.home), f"select count(*) from {table}")[0] for table in ("commitments", "outcomes")
    )
    said = nights.first.output
    assert "the sample that ships" in said
    assert re.search(rf"commitments\s+{commitments}\s+outcomes\s+{outcomes}\b", said)
    for verdict, count in rows(published(nights.home), "select verdict, count(*) from verdicts group by all"):
        assert f"{count} {verdict_word(verdict, 'en')}" in said
    for continuity in ("dropped", "lowered", "words_only"):
        ((count,),) = rows(published(nights.home), f"select count(*) from verdicts where continuity = '{continuity}'")
        assert f"{count} {continuity_word(continuity, 'en')}" in said
    for label in ("进度滞后", "未达目标", "目标消失"):
        assert label in said
    assert str(published(nights.home)) in said


def test_fictional_county_is_marked_wherever_it_shows(nights: Nights) -> None:
    assert rows(published(nights.home), "select name from places where fictional") == [("示例县",)]
    assert "示例县（虚构示例）" in nights.first.output
    assert "示例县" not in nights.first.output.replace("示例县（虚构示例）", "")
    messages = rows(published(nights.home), "select message from alerts where document_id like '999901-%'")
    assert messages and all("示例县（虚构示例）" in message for (message,) in messages)


def test_alerts_are_raised_once(nights: Nights) -> None:
    ((count, distinct),) = rows(published(nights.home), "select count(*), count(distinct alert_id) from alerts")
    assert count == distinct > 0
    assert f"{count} new" in nights.first.output
    assert "alerts" not in nights.second.output.split("published")[0]


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def judged(nights: Nights, page: str, quote: str) -> tuple[str, str, str] | None:
    """Verdict, continuity and id of the commitment that shares most characters with the quote."""
    found = rows(
        published(nights.home),
        "select text, char_start, char_end, verdict, continuity, commitment_id from commitments join documents using (document_id)"
        f" join verdicts using (commitment_id) where url like '%/{page}' and commitments.kind = 'quantity'",
    )
    assert found, f"{page}: no commitment was read from it"
    start = found[0][0].find(quote)
    assert start >= 0, f"{page}: {quote} does not stand in the text as read"
    end = start + len(quote)
    best = max(found, key=lambda row: min(end, row[2]) - max(start, row[1]))
    return (best[3], best[4], best[5]) if min(end, best[2]) > max(start, best[1]) else None


def test_verdicts_agree_with_a_careful_reader(nights: Nights) -> None:
    truth = yaml.safe_load((SAMPLE / "truth.yaml").read_text("utf-8"))
    right = {"verdict": 0, "continuity": 0}
    false: list[str] = []
    for entry in truth:
        found = judged(nights, entry["page"], entry["quote"])
        said = dict(zip(("verdict", "continuity"), found or ("not found", "not found"), strict=False))
        for name in right:
            right[name] += said[name] == entry[name]
            if said[name] in ACCUSATIONS and said[name] != entry[name]:
                false.append(f"{entry['page']} {entry['quote']}: {said[name]}, is {entry[name]}")
        if any(said[name] != entry[name] for name in right):
            print(
                f"{entry['page']:<24}{said['verdict']}/{said['continuity']} is {entry['verdict']}/{entry['continuity']}  {entry['quote']}"
            )
    for name, count in right.items():
        print(f"{name:<12}{count} of {len(truth)} right ({count / len(truth):.1%})")
    print(f"false accusations: {len(false)}")
    assert false == []
    assert all(count / len(truth) >= LEAST_RIGHT for count in right.values())


# --- Bad input: one clear line each, an entry in the summary, and nothing half loaded.


def report_of_sample() -> str:
    return (SAMPLE / "site" / "shili" / "2024.html").read_text("utf-8")


@pytest.fixture(scope="module")
def bad_night(own_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Run, Path, str]]:
    """A night over one sound report among everything that can be wrong with a source."""
    folder, home = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("home")
    server = HTTPServer()
    server.start()
    try:
        site = server.url_for("").rstrip("/")
        html = "text/html; charset=utf-8"
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request("/gone.html").respond_with_data("", status=404)
        server.expect_request("/sound.html").respond_with_data(report_of_sample(), content_type=html)
        server.expect_request("/empty.html").respond_with_data("", content_type=html)
        news = (
            "<html><head><title>旅游消息</title></head><body><h1>旅游消息</h1>"
            + "<p>周末天气晴好，公园里游人很多，孩子们放风筝。</p>" * 30
        )
        server.expect_request("/news.html").respond_with_data(news + "</body></html>", content_type=html)
        place = 'place: {code: "999901", name: 示例县, level: county, parent: "999900"}\nfictional: true\nallow_private: true\ndocuments:\n'
        pages = {"sound": 2024, "gone": 2021, "empty": 2022, "news": 2023}
        lines = [
            f'  - {{kind: work_report, year: {y}, url: "{site}/{p}.html", verified: never}}\n' for p, y in pages.items()
        ]
        (folder / "sound.yaml").write_text(place + "".join(lines), "utf-8")
        other = place.replace("999901", "999902").replace("示例县", "另一示例县")
        document = f'  - {{kind: work_report, year: 2020, url: "{site}/sound.html", verified: never}}\n'
        (folder / "unknown-key.yaml").write_text(other.replace("fictional", "fictionnal") + document, "utf-8")
        (folder / "no-year.yaml").write_text(
            other.replace("999902", "999903") + document.replace("year: 2020, ", ""), "utf-8"
        )
        with pytest.MonkeyPatch.context() as patch:
            undress(patch)
            run = call("nightly", "--home", home, "--sources", folder)
        yield run, home, site
    finally:
        server.clear()
        server.stop()


BAD = {
    "unknown-key.yaml": r"unknown-key\.yaml:2\b.*fictionnal",
    "no-year.yaml": r"no-year\.yaml:5\b.*year",
    "gone.html": r"/gone\.html.*404",
    "empty.html": r"/empty\.html.*empty",
    "news.html": r"/news\.html.*(report|summary)",
}


def test_night_with_faults_ends_well(bad_night: tuple[Run, Path, str]) -> None:
    run, _, _ = bad_night
    assert run.status == 0, run.output
    assert "Traceback" not in run.output + run.log
    assert f"{len(BAD)} rejected" in run.output


@pytest.mark.parametrize("fault", BAD)
def test_each_fault_is_named_in_one_line_of_the_summary(bad_night: tuple[Run, Path, str], fault: str) -> None:
    lines = [line for line in bad_night[0].output.splitlines() if fault in line]
    assert len(lines) == 1, bad_night[0].output
    assert re.search(BAD[fault], lines[0])


@pytest.mark.parametrize("fault", BAD)
def test_each_fault_is_a_row_of_rejections(bad_night: tuple[Run, Path, str], fault: str) -> None:
    found = rows(published(bad_night[1]), f"select stage, reason from rejections where url like '%{fault}%'")
    assert len(found) == 1, rows(published(bad_night[1]), "select * exclude (found_at) from rejections")
    stage = {"unknown-key.yaml": "sources", "no-year.yaml": "sources", "gone.html": "capture"}.get(fault, found[0][0])
    assert found[0][0] == stage and found[0][1]


def test_only_the_sound_report_is_loaded(bad_night: tuple[Run, Path, str]) -> None:
    _, home, site = bad_night
    assert rows(published(home), "select url from documents") == [(f"{site}/sound.html",)]
    assert rows(published(home), "select distinct document_id from commitments") == rows(
        published(home), "select document_id from documents"
    )
    assert rows(published(home), "select place_code from places where place_code in ('999902', '999903')") == []


def one_line_about(run: Run, name: str) -> str:
    lines = [line for line in run.output.splitlines() if name in line]
    assert len(lines) == 1, run.output
    assert "Traceback" not in run.output + run.log
    return lines[0]


@pytest.fixture
def home_of_sample(nights: Nights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home after the two nights, to be spoilt by one test; what is added to it needs neither server nor processes."""
    undress(monkeypatch)
    read_here(monkeypatch)
    return Path(shutil.copytree(nights.home, tmp_path / "home"))


NO_REPORT = "今天的会议讨论了春耕、防汛和道路养护，大家发言踊跃，气氛热烈，会后参观了花园。\n" * 20


def test_adding_a_text_that_is_no_report_fails(home_of_sample: Path, tmp_path: Path) -> None:
    before = working_tables(home_of_sample)["documents"]
    path = tmp_path / "minutes.txt"
    path.write_text(NO_REPORT, "utf-8")
    run = call("add", path, "--home", home_of_sample)
    assert run.status == 1
    assert "no work report or bulletin" in one_line_about(run, "minutes.txt")
    assert working_tables(home_of_sample)["documents"] == before
    again = call("add", path, "--home", home_of_sample)
    assert again.status == 1, "what was rejected once is rejected again"
    one_line_about(again, "minutes.txt")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.html", b"", "empty"),
        ("letters.txt", b"The committee met on Tuesday and found nothing to report. " * 60, "report"),
        ("scan.pdf", b"%PDF-1.4 rest", "PDF"),
        ("noise.htm", bytes(range(256)) * 40, "binary"),
    ],
)
def test_adding_what_cannot_be_read_fails_in_one_line(
    home_of_sample: Path, tmp_path: Path, name: str, body: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    run = call("add", path, "--home", home_of_sample)
    assert run.status == 1
    assert said in one_line_about(run, name)


def test_adding_a_report_without_a_year_asks_for_it(home_of_sample: Path, tmp_path: Path) -> None:
    body = re.sub(r"(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2}", "某", report_of_sample())
    path = tmp_path / "undated.html"
    path.write_text(body, "utf-8")
    run = call("add", path, "--place", "450224", "--kind", "work_report", "--home", home_of_sample)
    assert run.status == 1
    assert "--year" in one_line_about(run, "undated.html")


def test_adding_a_missing_file_fails(home_of_sample: Path, tmp_path: Path) -> None:
    run = call("add", tmp_path / "nowhere.txt", "--home", home_of_sample)
    assert run.status == 1
    assert "No such file" in one_line_about(run, "nowhere.txt")


def test_adding_by_manifest_keeps_the_stem_and_works_out_blanks(home_of_sample: Path, tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "site" / "zhumadian" / "2018.html", tmp_path / "some-report.html")
    manifest = tmp_path / "list.csv"
    manifest.write_text("path,place_code,kind,year\nsome-report.html,,,\n", "utf-8")
    home = tmp_path / "fresh"
    run = call("add", "--manifest", manifest, "--home", home)
    assert run.status == 0, run.output
    ((url, place, kind, year),) = rows(published(home), "select url, place_code, kind, year from documents")
    assert (place, kind, year) == ("411700", "work_report", 2018)
    assert url.rsplit("/", 1)[1] == "some-report.html"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path,place_code,kind\na.txt,,\n", "list.csv:1: the column year is missing"),
        ("path,place_code,kind,year\na.txt,4502,,\n", "list.csv:2: place code '4502'"),
        ("path,place_code,kind,year\na.txt,,report,\n", "list.csv:2: kind 'report' is unknown"),
        ("path,place_code,kind,year\na.txt,,,soon\n", "list.csv:2: year 'soon'"),
    ],
)
def test_faulty_manifest_is_refused_whole(tmp_path: Path, text: str, said: str) -> None:
    from flows.add import Filing, FilingError, run_add
    from flows.settings import Home

    manifest = tmp_path / "list.csv"
    manifest.write_text(text, "utf-8")
    with pytest.raises(FilingError) as raised:
        run_add(Home(tmp_path / "home"), Filing([], manifest))
    assert said in str(raised.value)
    assert not (tmp_path / "home").exists()


# --- The commands that only read, as somebody at a terminal or in a pipe gets them.


def test_query_gives_csv_in_a_pipe(nights: Nights) -> None:
    done = command("query", "select place, indicator, promised from missed order by all", "--home", str(nights.home))
    assert done.returncode == 0, done.stderr
    found = list(csv.reader(io.StringIO(done.stdout)))
    assert found[0] == ["place", "indicator", "promised"]
    assert (
        len(found) - 1 == rows(published(nights.home), "select count(*) from verdicts where verdict = 'missed'")[0][0]
    )


def test_query_cannot_write(nights: Nights) -> None:
    done = command("query", "delete from verdicts", "--home", str(nights.home))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("pledgewatch: ")


def test_show_tells_the_story_with_both_quotes(nights: Nights) -> None:
    ((identifier, promise, evidence, url),) = rows(
        published(nights.home),
        "select commitment_id, promise_quote, evidence_quote, evidence_url from missed where document_id = '000000-work_report-2015'"
        " and promise_quote like '%进出口增长6%'",
    )
    done = command("--lang", "zh", "show", identifier, "--home", str(nights.home))
    assert done.returncode == 0, done.stderr
    for part in (identifier, "未达目标", " ".join(promise.split()), " ".join(evidence.split()), url):
        assert part in done.stdout


def test_show_of_an_unknown_id_is_one_line(nights: Nights) -> None:
    done = command("show", "nothing-like-it", "--home", str(nights.home))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "nothing-like-it" in done.stderr


def test_reading_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    done = command("query", "select 1", "--home", str(tmp_path))
    assert done.returncode == 1 and "pledgewatch nightly" in done.stderr


def test_sources_lists_what_ships_as_never_verified() -> None:
    done = command("sources", "--sources", str(ROOT / "sources"))
    assert done.returncode == 0, done.stderr
    assert "融安县" in done.stdout and "never" in done.stdout


def test_a_missing_folder_of_sources_is_one_line(tmp_path: Path) -> None:
    done = command("nightly", "--sources", str(tmp_path / "none"), "--home", str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "no such folder" in done.stderr
