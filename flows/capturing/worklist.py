"""Which addresses a night asks for, and what every place must yield."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from extract.fetching.model import Private
from extract.model import Tier, rank_of
from extract.sources.files import Source
from extract.sources.model import Mirror

_YEARS_BACK = 1  # without `since`, what comes every year is expected from the year before this one on, and notices from this year on


@dataclass(frozen=True, slots=True)
class Wanted:
    """One address to ask for, and what is known of the document there before it is read."""

    url: str
    place_code: str
    kind: str
    year: int | None
    period_end: date | None
    allow_private: Private
    tier: Tier | None = None  # of a mirror, and the official address in whose place it is asked
    mirror_of: str | None = None
    mirrors: tuple[Mirror, ...] = ()

    def at(self, mirror: Mirror) -> Wanted:
        """The same document at one of its mirrors."""
        return replace(self, url=mirror.url, tier=mirror.tier, mirror_of=self.url, mirrors=())


def wanted(con: Any, sources: list[Source]) -> list[Wanted]:
    """The listed documents, and of those discovered the best address for each that no listed one gives.

    A listed address that failed, or gave what could not be read, no longer stands in the way of a discovered one; a
    discovered one that did is passed over for the next.
    """
    bad = {
        url
        for (url,) in con.execute(
            "select url from rejections where stage in ('capture', 'read') union select url from captures where error is not null"
        ).fetchall()
    }
    found: list[Wanted] = []
    given: set[tuple[str, str, int | None]] = set()
    private: dict[str, Private] = {}
    for source in sources:
        private[source.place.code] = source.private_hosts
        for d in source.documents:
            found.append(
                Wanted(
                    d.url,
                    source.place.code,
                    d.kind,
                    d.year,
                    d.period_end,
                    private[source.place.code],
                    mirrors=tuple(d.mirrors),
                )
            )
            if d.url not in bad and (d.period_end is None or (d.period_end.month, d.period_end.day) == (12, 31)):
                given.add((source.place.code, d.kind, d.year))
    listed = {w.url for w in found}
    captured = {u for (u,) in con.execute("select url from captures where sha256 is not null").fetchall()}
    rows: list[tuple[str, str, str, int | None, int, Tier | None, str | None]] = con.execute(
        "select url, place_code, kind, year, rank, tier, mirror_of from discovered where kind is not null order by rank, found_at, url"
    ).fetchall()
    # What gave a document stays its address; what failed comes last.
    rows.sort(key=lambda row: (row[0] in bad, rank_of(row[5]), row[4], row[0] not in captured))
    for url, code, kind, year, _rank, tier, mirror_of in rows:
        key = (code, kind, year)
        if code not in private or url in listed or (year is not None and key in given):
            continue
        if year is not None and kind != "progress_notice":  # of those there are many a year
            given.add(key)
        found.append(Wanted(url, code, kind, year, None, private[code], tier, mirror_of))
    return found


def expected(sources: list[Source], today: date) -> list[dict[str, Any]]:
    """Rows of `expectations`: the listed documents, and what `expect:` asks for, up to the next that cannot be there yet."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for source in sources:
        code = source.place.code
        for expectation in source.expect:
            listed = [d.year for d in source.documents if d.kind == expectation.kind]
            back = 0 if expectation.kind == "progress_notice" else _YEARS_BACK
            first = expectation.since or min([today.year - back, *listed])
            for term in expectation.terms(first, today):
                key = (code, expectation.kind, term.year, term.period_end)
                rows[key] = _expectation(key, term.opens, term.due)
        for d in source.documents:
            end = d.period_end
            if d.kind == "statistical_bulletin" and end and (end.month, end.day) == (12, 31):
                end = None
            key = (code, d.kind, d.year, end)
            row = rows.setdefault(key, _expectation(key, None, None))
            row["listed"] = True
    return list(rows.values())


def _expectation(key: tuple[Any, ...], opens: date | None, due: date | None) -> dict[str, Any]:
    return dict(zip(("place_code", "kind", "year", "period_end"), key, strict=True)) | {
        "opens": opens,
        "due": due,
        "listed": False,
    }
