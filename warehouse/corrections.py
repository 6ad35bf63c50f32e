"""Corrections made by hand: rows of data (corrections/*.yaml) with an expected old value, put over what was read."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb
import yaml

from warehouse.connection import as_records
from warehouse.store import transaction

# What a correction may change. Place, kind and year make a document's id, and a quote is the document's own words.
_CLAIM = (
    "headline", "indicator_id", "indicator", "scope", "measure", "comparator", "value", "value_high", "unit",
    "relative_to", "period", "span", "unreliable",
)  # fmt: skip
FIELDS: dict[str, tuple[str, ...]] = {
    "documents": ("title", "published_on", "complete", "incomplete_reason"),
    "commitments": (*_CLAIM, "milestone"),
    "outcomes": (*_CLAIM, "period_end", "estimate"),
}
_IDS = {"documents": "document_id", "commitments": "commitment_id", "outcomes": "outcome_id"}
_KEYS = ("document", "field", "expected", "new", "reason", "who", "date")
_EXAMPLE = "see `pledgewatch guide corrections`"


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction and where it stands. `row_id` is None for the document's own row; values are as written in SQL."""

    file: str
    line: int
    document_id: str
    row_id: str | None
    field: str
    old_value: str | None
    new_value: str | None
    reason: str
    who: str
    corrected_on: date
    state: str = "applied"
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a corrections file: one line that names file, line and remedy."""

    file: str
    line: int
    message: str


# Gives the tree of a YAML text, whose nodes know their lines, and its values; raises yaml.YAMLError. Handed in, as the one
# that takes files from strangers belongs to another room (extract/yaml_files.py).
Parse = Callable[[str], tuple[yaml.Node | None, Any]]


def load_corrections(directory: Path, parse: Parse) -> tuple[list[Correction], list[Fault]]:
    """All corrections of a folder, in the order of files and lines, and what is wrong in them; never raises for a file."""
    found: list[Correction] = []
    faults: list[Fault] = []
    if not directory.is_dir():
        return [], [Fault(str(directory), 1, "no such folder of corrections; make it, or leave the setting out")]
    for path in sorted(directory.glob("*.yaml")):
        try:
            node, loaded = parse(path.read_text("utf-8"))
        except UnicodeDecodeError as error:
            faults.append(Fault(path.name, 1, f"is not UTF-8 text (byte {error.start}); save the file as UTF-8"))
            continue
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or " ".join(str(error).split())
            remedy = getattr(error, "remedy", _EXAMPLE)
            faults.append(Fault(path.name, mark.line + 1 if mark else 1, f"is no YAML ({said}); {remedy}"))
            continue
        if loaded is None:
            continue
        if not isinstance(loaded, list) or node is None:
            faults.append(Fault(path.name, 1, f"must be a list of corrections; {_EXAMPLE}"))
            continue
        for at, item in zip(cast(list[yaml.Node], node.value), cast(list[Any], loaded), strict=True):
            entry = _entry(path.name, at.start_mark.line + 1, item)
            (faults if isinstance(entry, Fault) else found).append(entry)  # type: ignore[arg-type]
    return found, faults


def _entry(file: str, line: int, item: Any) -> Correction | Fault:
    if not isinstance(item, dict):
        return Fault(file, line, f"{reprlib.repr(item)} is no correction; {_EXAMPLE}")
    entry = cast(dict[str, Any], item)
    missing = [key for key in _KEYS if key not in entry]
    unknown = [key for key in entry if key not in (*_KEYS, "row")]
    if missing or unknown:
        wrong = [f"misses {key}" for key in missing] + [f"has the unknown key {key}" for key in unknown]
        return Fault(file, line, f"{', '.join(wrong)}; keys are {', '.join(_KEYS)}, and row for a claim")
    field = str(entry["field"])
    known = FIELDS["documents"] if entry.get("row") is None else {*FIELDS["commitments"], *FIELDS["outcomes"]}
    if field not in known:
        if field in ("place_code", "kind", "year"):
            hint = "set it where the document is filed: in its source file, or with `pledgewatch add`"
        else:
            hint = f"one of {', '.join(sorted(known))}"
        return Fault(file, line, f"field {field} cannot be corrected; {hint}")
    for key in ("document", "reason", "who"):
        if not str(entry[key] or "").strip():
            return Fault(file, line, f"{key} is empty; write it, it is published")
    made = entry["date"] if isinstance(entry["date"], date) else None
    if made is None:
        return Fault(file, line, f"date {entry['date']!r} is no date; write it as 2026-03-01")
    if entry["expected"] == entry["new"]:
        return Fault(file, line, f"expected and new are the same ({entry['new']}); remove the correction")
    row = entry.get("row")
    return Correction(
        file, line, str(entry["document"]), None if row is None else str(row), field, _text(entry["expected"]),
        _text(entry["new"]), str(entry["reason"]).strip(), str(entry["who"]).strip(), made,
    )  # fmt: skip


def recorded(con: duckdb.DuckDBPyConnection) -> list[Correction]:
    """The corrections as the warehouse has them, in their order."""
    names = list(Correction.__dataclass_fields__)
    rows = con.execute(f"select {', '.join(names)} from corrections order by file, line").fetchall()
    return [Correction(*row) for row in rows]


def apply_corrections(con: duckdb.DuckDBPyConnection, entries: Sequence[Correction] | None, faulty: Sequence[str] = ()) -> set[str]:  # fmt: skip
    """Takes back what was corrected before, puts `entries` over what was read, and notes in `corrections` how each stands.

    None is for the corrections that the warehouse has already. Files in `faulty` keep what they had when they could be read.
    One whose expected value does not stand is `stale` and changes nothing; one whose document is not held is `waiting`.
    Gives the codes of the places whose rows came out otherwise than before the call.
    """
    before = recorded(con)
    wanted = _wanted(before, entries, faulty)
    if not before and not wanted:
        return set()
    with transaction(con):
        touched = {(e.document_id, e.row_id) for e in (*before, *wanted)}
        old = {key: row for key in touched if (row := _row(con, *key))}
        _take_back(con, before, touched)
        now = [_apply(con, entry) for entry in wanted]
        if now != before:
            _record(con, now)
        places = {row["place_code"] for key, row in old.items() if _row(con, *key) != row}
    return {str(code) for code in places}


def _wanted(
    before: Sequence[Correction], entries: Sequence[Correction] | None, faulty: Sequence[str]
) -> Sequence[Correction]:
    """What is to be applied: `entries`, but for the files that cannot be read now, which keep what they had."""
    if entries is None:
        return before
    kept = [e for e in before if e.file in faulty]
    return (
        sorted([*(e for e in entries if e.file not in faulty), *kept], key=lambda e: (e.file, e.line))
        if faulty
        else entries
    )


def _take_back(
    con: duckdb.DuckDBPyConnection, before: Sequence[Correction], touched: set[tuple[str, str | None]]
) -> None:
    """Puts back what was corrected, the last correction first, and takes the marks off."""
    for entry in reversed([e for e in before if e.state == "applied"]):
        _restore(con, entry)
    for document_id, row_id in touched:
        if table := _table(con, document_id, row_id):
            con.execute(
                f"update {table} set corrected = null where {_IDS[table]} = ? and corrected is not null",
                [row_id or document_id],
            )


def _record(con: duckdb.DuckDBPyConnection, now: Sequence[Correction]) -> None:
    con.execute("delete from corrections")
    if now:
        names = list(Correction.__dataclass_fields__)
        marks = ", ".join("?" for _ in names)
        values = [list(asdict(entry).values()) for entry in now]
        con.executemany(f"insert into corrections ({', '.join(names)}) values ({marks})", values)


def _apply(con: duckdb.DuckDBPyConnection, entry: Correction) -> Correction:
    if not con.execute("select 1 from documents where document_id = ?", [entry.document_id]).fetchall():
        return replace(entry, state="waiting", fault=f"{entry.document_id} is not held")
    table = _table(con, entry.document_id, entry.row_id)
    if table is None:
        return replace(
            entry, state="stale", fault=f"{entry.document_id} has no row {entry.row_id}: it is read otherwise now"
        )
    if entry.field not in FIELDS[table]:
        return replace(entry, state="stale", fault=f"{table} have no field {entry.field} that can be corrected")
    key = entry.row_id or entry.document_id
    stands = con.execute(f'select "{entry.field}" from {table} where {_IDS[table]} = ?', [key]).fetchall()[0][0]
    kind = _kind(con, table, entry.field)
    try:
        expected, new = _typed(con, kind, entry.old_value), _typed(con, kind, entry.new_value)
    except ValueError:
        return replace(entry, state="stale", fault=f"{table}.{entry.field} holds {kind.lower()}: write such values")
    if not _same(stands, expected):
        hint = "the source has it right itself now: remove the correction" if _same(stands, new) else "look again"
        return replace(entry, state="stale", fault=f"{entry.field} is {stands}, expected was {expected}; {hint}")
    note = f"{entry.field}：{_text(stands) or '空'} → {_text(new) or '空'}（{entry.reason}；{entry.who}，{entry.corrected_on}）"
    con.execute(
        f"update {table} set \"{entry.field}\" = ?, corrected = concat_ws('；', corrected, ?) where {_IDS[table]} = ?",
        [new, note, key],
    )
    # What stood is kept to the last digit: it comes back when the correction goes.
    return replace(entry, state="applied", fault=None, old_value=_text(stands))


def _restore(con: duckdb.DuckDBPyConnection, entry: Correction) -> None:
    table = _table(con, entry.document_id, entry.row_id)
    if table is None:
        return
    key = entry.row_id or entry.document_id
    rows = con.execute(f'select "{entry.field}", corrected from {table} where {_IDS[table]} = ?', [key]).fetchall()
    kind = _kind(con, table, entry.field)
    # A row without a mark was read anew since, and is as it was read.
    if rows[0][1] is not None and _same(rows[0][0], _typed(con, kind, entry.new_value)):
        old = _typed(con, kind, entry.old_value)
        con.execute(f'update {table} set "{entry.field}" = ? where {_IDS[table]} = ?', [old, key])


def _table(con: duckdb.DuckDBPyConnection, document_id: str, row_id: str | None) -> str | None:
    """Which table holds the row, if it is the document's."""
    for table in ("documents",) if row_id is None else ("commitments", "outcomes"):
        wanted = [document_id, row_id or document_id]
        if con.execute(f"select 1 from {table} where document_id = ? and {_IDS[table]} = ?", wanted).fetchall():
            return table
    return None


