"""Where a text measures something: numbers with their unit, approximations and ranges."""

from __future__ import annotations

import re

from extract.language import alternation, words
from extract.language.numerals import MULTIPLIERS, chinese_number, digits_number, number_of
from extract.language.units import of_kind, units
from extract.reading.quantity import Quantity, compare

_UNITS = words("units")
_MEASURED_OF = {
    u: re.compile(f"(?:{alternation([*row.measures])})[^，。；]*$") for u, row in units().items() if row.measures
}
_WORDS: list[str] = [unit for unit in units() if unit not in _MEASURED_OF]
_NOT_CLAIMS: frozenset[str] = frozenset([*_UNITS["not_claims"], *_MEASURED_OF])
_ANY_UNIT = alternation([*_WORDS, *_NOT_CLAIMS])
_UNIT = rf"(?!{alternation(_UNITS['other_words'])})(?:{_ANY_UNIT})(?:(?<![A-Za-z])|(?![A-Za-z]))"
_PER = rf"/[十百千万亿]{{0,2}}(?:{alternation([*_WORDS, *_UNITS['per']])})"  # 元/人, 人/百亿元
_LENGTHS = of_kind("length")
_OF_WHAT = re.compile(r"(?!的?(?:目标|标准|水平)|[并且而])[\u4e00-\u9fff]")
_WITHIN = re.compile(r"(?:的?范围|半径)(?:之|以)?内")
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MULT = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦伏米克卡])|百(?!分)"
_CHINESE = r"(?:[一二三四五六七八九两十百万亿零〇]|千(?![瓦伏米克卡]))"
_MANY = r"[多余几来]"
_NOUN = {noun: unit for unit, nouns in _UNITS["bare_nouns"].items() for noun in nouns}
_NOUN_AFTER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,4}、){0,2}(?:[\u4e00-\u9fff]{0,6}?)(?:" + alternation(list(_NOUN)) + ")+"
)

# A look ahead comes first in each: it fails in one step where nearly every character of a text fails.
_DIGITS = re.compile(
    rf"(?=\d)(?:(?<![A-Za-z\d.])|(?<=GDP)|(?<=CPI)|(?<=PPI))(?P<num>{_NUM})(?P<ap1>{_MANY})?(?P<mult>{_MULT})?(?P<ap2>{_MANY})?(?:(?P<unit>{_UNIT})(?P<per>{_PER})?)?(?P<ap3>[多余])?"
    rf"(?:(?:[—–\-~～]+|至|到)(?P<num2>{_NUM})(?P<mult2>{_MULT})?(?P<unit2>{_UNIT})?)?"
)
_NUMERAL = re.compile(
    rf"(?=[近上超逾数一二三四五六七八九两十百千万亿零〇])(?<![百千万亿])(?P<pre>[近上超逾数])?(?P<num>{_CHINESE}{{1,16}}(?:点[一二三四五六七八九零〇]{{1,6}})?)(?P<ap1>{_MANY})?(?P<mult>万|亿)?(?:(?P<unit>{_UNIT})|(?=[\u4e00-\u9fff]{{0,6}}(?:{alternation(list(_NOUN))})))"
)
_UNIT_TOO = re.compile(rf"（(?:{_ANY_UNIT})）")  # 3.2万套（户）
_FRACTION = re.compile(
    r"(?P<below>[二三四五六七八九十]|\d{1,2})分之(?P<above>[一二三四五六七八九两]|\d)|(?<![\d./])(?P<above2>\d)/(?P<below2>\d)(?![\d/A-Za-z])"
)
# 死亡率9.8/10万, 十万分之9.8.
_PER_100_000 = re.compile(r"(?<![\d.])(?P<above>\d+(?:\.\d+)?)/(?:10|十)万|(?:10|十)万分之(?P<behind>\d+(?:\.\d+)?)")
_NOTHING = r"(?P<zero>零增长|零涨幅|(?<=[幅速]为)零(?=[，。；、]))"
_WORDED = re.compile(
    rf"(?=[翻番一二三四五六七八九两过半零正持])(?:翻了?(?P<turns>[一两二三]|\d(?:\.\d+)?)?番|(?P<half>一半|过半|半数)(?P<over>以上)?|{_NOTHING}|(?P<positive>(?<!负)正增长)|(?P<flat>持平)|(?P<tenths>[一二三四五六七八九两])成(?=以上|左右|[，。；、]|的))"
)
_HUNDREDTHS = re.compile(rf"(?P<base>百|千)分之(?P<num>{_CHINESE}{{1,16}}(?:点[一二三四五六七八九零〇]{{1,6}})?)")
_ABOUT = ("基本", "大体", "大致", "总体", "大体上", "总体上")
_SIGNED = re.compile(r"(?:增长|增速|增幅|涨幅|上涨|增长率|速度|同比|[比较](?:上年|去年))(?:约|为|是|达)?$")
_FEW = tuple(f"{count}个" for count in "一二三四五六七八九两")
_PLACE_VALUE = re.compile("[十百千万亿]")
_BEGINS_NUMBER = re.compile("[一二三四五六七八九两]|^十")


