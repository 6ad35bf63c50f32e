"""The command `pledgewatch`. Heavy libraries are imported by the commands that need them, so that reading starts fast."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.faults import visible
from flows.cli import alerts, archive, checks, errors, export, looking, serving, site, sources, verdicts
from flows.cli.archive import HomeOption, home_given
from flows.cli.checks import CorrectionsOption
from flows.cli.errors import UserError
from flows.cli.language import asked_for, choose, labels
from flows.cli.sources import SourcesOption
from flows.cli.terminal import console as new_console
from flows.cli.terminal import prepare_output
from flows.settings import find_home, find_sources, quiet_libraries

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False,
    help="Follows the numbers that Chinese governments promise in their work reports to what became of them.",
)  # fmt: skip
app.add_typer(sources.app, name="sources")
app.add_typer(archive.app, name="archive")
verdicts.mount(app)
app.add_typer(alerts.app, name="alert")
serving.mount(app)
export.mount(app)
site.mount(app)
checks.mount(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"pledgewatch {version('pledgewatch')}")
        raise typer.Exit


@app.callback()
def every_command(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", help="zh or en, for what people read; by the locale where not given (PLEDGEWATCH_LANG)."
        ),
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Follows the numbers that Chinese governments promise in their work reports to what became of them."""
    choose(lang)


VerboseOption = Annotated[
    bool, typer.Option("--verbose", help="Print what each stage took, by the clock and of the processors.")
]


def main() -> None:
    """Entry point: whatever goes wrong is one line on stderr and an exit status, as flows/cli/errors.py has them."""
    prepare_output()
    try:
        errors.run(_run, home_given)
    finally:
        gc.freeze()  # else Python looks through all that the libraries hold once more before it ends, which takes a second


def _run() -> None:
    if asked_for(sys.argv[1:]) != "zh":
        return app()
    from flows.cli.translated import in_chinese

    return in_chinese(typer.main.get_command(app))()


@app.command()
def nightly(
    sources: SourcesOption = None,
    corrections: CorrectionsOption = None,
    verbose: VerboseOption = False,
    home: HomeOption = None,
) -> None:
    """Run the main job: fetch what the sources list, read, judge, check, publish, and raise alerts."""
    place, directory = find_home(home), find_sources(sources)
    if directory is not None and not directory.is_dir():
        raise UserError(f"{directory}: no such folder of source files; see `pledgewatch guide sources`")
    if corrections is not None and not corrections.is_dir():
        raise UserError(f"{corrections}: no such folder of corrections; see `pledgewatch guide corrections`")
    console = new_console(soft_wrap=True)
    quiet_libraries(place)
    from flows.capturing.progress import watching
    from flows.stopping import stoppable

    with stoppable(), watching("starting (the first start takes some seconds)") as watch:
        from flows.cli.summary import Summary, print_summary
        from flows.nightly import run_night
        from flows.serving.health import health

        night = run_night(place, directory, corrections)
    headline = "pledgewatch nightly"
    if night.is_sample:
        headline += ": " + labels()("run_sample")
    captured, processed = night.captured, night.processed
    summary = Summary(
        headline,
        captured.new,
        captured.changed,
        captured.unchanged,
        [*captured.failed, *captured.damaged],
        processed.rejected,
        processed.warnings,
        unfinished=processed.unfinished,
        read=processed.read,
    )
    summary.take_alerts(night.alerted)
    print_summary(console, place, summary, watch, verbose)
    if processed.unfinished or processed.blocked:
        raise typer.Exit(errors.UNFINISHED)
    if (state := health(place)).status:
        print(f"pledgewatch: {state.line}", file=sys.stderr)
        raise typer.Exit(errors.ATTENTION)


