"""Any question in SQL to the published file, by somebody who may see that file and nothing else of this machine."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.query import QueryError, SqlError, UnreadableError, drawing, first_lines, open_published

SECONDS = 60.0  # after which a question is broken off
_SPILL = "1GB"  # of temporary files: what a question takes beside its memory (warehouse/connection.py)
_AT_ONCE = (
    1_000  # rows; more are read as they are asked for, so that an answer of any length passes through little memory
)
# What DuckDB says of a file that is cut off or overwritten.
_BROKEN = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
_ASKS = ("SELECT", "EXPLAIN")  # statements that only ask; FROM, WITH, SHOW, DESCRIBE and SUMMARIZE are SELECT to DuckDB


@dataclass(frozen=True, slots=True)
class Answer:
    """The names of the columns, and the rows as they come."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asking(db: Path, sql: str, seconds: float = SECONDS) -> Generator[Answer]:
    """Answers SQL from the published file while the block runs, for `seconds` at most.

    The question reaches no other file, no network, no other database and no variable of this program; it writes nothing, and the settings
    that see to it are locked. Raises QueryError for a missing file, an empty question, a statement that does not ask, and one that DuckDB
    refuses or that takes too long; also while rows are read.
    """
    if not sql.strip().strip(";"):
        raise QueryError('nothing to ask: pledgewatch query "select * from missed"')
    with open_published(db) as con:
        _shut(con)
        late = threading.Event()

        def stop() -> None:
            late.set()
            con.interrupt()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            statement = _the_question(con, sql)
            con.execute(statement)
            columns = [str(column[0]) for column in con.description or []]
            yield Answer(columns, _rows(con))
        except duckdb.InterruptException as error:
            if not late.is_set():
                raise
            raise QueryError(
                f"the answer took more than {seconds:g} seconds; ask for less, or give it longer with --seconds"
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise QueryError(
                f"the answer does not fit in memory ({first_lines(error)}); ask for less, or set PLEDGEWATCH_MEMORY"
            ) from error
        except _BROKEN as error:
            raise UnreadableError(
                f"{db}: {first_lines(error)}; where the file is broken, run `pledgewatch nightly`"
            ) from error
        except duckdb.Error as error:
            raise SqlError(first_lines(error), drawing(error)) from error
        finally:
            clock.cancel()


def run_query(db: Path, sql: str, seconds: float = SECONDS) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The whole answer at once: names of columns, and rows. Raises as `asking` does."""
    with asking(db, sql, seconds) as answer:
        return answer.columns, list(answer.rows)


def _shut(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"set max_temp_directory_size = '{_SPILL}'")
    con.execute("set python_enable_replacements = false")  # else `from name` finds the variables of this program
    con.execute("set allow_community_extensions = false")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


def _the_question(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The SQL, where it is one question. Raises QueryError."""
    for statement in con.extract_statements(sql):
        kind = statement.type.name
        # Before a PIVOT DuckDB makes a type of its own, which has no words in the question.
        if kind not in _ASKS and (kind != "CREATE" or statement.query.strip()):
            raise QueryError(f"query is read-only: a statement of the kind {kind} is refused; ask with SELECT, FROM, WITH, SHOW, DESCRIBE or EXPLAIN")  # fmt: skip
    return sql


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := con.fetchmany(_AT_ONCE):
        yield from rows
