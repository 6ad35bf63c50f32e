"""The pages that look across places: the front page, the lists, an indicator, the operator's page."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from typing import Any

import duckdb

from warehouse.labels import Labels
from warehouse.site import charts
from warehouse.site.feed import ENTRIES, feed
from warehouse.site.formatting import clean
from warehouse.site.leads import figures, latest, leads
from warehouse.site.matrix import LEAST_DECIDED, matrix
from warehouse.site.pages import Press, dress
from warehouse.site.queries import Row, rows
from warehouse.site.series import across
from warehouse.spreadsheets import harmless

NEWEST, LISTED = 12, 100
STAGES = ("capture", "discovery", "archive", "read", "judge", "alerts", "site", "sources", "corrections")
MOST_SCORES = 60  # places whose scorecards stand on the front page; of more, only nation and provinces
MOST_SEARCHED = 6000  # promises in search.json, the most telling first
MOST_IN_TABLE = 300
_CSV = ("place_code", "place", "plan_year", "indicator", "comparator", "promised", "unit", "reported", "reported_unit", "verdict", "continuity",
        "promise_quote", "evidence_quote", "promise_url", "evidence_url", "commitment_id")  # fmt: skip
_LINES = "select j.*, null as milestone from judged j"
_NEWS = f"""
select h.changed_at, h.verdict as verdict_then, h.continuity as continuity_then, j.* from verdict_changes h join ({_LINES}) j using (commitment_id)
where not coalesce(h.recomputed, false) order by h.changed_at desc, j.headline desc, j.plan_year desc, j.commitment_id limit {ENTRIES}
"""
# Of the lines that the indicator's page shows; the columns are few, as a wide join for each indicator would cost as much as its page.
_CHANGES = """
select commitment_id, changed_at, verdict, continuity from verdict_changes
where not coalesce(recomputed, false) and commitment_id in (select commitment_id from judged where indicator_id = ?)
"""
_SCORES = """
select p.place_code, p.name, p.fictional, p.level, {sums} from places p
left join scorecard s on {joined} where {which} group by all order by p.fictional, p.place_code
"""
_WORDS = (
    "commitments",
    "met",
    "missed",
    "lagging",
    "dropped",
    "lowered",
    "words_only",
    "unreported",
    "unclear",
    "pending",
    "not_due",
    "untestable",
)
# One hit for all that a place promised of one thing, at its newest promise: that page has the years. What accuses first, as the list is cut.
_SEARCHED = f"""
select any_value(place) as place, any_value(fictional) as fictional, coalesce(indicator_id, '') as id, arg_max(coalesce(i.name, j.indicator, ''), plan_year) as name,
       arg_max(commitment_id, (headline, plan_year, commitment_id)) as commitment_id, min(plan_year) as first, max(plan_year) as last
from judged j left join indicators i using (indicator_id) where coalesce(indicator_id, j.indicator) is not null
group by place_code, coalesce(indicator_id, ''), coalesce(indicator_id, j.indicator)
order by bool_or(headline) desc, bool_or(verdict in ('missed', 'lagging') or continuity in ('dropped', 'lowered', 'words_only')) desc, last desc, commitment_id
limit {MOST_SEARCHED}
"""
_INDICATORS = """
select i.*, count(distinct j.place_code) as places from indicators i join judged j using (indicator_id) group by all order by places desc, i.name
"""
_ACROSS = """
select j.*, null as milestone, left(j.place_code, 2) as province from judged j
where j.indicator_id = ? and j.kind = 'quantity' and coalesce(j.period, j.plan_year) = j.plan_year  -- no goals of several years
qualify row_number() over (partition by j.place_code, j.plan_year, j.measure = 'growth', j.unit order by j.headline desc, j.commitment_id) = 1
order by j.plan_year desc, j.place_code, j.measure
"""
_GAPS = """
select coalesce(p.name, c.place_code), c.kind, c.year, c.state, c.reason from coverage c left join places p using (place_code)
where c.state in ('overdue', 'blocked', 'incomplete') order by c.place_code, c.year desc, c.kind
"""


def render_front(press: Press, con: duckdb.DuckDBPyConnection) -> None:
    """Write the front page, the lists of places and indicators, the search's words and the feed of all places."""
    t, lang = press.t, press.setting.lang
    places = rows(con, "select place_code, name, level, fictional from places order by place_code")
    top = [dress(r, lang) for r in leads(con)]
    news = [dress(r, lang) for r in rows(con, _NEWS)]
    shown = {r["commitment_id"] for r in top}
    others = list({r["commitment_id"]: r for r in reversed(news) if r["commitment_id"] not in shown}.values())[::-1]
    indicators = rows(con, _INDICATORS)
    few = len(places) <= MOST_SCORES
    sums = ", ".join(f"coalesce(sum(s.{w}), 0)::integer as {w}" for w in _WORDS)
    above = "s.place_code = p.place_code or (p.level = 'province' and left(s.place_code, 2) = left(p.place_code, 2))"
    scores = rows(con, _SCORES.format(
        sums=sums, joined="s.place_code = p.place_code" if few else above,
        which="p.place_code in (select place_code from scorecard)" if few else "p.level in ('nation', 'province')",
    ))  # fmt: skip
    groups = _groups(places, t("fictional_short"))
    press.page(
        "", "front.html", top=top, newest=others[:NEWEST], figures=figures(con), latest=latest(con), matrix=matrix(con), groups=groups,
        indicators=indicators, least=LEAST_DECIDED,
    )  # fmt: skip
    press.page("p/", "places.html", groups=groups, score_rows=scores)
    press.page("i/", "indicators.html", indicators=indicators)
    render_about(press, con)
    press.write(
        "search.json", json.dumps(_searched(con, t, places, indicators), ensure_ascii=False, separators=(",", ":"))
    )
    changed = [
        (r, {"changed_at": r["changed_at"], "verdict": r["verdict_then"], "continuity": r["continuity_then"]})
        for r in news
    ]
    press.write("feed.xml", _feed(press, "", "", changed))


