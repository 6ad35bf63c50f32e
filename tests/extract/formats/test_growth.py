"""Time to read grows no faster than what is read, whatever a stranger puts in it; what is beyond any document is refused by name.

Each input is read at a size and at eight times that size. A reader that compares each piece with each takes 64 times as long for
it, one that does its work once a byte 8 times; more than 16 fails. What is measured is the time of this process alone, the least
of several runs. `pytest -n 0 -s tests/extract/formats/test_growth.py` prints the table.
"""

from __future__ import annotations

import gzip
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from files import PdfPage, pdf, zipped
from growing import grows_in_proportion, patience, table

from extract.document import Filed, read_document
from extract.formats import limits
from extract.formats.html.pagination import pages_of
from extract.formats.office.doc import _visible
from extract.formats.reader import read_page
from extract.model import Page, ReadError
from extract.sources.listings import ListedAddress, read_column
from extract.sources.recognise import recognise
from extract.sources.sitemaps import read_sitemap, sitemap_fault

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    print("", *table(), sep="\n")


# Pages

PROSE = "".join(f"<p>全县生产总值增长{i % 9 + 1}.{i % 10}%，粮食产量达到{i}万吨。</p>" for i in range(40))
LINES = re.sub("</?p>", "\n", PROSE)


def html(body: str, title: str = "云溪县政府工作报告") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def attributes(n: int) -> str:
    return " ".join(f'a{i}="x"' for i in range(n))


