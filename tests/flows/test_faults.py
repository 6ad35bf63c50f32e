"""One source's fault stays its own: an exception in each step, for one source, and the others come through."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from land import PLACE, html
from local_site import Host, hosts
from reading_here import read_here
from speech import whole
from without_prefect import undress

from extract.archive.check import check
from extract.archive.store import Archive, UnwritableError
from extract.batch import Work
from extract.document import DocumentRows, Filed, read_document
from extract.sources.files import load_sources
from flows.faults import alone
from flows.settings import Home
from warehouse.store import RowError, StoreError, open_store, upsert

CODES = {"faulty": "999901", "well": "999902"}
SOURCE = """
place: {code: "CODE", name: 示例县, level: county, parent: "999900"}
fictional: true
allow_private: true
documents:
  - {kind: work_report, year: 2024, url: "HOST/NAME/2024.html", verified: never}
columns: ["HOST/NAME/"]
sitemap: "HOST/NAME/map.xml"
expect: [work_report by 04-30 since 2022]
"""


@pytest.fixture(scope="module")
def site() -> Iterator[list[Host]]:
    with hosts(2) as found:
        yield found


class Land:
    """Two sources of one shape at two hosts: `faulty`, whose addresses all say so, and `well`."""

    def __init__(self, root: Path, site: list[Host]) -> None:
        self.home, self.sources = Home(root / "home"), root / "sources"
        self.host = dict(zip(CODES, site, strict=True))
        self.sources.mkdir()
        for name, code in CODES.items():
            host = self.host[name]
            host.pages.clear()
            text = SOURCE.replace("CODE", code).replace("NAME", name).replace("HOST", host.url(""))
            (self.sources / f"{name}.yaml").write_text(text, "utf-8")
            pager = '<p><a href="2024.html">1</a> <a href="2024_2.html">2</a></p>'
            lines = whole(PLACE, 2024).split("\n")
            host.pages |= {
                f"/{name}/2024.html": html("\n".join(lines[:6]), f"{PLACE}2024年政府工作报告", pager),
                f"/{name}/2024_2.html": html("\n".join(lines[6:]), f"{PLACE}2024年政府工作报告", pager),
                f"/{name}/2023.html": html(whole(PLACE, 2023), f"{PLACE}2023年政府工作报告"),
                f"/{name}/gzbg/2022.html": html(whole(PLACE, 2022), f"{PLACE}2022年政府工作报告"),
                f"/{name}/": f'<html><body><li><a href="2023.html">{PLACE}2023年政府工作报告</a></li></body></html>',
                f"/{name}/map.xml": f"<urlset><url><loc>{host.url(f'/{name}/gzbg/2022.html')}</loc></url></urlset>",
            }

    def capture(self) -> Any:
        from flows.capture import capture

        return capture(self.home, self.sources, None, "caller")  # type: ignore[arg-type]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home.database), read_only=True) as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def land(tmp_path: Path, site: list[Host], monkeypatch: pytest.MonkeyPatch) -> Land:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    undress(monkeypatch)
    read_here(monkeypatch)
    return Land(tmp_path, site)


def breaking(real: Callable[..., Any], word: str = "faulty", error: type[Exception] = ValueError) -> Callable[..., Any]:
    """The function, which breaks for whatever mentions the word."""

    def broken(*values: Any, **named: Any) -> Any:
        if word in repr(values[:3]):
            raise error("boom")
        return real(*values, **named)

    return broken


def broken_at(patch: pytest.MonkeyPatch, step: str, error: type[Exception] = ValueError) -> None:
    path, _, name = step.rpartition(".")
    try:
        owner: Any = importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, kind = path.rpartition(".")
        owner = getattr(importlib.import_module(module), kind)
    patch.setattr(owner, name, breaking(getattr(owner, name), error=error))


STEPS = {
    "flows.capturing.discovery.read_column": "/faulty/",
    "flows.capturing.discovery.documents_of": "/faulty/",
    "flows.capturing.discovery.Discovery._take": "/faulty/",
    "flows.capturing.discovery._row": "/faulty/",
    "flows.capturing.discovery.is_challenge": "/faulty/map.xml",
    "flows.capturing.discovery.read_sitemap": "/faulty/map.xml",
    "extract.sources.listed.recognise": "/faulty/map.xml",
    "extract.sources.listed.read_page": "/faulty/map.xml",
    "extract.sources.listed.pages_of": "/faulty/2024.html",
    "flows.capturing.paging.Paging.take": "/faulty/2024.html",
    "flows.capturing.paging.Paging._take_page": "/faulty/2024_2.html",
    "flows.capturing.paging.Paging._whole": "/faulty/2024.html",
    "extract.archive.store.Recorder.record": "/faulty/2024.html",
    "extract.archive.writer.Writer._exchange": "/faulty/2024.html",
    "extract.archive.store.Recorder.put": "/faulty/2024.html",
    "flows.capturing.run._record": "/faulty/2024.html",
    "extract.fetching.session.Session._exchange": "/faulty/2024.html",
    "extract.fetching.hosts.Rules.check": "/faulty/2024.html",
}


def ours(land: Land, name: str) -> set[str]:
    rows = land.ask(f"select url from captures where sha256 is not null and place_code = '{CODES[name]}'")
    return {url.removeprefix(land.host[name].url(f"/{name}/")) for (url,) in rows}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_breaks_for_one_source_costs_that_source(
    land: Land, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_at(monkeypatch, step)
    done = land.capture()
    assert ours(land, "well") == {"2024.html", "2023.html", "gzbg/2022.html"}
    assert not [line for line in done.failed if "/well" in line]
    where = land.host["faulty"].url(STEPS[step])
    lines = [line for line in done.failed if where in line]
    assert lines and all("boom" in line and "\n" not in line for line in lines), done.failed
    assert any(
        "the reader failed on it (ValueError: boom); please report this" in line or "boom; check" in line
        for line in lines
    )
    rejections = land.ask("select url, reason, remedy from rejections where stage in ('capture', 'discovery')")
    assert any(url == where and "boom" in reason and remedy for url, reason, remedy in rejections), rejections
    assert check(Archive(land.home.archive)).faults == []

    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patch:
        undress(patch)
        assert land.capture().failed == []
    assert ours(land, "faulty") == {"2024.html", "2023.html", "gzbg/2022.html"}
    assert land.ask("select count(*) from rejections") == [(0,)]


@pytest.mark.parametrize("step", ["extract.archive.store.Recorder.record", "flows.capturing.discovery.read_column"])
@pytest.mark.parametrize("error", [OSError, StoreError, UnwritableError, duckdb.IOException])
def test_what_every_source_would_meet_ends_the_run(
    land: Land, step: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_at(monkeypatch, step, error)
    with pytest.raises(error, match="boom"):
        land.capture()


def test_the_boundary_tells_a_row_from_the_database() -> None:
    said: list[str] = []
    with alone(said.append):
        raise RowError("commitments.value wants DOUBLE: 'x' is not one")
    with alone(said.append):
        raise RecursionError
    assert said[0].startswith("its rows do not fit the tables (commitments.value wants DOUBLE")
    assert said[1] == "the reader failed on it (RecursionError); please report this with the address"
    with pytest.raises(KeyboardInterrupt), alone(said.append):
        raise KeyboardInterrupt


# --- Addresses that are none


BAD = ["http://[x", "http://a.cn:99999/", "http://a.cn:8o/", "http://", "//[::1", f"http://{'a' * 70}.cn/", "http://a..cn/", "http://℀.cn/",
       "http://a.cn/" + "x" * 1_000_000]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(bad)[:20])
def test_an_address_that_is_none_is_a_rejection_of_that_address(land: Land, bad: str) -> None:
    host = land.host["faulty"]
    title = f"{PLACE}2025年政府工作报告"
    host.pages |= {
        "/faulty/": f'<html><head><base href="{bad}"></head><body><li><a href="2023.html">{PLACE}2023年政府工作报告</a></li>'
        f'<li><a href="{bad}">{title}</a></li><a href="{bad}">下一页</a></body></html>',
        "/faulty/map.xml": f"<urlset><url><loc>{bad}/gzbg/</loc></url><url><loc>{host.url('/faulty/gzbg/2022.html')}</loc></url></urlset>",
        "/faulty/2024.html": html(whole(PLACE, 2024), f"{PLACE}2024年政府工作报告", f'<p><a href="2024.html">1</a> <a href="{bad}">2</a> 下一页</p>'),
        "/robots.txt": f"User-agent: *\nSitemap: {bad}\nAllow: {bad}\nDisallow: /nowhere\n",
    }  # fmt: skip
    done = land.capture()
    assert ours(land, "well") == {"2024.html", "2023.html", "gzbg/2022.html"}
    assert ours(land, "faulty") == {"2024.html", "2023.html", "gzbg/2022.html"}, "what else the pages list is followed"
    rejections = dict(land.ask("select url, reason from rejections"))
    column = rejections[host.url("/faulty/")]
    assert "which is no address" in column and bad[:12] in column and "as the base of its links" in column
    assert "2 more such" in column if bad != "http://" else "1 more such" in column
    assert "which is no address" in rejections[host.url("/faulty/map.xml")]
    assert (len(rejections) == 3) == (bad != "http://"), "a placeholder in a pager is no further page"
    assert all(len(line) < 500 for line in done.failed)

    again = land.capture()
    assert sorted(again.failed) == sorted(done.failed), "it stands until it is mended"
    host.pages.pop("/robots.txt")


def test_an_address_in_a_source_file_is_refused_with_its_line(land: Land) -> None:
    path = land.sources / "well.yaml"
    for bad in ("http://[x", "http://a.cn:99999/", "http://a..cn/"):
        path.write_text(path.read_text("utf-8").split("site:")[0] + f'site: "{bad}"\n', "utf-8")
        _, errors = load_sources(land.sources)
        assert len(errors) == 1 and str(errors[0]).startswith(f"{path}:10: ") and "is no web address" in str(errors[0])


def test_a_redirect_to_no_address_fails_that_address(land: Land) -> None:
    from local_site import Answer

    for where in ("http://[x", "http://a.cn:99999/", "http://"):
        land.host["faulty"].pages["/faulty/2023.html"] = Answer(b"", 302, {"Location": where})
        done = land.capture()
        assert [line for line in done.failed if "/faulty/2023.html" in line]
        assert ours(land, "well") == {"2024.html", "2023.html", "gzbg/2022.html"}


def test_half_a_character_is_no_reason_to_lose_a_row(tmp_path: Path) -> None:
    with open_store(tmp_path / "w.duckdb") as con:
        upsert(con, "rejections", [{"url": "http://a.cn/\ud800", "stage": "read", "reason": "x"}], ("url", "stage"))
        assert con.execute("select url from rejections").fetchall() == [("http://a.cn/?",)]


# --- Sources


def test_a_folder_without_sources_leaves_the_ledger(land: Land) -> None:
    from flows.capturing.run import SourcesError

    land.capture()
    before = land.ask("select * from expectations order by all")
    assert len(before) > 4
    files = list(land.sources.glob("*.yaml"))
    for path in files:
        path.rename(path.with_suffix(".off"))
    with pytest.raises(
        SourcesError, match=r"no \*\.yaml file in this folder; see `pledgewatch guide sources` for the form"
    ):
        land.capture()
    assert land.ask("select * from expectations order by all") == before

    # a file with a fault says not whose it is: nobody's rows go
    files[0].write_bytes("place: 示例".encode("gbk"))
    files[1].with_suffix(".off").rename(files[1])
    done = land.capture()
    assert len(done.failed) == 1 and f"{files[0]}:1: not UTF-8 text" in done.failed[0]
    assert land.ask("select * from expectations order by all") == before

    files[0].unlink()
    land.capture()
    assert len(land.ask("select * from expectations")) == len(before) // 2


@pytest.mark.parametrize("since", ["0000", "1800", "9999"])
def test_a_year_that_is_none_is_the_fault_of_its_line(land: Land, since: str) -> None:
    path = land.sources / "faulty.yaml"
    path.write_text(path.read_text("utf-8").replace("since 2022", f"since {since}"), "utf-8")
    assert any(f"faulty.yaml:9: since {since}" in line for line in land.capture().failed)
    assert ours(land, "well")


def test_a_file_that_breaks_the_loader_costs_that_file(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    broken_at(monkeypatch, "extract.sources.files.load_source")
    sources, errors = load_sources(land.sources)
    assert [s.place.code for s in sources] == [CODES["well"]]
    assert "faulty.yaml:1: the reader failed on it (ValueError: boom); please report this with the file" in str(
        errors[0]
    )


# --- Loading


def read(code: str, year: int, archive: Path, url: str = "") -> tuple[Work, DocumentRows]:
    body = html(whole(PLACE, year), f"{PLACE}{year}年政府工作报告").encode()
    url = url or f"http://x.cn/{code}/{year}.html"
    sha256, at = Archive(archive).put(body, url), datetime(2026, 1, 1, tzinfo=UTC)
    filed = Filed(url, code, "work_report", year, None, True)
    rows = read_document(body, filed, sha256=sha256, captured_at=at, reader_version="1")
    return Work(filed, sha256, "", at, archive, "1"), rows


class Result:
    def __init__(self) -> None:
        self.read, self.rejected, self.warnings = 0, list[str](), list[str]()


def load(home: Home, given: list[tuple[Work, DocumentRows]]) -> Result:
    from flows.processing.loading import load_answers

    result = Result()
    with open_store(home.database) as con:
        places = [{"place_code": code, "name": PLACE, "level": "county", "fictional": True} for code in CODES.values()]
        upsert(con, "places", places, "place_code")
        upsert(con, "captures", [{"url": w.filed.url, "sha256": w.sha256} for w, _ in given], "url")
        load_answers(con, home, [w for w, _ in given], [rows for _, rows in given], "1", result)
    return result


def held(home: Home) -> list[str]:
    with duckdb.connect(str(home.database), read_only=True) as con:
        return [i for (i,) in con.execute("select document_id from documents order by 1").fetchall()]


def test_rows_that_do_not_fit_cost_their_document(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    given = [read(CODES["well"], 2024, home.archive), read(CODES["faulty"], 2024, home.archive), read(CODES["well"], 2025, home.archive)]  # fmt: skip
    given[1][1].commitments[0]["value"] = "a lot"
    result = load(home, given)
    assert held(home) == ["999902-work_report-2024", "999902-work_report-2025"] and result.read == 2
    assert len(result.rejected) == 1
    assert (
        "/999901/2024.html: its rows do not fit the tables (commitments.value wants DOUBLE: 'a lot'"
        in result.rejected[0]
    )
    with duckdb.connect(str(home.database), read_only=True) as con:
        assert con.execute("select url, stage from rejections").fetchall() == [(given[1][0].filed.url, "read")]
        assert con.execute("select count(*) from commitments where document_id like '999901%'").fetchall() == [(0,)]


@pytest.mark.parametrize("step", ["flows.processing.loading.load_batch", "flows.processing.revisions.changes"])
def test_a_loading_that_breaks_costs_its_document_and_what_was_held_stands(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    url = "http://x.cn/faulty.html"
    load(home, [read(CODES["well"], 2024, home.archive), read(CODES["faulty"], 2024, home.archive, url)])
    with duckdb.connect(str(home.database), read_only=True) as con:
        before = con.execute("select * from commitments where document_id like '999901%' order by all").fetchall()
    work, rows = read(CODES["faulty"], 2024, home.archive, url)
    rows.document["text"] = rows.document["text"].replace("同心协力", "faulty心", 1)
    changed = Work(work.filed, Archive(home.archive).put(b"new bytes"), "", work.captured_at, home.archive, "1")
    rows.document["sha256"] = changed.sha256
    read_here(monkeypatch)
    broken_at(monkeypatch, step)
    result = load(home, [(changed, rows), read(CODES["well"], 2025, home.archive)])
    assert held(home) == ["999901-work_report-2024", "999902-work_report-2024", "999902-work_report-2025"]
    assert result.rejected == [
        f"{url}: the reader failed on it (ValueError: boom); please report this with the address"
    ]
    with duckdb.connect(str(home.database), read_only=True) as con:
        assert (
            con.execute("select * from commitments where document_id like '999901%' order by all").fetchall() == before
        )


# --- Alerts, channels, pages


def test_a_fact_that_breaks_its_wording_is_told_when_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alert_nights import ALL, NOON, plan

    from flows.alerting.ledger import Alerted, raise_new
    from flows.alerting.routes import Routes

    routes = Routes.model_validate(ALL | {"backfill": "tell"})
    with open_store(tmp_path / "w.duckdb") as con:
        upsert(con, "places", [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}], "place_code")  # fmt: skip
        plan(con, 1)
        plan(con, 2)
        import flows.alerting.ledger

        with monkeypatch.context() as patch:
            patch.setattr(flows.alerting.ledger, "about_target", breaking(flows.alerting.ledger.about_target, "指标1"))
            first = Alerted()
            raise_new(con, "home", NOON, routes, set(), first)
        assert len(first.raised) == 1 and "指标2" in first.raised[0]
        assert len(first.faults) == 1 and first.faults[0].startswith("http://x/2025: the alert missed of c1 could not be made: the reader failed")  # fmt: skip
        assert con.execute("select url, stage, remedy is not null from rejections").fetchall() == [("http://x/2025", "alerts", True)]  # fmt: skip
        second = Alerted()
        raise_new(con, "home", NOON, routes, set(), second)
        assert len(second.raised) == 1 and "指标1" in second.raised[0] and second.faults == []
        assert con.execute("select count(*) from rejections").fetchall() == [(0,)]


def test_a_source_whose_wording_breaks_is_not_told_as_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alert_nights import ALL, NOON

    import flows.alerting.ledger
    from flows.alerting.ledger import Alerted, raise_new
    from flows.alerting.routes import Routes

    routes = Routes.model_validate(ALL)
    with open_store(tmp_path / "w.duckdb") as con:
        upsert(con, "rejections", [{"url": "http://a.cn/", "stage": "discovery", "reason": "404"}], ("url", "stage"))
        raise_new(con, "home", NOON, routes, set(), Alerted())
        monkeypatch.setattr(flows.alerting.ledger, "about_source", breaking(flows.alerting.ledger.about_source, "a.cn"))
        result = Alerted()
        raise_new(con, "home", NOON, routes, set(), result)
        assert result.cleared == [] and len(result.faults) == 1


def test_a_channel_that_breaks_keeps_the_others_and_its_secret(tmp_path: Path) -> None:
    from alert_nights import ALL, NOON, plan

    from flows.alerting.delivery import deliver
    from flows.alerting.ledger import Alerted, raise_new
    from flows.alerting.routes import Routes

    channels = {"channels": {"desk": ["json://user:secret@faulty", "json://well"]}, "backfill": "tell"}
    routes = Routes.model_validate(ALL | channels)
    sent: list[str] = []

    def send(address: Any, title: str, body: str) -> None:
        if "faulty" in address.url:
            raise ValueError(f"cannot parse {address.url}")
        sent.append(body)

    with open_store(tmp_path / "w.duckdb") as con:
        upsert(con, "places", [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}], "place_code")  # fmt: skip
        plan(con, 1)
        result = Alerted()
        raise_new(con, "home", NOON, routes, set(), result)
        deliver(con, routes, NOON, result, send)
        assert len(sent) == 1 and result.waiting == 1
        assert len(result.failures) == 1 and "sending broke (ValueError)" in result.failures[0]
        assert "secret" not in result.failures[0]
        assert con.execute("select error is not null from deliveries order by 1").fetchall() == [(False,), (True,)]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two places, each with a report, published; not judged."""
    from warehouse.publish import publish

    home = Home(tmp_path_factory.mktemp("published"))
    given = [read(code, 2024, home.archive) for code in CODES.values()]
    load(home, given)
    with open_store(home.database) as con:
        con.execute("insert into verdicts by name select commitment_id, 'pending' as verdict, 'pending' as continuity from commitments")  # fmt: skip
        publish(con, home.published)
    return home.root


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    import shutil

    return Home(Path(shutil.copytree(published, tmp_path / "home")))


