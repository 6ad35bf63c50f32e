"""Reading pages: the article whole, the furniture gone, and a clear line for what is no document."""

from __future__ import annotations

import gzip
import html
import json
import os
from datetime import date
from pathlib import Path

import pytest

from extract.formats.reader import read_page
from extract.model import ReadError
from extract.sources.listings import page_fault

BODY = [
    "各位代表：现在，我向大会报告示例县人民政府工作，请予审议。",
    "一、去年工作回顾",
    "全县生产总值完成120.5亿元，增长6.2%；旅游人数达到180万人次，增长9%。",
    "二、今年工作安排",
    "（一）稳住工业，支持龙头企业扩产，新开工项目30个，技术改造投资增长10%；服务好小微企业，减轻负担，兑现政策。",
    "（二）改善民生，新建学校3所，改造老旧小区12个，办好实事，守住底线，让群众看得见、摸得着。",
    "今年的主要预期目标是：生产总值增长7%左右，城镇新增就业2400人以上，粮食产量稳定在21万吨。",
]
PARAGRAPHS = "\n".join(f"<p>　　{line}</p>" for line in BODY)
MENU = "".join(f'<li><a href="/{n}/">栏目第{n}号政务公开</a></li>' for n in range(40))


def shell(main: str, head: str = "", before: str = "", after: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body><div class="top"><ul>{MENU}</ul></div>'
        f"{before}{main}{after}<div class='bottom'>版权所有：示例县人民政府办公室　备案号：示备00000号　联系我们</div>"
        "</body></html>"
    ).encode()


def test_trs_page() -> None:
    head = (
        "<title>2024年政府工作报告_示例县人民政府网站</title>"
        '<meta name="ArticleTitle" content="2024年政府工作报告"><meta name="PubDate" content="2024-02-05 09:30">'
    )
    editor = f'<div class="TRS_Editor"><style>.a{{}}</style>{PARAGRAPHS}</div>'
    main = f'<div class="xl"><h2>2024年政府工作报告</h2>{editor}</div>'
    page = read_page(shell(main, head, after='<div class="share">分享到：微信 微博</div>'), "text/html", "trs.html")
    assert page.text.split("\n") == BODY
    assert page.title == "2024年政府工作报告"
    assert page.published_on == date(2024, 2, 5)
    assert page.encoding == "utf-8"


def test_hanweb_page_in_gbk_declared_gb2312() -> None:
    head = (
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>示例县统计局 2023年统计公报</title>'
    )
    before = "<h1>示例县2023年国民经济和社会发展统计公报</h1><p>发布时间：2024年3月8日　浏览次数：12</p>"
    body = BODY[0].replace("我向", "由朱镕某向")
    main = f'<div id="zoom">{PARAGRAPHS.replace(BODY[0], body)}</div>'
    html = shell(main, head, before).decode().replace('<meta charset="utf-8">', "").encode("gbk")
    page = read_page(html, "text/html; charset=gb2312", "http://www.example.cn/art/2024/3/8/art_1_1.html")
    assert page.text.split("\n") == [body, *BODY[1:]]
    assert page.title == "示例县2023年国民经济和社会发展统计公报"
    assert page.published_on == date(2024, 3, 8)
    assert page.encoding == "gb18030"


def test_wiki_page_loses_edit_links_and_footnote_marks() -> None:
    main = (
        '<h1 id="firstHeading">示例县2024年政府工作报告</h1><div id="mw-content-text"><div class="mw-parser-output">'
        '<div class="navbox">历年政府工作报告：2022年，2023年，2024年</div><div id="toc">目录 1 回顾 2 安排</div>'
        f'<h2>{BODY[1]}<span class="mw-editsection">[<a>编辑</a>]</span></h2><p>{BODY[2]}<sup class="reference">'
        f'<a href="#n1">[1]</a></sup></p><h2>{BODY[3]}<span class="mw-editsection">[编辑]</span></h2><p>{BODY[4]}</p>'
        f"<p>{BODY[5]}</p><p>{BODY[6]}</p>"
        '<ol class="references"><li><span class="mw-cite-backlink"><a>↑</a></span> 初步核算数。</li></ol></div></div>'
    )
    head = "<title>示例县2024年政府工作报告 - 维基文库，自由的图书馆</title>"
    page = read_page(shell(main, head, after="<p>本页面最后修订于2025年1月3日 (五) 10:00。</p>"))
    assert page.text.split("\n") == [*BODY[1:], "初步核算数。"]
    assert page.title == "示例县2024年政府工作报告"
    assert page.published_on is None


