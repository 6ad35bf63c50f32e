"""What really goes wrong, planted into a good warehouse one fault at a time: each is caught, and the good one raises no alarm.

The good warehouse is the sample, read and judged for real. Run with -s to see which expectation caught what.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from checks.report import CheckReport, CheckResult
from checks.run import run_checks

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Fault:
    """What goes wrong, the SQL that plants it, the expectation that must find it, and the document that is kept back, if any, or that holds the
    claims or verdicts that are: what is wrong with a claim costs the claim, what is wrong with a document the document."""

    what: str
    sql: str
    suite: str
    caught_by: str
    holds: str | None = None


ZMD, NATION, SHILI, RONGAN = "411700-work_report", "000000-work_report", "999901-work_report", "450224-work_report"
GDP = "indicator_id = 'gdp' and measure = 'level' and scope is null and span is null"
SOMETHING = "(select min({0}_id) from {0}s where document_id = '{1}')"
MISSED = (
    "(select min(v.commitment_id) from verdicts v join commitments c using (commitment_id)"
    " where verdict = 'missed' and outcome_id is not null and rule = 'floor_by_figure' and value > 0"
    f" and document_id = '{ZMD}-2015')"
)
LOWERED = "(select min(commitment_id) from verdicts v join commitments c using (commitment_id) where continuity = 'lowered' and value > 0)"
DROPPED = f"(select min(commitment_id) from verdicts join commitments using (commitment_id) where continuity = 'dropped' and document_id = '{ZMD}-2014')"
SILENT = f"(select min(commitment_id) from verdicts join commitments using (commitment_id) where verdict = 'unreported' and document_id = '{ZMD}-2014')"
LAGGING = "(select min(commitment_id) from verdicts where verdict = 'lagging')"


def change(table: str, what: str, which: str) -> str:
    return f"update {table} set {what} where {which}"


def recur(document: str, **values: str) -> str:
    """The document once more under another id, with other values."""
    replaced = ", ".join(f"{value} as {column}" for column, value in values.items())
    return (
        f"insert into documents by name select * replace ({replaced}) from documents where document_id = '{document}'"
    )


FAULTS = [
    # Units, against the place's own history and its level
    Fault("GDP of one year ten thousand times too large", change("outcomes", "value = value * 1e4", f"document_id = '{ZMD}-2014' and {GDP}"),
          "outcomes", "outcome_main_amount_fits_its_series", f"{ZMD}-2014"),
    Fault("GDP a hundred times too large", change("outcomes", "value = value * 100", f"document_id = '{ZMD}-2015' and {GDP}"),
          "outcomes", "outcome_main_amount_fits_its_series", f"{ZMD}-2015"),
    Fault("GDP a hundredth", change("outcomes", "value = value / 100", f"document_id = '{ZMD}-2013' and {GDP}"),
          "outcomes", "outcome_main_amount_fits_its_series", f"{ZMD}-2013"),
    Fault("budget revenue a ten-thousandth: 万 lost", change("outcomes", "value = value / 1e4", f"document_id = '{ZMD}-2014' and indicator_id = 'budget_revenue' and measure = 'level'"),
          "outcomes", "outcome_main_amount_fits_its_series", f"{ZMD}-2014"),
    Fault("a county's GDP of 13,240亿, no history", change("outcomes", "value = 1.324e12, indicator_id = 'gdp', measure = 'level', unit = '元', scope = null, span = null, period_end = null",
          f"outcome_id = {SOMETHING.format('outcome', RONGAN + '-2024')}"), "outcomes", "outcome_amount_fits_the_level", f"{RONGAN}-2024"),
    Fault("a farmer's income of 83 million", change("outcomes", "value = value * 1e4", f"document_id = '{ZMD}-2015' and indicator_id = 'rural_income' and measure = 'level'"),
          "outcomes", "outcome_amount_fits_the_level", f"{ZMD}-2015"),
    Fault("a target's amount ten thousand times too large", change("commitments", "value = 2e15, indicator_id = 'gdp', measure = 'level', unit = '元', comparator = '>='",
          f"commitment_id = (select min(commitment_id) from commitments where document_id = '{ZMD}-2015' and kind = 'quantity' and scope is null and span is null and relative_to is null)"),
          "commitments", "commitment_main_amount_fits_its_series", f"{ZMD}-2015"),
    Fault("grain in 斤 where 吨 was meant, times 10,000", change("outcomes", "value = value * 1e4", f"document_id = '{ZMD}-2015' and indicator_id = 'grain_output' and measure = 'level'"),
          "outcomes", "outcome_amount_fits_its_series"),
    Fault("GDP of ten times last year's, said to have grown by a tenth", change("outcomes", "value = value * 10", f"document_id = '{ZMD}-2014' and {GDP}"),
          "outcomes", "outcome_amount_fits_its_growth"),
    # Growth and shares
    Fault("growth of 8.4 % read as 84 %", change("outcomes", "value = value * 10", f"document_id = '{ZMD}-2015' and indicator_id = 'gdp' and measure = 'growth' and span is null and scope is null"),
          "outcomes", "outcome_growth_plausible", f"{ZMD}-2015"),
    Fault("consumer prices up 35 %", change("commitments", "value = value * 10", f"document_id = '{NATION}-2014' and indicator_id = 'cpi'"),
          "commitments", "commitment_growth_plausible", f"{NATION}-2014"),
    Fault("a target of 90 % growth of GDP", change("commitments", "value = value * 10", f"document_id = '{ZMD}-2015' and indicator_id = 'gdp' and measure = 'growth'"),
          "commitments", "commitment_growth_plausible", f"{ZMD}-2015"),
    Fault("a level taken for a rate in the headline list", change("outcomes", "headline = true, value = 1691, indicator_id = 'exports_of_x', measure = 'growth', unit = '%', span = null, period = 2014",
          f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"), "outcomes", "outcome_headline_growth_plausible"),
    Fault("a share of 9,637 %: the decimal point lost", change("outcomes", "value = 9637, measure = 'share', unit = '%', indicator = '破案率', quote = '破案率达到9637%'", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2016')}"),
          "outcomes", "outcome_share_at_most_100"),
    Fault("a promised share of 130 %", change("commitments", "value = 130, measure = 'share', unit = '%', indicator = '入学率', quote = '入学率达到130%'",
          f"commitment_id = {SOMETHING.format('commitment', ZMD + '-2016')}"), "commitments", "commitment_share_at_most_100"),
    # Plans and reviews that were not read whole
    Fault("a whole plan without its headline list", change("commitments", "headline = false", f"document_id = '{ZMD}-2016'"),
          "documents", "whole_plan_has_headline_list", f"{ZMD}-2016"),
    Fault("a plan cut off before its headline list", change("commitments", "headline = false", f"document_id = '{ZMD}-2016'") + ";"
          + change("documents", "complete = false, incomplete_reason = '缺尾'", f"document_id = '{ZMD}-2016'"), "documents", "headline_list_lost_since_last_year"),
    Fault("nine claims of ten lost", f"delete from commitments where document_id = '{ZMD}-2017' and ordinal % 10 > 0 and not headline;"
          f"delete from outcomes where document_id = '{ZMD}-2017' and ordinal % 10 > 0", "documents", "claims_as_many_as_last_year"),
    Fault("a long document with next to no claims", "insert into documents by name select * exclude (i) replace (document_id || '-x' || i as document_id, 1990 + i as year)"
          f" from documents, range(20) t(i) where document_id = '{ZMD}-2016';"
          "insert into outcomes by name select * exclude (i, k) replace (o.outcome_id || i || k as outcome_id, document_id || '-x' || i as document_id)"
          f" from outcomes o, range(20) t(i), range(3) u(k) where document_id = '{ZMD}-2016' and i > 0", "documents", "claims_enough_for_the_length"),
    Fault("the review lost", f"delete from outcomes where document_id = '{ZMD}-2018'", "documents", "whole_report_has_review_and_plan", f"{ZMD}-2018"),
    Fault("a report of which a fifth is left", change("documents", "text = left(text, 400)", f"document_id = '{ZMD}-2016'"),
          "documents", "whole_document_as_long_as_before"),
    Fault("a summary of 800 characters posing as the whole", change("documents", "text = left(text, 800)", f"document_id = '{RONGAN}-2024'"),
          "documents", "whole_document_long_enough", f"{RONGAN}-2024"),
    Fault("an excerpt posing as the whole", change("documents", "title = '政府工作报告（摘要）——融安县'", f"document_id = '{RONGAN}-2024'"),
          "documents", "whole_document_is_no_summary", f"{RONGAN}-2024"),
    Fault("an interpretation taken for the report", change("documents", "title = '一图读懂2015年驻马店市政府工作报告'", f"document_id = '{ZMD}-2015'"),
          "documents", "whole_document_is_no_summary", f"{ZMD}-2015"),
    # Years that jump
    Fault("a report of 2014 filed as 2024", change("documents", "year = 2024", f"document_id = '{ZMD}-2014'"), "documents", "document_title_year_fits", f"{ZMD}-2014"),
    Fault("a report filed under a year it never names", change("documents", "year = 2003, title = '驻马店市政府工作报告'", f"document_id = '{ZMD}-2014'"),
          "documents", "document_speaks_of_its_year", f"{ZMD}-2014"),
    Fault("a year of 24", change("documents", "year = 24", f"document_id = '{SHILI}-2024'"), "documents", "document_year_plausible", f"{SHILI}-2024"),
    Fault("a year to come", change("documents", "year = 2042", f"document_id = '{SHILI}-2024'"), "documents", "document_not_from_the_future", f"{SHILI}-2024"),
    Fault("a bulletin of another year's last day", change("documents", "period_end = '2014-12-31'", "document_id = '999901-statistical_bulletin-2024'"),
          "documents", "document_period_end_in_its_year", "999901-statistical_bulletin-2024"),
    Fault("a promise for 2102", change("commitments", "period = 2102", f"commitment_id = {SOMETHING.format('commitment', ZMD + '-2015')}"), "commitments", "commitment_period_plausible"),
    Fault("a year missing between two reports", f"delete from documents where document_id = '{ZMD}-2014'", "documents", "report_years_unbroken"),
    # Quotes
    Fault("a quote that is no slice", change("commitments", "quote = quote || '。'", f"commitment_id = {SOMETHING.format('commitment', ZMD + '-2015')}"),
          "commitments", "commitment_quote_is_slice", f"{ZMD}-2015"),
    Fault("offsets that slipped by one", change("outcomes", "char_start = char_start + 1, char_end = char_end + 1", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"),
          "outcomes", "outcome_quote_is_slice", f"{ZMD}-2015"),
    Fault("offsets beyond the text", change("commitments", "char_start = 90000, char_end = 90010", f"commitment_id = {SOMETHING.format('commitment', ZMD + '-2015')}"),
          "commitments", "commitment_offsets_inside_text", f"{ZMD}-2015"),
    Fault("an admission in words that are not there", change("statements", "quote = '我们承认'", "statement_id = (select min(statement_id) from statements)"),
          "outcomes", "statement_quote_is_slice", "*"),
    # Damage
    Fault("a lost character in a quote", change("outcomes", "quote = '�' || substr(quote, 2)", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"),
          "outcomes", "outcome_quote_undamaged", f"{ZMD}-2015"),
    Fault("private-use characters left in a text", change("documents", "text = text || chr(57345)", f"document_id = '{ZMD}-2015'"), "documents", "document_damage_left"),
    # Doubles and wrong places
    Fault("one document under two addresses", recur(f"{ZMD}-2015", document_id="'copy'", url="'https://example.invalid/b'"), "documents", "document_under_two_addresses"),
    Fault("one text under two places", recur(f"{ZMD}-2015", document_id="'x-copy'", place_code="'450224'", captured_at="now()::timestamp"), "documents", "same_text_under_two_places", "x-copy"),
    Fault("one text under two years", recur(f"{ZMD}-2015", document_id="'copy'", year="2019"), "documents", "same_text_under_two_years", "copy"),
    Fault("a report of 米易县 filed under 易县", "insert into places by name select '130633' as place_code, '易县' as name, 'county' as level;"
          + change("documents", "place_code = '130633', title = '政府工作报告', text = replace(text, '融安', '米易')", f"document_id = '{RONGAN}-2024'"),
          "documents", "document_not_of_longer_name", f"{RONGAN}-2024"),
    Fault("a report that never names its place", "insert into places by name select '130627' as place_code, '唐县' as name, 'county' as level;"
          + change("documents", "place_code = '130627'", f"document_id = '{RONGAN}-2024'"), "documents", "document_names_no_other_place", f"{RONGAN}-2024"),
    Fault("a report that names no place at all", change("documents", "title = '政府工作报告', text = replace(replace(text, '融安', '我县'), '柳州', '我市')", f"document_id = '{RONGAN}-2024'"),
          "documents", "document_names_its_place"),
    Fault("a title that names another county", change("documents", "title = '2024年三江侗族自治县政府工作报告'", f"document_id = '{RONGAN}-2024'"),
          "documents", "document_title_names_its_place", f"{RONGAN}-2024"),
    Fault("a place that nobody knows", change("documents", "place_code = '999999'", f"document_id = '{RONGAN}-2024'"), "documents", "document_place_known", f"{RONGAN}-2024"),
    Fault("a claim under another place than its document's", change("outcomes", "place_code = '000000'", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"),
          "outcomes", "outcome_in_its_document", f"{ZMD}-2015"),
    # Outcomes and time
    Fault("a promise taken for a result", change("outcomes", "period = 2019", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"), "outcomes", "outcome_not_after_its_document"),
    Fault("a main result much older than its document", change("outcomes", "period = 1999, headline = true", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}"),
          "outcomes", "outcome_not_older_than_review"),
    Fault("evidence older than the promise", change("verdicts", f"evidence_document_id = '{ZMD}-2012'", f"commitment_id = {MISSED}"), "verdicts", "evidence_not_older_than_promise", f"{ZMD}-2015"),
    # Verdicts
    Fault("missed without evidence", change("verdicts", "evidence_quote = null", f"commitment_id = {MISSED}"), "verdicts", "missed_has_two_quotes", f"{ZMD}-2015"),
    Fault("lagging without evidence", change("verdicts", "evidence_quote = ' '", f"commitment_id = {LAGGING}"), "verdicts", "lagging_has_two_quotes", f"{SHILI}-2025"),
    Fault("evidence in words that are not there", change("verdicts", "evidence_quote = '没有这句话'", f"commitment_id = {MISSED}"), "verdicts", "evidence_quote_is_in_its_document", f"{ZMD}-2015"),
    Fault("missed, though the figure reaches the target", change("outcomes", "value = 1e18, comparator = '='", f"outcome_id = (select outcome_id from verdicts where commitment_id = {MISSED})")
          + ";" + change("commitments", "comparator = '>='", f"commitment_id = {MISSED}"),
          "verdicts", "missed_by_its_own_numbers", f"{ZMD}-2015"),
    Fault("evidence of another place", change("verdicts", f"evidence_document_id = '{NATION}-2016'", f"commitment_id = {MISSED}"), "verdicts", "evidence_is_of_the_same_place", f"{ZMD}-2015"),
    Fault("unreported, though a result is named", change("verdicts", f"outcome_id = {SOMETHING.format('outcome', ZMD + '-2015')}", f"commitment_id = {SILENT}"),
          "verdicts", "silence_has_no_outcome", f"{ZMD}-2014"),
    Fault("unreported, though the next report is cut off", change("documents", "complete = false, incomplete_reason = '缺尾'", f"document_id = '{ZMD}-2015'"),
          "verdicts", "unreported_only_in_whole_documents", f"{ZMD}-2014"),
    # Continuity
    Fault("dropped, though the next plan is cut off", change("documents", "complete = false, incomplete_reason = '缺尾'", f"document_id = '{ZMD}-2015'"),
          "continuity", "dropped_only_against_whole_plan", f"{ZMD}-2014"),
    Fault("dropped without proof of coverage", change("coverage", "state = 'overdue', document_id = null", "place_code = '411700' and kind = 'work_report' and year = 2015"),
          "continuity", "dropped_has_coverage_proof", f"{ZMD}-2014"),
    Fault("dropped without the section that was searched", change("verdicts", "next_quote = null", f"commitment_id = {DROPPED}"), "continuity", "dropped_has_two_quotes", f"{ZMD}-2014"),
    Fault("dropped, though it stands in the next list", "insert into commitments by name select * replace (c.commitment_id || '-n' as commitment_id, '411700-work_report-2015' as document_id, 2015 as period, true as headline)"
          f" from commitments c where commitment_id = {DROPPED}", "continuity", "dropped_target_not_in_next_list", f"{ZMD}-2014"),
    Fault("lowered to a greater number", change("commitments", "value = value * 10", f"commitment_id = (select next_commitment_id from verdicts where commitment_id = {LOWERED})"),
          "continuity", "lowered_is_lower", "*"),
    Fault("lowered without the next plan's words", change("verdicts", "next_quote = null", f"commitment_id = {LOWERED}"), "continuity", "lowered_has_two_quotes", "*"),
    Fault("lowered in words that are not there", change("verdicts", "next_quote = '没有这句话'", f"commitment_id = {LOWERED}"), "continuity", "next_quote_is_in_its_document", "*"),
    # Coverage, corrections, alerts
    Fault("a ledger ahead of the shelf", change("coverage", "document_id = 'gone'", "place_code = '411700' and year = 2015"), "coverage", "found_document_is_held"),
    Fault("a ledger that names another year's document", change("coverage", f"document_id = '{ZMD}-2014'", "place_code = '411700' and year = 2015"), "coverage", "found_document_fits", f"{ZMD}-2014"),
    Fault("a correction that no longer fits", "insert into corrections (file, line, document_id, field, state, fault)"
          f" values ('a.yaml', 3, '{ZMD}-2015', 'title', 'stale', 'title is otherwise')", "documents", "document_correction_stands", f"{ZMD}-2015"),
    Fault("an alert whose verdict has changed", change("alerts", "delivered_at = null, kind = 'dropped'", "alert_id = (select min(alert_id) from alerts where kind = 'missed')"),
          "alerts", "undelivered_alert_still_true"),
    Fault("the same alert twice", "insert into alerts from alerts limit 1", "alerts", "alert_ids_unique"),
]  # fmt: skip


def cost(report: CheckReport, found: CheckResult) -> set[tuple[str, str | None]]:
    """The document, and the claim or promise in it, that a result keeps back."""
    held = (*report.held, *report.claims, *(one for one, _ in report.verdicts))
    return {(one.document_id, one.row_id) for one in held if one.expectation == found.name}


@pytest.fixture
def copy(sample_database: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A copy of the sample, read and judged, with its ledger of coverage and its alerts, to plant faults into; without keys, as a file from elsewhere may be."""
    with duckdb.connect() as con:
        con.execute("set threads = 1")  # of so few rows several threads only wait for each other
        con.execute(f"attach '{sample_database}' as good (read_only)")
        for (table,) in con.execute(
            "select table_name from duckdb_tables() where database_name = 'good' and not internal"
        ).fetchall():
            con.execute(f"create table {table} as from good.{table}")
        yield con