@app.command()
def add(
    documents: Annotated[
        list[str] | None,
        typer.Argument(help="Files (HTML, text, PDF, Word, Excel) or addresses.", metavar="FILE_OR_URL..."),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Code of the place, six digits; worked out from the text where not given.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="work_report, statistical_bulletin or progress_notice.")] = None,
    year: Annotated[
        int | None, typer.Option(help="Year that a report plans for, or that a bulletin reports on.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="CSV with the columns path, place_code, kind, year, period_end (of notices, as 2025-09-30); blanks are worked out."
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses on private networks and the loopback.")
    ] = False,
    here: Annotated[
        bool, typer.Option("--here", help="Process in this run, even where a Prefect server would do it.")
    ] = False,
    verbose: VerboseOption = False,
    home: HomeOption = None,
) -> None:
    """Take single documents, or the many of a manifest, through the same way as a night's.

    Where PREFECT_API_URL names a server, the event of their capture starts the flows there.
    """
    if not documents and manifest is None:
        raise UserError("nothing to add: name files or addresses, or pass --manifest CSV")
    base = find_home(home)
    quiet_libraries(base)
    console = new_console(soft_wrap=True)
    from flows.capturing.progress import watching
    from flows.stopping import stoppable

    with stoppable(), watching() as watch:
        from flows.add import Filing, run_add
        from flows.cli.summary import print_summary
        from flows.events import server_address

        filing = Filing(documents or [], manifest, place, kind, year, allow_private)
        added = run_add(base, filing, hand_over=bool(server_address()) and not here)
    print_summary(console, base, added, watch, verbose)
    if added.unfinished:
        raise typer.Exit(errors.UNFINISHED)
    if added.failed or added.rejected:
        raise typer.Exit(1)


@app.command()
def rebuild(home: HomeOption = None) -> None:
    """Make the working database anew from the archive and the published file; the old one is put aside. It raises no alert."""
    place = find_home(home)
    quiet_libraries(place)
    from flows.capturing.progress import watching
    from flows.stopping import stoppable

    with stoppable(), watching():
        from flows.rebuilding import rebuild as run

        done = run(place, lambda line: print(f"{line} …", file=sys.stderr))

    say = labels()
    for line in done.sources:
        print(f"{say('rebuild_from'):<8}  {line}")
    for table, rows in done.rows.items():
        if rows:
            print(f"{rows:>9}  {table}")
    for line in done.rejected:
        print(f"{say('run_rejected'):<8}  {visible(line)}")
    if done.aside is not None:
        print(say("rebuild_aside", path=done.aside))


looking.mount(app)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A local document (HTML, text, PDF, Word, Excel).")],
    kind: Annotated[str | None, typer.Option(help="work_report, statistical_bulletin or progress_notice.")] = None,
    year: Annotated[int | None, typer.Option(help="As for add.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Read one document and explain it: text with claims marked, sections, and the rules behind each claim."""
    from flows.add import FilingError, check_filing
    from flows.cli.explain import ExplainError, explain, print_reading
    from flows.cli.explain import as_json as to_json

    try:
        known = check_filing("the command line", None, kind, year)
        page, own, reading = explain(file, known["kind"], year)
    except (ExplainError, FilingError) as error:
        raise UserError(str(error)) from error
    if as_json:
        print(to_json(page, own, reading))
        return
    print_reading(new_console(soft_wrap=True), page, own, reading)


vocabulary_app = typer.Typer(no_args_is_help=True, help="The controlled vocabulary of indicators.")
app.add_typer(vocabulary_app, name="vocabulary")


@vocabulary_app.command("check")
def vocabulary_check(home: HomeOption = None) -> None:
    """Find duplicate aliases, and indicators that no published claim has ever matched."""
    from extract import vocabulary
    from warehouse.asking import run_query

    problems = vocabulary.check()
    for problem in problems:
        print(problem)
    indicators = vocabulary.load()
    published = find_home(home).published_database
    if published.exists():
        _, rows = run_query(
            published,
            "select distinct indicator_id from (select indicator_id from commitments union all select indicator_id from outcomes)",
        )
        used = {row[0] for row in rows}
        unused = [i.id for i in indicators if i.id not in used]
        print(labels()("vocabulary_of", all=len(indicators), unused=len(unused), path=published))
        print("  " + ", ".join(unused))
    else:
        print(labels()("vocabulary_unpublished", all=len(indicators)))
    if problems:
        raise typer.Exit(1)
