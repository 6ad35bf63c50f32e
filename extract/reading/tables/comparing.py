"""The comparing word beside a number in a table's cell: ≥95, 6%左右, 3%以内; the one behind wins, as in sentences."""

from __future__ import annotations

import re

from extract.language import alternation, words
from extract.model import Comparator


def _comparing_words() -> dict[str, Comparator]:
    """What a word or sign beside a number says, those that `negations` turn round included: 不低于, ≥."""
    beside = words("cues")["comparators"]
    said: dict[str, Comparator] = {"≥": ">=", ">": ">=", "≤": "<=", "<": "<="}
    listed: list[dict[Comparator, list[str]]] = [beside["before"], beside["after"]]
    for side in listed:
        said |= {word: says for says, own in side.items() for word in own}
    turned: dict[Comparator, Comparator] = {">=": "<=", "<=": ">="}
    no: dict[str, Comparator] = {
        not_ + word: turned[says] for not_ in beside["negations"] for word, says in said.items() if says in turned
    }
    return said | no


_SAID = _comparing_words()
_ANY = alternation(list(_SAID))
_COMPARED = re.compile(rf"(?P<before>{_ANY})?(?P<value>[^\u4e00-\u9fff]*\d.*?)(?P<after>{_ANY})?")
_BARE = re.compile(r"[+\-−－]?\d[\d.,，]*[%％‰]?")


def without_word(text: str) -> tuple[str, Comparator]:
    """A cell's text without its comparing word, and what the word says; the text as it is and = where none stands there."""
    found = _COMPARED.fullmatch(re.sub(r"\s", "", text))
    if not found:
        return text, "="
    return found["value"], _SAID.get(found["after"] or found["before"], "=")


def is_compared(text: str) -> bool:
    """Whether a cell holds nothing but a number with a comparing word: 6%左右, not 60岁以上 or 2024年."""
    bare, says = without_word(text)
    return says != "=" and bool(_BARE.fullmatch(bare))