@pytest.fixture(scope="module")
def caught() -> Generator[list[str]]:
    lines: list[str] = []
    yield lines
    print(f"\n\n{len(lines)} of {len(FAULTS)} planted faults caught")
    print(*lines, sep="\n")


def test_the_good_warehouse_raises_no_alarm(copy: duckdb.DuckDBPyConnection) -> None:
    report = run_checks(copy)
    assert [(r.name, r.detail) for r in report.failed] == []
    assert report.withheld == {} and report.blocking == []
    # Nothing passes for want of anything to look at: only what needs twenty documents of a kind is skipped.
    assert [r.name for r in report.skipped] == ["claims_enough_for_the_length"]


def test_there_are_faults_enough_and_each_differs() -> None:
    assert len(FAULTS) >= 40
    assert (
        len({fault.what for fault in FAULTS}) == len({fault.sql + fault.caught_by for fault in FAULTS}) == len(FAULTS)
    )


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.what for fault in FAULTS])
def test_planted_fault_is_caught(copy: duckdb.DuckDBPyConnection, caught: list[str], fault: Fault) -> None:
    before = {t: copy.execute(f"select md5(string_agg(x::varchar, '' order by x::varchar)) from {t} x").fetchall()
              for t in ("documents", "commitments", "outcomes", "statements", "verdicts", "coverage", "corrections", "alerts", "places")}  # fmt: skip
    for statement in fault.sql.split(";"):
        copy.execute(statement)
    changed = [t for t, digest in before.items() if copy.execute(f"select md5(string_agg(x::varchar, '' order by x::varchar)) from {t} x").fetchall() != digest]  # fmt: skip
    assert changed, "nothing was planted"
    # Place by place, where it is hardest to see; tests/warehouse/test_portions.py holds that larger portions find the same.
    report = run_checks(copy, only={fault.suite}, at_once=1)
    (found,) = [result for result in report.results if result.name == fault.caught_by]
    assert found.success is False and found.failed_rows >= 1, [(r.name, r.detail) for r in report.failed]
    assert found.reason and found.message and found.remedy and found.rows
    costs = cost(report, found)
    if fault.holds is None:
        assert found.severity != "critical" and not costs
    else:
        assert found.severity == "critical"
        assert costs and fault.holds in {"*", *(document for document, _ in costs)}
        if found.withholds == "document":
            assert {row_id for _, row_id in costs} == {None}
        else:
            # One number costs one claim, or what is said of one promise; the documents are published.
            assert all(row_id for _, row_id in costs) and report.withheld == {}, report.withheld
    kept = "、".join(f"{document} {row_id or ''}".strip() for document, row_id in costs)
    caught.append(f"{fault.what:<62}{found.severity:<10}{found.suite}.{found.name}  {found.failed_rows} rows  {kept}")


