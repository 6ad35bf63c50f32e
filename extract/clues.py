"""Clues to whose document a text is and which year it serves: places, years and dates in its own words.

All functions here take text that `squeeze` has prepared: full-width digits made plain, Chinese years and days turned
into digits, and the white space (and the `????` and `&nbsp;` that some collections leave for it) removed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date

from extract.numerals import chinese_number
from extract.places import NATION_CODE, Level, Place, all_places, contains, find, place, stem

_YEAR_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零Oo", "0")
_YEAR = re.compile(r"[0-9〇○零Oo一二三四五六七八九]{4}(?=年)")
_CHINESE_DAY = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日])")
_FILLER = re.compile(r"\s|\?|&nbsp;|&#160;|[\u200b-\u200f\u2028-\u202f\ufeff]")
DATE = r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"

# Five-year terms with one session a year since the fifth congress of 1978 (Constitution of 1982, articles 60 and 61).
_FIRST_REGULAR_CONGRESS, _FIRST_REGULAR_YEAR, _TERM = 5, 1978, 5

_LEVEL_WORDS: dict[Level, tuple[str, ...]] = {
    "nation": ("我国",),
    "province": ("全省", "我省", "全区各族", "我区各族"),
    "prefecture": ("全市", "我市", "全州", "我州", "全盟", "我盟"),
    "county": ("全县", "我县", "全区", "我区", "全旗", "我旗"),
}
_SELF = re.compile(r"我代表(?:本届)?(?P<name>[\u4e00-\u9fff]{0,24}?)(?:第[一二三四五六七八九十]+届)?(?:人民)?政府")
_SPEAKER = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,24}?)(?:人民政府)?(?:代|副)?(?:省长|自治区主席|州长|市长|县长|区长|旗长)")
_RANK_NAMES: dict[str, tuple[Level, ...]] = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("prefecture", "county", "province"),
    "州": ("prefecture",),
    "县": ("county",),
    "区": ("county",),
    "旗": ("county",),
}


def squeeze(text: str) -> str:
    """The text without white space and fillers, with years and days in digits: 二〇一七年 → 2017年, 六月 → 6月."""
    plain = _FILLER.sub("", unicodedata.normalize("NFKC", text).replace("&nbsp;", ""))
    plain = _YEAR.sub(lambda m: "".join(_YEAR_DIGITS.get(c, c) for c in m[0]), plain)
    return _CHINESE_DAY.sub(lambda m: f"{chinese_number(m[1]) or 0:.0f}", plain)


def date_of(match: re.Match[str]) -> date | None:
    """The date in a match of `DATE`; None where the pattern was optional and absent, or no such day exists."""
    if match["y"] is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def congress_year(congress: int, session: int) -> int | None:
    """The year of a session of the National People's Congress; None before the fifth congress, or for no session."""
    if congress < _FIRST_REGULAR_CONGRESS or not 1 <= session <= _TERM:
        return None
    return _FIRST_REGULAR_YEAR + _TERM * (congress - _FIRST_REGULAR_CONGRESS) + session - 1


def resolve(name: str, within: str | None = None) -> list[Place]:
    """Places that a name or a chain of names states: 柳州市融安县 is 融安县 in 柳州市. The whole name must be used up."""
    found = find(name, within)
    if found:
        return found
    chained: list[Place] = []
    for cut in range(2, len(name) - 1):
        for outer in find(name[:cut], within):
            chained.extend(p for p in resolve(name[cut:], outer.code) if p not in chained)
    return chained


def decide(candidates: Iterable[Place], text: str) -> Place | None:
    """The one place that fits; of several, the one whose superior places the text names, if they set it apart."""
    places = list(candidates)
    if len(places) < 2:
        return places[0] if places else None
    scores = Counter({p.code: sum(text.count(stem(above)) for above in _names_above(p)) for p in places})
    (first, best), (_, second) = scores.most_common(2)
    return place(first) if best > second else None


def _names_above(known: Place) -> list[str]:
    names: list[str] = []
    parent = place(known.parent_code) if known.parent_code else None
    while parent is not None and parent.code != NATION_CODE:
        names.append(parent.name)
        parent = place(parent.parent_code) if parent.parent_code else None
    return names


def speaking_place(head: str, text: str) -> Place | None:
    """The place whose government speaks: 我代表徐水县人民政府, or the office of who speaks: 徐水县人民政府县长."""
    if "我代表国务院" in head or "国务院的委托" in head or "国务院总理" in head:
        return place(NATION_CODE)
    for pattern in (_SELF, _SPEAKER):
        for match in pattern.finditer(head):
            named = _decide_tail(match["name"], text)
            if named is not None:
                return named
    return None


def _decide_tail(name: str, text: str) -> Place | None:
    """The place at the end of a stretch of words; the longest end that names one counts."""
    for start in range(max(0, len(name) - 20), len(name) - 1):
        candidates = resolve(name[start:].removesuffix("人民政府"))
        if candidates:
            return decide(candidates, text)
    return None


def talked_of(text: str) -> Place | None:
    """The place that the whole text is about: the rank that speaks of itself, and the name of that rank said most.

    The name must stand three times at the least and half as often again as the next one of another place; a place and
    those within it do not compete.
    """
    heard = Counter({level: sum(text.count(word) for word in words) for level, words in _LEVEL_WORDS.items()})
    own = re.search(r"我代表(省|自治区|市|州|县|区|旗)(?:人民)?政府", text)
    if own:
        levels = _RANK_NAMES[own[1]]
    else:
        (level, best), (_, second) = heard.most_common(2)
        if best < 3 or best < 2 * second:
            return None
        levels = ("prefecture", "county", "province") if level == "prefecture" else (level,)
    if levels == ("nation",):
        return place(NATION_CODE)
    counts: Counter[str] = Counter()
    for known in _candidates(text, levels):
        counts[known.code] = text.count(stem(known.name))
    ranked = [(code, n) for code, n in counts.most_common(6) if n >= 3]
    if not ranked:
        return None
    code, n = ranked[0]
    rivals = [m for other, m in ranked[1:] if not contains(code, other) and not contains(other, code)]
    return place(code) if not rivals or 2 * n >= 3 * rivals[0] else None


def _candidates(text: str, levels: tuple[Level, ...]) -> list[Place]:
    return [p for p in all_places() if p.level in levels and p.name in text]


def year_by_words(text: str, opening: str) -> int | None:
    """The year a work report plans for, from the years that its text speaks of; None where the signs do not agree.

    Three signs give a year each: the year named most often is the one reviewed; a year called past (刚刚过去的2022年); the
    first year that the opening names. Two signs must agree. Years of aims (到2025年) do not count.
    """
    aimed = re.sub(r"到(?:19|20)\d\d年", "", text)
    counts = Counter(int(y) for y in re.findall(r"((?:19|20)\d\d)年", aimed))
    signs: list[int] = []
    if counts:
        top = max(counts.values())
        signs.append(max(y for y, n in counts.items() if n == top) + 1)
    past = re.search(r"过去的(?:一年)?[(]?((?:19|20)\d\d)年", text)
    if past:
        signs.append(int(past[1]) + 1)
    first = re.search(r"((?:19|20)\d\d)年(?!以来|至|到|-|—)", re.sub(r"到(?:19|20)\d\d年", "", opening))
    if first:
        signs.append(int(first[1]) + 1)
    agreed = [year for year, n in Counter(signs).most_common(1) if n >= 2]
    return agreed[0] if agreed else None
