"""Whether pictures are read: only where somebody has asked for it, and the extra `pledgewatch[ocr]` is installed."""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import PackageNotFoundError, version

VARIABLE = "PLEDGEWATCH_OCR"
_ON = frozenset({"1", "on", "true", "yes"})
_ENGINE = "rapidocr"


def is_on(variable: str) -> bool:
    """Whether an environment variable switches something on."""
    return os.environ.get(variable, "").strip().lower() in _ON


def reads_pictures() -> bool:
    """Whether pages that are pictures are read here."""
    return _is_wanted() and engine_version() != ""


def why_not() -> str:
    """Why they are not, and what to do, in the words of a refusal; "" where they are."""
    if not _is_wanted():
        return f"OCR is off; install pledgewatch[ocr] and set {VARIABLE}=1"
    if not engine_version():
        return f"{VARIABLE} is set and no engine is installed; install pledgewatch[ocr]"
    return ""


@cache
def engine_version() -> str:
    """The version of the installed engine; "" for none."""
    try:
        return version(_ENGINE)
    except PackageNotFoundError:
        return ""


def _is_wanted() -> bool:
    return is_on(VARIABLE)