def _row(con: duckdb.DuckDBPyConnection, document_id: str, row_id: str | None) -> Mapping[str, Any] | None:
    table = _table(con, document_id, row_id)
    if table is None:
        return None
    return as_records(con.execute(f"select * from {table} where {_IDS[table]} = ?", [row_id or document_id]))[0]


def _kind(con: duckdb.DuckDBPyConnection, table: str, field: str) -> str:
    rows = con.execute(
        "select data_type from duckdb_columns() where database_name = current_database() and table_name = ? and column_name = ?",
        [table, field],
    ).fetchall()
    return str(rows[0][0])


def _typed(con: duckdb.DuckDBPyConnection, kind: str, value: str | None) -> Any:
    # A cast that fails would end the transaction.
    made = con.execute(f"select try_cast(? as {kind})", [value]).fetchall()[0][0]
    if made is None and value is not None:
        raise ValueError(f"{value} is no {kind.lower()}")
    return made


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other


def _text(value: Any) -> str | None:
    """A value as SQL text: numbers to the last digit."""
    return None if value is None else repr(value) if isinstance(value, float) else str(value)


def faults_of(entries: Sequence[Correction], faults: Sequence[Fault]) -> Iterator[tuple[str, str, str]]:
    """(file:line, what is wrong, remedy) for each correction that does not apply, but for those that wait for a document."""
    for fault in faults:
        reason, _, remedy = fault.message.partition("; ")
        yield f"{fault.file}:{fault.line}", reason, remedy
    for entry in entries:
        if entry.state == "stale":
            reason, _, remedy = str(entry.fault).partition("; ")
            where = " ".join(part for part in (entry.document_id, entry.row_id) if part)
            yield (
                f"{entry.file}:{entry.line}",
                f"{where}: {reason}",
                f"{remedy or 'look again'}; change or remove it there",
            )
