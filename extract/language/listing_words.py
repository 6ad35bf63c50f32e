"""The words by which columns, site maps and pagers are known (discovery.yaml), patterns compiled."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extract.language import words


@cache
def listing_words() -> dict[str, Any]:
    """discovery.yaml with its patterns compiled."""
    data = words("discovery")
    kinds = {name: {key: re.compile(pattern) for key, pattern in kind.items()} for name, kind in data["kinds"].items()}
    return data | {
        "kinds": kinds,
        "next": {"words": set(data["next"]["words"]), "scripts": [re.compile(p) for p in data["next"]["scripts"]]},
        "day": [re.compile(p) for p in data["day"]],
        "address_day": [re.compile(p) for p in data["address_day"]],
    }
