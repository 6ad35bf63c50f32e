"""A land of many hosts: a home, a folder of sources and the sites they name, each test a place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from local_site import Host, hosts
from reading_here import read_here

PLACE = "示例县"


def html(text: str, title: str, furniture: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html><head><title>{title}</title></head><body><div class=TRS_Editor>{body}</div>{furniture}</body></html>"


@pytest.fixture(scope="module")
def site() -> Iterator[list[Host]]:
    with hosts(6) as found:
        yield found


class Land:
    """A home, a folder of sources and the hosts they name; each test is a place of its own."""

    def __init__(self, root: Path, site: list[Host]) -> None:
        self.home, self.sources, self.site = root / "home", root / "sources", site
        self.sources.mkdir()
        for host in site:
            host.pages.clear()
            host.asked.clear()

    def source(self, number: int, code: str, more: str) -> None:
        text = f'place: {{code: "{code}", name: {PLACE}, level: county, parent: "999900"}}\nfictional: true\nallow_private: true\n'
        (self.sources / f"{code}.yaml").write_text(text + more.replace("HOST", self.site[number].url("")), "utf-8")

    def night(self) -> Any:
        from flows.nightly import nightly
        from flows.settings import Home

        for host in self.site:
            host.asked.clear()
        return nightly(Home(self.home), self.sources)

    def capture(self) -> Any:
        """The first part of a night by itself: what is fetched and archived; nothing is read. It costs a tenth of a night."""
        from flows.capturing.run import capture_documents
        from flows.settings import Home

        for host in self.site:
            host.asked.clear()
        return capture_documents(Home(self.home), self.sources, handover="caller")

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "work" / "warehouse.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()

    def coverage(self) -> dict[tuple[str, int], str]:
        return {
            (kind[:4], year): state for kind, year, state in self.ask("select kind, year, state from coverage").copy()
        }


@pytest.fixture
def land(
    plain_flows: None,
    tmp_path: Path,
    site: list[Host],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Land:
    """Reads in this process, unless a test asks for those of a real night: `parametrize("land", ["processes"], indirect=True)`."""
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    if getattr(request, "param", "here") == "here":
        read_here(monkeypatch)
    return Land(tmp_path, site)