def test_a_fault_in_one_number_costs_one_claim(copy: duckdb.DuckDBPyConnection) -> None:
    """The others of its document, and the document, are kept; and nothing rests on it any longer."""
    (outcome, document) = copy.execute(
        "select o.outcome_id, o.document_id from verdicts v join outcomes o using (outcome_id)"
        " where v.verdict = 'missed' and o.indicator_id = 'gdp' and o.measure = 'growth' order by all"
    ).fetchall()[0]
    copy.execute("update outcomes set value = value * 10 where outcome_id = ?", [outcome])
    report = run_checks(copy, only={"documents", "outcomes", "commitments"})
    assert {(one.document_id, one.row_id) for one in report.claims} == {(document, outcome)}
    assert report.withheld == {} and report.blocking == []


def test_where_every_fifth_claim_is_unsound_the_document_is(copy: duckdb.DuckDBPyConnection) -> None:
    document = f"{ZMD}-2015"
    copy.execute(
        "update outcomes set quote = '�' || quote where outcome_id in (select outcome_id from outcomes where document_id = ?"
        " order by ordinal limit (select ceil(0.25 * (select count(*) from outcomes where document_id = ?)"
        " + 0.25 * (select count(*) from commitments where document_id = ?))))",
        [document] * 3,
    )
    report = run_checks(copy, only={"outcomes"})
    assert list(report.withheld) == [document] and "claims_unsound_all_over" in report.withheld[document]


def test_a_wrong_place_costs_the_document(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute(f"update documents set title = '2024年三江侗族自治县政府工作报告' where document_id = '{RONGAN}-2024'")
    report = run_checks(copy, only={"documents"})
    assert list(report.withheld) == [f"{RONGAN}-2024"] and report.claims == []


def test_a_plan_that_says_it_sets_no_target_needs_no_list(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute(f"update commitments set headline = false where document_id = '{ZMD}-2016'")
    copy.execute(
        f"update documents set text = text || '今年没有提出经济增长的具体目标。' where document_id = '{ZMD}-2016'"
    )
    assert run_checks(copy, only={"documents"}).withheld == {}