PAGES: dict[str, tuple[Callable[[int], bytes], int]] = {
    "comments before the page": (lambda n: ("<!-- a -->\n" * n + PROSE).encode(), 3000),
    "comments that never end": (lambda n: ("<!-- a " * n + PROSE).encode(), 3000),
    "comments in a paragraph": (lambda n: html("<!-- a -->甲，乙。" * n + PROSE), 2000),
    "scripts in a paragraph": (lambda n: html("<script>a</script>甲，乙。" * n + PROSE), 2000),
    "hidden words in a paragraph": (lambda n: html("<p>" + "<i hidden>a</i>甲，乙。" * n + "</p>" + PROSE), 1000),
    "attributes of a box": (lambda n: html(f"<div {attributes(n)}>{PROSE}</div>"), 2500),
    "attributes of a cell": (lambda n: html(f"{PROSE}<table><tr><td {attributes(n)}>甲</td><td>1</td></tr></table>"), 2500),
    "attributes with > and < in them": (lambda n: html("<div " + 'a="<p>" b=\'"\' ' * n + f">{PROSE}</div>"), 2500),
    "class names of a box": (lambda n: html('<div class="' + "content article " * n + f'">{PROSE}</div>'), 2000),
    "boxes inside each other": (lambda n: html("<div>" * n + PROSE + "</div>" * n), 10000),
    "footers inside each other": (lambda n: html('<div class="footer">甲，' * n + PROSE), 2000),
    "footers and containers": (lambda n: html(('<div class="TRS_Editor"><p>甲，乙，丙，丁。</p></div><footer>甲</footer>') * n), 500),
    "headings of boxes of links": (lambda n: html(PROSE + "<ul>相关阅读</ul>" * n), 1000),
    "links": (lambda n: html(PROSE + '<ul><li><a href="/a.html">甲乙丙丁</a></li></ul>' * n), 1500),
    "separators in a title": (lambda n: html(PROSE, title="甲_" * n), 5000),
    "dashes in a title": (lambda n: html(PROSE, title="甲 - " * n), 5000),
    "headings": (lambda n: html("<h1>甲乙丙丁戊己</h1>" * n + PROSE, title="甲乙" * n), 1500),
    "a line without a mark": (lambda n: html(PROSE + "<p>" + "甲乙丙丁" * n + "</p>"), 20000),
    "blanks in a line": (lambda n: html(PROSE + "<pre>发布时间" + " \n" * n + "甲</pre>"), 10000),
    "line ends in a paragraph": (lambda n: html(PROSE + "<p>" + "甲，<br>" * n + "</p>"), 2500),
    "rows of a table": (lambda n: html("<table>" + "<tr><td>水泥</td><td>3</td></tr>" * n + "</table>" + PROSE), 400),
    "tables": (lambda n: html("<table><tr><td>水泥</td><td>3</td></tr><tr><td>钢</td><td>3</td></tr></table>" * n + PROSE), 150),
    "tables inside each other": (lambda n: html("<table><tr><td>甲</td><td>" * n + PROSE), 1500),
    "cells that reach over a million": (lambda n: html("<table>" + "<tr><td colspan=1000000 rowspan=1000000>甲</td><td>1</td></tr>" * n + "</table>" + PROSE), 400),
    "cells that reach over sixty": (lambda n: html("<table>" + "<tr><td colspan=60 rowspan=60>甲</td><td>1</td></tr>" * n + "</table>" + PROSE), 40),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    make, size = PAGES[name]
    grows_in_proportion(name, make, lambda body: read(body, "text/html", "a.html"), size)


def read(body: bytes, content_type: str = "", name: str = "a") -> Page | str:
    """A page, or the reason why it is none."""
    try:
        return read_page(body, content_type, name)
    except ReadError as error:
        return str(error)


def test_a_page_that_opens_with_comments_is_read() -> None:
    for count in (22, 1000):
        with patience():
            found = read_page(("<!-- 甲 -->" * count + PROSE).encode(), "", "a")
        assert "粮食产量达到39万吨" in found.text and "甲" not in found.text


def test_a_page_loses_nothing_of_its_text_to_what_is_left_out() -> None:
    """Tags keep their first attributes; boxes that were never closed, comments and hidden words go, and all the text stays."""
    for opening in (f"<div {attributes(20_000)}>", "<div>" * 100_000, "<!-- a -->" * 1000, "<i hidden>a</i>" * 1000):
        text = read_page(html(f'<div id="zoom"><p>甲县报告。</p>{opening}{PROSE}<p>完。</p>'), "", "a").text
        assert text.startswith("甲县报告。") and text.endswith("完。") and text.count("万吨") == 40
    kept = read_page(html(f'<div id="zoom" {attributes(20_000)}>{PROSE}</div><p>邻县也增长。</p>'), "", "a").text
    assert "万吨" in kept and "邻县" not in kept


def test_a_table_of_more_cells_than_any_is_refused() -> None:
    row = "<tr>" + "<td colspan=60>甲</td><td>1</td>" * 100 + "</tr>"
    with patience(), pytest.raises(ReadError, match=r"^a\.html: a table of more than 200,000 cells.*; open the page"):
        read_page(html(PROSE + "<table>" + row * 40 + "</table>"), "", "a.html")


# Columns, pagers, site maps

COLUMNS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "column: CDATA that never ends": (lambda n: html("<![CDATA[" * n), 2500),
    "column: lists in CDATA": (lambda n: html("<![CDATA[<a href=a.html>甲县政府工作报告</a>]]>" * n), 300),
    "column: attributes of a link": (lambda n: html(f"<a href=a.html {attributes(n)}>甲县政府工作报告</a>"), 2500),
    "column: links in one paragraph": (lambda n: html("<p>" + "".join(f"<a href={i}.html>甲县政府工作报告</a>" for i in range(n))), 1000),
    "column: links in one cell": (lambda n: html("<table><tr><td>" + "<b> </b>" * n + "".join(f"<a href={i}.html title=甲县报告></a>" for i in range(n))), 1000),
    "column: links in rows": (lambda n: html("".join(f"<li><a href={i}.html>甲县政府工作报告</a> 2024-01-02</li>" for i in range(n))), 800),
    "column: boxes inside each other": (lambda n: html("<div><a href=a.html>甲县政府工作报告</a>" * n), 5000),
}  # fmt: skip
PAGERS: dict[str, tuple[Callable[[int], str], int]] = {
    "pager: page numbers": (lambda n: "<div>下一页" + "".join(f"<a href=t_{i % 90}.html>{i % 90}</a>" for i in range(n)), 1000),
    "pager: numbers of other addresses": (lambda n: "<div>下一页" + "".join(f"<a href=u{i}.html>{i % 90}</a>" for i in range(n)) + "甲", 1000),
    "pager: digits": (lambda n: "<div>下一页" + "1" * n + "<a href=u.html>2</a>甲", 10000),
    "pager: words": (lambda n: "<div>下一页" + "共1页" * n + "<a href=u.html>2</a>甲", 10000),
    "pager: brackets in a title": (lambda n: f"<title>{'（' * n}</title>下一页<a href=u.html>2</a>", 10000),
    "pager: a question mark": (lambda n: "?" + "page" * n, 20000),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    make, size = COLUMNS[name]
    grows_in_proportion(name, make, lambda body: read_column(body, "", "http://www.example.cn/a/index.html"), size)


def test_recognising() -> None:
    def make(n: int) -> str:
        return "——" * n + "甲县政府工作报告"

    grows_in_proportion(
        "column: dashes in a title", make, lambda title: recognise(ListedAddress("", title), "450224", "融安县"), 20000
    )


@pytest.mark.parametrize("name", PAGERS)
def test_pagers(name: str) -> None:
    make, size = PAGERS[name]
    first = "http://www.example.cn/a/t.html"
    grows_in_proportion(name, make, lambda text: pages_of(text, first, first), size)


def test_site_maps() -> None:
    def make(n: int) -> bytes:
        places = "".join(f"<url><loc>http://www.example.cn/zfgzbg/{i}.html</loc></url>" for i in range(n))
        return gzip.compress(f"<urlset>{places}</urlset>".encode())

    assert len(read_sitemap(make(1000))[0]) == 1000
    grows_in_proportion("site map: addresses", make, read_sitemap, 1000)


@pytest.mark.parametrize("piece", [b" ", b"<a/>", b"<url><loc>http://www.example.cn/zfgzbg/1.html</loc></url>"])
def test_a_site_map_of_few_bytes_that_is_a_bomb_is_refused(piece: bytes) -> None:
    size = 763_000_000 if piece == b" " else 40_000_000
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb", compresslevel=1) as file:
        file.write(b"<urlset>")
        block = piece * (1_000_000 // len(piece))
        for _ in range(size // 1_000_000 if piece != b" " else 60):  # 60 MB tell as much as 763, and pack sooner
            file.write(block)
        file.write(b"</urlset>")
    begin = time.process_time()
    assert read_sitemap(bomb.getvalue()) == ([], [])
    fault = sitemap_fault(bomb.getvalue())
    assert fault and fault.startswith("a site map of ") and fault.endswith("; list the columns of the site instead")
    assert time.process_time() - begin < 5


def test_a_site_map_within_what_the_protocol_allows_is_none_to_refuse() -> None:
    assert sitemap_fault(b"<urlset><url><loc>http://www.example.cn/</loc></url></urlset>") is None
    assert sitemap_fault(b"") is None and sitemap_fault(b"\x1f\x8bbroken") is None


# Word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, **more: str) -> bytes:
    parts = {"document": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **more}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # so that it is no bomb, but as long as it looks
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def nested(n: int, opening: str, closing: str) -> str:
    return opening * n + closing * n


NUMBERS = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="%s"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
NUMBERED = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
WORD: dict[str, tuple[Callable[[int], bytes], int]] = {
    "DOCX: tables inside each other": (lambda n: docx(nested(n, "<w:tbl><w:tr><w:tc>" + paragraph("甲") * 30, paragraph("乙") + "</w:tc></w:tr></w:tbl>")), 10),
    "DOCX: text boxes inside each other": (lambda n: docx(nested(n, "<w:p><w:r><w:txbxContent>" + paragraph("甲") * 30, "</w:txbxContent></w:r></w:p>")), 10),
    "DOCX: tables in boxes in tables": (lambda n: docx(nested(n, "<w:tbl><w:tr><w:tc><w:p><w:r><w:txbxContent>" + paragraph("甲") * 30, "</w:txbxContent></w:r></w:p></w:tc></w:tr></w:tbl>")), 5),
    "DOCX: paragraphs": (lambda n: docx(paragraph("甲，乙。") * n), 1500),
    "DOCX: pages in a paragraph": (lambda n: docx("<w:p>" + '<w:r><w:br w:type="page"/><w:t>甲</w:t></w:r>' * n + "</w:p>"), 1000),
    "DOCX: rows": (lambda n: docx("<w:tbl>" + f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('1')}</w:tc></w:tr>" * n + "</w:tbl>"), 400),
    "DOCX: text boxes of a paragraph": (lambda n: docx("<w:p>" + f"<w:r><w:txbxContent>{paragraph('甲')}</w:txbxContent></w:r>" * n + "</w:p>"), 1000),
    "DOCX: attributes": (lambda n: docx(paragraph("甲") + f"<w:p {attributes(n)}/>"), 5000),
    "DOCX: what stands around a number": (lambda n: docx(NUMBERED * 200, numbering=NUMBERS % ("%1" * n)), 500),
}  # fmt: skip


@pytest.mark.parametrize("name", WORD)
def test_word(name: str) -> None:
    make, size = WORD[name]
    grows_in_proportion(name, make, read_page, size)


@pytest.mark.parametrize(("opening", "shown"), [("\x13a\x14", "甲"), ("\x13a", ""), ("\x13a\x14b\x15\x13c", "")])
def test_fields_of_old_word_files(opening: str, shown: str) -> None:
    closing = "\x15"
    assert _visible(opening * 50 + "甲" + closing * 50).replace("b", "") == shown
    name = f"DOC: fields {opening.encode('unicode_escape').decode()}"
    grows_in_proportion(name, lambda n: opening * n + "甲" + closing * n, _visible, 5000)


def test_what_is_nested_in_a_word_file_is_read_once() -> None:
    deep = 60
    tables = docx(nested(deep, "<w:tbl><w:tr><w:tc>" + paragraph("甲乙"), paragraph("丙丁") + "</w:tc></w:tr></w:tbl>"))
    boxes = docx(nested(deep, "<w:p><w:r><w:txbxContent>" + paragraph("甲乙"), "</w:txbxContent></w:r></w:p>"))
    assert read_page(tables).text.count("甲乙") == deep and read_page(tables).text.count("丙丁") == deep
    assert read_page(boxes).text.count("甲乙") == deep


def test_a_word_file_nested_deeper_than_any_is_refused() -> None:
    body = docx(nested(100, "<w:tbl><w:tr><w:tc>", paragraph("甲") + "</w:tc></w:tr></w:tbl>"))
    assert str(read(body)).startswith("a: nested deeper than any report; open it, save it as")


def test_a_word_file_of_more_tags_than_any_is_refused() -> None:
    body = docx("<w:p/>" * 100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extract.formats.office.docx.MOST_TAGS", 99)
        with pytest.raises(ReadError, match=r"^a: more than 99 tags in one part: no report; open it, save it as"):
            read_page(body, "", "a")


# PDF

SPOT = "的年一是和不在中发展全市增长国人大会有为了以上工行政区县地方建设业产经济社生"


def drawing(page: str, forms: list[str]) -> bytes:
    """A PDF whose page and forms (/X0, /X1 …) are these instructions; each knows all forms."""
    resources = (
        "<< /Font << /F 3 0 R >> /XObject << " + " ".join(f"/X{i} {5 + i} 0 R" for i in range(len(forms))) + " >> >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count 1 /Kids [{5 + len(forms)} 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        *(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 850] /Resources {resources} /Length {len(form)} >>\nstream\n{form}\nendstream"
            for form in forms
        ),
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {resources} >>",
    ]
    out = b"%PDF-1.4\n"
    starts: list[int] = []
    for number, one in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    end = f"xref\n0 {len(starts) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(starts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


SAID = "BT /F 12 Tf 100 700 Td (the report of a county) Tj ET "
PDFS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "PDF: characters at one spot": (lambda n: pdf([PdfPage([(100 + i / 100, 100, 12, SPOT[i % len(SPOT)] * 2) for i in range(n)])]), 1500),
    "PDF: characters in one line": (lambda n: drawing("BT /F 12 Tf 9 700 Td [" + "(w) -9 " * n + "] TJ ET", []), 3500),
    "PDF: characters in one column": (lambda n: pdf([PdfPage([(100, 100 + i / 50, 12, SPOT[i % len(SPOT)] * 2) for i in range(n)])]), 1500),
    "PDF: lines of a page": (lambda n: pdf([PdfPage([(x * 90, 9 + i * 800 / n, 640 / n, "水泥" if not x else "12") for i in range(n) for x in range(5)])]), 30),
    "PDF: rules and lines of a page": (lambda n: pdf([PdfPage([(x * 90, 9 + i * 800 / n, 640 / n, "水泥" if not x else "12") for i in range(n) for x in range(5)], [(9, 9 + i * 800 / n, 560, 9 + i * 800 / n) for i in range(n)])]), 30),
    "PDF: rules both ways": (lambda n: pdf([PdfPage([(9, 30, 12, "水泥产量达到三十万吨水泥产量")], [(9, i * 800 / n, 560, i * 800 / n) for i in range(n)] + [(i * 560 / n, 9, i * 560 / n, 800) for i in range(n)])]), 600),
    "PDF: forms side by side": (lambda n: drawing(SAID + "/X0 Do " * n, ["9 9 m 200 9 l S "]), 2000),
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_pdfs(name: str) -> None:
    make, size = PDFS[name]
    grows_in_proportion(name, make, read_page, size)


@pytest.mark.parametrize(
    ("forms", "why"),
    [
        ([SAID + "/X0 Do "], "a form that draws itself"),
        ([SAID + "/X1 Do ", SAID + "/X0 Do "], "a form that draws itself"),
        ([SAID + f"/X{i + 1} Do " * 2 for i in range(16)] + [SAID], "more than 20,000 forms"),
        ([SAID + f"/X{i + 1} Do " for i in range(35)] + [SAID], "forms inside each other, deeper than 30 levels"),
        ([SAID, "/X1 Do " * 500], ""),
    ],
    ids=["itself", "each other", "twice and twice again", "too deep", "a form that nobody draws"],
)
def test_a_pdf_that_draws_itself_is_refused_before_it_is_drawn(forms: list[str], why: str) -> None:
    said = read(drawing("/X0 Do " + SAID, forms), "", "a.pdf")
    if why:
        assert isinstance(said, str) and said.startswith(f"a.pdf: a PDF of which page 1 draws {why}")
        assert said.endswith(": no report; open it, print it to a PDF, and add that")
    else:
        assert isinstance(said, Page)


def test_a_pdf_page_of_more_characters_than_any_is_refused() -> None:
    assert "30,004 characters on one page" in str(read(drawing("BT /F 9 Tf (" + "w" * 15_001 + ") Tj 0 99 Td (" + "w" * 15_001 + ") Tj ET", [])))  # fmt: skip


# Workbooks


def xlsx(rows: int, columns: int, **cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for i in range(rows):
        sheet.append([f"产品{i}", *(i + j / 10 for j in range(columns - 1))])
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: int, columns: int) -> bytes:
    book: Any = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for i in range(rows):
        for j in range(columns):
            sheet.write(i, j, i + j / 10 if j else f"产品{i}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_workbooks() -> None:
    grows_in_proportion("XLSX: rows", lambda n: xlsx(n, 8), read_page, 150)
    grows_in_proportion("XLS: rows", lambda n: xls(n, 8), read_page, 150)


def test_a_workbook_is_as_large_as_its_cells_and_not_as_it_says() -> None:
    """A size that a sheet declares, and a cell at its far end that says nothing, cost nothing."""
    body = xlsx(20, 4, XFD1000="", C999="完")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        '<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', sheet
    ).encode()
    grows_in_proportion("XLSX: rows of a sheet that says a million", lambda n: xlsx(n, 8, A20000=""), read_page, 150)
    found = read_page(zipped(parts))
    assert found.text.startswith("产品0\t0\t0.1\t0.2\n") and found.text.endswith("完\n") and len(found.text) < 1000


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_workbook_of_more_cells_than_any_is_refused(make: Callable[[int, int], bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extract.formats.office.excel.MOST_CELLS", 4_000)
        assert isinstance(read(make(500, 8)), Page)
        said = read(make(501, 8), "", "a.xlsx")
    assert said.startswith("a.xlsx: more cells than the limit of 4,000") and said.endswith(
        "; cut out the sheet that is, and add that"
    )  # type: ignore[union-attr]


# What is read of a text

TEXTS: dict[str, tuple[Callable[[int], str], int]] = {
    "text: a sentence without end": (lambda n: "生产总值增长8%，" * n, 600),
    "text: sentences": (lambda n: "生产总值增长8%。" * n, 600),
    "text: tables": (lambda n: "指标\t单位\t产量\n水泥\t万吨\t3.5\n钢材\t万吨\t2\n。\n" * n, 100),
    "text: rows": (lambda n: "指标\t单位\t产量\n" + "水泥\t万吨\t3.5\n" * n, 300),
    "text: a wide head over a tall table": (lambda n: "指标" + "\t3" * n + "\n" + "水泥\t2\n" * n, 50),
    "text: stars in a cell": (lambda n: "指标\t产量\n" + "*" * n + "甲\t2\n水泥\t3\n", 3000),
    "text: blanks in a cell": (lambda n: "表" + " " * n + "甲\n指标\t产量\n水" + " " * n + "泥\t2\n钢材\t3\n", 2000),
    "text: digits": (lambda n: "1" * n + "\n" + "1." * n, 20000),
    "text: short lines": (lambda n: "甲\n" * n, 3000),
    "text: headings": (lambda n: "（一）主要目标\n" * n, 1500),
    "text: # before a title": (lambda n: "#" * n + "甲", 10000),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str) -> None:
    make, size = TEXTS[name]
    filed = Filed("a.txt", "450224", "statistical_bulletin", 2024)

    def whole(body: bytes) -> object:
        try:
            return read_document(body, filed, sha256="", captured_at=datetime(2025, 1, 1), reader_version="")
        except ReadError as error:
            return str(error)

    grows_in_proportion(name, lambda n: (LINES + "\n" + make(n)).encode(), whole, size)


def test_each_limit_has_its_reason() -> None:
    text = Path(limits.__file__).read_text("utf-8")
    given = [line for line in text.splitlines() if re.match("[A-Z_]+ = ", line)]
    assert len(given) >= 20 and all(re.search(r"\d  # \w", line) for line in given)
