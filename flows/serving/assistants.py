"""`pledgewatch mcp`: the published promises for assistants that speak the Model Context Protocol. Read only; every row has its quote and the
address it was read at, so that whoever is told something can look it up."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from warehouse.asking import run_query
from warehouse.connection import literal
from warehouse.labels import CONTINUITY, VERDICTS
from warehouse.query import QueryError

MOST = 100  # rows of one answer
SECONDS = 20.0
_INSTRUCTIONS = (
    "Targets of Chinese government work reports and what became of them. Each row has the promise's words (promise_quote) and where they stand"
    " (promise_url); what accuses has the words or the document that it rests on as well. Give both with whatever you say. Verdicts: `missed` is the only one that says"
    " a target was not reached; `unreported` says that the next report is silent; `unclear` and `pending` accuse nobody. `reported` is in"
    " `reported_unit`. fictional rows are of invented places."
)
_COLUMNS = (
    "place, place_code, year, indicator, comparator, promised, promised_high, unit, reported, reported_unit, verdict, verdict_said, continuity, continuity_said, reason, confidence,"
    " promise_quote, promise_title, promise_url, evidence_quote, evidence_title, evidence_url, next_quote, next_title, next_url, fictional, commitment_id"
)
# What nobody could look up is not told.
_SHOWN = "coalesce(promise_quote, '') <> '' and regexp_matches(promise_url, '^https?://')"


class AskedWronglyError(ValueError):
    """A question that cannot be answered; one line that says why."""


def find(
    published: Path, *, place: str = "", indicator: str = "", year: int | None = None, verdict: str = "", continuity: str = "", words: str = "",
    limit: int = 20,
) -> list[dict[str, Any]]:  # fmt: skip
    """Promises that fit all that is given, the newest first. Raises AskedWronglyError for a verdict that there is none of, and QueryError."""
    _known("verdict", verdict, VERDICTS)
    _known("continuity", continuity, CONTINUITY)
    wanted = [_SHOWN]
    if place:
        wanted.append(f"(place_code = {literal(place)} or contains(place, {literal(place)}))")
    if indicator:
        named = f"select indicator_id from indicators where lower(name) = lower({literal(indicator)}) or list_contains(list_transform(aliases, lambda a: lower(a)), lower({literal(indicator)}))"
        wanted.append(
            f"(indicator_id = {literal(indicator)} or indicator_id in ({named}) or contains(indicator, {literal(indicator)}))"
        )
    if year is not None:
        wanted.append(f"year = {int(year)}")
    wanted += [
        f"{name} = {literal(value)}" for name, value in (("verdict", verdict), ("continuity", continuity)) if value
    ]
    if words:
        wanted.append(
            f"(contains(promise_quote, {literal(words)}) or contains(coalesce(evidence_quote, ''), {literal(words)}))"
        )
    return _rows(
        published,
        f"select {_COLUMNS} from promises where {' and '.join(wanted)} order by year desc, headline desc, commitment_id",
        limit,
    )


def vanished(published: Path, *, place: str = "", limit: int = 20) -> list[dict[str, Any]]:
    """Promises that no later document names. Raises QueryError."""
    at = f" and (place_code = {literal(place)} or contains(place, {literal(place)}))" if place else ""
    return _rows(published, f"select * from vanished where {_SHOWN}{at}", limit)


def one(published: Path, commitment_id: str) -> list[dict[str, Any]]:
    """The promise of this name, or nothing. Raises QueryError."""
    return _rows(
        published, f"select {_COLUMNS} from promises where {_SHOWN} and commitment_id = {literal(commitment_id)}", 1
    )


def _rows(published: Path, sql: str, limit: int) -> list[dict[str, Any]]:
    columns, rows = run_query(published, f"{sql} limit {min(max(limit, 1), MOST)}", SECONDS)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _known(name: str, value: str, words: tuple[str, ...]) -> None:
    if value and value not in words:
        raise AskedWronglyError(f"{name} {value}: is unknown; one of {', '.join(words)}")


def server(published: Path) -> Any:
    """The server, whose tools ask the file that is published when they are called. Raises ImportError where the extra is not installed."""
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    made = MCPServer("pledgewatch", instructions=_INSTRUCTIONS, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @contextmanager
    def saying() -> Generator[None]:
        """What is wrong with a question is told to who asked; the server tells the text of no other error."""
        try:
            yield
        except (AskedWronglyError, QueryError) as error:
            raise ToolError(str(error)) from error

    @made.tool(annotations=reads)
    def find_promises(  # pyright: ignore[reportUnusedFunction]
        place: str = "",
        indicator: str = "",
        year: int | None = None,
        verdict: str = "",
        continuity: str = "",
        words: str = "",
        limit: int = 20,
    ) -> list[dict[str, Any]]:
        """Promises with what became of them, the newest first: by place (name or code), indicator (name, other name such as GDP, or id), year of the
        plan, verdict, continuity, or words of their quotes. At most 100 rows."""
        with saying():
            return find(
                published,
                place=place,
                indicator=indicator,
                year=year,
                verdict=verdict,
                continuity=continuity,
                words=words,
                limit=limit,
            )

    @made.tool(annotations=reads)
    def vanished_promises(place: str = "", limit: int = 20) -> list[dict[str, Any]]:  # pyright: ignore[reportUnusedFunction]
        """Promises that were not reported, went from the next plan, and are named in no document since; `says` has how many were searched."""
        with saying():
            return vanished(published, place=place, limit=limit)

    @made.tool(annotations=reads)
    def promise(commitment_id: str) -> list[dict[str, Any]]:  # pyright: ignore[reportUnusedFunction]
        """One promise by its commitment_id; no row where there is none that can be looked up."""
        with saying():
            return one(published, commitment_id)

    return made