def find(text: str, start: int, end: int) -> list[Quantity]:
    """The mentions of one stretch of the canvas, in order, without those that only date, number or name a thing."""
    first = _ANY.search(text, start, end)
    if not first:
        return []
    found: dict[int, Quantity] = {}
    taken = bytearray(max(0, end - start))  # one for each character that a number already holds
    for sign, pattern, make in _PATTERNS:
        if not sign.search(text, first.start(), end):  # most sentences hold no number: a cheap look first
            continue
        for match in pattern.finditer(text, start, end):
            a, b = match.start() - start, match.end() - start
            if taken.find(1, a, b) >= 0:
                continue
            mention = make(text, match, end)
            if mention is None:
                continue
            compare(text, mention, start, end)
            if not _only_limits(text, mention, end):
                found[mention.start] = mention
            taken[a:b] = b"\1" * (b - a)
    return [found[k] for k in sorted(found)]


def _digits(text: str, m: re.Match[str], end: int) -> Quantity | None:
    if _numbers_a_thing(text, m):
        return None
    if m["num2"] is not None:
        return _range(m)
    unit, value = m["unit"], digits_number(m["num"], m["mult"] or "")
    many = bool(m["ap1"] or m["ap2"] or m["ap3"])
    noun = _NOUN_AFTER.match(text, m.end(), min(end, m.end() + 16)) if unit is None and m["mult"] else None
    if noun:
        return Quantity(m.start(), m.end(), value, _unit_of_noun(noun[0]), many=many, noun_unit=True)
    below = _is_below_zero(text, m.start())
    unit = f"{unit}{m['per']}" if m["per"] else unit
    note = _UNIT_TOO.match(text, m.end(), end) if unit else None
    stop = note.end() if note else m.end()
    return Quantity(m.start() - below, stop, -value if below else value, unit, many=many)


def _numbers_a_thing(text: str, m: re.Match[str]) -> bool:
    """Whether digits name, number or class a thing: 三个1亿人, 第5, 5G, 30万吨级航道, 21世纪."""
    unit, unit2, before = m["unit"], m["unit2"], text[m.start() - 1 : m.start()]
    if text.endswith(_FEW, 0, m.start()):  # a slogan
        return True
    if before and before in "第—-/×x*+#" and not _is_below_zero(text, m.start()):
        return True
    letter = text[m.end() : m.end() + 1]
    if letter.isascii() and letter.isalpha() and not unit and not unit2:
        return True
    if unit and text.startswith("级", m.end()):
        return True
    return unit in _NOT_CLAIMS and unit2 is None and not _measures(text, unit, m.start())


def _range(m: re.Match[str]) -> Quantity | None:
    """5%—6%; where the second number has another unit or none, the first stands alone."""
    unit, unit2 = m["unit"], m["unit2"]
    if unit2 is None or unit2 in _NOT_CLAIMS or (unit is not None and unit != unit2):
        if unit is None or unit in _NOT_CLAIMS:
            return None
        value = digits_number(m["num"], m["mult"] or "")
        return Quantity(m.start(), m.end("unit"), value, unit, many=bool(m["ap1"] or m["ap2"]))
    multiplier = m["mult2"] or ""
    low, high = digits_number(m["num"], m["mult"] or multiplier), digits_number(m["num2"], multiplier)
    return Quantity(m.start(), m.end(), low, unit2, high=high) if low <= high else None


def _unit_of_noun(noun: str) -> str:
    return next(_NOUN[n] for n in sorted(_NOUN, key=len, reverse=True) if noun.endswith(n))


def _is_below_zero(text: str, start: int) -> bool:
    """Whether the line before a number is its sign: 增速为-11.6%, 增长-8.7%; between two numbers it says from and to."""
    return text[start - 1 : start] in ("-", "－", "−", "–") and bool(_SIGNED.search(text, max(0, start - 6), start - 1))


def _measures(text: str, unit: str, start: int) -> bool:
    """Whether a unit that mostly counts time or age measures what is named before it: 人均预期寿命79.2岁."""
    named = _MEASURED_OF.get(unit)
    return named is not None and bool(named.search(text, max(0, start - 24), start))


def _only_limits(text: str, mention: Quantity, end: int) -> bool:
    """Whether a distance only says which things are meant: 50米内换乘比例, 500米范围内的公园."""
    if mention.unit not in _LENGTHS or mention.before is not None or mention.high is not None:
        return False
    return bool((_OF_WHAT if mention.after == "<=" else _WITHIN).match(text, mention.end, end))


