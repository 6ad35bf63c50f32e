"""What a run did, in words: counts, the most telling verdicts, what failed, and where the files are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from flows.alerting.wording import LINKS, ORDER
from flows.capturing.progress import Took, Watch, cpu_seconds
from flows.settings import Home
from warehouse.labels import fact_word, place_said
from warehouse.query import open_published

if TYPE_CHECKING:
    from flows.alerting.ledger import Alerted

# The most telling of what the last judging brought or changed: a headline target with the widest gap for its size, of each kind the newest year first.
_TELLING = """
select kind, name, fictional, year, quote, reason, commitment_id from (
  select *, row_number() over (partition by kind order by pick desc, gap desc, year desc, commitment_id) as place_in_kind from (
    select k.kind, p.name, p.fictional, d.year, c.quote, v.reason, v.commitment_id,
           c.headline::int + (k.kind = 'dropped' and v.verdict = 'missed')::int as pick,
           coalesce(abs(v.shortfall) / nullif(abs(c.value), 0), 0) as gap
    from verdicts v
    join commitments c using (commitment_id) join documents d using (document_id) join places p on p.place_code = d.place_code
    join (values ('lagging'), ('missed'), ('dropped')) k(kind) on v.verdict = k.kind or v.continuity = k.kind
    where v.confidence >= 0.8 and v.commitment_id in (
      select commitment_id from verdict_changes where changed_at >= (select max(changed_at) from verdict_changes) - interval 1 hour)
  )
) where place_in_kind <= 3 order by kind = 'lagging' desc, kind = 'missed' desc, place_in_kind
"""
_SHOWN_LINES = 12


@dataclass(slots=True)
class Summary:
    """The figures of a run, ready to print."""

    headline: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list[str])
    rejected: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])
    alerts: list[str] = field(default_factory=list[str])
    cleared: list[str] = field(default_factory=list[str])
    held: int = 0
    undelivered: list[str] = field(default_factory=list[str])
    faults: list[str] = field(default_factory=list[str])
    unfinished: list[str] = field(default_factory=list[str])
    handed_over: bool = False

    def take_alerts(self, alerted: Alerted) -> None:
        """Takes over what a run of the flow `alert` did."""
        self.alerts, self.cleared, self.held, self.undelivered, self.faults = (
            alerted.raised, alerted.cleared, alerted.held, alerted.failures, alerted.faults,
        )  # fmt: skip


def print_summary(
    console: Any, home: Home, summary: Summary, watch: Watch | None = None, verbose: bool = False
) -> None:
    """Prints the summary of a run; what stands in the published file is counted there. `verbose` adds what its stages took."""
    out = console.print
    out(f"\n{summary.headline}", style="bold")
    _print_news(out, summary)
    refused = len(summary.failed) + len(summary.rejected)
    out(
        f"documents     {summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, {refused} rejected"
    )
    if not home.published_database.exists():
        out("nothing has been published yet")
    else:
        with open_published(home.published_database) as con:
            # What stands since earlier runs is not told again where this one found nothing.
            _print_tables(out, con, telling=bool(summary.new or summary.changed) and not summary.alerts)
    if summary.handed_over:
        out("handed over   the Prefect server runs process and alert; look there for what becomes of them")
    if summary.held:
        out(f"held back     {summary.held} facts that were so before anybody watched; they raise no alert")
    _print_lines(out, "not sent", summary.undelivered)
    _print_lines(out, "rejected", [*summary.failed, *summary.rejected, *summary.faults])
    _print_lines(out, "look at", [*summary.warnings, *summary.unfinished])
    if home.published_database.exists():
        out(f"published     {home.published_database}")
        out(f"              {home.published / 'csv'}, {home.published / 'parquet'}")
        if (home.site / "index.html").is_file():
            out(f"site          {home.site / 'index.html'}   (pledgewatch site --serve)")
        out('next          pledgewatch query "from missed limit 5"   pledgewatch show ID')
    if verbose and watch is not None:
        _print_stages(out, watch)


def _print_news(out: Any, summary: Summary) -> None:
    """What nobody was told before: accusations, edits with the words removed and added, sources gone quiet; and what no longer holds."""
    if summary.alerts:
        out(f"alerts        {len(summary.alerts)} new; all stand in the table alerts (pledgewatch alert list)")
        shown = _of_each_kind(summary.alerts)
        for message in shown:
            head, *rest = message.splitlines()
            out(f"  {head}")
            for line in rest:
                if not line.endswith("解除") and not line.startswith(LINKS):
                    out(f"            {line}")
        if more := len(summary.alerts) - len(shown):
            out(f"{'':<14}and {more} more: pledgewatch alert list")
    _print_lines(out, "cleared", summary.cleared, "pledgewatch alert list --all")


def _of_each_kind(messages: list[str]) -> list[str]:
    """The most telling kinds first, and of many messages some of each kind."""
    words = [f"【{fact_word(kind)}】" for kind in ORDER]
    kinds = [[m for m in messages if m.startswith(word)] for word in words]
    kinds = [own for own in [*kinds, [m for m in messages if not m.startswith(tuple(words))]] if own]
    most = len(messages) if len(messages) <= _SHOWN_LINES else max(1, _SHOWN_LINES // len(kinds))
    return [message for own in kinds for message in own[:most]]


def _print_stages(out: Any, watch: Watch) -> None:
    """What each stage took; the rest is starting Python, importing, and what is between the stages."""
    out(f"\n{'stage':<14}{'seconds':>8}{'CPU':>8}")
    clock, cpu = watch.seconds(), cpu_seconds()
    rest = Took("the rest", clock, cpu)
    for took in watch.took.values():
        out(f"{took.stage:<14}{took.seconds:>8.2f}{took.cpu:>8.2f}")
        rest.seconds -= took.seconds
        rest.cpu -= took.cpu
    for took in (rest, Took("all", clock, cpu)):
        out(f"{took.stage:<14}{took.seconds:>8.2f}{took.cpu:>8.2f}")


def _print_tables(out: Any, con: duckdb.DuckDBPyConnection, telling: bool) -> None:
    def one(sql: str) -> int:
        return int(con.execute(sql).fetchall()[0][0])

    count = {str(k): int(n) for k, n in con.execute("select verdict, count(*) from verdicts group by all").fetchall()}
    # Verdict and continuity share the word pending: only the verdict's is counted here.
    lost = "select continuity, count(*) from verdicts where continuity in ('dropped', 'lowered', 'words_only') group by all"
    count |= {str(k): int(n) for k, n in con.execute(lost).fetchall()}
    out(
        f"held          {one('select count(*) from documents')} documents of {one('select count(distinct place_code) from documents')} places"
    )
    out(f"commitments   {one('select count(*) from commitments')}   outcomes {one('select count(*) from outcomes')}")
    shown = (
        "met",
        "missed",
        "lagging",
        "on_track",
        "dropped",
        "lowered",
        "words_only",
        "unreported",
        "unclear",
        "pending",
        "not_due",
        "untestable",
    )
    out("verdicts      " + ", ".join(f"{count.get(k, 0)} {k}" for k in shown))
    if not telling:
        return
    shown_kinds: set[str] = set()
    told: set[str] = set()
    for kind, name, fictional, year, quote, reason, commitment_id in con.execute(_TELLING).fetchall():
        if kind in shown_kinds or commitment_id in told:  # one of each kind, and no commitment twice
            continue
        shown_kinds.add(kind)
        told.add(commitment_id)
        place = place_said(name, fictional)
        text = " ".join(str(quote).split())
        text = text if len(text) <= 60 else text[:59] + "…"
        out(f"\n  {fact_word(str(kind))}  {place} {year}年：“{text}”")
        out(f"            {reason}")
        out(f"            {commitment_id}")
    out("")


def _print_lines(out: Any, label: str, lines: list[str], where: str = 'pledgewatch query "from rejections"') -> None:
    for i, line in enumerate(lines[:_SHOWN_LINES]):
        out(f"{label if i == 0 else '':<14}{line}")
    if len(lines) > _SHOWN_LINES:
        out(f"{'':<14}and {len(lines) - _SHOWN_LINES} more: {where}")
