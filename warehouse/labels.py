"""The words of the pages in Chinese and English (labels.yaml); what documents say stays in their own words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("zh", "en")
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
    found: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    for key, words in found.items():
        if missing := set(LANGUAGES) - set(words):
            raise LabelError(f"{_FILE.name}: {key}: has no text in {', '.join(sorted(missing))}")
    return found