def _feed(press: Press, address: str, name: str, news: list[tuple[Row, Row]]) -> bytes:
    return feed(press.t, press.setting.url, address, name, news, press.setting.as_of, press.setting.publication)


def _searched(con: duckdb.DuckDBPyConnection, t: Labels, places: list[Row], indicators: list[Row]) -> dict[str, Any]:
    """What the search looks through: `entries` of words, address, what it is and the indicator; `aliases` by indicator, found as its name is."""
    entries = [[clean(p["name"]), f"p/{p['place_code']}/", t("place"), ""] for p in places]
    entries += [[clean(i["name"]), f"i/{i['indicator_id']}/", t("indicator"), i["indicator_id"]] for i in indicators]
    for r in rows(con, _SEARCHED):
        years = str(r["last"]) if r["first"] == r["last"] else f"{r['first']}—{r['last']}"
        entries.append([clean(f"{r['place']} {r['name']}"), f"c/{r['commitment_id']}/", years, r["id"]])
    return {
        "entries": entries,
        "aliases": {i["indicator_id"]: [clean(a) for a in i["aliases"] or ()] for i in indicators},
    }


def render_about(press: Press, con: duckdb.DuckDBPyConnection) -> None:
    """Write the page on who publishes this, how it is made, and how often it was wrong (table rule_record)."""
    record = rows(
        con,
        'select rule, verdict, judged, "right" from rule_record where judged > 0 order by judged desc, rule, verdict',
    )
    judged = sum(line["judged"] for line in record)
    wrong = judged - sum(line["right"] for line in record)
    share = f"{100 * wrong / judged:.1f}%" if judged else ""
    report = press.setting.imprint.report("", press.setting.url)
    press.page("about/", "about.html", record=record, judged=judged, wrong=wrong, share=share, report=report)


def _groups(places: list[Row], fictional: str) -> list[tuple[str, list[tuple[str, str]]]]:
    names = {p["place_code"][:2]: clean(p["name"]) for p in places if p["level"] in ("province", "nation")}
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for p in places:
        name = clean(p["name"]) + (fictional if p["fictional"] else "")
        groups[names.get(p["place_code"][:2], name)].append((p["place_code"], name))
    return list(groups.items())


def render_indicator(press: Press, con: duckdb.DuckDBPyConnection, indicator_id: str) -> None:
    """Write the page of an indicator across places; one a province besides, where there are more places than a page can list."""
    (indicator,) = rows(con, "select * from indicators where indicator_id = ?", [indicator_id])
    lines = [dress(r, press.setting.lang) for r in rows(con, _ACROSS, [indicator_id])]
    places = {
        p["place_code"]: p
        for p in rows(con, "select place_code, name from places where level in ('nation', 'province')")
    }
    address = f"i/{indicator_id}/"
    by_id = {line["commitment_id"]: line for line in lines}
    news = [(by_id[c["commitment_id"]], c) for c in rows(con, _CHANGES, [indicator_id]) if c["commitment_id"] in by_id]
    press.write(f"{address}feed.xml", _feed(press, address, indicator["name"], news))
    of_province: defaultdict[str, list[Row]] = defaultdict(list)
    for line in lines:
        of_province[line["province"]].append(line)
    if len({line["place_code"] for line in lines}) <= MOST_IN_TABLE:
        _indicator_page(press, address, indicator, lines, None, [])
        return
    provinces: list[Row] = []
    for code, own in sorted(of_province.items()):
        province = places.get(code + "0000", {"place_code": code + "0000", "name": own[0]["place"]})
        provinces.append({**province, "places": len({line["place_code"] for line in own})})
        _indicator_page(press, f"{address}{province['place_code']}/", indicator, own, province, [])
    _indicator_page(press, address, indicator, lines, None, provinces)


