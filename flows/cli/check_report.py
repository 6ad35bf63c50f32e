"""A run of the suites in words for a terminal, and as JSON for machines."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.report import CheckReport

_SEVERITY = {"critical": "严重", "warning": "警告", "info": "提示"}
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def print_report(report: CheckReport) -> None:
    """Prints what failed, then what was skipped and why, then the count of what held."""
    from rich.table import Column, Table

    from flows.cli.terminal import console as new_console

    console = new_console(width=None if sys.stdout.isatty() else 180)
    failed = sorted(report.failed, key=lambda r: _ORDER[r.severity])
    if failed:
        table = Table("级别", "表", Column("检查项", no_wrap=True), "行数", "问题与最先的几行")
        for r in failed:
            table.add_row(_SEVERITY[r.severity], r.suite, r.name, str(r.failed_rows), r.detail)
        console.print(table)
    if report.skipped:
        table = Table("跳过", "表", "检查项")
        by_reason: dict[tuple[str, str], list[str]] = {}
        for r in report.skipped:
            by_reason.setdefault((str(r.skipped), r.suite), []).append(r.name)
        for (why, suite), names in by_reason.items():
            table.add_row(why, suite, "、".join(names))
        console.print(table)
    held = sum(r.success is True for r in report.results)
    print(
        f"{len(report.results)} 项检查：{held} 项通过，{len(failed)} 项未通过，{len(report.skipped)} 项跳过（不计为通过）"
    )
    _print_kept_back(report)


def _print_kept_back(report: CheckReport) -> None:
    for one in report.released:
        print(f"已放行  {one.document_id}  {one.expectation}")
    for document, why in sorted(report.withheld.items()):
        print(f"留置    {document}  {why}")
    for one in report.claims:
        print(f"数据留置  {one.document_id}  {one.row_id}  {one.reason}")
    for one, _ in report.verdicts:
        print(f"不作结论  {one.document_id}  {one.row_id}  {one.reason}")
    for fault in report.blocking:
        print(f"不能发布  {fault}")


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
