"""The expectation suites as data: one YAML file a table, each expectation with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from warehouse import yaml_data

SUITES = Path(__file__).with_name("suites")

# A rule of this type is SQL over the working tables that returns the rows against it: document_id, and optionally
# row_id and detail. Every other type is one of Great Expectations' own. The SQL is run over one portion of places after another, in which
# documents, claims, verdicts and coverage of other places are not there; one that must see them all at once says `across: true`.
NO_ROWS = "no_rows"

Severity = Literal["critical", "warning", "info"]
# What a critical failure keeps back: the document; the claim that the row is, with what rests on it; what is said of a promise, which becomes
# `unclear` (verdict) or goes (continuity). A row that names no claim keeps back its document.
Withholds = Literal["document", "claim", "verdict", "continuity"]
_SUITE_KEYS = ("suite", "frame", "id", "expectations")
_OPTIONAL_SUITE_KEYS = ("across", "withholds")
_COMMON_KEYS = ("name", "type", "severity", "reason", "message")
_OPTIONAL_KEYS = ("needs", "remedy", "across", "withholds")
REMEDY = "look at the document; correct its rows (`pledgewatch guide corrections`), its source file, or release it with a reason"


class SuiteError(Exception):
    """A suite file that cannot be used; one line that names the file, the expectation and the remedy."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold. `reason` says why it is there, `message` what is wrong where it fails (in Chinese).

    `needs` is SQL that counts what it can be held against (an earlier year, an earlier run): at 0 it is skipped.
    `remedy` is what a person can do about a failure. `across` says that the SQL has to see all places at once. `withholds` says what a
    critical failure keeps back.
    """

    name: str
    type: str
    severity: Severity
    reason: str
    message: str
    kwargs: dict[str, Any]
    sql: str | None
    needs: str | None = None
    remedy: str = REMEDY
    across: bool = False
    withholds: Withholds = "document"


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations of one table. `frame` is SQL that gives the rows to look at, `id` the column naming a row."""

    name: str
    frame: str
    id: str
    expectations: tuple[Expectation, ...]


def load_suites(directory: Path = SUITES) -> list[Suite]:
    """Read all suites of a directory, in the order of the file names.

    Raises SuiteError for a directory without suites, a file that is no YAML, an unknown or missing key, an unknown
    severity, and a name that stands twice.
    """
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise SuiteError(f"{directory}: no suites (*.yaml) here; nothing can be published unchecked")
    suites = [_suite(path) for path in files]
    seen: dict[str, str] = {}
    for suite in suites:
        for expectation in suite.expectations:
            if expectation.name in seen:
                raise SuiteError(
                    f"{directory}: the name {expectation.name} stands in {seen[expectation.name]} and in {suite.name};"
                    " rename one"
                )
            seen[expectation.name] = suite.name
    return suites


def _suite(path: Path) -> Suite:
    try:
        loaded = yaml_data.read(path)
    except yaml.YAMLError as error:
        raise SuiteError(f"{path}: {' '.join(str(error).split())}") from error
    top = _mapping(loaded, f"{path}", _SUITE_KEYS, _OPTIONAL_SUITE_KEYS)
    items = top["expectations"]
    if not isinstance(items, list) or not items:
        raise SuiteError(f"{path}: expectations must be a list with at least one entry")
    entries = cast(list[Any], items)
    return Suite(
        name=str(top["suite"]),
        frame=str(top["frame"]),
        id=str(top["id"]),
        expectations=tuple(_expectation(path, position, item, top) for position, item in enumerate(entries, start=1)),
    )


def _expectation(path: Path, position: int, item: Any, suite: dict[str, Any]) -> Expectation:
    given = cast(dict[str, Any], item) if isinstance(item, dict) else {}
    where = f"{path}: {given.get('name', f'expectation {position}')}"
    own_key = "sql" if given.get("type") == NO_ROWS else "kwargs"
    entry = _mapping(item, where, (*_COMMON_KEYS, own_key), _OPTIONAL_KEYS)
    if entry["severity"] not in get_args(Severity):
        raise SuiteError(f"{where}: severity {entry['severity']}; use one of {', '.join(get_args(Severity))}")
    withholds = entry.get("withholds", suite.get("withholds", "document"))
    if withholds not in get_args(Withholds):
        raise SuiteError(f"{where}: withholds {withholds}; use one of {', '.join(get_args(Withholds))}")
    return Expectation(
        name=str(entry["name"]),
        type=str(entry["type"]),
        severity=entry["severity"],
        reason=str(entry["reason"]),
        message=str(entry["message"]),
        kwargs=entry.get("kwargs") or {},
        sql=entry.get("sql"),
        needs=entry.get("needs"),
        remedy=str(entry.get("remedy") or REMEDY),
        across=bool(entry.get("across", suite.get("across"))),
        withholds=withholds,
    )


def _mapping(value: Any, where: str, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SuiteError(f"{where}: must be keys and values ({', '.join(needed)})")
    found = cast(dict[str, Any], value)
    missing = [key for key in needed if key not in found]
    unknown = [key for key in found if key not in needed + optional]
    if missing or unknown:
        faults = [f"misses {key}" for key in missing] + [f"has the unknown key {key}" for key in unknown]
        raise SuiteError(f"{where}: {', '.join(faults)}; keys are {', '.join(needed)}")
    return found
