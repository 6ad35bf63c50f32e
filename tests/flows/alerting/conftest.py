"""An empty warehouse with one invented county, for tests of alerts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from warehouse.store import open_store, upsert


@pytest.fixture
def con(tmp_path: Path) -> Any:
    with open_store(tmp_path / "w.duckdb") as found:
        upsert(
            found,
            "places",
            [{"place_code": "999901", "name": "示例县", "level": "county", "fictional": True}],
            "place_code",
        )
        yield found
