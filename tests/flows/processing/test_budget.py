"""A document, a column, a page over its budget through a whole run: named once, left alone until something changed, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from local_site import Host, hosts
from pair_of_reports import report
from speech import whole
from typer.testing import CliRunner

from extract.budget import Exceeded
from flows.settings import Home

# A report of 800,000 characters, a figure every tenth: eight seconds of computing where the limit is two.
_SLOW = report(2024, "固定资产投资增长7.2%，新建学校12所。" * 20_000, "新增就业4000人，新建停车场30个。" * 20_000)
_CONTROLS = "\x01\x02\x08\x0e\x1f\ufffe\uffff"


def add(home: Home, *pages: Path) -> Any:
    from flows.add import Filing, run_add

    return run_add(home, Filing([str(page) for page in pages], None, "411700", "work_report"))


def ask(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.database), read_only=True) as con:
        return con.execute(sql).fetchall()


REJECTED = "select url, reason, remedy, found_at from rejections where stage = 'read' order by url"


class Asked:
    """Stands for the reading of a run: notes which documents it is asked for, and answers as it is told."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self.names: list[str] = []
        self._answer = answer

    def __call__(self, works: Sequence[Any], *_: Any, **__: Any) -> list[Any]:
        self.names += [work.filed.url.rpartition("/")[2] for work in works]
        return [self._answer(work) for work in works]


