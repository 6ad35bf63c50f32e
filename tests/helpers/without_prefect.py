"""The flows as plain functions: the same work in the same order, without a server that tests of faults have no use for."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

_MODULES = ("flows.capture", "flows.process", "flows.alert", "flows.processing.site", "flows.nightly", "flows.add")


def plain(work: Any) -> Any:
    """The function of a flow or a task; a function as it is."""
    return getattr(work, "fn", work)


def undress(patch: pytest.MonkeyPatch, pages: bool = False) -> None:
    """Replaces the flows, tasks and stages in all modules by their functions, while the patch lasts; no server is started for them.

    The checks are made as ever, but Great Expectations' own pages about them only with `pages`: they take longer than the checks.
    """
    from prefect import Flow, Task

    import flows.processing.run as processing
    from flows.stages import plainly

    if not pages:
        check_all = plain(processing.check_all)
        patch.setattr(processing, "check_all", lambda con, *_: check_all(con))

    for name in _MODULES:
        module = importlib.import_module(name)
        for own, value in list(vars(module).items()):
            if isinstance(value, Flow | Task):
                patch.setattr(module, own, plain(value))
            elif own == "as_task":  # a task outside a flow would have a server started for it
                patch.setattr(module, own, plainly)
            elif own == "start_server":
                patch.setattr(module, own, lambda: None)
