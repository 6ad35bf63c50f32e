"""Charts as SVG: specified with Altair once, drawn by vl-convert with each page's numbers; no browser, nothing from the net."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

# Okabe and Ito's palette, which the colour-blind can tell apart; shapes differ as well.
_TARGET, _RESULT, _INK = "#d55e00", "#0072b2", "#333333"
# A Latin font first: most of what is drawn are figures, and measuring them in a font of all Chinese characters takes twice as long.
_FONT = "Arial, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
MOST_PANELS = 9
MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG document and its size in pixels."""

    svg: str
    width: int
    height: int


def through_years(values: list[dict[str, Any]], target: str, result: str) -> Chart:
    """Small multiples, a panel an indicator: rows of panel, year, kind (`target` or `result`, the words of the legend), value."""
    return _draw("years", values, target, result)


def across_places(values: list[dict[str, Any]], target: str, result: str) -> Chart:
    """A line a place, with what it promised and what it reached for one year: rows of place, kind, value, in order."""
    return _draw("places", values, target, result)


def spread(values: list[dict[str, Any]], target: str, result: str) -> Chart:
    """For many places: the spread of targets and results, year by year: rows of year, kind, value."""
    return _draw("spread", values, target, result)


def _draw(kind: str, values: list[dict[str, Any]], target: str, result: str) -> Chart:
    import vl_convert as vlc

    spec = _specification(kind, target, result).replace('"@VALUES@"', json.dumps(values, ensure_ascii=False))
    svg = vlc.vegalite_to_svg(spec, vl_version="6.4" if "6.4" in vlc.get_vegalite_versions() else None)
    found = _SIZE.search(svg)
    width, height = (round(float(x)) for x in found.groups()) if found else (600, 300)
    return Chart(svg, width, height)


@cache
def _specification(kind: str, target: str, result: str) -> str:
    import altair

    alt: Any = altair  # its generated signatures are beyond what a type checker follows
    color = alt.Color("kind:N", title=None, scale=alt.Scale(domain=[target, result], range=[_TARGET, _RESULT]))
    shape = alt.Shape("kind:N", title=None, scale=alt.Scale(domain=[target, result], range=["diamond", "circle"]))
    quiet = {"grid": True, "gridColor": "#e5e5e5", "labelColor": _INK, "title": None}
    base = alt.Chart(alt.Data(values=["@VALUES@"]))
    value = alt.Y("value:Q", axis=alt.Axis(**quiet, tickCount=4), scale=alt.Scale(zero=False))
    if kind == "years":
        year = alt.X("year:O", axis=alt.Axis(**{**quiet, "grid": False}, labelAngle=0, labelOverlap=True))
        line = base.mark_line(opacity=0.6).encode(x=year, y=value, color=color)
        dots = base.mark_point(filled=True, size=45, opacity=1).encode(x=year, y=value, color=color, shape=shape)
        head = alt.Header(title=None, labelFontSize=12, labelFontWeight="bold", labelLimit=210, labelColor=_INK)
        layers = alt.layer(line, dots).properties(width=205, height=110)
        chart = layers.facet(facet=alt.Facet("panel:N", header=head, sort=None), columns=3).resolve_scale(
            y="independent", x="independent"
        )
    elif kind == "places":
        place = alt.Y("place:N", sort=None, axis=alt.Axis(**quiet, labelLimit=160))
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
        chart.configure(font=_FONT, background="#ffffff")
        .configure_legend(orient="top", labelColor=_INK)
        .configure_view(stroke=None)
    )
    return json.dumps(chart.to_dict(), ensure_ascii=False).replace('["@VALUES@"]', '"@VALUES@"')
