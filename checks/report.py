"""What a run of the suites found: one result an expectation, and which documents it keeps back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from checks.suites import Severity, Withholds

SHOWN = 3


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row against an expectation; None where the table has no such column or the row no such value."""

    document_id: str | None
    row_id: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one expectation found.

    `success` is None where it was skipped, with the reason in `skipped`: that is no pass. `rows` are the first rows
    against it, `documents` one of them for each document; `looked_at` counts the rows of the suite's table. Where a critical failure withholds
    less than documents, `claims` are all rows against it.
    """

    suite: str
    name: str
    severity: Severity
    success: bool | None
    reason: str
    message: str
    remedy: str
    rows: tuple[FailedRow, ...] = ()
    documents: tuple[FailedRow, ...] = ()
    failed_rows: int = 0
    looked_at: int = 0
    skipped: str | None = None
    withholds: Withholds = "document"
    claims: tuple[FailedRow, ...] = ()

    @property
    def detail(self) -> str:
        """One line: what is wrong, and the first rows against it, or why it was skipped; empty where it held."""
        if self.skipped:
            return self.skipped
        if self.success:
            return ""
        shown = "；".join(" ".join(p for p in (r.document_id, r.row_id, r.detail) if p) for r in self.rows[:SHOWN])
        more = f" 等{self.failed_rows}处" if self.failed_rows > SHOWN else ""
        return f"{self.message}：{shown}{more}" if shown else self.message


@dataclass(frozen=True, slots=True)
class Held:
    """One critical failure of one document, or of one claim in it (`row_id`): the expectation, what is wrong, and what a person can do."""

    document_id: str
    expectation: str
    reason: str
    remedy: str
    row_id: str | None = None


@dataclass(slots=True)
class CheckReport:
    """What the run found. `withheld`: document_id -> why it may not be published. `blocking`: critical failures that no
    document can be named for; while there is one, nothing may be published. `held` names every critical failure of a
    document, `claims` those of single claims, `verdicts` those of what is said of a promise (with which part: verdict or continuity); those that
    somebody has released stand in `released` and withhold nothing."""

    run_at: datetime
    results: list[CheckResult] = field(default_factory=list[CheckResult])
    withheld: dict[str, str] = field(default_factory=dict[str, str])
    blocking: list[str] = field(default_factory=list[str])
    held: list[Held] = field(default_factory=list[Held])
    claims: list[Held] = field(default_factory=list[Held])
    verdicts: list[tuple[Held, Withholds]] = field(default_factory=list[tuple[Held, Withholds]])
    released: list[Held] = field(default_factory=list[Held])

    @property
    def failed(self) -> list[CheckResult]:
        """The expectations that did not hold."""
        return [result for result in self.results if result.success is False]

    @property
    def skipped(self) -> list[CheckResult]:
        """The expectations that could not be held against anything."""
        return [result for result in self.results if result.success is None]

    @property
    def is_clear(self) -> bool:
        """Whether nothing is kept back."""
        return not (self.withheld or self.claims or self.verdicts or self.blocking)

    def take(self, result: CheckResult, released: set[tuple[str, str]]) -> None:
        """Adds a result; a critical failure withholds its documents, claims or verdicts, but for those released: (document, expectation)."""
        self.results.append(result)
        if result.success is not False or result.severity != "critical":
            return
        rows = result.documents if result.withholds == "document" else result.claims
        unnamed = not rows
        for row in rows:
            if row.document_id is None:
                unnamed = True
                continue
            alone = result.withholds != "document" and row.row_id is not None
            where = " ".join(part for part in (None if alone else row.row_id, row.detail) if part)
            why = f"{result.message}（{result.suite}.{result.name}{'：' + where if where else ''}）"
            held = Held(row.document_id, result.name, why, result.remedy, row.row_id if alone else None)
            if (row.document_id, result.name) in released:
                self.released.append(replace(held, row_id=None))
            elif not alone:
                self.hold(held)
            elif result.withholds == "claim":
                self.claims.append(held)
            else:
                self.verdicts.append((held, result.withholds))
        self.released = list(dict.fromkeys(self.released))
        if unnamed:
            self.blocking.append(f"{result.suite}.{result.name}: {result.detail}")

    def hold(self, held: Held) -> None:
        """Withholds a document."""
        self.held.append(held)
        self.withheld.setdefault(held.document_id, held.reason)

    def rows(self) -> list[dict[str, Any]]:
        """The report as rows of the table check_results."""
        return [
            {
                "run_at": self.run_at,
                "suite": result.suite,
                "expectation": result.name,
                "severity": result.severity,
                "success": result.success,
                "failed_rows": None if result.success is None else result.failed_rows,
                "looked_at": result.looked_at,
                "skipped": result.skipped,
                "reason": result.reason,
                "detail": result.detail or None,
            }
            for result in self.results
        ]

    def failures(self) -> list[dict[str, Any]]:
        """The rows against the expectations as rows of the table check_failures."""
        return [
            {
                "run_at": self.run_at, "suite": result.suite, "expectation": result.name, "severity": result.severity,
                "document_id": row.document_id, "row_id": row.row_id, "detail": row.detail,
            }
            for result in self.failed
            for row in dict.fromkeys((*result.rows, *result.documents, *result.claims))
        ]  # fmt: skip
