"""Charts as SVG: specified with Altair once, drawn by vl-convert with each page's numbers; no browser, nothing from the net."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import escape

# Okabe and Ito's palette, which the colour-blind can tell apart; shapes differ as well.
_TARGET, _RESULT, _INK = "#d55e00", "#0072b2", "#333333"
# Nearly all the time of a chart goes into measuring its words: 382 ms for nine panels with real fonts, 54 ms with a name that no
# machine has, for which the library takes _EM of the font's size a letter. The fonts are written into what was drawn.
_DRAWN, _EM = "pledgewatch", 0.6
_FONT = "Arial, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
_STAND_IN = re.compile(r"\d\d@+")
_LONGEST_NAME = 17  # characters of a name that stand over a panel or beside an axis
MOST_PANELS = 9
MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG document and its size in pixels."""

    svg: str
    width: int
    height: int


def through_years(values: list[dict[str, Any]], target: str, result: str, columns: int = 3) -> Chart:
    """Small multiples, a panel an indicator, `columns` beside each other: rows of panel, year, kind (`target` or `result`, the words of the
    legend), value. Years stand as far apart as they are, the same in all panels, and no line runs across a year without a value."""
    runs: dict[tuple[Any, Any], tuple[int, int]] = {}
    drawn: list[dict[str, Any]] = []
    for row in values:
        last, run = runs.get((row["panel"], row["kind"]), (row["year"] - 1, 0))
        runs[row["panel"], row["kind"]] = row["year"], run + (row["year"] - last > 1)
        drawn.append({**row, "run": runs[row["panel"], row["kind"]][1]})
    return _draw("years" if columns > 1 else "years in one column", drawn, target, result, "panel")


def across_places(values: list[dict[str, Any]], target: str, result: str) -> Chart:
    """A line a place, with what it promised and what it reached for one year: rows of place, kind, value, in order."""
    return _draw("places", values, target, result, "place")


def spread(values: list[dict[str, Any]], target: str, result: str) -> Chart:
    """For many places: the spread of targets and results, year by year: rows of year, kind, value."""
    return _draw("spread", values, target, result)


def _draw(kind: str, values: list[dict[str, Any]], target: str, result: str, named: str = "") -> Chart:
    """Draws the rows; what their column `named` holds keeps the order in which it comes."""
    import vl_convert as vlc

    names = list(dict.fromkeys(row[named] for row in values)) if named else []
    stands = {name: _stand_in(number, name) for number, name in enumerate(names)}
    shown = {stand: str(escape(_short(name))) for name, stand in stands.items()}
    drawn = [{**row, named: stands[row[named]]} for row in values] if named else values
    spec = _specification(kind, target, result).replace('"@VALUES@"', json.dumps(drawn, ensure_ascii=False))
    svg = vlc.vegalite_to_svg(spec, vl_version="6.4" if "6.4" in vlc.get_vegalite_versions() else None)
    svg = svg.replace(f'font-family="{_DRAWN}"', f'font-family="{_FONT}"')
    svg = _STAND_IN.sub(lambda found: shown.get(found[0], found[0]), svg)
    found = _SIZE.search(svg)
    width, height = (round(float(x)) for x in found.groups()) if found else (600, 300)
    return Chart(svg, width, height)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _stand_in(number: int, name: str) -> str:
    """Letters that are measured in place of a name, as wide as it: a Chinese character takes the whole size of the font."""
    wide = sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _EM for letter in _short(name))
    return f"{number:02d}".ljust(math.ceil(wide / _EM), "@").ljust(3, "@")


@cache
def _specification(kind: str, target: str, result: str) -> str:
    import altair

    alt: Any = altair  # its generated signatures are beyond what a type checker follows
    color = alt.Color("kind:N", title=None, scale=alt.Scale(domain=[target, result], range=[_TARGET, _RESULT]))
    shape = alt.Shape("kind:N", title=None, scale=alt.Scale(domain=[target, result], range=["diamond", "circle"]))
    quiet = {"grid": True, "gridColor": "#e5e5e5", "labelColor": _INK, "title": None}
    base = alt.Chart(alt.Data(values=["@VALUES@"]))
    value = alt.Y("value:Q", axis=alt.Axis(**quiet, tickCount=4), scale=alt.Scale(zero=False))
    if kind.startswith("years"):
        ticks = {**quiet, "grid": False, "tickMinStep": 1, "tickCount": 5, "format": "d"}
        year = alt.X(
            "year:Q",
            axis=alt.Axis(**ticks, labelAngle=0, labelOverlap=True),
            scale=alt.Scale(zero=False, nice=False, padding=6),
        )
        line = base.mark_line(opacity=0.6).encode(x=year, y=value, color=color, detail="run:N")
        dots = base.mark_point(filled=True, size=45, opacity=1).encode(x=year, y=value, color=color, shape=shape)
        head = alt.Header(title=None, labelFontSize=12, labelFontWeight="bold", labelLimit=0, labelColor=_INK)
        one = kind != "years"
        layers = alt.layer(line, dots).properties(width=280 if one else 205, height=110)
        panels = layers.facet(facet=alt.Facet("panel:N", header=head, sort=None), columns=1 if one else 3)
        chart = panels.resolve_scale(y="independent", x="shared").resolve_axis(x="independent")
    elif kind == "places":
        place = alt.Y("place:N", sort=None, axis=alt.Axis(**quiet, labelLimit=0))
        across = alt.X("value:Q", axis=alt.Axis(**{**quiet, "grid": False}), scale=alt.Scale(zero=False))
        span = base.mark_line(color="#999999").encode(x=across, y=place, detail="place:N")
        dots = base.mark_point(filled=True, size=60, opacity=1).encode(x=across, y=place, color=color, shape=shape)
        chart = alt.layer(span, dots).properties(width=460)
    else:
        year = alt.X("year:O", axis=alt.Axis(**{**quiet, "grid": False}, labelAngle=0))
        chart = (
            base.mark_boxplot(size=14, outliers=False, ticks=False)
            .encode(x=year, xOffset="kind:N", y=value, color=color)
            .properties(width=520, height=220)
        )
    chart = (
        chart.configure(font=_DRAWN, background="#ffffff")
        .configure_legend(orient="top", labelColor=_INK)
        .configure_view(stroke=None)
    )
    return json.dumps(chart.to_dict(), ensure_ascii=False).replace('["@VALUES@"]', '"@VALUES@"')
