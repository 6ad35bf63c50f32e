"""Where a page leads that holds no document itself, and which pages lead nowhere."""

from __future__ import annotations

import pytest

from extract.formats.html.onward import Onward, onward_of

URL = "http://www.a.gov.cn/zf/t1.html"
FIGURES = "生产总值30.5亿元，增长5.1%；工业增长6.2%；社会消费品零售总额8.1亿元，增长4.4%。"


def way(body: str, head: str = "", url: str = URL) -> Onward | None:
    return onward_of(f"<html><head><title>t</title>{head}</head><body>{body}</body></html>", url)


@pytest.mark.parametrize(
    ("head", "body", "target", "by"),
    [
        ('<meta http-equiv="refresh" content="0;url=t2.html">', "", "/zf/t2.html", "refresh"),
        ("<META HTTP-EQUIV=Refresh CONTENT=\"3; URL='/x/t2.html'\">", "页面正在跳转", "/x/t2.html", "refresh"),
        ("", '<script>window.location.href = "t2.html";</script>', "/zf/t2.html", "script"),
        ("", "<script>top.location.replace('/x/t2.html')</script>", "/x/t2.html", "script"),
        ("", '<iframe src="t2_content.html" width="100%" height="900"></iframe>', "/zf/t2_content.html", "frame"),
        ("", '<iframe src="/top/head.html"></iframe><iframe id="main" src="x.html"></iframe>', "/zf/x.html", "frame"),
        ("", '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2F1.pdf"></iframe>', "/files/1.pdf", "viewer"),
        ("", '<embed src="1.pdf" type="application/pdf">', "/zf/1.pdf", "viewer"),
        ("", '<object data="1.ofd"></object>', "/zf/1.ofd", "viewer"),
        ("", '<div id=v></div><script>PDFObject.embed("/f/1.pdf", "#v");</script>', "/f/1.pdf", "viewer"),
        ("", '<p>详见附件。</p><p>附件：<a href="1.pdf">1.云溪县2024年统计公报.pdf</a></p>', "/zf/1.pdf", "attachment"),
        ("", '<p>公报全文见附件</p><a href="d.jsp?id=7">统计公报.doc</a>', "/zf/d.jsp?id=7", "attachment"),
        ("", '<p>详见附件</p><a href="1.xls">附表.xls</a><a href="2.pdf">统计公报.pdf</a><a href="2.docx">统计公报.docx</a>', "/zf/2.docx", "attachment"),
    ],
)  # fmt: skip
def test_the_way_is_found(head: str, body: str, target: str, by: str) -> None:
    assert way(body, head) == Onward(f"http://www.a.gov.cn{target}", by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta http-equiv="refresh" content="300">', "今日要闻"),
        ('<meta http-equiv="refresh" content="0;url=t1.html">', "要闻"),
        ('<meta http-equiv="refresh" content="0;url=t2.html">', f"<p>{'全县经济平稳运行，民生持续改善。' * 30}</p>"),
        ("", f'<p>{FIGURES}</p><p>附件：<a href="1.xls">附表.xls</a></p>'),
        ("", '<script>location.href = base + "t2.html";</script>'),
        ("", '<script>if(/Mobile/.test(navigator.userAgent)) location.href="/m/t1.html";</script>'),
        ("", '<script>document.cookie="a=1";location.href="/zf/t9.html"</script>'),
        ("", '<iframe src="/count.html" width="0" height="0"></iframe>'),
        ("", '<iframe src="javascript:void(0)"></iframe><iframe src="/share/x.html"></iframe>'),
        ("", f'<p>{"领导讲话摘要，内容从略，仅供参考。" * 8}</p><a href="1.pdf">指南.pdf</a>'),
        ("", "<a href=\"javascript:open('1.pdf')\">公报.pdf</a>"),
    ],
)
def test_no_way_is_made_up(head: str, body: str) -> None:
    assert way(body, head) is None


def test_a_way_into_another_site_is_named_and_not_taken_but_files_may_lie_anywhere() -> None:
    found = way("", '<meta http-equiv="refresh" content="0;url=http://www.b.gov.cn/t2.html">')
    assert found is not None and found.refused.startswith("is another site's; ")
    found = way('<iframe id=content src="http://xx.a.gov.cn/t2.html"></iframe>')
    assert found == Onward("http://xx.a.gov.cn/t2.html", "frame"), "an office of the same government"
    found = way('<p>详见附件</p><a href="http://files.example.com/1.pdf">公报.pdf</a>')
    assert found == Onward("http://files.example.com/1.pdf", "attachment")
    assert way("", url="http://www.a.gov.cn/pdfjs/viewer.html?file=../f/1.pdf") == Onward(
        "http://www.a.gov.cn/f/1.pdf", "viewer"
    )
