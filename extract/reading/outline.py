"""How a document divides itself: which stretch is its body, which part reviews the past and which plans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from extract.language import alternation, words
from extract.reading.context import Clock

_OUTLINE = words("outline")
PLANS: dict[str, int] = _OUTLINE["five_year_plans"]
_REVIEW = re.compile(alternation(_OUTLINE["review"]))
_PLAN = re.compile(alternation(_OUTLINE["plan"]))
_OPENING = re.compile("|".join(_OUTLINE["opening"]))
_TAIL = re.compile(r"\n[^\n]{0,12}?(?:" + alternation(_OUTLINE["tail"]) + ")")
_PROMISING_ANNEX = re.compile(r"\n附件[：\d]?\s{0,4}[^\n]{0,30}(?:" + alternation(_OUTLINE["promising_annex"]) + ")")
_SPEAKS = re.compile(r"(?:我|受|谨)代表[^。]{0,30}政府[^。]{0,20}报告")
_REPORT_TITLE = re.compile(r"工作报告")
_HELD = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月\d{1,2}日")
_TITLE_LINES = 200  # characters: a title with its meeting and date
_SHORTEST = 1500  # characters of a report; a summary before it is shorter
_HEAD = 60  # characters that no text has twice by chance
_ORDER = "一二三四五六七八九十"
# The look ahead comes first: it fails in one step where nearly every character of a text fails.
_NUMBERED = re.compile(
    r"(?=[第一二三四五六七八九十])(?:(?<=\n)|(?<=^)|(?<=[。！？”]))(?:第([一二三四五六七八九十]{1,3})部分[：、，]?|([一二三四五六七八九十]{1,3})、)(?![一二三四]?[、和]?[一二三四]?次?产业|[二三]、三产|三产)"
)
_RUNS_ON = re.compile("[。；，]")
_SUB = re.compile(r"(?:(?<=\n)|(?<=^)|(?<=[。！？；”：]))（([一二三四五六七八九十]{1,3})）([^\n。，]{2,30})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
PlanName = r"[“\"]?(" + alternation(list(PLANS)) + r")[”\"]?"
_PLAN_PERIOD = re.compile(r"[“\"](" + alternation(list(PLANS)) + r")[”\"]")
_PAST_YEARS = re.compile(r"过去的?[五5]年|[五5]年来|五年工作|本届政府")
_YEARS_AHEAD = re.compile(r"(?:今后|未来)([五三53])年")
_FIRST_YEAR = re.compile(
    r"开局(?!良好)[^，]{0,6}工作|开局之年"
)  # “十二五”开局工作: of its first year, which is this one
Role = Literal["commitment", "outcome"]


@dataclass(slots=True)
class Part:
    """A stretch of the canvas under one top-level heading. `mixed` says that the heading announces both past and plan.

    `firm` and `yielded` are set by extract/reading/roles.py, which holds the part's own words against its heading.
    """

    title: str
    role: Role
    start: int
    end: int
    explicit: bool = False
    mixed: bool = False
    horizon: int | None = None  # the last year of a plan of several years that the heading names
    span: int | None = None  # the number of years that a review of several years covers
    clock: Clock | None = None  # what the sentence that is read speaks of (extract/reading/times.py)
    firm: bool = True  # heading and words say the same of its time
    disputed: bool = False  # its words are clearly of the other time, and still its heading stands
    yielded: str = ""  # why its role is not what its heading says; "" where it is
    of_years: int = 0  # how many of its sentences speak of several years
    cut: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])  # its sentences
    around: list[float] = field(
        default_factory=list[float]
    )  # for each: what it and its neighbours say, above 0 of a review


def body(text: str, year: int | None = None) -> tuple[int, int]:
    """Where the speech itself stands: after the furniture and the collector's summary, one copy of a doubled text.

    Of several reports in one file it is the one given for `year`, or that speaks of it most, the first where none does more than another.
    """
    openings = list(_OPENING.finditer(text))
    if not openings or openings[0].start() > len(text) // 4:  # no opening, or only one inside the speech
        return 0, _tail(text, 0, _again(text))
    reports = _reports(text, [m.start() for m in openings])
    spoken = [
        (_year_held(text, a) == year, text.count(f"{year}年", a, b) + text.count(f"{(year or 0) - 1}年", a, b))
        for a, b in reports
    ]
    first, last = reports[spoken.index(max(spoken))]
    opened = next(m for m in openings if m.start() == first)
    copies = [first, *(m.start() for m in openings if first < m.start() < last and _same_opening(text, opened, m))]
    start, end = max(zip(copies, [*copies[1:], last], strict=True), key=lambda c: (c[1] - c[0] > 1000, -c[0], c[1]))
    return start, min(end, _tail(text, start, last))


def _reports(text: str, starts: list[int]) -> list[tuple[int, int]]:
    """The reports that a file holds: a second one has a title and an opening of its own, and its text is not the first's again."""
    begins = [starts[0]]
    for start in starts[1:]:
        far = start - begins[-1] > _SHORTEST and len(text) - start > _SHORTEST
        titled = _REPORT_TITLE.search(text, max(0, start - 400), start) and _SPEAKS.search(text, start, start + 90)
        if far and titled and (not _same_text(text, begins[-1], start) or _years_differ(text, begins[-1], start)):
            begins.append(start)
    return list(zip(begins, [*begins[1:], len(text)], strict=True))


