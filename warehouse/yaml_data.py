"""The one way in which files of rules, labels and suites are read: those that come with the project, and that nobody else writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where libyaml is there: ten times the pace


def read(path: Path) -> Any:
    """What a YAML file holds. Raises yaml.YAMLError where it is none."""
    return yaml.load(path.read_text("utf-8"), Loader=_SAFE)
