"""Invented reports for the reader's tests: a speech with one sentence, or a whole one long enough to be a report."""

from __future__ import annotations

from extract.model import Claim, Reading
from extract.reading.pipeline import read

OPENING = "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n"
YEAR = 2024


def review(sentence: str, year: int = YEAR) -> str:
    """A speech that says the sentence in its review of the year before `year`."""
    return f"{OPENING}一、{year - 1}年工作回顾\n{sentence}"


def plan(sentence: str, year: int = YEAR) -> str:
    """A speech that says the sentence in its plan for `year`."""
    return f"{review('过去一年平稳有序。', year)}\n二、{year}年工作安排\n{sentence}"


def reading(text: str, year: int = YEAR) -> Reading:
    """The reading of a work report given in `year`."""
    return read(text, kind="work_report", year=year)


def quantities(text: str, year: int = YEAR) -> list[Claim]:
    """The claims of a work report that carry a number, in order."""
    return [c for c in reading(text, year).claims if c.kind == "quantity"]


def done(sentence: str, year: int = YEAR) -> list[Claim]:
    """The quantities of a sentence in the review."""
    return quantities(review(sentence, year), year)


def promised(sentence: str, year: int = YEAR) -> list[Claim]:
    """The quantities of a sentence in the plan."""
    return quantities(plan(sentence, year), year)


def brief(claims: list[Claim]) -> list[tuple[str, str | None, str | None, float | None, str | None]]:
    """Of each claim what is measured, how, how it compares, the value and the unit."""
    return [(c.indicator, c.measure, c.comparator, c.value, c.unit) for c in claims]


def whole(place: str = "示例县", year: int = YEAR) -> str:
    """A report of some 2,000 characters with a meeting line, a review, a list of main targets and a plan."""
    filler = "干部群众同心协力，城乡面貌焕然一新，各项事业稳步向前，百姓日子越过越踏实。"
    return "\n".join(
        [
            "政府工作报告",
            f"——{year}年1月16日在{place}第十七届人民代表大会第四次会议上",
            OPENING.rstrip("\n"),
            f"一、{year - 1}年工作回顾",
            "地区生产总值达到182.6亿元，增长5.4%；一般公共预算收入9.3亿元，增长6.1%；固定资产投资增长7.2%。",
            filler * 25,
            f"二、{year}年工作安排",
            "今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，固定资产投资增长8%以上，城镇新增就业4000人。",
            filler * 25,
        ]
    )
