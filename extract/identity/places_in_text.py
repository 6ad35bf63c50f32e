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
from functools import lru_cache

from extract.language.gazetteer import NATION_CODE, Place, all_places, contains, find, place, stem
from extract.language.lookalikes import folded
from extract.language.numerals import chinese_number

_YEAR_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零Oo", "0")
_YEAR = re.compile(r"[0-9〇○零Oo一二三四五六七八九]{4}(?=年)")
_CHINESE_DAY = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日])")
_FILLER = re.compile(r"[\s?\u200b-\u200f\u2028-\u202f\ufeff]+")
_ENTITY = re.compile("&nbsp;|&#160;")
_MAY_CHANGE = re.compile("[^\x00-\x7f\u4e00-\u9fff]")  # neither ASCII nor an ideograph of the common block
# Letters of Korean and marks of Japanese that have a plain form only together with the character before.
_COMBINES = re.compile("[\u1100-\u11ff\uff9e\uff9f]")
_SHORT = 200  # characters, up to which the library's own way is the faster
DATE = r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日"

# Five-year terms with one session a year since the fifth congress of 1978 (Constitution of 1982, articles 60 and 61).
_FIRST_REGULAR_CONGRESS, _FIRST_REGULAR_YEAR, _TERM = 5, 1978, 5
# The sixth five-year plan ran from 1981 to 1985, and each later one for the five years after.
_SIXTH_PLAN_END = 1985

# What a government calls its own territory, by the last character of its place's name.
_OWN_WORDS = {
    "国": ("我国",),
    "省": ("全省", "我省"),
    "市": ("全市", "我市"),
    "州": ("全州", "我州"),
    "盟": ("全盟", "我盟"),
    "县": ("全县", "我县"),
    "区": ("全区", "我区"),
    "旗": ("全旗", "我旗"),
}
_AIM = re.compile(r"(?:(?:19|20)\d\d年?)?[到至—–-](?:19|20)\d\d年")
_SELF = re.compile(r"我代表(?:本届)?(?P<name>[\u4e00-\u9fff]{0,24}?)(?:第[一二三四五六七八九十]+届)?(?:人民)?政府")
_SPEAKER = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,24}?)(?:人民政府)?(?:代|副)?(?:省长|自治区主席|州长|市长|县长|区长|旗长)"
)


def squeeze(text: str) -> str:
    """The text without white space and fillers, with years and days in digits: 二〇一七年 → 2017年, 六月 → 6月."""
    plain = _plain(folded(text))
    if "&" in plain:
        plain = _ENTITY.sub("", plain.replace("&nbsp;", ""))
    plain = _FILLER.sub("", plain)
    plain = _YEAR.sub(lambda m: "".join(_YEAR_DIGITS.get(c, c) for c in m[0]), plain)
    return _CHINESE_DAY.sub(lambda m: f"{chinese_number(m[1]) or 0:.0f}", plain)


def _plain(text: str) -> str:
    """The text in NFKC. One text holds few characters that this changes: they are exchanged one by one, many times as fast."""
    if text.isascii() or len(text) < _SHORT or _COMBINES.search(text):
        return unicodedata.normalize("NFKC", text)
    letters = set(_MAY_CHANGE.findall(text))
    if any(map(unicodedata.combining, letters)):
        return unicodedata.normalize("NFKC", text)
    for letter in letters:
        form = _form(letter)
        if form != letter:
            text = text.replace(letter, form)
    return text


@lru_cache(maxsize=65536)
def _form(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter)


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


def year_after_plan(numeral: str) -> int:
    """The first year after a five-year plan, named by its number: 十一 (the eleventh, 2006 to 2010) gives 2011."""
    return _SIXTH_PLAN_END + 5 * (int(chinese_number(numeral) or 0) - 6) + 1


def resolve(name: str, within: str | None = None) -> list[Place]:
    """Places that a name or a chain of names states: 柳州市融安县 is 融安县 in 柳州市. All of it must be used up."""
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
    """The place that the whole text is about: what it calls its own (全市), and the 市 whose name stands there most.

    The names of a place's counties count for it too. It must be named three times at the least, and half as often again
    as the next.
    """
    own = _own_suffix(text)
    if own is None or own == "国":
        return place(NATION_CODE) if own else None
    named = {p.code: text.count(p.name) for p in all_places() if len(p.name) > 2 and p.name in text}
    scores = {p.code: _mentions(p, named, text) for p in all_places() if p.name.endswith(own)}
    ranked = [(code, n) for code, n in Counter(scores).most_common(2) if n >= 3]
    if not ranked or (len(ranked) == 2 and 2 * ranked[0][1] < 3 * ranked[1][1]):
        return None
    return place(ranked[0][0])


def _mentions(known: Place, named: dict[str, int], text: str) -> int:
    """How often a text names a place or one inside it; `named` counts the full names that stand in it.

    合作 and 和平 are everyday words too: a stem of two characters counts only where a full name, or the name of a place above or
    below, bears it out.
    """
    said = text.count(stem(known.name))
    if not said:
        return 0
    inside = [p for p in all_places() if contains(known.code, p.code)]
    below = sum(2 * named.get(p.code, 0) or stem(p.name) in text for p in inside)
    above = sum(text.count(stem(name)) for name in _names_above(known))
    borne_out = known.code in named or below or above or len(stem(known.name)) > 2
    return said + 2 * named.get(known.code, 0) + below if borne_out else 0


def _own_suffix(text: str) -> str | None:
    own = re.search(r"我代表(?:省|自治(?=区)|市|州|盟|县|区|旗)*(?<=([省区市州盟县旗]))(?:人民)?政府", text)
    if own:
        return own[1]
    heard = Counter({suffix: sum(text.count(word) for word in words) for suffix, words in _OWN_WORDS.items()})
    (suffix, best), (_, second) = heard.most_common(2)
    return suffix if best >= 3 and best >= 2 * second else None


def year_by_words(text: str, opening: str) -> int | None:
    """The year a work report plans for, from the years that its text speaks of; None where the signs do not agree.

    Four signs give a year each: the year named most is the one under review; so is one called past (刚刚过去的2022年),
    and the first that the opening names; the last year named twice is the present one. Two signs must agree, and the
    year after must be named less than half as often as theirs. Years of aims (到2025年) do not count.
    """
    counts = Counter(int(y) for y in re.findall(r"((?:19|20)\d\d)年", _AIM.sub("", text)))
    signs: list[int] = []
    ranked = counts.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        signs.append(ranked[0][0] + 1)
    signs += [int(y) + 1 for y in re.findall(r"过去的(?:一年)?[(]?((?:19|20)\d\d)年", text)[:1]]
    signs += [int(y) + 1 for y in re.findall(r"((?:19|20)\d\d)年", _AIM.sub("", opening))[:1]]
    signs += sorted(y for y, n in counts.items() if n >= 2)[-1:]
    agreed = [year for year, n in Counter(signs).most_common(1) if n >= 2]
    return agreed[0] if agreed and 2 * counts[agreed[0] + 1] <= max(counts[agreed[0]], 2) else None
