"""Articles of several pages: fetched, archived, joined into one document, replayed; and nothing of another article joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from land import PLACE, Land, html
from local_site import Answer, Host, versioned
from speech import whole
from typer.testing import CliRunner

from extract.archive.store import Archive
from extract.formats.html.pagination import pages_of
from extract.formats.multipage import unpack

TITLE = f"{PLACE}2024年政府工作报告"
LISTED = 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/zf/t2024_1.html", verified: never}\n'
NEIGHBOURS = (
    '<p>上一篇：<a href="/zf/t2023_1.html">2023年政府工作报告</a></p><p>下一篇：<a href="t2024_2.html">下一篇</a></p>'
)


def split(text: str, count: int) -> list[str]:
    """A report's lines on so many pages."""
    lines = text.split("\n")
    size = -(-len(lines) // count)
    return ["\n".join(lines[n : n + size]) for n in range(0, len(lines), size)]


def trs(host: Host, text: str, pages: int = 3) -> None:
    script = f'<script>createPageHTML({pages}, 0, "t2024_1", "html");</script>'
    for n, part in enumerate(split(text, pages)):
        name = f"/zf/t2024_1_{n}.html" if n else "/zf/t2024_1.html"
        host.pages[name] = versioned(html(part, TITLE, script + NEIGHBOURS), f"{hash(part)}")
    host.pages["/zf/t2024_2.html"] = html("另一篇文章，与本报告无关。", "另一篇")


def test_a_report_on_three_pages_is_one_document_and_replays(land: Land, site: list[Host]) -> None:
    from flows.settings import Home
    from flows.verify import verify

    host, text = site[0], whole(PLACE, 2024)
    land.source(0, "999911", LISTED)
    trs(host, text)
    night = land.night()
    assert (night.captured.new, night.captured.failed, night.processed.rejected) == (1, [], [])
    rows = land.ask("select text, complete, url, sha256, page_starts from documents")
    assert len(rows) == 1
    read, complete, url, sha256, starts = rows[0]
    assert (read, complete, url) == (text, True, host.url("/zf/t2024_1.html"))
    assert [read[a:].split("\n")[0] for a in starts] == [part.split("\n")[0] for part in split(text, 3)[1:]]
    archive = Archive(land.home / "archive")
    parts = unpack(archive.get(sha256))
    assert parts and [p.url for p in parts] == [host.url(f"/zf/t2024_1{n}.html") for n in ("", "_1", "_2")]
    assert all(archive.get(str(p.sha256)) for p in parts)
    assert "/zf/t2024_2.html" not in host.paths() and "/zf/t2023_1.html" not in host.paths()

    # nothing changed: each page is asked for once, answers 304, and nothing is read again
    again = land.night()
    assert (again.captured.new, again.captured.unchanged, again.captured.changed) == (0, 1, 0)
    assert again.processed.read == 0 and len([p for p in host.paths() if p.startswith("/zf/")]) == 3
    assert land.ask("select sha256 from captures") == [(sha256,)]

    (commitment,) = land.ask("select commitment_id from verdicts order by 1 limit 1")[0]
    assert verify(Home(land.home), commitment).status == 0
    target = land.home / "evidence.warc.gz"
    from flows.cli.app import app

    result = CliRunner().invoke(app, ["archive", "export", commitment, str(target), "--home", str(land.home)])
    assert result.exit_code == 0, result.output
    assert all(p.url in _records(target) for p in parts)

    # an edit on the second page is a revision of the one document
    trs(host, text.replace("增长6%左右", "增长5%左右"))
    land.night()
    assert land.ask("select count(*) from documents") == [(1,)]
    ((removed, added),) = land.ask("select removed, added from revisions")
    assert "增长6%左右" in removed and "增长5%左右" in added


def _records(path: Path) -> set[str]:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        return {str(r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(file)}


def test_a_missing_page_makes_the_document_incomplete_and_is_named(land: Land, site: list[Host]) -> None:
    host, text = site[1], whole(PLACE, 2024)
    land.source(1, "999912", LISTED)
    trs(host, text, 4)
    lost = host.pages.pop("/zf/t2024_1_1.html")
    night = land.night()
    address = host.url("/zf/t2024_1_1.html")
    assert any(address in line and "404" in line for line in night.captured.failed)
    ((complete, reason, read),) = land.ask("select complete, incomplete_reason, text from documents")
    assert not complete and "page 2 of 4 is missing" in reason and address in reason
    assert "主要预期目标" in read
    assert land.ask("select url, stage from rejections where stage = 'capture'") == [(address, "capture")]
    assert land.ask("select count(*) from verdicts where verdict in ('missed', 'unreported')") == [(0,)]

    host.pages["/zf/t2024_1_1.html"] = lost
    again = land.night()
    assert (again.captured.changed, again.captured.failed) == (1, [])
    assert land.ask("select complete, text from documents") == [(True, text)]
    assert land.ask("select count(*) from rejections") == [(0,)]

    # a page that goes away later does not touch what is held
    before = land.ask("select * from documents")
    host.pages["/zf/t2024_1_2.html"] = Answer(b"", 404)
    third = land.night()
    assert any("t2024_1_2.html" in line for line in third.captured.failed)
    assert land.ask("select * from documents") == before
    host.pages["/zf/t2024_1.html"] = versioned(html("别的内容，很短。", TITLE), "other")
    assert land.night() and land.ask("select * from documents") == before


@pytest.mark.parametrize("land", ["processes"], indirect=True)
def test_a_pager_is_followed_to_the_same_title_only(land: Land, site: list[Host]) -> None:
    host, text = site[2], whole(PLACE, 2024)
    land.source(
        2, "999913", 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/c/100.html", verified: never}\n'
    )
    one, two = split(text, 2)
    turn = '<div class="p"><a href="100.html">1</a> <a href="101.html">2</a> <a href="102.html">3</a> <a href="101.html">下一页</a></div>'
    host.pages |= {
        "/c/100.html": html(one, TITLE, turn),
        "/c/101.html": html(two, f"{TITLE}(2)", turn),
        "/c/102.html": html("别的县的报告，不属于这一篇。" * 30, "别县2024年政府工作报告", turn),
    }
    night = land.night()
    assert night.captured.failed == []
    assert land.ask("select text, complete from documents") == [(text, True)]


def test_an_address_given_by_hand_is_read_with_all_its_pages(land: Land, site: list[Host]) -> None:
    from flows.add import Filing, run_add
    from flows.settings import Home

    host, text = site[3], whole(PLACE, 2024)
    trs(host, text)
    filing = Filing([host.url("/zf/t2024_1.html")], place="450224", kind="work_report", year=2024, allow_private=True)
    added = run_add(Home(land.home), filing)
    assert (added.new, added.failed) == (1, [])
    assert land.ask("select text from documents") == [(text,)]
    assert run_add(Home(land.home), filing).unchanged == 1


def test_a_document_known_by_its_first_page_is_looked_at_again_by_new_rules(land: Land, site: list[Host]) -> None:
    import duckdb

    host, text = site[4], whole(PLACE, 2024)
    land.source(4, "999915", LISTED)
    trs(host, text)
    first = host.pages["/zf/t2024_1.html"]
    alone = html(split(text, 1)[0], TITLE)
    host.pages["/zf/t2024_1.html"] = versioned(alone, "alone")
    land.night()
    host.pages["/zf/t2024_1.html"] = first
    land.night()
    ((sha256,),) = land.ask("select sha256 from capture_pages where number = 1")
    with duckdb.connect(str(land.home / "work" / "warehouse.duckdb")) as con:  # as rules without pages left it
        con.execute("delete from capture_pages")
        con.execute("update captures set sha256 = ?", [sha256])
        con.execute("update run_state set value = 'older' where name = 'paging'")
    night = land.night()
    assert night.captured.changed == 1 and land.ask("select count(*) from capture_pages") == [(3,)]


def links(body: str, url: str = "http://a.cn/x/art_1_20.html") -> list[str]:
    return [
        page.url.removeprefix("http://a.cn")
        for page in pages_of(f"<html><title>t</title><body>{body}</body></html>", url, url).following
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="art_1_20_2.html">2</a><a href="art_1_20_3.html">[3]</a>', ["/x/art_1_20_2.html", "/x/art_1_20_3.html"]),
        ('<a href="/x/art_1_20-2.html">下一页</a>', ["/x/art_1_20-2.html"]),
        ('<a href="?page=2">2</a>', ["/x/art_1_20.html?page=2"]),
        ('<a href="art_1_20.html?pageNo=2&amp;k=1">2</a>', []),
        ('<a href="art_1_21.html">下一篇</a>', []),
        ('<a href="art_1_21.html">下一页</a>', []),  # another name, and no pager around it
        ('<a href="art_1_20_2.html">下一篇：某县报告</a>', []),
        ('<a href="http://b.cn/x/art_1_20_2.html">2</a>', []),
        ('<a href="/y/art_1_20_2.html">2</a>', []),
        ('<a href="art_1_201.html">2</a><a href="art_1_20_9999.html">3</a>', []),
        ('<script>createPageHTML(3, 0, "art_1_20", "html")</script>', ["/x/art_1_20_1.html", "/x/art_1_20_2.html"]),
        ('<script>createPageHTML(30, 0, "index", "html")</script>', []),
        ('<script>createPageHTML(1, 0, "art_1_20", "html")</script>', []),
    ],
)  # fmt: skip
def test_which_links_lead_to_further_pages(body: str, expected: list[str]) -> None:
    assert links(body) == expected


def test_sentences_over_a_page_break_stay_whole_and_heads_are_not_repeated() -> None:
    from extract.formats.multipage import PageRef, pack, read_whole

    start, end = "全县上下齐心协力，持续推进各项重点工作，全年完成固定资产投资", "三十二亿元，增长百分之七。"
    bodies = {
        "a" * 64: html(f"政府工作报告\n{start}", TITLE).encode(),
        "b" * 64: html(f"政府工作报告\n{end}", TITLE).encode(),
    }
    listed = pack([PageRef(f"http://a.cn/{n}.html", sha) for n, sha in enumerate(bodies)])
    page: Any = read_whole(listed, "", "http://a.cn/0.html", bodies.__getitem__)
    assert page.text == f"政府工作报告\n{start}{end}"
    assert page.page_starts == (page.text.index(end),) and page.gap == ""
