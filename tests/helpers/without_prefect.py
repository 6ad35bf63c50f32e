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
    """Replaces the flows and tasks in all modules by their functions, while the patch lasts."""
    from prefect import Flow, Task

    for name in _MODULES:
        module = importlib.import_module(name)
        for own, value in list(vars(module).items()):
            if isinstance(value, Flow | Task):
                patch.setattr(module, own, plain(value))
