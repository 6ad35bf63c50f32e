"""Control characters in a page, a text, a Word or Excel file are dropped: the document reads as it does without them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from speech import whole

from extract.document import DocumentRows, Filed, read_document
from extract.formats.reader import read_page
from extract.model import ReadError
from extract.sources.listings import read_column

CONTROLS = [chr(c) for c in (*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)]
TEXT = whole("融安县")
CLEAN_LINES = TEXT.split("\n")


def sprinkled(put: Callable[[str], str]) -> str:
    """The report with each of the characters inside numbers, names, units and prose, at places of which each line has some."""
    out: list[str] = []
    for at, char in enumerate(TEXT):
        out.append(char)
        if char != "\n" and TEXT[at + 1 : at + 2] not in ("", "\n") and at % 17 == 5 and char not in "。：；":
            out.append(put(CONTROLS[at // 17 % len(CONTROLS)]))
    return "".join(out)


def rows(body: bytes, kind: str = "", name: str = "report") -> DocumentRows:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    return read_document(body, Filed(name), sha256="0" * 64, captured_at=when, reader_version="t", content_type=kind)


def html(text: str) -> bytes:
    title = text.split("\n")[0]
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    page = f"<html><head><meta charset=utf-8><title>{title}</title></head><body><div class=TRS_Editor>{lines}</div></body></html>"
    return page.encode()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(text: str, encoding: str = "UTF-8") -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    xml = f'<?xml version="1.0" encoding="{encoding}"?><w:document {_W}><w:body>{paragraphs}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml.encode(encoding))
    return out.getvalue()


def same(found: DocumentRows, clean: DocumentRows) -> None:
    """The same text and the same claims, each quote a slice of the text at its offsets."""
    text = found.document["text"]
    assert text == clean.document["text"]
    assert not set(text) & set(CONTROLS)
    names: list[tuple[str, str]] = [("commitments", "commitment_id"), ("outcomes", "outcome_id")]
    for table, key in names:
        one: list[dict[str, Any]] = getattr(found, table)
        other: list[dict[str, Any]] = getattr(clean, table)
        assert [r[key] for r in one] == [r[key] for r in other] and one
        assert [(r["char_start"], r["char_end"]) for r in one] == [(r["char_start"], r["char_end"]) for r in other]
        assert all(text[r["char_start"] : r["char_end"]] == r["quote"] for r in one)
    assert found.document["title"] == clean.document["title"]
    assert found.document["encoding"] == clean.document["encoding"]


def test_the_sprinkled_report_has_them_all() -> None:
    assert set(CONTROLS) <= set(sprinkled(lambda char: char))


def test_a_page() -> None:
    same(rows(html(sprinkled(lambda char: char)), "text/html"), rows(html(TEXT), "text/html"))


@pytest.mark.parametrize("form", ["&#{};", "&#{}", "&#x{:x};", "&#X{:04X};"])
def test_a_page_with_references(form: str) -> None:
    def put(char: str) -> str:
        return form.format(ord(char)) + ("" if form.endswith(";") else "\u200b")  # a digit may follow

    same(rows(html(sprinkled(put)), "text/html"), rows(html(TEXT), "text/html"))


def test_a_reference_taken_out_makes_no_other() -> None:
    page = read_page(html(TEXT.replace("增长5.4%", "增长5&#&#1;1;.4%")), "text/html")
    assert "增长5&#1;.4%" in page.text


def test_a_page_in_another_charset() -> None:
    body = html(sprinkled(lambda char: char if char < "\x20" else "")).replace(b"utf-8", b"gb2312")
    clean = html(TEXT).replace(b"utf-8", b"gb2312")
    gb = rows(body.decode("utf-8").encode("gb18030"), "text/html")
    assert gb.document["encoding"] == "gb18030"
    same(gb, rows(clean.decode("utf-8").encode("gb18030"), "text/html"))


def test_attributes_are_parted_by_a_form_feed() -> None:
    body = html(TEXT).replace(b"<p>", b"<p\x0cclass=x>")
    assert read_page(body, "text/html").text == read_page(html(TEXT), "text/html").text


def test_a_text() -> None:
    same(rows(sprinkled(lambda char: char).encode(), "text/plain"), rows(TEXT.encode(), "text/plain"))


@pytest.mark.parametrize("feed", ["\x0b", "\x0c"])
def test_in_a_text_feeds_are_line_ends_where_a_line_ends(feed: str) -> None:
    once = "\n".join(CLEAN_LINES[:3]) + "\n" + feed.join(CLEAN_LINES[3:6]) + "\n" + "\n".join(CLEAN_LINES[6:])
    assert CLEAN_LINES[3] in read_page(once.encode()).text.split("\n"), "behind a sentence"
    everywhere = read_page(feed.join(CLEAN_LINES).encode()).text
    assert everywhere == TEXT, "a text that has no other line ends"
    after = read_page(TEXT.replace("\n", f"\n{feed}").encode()).text
    assert [line for line in after.split("\n") if line] == CLEAN_LINES, "pages of a printer"


def test_halves_of_surrogate_pairs_and_zero() -> None:
    # Python's codec utf-7 lets half a pair through, and pages declare what they like.
    half = TEXT.replace("增长5.4%", "增长5\x00.4%").encode()
    same(rows(half, "text/plain"), rows(TEXT.encode(), "text/plain"))
    page = f"<html><head><meta charset=utf-7><title>x</title></head><body><p>{'+Zi9f4g-' * 300}+2AA-</p></body></html>"
    read_page(page.encode(), "text/html").text.encode()  # what cannot be encoded, no table can hold
    for reference in ("&#xD800;", "&#0;", "&#x0;"):
        text = read_page(html(TEXT.replace("增长5.4%", f"增长5{reference}.4%")), "text/html").text
        assert "增长5.4%" in text


def test_a_word_file() -> None:
    clean = rows(docx(TEXT))
    same(rows(docx(sprinkled(lambda char: char))), clean)
    same(rows(docx(sprinkled(lambda char: char), "UTF-16")), clean)


@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};", "_x{:04X}_"])
def test_a_word_file_with_references(form: str) -> None:
    same(rows(docx(sprinkled(lambda char: form.format(ord(char))))), rows(docx(TEXT)))


def test_what_is_broken_otherwise_is_still_refused() -> None:
    with pytest.raises(ReadError, match="a damaged DOCX file"):
        read_page(docx(TEXT + "\x01</w:t>"), "", "a.docx")
    with pytest.raises(ReadError, match="no text in UTF-8, GB18030 or Big5"):
        read_page(bytes(range(1, 256)) * 40, "", "a")


def test_a_workbook() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["指标", "单位", "数值"], ["粮食产量", "万吨", 12.5], ["水泥产量", "万吨", 30.5]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    clean = read_page(out.getvalue(), "", "a.xlsx").text
    for put in ("粮\x01食产量", "粮&#x1;食产量", "粮_x0001_食产量"):
        changed = io.BytesIO()
        with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
            for part in old.infolist():
                new.writestr(part, old.read(part).replace("粮食产量".encode(), put.encode()))
        assert read_page(changed.getvalue(), "", "a.xlsx").text == clean


def test_a_column() -> None:
    body = "<ul><li><a href='/a.html' title='示例县2024年政府\x02工作&#3;报告'>示例县\x012024年政府工…</a></li></ul>"
    found = read_column(f"<html><body>{body}</body></html>".encode(), "text/html", "http://www.example.cn/")
    assert [item.title for item in found.items] == ["示例县2024年政府工作报告"]