def test_wordpress_mirror() -> None:
    head = (
        "<title>示例县2024年政府工作报告 - 报告汇编网</title>"
        '<meta property="article:published_time" content="2024-03-01T08:00:00+08:00">'
    )
    main = (
        '<article><header class="entry-header"><h1 class="entry-title">示例县2024年政府工作报告</h1></header>'
        f'<div class="entry-content">{PARAGRAPHS}<div class="sharedaddy">分享，转发，收藏。</div></div>'
        f'<aside>相关文章：{MENU}</aside></article><div id="comments">读者留言，很多，很长。</div>'
    )
    page = read_page(shell(main, head))
    assert page.text.split("\n") == BODY
    assert page.title == "示例县2024年政府工作报告"
    assert page.published_on == date(2024, 3, 1)


def test_unknown_layout_falls_back_to_the_densest_block() -> None:
    main = f'<table><tr><td><ul>{MENU}</ul></td><td class="q7"><div class="q8">{PARAGRAPHS}</div></td></tr></table>'
    assert read_page(shell(main)).text.split("\n") == BODY


def test_known_container_with_a_teaser_does_not_win() -> None:
    main = f'<div class="content">本站简介，一句话。</div><div class="q8">{PARAGRAPHS}</div>'
    assert read_page(shell(main)).text.split("\n") == BODY


def test_generic_container_around_the_whole_page_does_not_win() -> None:
    main = f'<div class="content"><ul>{MENU}</ul><div class="q7"><div class="q8">{PARAGRAPHS}</div></div></div>'
    assert read_page(shell(main)).text.split("\n") == BODY


def test_article_split_over_two_containers_is_read_whole() -> None:
    parts = "".join(f'<div class="TRS_Editor"><p>{"</p><p>".join(part)}</p></div>' for part in (BODY[:3], BODY[3:]))
    assert read_page(shell(f'<div class="q8">{parts}</div>')).text.split("\n") == BODY


def test_inline_elements_stay_on_their_line() -> None:
    main = (
        f"<div id=zoom>{PARAGRAPHS}<p>广义货币M<sub>2</sub>余额增长<b>1</b><span>2%</span>，"
        "PM<sub>2.5</sub>\n   浓度\n下降。</p>"
        "<p>第一行，完。<br>第二行，完。</p></div>"
    )
    lines = read_page(shell(main)).text.split("\n")
    assert lines[-3:] == ["广义货币M2余额增长12%，PM2.5 浓度下降。", "第一行，完。", "第二行，完。"]


def test_tables_are_one_line_a_row() -> None:
    table = (
        "<table><caption>表1　主要指标</caption><tr><th>指标</th><th>绝对量<br>（亿元）</th><th>增长</th></tr>"
        "<tr><td>生产总值</td><td> 120.5 </td><td>6.2%</td></tr><tr><td>进出口</td><td></td><td>-3%</td></tr>"
        "<tr><td></td><td></td><td></td></tr></table>"
    )
    lines = read_page(shell(f"<div id=zoom>{PARAGRAPHS}{table}</div>")).text.split("\n")
    assert lines[len(BODY) :] == [
        "表1 主要指标",
        "指标\t绝对量（亿元）\t增长",
        "生产总值\t120.5\t6.2%",
        "进出口\t\t-3%",
    ]


def test_layout_table_around_the_article_is_no_data() -> None:
    assert read_page(shell(f"<table><tr><td>{PARAGRAPHS}</td></tr></table>")).text.split("\n") == BODY


def test_hidden_elements_and_page_controls_go() -> None:
    main = (
        f"<div id=zoom><p>【字号：大 中 小】</p><p>打印</p>{PARAGRAPHS}"
        '<p style="display: none">看不见的一句，不算。</p>'
        "<p>扫一扫在手机打开当前页</p><p>【关闭】【打印】</p></div>"
    )
    assert read_page(shell(main)).text.split("\n") == BODY


def test_article_that_a_script_unhides_is_kept() -> None:
    assert read_page(shell(f'<div id=zoom style="display:none">{PARAGRAPHS}</div>')).text.split("\n") == BODY


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1-10月示例县投资结构趋稳", "1-10月示例县投资结构趋稳"),
        ("全县经济平稳-示例县人民政府门户网站", "全县经济平稳"),
        ("示例县人民政府网站-2023年统计公报", "2023年统计公报"),
        ("要闻 - 栏目 - 示例在线", "要闻"),
    ],
)
def test_site_names_leave_the_title(title: str, expected: str) -> None:
    assert read_page(shell(f"<div id=zoom>{PARAGRAPHS}</div>", f"<title>{title}</title>")).title == expected


def test_session_day_inside_the_report_is_not_the_day_of_publication() -> None:
    main = f"<h1>政府工作报告</h1><div id=zoom><p>（2024年1月9日在示例县第九届人民代表大会上）</p>{PARAGRAPHS}</div>"
    assert read_page(shell(main)).published_on is None


