"""Pages that are pictures: refused by name where they are not read, and where they are, no number is trusted that two renderings read differently."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from files import PdfPage, pdf, picture, prose, scanned, table

from extract.document import read_document
from extract.formats.multipage import PageRef, pack, read_whole
from extract.formats.reader import read_page
from extract.formats.scans import switch
from extract.formats.scans.numbers import Seen, alike, confirmed, joined, numbers_in, tokens
from extract.model import DocumentRows, Filed, Page, ReadError

BULLETINS = {"chengdu-2021-bulletin.pdf": (0, 1, 2), "zhoukou-2023-bulletin.pdf": (0, 1)}
OF_EACH = 20
LINES = [
    "　　初步核算，全年全县生产总值123.4亿元，比上年增长5.6%。",
    "　　年末全县常住人口45.67万人，城镇化率56.78%。",
]


@cache
def _fault() -> str:
    """Why pictures cannot be read here; "" where they can."""
    if not switch.engine_version():
        return "pledgewatch[ocr] is not installed"
    shown = pdfium.PdfDocument(pdf([PdfPage(prose(["统计公报"], top=80))]))[0].render().to_numpy()
    return "" if shown.min() < 128 else "no font for Chinese is installed, so no picture of it can be made"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if reason := _fault():
        pytest.skip(reason)
    monkeypatch.setenv(switch.VARIABLE, "1")
    yield


def doubtful(page: Page) -> list[str]:
    return [page.text[one.start : one.end] for one in page.numbers if not one.reliable]


# Without an engine: what is made of two readings.


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("增长５．６％，达到1,234.5亿元", ["5.6%", "1,234.5亿"]),
        ("自然增长率－0.89‰", ["-0.89‰"]),
        ("2024年1—9月", ["2024", "1", "-9"]),
    ],
)
def test_a_number_is_compared_with_its_sign_percent_and_scale(line: str, found: list[str]) -> None:
    assert [token[0] for token in tokens(line)] == found


def test_two_readings_are_alike_only_to_the_last_sign() -> None:
    assert alike(["5.6%", "12万"], ["5.6%", "12万"]) and alike(["2024."], ["2024"])
    assert not alike(["5.6%"], ["5.6‰"]) and not alike(["12万"], ["12亿"]) and not alike(["56"], ["5.6"])


def test_of_several_read_in_one_go_those_that_run_together_are_read_again() -> None:
    assert confirmed([["2023"], ["5.6%"], ["7.8%"]], ["20235.6%", "7.8%"]) == [False, False, True]
    assert confirmed([["5.6%"], ["5.8%"]], ["5.6%", "5.6%"]) == [False, False]
    assert confirmed([["6"], ["6"]], ["5", "6"]) == [False, False], "which of the two it was nobody knows"


def test_what_no_reading_gave_as_a_whole_is_not_relied_on() -> None:
    seen = [Seen("5.6", 0.99, True), Seen("12", 0.98, True), Seen("34", 0.97, True)]
    found = {n: (n.reliable, n.confidence) for n in numbers_in("增长5.6%，达到1234万元，其中12人", seen, 10)}
    assert list(found.values()) == [(True, 0.99), (False, 0.0), (True, 0.98)]
    assert next(iter(found)).start == 12
    both = joined([[seen[1]], [seen[2]]], [(False, True), (True, False)])
    assert both == [Seen("1234", 0.97, True)], "a number that a line's end breaks"


def test_the_least_sure_of_the_same_numbers_counts_for_all_of_a_page() -> None:
    found = numbers_in("增长5.6%，下降5.6%", [Seen("5.6", 0.99, True), Seen("5.6", 0.7, False)], 0)
    assert [(one.reliable, one.confidence) for one in found] == [(False, 0.7)] * 2


def test_a_year_in_doubt_takes_its_sentence_with_it() -> None:
    text = "上年平稳。2024年，生产总值增长5.6%。人口45万。"
    seen = [Seen("2024", 0.99, False), Seen("5.6", 0.99, True), Seen("45", 0.99, True)]
    first = numbers_in(text, seen, 0)[0]
    assert text[first.start : first.end] == "2024年，生产总值增长5.6%"


# Refusals.


def test_a_scan_and_a_picture_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(switch.VARIABLE, raising=False)
    scan = scanned(pdf([PdfPage(prose(LINES, top=80))]), [0])
    for body in (scan, picture(scan), picture(scan, form="PNG")):
        with pytest.raises(
            ReadError, match=r"OCR is off; install pledgewatch\[ocr\] and set PLEDGEWATCH_OCR=1, or add"
        ):
            read_page(body, "", "a")
    monkeypatch.setenv(switch.VARIABLE, "1")
    monkeypatch.setattr(switch, "engine_version", lambda: "")
    with pytest.raises(ReadError, match="no engine is installed"):
        read_page(scan, "", "a")


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff\xe0junk", b"GIF89a"])
def test_a_broken_picture_is_refused(engine: None, body: bytes) -> None:
    with pytest.raises(ReadError, match="a damaged picture"):
        read_page(body, "", "a")


def test_a_picture_without_text_is_refused(engine: None) -> None:
    with pytest.raises(ReadError, match="a picture without text"):
        read_page(picture(pdf([PdfPage()]), form="PNG"), "", "a")


# With the engine.


def test_a_scan_is_read_and_is_not_whole(engine: None) -> None:
    page = read_page(scanned(pdf([PdfPage(prose(LINES, top=80)), PdfPage(prose(LINES[1:], top=80))]), [0, 1]), "", "a")
    assert "生产总值123.4亿元" in page.text and "增长5.6%" in page.text and "56.78%" in page.text
    assert page.encoding == "pdf ocr" and page.gap.startswith("2 pages were read off pictures")
    assert page.page_starts == (page.text.rindex("年末"),)
    assert doubtful(page) == [] and len(page.numbers) == 6
    assert all(0.5 <= one.confidence <= 1 for one in page.numbers)


def test_pages_of_text_stay_text_beside_scanned_ones(engine: None) -> None:
    whole = pdfium.PdfDocument(pdf([PdfPage(prose([*LINES, *LINES], top=80))]))
    whole.import_pages(pdfium.PdfDocument(scanned(pdf([PdfPage(prose(["全年财政收入67.8亿元。"], top=80))]), [0])))
    made = io.BytesIO()
    whole.save(made)
    page = read_page(made.getvalue(), "", "a")
    assert "财政收入67.8亿元" in page.text
    assert [page.text[n.start : n.end] for n in page.numbers] == ["67.8"], "what is text has no confidence and no doubt"


def test_a_table_that_is_a_picture_gives_rows(engine: None) -> None:
    drawn = table(
        [["指标", "绝对数", "增长（%）"], ["生产总值（亿元）", "123.45", "5.6"], ["财政收入（亿元）", "67.89", "-7.1"]],
        100,
        [80, 260, 380],
        size=12,
    )
    page = read_page(picture(pdf([drawn]), form="PNG"), "image/png", "b.png")
    assert "生产总值（亿元）\t123.45\t5.6" in page.text and "财政收入（亿元）\t67.89\t-7.1" in page.text
    assert page.encoding == "picture ocr" and doubtful(page) == []


def test_a_number_that_two_renderings_read_differently_is_unreliable_and_decides_nothing(engine: None) -> None:
    from extract.formats.scans.engine import SCALE, read_picture

    first, second = (
        pdfium.PdfDocument(pdf([PdfPage(prose([f"全县生产总值增长{value}%，人口45.67万人。"], top=80))]))[0]
        for value in ("8.6", "8.5")
    )
    _, seen = read_picture(lambda scale: (first if scale == SCALE else second).render(scale=scale).to_numpy(), 595, 842)
    assert [(one.digits, one.reliable) for one in seen] == [("8.6", False), ("45.67", True)]


def test_claims_of_a_scan_have_the_engines_confidence(engine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    title = "示例县2024年国民经济和社会发展统计公报"
    body = scanned(pdf([PdfPage([(80.0, 60.0, 16.0, title), *prose(LINES, top=110)])]), [0])
    filed = Filed("a.pdf", "450224", "statistical_bulletin", 2024, fictional=True)

    def rows() -> DocumentRows:
        return read_document(body, filed, sha256="a", captured_at=datetime(2025, 1, 1), reader_version="x")

    sure = rows()
    assert sure.document["complete"] is False, "its silence proves nothing"
    found = {o["indicator_id"]: o for o in sure.outcomes if o["measure"] in ("level", None)}
    assert found["gdp"]["value"] == 12_340_000_000 and found["gdp"]["read_confidence"] >= 0.5
    assert not any(o["unreliable"] for o in sure.outcomes)
    from extract.formats.scans import engine

    monkeypatch.setattr(engine, "LEAST_SURE", 1.1)
    assert all(o["unreliable"] for o in rows().outcomes), "what the engine doubts itself is never trusted"


def test_pictures_that_a_page_leads_to_are_one_document(engine: None) -> None:
    one, two = (picture(pdf([PdfPage(prose([line], top=80))])) for line in LINES)
    html = b"<html><head><title>2024</title></head><body><img src='1.jpg'><img src='2.jpg'></body></html>"
    held = {"p": html, "1": one, "2": two}
    parts = [PageRef("u", "p"), PageRef("u1", "1", way="picture"), PageRef("u2", "2")]
    page = read_whole(pack(parts), "", "u", held.__getitem__)
    assert "123.4亿元" in page.text and "45.67万人" in page.text
    assert [page.text[n.start : n.end] for n in page.numbers] == ["123.4", "5.6", "45.67", "56.78"]
    assert doubtful(page) == [] and "page 2 of 2" in page.gap


# The two bulletins of the corpus: their page images against their own text layer.


def main_figures(rows: DocumentRows) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The figures that the vocabulary names, of the whole place, each once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows.outcomes:
        if row["indicator_id"] and not row["scope"] and row["value"] is not None:
            found.setdefault((row["indicator_id"], row["measure"], row["period"], row["span"]), row)
    return found


@pytest.mark.slow
def test_the_page_images_of_two_bulletins_give_their_figures(engine: None) -> None:
    """Of the forty main figures at least 38 are right, and none is wrong and trusted."""
    corpus = os.environ.get("PLEDGEWATCH_CORPUS")
    if not corpus or not (Path(corpus) / "bulletins").is_dir():
        pytest.skip("PLEDGEWATCH_CORPUS is not set: no bulletins to read")
    right, wrong, unreliable = 0, [], 0
    for name, pages in BULLETINS.items():
        body = (Path(corpus) / "bulletins" / name).read_bytes()

        def rows(body: bytes) -> DocumentRows:
            filed = Filed("a.pdf", kind="statistical_bulletin")
            return read_document(body, filed, sha256="a", captured_at=datetime(2026, 1, 1), reader_version="x")

        expected = list(main_figures(rows(body)).items())[:OF_EACH]
        found = main_figures(rows(scanned(body, pages)))
        assert len(expected) == OF_EACH
        for key, row in expected:
            read = found.get(key)
            if read is None:
                continue
            unreliable += bool(read["unreliable"])
            if (read["value"], read["unit"]) == (row["value"], row["unit"]):
                right += 1
            elif not read["unreliable"]:
                wrong.append((name, *key))
    assert wrong == [], "wrong and trusted"
    assert right >= 38, (right, unreliable)
    assert right - unreliable >= 36, "so careful that little is left"
