"""The flat forms of the published tables: `promises`, a row a promise, and `panel`, a row a place, year and indicator for research."""

from __future__ import annotations

from pathlib import Path

from warehouse import words
from warehouse.labels import CONTINUITY, VERDICTS, as_sql, continuity_word, verdict_word

FLAT = ("promises", "panel")  # views that are published as CSV too
_PROMISES = Path(__file__).with_name("promises.sql")


def promises_sql() -> str:
    """The statements that make the view `promises`: verdicts in the words of labels.yaml, amounts in 万 and 亿 where they are no percentages."""
    return _PROMISES.read_text("utf-8").format(
        verdict=as_sql("verdict", {word: verdict_word(word) for word in VERDICTS}),
        continuity=as_sql("continuity", {word: continuity_word(word) for word in CONTINUITY}),
        rates=words.rates(),
    )
