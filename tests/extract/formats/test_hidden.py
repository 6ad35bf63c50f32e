"""What no reader sees of a page is none of its text."""

from __future__ import annotations

import pytest

from extract.formats.reader import read_page

PROSE = "全县上下真抓实干，经济运行平稳，民生持续改善，各项事业稳步向前。" * 12


def text_of(inside: str, head: str = "") -> str:
    page = f"<html><head><title>示例县统计公报</title>{head}</head><body><div><p>{PROSE}</p>{inside}<p>{PROSE}</p></div></body></html>"
    return read_page(page.encode(), "text/html; charset=utf-8", "http://x.example.cn/1.html").text


@pytest.mark.parametrize(
    "inside",
    [
        '<p style="position:absolute;left:-9999px">游客777万人次。</p>',
        '<span style="font-size:0">游客777万人次。</span>',
        '<span style="FONT-SIZE: 0px; color:red">游客777万人次。</span>',
        '<p style="opacity:0">游客777万人次。</p>',
        '<p style="text-indent:-9999px">游客777万人次。</p>',
        '<p><span style="color:#fff">游客777万人次。</span></p>',
        '<p class="sr-only">游客777万人次。</p>',
        '<p aria-hidden="true">游客777万人次。</p>',
        "<p hidden>游客777万人次。</p>",
        '<font color="#FFFFFF">游客777万人次。</font>',
        '<p style="height:0;overflow:hidden">游客777万人次。</p>',
        '<p style="clip-path:inset(50%)">游客777万人次。</p>',
        '<p style="transform:scale(0)">游客777万人次。</p>',
        '<p style="color:#FFFFFF;background:#ffffff">游客777万人次。</p>',
        '<p style="color:transparent">游客777万人次。</p>',
        '<p style="font-size:1px">游客777万人次。</p>',
        '<p style="position:absolute;left:-99em">游客777万人次。</p>',
        '<p style="font:0/0 a">游客777万人次。</p>',
        '<p style="position:fixed;bottom:-9999px">游客777万人次。</p>',
        '<div class="a" style="background:#fff"><span style="color:#fff">游客777万人次。</span></div>',
    ],
)
def test_unseen_text_is_out(inside: str) -> None:
    assert "777" not in text_of(inside) and "真抓实干" in text_of(inside)


def test_a_class_that_the_pages_own_sheet_hides_is_out() -> None:
    sheet = "<style>.hd, p.gone {display:none} .shown{display:block}</style>"
    assert "777" not in text_of('<p class="x hd">游客777万人次。</p>', sheet)
    assert "777" not in text_of('<p class="gone">游客777万人次。</p>', sheet)
    assert "777" in text_of('<p class="shown">游客777万人次。</p>', sheet)
    more = "<style>/* marks */ .a .b{display:none} #hz{font-size:0} .on{display:none} .on{display:block}</style>"
    assert "777" not in text_of('<div class="a"><p><b class="b">游客777万人次。</b></p></div>', more)
    assert "777" in text_of('<p><b class="b">游客777万人次。</b></p>', more)
    assert "777" not in text_of('<p id="hz">游客777万人次。</p>', more)
    assert "777" in text_of('<p class="on">游客777万人次。</p>', more), "a later rule shows it again"


def test_what_is_hidden_on_paper_alone_is_seen() -> None:
    sheet = "<style>@media print{.paper{display:none} p{color:#000}} .other{display:none}</style>"
    assert "777" in text_of('<p class="paper">游客777万人次。</p>', sheet)
    assert "777" not in text_of('<p class="other">游客777万人次。</p>', sheet)


@pytest.mark.parametrize(
    "inside",
    [
        '<p style="font-size:0.9em">游客777万人次。</p>',
        '<p style="opacity:0.8">游客777万人次。</p>',
        '<p style="text-indent:-2em;left:-5px">游客777万人次。</p>',
        '<p style="line-height:0;max-height:none;overflow:hidden">游客777万人次。</p>',
        '<p style="font-size:12px;height:0.5em">游客777万人次。</p>',
        '<div style="font-size:0"><span style="font-size:16px">游客777万人次。</span></div>',
        '<div style="color:#fff"><span style="color:#333">游客777万人次。</span></div>',
        '<div style="position:absolute;left:50%;margin-left:-500px">游客777万人次。</div>',
        '<td bgcolor="#336699"><font color="#fff">游客777万人次。</font></td>',
        '<div style="background:#a00"><span style="color:#fff">游客777万人次。</span></div>',
    ],
)
def test_what_can_be_seen_stays(inside: str) -> None:
    assert "777" in text_of(inside)
