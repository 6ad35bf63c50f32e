"""The promises of a plan by what can be said of them, and why the others cannot be judged, counted."""

from __future__ import annotations

from collections import Counter

from warehouse.labels import LabelError, Labels
from warehouse.site.queries import Row

DECIDED = ("met", "missed", "on_track", "lagging")
# In the order in which a reader of a plan wants them; a main target is in the first group whatever became of it.
GROUPS = ("headline", "decided", "silent", "unclear", "not_due", "untestable")
_GROUP = {
    **dict.fromkeys(DECIDED, "decided"), "unreported": "silent", "unclear": "unclear", "pending": "not_due", "not_due": "not_due",
    "untestable": "untestable",
}  # fmt: skip


def grouped(promises: list[Row]) -> list[tuple[str, list[Row]]]:
    """Group -> its promises, those that accuse first; groups without any are left out."""
    found: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for row in promises:
        found["headline" if row["headline"] else _GROUP.get(row["verdict"], "unclear")].append(row)
    return [(group, sorted(own, key=lambda r: not r["telling"])) for group, own in found.items() if own]


def undecided(t: Labels, promises: list[Row]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Verdict -> why, in words, with how many; the most frequent first. Of promises of which nothing can be said either way."""
    found: dict[str, Counter[str]] = {}
    for row in promises:
        if row["verdict"] not in DECIDED:
            found.setdefault(row["verdict"], Counter())[_why(t, row)] += 1
    ordered = sorted(found.items(), key=lambda pair: -sum(pair[1].values()))
    return [(verdict, reasons.most_common()) for verdict, reasons in ordered]


def _why(t: Labels, row: Row) -> str:
    for key in (f"why_{row['verdict']}_{row['rule']}", f"why_{row['rule']}", f"about_{row['verdict']}"):
        try:
            return t(key)
        except LabelError:
            continue
    return t(row["verdict"])
