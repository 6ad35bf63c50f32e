"""What a run did, in words: counts, the most telling verdicts, what failed, and where the files are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from flows.alerting.wording import LINKS, ORDER
from flows.capturing.progress import Took, Watch, cpu_seconds
from flows.cli.language import labels
from flows.cli.terminal import padded
from flows.settings import Home
from warehouse.labels import Labels, fact_word, place_said
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
_LABEL = 14  # columns of a terminal
_COUNTED = (
    "met", "missed", "lagging", "on_track", "dropped", "lowered", "words_only", "unreported", "unclear", "pending", "not_due", "untestable",
)  # fmt: skip


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
    read: int = 0  # documents that were read: more than new and changed where an earlier run had left some

    def take_alerts(self, alerted: Alerted) -> None:
        """Takes over what a run of the flow `alert` did."""
        self.alerts, self.cleared, self.held, self.undelivered, self.faults = (
            alerted.raised, alerted.cleared, alerted.held, alerted.failures, alerted.faults,
        )  # fmt: skip


def print_summary(
    console: Any, home: Home, summary: Summary, watch: Watch | None = None, verbose: bool = False
) -> None:
    """Prints the summary of a run, in the language of the command; what stands in the published file is counted there. `verbose` adds what
    its stages took."""
    say = labels()
    out = _Lines(console.print, say)
    console.print(f"\n{summary.headline}", style="bold")
    _print_news(out, summary)
    refused = len(summary.failed) + len(summary.rejected)
    new, changed = summary.new, summary.changed
    out("documents", say("run_documents_of", new=new, changed=changed, unchanged=summary.unchanged, refused=refused))
    earlier = summary.read - new - changed
    if earlier > 0:  # a run that ended early had left them, or a new reader reads all of them again
        out("caught_up", say("run_caught_up_of", n=earlier))
    if not home.published_database.exists():
        out.plain(say("run_nothing"))
    else:
        with open_published(home.published_database) as con:
            # What stands since earlier runs is not told again where this one found nothing.
            _print_tables(out, con, telling=bool(new or changed or earlier > 0) and not summary.alerts)
    if summary.handed_over:
        out("handed", say("run_handed_of"))
    if summary.held:
        out("kept", say("run_kept_of", n=summary.held))
    rejections = 'pledgewatch query "from rejections"'
    out.many("not_sent", summary.undelivered, rejections)
    out.many("rejected", [*summary.failed, *summary.rejected, *summary.faults], rejections)
    out.many("look_at", [*summary.warnings, *summary.unfinished], rejections)
    if home.published_database.exists():
        out("published", str(home.published_database))
        out("", f"{home.published / 'csv'}, {home.published / 'parquet'}")
        if (home.site / "index.html").is_file():
            out("site", f"{home.site / 'index.html'}   (pledgewatch site --serve)")
        out("next", 'pledgewatch query "from missed limit 5"   pledgewatch show ID')
    if verbose and watch is not None:
        _print_stages(console.print, watch)


class _Lines:
    """Lines of a summary: a label of the language in a column of its own, and what it says."""

    def __init__(self, out: Any, say: Labels) -> None:
        self.plain, self.say = out, say

    def __call__(self, label: str, text: str) -> None:
        self.plain(padded(self.say(f"run_{label}") if label else "", _LABEL) + text)

    def many(self, label: str, lines: list[str], where: str) -> None:
        for number, line in enumerate(lines[:_SHOWN_LINES]):
            self(label if number == 0 else "", line)
        if len(lines) > _SHOWN_LINES:
            self("", self.say("run_more", n=len(lines) - _SHOWN_LINES, where=where))


def _print_news(out: _Lines, summary: Summary) -> None:
    """What nobody was told before: accusations, edits with the words removed and added, sources gone quiet; and what no longer holds."""
    if summary.alerts:
        out("alerts", out.say("run_alerts_new", n=len(summary.alerts)))
        shown = _of_each_kind(summary.alerts)
        for message in shown:
            head, *rest = message.splitlines()
            out.plain(f"  {head}")
            for line in rest:
                if not line.endswith("解除") and not line.startswith(LINKS):
                    out.plain(f"            {line}")
        if more := len(summary.alerts) - len(shown):
            out("", out.say("run_more", n=more, where="pledgewatch alert list"))
    out.many("cleared", summary.cleared, "pledgewatch alert list --all")


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


def _print_tables(out: _Lines, con: duckdb.DuckDBPyConnection, telling: bool) -> None:
    say = out.say

    def one(sql: str) -> int:
        return int(con.execute(sql).fetchall()[0][0])

    count = {str(k): int(n) for k, n in con.execute("select verdict, count(*) from verdicts group by all").fetchall()}
    # Verdict and continuity share the word pending: only the verdict's is counted here.
    lost = "select continuity, count(*) from verdicts where continuity in ('dropped', 'lowered', 'words_only') group by all"
    count |= {str(k): int(n) for k, n in con.execute(lost).fetchall()}
    documents, places = one("select count(*) from documents"), one("select count(distinct place_code) from documents")
    out("held", say("run_held_of", documents=documents, places=places))
    commitments, outcomes = one("select count(*) from commitments"), one("select count(*) from outcomes")
    out("commitments", say("run_commitments_of", commitments=commitments, outcomes=outcomes))
    counted = [say("run_count", n=count.get(kind, 0), word=say(kind)) for kind in _COUNTED]
    out("verdicts", say("comma_list").join(counted))
    if telling:
        _print_telling(out, con)


def _print_telling(out: _Lines, con: duckdb.DuckDBPyConnection) -> None:
    shown_kinds: set[str] = set()
    told: set[str] = set()
    lang = out.say.lang
    for kind, name, fictional, year, quote, reason, commitment_id in con.execute(_TELLING).fetchall():
        if kind in shown_kinds or commitment_id in told:  # one of each kind, and no commitment twice
            continue
        shown_kinds.add(kind)
        told.add(commitment_id)
        text = " ".join(str(quote).split())
        text = text if len(text) <= 60 else text[:59] + "…"
        of = place_said(name, fictional, lang) + out.say("run_of_year", year=year)
        out.plain(f"\n  {fact_word(str(kind), lang)}  {of}“{text}”")
        out.plain(f"            {reason}")
        out.plain(f"            {commitment_id}")
    out.plain("")
