"""Lists that a script draws: the interface each system's page asks, and the entries of what it answers. All samples are invented."""

from __future__ import annotations

import json
from datetime import date

import pytest

from extract.sources.interfaces import interfaces_of, next_page, request_of
from extract.sources.listings import ListedAddress, read_column

COLUMN = "http://www.example.cn/col/col1229/index.html"
REPORT = ListedAddress(
    "http://www.example.cn/art/2025/1/20/art_1_7.html", "云溪县2025年政府工作报告", date(2025, 1, 20)
)


def page(script: str, body: str = '<div id="list"></div>') -> bytes:
    return f"<html><head><title>政府工作报告</title></head><body>{body}<script>{script}</script></body></html>".encode()


HANWEB = """$('#6325').jpage({themeName:'default', dataBefore:'<ul>', perPage:15, totalRecord:31, openCookies:false,
 proxyUrl:'/module/web/jpage/dataproxy.jsp', ajaxParam:{col:1,appid:1,webid:2747,path:'/',columnid:1229,sourceContentType:3,unitid:'6325',webname:'云溪县政府',permissiontype:0}});"""
HANWEB_ASKED = (
    "http://www.example.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15&col=1&appid=1&webid=2747&path=%2F&columnid=1229"
    "&sourceContentType=3&unitid=6325&webname=%E4%BA%91%E6%BA%AA%E5%8E%BF%E6%94%BF%E5%BA%9C&permissiontype=0"
)
HANWEB_XML = """<datastore><nextgroup></nextgroup><recordset><record><![CDATA[<li><a href="/art/2025/1/20/art_1_7.html" title="云溪县2025年政府工作报告">云溪县2025年…</a>
<span>2025-01-20</span></li>]]></record></recordset></datastore>"""
HANWEB_JS = """var totalRecord = 1; dataStore = ["<tr><td><a href=\\"/art/2025/1/20/art_1_7.html\\" title='云溪县2025年政府工作报告'>云溪县<\\/a><\\/td><td>[2025-01-20]<\\/td><\\/tr>"];"""
KAIPU = """var url='/common/search/0f1e2d3c4b5a69788796a5b4c3d2e1f0?_isAgg=true&_isJson=true&_pageSize=20&page='+page; $.ajax({url:url})"""
KAIPU_ASKED = "http://www.example.cn/common/search/0f1e2d3c4b5a69788796a5b4c3d2e1f0?_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName=&page=1"
KAIPU_JSON = json.dumps(
    {
        "data": {
            "total": 1,
            "results": [
                {
                    "title": "云溪县2025年<em>政府工作报告</em>",
                    "url": "/art/2025/1/20/art_1_7.html",
                    "publishedTimeStr": "2025-01-20 09:00:00",
                }
            ],
        }
    }
)
GKML = "window._CONFIG = { SID: '755001', COLUMN_ID: 1234, path: '/gkmlpt/' };"
GKML_ASKED = "http://www.example.cn/gkmlpt/api/all/1234?page=1&sid=755001"
GKML_JSON = json.dumps(
    {
        "articles": [
            {
                "title": "云溪县2025年政府工作报告",
                "url": "http://www.example.cn/art/2025/1/20/art_1_7.html",
                "date": 1737338400,
            }
        ],
        "total": 1,
    }
)
TRS = """$.getJSON("./list_data.json", function(d){ draw(d); });"""
TRS_JSON = 'callback({"docs":[{"DOCTITLE":"云溪县2025年政府工作报告","DOCPUBURL":"/art/2025/1/20/art_1_7.html","DOCRELTIME":"2025/01/20"}]});'
TRS_LOOSE = "var list = [{title:'云溪县2025年政府工作报告', url:'/art/2025/1/20/art_1_7.html', date:'2025-01-20'},];"


@pytest.mark.parametrize(
    ("script", "name", "asked", "answers"),
    [
        (HANWEB, "大汉 dataproxy", HANWEB_ASKED, [HANWEB_XML, HANWEB_JS]),
        (KAIPU, "开普 common/search", KAIPU_ASKED, [KAIPU_JSON]),
        (GKML, "信息公开目录 gkmlpt", GKML_ASKED, [GKML_JSON]),
        (TRS, "TRS 列表数据", "http://www.example.cn/col/col1229/list_data.json", [TRS_JSON, TRS_LOOSE]),
    ],
)
def test_each_system_is_asked_and_its_answer_read(script: str, name: str, asked: str, answers: list[str]) -> None:
    found = read_column(page(script), "text/html", COLUMN)
    assert (name, asked) in found.interfaces and asked in found.following and found.drawn
    for answer in answers:
        assert read_column(answer.encode(), "", asked).items == [REPORT], answer