@pytest.mark.parametrize(
    ("head", "before"),
    [
        ("<title>示例县人民政府公报</title>", "<h1>示例县人民政府公报</h1><h2>示例县2024年政府工作报告</h2>"),
        (
            "<title>您的位置：首页 &gt; 政府公报</title>",
            "<h1>您的位置：首页 &gt; 政府公报</h1><h2>示例县2024年政府工作报告</h2>",
        ),
        ("<title>政府公报</title>", "<h1>政府公报</h1><div class=t>示例县2024年政府工作报告</div>"),
        ("<title>当前位置：首页&gt;政务公开&gt;政府工作报告</title>", "<p class=t>示例县2024年政府工作报告</p>"),
        (
            "<title>信息公开</title><meta name=ArticleTitle content='您的位置：首页'>",
            "<h1>示例县2024年政府工作报告</h1>",
        ),
    ],
)
def test_the_way_to_a_page_and_the_name_of_its_gazette_are_no_title(head: str, before: str) -> None:
    assert read_page(shell(f"<div id=zoom>{PARAGRAPHS}</div>", head, before)).title == "示例县2024年政府工作报告"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>成文日期：2024年1月16日　发布日期：2024年2月5日</p>", ""),
        (
            "<table><tr><td>成文日期</td><td>2024年1月16日</td></tr><tr><td>发布日期</td><td>2024-02-05</td></tr></table>",
            "",
        ),
        ("<p>成文日期：2024年1月16日</p>", "<p>公开日期：2024年2月5日</p>"),
    ],
)
def test_the_day_of_publication_goes_before_the_day_of_writing(before: str, after: str) -> None:
    assert read_page(shell(f"<div id=zoom>{PARAGRAPHS}</div>", "", before, after)).published_on == date(2024, 2, 5)


def test_a_page_that_came_packed_without_saying_so_is_read() -> None:
    whole = shell(f"<div id=zoom>{PARAGRAPHS}</div>")
    for body in (gzip.compress(whole), gzip.compress(gzip.compress(whole))):
        assert read_page(body, "text/html", "http://www.example.cn/a.html").text.split("\n") == BODY
    with pytest.raises(ReadError, match="binary file"):
        read_page(b"\x1f\x8b\x08broken", "", "a.html")


def test_a_notice_of_a_few_words_with_a_script_is_no_page_that_is_gone() -> None:
    notice = "<p>2024年一季度，示例县生产总值30.5亿元，增长5.1%。原址信息公开栏目不变。</p><script src=a.js></script>"
    assert "30.5" in read_page(shell(f"<div id=zoom>{notice}</div>")).text


@pytest.mark.parametrize(
    "main",
    [
        f"<textarea id=c style='display:none'>{html.escape(PARAGRAPHS)}</textarea><div id=show></div><script>show()</script>",
        f"<div id=app></div><script>window.__INITIAL_STATE__={json.dumps({'id': 7, 'detail': {'title': '报告', 'content': PARAGRAPHS}})}</script>",
        f"<div id=app></div><script>var data = {json.dumps({'content': html.escape(PARAGRAPHS)}, ensure_ascii=False)};</script>",
        "<div id=app></div><script>var c = '" + PARAGRAPHS.replace("\n", "\\n") + "'; draw(c)</script>",
    ],
)
def test_an_article_that_a_script_holds_is_read(main: str) -> None:
    body = f"<html><head><title>示例县2024年政府工作报告</title></head><body>{main}</body></html>"
    page = read_page(body.encode(), "text/html", "http://www.example.cn/a.html")
    assert page.text.split("\n") == BODY and page.title == "示例县2024年政府工作报告"


def test_what_a_script_holds_beside_an_article_is_none_of_it() -> None:
    other = "".join(f"<p>别的文章第{n}段，与本文无关，只是推荐。</p>" for n in range(40))
    assert (
        read_page(shell(f"<div id=zoom>{PARAGRAPHS}</div><script>var more={json.dumps(other)}</script>")).text.split(
            "\n"
        )
        == BODY
    )


def test_a_short_list_that_names_a_report_is_no_page_that_is_gone() -> None:
    said = "<p>没有找到相关信息</p>"
    assert page_fault(f"<ul><li><a href=1>2024年政府工作报告</a></li></ul>{said}".encode(), "") is None
    assert "says there is none" in (page_fault(said.encode(), "") or "")


def test_deeply_nested_page_is_read() -> None:
    page = read_page(shell("<div><font>" * 3000 + PARAGRAPHS))
    assert BODY[4] in page.text


