"""`pledgewatch archive`: hand out the evidence of one verdict, and check what is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.faults import visible
from flows.cli.language import labels
from flows.settings import HOME_VARIABLE, Home, find_home

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
    file: Annotated[
        Path | None,
        typer.Argument(help="ID.zip by default: the dossier. NAME.warc.gz or NAME.wacz: the archived pages alone."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Hand out the evidence of one verdict as a file that a stranger can check with openssl and sha256sum: pages, quotes, arithmetic, and
    the proof of when these bytes were there."""
    from extract.archive.store import ArchiveError
    from flows.dossier import DossierError
    from warehouse.query import QueryError

    try:
        _export(find_home(home), commitment_id, file)
    except (QueryError, ArchiveError, DossierError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from error


def _export(base: Home, commitment_id: str, file: Path | None) -> None:
    from extract.archive.store import Archive
    from flows.dossier import DossierError, captures_of, export_dossier, export_wacz
    from warehouse.query import story

    say = labels()
    found = story(base.published_database, commitment_id)
    whole = str(found.commitment["commitment_id"])
    target = file or Path(f"{whole}.zip")
    if target.name.endswith(".warc.gz"):
        about = f"evidence of {whole}"
        Archive(base.archive).export(captures_of(base, found), target, about)
    elif target.suffix == ".wacz":
        export_wacz(base, whole, target)
    elif target.suffix == ".zip":
        made = export_dossier(base, whole, target)
        for name, body in sorted(made.files.items()):
            print(f"{len(body):>9}  {name}")
        for note in made.notes:
            print(say("source_note", line=note), file=sys.stderr)
    else:
        raise DossierError(f"{target}: name it .zip (the dossier), .warc.gz or .wacz (the pages alone)")
    print(say("archive_evidence", file=target, size=target.stat().st_size, commitment=whole))
    for sha256, url, _ in captures_of(base, found):
        print(f"  {sha256}  {visible(url)}")


@app.command()
def check(home: HomeOption = None) -> None:
    """Read the whole archive and verify every digest; one line for each fault, and exit status 1."""
    from extract.archive.check import check as run
    from extract.archive.store import Archive
    from flows.cli.terminal import console as new_console

    base, say = find_home(home), labels()
    console = new_console(stderr=True)
    with console.status(say("archive_reading", name="")) as status:
        result = run(Archive(base.archive), lambda name: status.update(say("archive_reading", name=name)))
    for fault in result.faults:
        print(fault)
    print(
        say(
            "archive_counted", folder=base.archive, files=result.files, records=result.records, revisits=result.revisits,
            captures=result.captures, plain=result.plain, faults=len(result.faults),
        )
    )  # fmt: skip
    if result.faults:
        raise typer.Exit(1)
