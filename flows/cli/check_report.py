"""A run of the suites in words for a terminal, and as JSON for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.cli.language import labels

if TYPE_CHECKING:
    from checks.report import CheckReport

_ORDER = {"critical": 0, "warning": 1, "info": 2}


def print_report(report: CheckReport) -> None:
    """Prints what failed, then what was skipped and why, then the count of what held."""
    from rich.table import Column, Table

    from flows.cli.terminal import console as new_console

    say, console = labels(), new_console(width=None if sys.stdout.isatty() else 180)
    failed = sorted(report.failed, key=lambda r: _ORDER[r.severity])
    if failed:
        table = Table(say("check_severity"), say("check_table"), Column(say("check_name"), no_wrap=True), say("check_rows"), say("check_found"))  # fmt: skip
        for r in failed:
            table.add_row(say(f"check_{r.severity}"), r.suite, r.name, str(r.failed_rows), r.detail)
        console.print(table)
    if report.skipped:
        table = Table(say("check_skipped"), say("check_table"), say("check_name"))
        by_reason: dict[tuple[str, str], list[str]] = {}
        for r in report.skipped:
            by_reason.setdefault((str(r.skipped), r.suite), []).append(r.name)
        for (why, suite), names in by_reason.items():
            table.add_row(why, suite, "、".join(names))
        console.print(table)
    held = sum(r.success is True for r in report.results)
    print(say("check_counted", all=len(report.results), held=held, failed=len(failed), skipped=len(report.skipped)))
    for what, line in _kept_back(report):
        print(f"{say(f'check_{what}')}  {line}")


def _kept_back(report: CheckReport) -> Iterator[tuple[str, str]]:
    """What is released, kept back, or keeps all back, each with what names it."""
    yield from (("released", f"{one.document_id}  {one.expectation}") for one in report.released)
    yield from (("document", f"{document}  {why}") for document, why in sorted(report.withheld.items()))
    yield from (("claim", f"{one.document_id}  {one.row_id}  {one.reason}") for one in report.claims)
    yield from (("verdict", f"{one.document_id}  {one.row_id}  {one.reason}") for one, _ in report.verdicts)
    yield from (("blocks", str(fault)) for fault in report.blocking)


def as_json(report: CheckReport) -> str:
    """The report as one JSON object: results in the order of the suites, documents, claims and verdicts kept back, and what blocks publication."""
    return json.dumps(
        {
            "run_at": report.run_at.isoformat(),
            "ok": report.is_clear,
            "results": [row | {"rows": [list(r) for r in rows]} for row, rows in _rows(report)],
            "withheld": report.withheld,
            "claims": [[one.document_id, one.row_id, one.expectation, one.reason] for one in report.claims],
            "verdicts": [[one.document_id, one.row_id, one.expectation, one.reason] for one, _ in report.verdicts],
            "released": [[one.document_id, one.expectation] for one in report.released],
            "blocking": report.blocking,
        },
        ensure_ascii=False, indent=1, default=str,
    )  # fmt: skip


def _rows(report: CheckReport) -> list[tuple[dict[str, object], list[tuple[str | None, ...]]]]:
    return [
        (row, [(r.document_id, r.row_id, r.detail) for r in result.rows])
        for row, result in zip(report.rows(), report.results, strict=True)
    ]
