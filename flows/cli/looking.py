"""Commands that look at what is published: a question in SQL, the story of one commitment, its replay, what changed between two files; and the guides."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.faults import one_line, visible
from flows.cli.archive import HomeOption
from flows.cli.language import language
from flows.settings import find_home


def mount(app: typer.Typer) -> None:
    """Adds the commands query, show, verify, diff and guide."""
    for command in (query, show, verify, diff, guide):
        app.command()(command)


def query(
    sql: Annotated[str, typer.Argument(help="SQL, read only, on the published file and on nothing else.")],
    rows: Annotated[int, typer.Option(min=1, help="How many rows to show in a terminal; a pipe gets all.")] = 100,
    seconds: Annotated[float, typer.Option(min=1, help="Break off what takes longer.")] = 60,
    home: HomeOption = None,
) -> None:
    """Query the published file: a table in a terminal, CSV in a pipe."""
    from flows.cli.answers import print_csv, print_table
    from warehouse.asking import asking
    from warehouse.query import SqlError

    try:
        with asking(find_home(home).published_database, sql, seconds) as answer:
            if sys.stdout.isatty():
                print_table(answer, rows)
            else:
                print_csv(answer)
    except SqlError as error:
        print(f"pledgewatch: {visible(one_line(error))}", file=sys.stderr)
        if error.drawing:
            print(visible(error.drawing), file=sys.stderr)
        raise typer.Exit(1) from None


def show(
    commitment_id: Annotated[str, typer.Argument(help="As in commitments.commitment_id.")], home: HomeOption = None
) -> None:
    """Tell what became of one commitment, with the quotes and their sources."""
    from flows.cli.story import tell
    from warehouse.query import story

    print(visible(tell(story(find_home(home).published_database, commitment_id), language())))


def verify(
    commitment_id: Annotated[str, typer.Argument(help="As in commitments.commitment_id.")], home: HomeOption = None
) -> None:
    """Replay one verdict from the archived bytes: status 0 it holds, 1 it no longer does, 2 bytes are missing, 3 nothing to replay."""
    from flows.verify import VerifyError, verify, words

    try:
        replay = verify(find_home(home), commitment_id)
    except VerifyError as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(3) from None
    print(visible(words(replay, language())))
    raise typer.Exit(replay.status)


def diff(
    old: Annotated[Path, typer.Argument(help="A published file, pledges.duckdb, as it was.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="The published file as it is.", metavar="NEW")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List what changed between two published files, and why: a document that is new or changed, or new code."""
    from warehouse.difference import as_json as to_json
    from warehouse.difference import difference, words

    changes = difference(old, new)
    print(to_json(changes) if as_json else visible(words(changes, language())))


def guide(name: Annotated[str | None, typer.Argument(help="As listed without a name.")] = None) -> None:
    """Print a guide: how a source file is written, a correction, the cookbook of questions …"""
    from flows.guides import GUIDES
    from flows.guides import guide as file_of

    if name is None:
        print("\n".join(GUIDES))
        return
    if name not in GUIDES:
        print(f"pledgewatch: guide {name}: there is none; one of {', '.join(GUIDES)}", file=sys.stderr)
        raise typer.Exit(1)
    print(file_of(name).read_text("utf-8"))
