"""One verdict replayed from the archived bytes: read again, judged again, and compared with what is published."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extract.archive.store import Archive, ArchiveError
from extract.batch import Work, read_batch
from extract.formats.multipage import parts_of
from extract.model import DocumentRows, Filed
from flows.readers import readers
from flows.settings import Home
from flows.versions import code_version, reader_version
from warehouse.connection import as_records, connect
from warehouse.corrections import Correction, apply_corrections, recorded
from warehouse.judge import judge
from warehouse.labels import Labels, value_said
from warehouse.query import QueryError, holds, open_published, story
from warehouse.store import load_batch, open_store, upsert

_COMPARED = ("verdict", "continuity", "outcome_id", "shortfall", "evidence_quote", "next_quote", "next_commitment_id")
# All that the rules may look at for one promise: the place's documents and those of the places above it, a year before to a year after.
_DOCUMENTS = """
select d.document_id, d.url, d.place_code, d.kind, d.year, d.period_end, d.sha256, d.captured_at, coalesce(p.fictional, false)
from documents d left join places p using (place_code)
where d.place_code in ($1, left($1, 4) || '00', left($1, 2) || '0000', '000000') and d.year between $2 - 1 and $2 + 1
order by d.document_id
"""


class VerifyError(Exception):
    """There is nothing to replay; one line that says why and what to do."""


@dataclass(slots=True)
class Replay:
    """What came of a replay: `missing` names bytes that are not there, `differences` what came out otherwise (name, before, now)."""

    commitment_id: str
    quote: str
    documents: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    missing: list[str] = field(default_factory=list[str])
    differences: list[tuple[str, Any, Any]] = field(default_factory=list[tuple[str, Any, Any]])

    @property
    def status(self) -> int:
        """0: it holds; 1: it no longer does; 2: bytes that it may rest on are missing or damaged."""
        return 2 if self.missing else 1 if self.differences else 0


def verify(home: Home, commitment_id: str) -> Replay:
    """Replays the published verdict on one commitment with the code as it is. Changes nothing. Raises VerifyError."""
    database = home.published_database
    try:
        found = story(database, commitment_id)
        with open_published(database) as con:
            rows = con.execute(_DOCUMENTS, [found.commitment["place_code"], found.document["year"]]).fetchall()
            tables = {
                table: _rows(con, f"select * from {table}")
                for table in ("places", "indicators", "first_wordings")
                if holds(con, table)
            }
            corrections = recorded(con)
    except QueryError as error:
        raise VerifyError(f"{error}{_suggestions(database, commitment_id)}") from error
    if found.verdict is None:
        raise VerifyError(f"{found.commitment['commitment_id']} has no published verdict: its documents are held back")
    replay = Replay(str(found.commitment["commitment_id"]), str(found.promise_quote))
    archive = Archive(home.archive)
    for document_id, *_, sha256, _, _ in rows:
        replay.documents.append((document_id, sha256))
        try:
            for part in parts_of(sha256, archive.get):
                archive.get(str(part.sha256))
        except ArchiveError as error:
            replay.missing.append(f"{document_id}: {error}")
    if replay.missing:
        return replay
    types = _content_types(home)
    works = [
        Work(Filed(url, place, kind, year, end, fictional), sha256, types.get(url, ""), captured_at.replace(tzinfo=UTC), home.archive, reader_version())
        for _, url, place, kind, year, end, sha256, captured_at, fictional in rows
    ]  # fmt: skip
    again = _judged_again(works, tables, corrections, replay)
    before = found.commitment | found.verdict
    for name in ("quote", *_COMPARED):
        now = again.get(name) if again else None
        if before[name] != now:
            replay.differences.append((name, before[name], now))
    return replay


def _judged_again(
    works: Sequence[Work], tables: dict[str, list[dict[str, Any]]], corrections: Sequence[Correction], replay: Replay
) -> dict[str, Any]:
    with TemporaryDirectory() as folder, open_store(Path(folder) / "replay.duckdb") as con:
        read: list[Any] = []
        for work, answer in zip(works, read_batch(works, readers()), strict=True):
            if isinstance(answer, DocumentRows):
                read.append((answer.document, answer.commitments, answer.outcomes, answer.statements))
            else:
                replay.differences.append((work.filed.url, "可读", answer))
        upsert(con, "places", tables["places"], "place_code")
        upsert(con, "indicators", tables["indicators"], "indicator_id")
        upsert(con, "first_wordings", tables.get("first_wordings", []), "first_commitment_id")
        load_batch(con, read)
        apply_corrections(con, corrections)
        judge(con, version=code_version())
        found = _rows(
            con, "select v.*, c.quote from verdicts v join commitments c using (commitment_id) where commitment_id = ?",
            [replay.commitment_id],
        )  # fmt: skip
        return found[0] if found else {}


def words(replay: Replay, lang: str = "zh") -> str:
    """The replay in words, the answer first."""
    say = Labels(lang)
    lines = [
        f"{say(f'replay_{replay.status}')}  {replay.commitment_id}",
        f"{say('run_commitments')}    “{_flat(replay.quote)}”",
    ]
    lines += [f"{say('replay_missing')}    {line}" for line in replay.missing]
    for name, before, now in replay.differences:
        said = say(
            "replay_of",
            name=say(f"replay_{name}"),
            before=value_said(name, before, lang),
            now=value_said(name, now, lang),
        )
        lines.append(f"{say('replay_different')}    {said}")
    lines += [f"{say('replay_bytes')}    {sha256}  {document_id}" for document_id, sha256 in replay.documents]
    return "\n".join(lines)


def _flat(value: Any) -> str:
    return " ".join(str(value).split())


def _content_types(home: Home) -> dict[str, str]:
    """What the servers said of the bytes; it may name their charset. Empty where a run has the working database open."""
    import duckdb

    if not home.database.is_file():
        return {}
    try:
        with connect(home.database, read_only=True) as con:
            rows = con.execute("select url, content_type from captures where content_type is not null").fetchall()
    except duckdb.Error:
        return {}
    return {str(url): str(kind) for url, kind in rows}


def _suggestions(database: Path, commitment_id: str) -> str:
    try:
        with open_published(database) as con:
            ids = [str(i) for (i,) in con.execute("select commitment_id from commitments").fetchall()]
    except QueryError:
        return ""
    near = difflib.get_close_matches(commitment_id, ids, n=3, cutoff=0.8)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _rows(con: Any, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    return as_records(con.execute(sql, list(values)))