@pytest.fixture
def home(plain_flows: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PLEDGEWATCH_READ_SECONDS", "2")
    return Home(tmp_path / "home")


def test_a_document_over_its_budget(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import flows.process
    import flows.processing.run

    slow, good = tmp_path / "slow.txt", tmp_path / "good.txt"
    slow.write_text(_SLOW, "utf-8")
    good.write_text(report(2023, "", ""), "utf-8")
    added = add(home, slow, good)
    (line,) = added.rejected
    assert line.startswith(f"{slow.as_uri()}: took longer than 2 s to read; ") and "PLEDGEWATCH_READ_SECONDS" in line
    ((url, reason, remedy, found_at),) = ask(home, REJECTED)
    assert (url, reason) == (slow.as_uri(), "took longer than 2 s to read") and "PLEDGEWATCH_READ_SECONDS" in remedy
    assert ask(home, "select year from documents") == [(2023,)]
    with duckdb.connect(str(home.published_database), read_only=True) as con:
        assert con.execute("select year from documents").fetchall() == [(2023,)], "the rest goes on"

    # The next night leaves it alone, and keeps the day when it was found.
    with monkeypatch.context() as patch:
        asked = Asked(lambda _: pytest.fail("read again"))
        patch.setattr(flows.processing.run, "read_batch", asked)
        night = flows.process.process(home, handover="caller")
        assert (night.rejected, night.read, night.unchanged, asked.names) == ([], 0, 2, [])
    assert ask(home, REJECTED) == [(url, reason, remedy, found_at)]

    # A new version of the reader tries it again; so does this one with another budget, as the remedy says.
    refusing = Asked(lambda _: Exceeded("took longer than 2 s to read; look at it"))
    for variable, value in (("PLEDGEWATCH_READ_SECONDS", "3"), ("PLEDGEWATCH_READ_MEMORY", "2048")):
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            patch.setattr(flows.processing.run, "read_batch", refusing)
            flows.process.process(home, handover="caller")
            assert refusing.names == ["slow.txt"], variable
            flows.process.process(home, handover="caller")
            assert refusing.names == ["slow.txt"], "once for each budget"
            refusing.names.clear()
    with monkeypatch.context() as patch:
        patch.setattr(flows.processing.run, "reader_version", lambda: "later")
        patch.setattr(flows.processing.run, "read_batch", refusing)
        flows.process.process(home, handover="caller")
        assert refusing.names == ["good.txt", "slow.txt"]
        # What the reader of before has read stands where this one went over its budget.
        assert ask(home, "select year from documents") == [(2023,)]
        assert [row[1].partition(", so the capture of")[0] for row in ask(home, REJECTED)] == [
            "took longer than 2 s to read"
        ] * 2

    # Refused yesterday and changed today: it is read.
    slow.write_text(report(2024, "", ""), "utf-8")
    changed = add(home, slow)
    assert changed.rejected == []
    assert ask(home, "select year from documents order by year") == [(2023,), (2024,)]
    assert ask(home, REJECTED) == []


def test_what_is_refused_for_the_first_time_was_not_refused_before(home: Home, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("2024年1—9月全市经济运行情况\n1—9月，全市接待游客240万人次，同比增长8%。\n", "utf-8")
    from flows.add import Filing, run_add

    def told() -> list[str]:
        return run_add(home, Filing([str(short)], None, "411700", "progress_notice")).rejected

    (first,) = told()
    assert "正文太短" in first
    (again,) = told()
    assert again == f"{short.as_uri()}: was rejected before, and has not changed"


def test_a_new_capture_over_its_budget_leaves_the_one_before(home: Home, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(report(2024, "", ""), "utf-8")
    assert add(home, page).rejected == []
    held = ask(home, "select sha256 from documents")
    page.write_text(_SLOW, "utf-8")
    (line,) = add(home, page).rejected
    assert "took longer than 2 s to read, so the capture of" in line
    assert ask(home, "select sha256 from documents") == held


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_control_characters_cost_nothing_and_the_verdict_is_replayed(home: Home, tmp_path: Path, ending: str) -> None:
    from flows.cli.app import app

    pages: list[Path] = []
    for year in (2023, 2024):
        text = (
            report(year, "", "")
            .replace("增长6", f"增{_CONTROLS}长{_CONTROLS}6")
            .replace("生产", "生&#x1;产" if ending == "html" else "生\x01产")
        )
        lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        page = tmp_path / f"{year}.{ending}"
        page.write_text(
            f"<html><body><div class=TRS_Editor>{lines}</div></body></html>" if ending == "html" else text, "utf-8"
        )
        pages.append(page)
    from flows.add import Filing, run_add

    for page, year in zip(pages, (2023, 2024), strict=True):
        added = run_add(home, Filing([str(page)], None, "411700", "work_report", year))
        assert (added.rejected, added.failed) == ([], [])
    for text, quote, start, end in ask(
        home, "select text, quote, char_start, char_end from documents join commitments using (document_id)"
    ):
        assert text[start:end] == quote and not set(text) & set(_CONTROLS)
    ids = ask(
        home,
        "select commitment_id from verdicts join commitments using (commitment_id) where period = 2023 and indicator_id = 'gdp'",
    )
    replay = CliRunner().invoke(
        app, ["--lang", "zh", "verify", ids[0][0], "--home", str(home.root)], catch_exceptions=False
    )
    assert replay.exit_code == 0 and replay.stdout.startswith("成立"), replay.stdout


def test_limits_that_are_none_are_refused_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from flows.settings import SettingError, read_limits

    for variable, value in (
        ("PLEDGEWATCH_READ_SECONDS", "soon"),
        ("PLEDGEWATCH_READ_SECONDS", "0"),
        ("PLEDGEWATCH_READ_SECONDS", "nan"),
        ("PLEDGEWATCH_READ_MEMORY", "64"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            with pytest.raises(SettingError, match=f"^{variable}={value}: give a number from "):
                read_limits()
    monkeypatch.setenv("PLEDGEWATCH_READ_SECONDS", "7.5")
    monkeypatch.setenv("PLEDGEWATCH_READ_MEMORY", "2048")
    assert str(read_limits()) == "7.5s/2048M"


class Refusing:
    """The run's workers, of which some pages take too long; `read` notes what was looked at."""

    def __init__(self, part: str) -> None:
        self.part, self.read = part, list[str]()

    def run(self, function: Any, *arguments: Any) -> Any:
        self.read += [a for a in arguments if isinstance(a, str) and a.startswith("http")]
        if any(
            (isinstance(a, str) and self.part in a) or (isinstance(a, bytes) and self.part.encode() in a)
            for a in arguments
        ):
            return Exceeded("took longer than 20 s to read; look at it")
        return function(*arguments)


def _page(year: int) -> str:
    lines = "".join(f"<p>{line}</p>" for line in whole("示例县", year).split("\n"))
    return f"<html><title>示例县{year}年政府工作报告</title><body><div class=TRS_Editor>{lines}</div></body></html>"


def test_a_column_and_a_site_map_over_their_budget(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import flows.capturing.walk
    from flows.capture import capture

    sources = tmp_path / "sources"
    sources.mkdir()
    with hosts(3) as site:
        named = ["columns: [HOST/list/]", "columns: [HOST/list/]", "sitemap: HOST/map.xml"]
        for number, (host, more) in enumerate(zip(site, named, strict=True), 1):
            _serve(host)
            text = f'place: {{code: "99990{number}", name: 示例县, level: county, parent: "999900"}}\nfictional: true\nallow_private: true\n'
            (sources / f"99990{number}.yaml").write_text(
                f"{text}documents: []\n{more}\n".replace("HOST", site[number - 1].url("")), "utf-8"
            )
        slow = Refusing(site[0].url("/list/"))
        monkeypatch.setattr(flows.capturing.walk, "readers", lambda: slow)
        night = capture(home, sources, None, "caller")
        assert [line for line in night.failed if "took longer" in line] == [
            f"{site[0].url('/list/')}: took longer than 20 s to read; look at it"
        ]
        found = ask(home, "select place_code, year from captures order by all")
        assert found == [("999902", 2025), ("999903", 2024)], "the others are followed"

        # Unchanged, it is not looked at again, and stays named; its pages are those of the night before.
        slow.read.clear()
        again = capture(home, sources, None, "caller")
        assert site[0].url("/list/") not in slow.read
        assert [line for line in again.failed if "took longer" in line] == [
            f"{site[0].url('/list/')}: took longer than 20 s to read; look at it"
        ]

        # Changed, it is.
        slow.part = "nothing"
        site[0].pages["/list/"] = str(site[0].pages["/list/"]) + "<!-- changed -->"
        healed = capture(home, sources, None, "caller")
        assert not [line for line in healed.failed if "took longer" in line]
        assert ask(home, "select place_code from captures where place_code = '999901'") == [("999901",)]
        assert ask(home, "select count(*) from rejections where stage = 'discovery'") == [(0,)]


def _serve(host: Host) -> None:
    link = "<li><a href='/gzbg/2025.html'>示例县2025年政府工作报告</a><span>2025-01-20</span></li>"
    host.pages = {"/gzbg/2025.html": _page(2025), "/list/": f"<html><body><ul>{link}</ul></body></html>"}
    places = "".join(f"<url><loc>{host.url(f'/zfgzbg/{year}.html')}</loc></url>" for year in (2024,))
    host.pages["/map.xml"] = (
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    )
    host.pages["/zfgzbg/2024.html"] = _page(2024)
