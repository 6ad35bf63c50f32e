"""The main targets of a place through the years: one row an indicator, whatever it was called, and what a chart may draw of it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from warehouse.site import charts
from warehouse.site.formatting import clean
from warehouse.site.queries import Row

_RECENT = 5  # the newest plans, whose indicators come first
_LONGEST = 200  # characters of a quote that are searched
_OFTEN = 3  # an indicator of fewer plans, and not of the newest, folds away, as does one that no recent plan names
_GROWS = ("增", "涨", "降", "率", "比重")  # a name that has one of these says already what its number is


def series_key(row: Row) -> tuple[Any, ...]:
    """The same thing in the same terms, through the years."""
    return (
        row["indicator_id"] or row["what"],
        row["measure"] == "growth",
        row["unit"],
        row["kind"],
        row["indicator"] if not row["indicator_id"] else "",
    )


def _yearly(promises: list[Row]) -> list[Row]:
    """The numbers of a plan for its own year: goals of several years (翻一番 since 2010) are no targets of the year of their plan."""
    return [row for row in promises if row["kind"] == "quantity" and row["period"] in (None, row["plan_year"])]


def _called(row: Row, names: dict[str, str]) -> str:
    """The name of a line: its indicator's, else the promise's own."""
    return str(names.get(row["indicator_id"] or "", row["what"]))


def headline_table(promises: list[Row], names: dict[str, str]) -> tuple[list[Row], list[int]]:
    """A row an indicator with its cells a year, the one promised most often of late first, and the years, the newest first; `seldom` marks what
    few plans named. A cell holds what was promised of it that year: what stands in the list of targets first, growth and amount where there are both."""
    wanted: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _yearly(promises):
        wanted[row["indicator_id"] or row["what"]].append(row)
    table: list[Row] = []
    for own in wanted.values():
        if not any(row["headline"] for row in own):
            continue
        cells: defaultdict[int, dict[tuple[bool, Any], Row]] = defaultdict(dict)
        for row in sorted(own, key=lambda r: (not r["headline"], r["measure"] != "growth")):
            cells[row["plan_year"]].setdefault((row["measure"] == "growth", row["unit"]), row)
        first = own[0]
        table.append(
            {
                "name": _called(first, names),
                "indicator_id": first["indicator_id"],
                "cells": {y: list(c.values())[:2] for y, c in cells.items()},
            }
        )
    years = sorted({year for line in table for year in line["cells"]}, reverse=True)
    recent = set(years[:_RECENT])
    table.sort(key=lambda line: (-len(recent & line["cells"].keys()), -len(line["cells"]), line["name"]))
    for line in table:
        line["seldom"] = not recent & line["cells"].keys() or (
            len(line["cells"]) < _OFTEN and years[0] not in line["cells"]
        )
    return table, years


def headline_charts(
    promises: list[Row], names: dict[str, str], words: tuple[str, str], growth: str
) -> list[tuple[str, list[Row]]]:
    """What the panels of a place's chart draw, the longest series first: the title, and its values; `words` are those of target and result."""
    series: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in _yearly(promises):
        series[series_key(row)].append(row)
    found: list[tuple[int, str, list[Row]]] = []
    for own in series.values():
        if not any(row["headline"] for row in own):
            continue
        cells = {
            row["plan_year"]: row for row in sorted(own, key=lambda r: r["headline"])
        }  # the list's own, where there are two
        if len(cells) > 1 and any(row["promised"] is not None for row in cells.values()):
            title, values = _panel(titled(own[0], names, growth), own[0]["unit"] or "", cells, words)
            found.append((len(cells), title, values))
    found.sort(key=lambda panel: (-panel[0], panel[1]))
    return [(title, values) for _, title, values in found[: charts.MOST_PANELS]]


def titled(row: Row, names: dict[str, str], growth: str) -> str:
    """The name of a series: its indicator's, and that it is a growth where the name does not say so (not 涨幅增速, 增长率增速)."""
    name = _called(row, names)
    return name + (growth if row["measure"] == "growth" and not any(word in name for word in _GROWS) else "")


