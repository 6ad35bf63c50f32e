"""Reading in the process of the test: what a test breaks is broken where it is read, and no process has to be started for each night."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_MODULES = ("capturing.walk", "capturing.paging", "capturing.try_sources", "processing.run", "processing.revisions", "verify")  # fmt: skip


class Here:
    """Stands for the processes that read (flows/readers.py)."""

    def run(self, function: Callable[..., Any], *values: Any, **named: Any) -> Any:
        return function(*values, **named)

    def map(self, function: Callable[..., Any], items: Any) -> Iterator[Any]:
        return map(function, items)


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Puts Here in the place of the processes in all modules that read, while the patch lasts."""
    for module in _MODULES:
        patch.setattr(importlib.import_module(f"flows.{module}"), "readers", Here)
