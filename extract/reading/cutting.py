"""Where one sentence ends and the next begins."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[。！？\n][。！？\n]*”?")  # a set at the start is looked for faster than a repetition
# The longest sentence in some hundred real reports has 825 characters; a page without full stops must not cost its square.
_LONGEST = 2000


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of a stretch of the canvas as (start, end); what is longer than any sentence is cut at a pause."""
    found: list[tuple[int, int]] = []
    position = start
    for match in _SENTENCE_END.finditer(text, start, end):
        found += _bounded(text, position, match.end())
        position = match.end()
    return found + _bounded(text, position, end)


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while end - start > _LONGEST:
        pause = max(text.rfind(mark, start + 1, start + _LONGEST) for mark in "；，、")
        cut = pause + 1 if pause > 0 else start + _LONGEST
        found.append((start, cut))
        start = cut
    return [*found, (start, end)] if end > start else found
