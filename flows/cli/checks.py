"""`pledgewatch check` and `pledgewatch quarantine`: is it sound, what is kept back, and letting it go with a reason."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli.archive import HomeOption
from flows.cli.language import labels
from flows.settings import CORRECTIONS_VARIABLE, find_home, quiet_libraries
from warehouse.labels import Labels

CorrectionsOption = Annotated[
    Path | None,
    typer.Option(
        "--corrections", envvar=CORRECTIONS_VARIABLE,
        help="Folder of corrections (*.yaml); without it `corrections` beside the source files, else those already known.",
    ),
]  # fmt: skip
quarantine_app = typer.Typer(help="Documents and claims that the checks keep back.", invoke_without_command=True)


def mount(app: typer.Typer) -> None:
    """Adds the commands check and quarantine."""
    app.command()(check)
    app.add_typer(quarantine_app, name="quarantine")


def _fail(message: object) -> typer.Exit:
    print(f"pledgewatch: {message}", file=sys.stderr)
    return typer.Exit(1)


def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A warehouse or a published file; without it this home's warehouse.", metavar="FILE.duckdb"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    home: HomeOption = None,
) -> None:
    """Run the suites on a warehouse: failures first; status 1 where a critical one keeps something back, 2 where it can't be checked."""
    base = find_home(home)
    quiet_libraries(base)
    from checks.run import run_checks
    from checks.suites import SuiteError
    from checks.validate import CheckError
    from flows.cli.check_report import as_json as to_json
    from flows.cli.check_report import print_report
    from warehouse.opening import OpenError, open_any

    try:
        with open_any(file or base.database) as con:
            report = run_checks(con)
    except (OpenError, CheckError, SuiteError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(to_json(report))
    else:
        print_report(report)
    if not report.is_clear:
        raise typer.Exit(1)


@quarantine_app.callback()
def quarantine(context: typer.Context, home: HomeOption = None) -> None:
    """List the documents and claims that are kept back, and those that were released; the same as `quarantine list`."""
    context.obj = home
    if context.invoked_subcommand is None:
        _list(home)


@quarantine_app.command("list")
def list_command(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    home: HomeOption = None,
) -> None:
    """List the documents and claims that are kept back, and those that were released."""
    _list(home or context.obj, as_json)


def _database(home: Path | None) -> Path:
    database = find_home(home).database
    if not database.is_file():
        raise _fail(f"no warehouse at {database}: run `pledgewatch nightly` first")
    return database


def _list(home: Path | None, as_json: bool = False) -> None:
    from rich.table import Column, Table

    from flows.cli.terminal import console
    from warehouse.opening import OpenError, open_any
    from warehouse.quarantine import listed
    from warehouse.withholding import listed_claims

    try:
        with open_any(_database(home)) as con:
            rows = [*listed(con), *listed_claims(con)]
    except OpenError as error:
        raise _fail(error) from None
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        return
    say = labels()
    if not rows:
        print(say("quarantine_none"))
        return
    table = Table(say("quarantine_state"), Column(say("source_documents"), no_wrap=True), say("quarantine_since"), Column(say("check_name"), no_wrap=True), say("quarantine_why"))  # fmt: skip
    for row in rows:
        table.add_row(
            _state(row, say), row["document_id"], f"{row['since']:%Y-%m-%d}", row["expectation"], row["reason"]
        )
    console(width=None if sys.stdout.isatty() else 180).print(table)


def _state(row: dict[str, Any], say: Labels) -> str:
    if row["released_at"]:
        return say("check_released")
    return say("check_claims", n=row["claims"]) if "claims" in row else say("check_document")


@quarantine_app.command()
def show(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument(help="As in documents.document_id.")],
    home: HomeOption = None,
) -> None:
    """Show why one document is kept back, what stands published of it, and what to do."""
    from warehouse.opening import OpenError, open_any
    from warehouse.quarantine import QuarantineError, failures, shown

    base, say = find_home(home or context.obj), labels()
    try:
        with open_any(_database(home or context.obj)) as con:
            rows = shown(con, document_id)
            against = failures(con, document_id)
        print(f"{rows[0]['document_id']}  {rows[0]['title'] or ''}\n        {rows[0]['url']}")
        print(f"{say('quarantine_published')}    {_published(base.published_database, document_id, say)}")
        for row in rows:
            failing = say("quarantine_from", name=row["expectation"], day=f"{row['since']:%Y-%m-%d}")
            print(f"{_state(row, say):<6}{failing}\n        {row['reason']}")
            print(f"        {say('quarantine_remedy', text=row['remedy'])}")
            for row_id, detail in against.get(row["expectation"], []):
                print(f"        · {' '.join(part for part in (row_id, detail) if part)}")
            if row["released_at"]:
                moment = f"{row['released_at']:%Y-%m-%d %H:%M}"
                print(
                    f"        {say('quarantine_let_go', time=moment, who=row['released_by'], why=row['release_reason'])}"
                )
    except (OpenError, QuarantineError) as error:
        raise _fail(error) from None


def _published(database: Path, document_id: str, say: Labels) -> str:
    from warehouse.opening import OpenError, open_any

    try:
        with open_any(database) as con:
            rows = con.execute(
                "select captured_at, held_since from documents where document_id = ?", [document_id]
            ).fetchall()
    except OpenError:
        rows = []
    if not rows:
        return say("quarantine_not_published")
    captured, held = rows[0]
    return say("quarantine_last_good" if held else "quarantine_own", day=f"{captured:%Y-%m-%d}")


@quarantine_app.command()
def release(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument(help="As in documents.document_id.")],
    reason: Annotated[str, typer.Option(help="Why it may be published although it fails; kept and published.")],
    who: Annotated[str | None, typer.Option(help="Who releases it; the user's login name where not given.")] = None,
    home: HomeOption = None,
) -> None:
    """Publish a document although it fails, with a reason that is kept, until its bytes change."""
    base = find_home(home or context.obj)
    database = _database(home or context.obj)
    quiet_libraries(base)
    from warehouse.quarantine import QuarantineError
    from warehouse.quarantine import release as let_go
    from warehouse.store import open_store

    try:
        with open_store(database) as con:
            names = let_go(con, document_id, reason, who or _login())
        from flows.processing.run import process_documents

        done = process_documents(base)
    except QuarantineError as error:
        raise _fail(error) from None
    say = labels()
    print(say("quarantine_done", document=document_id, names="、".join(names)))
    print(say("quarantine_again" if done.published else "quarantine_later"))


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user in a container
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
