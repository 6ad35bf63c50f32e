"""What assistants are told over the Model Context Protocol: rows with quote and address, and nothing else."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from flows.serving.assistants import AskedWronglyError, find, server
from warehouse.publish import publish
from warehouse.store import open_store

HIDDEN = "411700-work_report-2013"


@pytest.fixture(scope="module")
def published(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assistants")
    with open_store(Path(shutil.copy(sample_database, folder / "w.duckdb"))) as con:
        con.execute("update documents set url = '/home/somebody/report.html' where document_id = ?", [HIDDEN])
        publish(con, folder / "published")
    return folder / "published" / "pledges.duckdb"


def called(published: Path, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What the tools answer to a client, as it reads them."""

    async def ask() -> list[Any]:
        async with Client(server(published)) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(ask())


def rows(answer: Any) -> list[dict[str, Any]]:
    assert not answer.is_error
    return answer.structured_content["result"]


def test_a_client_finds_promises_each_with_its_quote_and_its_address(published: Path) -> None:
    gdp, behind, gone, one, none = map(rows, called(
        published, ("find_promises", {"place": "驻马店", "indicator": "生产总值", "year": 2014}), ("find_promises", {"verdict": "lagging"}),
        ("vanished_promises", {}), ("promise", {"commitment_id": "999901-work_report-2025-7b251e1588"}), ("promise", {"commitment_id": "' or true --"}),
    ))  # fmt: skip
    assert gdp and {row["place"] for row in gdp} == {"驻马店市"} and 9.5 in [row["promised"] for row in gdp]
    assert [row["promised"] for row in behind] == [5e6] and one == behind and none == []
    assert gone and all(row["says"] and row["silent_reports"] > 0 for row in gone)
    for row in (*gdp, *behind, *gone):
        assert row["promise_quote"] and row["promise_url"].startswith("http")


def test_what_cannot_be_looked_up_is_not_told(published: Path) -> None:
    everything = find(published, place="驻马店", limit=100) + find(published, place="驻马店", year=2013)
    assert everything and not [row for row in everything if row["commitment_id"].startswith(HIDDEN)]


def test_a_question_that_is_wrong_is_an_error_that_says_so(published: Path) -> None:
    with pytest.raises(AskedWronglyError, match="met, missed"):
        find(published, verdict="guilty")
    (answer,) = called(published, ("find_promises", {"verdict": "guilty"}))
    assert answer.is_error and "is unknown" in json.dumps([block.text for block in answer.content])


def test_all_tools_say_that_they_only_read(published: Path) -> None:
    async def tools() -> list[Any]:
        async with Client(server(published)) as client:
            return (await client.list_tools()).tools

    found = asyncio.run(tools())
    assert len(found) == 3 and all(tool.annotations.read_only_hint for tool in found)