def _numeral(text: str, m: re.Match[str], end: int) -> Quantity | None:
    if _counts_small(text, m):
        return None
    unit, value = m["unit"], chinese_number(m["num"])
    if value is None or value < 10:
        return None
    # 一亿一千四百多万: what stands before 多万 are its thousands; the 亿 before them are whole.
    whole = value // 1e8 * 1e8 if m["mult"] == "万" else 0
    value = whole + (value - whole) * MULTIPLIERS[m["mult"] or ""]
    if unit == "次" and text.startswith(("全会", "会议", "大会", "全体", "党代会"), m.end()):
        return None
    if unit is None:
        noun = _NOUN_AFTER.match(text, m.end(), min(end, m.end() + 16))
        if noun is None or value < 10_000 or m["ap1"] == "几":
            return None
        unit = _unit_of_noun(noun[0])
    mention = Quantity(m.start(), m.end(), value, unit, many=bool(m["ap1"]) or m["pre"] in ("上", "超", "逾", "数"))
    if m["pre"] == "近":
        mention.before = "~"
    return mention


def _counts_small(text: str, m: re.Match[str]) -> bool:
    """Whether characters number or name a thing (第三, 三大, 两区), or are too vague to measure (十几亿人口)."""
    word, previous = m["num"], text[m.start() - 1] if m.start() else " "
    if previous.isdigit() or previous in "第“《一二三四五六七八九十" or m["unit"] in _NOT_CLAIMS:
        return True
    if m["ap1"] == "几" and m["mult"]:
        return True
    # Only counts that carry a place value measure.
    if not _PLACE_VALUE.search(word):
        return True
    return not m["pre"] and not m["ap1"] and (len(word) < 2 or not _BEGINS_NUMBER.search(word))


def _hundredths(_text: str, m: re.Match[str], _end: int) -> Quantity | None:
    value = chinese_number(m["num"])
    return None if value is None else Quantity(m.start(), m.end(), value, "%" if m["base"] == "百" else "‰")


def _of_100_000(_text: str, m: re.Match[str], _end: int) -> Quantity:
    return Quantity(m.start(), m.end(), float(m["above"] or m["behind"]), "1/10万")


def _fraction(_text: str, m: re.Match[str], _end: int) -> Quantity | None:
    above, below = (m["above"], m["below"]) if m["above"] else (m["above2"], m["below2"])
    top, bottom = number_of(above), number_of(below)
    if not top or not bottom or top >= bottom:
        return None
    return Quantity(m.start(), m.end(), round(100 * top / bottom, 2), "%", worded="fraction")


def _worded(text: str, m: re.Match[str], _end: int) -> Quantity | None:
    if m["half"]:
        over = m["half"] == "过半" or m["half"] == "半数"
        if m["half"] == "半数" and not m["over"]:
            return None
        return Quantity(m.start(), m.end("half"), 50.0, "%", worded="half", before=">=" if over else None)
    if m["zero"]:
        return Quantity(m.start(), m.end(), 0.0, "%", worded="zero")
    if m["flat"]:
        return Quantity(
            m.start(), m.end(), 0.0, "%", worded="flat", before="~" if text.endswith(_ABOUT, 0, m.start()) else None
        )
    if m["positive"]:
        return Quantity(m.start(), m.end(), 0.0, "%", worded="positive", before=">=")
    if m["tenths"]:
        value = chinese_number(m["tenths"]) or 0.0
        return Quantity(m.start(), m.end(), 10.0 * value, "%", worded="tenths")
    turns = (chinese_number(m["turns"]) or float(m["turns"])) if m["turns"] else 1.0
    return Quantity(m.start(), m.end(), round(100.0 * (2**turns - 1), 1), "%", worded="double")


# What every sign below holds, as one set and what must follow: a pattern that starts with a set is the fastest to look for.
_ANY = re.compile(
    r"[\d十百千万亿翻一过半零正二三四五六七八九两分持](?:(?<=[\d十百千万亿翻])|(?<=[一过])半|(?<=半)数|(?<=分)之|(?<=[零正])增长|(?<=零)涨|(?<=为零)|(?<=持)平|(?<=[一二三四五六七八九两])成)"
)
_PATTERNS = (
    (re.compile("[百千]分之"), _HUNDREDTHS, _hundredths),
    (re.compile("(?:/(?:10|十)|(?:10|十)(?=万分之))万"), _PER_100_000, _of_100_000),
    (re.compile("分之|/"), _FRACTION, _fraction),
    (
        re.compile(
            "[番半成增持零](?:(?<=零)(?:涨幅|[，。；、])|(?<=[番半])|(?<=持)平|(?<=[一二三四五六七八九两]成)|(?<=[零正]增)长)"
        ),
        _WORDED,
        _worded,
    ),
    (re.compile(r"\d"), _DIGITS, _digits),
    (re.compile("[十百千万亿]"), _NUMERAL, _numeral),
)
