"""The flows as plain functions: the same work in the same order, without a server that tests of faults have no use for."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

_MODULES = ("flows.capture", "flows.process", "flows.alert", "flows.processing.site", "flows.nightly", "flows.add")


def plain(work: Any) -> Any:
    """The function of a flow or a task; a function as it is."""
    return getattr(work, "fn", work)


def undress(patch: pytest.MonkeyPatch) -> None:
    """Replaces the flows, tasks and stages in all modules by their functions, while the patch lasts; no server is started for them."""
    from prefect import Flow, Task

    from flows.stages import plainly

    for name in _MODULES:
        module = importlib.import_module(name)
        for own, value in list(vars(module).items()):
            if isinstance(value, Flow | Task):
                patch.setattr(module, own, plain(value))
            elif own == "as_task":  # a task outside a flow would have a server started for it
                patch.setattr(module, own, plainly)
            elif own == "start_server":
                patch.setattr(module, own, lambda: None)
