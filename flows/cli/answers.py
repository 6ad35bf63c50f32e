"""An answer of `pledgewatch query` on its way out: a table for eyes, CSV for programs and spreadsheets."""

from __future__ import annotations

import csv
import itertools
import sys

from flows.cli.language import labels
from flows.cli.terminal import console
from warehouse.asking import Answer
from warehouse.labels import Labels
from warehouse.query import QueryError
from warehouse.spreadsheets import harmless


def print_csv(answer: Answer) -> None:
    """All rows to stdout; text that a spreadsheet would take for a formula is kept text."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([harmless(name) for name in answer.columns])
    writer.writerows([harmless(value) for value in row] for row in answer.rows)


def print_table(answer: Answer, most: int) -> None:
    """The first `most` rows as a table, and how many there are. What a value contains is shown and never obeyed."""
    from rich.table import Table

    table = Table(*answer.columns)
    here = list(itertools.islice(answer.rows, most))
    for row in here:
        table.add_row(*("" if value is None else str(value) for value in row))
    console().print(table)
    more, late = 0, None
    try:
        for _ in answer.rows:
            more += 1
    except QueryError as error:
        late = error
    print(_counted(labels(), len(here), more, late))


def _counted(say: Labels, shown: int, more: int, late: QueryError | None) -> str:
    """How many rows there are, and how many stand above; an empty answer says that it is one."""
    if late is not None:
        return say("rows_at_least", n=shown + more, why=late, shown=shown)
    if more:
        return say("rows_shown", n=shown + more, shown=shown)
    return say("rows", n=shown) if shown else say("rows_none")