def test_pages_of_interfaces_follow_while_they_give_entries() -> None:
    assert next_page(HANWEB_ASKED) == HANWEB_ASKED.replace("startrecord=1&endrecord=45", "startrecord=46&endrecord=90")
    assert next_page(GKML_ASKED) == GKML_ASKED.replace("page=1", "page=2")
    assert next_page("http://www.example.cn/list.json") is None
    assert read_column(GKML_JSON.encode(), "", GKML_ASKED).following == [GKML_ASKED.replace("page=1", "page=2")]
    assert read_column(HANWEB_XML.encode(), "", HANWEB_ASKED).following == [next_page(HANWEB_ASKED)]
    for nothing in ('{"articles":[]}', '{"code":403,"msg":"key expired"}', "{broken", "[" * 5000):
        found = read_column(nothing.encode(), "", GKML_ASKED)
        assert (found.items, found.following, found.is_data) == ([], [], True)


def test_only_the_pages_own_site_is_asked_and_only_with_all_it_needs() -> None:
    assert interfaces_of(HANWEB.replace("webid:2747,", ""), COLUMN) == []
    assert interfaces_of('$.getJSON("http://elsewhere.example/list.json")', COLUMN) == []
    assert interfaces_of("var x = 1;", COLUMN) == []
    ((_, asked),) = interfaces_of(
        "$.get('/visit/count.json'); $.getJSON('/weather.json'); $.getJSON('list.json')", COLUMN
    )
    assert asked == "http://www.example.cn/col/col1229/list.json", "no counter is counted up"


def test_links_that_a_script_writes_and_clicks_that_open_an_address() -> None:
    written = (
        "document.write('<li><a href=\"/art/2025/1/20/art_1_7.html\">云溪县2025年政府工作报告</a>2025-01-20</li>');"
    )
    assert read_column(page(written), "", COLUMN).items == [REPORT]
    for link in (
        "<a href='javascript:;' onclick=\"window.open('/art/2025/1/20/art_1_7.html')\">云溪县2025年政府工作报告</a>",
        "<a href=\"javascript:toDetail('/art/2025/1/20/art_1_7.html')\">云溪县2025年政府工作报告</a>",
        "<a href='#' onclick=\"location.href='/art/2025/1/20/art_1_7.html';return false\">云溪县2025年政府工作报告</a>",
    ):
        assert read_column(page("", f"<ul><li>{link}<span>2025-01-20</span></li></ul>"), "", COLUMN).items == [REPORT]
    assert read_column(page("", "<a href='javascript:void(0)' onclick='share()'>分享</a>"), "", COLUMN).items == []


def test_a_column_of_links_is_not_taken_for_one_that_a_script_draws() -> None:
    rows = "".join(f'<li><a href="/art/{n}.html">云溪县{n}年政府工作报告</a></li>' for n in range(2010, 2026))
    found = read_column(page("$.getJSON('/count.json')", f"<ul>{rows}</ul>"), "", COLUMN)
    assert (found.drawn, found.interfaces, len(found.items)) == (False, [], 16)


POSTED = """var channelId = '20250'; var appKey = "k-1a2b";
function load(pageNo) { $.ajax({ type: "POST", url: "/api/info/queryList", data: { channelId: channelId, appKey: appKey, pageNo: pageNo, pageSize: 15 }, success: show }); }"""
POSTED_JSON = """const KEY = 'k-1a2b'; axios; fetch("/api/article/page", { method: "POST", headers: {'Content-Type': 'application/json'},
 body: JSON.stringify({"key": KEY, "current": 1, "size": 20}) }).then(draw);"""
KEYED = """var siteKey = "s-9"; $.getJSON("/api/list?key=" + siteKey + "&type=gzbg&page=" + page, draw);"""


def test_an_interface_that_wants_a_post_is_asked_with_its_form() -> None:
    ((name, asked),) = read_column(page(POSTED), "text/html", COLUMN).interfaces
    assert name == "表单查询 POST"
    form = "channelId=20250&appKey=k-1a2b&pageNo=1&pageSize=15"
    assert request_of(asked) == ("http://www.example.cn/api/info/queryList", form)
    following = next_page(asked)
    assert following is not None and request_of(following)[1] == form.replace("pageNo=1", "pageNo=2")
    answer = read_column(KAIPU_JSON.encode(), "application/json", asked)
    assert answer.items == [REPORT] and answer.following == [following]


def test_a_form_may_be_json() -> None:
    ((_, asked),) = read_column(page(POSTED_JSON), "text/html", COLUMN).interfaces
    assert request_of(asked) == (
        "http://www.example.cn/api/article/page",
        '{"key": "k-1a2b", "current": "1", "size": "20"}',
    )


@pytest.mark.parametrize(
    "change", [("'20250'", "read()"), ("queryList", "saveList"), ("/api", "http://other.example.net/api")]
)
def test_what_is_no_constant_or_no_query_or_another_site_is_not_posted(change: tuple[str, str]) -> None:
    assert not any(
        request_of(asked)[1] for _, asked in read_column(page(POSTED.replace(*change)), "text/html", COLUMN).interfaces
    )


def test_a_key_that_a_script_puts_into_an_address_is_put_there() -> None:
    ((_, asked),) = read_column(page(KEYED), "text/html", COLUMN).interfaces
    assert asked == "http://www.example.cn/api/list?key=s-9&type=gzbg&page=1"
    assert next_page(asked) == "http://www.example.cn/api/list?key=s-9&type=gzbg&page=2"
