"""The sample that ships as a working database: its pages read and judged, its ledger of coverage and its alerts; no network, no flows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from extract import vocabulary
from extract.document import Filed, read_document
from extract.sources.files import load_sources
from flows.alerting.facts import standing
from flows.capturing import sample
from flows.capturing.run import save_places
from flows.capturing.worklist import expected
from warehouse.coverage import update_coverage
from warehouse.judge import judge
from warehouse.store import load_batch, open_store, upsert

TODAY = date(2026, 1, 15)


def build(path: Path) -> Path:
    """Make the working database at `path`; gives it back."""
    sources, errors = load_sources(sample.SOURCES)
    assert not errors
    with open_store(path) as con:
        save_places(con, sources)
        documents = []
        for source in sources:
            for listed in source.documents:
                body = (sample.SITE / listed.url.split("/", 3)[3]).read_bytes()
                filed = Filed(
                    listed.url, source.place.code, listed.kind, listed.year, listed.period_end, source.fictional
                )
                read = read_document(
                    body, filed, sha256=sha256(body).hexdigest(), captured_at=datetime(2026, 1, 1, tzinfo=UTC), reader_version="1"
                )  # fmt: skip
                documents.append((read.document, read.commitments, read.outcomes, read.statements))
        load_batch(con, documents)
        upsert(
            con,
            "indicators",
            [{"indicator_id": i.id, "name": i.name, "direction": i.direction, "nominal": i.nominal, "flow": i.flow} for i in vocabulary.load()],
            "indicator_id",
        )  # fmt: skip
        judge(con)
        upsert(con, "expectations", expected(sources, TODAY), ("place_code", "kind", "year", "period_end"))
        update_coverage(con, TODAY)
        at = datetime(2026, 1, 2)
        upsert(con, "alerts", [
            {"alert_id": fact.alert_id, "commitment_id": fact.commitment_id, "document_id": fact.document_id, "kind": fact.kind, "raised_at": at,
             "delivered_at": at, "message": f"{fact.kind}：“{fact.promised}”。{fact.url}"}
            for fact in standing(con)
        ], "alert_id")  # fmt: skip
    return path
