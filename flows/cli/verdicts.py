"""Commands about verdicts as a whole: the back-test of the pace rules."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from flows.cli.archive import HomeOption
from flows.cli.language import labels
from flows.settings import find_home


def mount(app: typer.Typer) -> None:
    """Adds the command backtest."""
    app.command()(backtest)


def _fail(message: object) -> typer.Exit:
    print(f"pledgewatch: {message}", file=sys.stderr)
    return typer.Exit(1)


def backtest(home: HomeOption = None) -> None:
    """Say how often the alerts inside a year proved right: by rule and month, over all years whose end is known."""
    import shutil
    import tempfile

    from rich.table import Table

    from flows.cli.terminal import console
    from warehouse.backtest import backtest as run
    from warehouse.store import open_store

    database = find_home(home).database
    if not database.is_file():
        raise _fail(f"no warehouse at {database}: run `pledgewatch nightly` first")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        with open_store(database):  # nobody writes while it is copied, and nothing waits in a log beside it
            shutil.copy(database, copy)
        with open_store(copy) as con:
            months = run(con)
    say = labels()
    if not months:
        print(say("backtest_none"))
        return
    heads = ("backtest_rule", "backtest_months", "run_commitments", "backtest_alerts", "missed", "backtest_hits", "backtest_precision", "backtest_recall")  # fmt: skip
    table = Table(*(say(head) for head in heads))
    for m in months:
        shares = ("—" if share is None else f"{share:.0%}" for share in (m.precision, m.recall))
        table.add_row(
            m.rule,
            say("backtest_month", n=m.month),
            str(m.judged),
            str(m.alerts),
            str(m.missed),
            str(m.alerts_missed),
            *shares,
        )
    console(soft_wrap=True).print(table)
