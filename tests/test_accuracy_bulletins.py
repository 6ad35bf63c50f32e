"""Real bulletins as PDF: every main figure, as read by eye from images of the pages, is read right. Needs PLEDGEWATCH_CORPUS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract import vocabulary
from extract.formats.reader import read_page
from extract.model import Claim, Page
from extract.reading.pipeline import read

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data"
FILES = sorted(DATA.glob("bulletin_*.yaml"))
MAIN_FIGURES = 40
# An amount reached, added or changed: fair readers tell these apart differently.
AMOUNTS = ("level", "increment", "change")


def loaded(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def bulletin(request: pytest.FixtureRequest, corpus: Path) -> tuple[dict[str, Any], Page, list[Claim]]:
    data = loaded(request.param)
    path = corpus / "bulletins" / data["file"]
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    page = read_page(path.read_bytes(), "", path.name)
    return data, page, read(page.text, kind="statistical_bulletin", year=data["year"]).claims


def wanted(figure: dict[str, Any]) -> list[tuple[str, float, str]]:
    """The claims that a line of the list stands for: kind of measure, value, unit."""
    found: list[tuple[str, float, str]] = []
    if "value" in figure:
        found.append(("amount", figure["value"] * figure.get("times", 1), figure["unit"]))
    if "growth" in figure:
        found.append(("growth", figure["growth"], "%"))
    if "share" in figure:
        found.append(("share", figure["share"], "%"))
    return found


def is_named(claim: Claim, figure: dict[str, Any]) -> bool:
    if "name" in figure:
        return claim.indicator == figure["name"]
    found = vocabulary.match(claim.indicator)
    return found is not None and found.id == figure["indicator"]


def of(claims: list[Claim], figure: dict[str, Any], kind: str, year: int) -> list[Claim]:
    """What was read for a figure: the claims of its indicator, measure and year for the whole place."""
    measures = ("level", "increment") if kind == "amount" else (kind,)
    return [c for c in claims if c.measure in measures and c.period == year and c.scope is None and is_named(c, figure)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_lists_have_forty_main_figures(path: Path) -> None:
    figures = loaded(path)["figures"]
    assert len(figures) >= MAIN_FIGURES
    assert len({figure["indicator"] for figure in figures}) == len(figures)
    known = {indicator.id for indicator in vocabulary.load()}
    assert {figure["indicator"] for figure in figures} <= known


def test_every_figure_is_read_right(bulletin: tuple[dict[str, Any], Page, list[Claim]]) -> None:
    data, _, claims = bulletin
    wrong: list[str] = []
    for figure in [*data["figures"], *data["more"]]:
        for kind, value, unit in wanted(figure):
            found = of(claims, figure, kind, data["year"])
            if not any(c.value == pytest.approx(value, rel=1e-9, abs=1e-9) and c.unit == unit for c in found):
                wrong.append(f"{figure}: {kind}: {[(c.indicator, c.value, c.unit) for c in found]}")
    print(f"{data['file']}: {len(data['figures'])} main figures, {len(data['more'])} more, {len(wrong)} wrong")
    assert not wrong


def test_no_other_value_is_read_for_a_figure(bulletin: tuple[dict[str, Any], Page, list[Claim]]) -> None:
    data, _, claims = bulletin
    wrong = [
        (figure, c.indicator, c.value, c.unit)
        for figure in data["figures"]
        if not figure.get("shared")
        for kind, value, unit in wanted(figure)
        for c in of(claims, figure, kind, data["year"])
        if c.value != pytest.approx(value, rel=1e-9, abs=1e-9) or c.unit != unit
    ]
    assert not wrong


def test_figures_of_tables_are_quoted_from_the_table(bulletin: tuple[dict[str, Any], Page, list[Claim]]) -> None:
    data, page, claims = bulletin
    for figure in [*data["figures"], *data["more"]]:
        if not figure.get("table"):
            continue
        for kind, value, _ in wanted(figure):
            quotes = [
                page.text[c.char_start : c.char_end]
                for c in of(claims, figure, kind, data["year"])
                if c.value == pytest.approx(value)
            ]
            assert any("\t" in quote and "\n" not in quote for quote in quotes), (figure, quotes)


def test_the_page_of_a_quote_can_be_told(bulletin: tuple[dict[str, Any], Page, list[Claim]]) -> None:
    data, page, _ = bulletin
    assert len(page.page_starts) == data["pages"] - 1
    assert list(page.page_starts) == sorted(page.page_starts)
    assert page.published_on is not None and page.published_on.year == data["year"] + 1
    assert str(data["year"]) in page.title and not page.gap


def test_page_numbers_and_charts_leave_no_lines(bulletin: tuple[dict[str, Any], Page, list[Claim]]) -> None:
    _, page, _ = bulletin
    lines = [line for line in page.text.split("\n") if "\t" not in line]
    assert not [line for line in lines if not any("\u3400" <= char <= "\u9fff" for char in line)]
    body = page.text.split("\n注释")[0].split("\n")
    broken = [line for line in body if len(line) > 60 and line[-1] not in "。；：" and "\t" not in line]
    assert not broken
