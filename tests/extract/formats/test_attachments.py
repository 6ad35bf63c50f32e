"""Attached files become pages: PDF, Word and Excel by their bytes; scans, locked, broken and oversized ones are refused by name."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import fpdf
import openpyxl
import pytest
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from files import PdfPage, pdf, prose, table, zipped
from openpyxl.styles import Alignment
from PIL import Image

from extract.document import Filed, read_document
from extract.formats.detect import kind_of
from extract.formats.reader import read_page
from extract.formats.scans import switch
from extract.model import Page, ReadError
from extract.repair.repair import moved, repair

DOC = Path(__file__).parents[2] / "data" / "yunxi-2024.doc"  # an invented county's; written by LibreOffice 7
TITLE = "2024年云溪县国民经济和社会发展统计公报"
ROWS = [
    ["产品名称", "单位", "产量", "比上年增长（%）"],
    ["水泥", "万吨", "88.0", "4.5"],
    ["钢材", "万吨", "120.5", "-3.2"],
    ["  #无缝钢管", "万吨", "30.5", "—"],
    ["发电量", "亿千瓦时", "", "7.1"],
]
LINES = [
    "产品名称\t单位\t产量\t比上年增长（%）",
    "水泥\t万吨\t88.0\t4.5",
    "钢材\t万吨\t120.5\t-3.2",
    "  #无缝钢管\t万吨\t30.5\t—",
    "发电量\t亿千瓦时\t\t7.1",
]


def page_of(body: bytes, name: str = "x") -> Page:
    return read_page(body, "text/html", name)  # the header lies, as headers do


def refusal(body: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_page(body, "", "http://www.example.cn/a.pdf")
    message = str(caught.value)
    assert message.startswith("http://www.example.cn/a.pdf: ") and "\n" not in message and "; " in message
    return message


def bulletin_pdf() -> bytes:
    first = PdfPage(
        [(90, 60, 9, "云溪县统计局"), *prose([TITLE], top=110, size=20), *prose(["　　全年全县生产总值123.4亿元，比上年增长5.6%。其中第", "一产业增加值20.1亿元，增长3.2%；第二产业增加值50.3亿元，", "增长6.1%。", "　　一、工业", "　　全年规模以上工业增加值增长4.4%。"], top=160),
         (160, 320, 11, "表1 2024年主要产品产量"), (280, 815, 10, "— 1 —")]
    )  # fmt: skip
    drawn = table(ROWS, 335, [85, 200, 290, 400])
    first.texts += drawn.texts
    first.rules += drawn.rules
    second = PdfPage(
        [
            (90, 60, 9, "云溪县统计局"),
            *prose(["　　全年社会消费品零售总额45.0亿元，比上年增长7.7%，其中城镇", "消费品零售额30.0亿元，"]),
            (280, 815, 10, "— 2 —"),
        ]
    )
    third = PdfPage(
        [
            (90, 60, 9, "云溪县统计局"),
            *prose(["乡村消费品零售额15.0亿元。", "　　年末常住人口45.6万人。"]),
            (280, 815, 10, "— 3 —"),
        ]
    )
    return pdf([first, second, third])


def test_a_pdf_becomes_whole_sentences_and_table_rows() -> None:
    page = page_of(bulletin_pdf())
    assert page.title == TITLE and page.encoding == "pdf"
    lines = page.text.split("\n")
    assert lines[:4] == [
        TITLE,
        "全年全县生产总值123.4亿元，比上年增长5.6%。其中第一产业增加值20.1亿元，增长3.2%；第二产业增加值50.3亿元，增长6.1%。",
        "一、工业",
        "全年规模以上工业增加值增长4.4%。",
    ]
    assert lines[5:10] == LINES
    assert "零售额30.0亿元，乡村消费品零售额15.0亿元。" in page.text, "a sentence goes on over the page"
    assert "云溪县统计局" not in page.text and "— 2 —" not in page.text
    assert [page.number_at(page.text.index(words)) for words in ("水泥", "城镇", "乡村", "45.6")] == [1, 2, 3, 3]


def test_a_pdf_is_a_document_with_outcomes() -> None:
    rows = read_document(
        bulletin_pdf(), Filed("file:///a", "450224", "statistical_bulletin", 2024, None, True),
        sha256="0" * 64, captured_at=None, reader_version="1",  # type: ignore[arg-type]
    )  # fmt: skip
    assert rows.document["complete"] and len(rows.document["page_starts"]) == 2
    found = {(o["indicator"], o["measure"]): o for o in rows.outcomes}
    steel = found["钢材产量", "growth"]
    assert steel["value"] == -3.2 and steel["quote"] == "钢材\t万吨\t120.5\t-3.2"
    assert found["第一产业增加值", "growth"]["value"] == 3.2


@pytest.mark.parametrize("turned", [{"rotate": 90}, {"upwards": True}, {"rotate": 90, "upwards": True}], ids=str)
def test_a_turned_page_reads_the_same(turned: dict[str, Any]) -> None:
    texts = prose(["　　全年全县生产总值123.4亿元，比上年增长", "5.6%。", "　　年末常住人口45.6万人。"])
    text = page_of(pdf([PdfPage(texts, **turned)])).text
    assert text == "全年全县生产总值123.4亿元，比上年增长5.6%。\n年末常住人口45.6万人。"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{'一二三四五六七八九十'[i]}行文字说明经济运行" for i in range(10)]
    right = [f"右栏第{'一二三四五六七八九十'[i]}行文字说明社会发展" for i in range(10)]
    texts = prose(left, size=12, left=60) + prose(right, size=12, left=320)
    text = page_of(pdf([PdfPage(texts)])).text.replace("\n", "")
    assert text == "".join(left) + "".join(right)


def test_footnotes_stand_apart_and_their_marks_are_gone() -> None:
    texts = [(80.0, 100.0, 16.0, "全年全县生产总值"), (208.0, 94.0, 8.0, "[1]"), (224.0, 100.0, 16.0, "123.4亿元。"), (80.0, 128.0, 16.0, "年末常住人口45.6万人，其中城镇人口20.1万人。"),
             (80.0, 780.0, 9.0, "[1]生产总值按现价计算，增速按可比价计算。")]  # fmt: skip
    assert (
        page_of(pdf([PdfPage(texts)])).text
        == "全年全县生产总值123.4亿元。\n年末常住人口45.6万人，其中城镇人口20.1万人。\n注释：\n[1]生产总值按现价计算，增速按可比价计算。"
    )


def test_a_table_without_rules_is_found() -> None:
    drawn = table(
        [
            ["指标", "总量（亿元）", "增长（%）"],
            ["财政收入", "9.0", "4.5"],
            ["财政支出", "19.0", "2.5"],
            ["固定资产投资", "80.0", "-1.5"],
        ],
        200,
        [80, 250, 400],
    )
    text = page_of(pdf([PdfPage(drawn.texts)])).text
    assert text.split("\n") == [
        "指标\t总量（亿元）\t增长（%）",
        "财政收入\t9.0\t4.5",
        "财政支出\t19.0\t2.5",
        "固定资产投资\t80.0\t-1.5",
    ]


def scan(pages: int, texts: int = 0) -> bytes:
    made = fpdf.FPDF()
    image = Image.new("L", (200, 280), 200)
    for number in range(pages + texts):
        made.add_page()
        if number < pages:
            made.image(image, 0, 0, 210, 297)
        else:
            made.set_font("Helvetica", size=12)
            made.write(text=f"{chr(65 + number)} gross product of 12.3 and words that are long enough. " * (number + 1))
    return bytes(made.output())


def test_scans_are_refused_by_name() -> None:
    message = refusal(scan(3))
    assert "scanned PDF: 3 of 3 pages without text; OCR is off" in message
    assert "pages without text" in refusal(scan(2, 2))


def test_a_few_scanned_pages_make_a_document_incomplete() -> None:
    page = page_of(scan(1, 4))
    assert page.gap == "1 pages are images without text" and "gross product of 12.3" in page.text


def test_the_setting_for_recognition_says_that_there_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_OCR", "1")
    monkeypatch.setattr(switch, "engine_version", lambda: "")
    assert "PLEDGEWATCH_OCR is set and no engine is installed; install pledgewatch[ocr]" in refusal(scan(1))


def test_a_text_layer_of_other_characters_is_refused() -> None:
    strange = "".join(chr(0x8000 + 37 * i % 3000) for i in range(30))
    assert "garbage text layer" in refusal(
        pdf([PdfPage(prose([strange[i:] + strange[:i] for i in range(20)], gap=20))])
    )
    private = "".join(chr(0xE000 + i) for i in range(30))
    assert "garbage text layer" in refusal(pdf([PdfPage(prose([private] * 10))]))


def test_locked_and_broken_and_endless_pdfs_are_refused() -> None:
    made = fpdf.FPDF()
    made.set_encryption(owner_password="a", user_password="b")
    made.add_page()
    assert "encrypted PDF" in refusal(bytes(made.output()))
    assert "damaged PDF" in refusal(b"%PDF-1.7\nnothing")
    assert "5,000 pages" in refusal(pdf([PdfPage()] * 5000))
    assert "without text" in refusal(pdf([PdfPage()] * 3))


def word(**parts: bytes) -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    document.add_paragraph("2025年3月18日")
    document.add_paragraph("全年全县生产总值123.4亿元，\t比上年增长5.6%。")
    made = document.add_table(rows=0, cols=4)
    for row in ROWS:
        cells = made.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text.replace("  #", "\u3000#")
    document.add_paragraph("年末常住人口45.6万人。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_docx_becomes_paragraphs_and_table_rows() -> None:
    page = page_of(word())
    assert page.text.split("\n") == [
        TITLE,
        "2025年3月18日",
        "全年全县生产总值123.4亿元， 比上年增长5.6%。",
        *LINES,
        "年末常住人口45.6万人。",
    ]
    assert page.title == TITLE and page.encoding == "docx" and page.published_on == date(2025, 3, 18)


def test_a_doc_becomes_paragraphs_and_table_rows() -> None:
    page = page_of(DOC.read_bytes())
    lines = page.text.split("\n")
    assert lines[:3] == [TITLE, "云溪县统计局", "2025年3月18日"] and lines[5:10] == LINES
    assert lines[-1] == "年末常住人口45.6万人，城镇化率51.2%。" and page.encoding == "doc"


def test_a_doc_without_paragraph_properties_keeps_its_rows() -> None:
    """Where the pages of properties are lost, two marks in a row end a row; an empty last cell is lost with them."""
    body = DOC.read_bytes()
    at = body.index(struct.pack("<H", 0xA5EC)) + 0x102
    page = page_of(body[:at] + bytes(8) + body[at + 8 :])
    assert LINES[0] in page.text and LINES[1] in page.text


def test_what_word_hides_and_counts() -> None:
    document = docx.Document()
    names = nsdecls("w")
    body = document.element.body
    inserted = f"<w:p {names}><w:ins><w:r><w:t>新增就业</w:t></w:r></w:ins><w:del><w:r><w:delText>旧文</w:delText></w:r></w:del><w:r><w:t>2.0万人。</w:t></w:r></w:p>"
    control = f"<w:sdt {names}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    broken = f"<w:p {names}><w:r><w:t>前页</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>后页。</w:t></w:r></w:p>"
    spanned = (
        f"<w:tbl {names}><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>指标</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>全年</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>总量</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>增长</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    for xml in (inserted, control, broken, spanned):
        body.insert(len(body) - 1, parse_xml(xml))
    out = io.BytesIO()
    document.save(out)
    page = page_of(out.getvalue())
    assert page.text.split("\n") == ["新增就业2.0万人。", "控件里的话。", "前页后页。", "指标\t全年", "\t总量\t增长"]
    assert page.page_starts == (page.text.index("后页"),)


def test_word_counts_its_headings() -> None:
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def paragraph(text: str, level: int) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(paragraph(*p) for p in [("综合", 0), ("物价", 1), ("就业", 1), ("农业", 0), ("粮食", 1)])
        + "</w:body></w:document>"
    )
    body = zipped({"word/document.xml": document.encode(), "word/numbering.xml": numbering.encode()})
    assert page_of(body).text.split("\n") == ["一、综合", "（一）物价", "（二）就业", "二、农业", "（一）粮食"]


def test_excel_shows_what_the_sheet_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet["A1"] = "表1 2024年主要产品产量"
    for row in [
        ["产品名称", "单位", "产量", "比上年增长"],
        ["水泥", "万吨", 88.04, 0.045],
        ["无缝钢管", "万吨", 30.5, None],
        ["注：初步统计。"],
    ]:
        sheet.append(row)
    sheet["C3"].number_format, sheet["D3"].number_format = "0.0", "0.0%"
    sheet["A4"].alignment = Alignment(indent=1)
    hidden = book.create_sheet("旧表")
    hidden.append(["指标", 1])
    hidden.sheet_state = "hidden"
    second = book.create_sheet("财政")
    second.append(["指标", "亿元"])
    second.append(["财政收入", 9])
    out = io.BytesIO()
    book.save(out)
    page = page_of(out.getvalue())
    assert page.text.split("\n") == [
        "表1 2024年主要产品产量", "产品名称\t单位\t产量\t比上年增长", "水泥\t万吨\t88.0\t4.5%", "  无缝钢管\t万吨\t30.5", "注：初步统计。",
        "", "财政", "指标\t亿元", "财政收入\t9",
    ]  # fmt: skip
    assert page.encoding == "xlsx" and page.number_at(page.text.index("财政收入")) == 2


def test_old_excel_shows_what_the_sheet_shows() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate([["指标", "总量（亿元）", "增长"], ["财政收入", 9.04, 0.045], ["财政支出", 19, -0.02]]):
        for c, value in enumerate(row):
            style = xlwt.XFStyle()
            style.num_format_str = {1: "0.0", 2: "0.0%"}.get(c, "General")
            sheet.write(r, c, value, style)
    out = io.BytesIO()
    book.save(out)
    page = page_of(out.getvalue())
    assert page.text.split("\n") == ["指标\t总量（亿元）\t增长", "财政收入\t9.0\t4.5%", "财政支出\t19.0\t-2.0%"]
    assert page.encoding == "xls"


def test_zip_bombs_are_refused() -> None:
    huge = b" " * 60_000_000
    for part in ("word/document.xml", "xl/workbook.xml"):
        assert "zip bomb" in refusal(zipped({part: b"<a/>", "media/x.xml": huge}))
    many = zipped({"word/document.xml": b"<a/>"} | {f"word/{i}.xml": b"" for i in range(5001)})
    assert "5,002 parts" in refusal(many)


def test_entities_of_a_stranger_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    xml = (
        bomb
        + b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
    )
    assert "no text" in refusal(zipped({"word/document.xml": xml}))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{\\rtf1 abc}", "RTF files are not read"), (zipped({"OFD.xml": b"<a/>"}), "a damaged OFD"),
        (zipped({"a.txt": b"a", "b.txt": b"b"}), "a ZIP archive that holds 2 documents"), (zipped({"ppt/presentation.xml": b"<a/>"}), "PowerPoint files"),
        (zipped({"content.xml": b"<a/>"}), "OpenDocument files"), (zipped({"word/document.xml": b"<a"}), "a damaged DOCX file"),
    ],
)  # fmt: skip
def test_other_formats_are_refused_by_name(body: bytes, message: str) -> None:
    assert message in refusal(body)


def test_what_a_file_is_its_bytes_tell() -> None:
    assert kind_of(bulletin_pdf()) == "pdf" and kind_of(b"junk\n" + bulletin_pdf()) == "pdf"
    assert kind_of(word()) == "docx" and kind_of(DOC.read_bytes()) == "doc"
    assert kind_of(b"<html>") is None and kind_of(b"") is None


def test_pages_keep_their_places_through_repair() -> None:
    text = "全縣生產總值增長。\n第二頁的話。"
    repaired = repair(text)
    assert moved((text.index("第二"),), repaired) == (repaired.text.index("第二"),)


def samples() -> dict[str, bytes]:
    book, sheets = openpyxl.Workbook(), xlwt.Workbook()
    assert book.active is not None
    book.active.append(["指标", 1.5])
    sheets.add_sheet("a").write(0, 0, "指标")
    xlsx, xls = io.BytesIO(), io.BytesIO()
    book.save(xlsx)
    sheets.save(xls)
    return {
        "pdf": bulletin_pdf(),
        "docx": word(),
        "doc": DOC.read_bytes(),
        "xlsx": xlsx.getvalue(),
        "xls": xls.getvalue(),
    }


@pytest.mark.parametrize("kind", ["pdf", "docx", "doc", "xlsx", "xls"])
def test_broken_files_give_a_page_or_a_reason(kind: str) -> None:
    """Cut off anywhere, bytes overwritten, noise after a true beginning: one line says why, and nothing else happens."""
    body = samples()[kind]
    chance = random.Random(20)
    for number in range(40):
        broken = bytearray(body)
        if number % 3 == 0:
            broken = broken[: chance.randrange(8, len(broken))]
        elif number % 3 == 1:
            for _ in range(chance.randrange(1, 60)):
                broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        else:
            broken = broken[: chance.randrange(8, 600)] + chance.randbytes(2000)
        try:
            page = read_page(bytes(broken), "", "a")
        except ReadError as error:
            assert str(error).startswith("a: ") and "\n" not in str(error)
        else:
            assert page.text and all(0 <= start <= len(page.text) for start in page.page_starts)


def test_a_true_directory_of_a_zip_may_lie() -> None:
    """The size that a part claims is not what it unpacks to: what comes out is counted."""
    body = bytearray(zipped({"word/document.xml": b"<a/>", "x": b"\0" * 40_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as archive:
        size = archive.infolist()[1].file_size
    for at in [i for i in range(len(body) - 3) if body[i : i + 4] == struct.pack("<I", size)]:
        body[at : at + 4] = struct.pack("<I", 100)
    refusal(bytes(body))
