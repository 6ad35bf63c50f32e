"""`pledgewatch archive`: hand out the evidence of one verdict, and check what is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.faults import visible
from flows.settings import HOME_VARIABLE, find_home

_given: list[Path | None] = [None]


def _remember(home: Path | None) -> Path | None:
    _given[0] = home
    return home


def home_given() -> Path | None:
    """The home folder of the command that runs, for whoever has to leave a file there; None where none was given and none is there."""
    root = find_home(_given[0]).root
    return root if root.is_dir() else None


HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", envvar=HOME_VARIABLE, callback=_remember, help="Folder of archive, database and published files."
    ),
]
app = typer.Typer(no_args_is_help=True, help="The archive of everything fetched, as WARC files.")


@app.command()
def export(
    commitment_id: Annotated[str, typer.Argument(help="As in commitments.commitment_id; verdicts have the same ids.")],
    file: Annotated[Path, typer.Argument(help="Where to write it: evidence.warc.gz")],
    home: HomeOption = None,
) -> None:
    """Write the evidence of one verdict as a WARC file: the promise's document, the evidence's, and the next plan's."""
    from datetime import datetime

    from extract.archive.store import Archive, ArchiveError
    from extract.formats.multipage import parts_of
    from warehouse.query import QueryError, story

    base = find_home(home)
    try:
        found = story(base.published_database, commitment_id)
        documents = {
            d["sha256"]: d
            for d in (found.document, found.evidence_document, found.next_document)
            if d and d.get("sha256")
        }
        captures: list[tuple[str, str, datetime | None]] = [
            (sha256, str(d["url"]), d.get("captured_at")) for sha256, d in documents.items()
        ]
        archive = Archive(base.archive)
        captures += [
            (str(part.sha256), part.url, at) for sha256, _, at in captures for part in parts_of(sha256, archive.get)
        ]
        about = f"evidence of {found.commitment['commitment_id']}"
        size = archive.export(captures, file, about)
    except (QueryError, ArchiveError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"{file}: {size} bytes, {about}")
    for sha256, document in documents.items():
        print(f"  {sha256}  {document['document_id']}  {visible(document['url'])}")


@app.command()
def check(home: HomeOption = None) -> None:
    """Read the whole archive and verify every digest; one line for each fault, and exit status 1."""
    from extract.archive.check import check as run
    from extract.archive.store import Archive
    from flows.cli.terminal import console as new_console

    base = find_home(home)
    console = new_console(stderr=True)
    with console.status("reading") as status:
        result = run(Archive(base.archive), lambda name: status.update(f"reading {name}"))
    for fault in result.faults:
        print(fault)
    print(
        f"{base.archive}: {result.files} WARC files, {result.records} records ({result.revisits} of them revisits), "
        f"{result.captures} captures, {result.plain} plain files of before; {len(result.faults)} faults"
    )
    if result.faults:
        raise typer.Exit(1)
