"""What a column lists: links, days, the pages that follow, and which of them are the place's reports and bulletins."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from extract.sources.listings import ListedAddress, is_challenge, read_column
from extract.sources.recognise import recognise
from extract.sources.sitemaps import read_sitemap

BASE = "http://www.example.cn/zwgk/gzbg/index.html"

PLAIN = """<html><head><title>政府工作报告_云溪县人民政府</title></head><body>
<ul class="list">
<li><a href="./202401/t20240118_1.html" title="2024年云溪县政府工作报告">2024年云溪县政府…</a><span>2024-01-18</span></li>
<li><a href="../../zwgk/gzbg/2.html">政府工作报告</a> [23-01-20]</li>
<li><a href="javascript:void(0)">无效</a></li></ul>
<div><a href="index_1.html">下一页</a> <a href="http://elsewhere.cn/x.html">2</a></div></body></html>"""


def test_links_carry_whole_titles_and_days() -> None:
    found = read_column(PLAIN.encode("gb18030"), "text/html; charset=utf-8", BASE)
    assert found.items[:2] == [
        ListedAddress(
            "http://www.example.cn/zwgk/gzbg/202401/t20240118_1.html", "2024年云溪县政府工作报告", date(2024, 1, 18)
        ),
        ListedAddress("http://www.example.cn/zwgk/gzbg/2.html", "政府工作报告", date(2023, 1, 20)),
    ]
    assert found.following == ["http://www.example.cn/zwgk/gzbg/index_1.html"]
    assert found.title == "政府工作报告_云溪县人民政府"


@pytest.mark.parametrize(
    ("html", "following"),
    [
        ('<script>createPageHTML(4, 0, "index", "html");</script><a href=a>b</a>', ["index_1.html", "index_2.html", "index_3.html"]),
        ('<script>createPageHTML("page_div", 3, 1, "list", "shtml", 40);</script><p>x', ["list_1.shtml", "list_2.shtml"]),
        ("<script>var countPage = 2 //共多少页\nvar currentPage = 0;</script><p>x", ["index_1.html"]),
        ('<a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=2">下一页</a>', ["index.html?page=2", "index.html?page=3"]),
        ('<a href="index.html">1</a><a href="other.html">关于我们</a>', []),
    ],
)  # fmt: skip
def test_pages_that_follow(html: str, following: list[str]) -> None:
    found = read_column(f"<html><body>{html}</body></html>".encode(), "", BASE)
    assert found.following == [f"http://www.example.cn/zwgk/gzbg/{name}" for name in following]


def test_lists_that_a_script_unpacks() -> None:
    record = '<record><![CDATA[<li><a href="/art/2025/2/3/art_1.html" title="2025年政府工作报告">2025年政府工作报告</a></li>]]></record>'
    page = f'<html><body><div id="1"><script type="text/xml"><datastore><recordset>{record}</recordset></datastore></script></div></body></html>'
    (item,) = read_column(page.encode(), "", "http://www.example.cn/col/col1/index.html").items
    assert item == ListedAddress(
        "http://www.example.cn/art/2025/2/3/art_1.html", "2025年政府工作报告", date(2025, 2, 3)
    )


@pytest.mark.parametrize("body", [b"", b"\0" * 50, b"%PDF-1.4", b"<?xml version='1.0' encoding='gbk'?><html></html>"])
def test_what_is_no_list_gives_nothing(body: bytes) -> None:
    assert read_column(body, "", BASE).items == []


REPORT, BULLETIN = "work_report", "statistical_bulletin"


@pytest.mark.parametrize(
    ("title", "day", "kind", "year"),
    [
        ("2024年政府工作报告", None, REPORT, 2024),
        ("融安县2024年政府工作报告", None, REPORT, 2024),
        ("政府工作报告（2024年）", None, REPORT, 2024),
        ("政府工作报告——2024年1月15日在融安县第十七届人民代表大会第四次会议上", None, REPORT, 2024),
        ("2023年12月28日在融安县第十七届人民代表大会第四次会议上的政府工作报告", None, REPORT, 2024),
        ("在融安县第十七届人民代表大会第四次会议上的政府工作报告", date(2022, 2, 1), REPORT, 2022),
        ("政府工作报告", date(2023, 12, 30), REPORT, 2024),
        ("政府工作报告", None, REPORT, None),
        ("关于印发2024年政府工作报告的通知", None, REPORT, 2024),
        ("二〇一七年政府工作报告", None, REPORT, 2017),
        ("2023年融安县国民经济和社会发展统计公报", date(2024, 5, 6), BULLETIN, 2023),
        ("融安县2023年国民经济与社会发展统计公报[1]", None, BULLETIN, 2023),
        ("国民经济和社会发展统计公报", date(2024, 5, 6), BULLETIN, 2023),
        ("融安县统计局关于2023年国民经济和社会发展的统计公报", None, BULLETIN, 2023),
    ],
)  # fmt: skip
def test_titles_of_documents(title: str, day: date | None, kind: str, year: int | None) -> None:
    found = recognise(ListedAddress("http://x.cn/1", title, day), "450224", "融安县")
    assert found is not None
    assert (found.kind, found.year) == (kind, year)


@pytest.mark.parametrize(
    "title",
    [
        "一图读懂2024年政府工作报告", "《2024年政府工作报告》解读", "2024年政府工作报告任务分解", "柳州市2024年政府工作报告",
        "国务院2024年政府工作报告", "融安县长安镇2024年政府工作报告", "2024年法院工作报告", "县人大常委会工作报告",
        "2023年政府信息公开工作年度报告", "第七次全国人口普查公报", "2023年柳州市国民经济和社会发展统计公报", "首页",
    ],
)  # fmt: skip
def test_titles_of_something_else(title: str) -> None:
    assert recognise(ListedAddress("http://x.cn/1", title, None), "450224", "融安县") is None


def test_an_excerpt_ranks_behind_the_whole() -> None:
    whole, excerpt = (
        recognise(ListedAddress("http://x.cn/1", title), "450224", "融安县")
        for title in ("2024年政府工作报告", "2024年政府工作报告（摘要）")
    )
    assert whole and excerpt and whole.rank < excerpt.rank


def test_invented_places_have_their_own_name() -> None:
    assert recognise(ListedAddress("u", "示例县2024年政府工作报告"), "999901", "示例县")
    assert recognise(ListedAddress("u", "另外县2024年政府工作报告"), "999901", "示例县") is None


def test_site_maps_give_what_may_be_a_document() -> None:
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    urls = "".join(
        f"<url><loc>http://x.cn/{p}</loc></url>" for p in ("zwgk/zfgzbg/2024.html", "news/1.html", "tjgb/t1.html")
    )
    body = f"{head}<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()
    expected = (["http://x.cn/zwgk/zfgzbg/2024.html", "http://x.cn/tjgb/t1.html"], [])
    assert read_sitemap(body) == expected
    assert read_sitemap(gzip.compress(body)) == expected
    index = f"{head}<sitemapindex><sitemap><loc>http://x.cn/a.xml</loc></sitemap></sitemapindex>".encode()
    assert read_sitemap(index) == ([], ["http://x.cn/a.xml"])
    assert read_sitemap(b"<html>no map") == ([], [])
    assert read_sitemap(b"") == ([], [])


def test_a_challenge_is_told_from_a_list() -> None:
    assert is_challenge(b"<html><script>document.cookie='__jsl_clearance=1';location.href='/'</script></html>", "")
    assert not is_challenge(PLAIN.encode(), "")
