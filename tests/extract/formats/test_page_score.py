"""What pages of the common content systems must give, and what holds for any bytes."""

from __future__ import annotations

import html
import os
import random
from pathlib import Path

import pytest
from cms_pages import FAMILIES, builds, large
from cms_prose import Writer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from page_score import REAL, score, true_text

from extract.formats.decode import decode
from extract.formats.reader import normalise, read_page
from extract.model import ReadError

FLOOR = 0.98
NAME = "http://www.example.cn/a.html"


@pytest.mark.parametrize("family", FAMILIES)
def test_pages_of_content_systems(family: str) -> None:
    for built in builds(family, 20):
        page = read_page(built.body, built.content_type, NAME)
        true = built.article
        found = score(true.text, page.text, true.title)
        assert min(found.recall, found.precision) >= FLOOR, (found, page.text)
        assert (page.title, page.published_on, page.source) == (true.title, built.day, built.source)
        lines = page.text.split("\n")
        assert [line for part in true.parts if part.rows for line in part.lines if line not in lines] == []
        assert [part.text for part in true.parts if part.kind in ("head", "note") and part.text not in lines] == []


@pytest.mark.parametrize("what", ["furniture", "report", "Word report"])
def test_large_pages(what: str) -> None:
    built = large(what, random.Random(2))
    found = score(built.article.text, read_page(built.body, "", NAME).text, built.article.title)
    assert min(found.recall, found.precision) >= FLOOR


@pytest.mark.parametrize("name", sorted(REAL))
def test_real_pages(name: str) -> None:
    corpus = os.environ.get("PLEDGEWATCH_CORPUS")
    if not corpus:
        pytest.skip("PLEDGEWATCH_CORPUS is not set: the real pages are not here")
    path = Path(corpus) / "html" / name
    day, source, title, *_ = REAL[name]
    page = read_page(path.read_bytes(), "", name)
    found = score(true_text(path), page.text, title)
    assert min(found.recall, found.precision) >= FLOOR
    assert (page.title, str(page.published_on), page.source) == (title, day, source)


def test_the_score_sees_what_is_lost_and_what_is_too_much() -> None:
    true = "".join(chr(0x4E00 + n) for n in range(100))
    assert score(true, true) == score(true, f"标题\n{true[:50]}\n | {true[50:]}", "标题")
    assert score(true, true[:50]).recall < 0.5 and score(true, true[:50]).precision == 1
    assert score(true, true + true).precision < 0.51 and score(true, true + true).recall == 1
    assert score(true, "").recall == 0


pieces = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "<td>",
        "<table>",
        "</table>",
        "<tr>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<body>",
        "</html>",
        "<a",
        "href='?page=2'>",
        "<meta",
        "charset=gbk>",
        "<",
        ">",
        "&",
        "&#",
        "\x00",
        "\ufdd0",
        "\u2028",
        "<pre>",
        "<span",
        "style=display:none>",
        "<div",
        "class=TRS_Editor>",
        "<base",
        "href=//[>",
        "<!--ZJEG_RSS.content.begin-->",
        "<!--ZJEG_RSS.content.end-->",
        "相关阅读",
        "政府工作报告",
        "，。；",
        "2024年1月1日",
        "来源：",
    ]
)


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.binary(max_size=3000), st.lists(pieces, max_size=60).map(lambda p: "".join(p).encode()),
              st.builds(lambda p, b: "".join(p).encode("gb18030") + b, st.lists(pieces, max_size=40), st.binary(max_size=60))),
    st.sampled_from(["", "text/html", "text/html; charset=gb2312", "text/plain", "charset=utf-16"]),
)  # fmt: skip
@example(b"<html>" * 5000, "text/html")
@example(b"<td rowspan=60 colspan=60>x</td>" * 400, "text/html")
@example(b"<html><base href='http://[bad'><a href='//[x'>2</a>" + b"<b>\xff" * 500, "text/html")
def test_any_bytes_give_a_page_or_one_line(body: bytes, content_type: str) -> None:
    try:
        page = read_page(body, content_type, NAME)
    except ReadError as error:
        assert str(error).startswith(NAME) and "\n" not in str(error)
    else:
        assert page.text.strip() and page.text == normalise(page.text)
        assert len(page.text) <= 8 * len(body) + 1000


@settings(max_examples=300, deadline=2000)
@given(
    st.one_of(st.binary(max_size=2000), st.lists(pieces, max_size=50).map(lambda p: "".join(p).encode())),
    st.sampled_from(["http://a.cn/x/t1.html", "http://a.cn/", "file:///tmp/a.html", "http://[::1]/a_1.html?page=1"]),
)
def test_any_bytes_give_pages_of_the_same_host(body: bytes, url: str) -> None:
    from urllib.parse import urlsplit

    from extract.formats.html.pagination import MOST_PAGES, pages_of

    found = pages_of(decode(body)[0], url, url).following
    assert len(found) <= max(MOST_PAGES, body.count(b"href") + 1)
    assert all(urlsplit(page.url).netloc == urlsplit(url).netloc and page.url != url for page in found)


CHARSETS = {
    "utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "utf-16": "utf-16",
}


@settings(max_examples=80, deadline=2000)
@given(st.integers(0, 10_000), st.sampled_from(sorted(CHARSETS)), st.booleans())
def test_a_text_declared_in_any_charset_round_trips(seed: int, charset: str, in_header: bool) -> None:
    text = Writer(seed).paragraph(6)
    if charset == "big5":
        from opencc import OpenCC

        text = OpenCC("s2t").convert(text).encode("big5", "ignore").decode("big5")
    declared = "" if in_header else f'<meta charset="{charset}">'
    body = f"<html><head>{declared}</head><body><p>{text}</p></body></html>"
    raw, encoding = decode(body.encode(CHARSETS[charset]), f"text/html; charset={charset}" if in_header else "")
    assert (raw, encoding) == (body, CHARSETS[charset])
    assert read_page(body.encode(CHARSETS[charset]), "text/html", NAME).text == text


words = st.text(
    alphabet=st.sampled_from("全县工业农业投资增长年度目标项目建设0123456789.%（）、"), min_size=1, max_size=30
)
sentences = st.lists(words, min_size=2, max_size=6).map(lambda parts: "各" + "，".join(parts) + "。")
tags = st.sampled_from(
    ["<p>{}</p>", "<div>{}</div>", "<p><span>{}</span></p>", "{}<br>", "<section><p>{}</p></section>", "<h3>{}</h3>"]
)


@settings(max_examples=200, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(sentences, tags), min_size=3, max_size=25), st.booleans())
def test_paragraphs_without_furniture_are_read_whole(paragraphs: list[tuple[str, str]], boxed: bool) -> None:
    body = "\n".join(tag.format(html.escape(text)) for text, tag in paragraphs)
    body = f'<div class="whatever">{body}</div>' if boxed else body
    page = read_page(f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode(), "text/html", NAME)
    assert page.text.split("\n") == [text for text, _ in paragraphs]