def test_a_place_that_breaks_its_pages_keeps_those_of_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    import warehouse.site.pages as pages
    from flows.processing.site import bring_up_to_date

    undress(monkeypatch)
    page = home.site / "p" / "999901" / "index.html"
    with open_store(home.database) as con:
        with monkeypatch.context() as patch:
            patch.setattr(pages, "render_place", breaking(pages.render_place, "999901"))
            lines = bring_up_to_date(home, con)
        assert len(lines) == 1 and lines[0].startswith("place/999901: its pages could not be made (ValueError: boom)")
        assert con.execute("select url, stage from rejections").fetchall() == [("place/999901", "site")]
        assert (home.site / "p" / "999902" / "index.html").is_file() and (home.site / "index.html").is_file()
        assert not page.exists()
        assert bring_up_to_date(home, con) == [] and page.is_file(), "the next build makes what broke"
        assert con.execute("select count(*) from rejections").fetchall() == [(0,)]
        monkeypatch.setattr("warehouse.site.overview.render_front", breaking(lambda *_: None, ""))
        (line,) = bring_up_to_date(home, con)
        assert "the site was not built: the reader failed on it (ValueError: boom)" in line


def test_a_broken_memory_of_the_site_is_put_aside_and_begun_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.processing.site import bring_up_to_date

    undress(monkeypatch)
    with open_store(home.database) as con:
        assert bring_up_to_date(home, con) == []
        whole = home.site_state.read_bytes()
        half = whole[: len(whole) // 2]
        for broken in (b"garbage" * 1000, half, whole[:12_288] + b"\xff" * (len(whole) - 12_288)):
            home.site_state.write_bytes(broken)
            (home.site / "index.html").write_text("stale", "utf-8")
            assert bring_up_to_date(home, con) == []
            assert (home.site / "index.html").read_text("utf-8") != "stale"
            aside = home.site_state.with_name("site.duckdb.broken")
            assert aside.read_bytes()[:8] == broken[:8]  # DuckDB writes into the head of a file that it opens
            aside.unlink()


def test_a_broken_index_of_the_archive_is_built_anew(home: Home) -> None:
    archive = Archive(home.archive)
    (sha256, body), *_ = [(w.sha256, archive.get(w.sha256)) for w, _ in [read(CODES["well"], 2024, home.archive)]]
    for broken in (b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 9000):
        archive.index.path.write_bytes(broken)
        assert archive.get(sha256) == body
        with archive.writing() as recorder:
            assert recorder.put(b"another", "urn:x") and archive.get(sha256) == body
        assert archive.index.path.with_name("index.sqlite.broken").read_bytes() == broken


# --- Health


def test_most_addresses_failing_is_not_well(tmp_path: Path) -> None:
    from flows.serving.health import end_night, health, most_failed, note_step

    home, now = Home(tmp_path / "home"), datetime(2026, 1, 2, tzinfo=UTC)
    lines = [f"http://h{n}.cn/x: no connection (refused); check the address or try again later" for n in range(400)]
    with open_store(home.database) as con:
        note_step(home, "capture", now, failed=400, asked=400, why=most_failed(lines))
        end_night(con, home, now)
        state = health(home, now)
        assert (state.status, state.failing) == (1, True)
        assert "400 of 400, mostly: no connection (refused)" in state.line and "from rejections" in state.line
        note_step(home, "capture", now, failed=200, asked=400)
        assert health(home, now).status == 0


def test_a_night_says_how_many_it_asked(land: Land) -> None:
    from flows.serving.health import health

    for host in land.host.values():
        host.pages.clear()
    land.capture()
    with open_store(land.home.database) as con:
        from flows.serving.health import end_night

        end_night(con, land.home, datetime.now(UTC))
    state = health(land.home)
    assert state.failing and "6 of 6, mostly: 404 Not Found" in state.line


def test_trying_the_sources_goes_on_behind_one_that_breaks(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.capturing.try_sources import Tried, try_sources

    broken_at(monkeypatch, "flows.capturing.try_sources.read_column")
    sources, _ = load_sources(land.sources)
    told: list[Tried] = []
    try_sources(sources, told.append)
    works = {one.source.place.code: one.works for one in told}
    assert works == {CODES["faulty"]: False, CODES["well"]: True}
    assert any("the reader failed on it (ValueError: boom)" in fault for one in told for fault in one.faults)
