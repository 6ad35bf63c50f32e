"""`pledgewatch export`: one place as a workbook or CSV files, or everything as SQLite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.archive import HomeOption
from flows.settings import find_home

_FORMATS = ("xlsx", "csv", "sqlite")


def mount(app: typer.Typer) -> None:
    """Add the command to the main one."""
    app.command()(export)


def export(
    place: Annotated[
        str | None, typer.Option(help="Name or code of the place, such as 融安县 or 450224; not for sqlite.")
    ] = None,
    format: Annotated[
        str, typer.Option(help="xlsx or csv, of one place; sqlite, of all, with full-text search, for Datasette.")
    ] = "xlsx",
    out: Annotated[
        Path | None,
        typer.Option(
            help="File (xlsx, sqlite), or a folder for it; folder (csv). Named after the place here by default."
        ),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Give a reporter one place (promises with verdicts and quotes, reported numbers, documents, how to read them), or all places as SQLite."""
    from warehouse.export import ExportError
    from warehouse.query import QueryError
    from warehouse.sqlite import SqliteError

    try:
        if format not in _FORMATS:
            raise ExportError(f"--format {format}: is unknown; xlsx, csv or sqlite")
        published = find_home(home).published_database
        said = _everything(published, place, out) if format == "sqlite" else _one_place(published, place, format, out)
    except (ExportError, SqliteError, QueryError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    print(said)


def _one_place(published: Path, place: str | None, format: str, out: Path | None) -> str:
    from warehouse.export import ExportError, sheets, write_csv, write_xlsx

    if place is None:
        raise ExportError(
            "--place is missing: name a place, such as --place 融安县, or ask for all with --format sqlite"
        )
    name, tables = sheets(published, place)
    path = (
        write_xlsx(_goal(out, f"{_file_name(name)}.xlsx"), tables)
        if format == "xlsx"
        else write_csv(out or Path(_file_name(name)), tables)
    )
    return f"{path.absolute()}: " + ", ".join(f"{table.name} {len(table.rows)}" for table in tables[:-1])


def _everything(published: Path, place: str | None, out: Path | None) -> str:
    from warehouse.export import ExportError
    from warehouse.sqlite import write_sqlite

    if place is not None:
        raise ExportError("--format sqlite holds all places: leave --place out")
    path = _goal(out, "pledges.sqlite")
    described, counts = write_sqlite(published, path)
    rows = ", ".join(f"{table} {count}" for table, count in counts.items())
    return f"{path.absolute()}: {rows}\nuvx datasette {path} --metadata {described}"


def _goal(out: Path | None, name: str) -> Path:
    """The file to write: as given, in the folder that was given, or here."""
    if out is None:
        return Path(name)
    return out / name if out.is_dir() else out


def _file_name(place: str) -> str:
    """The name of a place as the name of a file."""
    return place.replace("/", "_").replace("\\", "_").lstrip(".") or "_"