def _panel(name: str, unit: str, cells: dict[int, Row], words: tuple[str, str]) -> tuple[str, list[Row]]:
    """Title and values of a panel: promised and reported, in 万 or 亿 where all of them are as large as that."""
    scales = () if "%" in unit else ((1e8, "亿"), (1e4, "万"))
    fits = [(size, word) for size, word in scales if all(abs(row["promised"] or 0) >= size for row in cells.values())]
    scale, word = fits[0] if fits else (1.0, "")
    title = f"{name}（{word}{unit}）" if word or unit else name
    values = [
        {"panel": title, "year": year, "kind": kind, "value": value / scale}
        for year, row in sorted(cells.items())
        for kind, value in zip(words, (row["promised"], row["compared"]), strict=True)
        if value is not None
    ]
    return title, values


def side_by_side(earlier: list[Row], later: list[Row], names: dict[str, str]) -> list[Row]:
    """Two plans of one place: a line an indicator and measure with what each says of it, what is in both first; None where one is silent."""

    def by_key(rows: list[Row]) -> dict[tuple[Any, ...], Row]:
        found: dict[tuple[Any, ...], Row] = {}
        for row in _yearly(rows):
            found.setdefault((row["indicator_id"] or row["what"], row["measure"] == "growth"), row)
        return found

    old, new = by_key(earlier), by_key(later)
    by_id = {row["commitment_id"]: row for row in later}
    lines: list[Row] = []
    used: set[str] = set()
    for key, row in old.items():
        follower = by_id.get(row["next_commitment_id"] or "")
        if follower is None and (same := new.get(key)) and (same["what"], same["unit"]) == (row["what"], row["unit"]):
            follower = same
        used.add(follower["commitment_id"] if follower else "")
        lines.append({"name": _called(row, names), "old": row, "new": follower})
    lines += [
        {"name": _called(row, names), "old": None, "new": row}
        for row in new.values()
        if row["commitment_id"] not in used
    ]
    return sorted(lines, key=_of_interest)


def plans(promises: list[Row], names: dict[str, str], growth: str) -> dict[str, list[list[Any]]]:
    """The targets of each plan for any two to be laid side by side in the browser: year -> lines of key, name, whether it is a main target, promised,
    reported, verdict and commitment_id. Lines of one key in two plans are of the same indicator, growth with growth."""
    found: dict[int, dict[str, list[Any]]] = {}
    for row in sorted(_yearly(promises), key=lambda r: (-r["plan_year"], not r["headline"])):
        key = f"{row['indicator_id'] or row['what']}/{'growth' if row['measure'] == 'growth' else 'amount'}"
        line = [
            key,
            titled(row, names, growth),
            bool(row["headline"]),
            row["said"] or row["what"],
            row["result"],
            row["verdict"],
            row["commitment_id"],
        ]
        found.setdefault(row["plan_year"], {}).setdefault(key, line)
    return {str(year): list(lines.values()) for year, lines in found.items()}


def quotes(promises: list[Row]) -> list[tuple[str, int, str]]:
    """What the search looks through when a place is named: commitment_id, year and quote of all that it promised, each wording of a year once."""
    found: dict[tuple[int, str], str] = {}
    for row in promises:
        found.setdefault((row["plan_year"], clean(row["promise_quote"])[:_LONGEST]), row["commitment_id"])
    return [(commitment_id, year, quote) for (year, quote), commitment_id in found.items()]


def _of_interest(line: Row) -> tuple[bool, bool]:
    both = line["old"] is not None and line["new"] is not None
    return not both, not any(row and row["headline"] for row in (line["old"], line["new"]))


def across(lines: list[Row]) -> tuple[list[int], list[Row]]:
    """One indicator over places and years: the years, the newest first, and a line a place with its cells a year. A cell is the first of
    that place's plan, as the lines come."""
    places: dict[str, Row] = {}
    for row in lines:
        line = places.setdefault(
            row["place_code"],
            {"place_code": row["place_code"], "name": row["place"], "fictional": row["fictional"], "cells": {}},
        )
        line["cells"].setdefault(row["plan_year"], row)
    return sorted({row["plan_year"] for row in lines}, reverse=True), list(places.values())
