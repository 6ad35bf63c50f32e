"""Whose document a text is, of which kind, and of which year, worked out from its own words alone.

Signals in the order of trust: the line of the meeting (2017年6月13日在驻马店市第四届人民代表大会第一次会议上), the
title, the speaker's own words (我代表徐水县人民政府), the headings (一、2014年工作回顾), and last what the whole text
talks of. What a collector filed the text under (区县代码) is not the document's own word and is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from extract.identity.period import DAY
from extract.identity.places_in_text import (
    DATE,
    congress_year,
    date_of,
    decide,
    resolve,
    speaking_place,
    squeeze,
    talked_of,
    year_after_plan,
    year_by_words,
)
from extract.language import months, words
from extract.language.gazetteer import NATION_CODE, Place, place
from extract.language.numerals import chinese_number
from extract.model import DocumentKind, Identity

# Furniture of a page may stand before the document; the longest seen in collections fills some 2,500 characters.
_HEAD = 3000
_OPENING = re.compile(r"各位(?:代表|委员|[一-鿿]{0,4}代表)")
_MEETING = re.compile(
    rf"(?:{DATE}[,)]?)?(?:于|在)?(?P<place>[\u4e00-\u9fff]{{0,24}}?)第?(?P<term>[一二三四五六七八九十\d]{{1,4}})届"
    r"(?P<nation>全国)?人民代表大会第?(?P<session>[一二三四五六七八九十\d]{1,3})次会议(?P<end>上|通过)?"
)
_CONGRESS = re.compile(
    r"(?:(?P<addressed>向)|(?P<ago>去年\d{0,2}月?)|)第(?P<term>[一二三四五六七八九十\d]{1,4})届"
    r"全国人民代表大会第(?P<session>[一二三四五\d])次会议(?P<since>以来的五年)?"
)
_FIVE_YEARS = re.compile(
    r"[、.]“(?P<number>[六七八九十][一二三四五六七八九]?)五”(?:时期|期间)?[^。“]{0,16}(?:回顾|成就)"
)
_TITLE_END = r"(?:\((?:(?:19|20)\d\d年?|全文|摘要|摘登|草案|审议稿|\d)\)|\[\d+\]|全文|[.…])*"
_BULLETIN = re.compile(rf"(?P<rest>.*?)国民经济(?:和|与)社会(?:事业)?发展(?:情况)?的?统计公报{_TITLE_END}")
_REPORT = re.compile(rf"(?P<rest>.*?)(?:人民)?政府工作(?:情况)?的?报告{_TITLE_END}")
_GENRES: tuple[tuple[re.Pattern[str], DocumentKind], ...] = (
    (_BULLETIN, "statistical_bulletin"),
    (_REPORT, "work_report"),
)
_PERIOD = re.compile(
    rf"{months.PART_OF_A_YEAR}|{months.UNTIL_PLAIN}|[第前]?[一二三四1-4]季度|[上下]半年|(?<![\d-])(?:1[0-2]|[1-9])月份?(?!\d)"
)
# What statistics offices and departments publish within the year: of the economy, finance, trade, tourism, jobs, farming.
_OF_THE_ECONOMY = r"经济运行|经济(?:数据|形势)|主要(?:经济|统计)?(?:指标|数据)|国民经济|统计(?:月报|月度|数据|快报)"
_OF_TASKS = r"(?:目标任务|重点工作|政府工作报告|民生实事|重点项目).*(?:进展|完成|落实|推进)"
_FIELDS = "|".join(words("discovery")["fields"].values())
_OF_A_FIELD = rf"(?:{_FIELDS}|收支|金融|信贷|投资|消费|零售|社保|房地产|电力|住户|居民收入)[^,。]{{0,14}}(?:运行|完成|执行|进展|收支|统计)?(?:情况|分析|简况|快报|月报|数据)"
_NOTICE = re.compile(rf"{_OF_THE_ECONOMY}|{_OF_TASKS}|{_OF_A_FIELD}|新闻发布会(?:文字)?实录")
_NOT_A_DOCUMENT = re.compile(
    r"解读|图解|一图|答记者问|通知|意见|方案|侧记|综述|反响|摘编|名单|会议(?!厅)|召开|部署|发布会(?!(?:文字)?实录)|预算(?:草案|公开)|决算"
)
_DAY = re.compile(DAY)
_SITE_NAME = re.compile(r"(?<=[告报况])(?:[-_|—–].*)$")
_LEAD = re.compile(r"^(?:标题:|题目:|资料:|#|\((?:受权发布|全文|[一-鿿]{2,3})\)|【[^】]*】|受权发布:?)+")
_OTHER_ORGANS = re.compile(
    r"我代表[^,。]{0,20}(?:人民法院|检察院|常务委员会|常委会)|(?:预算|决算)(?:草案)?的报告(?:如下|提请)|执行情况.{0,40}提请"
)
_REVIEW = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:国内|政府|主要|全市|全县|全省)*(?:工作|经济社会发展)(?:的)?(?:情况|完成情况)?(?:简要|的)?(?:回顾|总结|情况)"
)
_PLAN = re.compile(
    r"[、)。:](?P<year>(?:19|20)\d\d)年(?:的)?(?:政府|经济社会发展|发展|全年)*(?:工作)?(?:的)?(?:总体|主要|重点|预期|基本|目标)+(?:要求|思路|目标|任务|工作|安排|考虑|部署)"
)
_PARTS = re.compile(r"工作的?回顾|总体要求|(?:主要|预期)目标")
_REPORTER = re.compile(r"记者|通讯员|本报讯")
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{1,14}[省市县区旗州盟镇乡]")
_NATION_TITLES = ("国务院", "中央", "国家", "全国", "中国", "中华人民共和国")


@dataclass(frozen=True, slots=True)
class _Title:
    kind: DocumentKind
    place: Place | None
    place_name: str | None
    year: int | None
    period_end: date | None


@dataclass(frozen=True, slots=True)
class _Meeting:
    place: Place | None
    place_name: str | None
    year: int | None


def identify(text: str, title: str = "") -> Identity:
    """Place, kind, year and end of the period of a document, as far as its own words say.

    `text` is the document's repaired text, with or without the furniture of its page; `title` is the page's title where
    it is known. The year of a work report is the year it plans for: a meeting in December counts for the year after. A
    place that the gazetteer does not have is given by name with no code. Everything that the text leaves open is None,
    and so is the kind of a document of another genre. Never raises.
    """
    flat = squeeze(text)
    head = flat[:_HEAD]
    heading = _title(text, title, flat)
    opening = _OPENING.search(head)
    meeting = _meeting(head[: opening.start()] if opening else head[:1500], flat)
    kind = _kind(head, flat, heading, meeting, opening is not None)
    if kind is None:
        return Identity()
    if kind == "work_report":
        return _report(flat, head, heading, meeting, opening.start() if opening else 0)
    assert heading is not None  # _kind says bulletin or notice on the strength of a title alone
    where = heading.place or (talked_of(flat) if heading.place_name is None else None)
    end = heading.period_end
    if end is None and kind == "statistical_bulletin" and heading.year is not None:
        end = date(heading.year, 12, 31)
    return _identity(where, heading.place_name, kind, heading.year, end)


def _identity(
    where: Place | None, name: str | None, kind: DocumentKind, year: int | None, period_end: date | None = None
) -> Identity:
    return Identity(where.code if where else None, where.name if where else name, kind, year, period_end)


def _report(flat: str, head: str, heading: _Title | None, meeting: _Meeting | None, start: int) -> Identity:
    named = [signal for signal in (meeting, heading) if signal and (signal.place or signal.place_name)]
    where = named[0].place if named else speaking_place(head[start : start + 600], flat) or talked_of(flat)
    year = next((signal.year for signal in (meeting, heading) if signal and signal.year), None)
    if year is None:
        year = (
            _year_in_opening(head, start, where)
            or _year_in_headings(flat)
            or year_by_words(flat, flat[start : start + 1500])
        )
    return _identity(where, named[0].place_name if named else None, "work_report", year)


def _kind(
    head: str, flat: str, heading: _Title | None, meeting: _Meeting | None, addressed: bool
) -> DocumentKind | None:
    if heading is not None and heading.kind != "work_report":
        return heading.kind
    opening = _OPENING.search(head)
    first_words = head[opening.start() : opening.start() + 500] if opening else head[:500]
    if _OTHER_ORGANS.search(first_words):
        return None
    speaks = re.search(r"(?:我代表|受)[^。;]{0,30}(?:政府|国务院)", first_words) is not None
    if addressed and speaks:
        return "work_report"
    if heading is not None and (addressed or _PARTS.search(flat)):
        return "work_report"
    if meeting is not None and speaks:
        return "work_report"
    whole = addressed and len(flat) >= 3000 and not _REPORTER.search(head[:500])
    return "work_report" if whole and flat.startswith("各位") else None


def _meeting(before: str, flat: str) -> _Meeting | None:
    """The meeting that the report was given to; the first one named with a date, or with 会议上."""
    for match in _MEETING.finditer(before):
        held = date_of(match)
        if held is None and match["end"] is None:
            continue
        if held is None:
            after = re.search(DATE, before[match.end() : match.end() + 80])
            held = date_of(after) if after else None
        where, name = (place(NATION_CODE), None) if match["nation"] else _place_of_meeting(match["place"], flat)
        year = held.year + (held.month == 12) if held else None
        if year is None and match["nation"]:
            year = _session_year(match)
        return _Meeting(where, name, year)
    return None


def _session_year(match: re.Match[str]) -> int | None:
    congress, session = chinese_number(match["term"]), chinese_number(match["session"])
    return congress_year(int(congress), int(session)) if congress and session else None


def _place_of_meeting(words: str, flat: str) -> tuple[Place | None, str | None]:
    name = re.split("[在于]", words)[-1]
    for start in range(len(name) - 1):
        candidates = resolve(name[start:])
        if candidates:
            return decide(candidates, flat), name[start:]
    return None, name or None


def _year_in_opening(head: str, start: int, where: Place | None) -> int | None:
    """The year of the date under the title, or of the congress that is addressed."""
    dates = list(re.finditer(rf"工作报告(?:\([\u4e00-\u9fff]{{2,8}}\))?[(]?{DATE}", head[:start]))
    held = date_of(dates[-1]) if dates else None
    if held is not None:
        return held.year + (held.month == 12)
    if where is None or where.code != NATION_CODE:
        return None
    opening = head[start : start + 700]
    for match in _CONGRESS.finditer(opening):
        year = _session_year(match)
        if year is not None and (match["addressed"] or match["ago"] or match["since"]):
            return year + (1 if match["ago"] else 5 if match["since"] else 0)
    return None


def _year_in_headings(flat: str) -> int | None:
    review, plan, five = _REVIEW.search(flat), _PLAN.search(flat), _FIVE_YEARS.search(flat[:_HEAD])
    years = {int(review["year"]) + 1} if review else set[int]()
    years |= {int(plan["year"])} if plan else set()
    if not years and five:
        years = {year_after_plan(five["number"])}
    return years.pop() if len(years) == 1 else None


def _title(text: str, title: str, flat: str) -> _Title | None:
    """The document's title: the page's own, else the line that reads as one; several lines that differ give none."""
    if title:
        known = _read_title(squeeze(title), flat)
        if known is not None and (known.year or known.period_end):
            return known
    found = _titles_in(text, flat)
    full = [t for t in found if t.year]
    if len({(t.kind, t.year) for t in full}) == 1:
        return next((t for t in full if t.place), full[0])
    return found[0] if found and not full else None


def _titles_in(text: str, flat: str) -> list[_Title]:
    """The first lines of a text that read as a title, alone or with the next two; the one that says it is (标题：) alone."""
    lines = [line for line in map(squeeze, text[: 2 * _HEAD].splitlines()) if line][:80]
    found: list[_Title] = []
    for start in range(len(lines)):
        joined = ("".join(lines[start : start + count]) for count in (1, 2, 3))
        read = next(((line, title) for line in joined if len(line) <= 80 and (title := _read_title(line, flat))), None)
        if read and read[0].startswith("标题:"):
            return [read[1]]
        if read:
            found.append(read[1])
    return found


def _read_title(line: str, flat: str) -> _Title | None:
    line = _LEAD.sub("", _SITE_NAME.sub("", line))
    for pattern, kind in _GENRES:
        match = pattern.fullmatch(line)
        if match is not None:
            return _from_rest(match["rest"], line, kind, flat)
    period = _PERIOD.search(line)
    if period and _NOTICE.search(line) and not _NOT_A_DOCUMENT.search(line) and len(line) <= 50:
        rest = re.split(r"(?:19|20)\d\d年", line)[0] or re.split(_NOTICE, line[period.end() :])[0]
        return _from_rest(rest, line, "progress_notice", flat)
    return None


def _from_rest(rest: str, line: str, kind: DocumentKind, flat: str) -> _Title | None:
    """Place, year and period of a title, from what stands in it beside the name of its genre."""
    years = {int(y) for y in re.findall(r"(?:19|20)\d\d", _DAY.sub("", line))}
    year = years.pop() if len(years) == 1 else None
    month = months.month_named(line)
    end = months.last_day(year, month) if month and year else None
    name = re.sub(r"(?:19|20)\d\d年?(?:度)?", "", _PERIOD.sub("", rest))
    name = re.sub(r"^[\u4e00-\u9fff]{2,14}统计局(?:关于)?", "", name)
    name = re.sub(r"^(?:\([^)]*\)|关于|份|[-—:])+|(?:全[省市县区]|份|的|[-—:]+)$", "", name).removesuffix("人民政府")
    if name in _NATION_TITLES:
        return _Title(kind, place(NATION_CODE), None, year, end)
    if not name:
        return _Title(kind, None, None, year, end)
    candidates = resolve(name)
    if candidates:
        return _Title(kind, decide(candidates, flat), name, year, end)
    if kind == "progress_notice":
        return _Title(kind, None, name if _PLACE_NAME.fullmatch(name) else None, year, end)
    return _Title(kind, None, name, year, end) if _PLACE_NAME.fullmatch(name) else None
