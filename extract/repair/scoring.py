"""How likely a character is at one place of one damaged page: the character model, and what the page itself shows."""

from __future__ import annotations

import math
from collections import Counter

from extract.repair.gbk import Entry
from extract.repair.language_model import UNKNOWN, Model, normal
from extract.repair.pinyin import Token
from extract.repair.script import simple, usual

UNLISTED = -4.0
"""For a reading of a character that the page does not annotate elsewhere, or a listed one left without."""
MISPLACED = -4.0
"""For another form of a character than the page has: the disguise knows one traditional form for each."""
OWN = 0.2
"""Weight of the page's own sequences beside the model's: they know its names (長海縣)."""
SLIPPED = 15
"""Tokens after a damaged one that are not counted among the page's own sequences, since they may be out of step."""


class Weights:
    """Natural logarithms of probabilities on one page, given its tokens, what it annotates, and its script."""

    def __init__(self, tokens: list[Token], listed: dict[str, str], traditional: bool, known: Model) -> None:
        self._listed = listed
        self._traditional = traditional
        self._model = known
        self._cache: dict[tuple[str, str], float] = {}
        self._forms: dict[str, set[str]] = {}
        self._own: dict[str, Counter[str]] = {}
        slipped = 0
        context = "¶¶"
        for token in tokens:
            plain = normal(simple(token.text))
            if token.kind == "char" and not token.text.isascii():
                self._forms.setdefault(plain, set()).add(token.text)
            slipped = SLIPPED if token.kind != "char" else slipped - 1
            if slipped <= 0 and plain:
                for part in (context[-1:], context):
                    self._own.setdefault(part, Counter())[plain] += 1
            context = (context + plain)[-2:]

    def log(self, context: str, plain: str) -> float:
        """Of the character `plain` after the two of `context`, both as the model counts them."""
        key = (context, plain)
        found = self._cache.get(key)
        if found is None:
            probability = math.exp(self._model.log(context, plain))
            for part in (context[-1:], context):
                seen = self._own.get(part)
                if seen is not None:
                    share = OWN * seen.total() / (seen.total() + 2)
                    probability = (1 - share) * probability + share * seen[plain] / seen.total()
            found = self._cache[key] = math.log(probability)
        return found

    def score(self, context: str, entry: Entry, unread: bool) -> float:
        """Of a character of GBK after `context`; `unread` says that it stands there without a reading."""
        score = self.log(context, entry.plain) if entry.plain else UNKNOWN / 2
        forms = self._forms.get(entry.plain)
        if entry.mark not in (forms or {usual(entry.plain, self._traditional)}):
            score += MISPLACED
        if unread and entry.mark in self._listed:
            score += UNLISTED
        return score
