"""One document read aloud: its text with the claims marked, its sections, and the rules that made each claim."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from extract import vocabulary
from extract.budget import Exceeded
from extract.formats.reader import read_page
from extract.identity.identify import identify
from extract.model import Claim, DocumentKind, Identity, Page, ReadError, Reading
from extract.reading.pipeline import read
from extract.repair.repair import moved, repair
from flows.cli.language import labels
from flows.readers import readers
from warehouse.labels import Labels, verdict_word

_STYLES = {"commitment": "bold green", "outcome": "bold cyan"}


class ExplainError(Exception):
    """A document that cannot be read; one line that names it and the remedy."""


def explain(path: Path, kind: DocumentKind | None, year: int | None) -> tuple[Page, Identity, Reading]:
    """Reads one local document as a night would, within the same budget. Raises ExplainError."""
    try:
        found = readers().run(_read, path.read_bytes(), str(path), kind, year)
    except OSError as error:
        raise ExplainError(f"{path}: {error.strerror or error}") from error
    if isinstance(found, Exceeded):
        raise ExplainError(f"{path}: {found}")
    if isinstance(found, str):
        raise ExplainError(found)
    return found


def _read(body: bytes, path: str, kind: DocumentKind | None, year: int | None) -> tuple[Page, Identity, Reading] | str:
    try:
        page = read_page(body, "", path)
    except ReadError as error:
        return str(error)
    repaired = repair(page.text)
    page = replace(
        page, text=repaired.text, title=repair(page.title).text, page_starts=moved(page.page_starts, repaired)
    )
    own = identify(page.text, page.title)
    kind, year = kind or own.kind, year or own.year
    if kind is None:
        return f"{path}: neither title nor opening says what it is; pass --kind"
    if year is None:
        return f"{path}: its year cannot be found; pass --year"
    reading = read(page.text, kind=kind, year=year, period_end=own.period_end)
    if page.gap:
        reading.incomplete_reason = page.gap if reading.complete else f"{page.gap}; {reading.incomplete_reason}"
        reading.complete = False
    return page, Identity(own.place_code, own.place_name, kind, year, own.period_end), reading


def as_json(page: Page, own: Identity, reading: Reading) -> str:
    """The reading for machines: identity, sections, claims and statements, with their quotes."""
    body: dict[str, Any] = {
        "title": page.title, "identity": asdict(own), "complete": reading.complete, "incomplete_reason": reading.incomplete_reason,
        "review_years": reading.review_years, "warnings": reading.warnings,
        "sections": [asdict(s) for s in reading.sections],
        "claims": [
            asdict(c) | {"quote": _quote(page, c), "indicator_id": _id(c), "page": page.number_at(c.char_start)}
            for c in reading.claims
        ],
        "statements": [asdict(s) | {"quote": page.text[s.char_start : s.char_end]} for s in reading.statements],
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=1, default=_plain)


def print_reading(console: Any, page: Page, own: Identity, reading: Reading) -> None:
    """The reading for a person: the marked text, then sections and claims with the rules that made them."""
    from rich.text import Text

    say = labels()
    text = Text(page.text)
    for claim in reading.claims:
        text.stylize(_STYLES[claim.role] + (" underline" if claim.headline else ""), claim.char_start, claim.char_end)
    console.print(text)
    console.rule()
    console.print(
        f"{own.place_name or '?'} {own.place_code or ''}  {own.kind}  {own.year}  {own.period_end or ''}", markup=False
    )
    whole = say("read_complete") if reading.complete else say("read_incomplete", why=reading.incomplete_reason)
    console.print(whole, markup=False)
    if reading.review_years:
        console.print(say("read_review", n=reading.review_years), markup=False)
    for warning in reading.warnings:
        console.print(f"{say('run_look_at')}: {warning}", markup=False)
    for section in reading.sections:
        yielded = f"   {say('read_yielded', note=section.note)}" if section.note else ""
        console.print(
            f"{section.start:>7}–{section.end:<7} {say(f'read_{section.role}'):<11} {section.title}{yielded}",
            markup=False,
        )
    console.rule()
    for claim in reading.claims:
        console.print(_line(claim, say), style=_STYLES[claim.role].removeprefix("bold "), markup=False)
        number = page.number_at(claim.char_start)
        where = f"{say('read_page', n=number)}  " if number else ""
        console.print(f"    “{' '.join(_quote(page, claim).split())}”  {where}{', '.join(claim.rules)}", markup=False)
    for statement in reading.statements:
        console.print(
            f"{say('read_statement')} {verdict_word(statement.verdict, say.lang)} {statement.indicator} {statement.period} “{page.text[statement.char_start : statement.char_end]}”",
            markup=False,
        )


def _line(claim: Claim, say: Labels) -> str:
    value = claim.milestone or ("" if claim.value is None else f"{claim.value:g}")
    if claim.value_high is not None:
        value += f"…{claim.value_high:g}"
    parts = [
        "*" if claim.headline else " ", say(f"read_{claim.role}"), claim.indicator, f"[{_id(claim) or '–'}]", claim.measure or claim.kind, claim.comparator or "",
        value + (claim.unit or ""), str(claim.period or ""), say("read_span", n=claim.span) if claim.span else "", claim.scope or "",
        "" if claim.role_sure else say("read_unsure"), say("read_again", n=len(claim.restated)) if claim.restated else "",
        say("read_estimate") if claim.estimate else "", f"→ {claim.relative_to}" if claim.relative_to else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def _id(claim: Claim) -> str | None:
    found = vocabulary.match(claim.indicator) if claim.kind == "quantity" else None
    return found.id if found else None


def _quote(page: Page, claim: Claim) -> str:
    return page.text[claim.char_start : claim.char_end]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)
