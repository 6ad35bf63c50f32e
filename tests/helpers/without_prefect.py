"""The flows as plain functions: the same work in the same order, without a server that tests of faults have no use for."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import duckdb
import pytest

from checks.run import RULES
from checks.sampling import against
from checks.suites import Expectation
from checks.validate import Batch, Failure

_MODULES = ("flows.capture", "flows.process", "flows.alert", "flows.processing.site", "flows.nightly", "flows.add")


def plain(work: Any) -> Any:
    """The function of a flow or a task; a function as it is."""
    return getattr(work, "fn", work)


def decide_here(batches: Sequence[Batch], _: object = None) -> dict[str, Failure | None]:
    """What failed, as `checks.validate.validate` gives it, without Great Expectations: of a night over one county that takes more time than all the
    rest, to say that a count is not 0 and a column not empty. tests/checks asks it, and holds both against each other."""
    found: dict[str, Failure | None] = {}
    with duckdb.connect(config={"threads": 1}) as con:
        for batch in batches:
            con.register("batch", batch.frame)
            counts = ", ".join(f"count(*) filter (where {_rule(batch, one)})" for one in batch.expectations)
            (row,) = con.execute(f"select {counts} from batch").fetchall()
            found |= {
                one.name: Failure(count, []) if count else None
                for one, count in zip(batch.expectations, row, strict=True)
            }
    return found


def _rule(batch: Batch, expectation: Expectation) -> str:
    """The rows that are against an expectation, as SQL; of a rule the frame holds their number."""
    rule = f'"{expectation.name}" > 0' if batch.name.endswith(f".{RULES}") else against(expectation, "from batch")
    assert rule is not None, expectation.type
    return rule


def undress(patch: pytest.MonkeyPatch, pages: bool = False) -> None:
    """Replaces the flows, tasks and stages in all modules by their functions, while the patch lasts; no server is started for them.

    With `pages` the checks are made as ever; else they are decided here (`decide_here`), and Great Expectations' own pages about them are not built.
    """
    from prefect import Flow, Task

    import flows.processing.run as processing
    from flows.stages import plainly

    if not pages:
        check_all = plain(processing.check_all)
        patch.setattr(processing, "check_all", lambda con, *_: check_all(con))
        patch.setattr("checks.run.validate", decide_here)

    for name in _MODULES:
        module = importlib.import_module(name)
        for own, value in list(vars(module).items()):
            if isinstance(value, Flow | Task):
                patch.setattr(module, own, plain(value))
            elif own == "as_task":  # a task outside a flow would have a server started for it
                patch.setattr(module, own, plainly)
            elif own == "start_server":
                patch.setattr(module, own, lambda: None)
