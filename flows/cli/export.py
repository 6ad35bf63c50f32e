"""`pledgewatch export`: one place as a workbook or CSV files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.archive import HomeOption
from flows.settings import find_home


def mount(app: typer.Typer) -> None:
    """Add the command to the main one."""
    app.command()(export)


def export(
    place: Annotated[str, typer.Option(help="Name or code of the place, such as 融安县 or 450224.")],
    format: Annotated[str, typer.Option(help="xlsx or csv.")] = "xlsx",
    out: Annotated[
        Path | None, typer.Option(help="File (xlsx) or folder (csv); named after the place by default.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Give a reporter one place: promises with verdicts and quotes, reported numbers, documents, and how to read them."""
    from warehouse.export import ExportError, sheets, write_csv, write_xlsx
    from warehouse.query import QueryError

    try:
        if format not in ("xlsx", "csv"):
            raise ExportError(f"--format {format}: is unknown; xlsx or csv")
        name, tables = sheets(find_home(home).published_database, place)
        path = (
            write_xlsx(out or Path(f"{name}.xlsx"), tables)
            if format == "xlsx"
            else write_csv(out or Path(name), tables)
        )
    except (ExportError, QueryError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    print(f"{path}: " + ", ".join(f"{table.name} {len(table.rows)}" for table in tables[:-1]))
