"""The words that people read, in Chinese and English (labels.yaml): one word a verdict, wherever it is said. What documents say stays in their own words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from warehouse import yaml_data

LANGUAGES = ("zh", "en")
# What contract and schema allow, in the order in which a reader is told.
VERDICTS = ("met", "missed", "on_track", "lagging", "unreported", "unclear", "pending", "not_due", "untestable")
CONTINUITY = ("kept", "raised", "lowered", "changed_form", "words_only", "dropped", "pending")
_FILE = Path(__file__).with_name("labels.yaml")


class LabelError(ValueError):
    """A label is missing, or a language unknown; one line that says which."""


class Labels:
    """Words by key: `labels("missed")`, `labels("built", time=…)` where the text has places to fill."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise LabelError(f"--lang {lang}: is unknown; {' or '.join(LANGUAGES)}")
        self.lang = lang
        self._words = {key: words[lang] for key, words in _load().items()}

    def __call__(self, key: str | None, **values: Any) -> str:
        if key is None:  # nothing is known: said as such, not left blank
            return "—"
        if key not in self._words:
            raise LabelError(f"{_FILE.name}: has no label {key!r}")
        return self._words[key].format(**values) if values else self._words[key]


@cache
def _load() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml_data.read(_FILE)
    for key, words in found.items():
        if missing := set(LANGUAGES) - set(words):
            raise LabelError(f"{_FILE.name}: {key}: has no text in {', '.join(sorted(missing))}")
    return found


def verdict_word(verdict: str | None, lang: str = "zh") -> str:
    """The one word for a verdict: missed is 未达目标 in the command, the site, alerts, workbook and diff."""
    return Labels(lang)(verdict if verdict in VERDICTS else None)


def continuity_word(continuity: str | None, lang: str = "zh") -> str:
    """The one word for what the next plan makes of a promise."""
    key = "continuity_pending" if continuity == "pending" else continuity
    return Labels(lang)(key if continuity in CONTINUITY else None)


def value_said(name: str, value: Any, lang: str = "zh") -> str:
    """A value of a verdict's column in words: the word for a verdict or a continuity, others as they are, on one line."""
    if value is None:
        return Labels(lang)("replay_none")
    word = {"verdict": verdict_word, "continuity": continuity_word}.get(name)
    return word(str(value), lang) if word else " ".join(str(value).split())


def fact_word(kind: str, lang: str = "zh") -> str:
    """The one word for what an alert tells: of a promise (a verdict, or 目标 and what became of it) or of a source."""
    if kind in VERDICTS:
        return verdict_word(kind, lang)
    if kind in CONTINUITY:
        return Labels(lang)("target") + continuity_word(kind, lang)
    return Labels(lang)(f"{kind}_alert")


def place_said(name: str | None, fictional: bool | None, lang: str = "zh") -> str:
    """The name of a place; one that does not exist says so."""
    return (name or "") + (Labels(lang)("fictional_short") if fictional else "")


def as_sql(column: str, words: dict[str, str]) -> str:
    """An SQL expression that says the words for a column's values; a value without a word stays as it is."""
    cases = " ".join(f"when '{value}' then '{word}'" for value, word in words.items())
    return f"case {column} {cases} else {column} end"
