"""Nights over a site of many hosts: columns followed, the ledger kept, edits told, and no verdict touched by a bad page."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from land import PLACE, Land, html
from local_site import Answer, Host, versioned
from speech import whole
from typer.testing import CliRunner

from extract.archive.check import check
from extract.archive.store import Archive

TODAY = date.today()


def report(year: int, **change: str) -> str:
    text = whole(PLACE, year)
    for old, new in change.items():
        text = text.replace(old, new)
    return text


def column(years: list[int], more: str = "", note: str = "") -> str:
    rows = "".join(
        f'<li><a href="/gzbg/{y}.html" title="{PLACE}{y}年政府工作报告">{PLACE}{y}年政府…</a><span>{y}-01-20</span></li>'
        for y in years
    )
    return f"<html><title>政府工作报告</title><body>{note}<ul>{rows}<li><a href='/x.html'>一图读懂2024年政府工作报告</a></li></ul>{more}</body></html>"


COLUMN = 'documents: []\ncolumns: ["HOST/gzbg/"]\nexpect: [work_report by 04-30 since 2023]\n'


def well(host: Host, years: list[int]) -> None:
    host.pages |= {f"/gzbg/{y}.html": versioned(html(report(y), f"{PLACE}{y}年政府工作报告"), f"v{y}") for y in years}


@pytest.mark.parametrize("land", ["processes"], indirect=True)
def test_a_column_gives_all_years_and_the_next_without_code(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999901", COLUMN)
    well(host, [2023, 2024, 2025])
    host.pages["/gzbg/"] = column([2025, 2024], '<a href="index_1.html">下一页</a>')
    host.pages["/gzbg/index_1.html"] = column([2023], '<a href="./">上一页</a>')
    first = land.night()
    assert (first.captured.new, first.captured.failed) == (3, [])
    assert land.ask("select year, kind from documents order by year") == [
        (2023, "work_report"),
        (2024, "work_report"),
        (2025, "work_report"),
    ]
    assert "/x.html" not in host.paths()
    expected = {(("work", y)): "found" for y in (2023, 2024, 2025)}
    assert land.coverage().items() >= expected.items()
    assert land.coverage()[("work", TODAY.year + 1)] == "not_due"
    late = "overdue" if date(2026, 4, 30) < TODAY else "due"
    assert land.coverage()[("work", 2026)] == late
    before = land.ask("select * from coverage order by all")

    again = land.night()
    assert (again.captured.new, again.captured.unchanged) == (0, 3)
    assert not again.processed.published and "/gzbg/index_1.html" not in host.paths()
    assert land.ask("select * from coverage order by all") == before
    assert land.ask("select count(*) from revisions") == [(0,)]

    # the new year comes at a new address, and a counter on the column changes
    well(host, [2026])
    host.pages["/gzbg/"] = column([2026, 2025, 2024], '<a href="index_1.html">下一页</a>', "浏览 12 次")
    third = land.night()
    assert (third.captured.new, third.captured.failed) == (1, [])
    assert land.coverage()[("work", 2026)] == "found"
    result = check(Archive(land.home / "archive"))
    assert result.faults == [] and result.revisits >= 3


def test_a_column_that_yields_less_alarms_and_touches_nothing(land: Land, site: list[Host]) -> None:
    host = site[1]
    land.source(1, "999902", COLUMN)
    well(host, [2023, 2024, 2025])
    host.pages["/gzbg/"] = column([2025, 2024, 2023])
    land.night()
    tables = ("documents", "commitments", "outcomes", "verdicts")
    before = [land.ask(f"select * from {t} order by all") for t in tables]

    def after(page: Any, said: str) -> None:
        host.pages["/gzbg/"] = page
        night = land.night()
        assert [line for line in night.captured.failed if said in line], night.captured.failed
        assert [land.ask(f"select * from {t} order by all") for t in tables] == before
        assert [
            reason
            for (reason,) in land.ask("select reason from rejections where stage = 'discovery'")
            if said in reason
        ]

    after(column([2025, 2024]), "lists 2 documents, 3 before")
    raised = land.ask("select message from alerts where kind = 'rejected'")
    assert "栏目列出的文件由3份减为2份" in raised[0][0] and "虚构示例" in raised[0][0]
    after(
        "<html><body><div id=app></div><p>新版网站 layout</p></body></html>",
        "lists no report or bulletin (it gave 3 before)",
    )
    after("<html><script>document.cookie='__jsl_clearance=1';location.reload()</script></html>", "a challenge page")
    after(Answer(b"", 412), "412")
    host.pages["/gzbg/"] = column([2025, 2024, 2023])
    assert land.night().captured.failed == []
    assert land.ask("select count(*) from rejections") == [(0,)]
    assert len(land.ask("select message from alerts where kind = 'rejected'")) == 4


def test_a_page_that_goes_bad_leaves_its_document_standing(land: Land, site: list[Host]) -> None:
    host = site[2]
    land.source(
        2, "999903", 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never}\n'
        '  - {kind: work_report, year: 2025, url: "HOST/b.html", verified: never}\n',
    )  # fmt: skip
    host.pages |= {
        "/a.html": html(report(2024), "2024年政府工作报告"),
        "/b.html": html(report(2025), "2025年政府工作报告"),
    }
    land.night()
    tables = ("documents", "commitments", "outcomes", "verdicts")
    before = [land.ask(f"select * from {t} order by all") for t in tables]
    bad: list[tuple[Any, str]] = [
        ("<html><script>document.cookie='__jsl_clearance=1';location.reload()</script></html>", "challenge page"),
        (html(report(2024)[:900], "2024年政府工作报告"), "a summary or a fragment"),
        (
            html(report(2024).replace("今年经济社会发展的主要预期目标是：", "今年要办的事："), "2024年政府工作报告"),
            "gives less than it did",
        ),
        (
            html(report(2024).replace("干部群众同心协力", "全新的另一篇文章内容"), "2024年政府工作报告"),
            "shows another text",
        ),
        (Answer(b"", 404), "404 Not Found"),
        (Answer(b"cut short", length=9000), "the answer is broken"),
    ]
    for page, said in bad:
        host.pages["/a.html"] = page
        night = land.night()
        assert said in " ".join([*night.captured.failed, *night.processed.rejected]), said
        assert [land.ask(f"select * from {t} order by all") for t in tables] == before, said
        assert land.coverage()[("work", 2024)] == "found"
    assert "held, and its address now fails" in land.ask("select reason from coverage where year = 2024")[0][0]
    assert land.ask("select count(*) from revisions") == [(0,)]
    said = [m for (m,) in land.ask("select message from alerts where kind = 'rejected'")]
    assert len(said) == 4 and all("原先存档的文本与结论不变" in m for m in said)


def test_blocked_incomplete_and_overdue_stand_in_the_ledger(land: Land, site: list[Host]) -> None:
    host = site[3]
    land.source(
        3, "999904", 'documents:\n  - {kind: work_report, year: 2023, url: "HOST/shut.html", verified: never}\n'
        '  - {kind: work_report, year: 2024, url: "HOST/short.html", verified: never}\n'
        '  - {kind: work_report, year: 2022, url: "HOST/gone.html", verified: never}\n'
        "expect: [statistical_bulletin by 05-31 since 2023]\n",
    )  # fmt: skip
    text = whole(PLACE, 2024).replace("今年经济社会发展的主要预期目标是：", "今年要办的事：")
    host.pages |= {
        "/shut.html": Answer("<script>location.reload()</script>", 412),
        "/short.html": html(text, "2024年政府工作报告"),
    }
    land.night()
    found = land.coverage()
    assert found[("work", 2023)] == "blocked" and found[("work", 2024)] == "incomplete"
    assert found[("work", 2022)] == "overdue"
    assert found[("stat", 2023)] == "overdue"
    reason = dict(land.ask("select year, reason from coverage where kind = 'work_report'"))
    assert "412" in reason[2023] and "targets" in reason[2024]


def test_silent_edits_are_told_once_and_furniture_never(land: Land, site: list[Host]) -> None:
    host = site[4]
    land.source(4, "999905", 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never}\n')
    text = report(2024)
    counter = "<div class=footer>浏览次数：{}</div><p>发布时间：2024-01-{}</p><ul><li><a href=/n>{}</a></li></ul>"
    host.pages["/a.html"] = html(text, "2024年政府工作报告", counter.format(1, 20, "防汛会议"))
    land.night()
    host.pages["/a.html"] = html(text, "2024年政府工作报告", counter.format(977, 28, "春耕开始"))
    assert land.night().captured.changed == 1
    assert land.ask("select count(*) from revisions") == [(0,)]
    edited = text.replace("城镇新增就业4000人", "城镇新增就业3000人")
    host.pages["/a.html"] = html(edited, "2024年政府工作报告", counter.format(978, 28, "春耕开始"))
    night = land.night()
    ((document, removed, added, touched),) = land.ask(
        "select document_id, removed, added, commitment_ids from revisions"
    )
    assert document == "999905-work_report-2024"
    assert "就业4000人" in removed and "就业3000人" in added
    assert touched and set(touched) & {i for (i,) in land.ask("select commitment_id from commitments")}
    assert sum("原文改动" in message for message in night.alerted.raised) == 1
    again = land.night()
    assert again.alerted.raised == [] and len(land.ask("select * from revisions")) == 1
    assert len(land.ask("select * from documents")) == 1


def test_a_moved_document_is_found_again_by_its_column(land: Land, site: list[Host]) -> None:
    host = site[5]
    land.source(
        5, "999906", 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/old.html", verified: never}\n'
        'columns: ["HOST/gzbg/"]\n',
    )  # fmt: skip
    host.pages["/gzbg/"] = column([2024])
    well(host, [2024])
    land.night()  # the old address is asked, and fails
    land.night()
    assert land.ask("select url from documents") == [(host.url("/gzbg/2024.html"),)]
    assert land.coverage()[("work", 2024)] == "found"


def test_commands_over_sources_and_archive(land: Land, site: list[Host], tmp_path: Path) -> None:
    from flows.cli.app import app

    host = site[0]
    land.source(0, "999901", COLUMN)
    land.source(
        1, "999902", 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/none.html", verified: never}\n'
    )
    land.source(2, "999903", "documents: []\n")
    well(host, [2023, 2024])
    host.pages["/gzbg/"] = column([2024, 2023])
    runner = CliRunner()

    def call(*words: str | Path) -> Any:
        return runner.invoke(app, [str(word) for word in words], catch_exceptions=False)

    done = call("sources", "check", "--sources", land.sources)
    lines = done.stdout.splitlines()
    assert done.exit_code == 1 and len(lines) == 4
    assert any(
        "999901 示例县: works: 1 of 1 addresses answer, columns list 2 documents (2023–2024)" in line for line in lines
    )
    assert any("404 Not Found; look for the new address" in line for line in lines)
    assert any("no address yet; add a column or a document to 999903.yaml" in line for line in lines)
    assert call("sources", "check", "999901", "--sources", land.sources).exit_code == 0
    assert call("sources", "check", "火星县", "--sources", land.sources).exit_code == 1
    assert "示例县" in call("sources", "list", "--sources", land.sources).stdout
    assert "示例县" in call("sources", "--sources", land.sources).stdout

    land.night()
    ((identifier,),) = land.ask(
        "select commitment_id from verdicts join commitments using (commitment_id) where document_id like '%2023' and value = 6"
    )
    target = tmp_path / "evidence.warc.gz"
    done = call("archive", "export", identifier, target, "--home", land.home)
    assert done.exit_code == 0, done.stderr
    from warcio.archiveiterator import ArchiveIterator

    with target.open("rb") as file:
        bodies = [
            r.content_stream().read() for r in ArchiveIterator(file, check_digests="raise") if r.rec_type == "response"
        ]
    assert sum("各位代表".encode() in body for body in bodies) == 2, "the promise's document and the next one's"
    assert call("archive", "export", "nothing", target, "--home", land.home).exit_code == 1
    assert "0 faults" in call("archive", "check", "--home", land.home).stdout
    (warc, *_) = (land.home / "archive" / "warc").glob("*.gz")
    raw = bytearray(warc.read_bytes())
    raw[len(raw) // 2] ^= 255
    warc.write_bytes(raw)
    assert call("archive", "check", "--home", land.home).exit_code == 1
    shutil.rmtree(land.home)


def test_a_new_source_is_proposed_by_the_sites_own_words(land: Land, site: list[Host]) -> None:
    from extract.sources.files import load_source
    from flows.cli.app import app

    host = site[0]
    home = '<html><title>融安县人民政府门户网站</title><body><h1>广西柳州市融安县人民政府</h1><a href="/gzbg/">政府工作报告</a><a href="/tjgb/">统计公报</a></body></html>'
    bulletins = "".join(
        f"<li><a href='/t/{y}.html'>{y}年融安县国民经济和社会发展统计公报</a></li>" for y in (2022, 2023)
    )
    host.pages |= {
        "/": home,
        "/gzbg/": column([2025, 2024]).replace(PLACE, "融安县"),
        "/tjgb/": f"<html><title>统计公报</title><ul>{bulletins}</ul></html>",
    }
    done = CliRunner().invoke(
        app, ["sources", "new", host.url("/"), "--allow-private", "--write", "--sources", str(land.sources)]
    )
    assert done.exit_code == 0, done.stderr
    source, errors = load_source(land.sources / "450224-rongan.yaml")
    assert errors == [] and source is not None
    assert (source.place.name, source.place.parent) == ("融安县", "450200")
    assert [c.url for c in source.columns] == [host.url("/gzbg/"), host.url("/tjgb/")]
    assert {(e.kind, e.since) for e in source.expect} == {("work_report", 2024), ("statistical_bulletin", 2022)}
    nothing = CliRunner().invoke(app, ["sources", "new", host.url("/none"), "--allow-private"])
    assert nothing.exit_code == 1 and "404" in nothing.stderr


def test_a_name_that_ends_like_a_known_one_is_another_place(land: Land, site: list[Host]) -> None:
    from extract.sources.files import load_source
    from flows.cli.app import app

    host = site[0]
    page = "<html><title>青岚县人民政府门户网站</title><body><h1>山西省青岚县人民政府</h1><p>欢迎访问青岚县人民政府网</p></body></html>"
    host.pages |= {"/": page, "/real": page.replace("青岚县", "岚县")}

    def new(path: str, *more: str) -> Any:
        return CliRunner().invoke(
            app, ["sources", "new", host.url(path), "--allow-private", "--write", "--sources", str(land.sources), *more]
        )

    refused = new("/")
    assert refused.exit_code == 1 and "calls itself" in refused.stderr and "--name" in refused.stderr
    assert "青岚县" in refused.stderr and list(land.sources.glob("*.yaml")) == []
    made = new("/", "--place", "141198", "--name", "青岚县")
    assert made.exit_code == 0, made.stderr
    source, errors = load_source(next(land.sources.glob("141198-*.yaml")))
    assert errors == [] and source is not None
    assert (source.place.name, source.place.level, source.place.parent) == ("青岚县", "county", "141100")
    assert source.note is not None and "in no gazetteer" in source.note
    assert "no such code" in new("/", "--place", "141197").stderr
    known = new("/real")
    assert known.exit_code == 0, known.stderr
    assert [path.name for path in land.sources.glob("141127-*.yaml")] == ["141127-lanxian.yaml"] or list(
        land.sources.glob("*-lan*.yaml")
    )