def test_plain_text_stays_as_it_is() -> None:
    text = "标题：示例县2024年政府工作报告\r\n区县代码：000000\r\n\r\n"
    text += "政\u3000府\xa0工作报告\r\n\u200b<p>增长1O％  &emsp;????\ufeff。\r"
    page = read_page(text.encode(), "", "example-2024.txt")
    assert (
        page.text == "标题：示例县2024年政府工作报告\n区县代码：000000\n\n政 府 工作报告\n<p>增长1O％  &emsp;????。\n"
    )
    assert page.title == "示例县2024年政府工作报告"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("政 府 工 作 报 告\n（2020年1月9日）\n各位代表：", "政府工作报告"),
        ("下载\n打印\n2026年某省政府工作报告\n时间：2026-02-02", "2026年某省政府工作报告"),
        ("各位代表：\n现在，我代表国务院，向大会作政府工作报告，请予审议。", ""),
    ],
)
def test_titles_of_plain_texts(text: str, title: str) -> None:
    assert read_page(text.encode(), "text/plain").title == title


def test_day_above_a_plain_text() -> None:
    assert read_page("示例县政府工作报告\n时间：\n2026-02-02 09:20\n".encode()).published_on == date(2026, 2, 2)


def test_saved_page_sent_as_plain_text_is_still_a_page() -> None:
    assert read_page(shell(f"<div id=zoom>{PARAGRAPHS}</div>"), "text/plain", "x").text.split("\n") == BODY


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the page is empty"),
        (b" \r\n\t", "the page is empty"),
        (b"%PDF-1.7\n...", "a damaged PDF"),
        (b"PK\x03\x04\x14\x00", "a damaged Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "a damaged Office file"),
        (b"\x89PNG\r\n\x1a\n", "a picture; OCR is off; install pledgewatch"),
        (b"GDP\0\1\2\0\0\0\5", "binary file"),
        (bytes(range(1, 32)) * 20, "no text in UTF-8"),
        (b"<html><body><img src=x></body></html>", "no text on the page"),
        (b"<html><body><div id=app></div><script src=a.js></script></body></html>", "which a script may fill in"),
        (b"<html><script>document.cookie='a=1';location.reload()</script><body></body></html>", "a challenge page"),
        ("<html><body><h1>请完成安全验证</h1><script src=a.js></script></body></html>".encode(), "a challenge page"),
        (b"\n---\n", "no text in it"),
        (
            "<html><title>404</title><body><p>您访问的页面不存在或已被删除！</p></body></html>".encode(),
            "says that there is no such page",
        ),
        (
            "<html><body><div>对不起，该信息已下线或不存在。<a href=/>返回首页</a></div></body></html>".encode(),
            "no such page",
        ),
        (b"<html><body>Sorry, the page you requested was not found.</body></html>", "no such page"),
        (b"<html><script>$_ts=window['$_ts'];</script><body></body></html>", "a challenge page of 瑞数"),
        (b"<html><script>x='__jsl_clearance_s=1'</script></html>", "a challenge page of 加速乐"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(body: bytes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_page(body, "", "http://www.example.cn/a")
    assert str(caught.value).startswith("http://www.example.cn/a: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


# What a reader sees of the article on the four real pages: its title, day, first and last words, paragraphs, and what
# of the page around it must not be there.
REAL = {
    "gzggw.html": (
        date(2016, 11, 22),
        10,
        "1-10月，全县固定资产投资",
        "（德清县发改局）",
        1,
        ["打印", "版权", "当前位置"],
    ),
    "people.html": (
        date(2019, 6, 15),
        17,
        "父亲的教诲像",
        "都是对儿子的爱。",
        27,
        ["点击进入", "责编", "分享到", "推荐阅读", "【2】"],
    ),
    "shanxi.html": (date(2019, 9, 18), 8, "图为山西品牌丝路行", "（张巨峰）", 9, ["扫一扫", "字体", "友情链接"]),
    "xinhuanet.html": (date(2019, 12, 10), 8, "新华社巴黎12月9日电", "总体架构。", 5, ["纠错", "图集", "责任编辑"]),
}


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_pages(name: str) -> None:
    corpus = os.environ.get("PLEDGEWATCH_CORPUS")
    if not corpus:
        pytest.skip("PLEDGEWATCH_CORPUS is not set: the real pages are not here")
    day, title_length, first, last, paragraphs, furniture = REAL[name]
    page = read_page((Path(corpus) / "html" / name).read_bytes(), "", name)
    assert page.published_on == day
    assert len(page.title) >= title_length
    assert page.text.startswith(first)
    assert page.text.endswith(last)
    assert len(page.text.split("\n")) == paragraphs
    assert not [word for word in furniture if word in page.text]
