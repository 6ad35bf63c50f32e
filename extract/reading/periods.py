"""Which time a claim belongs to: promise or result, the year it is for, the years it covers, estimate or not."""

from __future__ import annotations

import re
from datetime import date

from extract.language import alternation, words
from extract.language.numerals import chinese_number
from extract.model import Claim, Role
from extract.reading.context import Frame
from extract.reading.outline import PLANS, Part
from extract.reading.quantities import Mention

_CUES = words("cues")
_DONE = re.compile(rf"(?<!比)(?<!较)(?:{alternation(_CUES['done'])})")
_PROMISED = re.compile(r"力争|确保|目标是|计划|拟|今年将|争取|预期目标|今年(?!以来)")
_ESTIMATE = re.compile(alternation(_CUES["estimate"]))
_YEAR = re.compile(r"(?<![比较是为自从以与和\d])(?P<to>到|至)?(?P<year>(?:19|20)\d\d)年(?!的?[\d．.]|以来|的\d)")
_A_YEAR = re.compile(r"(?:19|20)\d\d年")
_PLAN_END = re.compile(r"“(" + alternation(list(PLANS)) + r")”末|到“(" + alternation(list(PLANS)) + r")”")
# 年均浓度 and the like are means over one year, not rates over several.
_MEAN = r"年均(?!浓度|气温|水温|降水|降雨|水位|值|日照|温度)|平均每年"
_YEARLY = re.compile(_MEAN)
# 五年来 holds to the end of the sentence; 累计 and 年均 for their own clause.
_MULTI = re.compile(
    r"[五5]年(?:来|间|共|内|累计|全)|(?:过去|这|今后|未来)的?五年|五年|“[一二三四五六七八九十]+五”(?:期间|时期|以来)"
)
_SEVERAL = re.compile(
    r"(?:今后|未来)五年|(?<![一二三四五六七八九十“])五年(?!来|计划|规划|间)|“("
    + alternation(list(PLANS))
    + r")”(?:期间|时期|的)"
)
_WITHIN = re.compile(r"(?:用|力争|在|，|^)(?P<years>[两二三四五])(?:到[三四五])?年(?:左右)?(?:时间|之?内)")
_ONE_YEAR = re.compile(r"同比|比上年|比去年|较上年|去年|全年|当年|上年")
_HAS = re.compile(r"[国省市县区](?:现|共|拥)?有$")
_AIMS = re.compile(r"力争|预期目标|今年(?!以来)将?")
_THIS_YEAR = re.compile(r"今年|年内")
_THAN_YEAR = re.compile(r"比((?:19|20)\d\d)年[^，。；\d]*$")


def role_of(text: str, role: Role, frame: Frame, left: str, left_start: int, start: int) -> tuple[Role, list[str]]:
    """The role of a claim: its part's, unless the clause itself speaks of the other time."""
    before = text[max(start, left_start - 24) : left_start] + left
    if role == "commitment":
        if (_DONE.search(left) or _HAS.search(left)) and not _PROMISED.search(left):
            return "outcome", ["role:done-in-plan"]
        return role, []
    ahead = _years(before)
    promised = (ahead and ahead[-1] >= frame.year) or _AIMS.search(left)
    if frame.kind == "work_report" and promised:
        return "commitment", ["role:promised-in-review"]
    return role, []


def _years(text: str) -> list[int]:
    """The years that a text speaks of, in order; most clauses name none, which the plain pattern sees sooner."""
    return [int(y["year"]) for y in _YEAR.finditer(text)] if _A_YEAR.search(text) else []


def set_date(claim: Claim, text: str, part: Part, frame: Frame, left_start: int, start: int, m: Mention) -> None:
    """Sets the period, the span of years and whether the figure is an estimate."""
    before = text[start : m.before_start]
    near = text[left_start : m.end]
    years = _years(before)
    plan_end = [PLANS[a or b] for a, b in _PLAN_END.findall(before)] if "“" in before else []
    if claim.role == "commitment":
        default = part.horizon or frame.year
        later = [y for y in years if y >= frame.year]
        if not part.horizon and _THIS_YEAR.search(before):
            later = [y for y in later if y == frame.year]
        claim.period = later[-1] if later else max((y for y in plan_end if y >= frame.year), default=default)
        several = _SEVERAL.search(before) if "五年" in before or "”" in before else None
        if several and not later and not _THIS_YEAR.search(before):
            claim.period = PLANS[several[1]] if several[1] else frame.year + 4
            claim.span = 5
        within = _WITHIN.search(before) if "时间" in before or "内" in before else None
        if within and not later and not several:
            count = int(chinese_number(within["years"]) or 1)
            claim.period, claim.span = frame.year + count - 1, count if claim.measure == "increment" else None
        if _YEARLY.search(near) and claim.span is None:
            claim.span = max(2, claim.period - frame.year + 1) if claim.period > frame.year else 5
        return
    default = frame.year - 1 if frame.kind == "work_report" else frame.year
    past = [y for y in years if y <= default]
    claim.period = past[-1] if past else default
    claim.period_end = frame.period_end or date(claim.period, 12, 31)
    claim.estimate = bool(_ESTIMATE.search(before))
    yearly = bool(_YEARLY.search(near))
    named = "五" in before or "5年" in before  # in whatever _MULTI finds
    many = (named and bool(_MULTI.search(before))) or (
        # 累计 is the sum of its own clause, and in the review of one year that year's.
        "累计" in near and (part.span is not None or "以来" in before)
    )
    base = _THAN_YEAR.search(text[left_start : m.before_start])
    if base and default - int(base[1]) > 1 and claim.measure in ("growth", "change"):
        claim.span = default - int(base[1])
    elif yearly or (many and not _ONE_YEAR.search(near) and not (years and years[-1] == default)):
        claim.span = 5
    elif (
        part.span and not years and not _ONE_YEAR.search(before) and claim.measure in ("increment", "growth", "change")
    ):
        claim.span = part.span