def _indicator_page(
    press: Press, address: str, indicator: Row, lines: list[Row], province: Row | None, provinces: list[Row]
) -> None:
    words = press.t("word_target"), press.t("word_result")
    chart, said = _indicator_chart(lines, *words, press.t("fictional_short"))
    if chart is not None:
        press.write(address + "chart.svg", chart.svg)
    shown = (
        [
            line
            for line in lines
            if line["place_code"] in {p["place_code"] for p in provinces} or line["level"] == "nation"
        ]
        if provinces
        else lines
    )
    years, matrix_lines = across(shown)
    press.write(address + "matrix.csv", _csv(lines))
    tables: defaultdict[int, list[Row]] = defaultdict(list)
    for line in shown:
        tables[line["plan_year"]].append(line)
    press.page(
        address, "indicator.html", indicator=indicator, province=province, provinces=provinces, chart=chart,
        chart_year=said, chart_alt=press.t("chart_alt", what=f"{indicator['name']} {said}"), tables=[(y, own[:MOST_IN_TABLE]) for y, own in tables.items()],
        matrix_years=years, matrix_lines=matrix_lines[:MOST_IN_TABLE] if len(matrix_lines) > 1 else [],
    )  # fmt: skip


def _csv(lines: list[Row]) -> str:
    """A line a place and year, with both units, for a spreadsheet; its byte order mark is what Excel tells UTF-8 by."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_CSV)
    table.writerows([harmless(line[name]) for name in _CSV] for line in lines)
    return "\ufeff" + text.getvalue()


def _indicator_chart(lines: list[Row], target: str, result: str, fictional: str) -> tuple[charts.Chart | None, str]:
    """Of the measure and unit that most plans use: few places through the years; more of them in the newest year with results, a line
    a place; of many the spread, year by year."""
    by_unit: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for line in lines:
        if line["promised"] is not None:
            by_unit[line["measure"] == "growth", line["unit"]].append(line)
    if not by_unit:
        return None, ""
    _, own = max(by_unit.items(), key=lambda item: (len(item[1]), str(item[0])))
    places = {line["place_code"] for line in own}

    def values(lines: list[Row]) -> list[Row]:
        return [
            {
                "panel": name,
                "place": name,
                "year": r["plan_year"],
                "kind": kind,
                "value": value,
            }
            for r in sorted(lines, key=lambda r: (r["place_code"], r["plan_year"]))
            for name in (clean(r["place"]) + (fictional if r["fictional"] else ""),)
            for kind, value in ((target, r["promised"]), (result, r["compared"]))
            if value is not None
        ]

    if len(places) < 2:
        return None, ""  # nothing to compare; the place's own page has its chart
    if len(places) <= charts.MOST_PANELS:
        return charts.through_years(values(own), target, result), ""
    if len(places) > charts.MOST_PLACES:
        return charts.spread(values(own), target, result), ""
    with_results = {line["plan_year"] for line in own if line["compared"] is not None}
    year = max(with_results or {line["plan_year"] for line in own})
    return charts.across_places(values([r for r in own if r["plan_year"] == year]), target, result), str(year)


def render_operator(press: Press, con: duckdb.DuckDBPyConnection) -> None:
    """Write the operator's page: checks, missing documents, quarantine, rejections, coverage."""
    t = press.t

    def listed(sql: str) -> tuple[list[list[Any]], int]:
        found = [
            [clean(str(cell)) if cell is not None else None for cell in row] for row in con.execute(sql).fetchall()
        ]
        return found[:LISTED], max(0, len(found) - LISTED)

    last = "from check_results where run_at = (select max(run_at) from check_results)"
    runs = rows(
        con,
        f"""select any_value(run_at) as run_at, count(*) filter (where success and skipped is null) as passed,
      count(*) filter (where not success) as failed, count(*) filter (where skipped is not null) as skipped {last} having count(*) > 0""",
    )
    failures, _ = listed(
        f"select suite || '.' || expectation, severity, failed_rows, reason {last} and not success order by severity, 1"
    )
    gaps, gaps_more = listed(_GAPS)
    quarantine, _ = listed(
        "select document_id, expectation, reason, remedy, strftime(since, '%Y-%m-%d') from quarantine where released_at is null order by all"
    )
    rejections, rejections_more = listed(
        "select url, stage, reason, remedy, strftime(found_at, '%Y-%m-%d') from rejections order by found_at desc, url"
    )
    coverage, coverage_more = listed(
        "select place, kind, found, array_to_string(missing_years, '、') from coverage_summary"
    )
    for line in gaps:
        line[1], line[3] = t(line[1]), t(line[3])
    for line in failures:
        line[1] = t(f"severity_{line[1]}")
    for line in rejections:
        line[1] = t(f"stage_{line[1]}") if line[1] in STAGES else line[1]
    for line in coverage:
        line[1] = t(line[1])
    press.page(
        "operator/", "operator.html", run=runs[0] if runs else None, failures=failures, gaps=gaps, gaps_more=gaps_more, quarantine=quarantine,
        rejections=rejections, rejections_more=rejections_more, coverage=coverage, coverage_more=coverage_more, data_docs=press.setting.data_docs,
    )  # fmt: skip
