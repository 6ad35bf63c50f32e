"""The words that decide how a number is read, as data: units, cues and the way a report divides itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words(name: str) -> dict[str, Any]:
    """The word lists of one file of this folder (`units`, `cues`, `outline`), as written there."""
    path = Path(__file__).with_name(f"{name}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # a safe loader, in C where libyaml is there


def alternation(items: list[str]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    import re

    return "|".join(re.escape(item) for item in sorted(set(items), key=lambda w: (-len(w), w)))
