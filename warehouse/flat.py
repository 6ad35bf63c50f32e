"""The flat forms of the published tables: `promises`, a row a promise, and `panel`, a row a place, year and indicator for research."""

from __future__ import annotations

from pathlib import Path

from warehouse.labels import CONTINUITY, VERDICTS, as_sql, continuity_word, verdict_word
from warehouse.units import is_rate, units

FLAT = ("promises", "panel")  # views that are published as CSV too
_PROMISES = Path(__file__).with_name("promises.sql")


def promises_sql() -> str:
    """The statements that make the view `promises`: verdicts in the words of labels.yaml, amounts in 万 and 亿 where they are no percentages."""
    return _PROMISES.read_text("utf-8").format(
        verdict=as_sql("verdict", {word: verdict_word(word) for word in VERDICTS}),
        continuity=as_sql("continuity", {word: continuity_word(word) for word in CONTINUITY}),
        percent=_percent(),
    )


def views_sql(file: Path) -> str:
    """The statements of views.sql."""
    return file.read_text("utf-8").replace("{percent}", _percent())


def _percent() -> str:
    """The units of rates as SQL text: amounts of them are neither added up nor told in 万."""
    return ", ".join(f"'{name}'" for name in units() if is_rate(name))
