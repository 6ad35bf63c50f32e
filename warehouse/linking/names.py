"""Names as the linker compares them: folded to one spelling, without words that say nothing, and with the words that narrow them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.words import place_words

_FILE = Path(__file__).with_name("words.yaml")
_SYNONYMS = Path(__file__).with_name("synonyms.yaml")
_MARKS = re.compile(r"[\[(〔（【][0-9一-龥]{0,3}[\])〕）】]|[\s“”\"'‘’《》〈〉·、，,。；;：:（）()【】\[\]—\-…]")
_FIGURES = re.compile(r"[0-9.]")
# Scanning makes an O or l of a digit: 1O%, l2万.
_DIGIT = re.compile(r"(?<=[0-9.])[OoＯ〇](?=[0-9.%‰万亿]|$)|(?<![A-Za-z])l(?=[0-9.])")


@dataclass(frozen=True, slots=True)
class Words:
    """words.yaml, ready to be used."""

    same: re.Pattern[str]
    same_as: dict[str, str]
    empty: re.Pattern[str]
    narrowing: re.Pattern[str]
    droppable: dict[str, list[str]]
    answers: dict[str, str]
    implied: dict[str, list[str]]
    held_by: dict[str, list[str]]
    not_yet: re.Pattern[str]
    stock: re.Pattern[str]
    generic: re.Pattern[str]
    works: re.Pattern[str]


def _either(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w)))))


# Names are compared within a pair of documents, some thousands of them; what is kept of all the others only fills memory.
_KEPT = 4096


@cache
def words() -> Words:
    """The word lists; a file that is not as it must be fails here, at the first use."""
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return Words(
        same=_either([*data["same"], *data["same"].values()]),
        same_as=data["same"],
        empty=_either([*data["empty"].split(), *place_words()]),
        narrowing=_either([word for word in data["narrowing"].split() if word]),
        droppable={word: beside.split() for word, beside in data["droppable"].items()},
        answers=data["answers"],
        implied={word: units.split() for word, units in data["implied"].items()},
        held_by=data["held_by"],
        not_yet=re.compile(data["not_yet"]),
        stock=re.compile(data["stock"]),
        generic=_either(data["generic"].split()),
        works=_either(data["works"].split()),
    )


@lru_cache(maxsize=_KEPT)
def one_spelling(text: str) -> str:
    """The text in one spelling: half-width, no marks, no white space, short forms written out, misread characters mended."""
    plain = _DIGIT.sub(lambda m: "1" if m[0] == "l" else "0", _MARKS.sub("", unicodedata.normalize("NFKC", text)))
    return words().same.sub(lambda m: words().same_as.get(m[0], m[0]), plain)


@cache
def synonyms() -> dict[str, str]:
    """Each word of synonyms.yaml -> the first of its group, by which all of them are searched for. Raises ValueError where a word stands in two groups."""
    groups: list[list[str]] = yaml.safe_load(_SYNONYMS.read_text("utf-8"))
    first_of: dict[str, str] = {}
    for group in groups:
        for word in group:
            if word in first_of:
                raise ValueError(f"{_SYNONYMS.name}: {word} stands in two groups; leave it in one")
            first_of[word] = group[0]
    return first_of


@cache
def _any_synonym() -> re.Pattern[str]:
    return _either(list(synonyms()))


def broad(text: str) -> str:
    """A text in one spelling as silence is searched for in it: words for one thing are one word (道路 and 公路). Too wide to link or to acquit by."""
    return _any_synonym().sub(lambda m: synonyms()[m[0]], text)


# A part's name, and the word for both parts.
_ONE_PART = re.compile(r"^(?:农村|城镇|城市)(?!化)")


def of_both(name: str) -> str:
    """The name for town and country together of what a name has for one of them: 城乡低保 of 农村低保; any other name as it is."""
    return _ONE_PART.sub("城乡", name)


def of_all(name: str) -> str:
    """The name without the part of the people that a thing is for: 危房改造 of 农村危房改造."""
    return _ONE_PART.sub("", name)


@lru_cache(maxsize=_KEPT)
def core(name: str) -> str:
    """What a name says once verbs, place words and words like 项目 are gone: 改造老旧小区 and 老旧小区改造项目 are 老旧小区.

    A name that is nothing but such words is left as it is.
    """
    plain = one_spelling(name)
    return words().empty.sub("", plain) or plain


@lru_cache(maxsize=_KEPT)
def rest(name: str) -> str:
    """What is left of a name without all words that say too little: 铁路 of 新增铁路营运里程, nothing of 筹措资金."""
    return words().generic.sub("", words().empty.sub("", one_spelling(name)))


@lru_cache(maxsize=_KEPT)
def telling_pairs(name: str) -> frozenset[str]:
    """The pairs of characters of what a name says, in one word for like things (broad): none that runs over a word that says too little."""
    said = words().generic.sub("|", words().empty.sub("|", one_spelling(name)))
    return frozenset(pair for pair in pairs(broad(said)) if len(pair) == 2 and "|" not in pair and not pair.isascii())


@lru_cache(maxsize=_KEPT)
def tells(name: str, least: int = 2) -> bool:
    """Whether a name says enough to be looked for: 秸秆综合利用率 does; 筹措资金, 新开工建设 and 50亿元以上企业 don't."""
    return len(_FIGURES.sub("", rest(name))) >= least


@lru_cache(maxsize=_KEPT)
def head(name: str) -> str:
    """The name without the words that narrow it: 新开工城镇保障房 is 保障房."""
    return words().narrowing.sub("", core(name))


@lru_cache(maxsize=_KEPT)
def narrowed(name: str) -> frozenset[str]:
    """The words of a name that make it another thing than the same name without them."""
    return frozenset(words().narrowing.findall(one_spelling(name)))


def vetoes(promised: str, reported: str) -> list[str]:
    """Narrowing words that stand in one of the names only, but for those that reports add and leave out."""
    ours, theirs = narrowed(promised), narrowed(reported)
    if ours == theirs:
        return []
    both = one_spelling(promised) + "|" + one_spelling(reported)
    drop = words().droppable
    # 贫困人口 and 农村贫困人口 differ; a word that stands in the other name inside a longer one does not.
    return sorted(
        word
        for word in ours ^ theirs
        if not any(beside in both for beside in drop.get(word, ()))
        and not (word in one_spelling(promised) and word in one_spelling(reported))
    )


@lru_cache(maxsize=_KEPT)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters; a text of one character is its own pair."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset([text] if text else [])