def several_reports(text: str) -> int:
    """How many reports a file holds."""
    starts = [m.start() for m in _OPENING.finditer(text)]
    return len(_reports(text, starts)) if starts else 1


def _again(text: str) -> int:
    """Where a text without an opening is given a second time; its end where it is given once."""
    head = text[:_HEAD]
    second = text.find(head, len(text) // 3) if len(text) > 2 * _SHORTEST and head.strip() else -1
    return second if second > 0 else len(text)


def years_of_reports(text: str) -> list[int]:
    """The years that several reports in one file plan for, as the dates above their openings say; none of a file with one report."""
    starts = [m.start() for m in _OPENING.finditer(text)]
    reports = _reports(text, starts) if starts else []
    held = [_year_held(text, start) for start, _ in reports] if len(reports) > 1 else []
    return [year for year in held if year is not None]


def _years_differ(text: str, first: int, second: int) -> bool:
    """Whether two openings stand under the dates of two years: they are two reports, however alike they are."""
    one, other = _year_held(text, first), _year_held(text, second)
    return one is not None and other is not None and one != other


def _year_held(text: str, opening: int) -> int | None:
    """The year that a report given on the date above its opening plans for: a meeting in December is for the year after."""
    dates = list(_HELD.finditer(text, max(0, opening - _TITLE_LINES), opening))
    return int(dates[-1]["year"]) + (dates[-1]["month"] == "12") if dates else None


def _same_opening(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether the speech starts a second time: a summary before it, or the whole text given twice, with or without its title."""
    if _alike(text[one.start() : one.start() + 40], text[other.start() : other.start() + 40]) > 0.85:
        return True
    return _alike(text[one.end() - 24 : one.end() + 16], text[other.end() - 24 : other.end() + 16]) > 0.85


def _same_text(text: str, first: int, second: int) -> bool:
    """Whether what follows two openings is one text: both go on alike after the address, which is alike in all reports."""
    return _alike(text[first + 200 : first + 700], text[second + 200 : second + 700]) > 0.85


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _tail(text: str, start: int, end: int) -> int:
    """Where what is no longer the speech begins; an annex that lists what will be done (民生实事) still belongs to it."""
    half = start + (end - start) // 2
    for found in _TAIL.finditer(text, half, end):
        if not _PROMISING_ANNEX.match(text, found.start()):
            return found.start()
    return end


def parts(text: str, start: int, end: int, year: int) -> list[Part]:
    """The parts of a work report's body in order, as their headings say; `year` is the year the report plans for."""
    marks = _marks(text, start, end)
    found = [Part("", "outcome", start, marks[0][0] if marks else end)]
    after_review = False  # the part before is the first of its rank, and a review
    previous_order = -1
    for i, (position, order, title) in enumerate(marks):
        part = Part(title, found[-1].role, position, marks[i + 1][0] if i + 1 < len(marks) else end)
        role, mixed = _role(title, year)
        if role == "outcome" and part.role == "commitment" and _PLAN.search(title) and not _REVIEW.search(title):
            role = "commitment"  # a plan does not turn back: the year in the heading is a slip of the pen
        if role is not None:
            part.role, part.explicit, part.mixed = role, True, mixed
        elif after_review and order == previous_order + 1 and order > 1:
            part.role, part.explicit = "commitment", True  # 一、回顾 is over; the next of the same rank looks ahead
        part.horizon, part.span = reach(title, part.role, year)
        after_review = part.explicit and part.role == "outcome" and order == 1
        previous_order = order or previous_order
        found.append(part)
    return [p for p in found if p.end > p.start]


def _marks(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The headings of a body in order: position, order within the numbering (0: a bare heading), title."""
    marks = [
        (m.start(), _index(m[1] or m[2]), _title(text, m.end(), end)) for m in _NUMBERED.finditer(text, start, end)
    ]
    marks += [
        (position, 0, title)
        for position, title in _bare(text, start, end)
        if _YEAR.search(title) and (_REVIEW.search(title) or _PLAN.search(title) or title.endswith("工作"))
    ]
    return sorted(marks)


def _bare(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The short lines without a pause that a stretch holds whole, with where each starts."""
    found: list[tuple[int, str]] = []
    begun = start if start == 0 or text[start - 1] == "\n" else text.find("\n", start, end) + 1
    stop = text.find("\n", begun, end) if begun or start == 0 else -1
    while stop >= 0:
        if 4 <= stop - begun <= 30 and not _RUNS_ON.search(text, begun, stop):
            found.append((begun, text[begun:stop]))
        begun = stop + 1
        stop = text.find("\n", begun, end)
    return found


def subsection(text: str, part: Part, position: int) -> str:
    """The second-level heading （一）… that a position of the canvas stands under, or an empty string."""
    last = ""
    for match in _SUB.finditer(text, part.start, position):
        last = f"（{match[1]}）{match[2]}"
    return last


def _index(numeral: str) -> int:
    if numeral == "十":
        return 10
    if numeral.startswith("十"):
        return 10 + _ORDER.index(numeral[1]) + 1
    return _ORDER.index(numeral[0]) + 1


def _title(text: str, start: int, end: int) -> str:
    """The heading after its number: to the end of its line, or, where it runs into the text, to the first likely end."""
    stop = text.find("\n", start, end)
    stop = end if stop < 0 else stop
    title = text[start:stop]
    if len(title) <= 42 and "。" not in title:
        return title
    segment = re.split(r"[，。；：]", title, maxsplit=1)[0][:40]
    run_in = re.match(
        r".{2,34}(?:回顾|总体要求和\w{2,6}目标|目标和?(?:主要)?任务|重点工作|主要工作|工作安排|总体部署|主要任务|目标任务|奋斗目标|主要目标|工作情况|自身建设|的工作|政府工作|成就)",
        segment,
    )
    return run_in[0] if run_in else segment[:30]


def _role(title: str, year: int) -> tuple[Role | None, bool]:
    """What a heading says of its part's time, None where it says nothing, and whether it announces both past and plan."""
    years = [int(y) for y in _YEAR.findall(title)]
    ended = [PLANS[p] for p in _PLAN_PERIOD.findall(title)]
    review = bool(_REVIEW.search(title)) or "去年" in title
    plan = bool(_PLAN.search(title)) or "今年" in title or "明年" in title
    if review and plan:
        only_past = max(years, default=0) < year and max(ended, default=0) < year
        return "outcome", not (only_past and "今" not in title and "建议" not in title)
    if review:
        return "outcome", False
    return _role_by_years(years, ended, plan, year), False


def _role_by_years(years: list[int], ended: list[int], plan: bool, year: int) -> Role | None:
    """The time of a heading that does not call itself a review, by the years and the plans of several years that it names."""
    if years and max(years) >= year:
        return "commitment"
    if years:
        return "outcome"
    if ended and not plan:
        return "commitment" if max(ended) >= year else "outcome"
    return "commitment" if plan else None


def reviews_years(title: str, year: int) -> bool:
    """Whether the heading of a review names five years, be it beside the last of them: 过去五年和2023年工作回顾."""
    return bool(_PAST_YEARS.search(title)) or any(PLANS[p] < year for p in _PLAN_PERIOD.findall(title))


def reach(title: str, role: Role, year: int) -> tuple[int | None, int | None]:
    """Of a heading: the last year of a plan, and the span of a review, that cover more than one year; None for one year."""
    years = [int(y) for y in _YEAR.findall(title)]
    if role == "outcome":
        return None, 5 if reviews_years(title, year) and year - 1 not in years else None
    if year in years or _FIRST_YEAR.search(title):
        return None, None
    ends = [PLANS[p] for p in _PLAN_PERIOD.findall(title) if PLANS[p] >= year]
    if ends:
        return max(ends), None
    ahead = _YEARS_AHEAD.search(title)
    return (year + (2 if ahead[1] in "三3" else 4), None) if ahead else (None, None)
