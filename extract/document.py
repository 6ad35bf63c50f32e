"""From the bytes of one capture to the rows of one document: page, identity, reading, ids. A pure function of its input."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from extract import vocabulary
from extract.formats.multipage import read_whole
from extract.identity.identify import identify
from extract.identity.period import field_of, find_period_end
from extract.language import gazetteer
from extract.model import (
    Claim,
    DocumentKind,
    DocumentRows,
    Filed,
    Identity,
    Page,
    ReadError,
    Reading,
    ReadNumber,
    Statement,
)
from extract.reading.outline import years_of_reports
from extract.reading.pipeline import SHORTEST_REPORT, read
from extract.repair.repair import Repaired, moved, repair

_PICTURE = re.compile(rb"<img\b|/Subtype\s*/Image\b", re.IGNORECASE)
_HEAD = 200  # characters in which a document says whose it is and of when
_DOING = re.compile(r"^(?:继续)?(?:发行|安排|拨付|下达|组织|接待|力争)")
_DONE_INSIDE = re.compile(r"(?<=..)(?:实现|完成)(?=增加值|投资|收入|产值|税收|利润|销售额|零售额)")
_VERB_BEHIND = re.compile(r"(?<=..)(?:新增|建成|新建|改造|完成|开工|培训|引进|治理)$")
KIND_NAMES = {"work_report": "政府工作报告", "statistical_bulletin": "统计公报", "progress_notice": "进度公报"}


def read_document(
    body: bytes,
    filed: Filed,
    *,
    sha256: str,
    captured_at: datetime,
    reader_version: str,
    content_type: str = "",
    get: Callable[[str], bytes] | None = None,
) -> DocumentRows:
    """Reads one capture; where that is a list of an article's pages (extract/formats/multipage.py), `get` gives their bytes by SHA-256.

    What `filed` leaves open is worked out from the text; where the text names another place or year than it was filed under, the
    text's own word stands and a warning says so. Raises ReadError, one line with the remedy, for what is no report or bulletin.
    """
    page = read_whole(body, content_type, filed.url, get)
    repaired = repair(page.text)
    page = replace(
        page, text=repaired.text, title=repair(page.title).text, page_starts=moved(page.page_starts, repaired)
    )
    page = replace(page, numbers=_moved_numbers(page, repaired))
    own = _identity(page)
    warnings: list[str] = []
    if repaired.damaged:
        warnings.append(
            f"was disguised by a mirror and has been repaired; {len(repaired.unreliable)} places cannot be known"
        )
    kind = filed.kind or own.kind
    if kind is None:
        raise ReadError(
            "is no work report or bulletin: neither its title nor its opening says so; pass --kind if it is one"
        )
    if kind == "progress_notice" and own.year is None:
        own = replace(own, year=_year_of_notice(filed, page))
    if own.year != filed.year and kind == "work_report" and filed.year in years_of_reports(page.text):
        own = replace(own, year=filed.year)  # of several reports in one file the one that was meant
    year = _year(filed, own, kind, warnings)
    place_code = _place(filed, own, warnings)
    _refuse_another(filed, own, kind, place_code)
    period_end = _period_end(filed, own, kind, year, page)
    reading = read(page.text, kind=kind, year=year, period_end=period_end)
    warnings += reading.warnings
    if page.gap:
        reading.incomplete_reason = page.gap if reading.complete else f"{page.gap}; {reading.incomplete_reason}"
        reading.complete = False
    _refuse(reading, kind, own, body)
    _mark_unreliable(reading, repaired.unreliable)
    warnings += _mark_numbers(reading, page.numbers)
    document_id = f"{place_code}-{kind}-{year}"
    if period_end and (period_end.month, period_end.day) != (12, 31):
        document_id += f"-{period_end:%m%d}"
    if kind == "progress_notice" and (field := field_of(page.title)):  # 文旅 and 财政 may tell of the same months
        document_id += f"-{field}"
    document: dict[str, Any] = {
        "document_id": document_id, "place_code": place_code, "kind": kind, "year": year, "period_end": period_end,
        "title": page.title or None, "url": filed.url, "published_on": page.published_on, "captured_at": captured_at,
        "sha256": sha256, "text": page.text, "complete": reading.complete, "incomplete_reason": reading.incomplete_reason,
        "reader_version": reader_version, "encoding": page.encoding, "page_starts": list(page.page_starts) or None,
        "review_years": reading.review_years, "tier": filed.tier, "mirror_of": filed.mirror_of,
    }  # fmt: skip
    return _rows(document, reading, page, warnings)


def beside(rows: DocumentRows) -> DocumentRows:
    """The same notice under an id of its own address, for one that stands beside another of the same place and months.

    Its claims keep what tells them apart. Two offices may report on the same months, and one may correct itself.
    """
    before = rows.document["document_id"]
    after = f"{before}-{_digest(rows.document['url'])[:6]}"

    def moved_rows(found: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
        return [row | {"document_id": after, key: after + row[key].removeprefix(before)} for row in found]

    return DocumentRows(
        rows.document | {"document_id": after},
        moved_rows(rows.commitments, "commitment_id"),
        moved_rows(rows.outcomes, "outcome_id"),
        moved_rows(rows.statements, "statement_id"),
        rows.warnings,
    )


def _mark_unreliable(reading: Reading, spans: Sequence[tuple[int, int]]) -> None:
    """Marks the claims whose quote touches, or stands beside, characters that cannot be known."""
    for claim in reading.claims if spans else []:
        claim.unreliable = any(a <= claim.char_end and claim.char_start <= b for a, b in spans)


def _refuse_another(filed: Filed, own: Identity, kind: DocumentKind, place_code: str) -> None:
    """Refuses a mirror that says itself that it is another document: an official page's word on itself stands, a mirror's does not."""
    said: list[str] = []
    if not filed.tier:
        return
    if own.place_name and place_code != filed.place_code:
        said.append(own.place_name)
    if own.kind and own.kind != kind:
        said.append(KIND_NAMES[own.kind])
    if own.year and filed.year and own.year != filed.year:
        said.append(f"{own.year}年")
    if kind == "progress_notice" and own.period_end and filed.period_end and own.period_end != filed.period_end:
        said.append(f"{own.period_end}")
    if said:
        raise ReadError(
            f"a mirror of another document: its own text says {'、'.join(said)}; correct the address under mirrors"
        )


def _moved_numbers(page: Page, repaired: Repaired) -> tuple[ReadNumber, ...]:
    places = sorted({at for one in page.numbers for at in (one.start, one.end)})
    to = dict(zip(places, moved(places, repaired), strict=True))
    return tuple(replace(one, start=to[one.start], end=to[one.end]) for one in page.numbers)


def _identity(page: Page) -> Identity:
    """Whose document it is; of pictures whose first numbers are in doubt, not of when."""
    own = identify(page.text, page.title)
    if any(not one.reliable and one.start < _HEAD for one in page.numbers):
        return replace(own, year=None, period_end=None)  # what stands on top tells them
    return own


def _mark_numbers(reading: Reading, numbers: Sequence[ReadNumber]) -> list[str]:
    """What was read off pictures: the claims have the confidence of the least sure number of their quote, and those with one that cannot be relied
    on are marked. Gives a warning where there are such."""
    for claim in reading.claims if numbers else []:
        own = [one for one in numbers if one.start < claim.char_end and claim.char_start < one.end]
        claim.confidence = min((one.confidence for one in own), default=None)
        claim.unreliable = claim.unreliable or not all(one.reliable for one in own)
    doubtful = sum(not one.reliable for one in numbers)
    return [f"was read off pictures; {doubtful} of {len(numbers)} numbers cannot be relied on"] if doubtful else []


def _year(filed: Filed, own: Identity, kind: DocumentKind, warnings: list[str]) -> int:
    """The document's own word stands, where it is of the kind that it is filed as; what it was filed under, where it has none."""
    if filed.year is None and own.year is None:
        raise ReadError("the year cannot be found in the text; pass --year, or state it in the source file")
    if filed.year is None or own.year is None or filed.year == own.year:
        return filed.year or own.year or 0
    if own.kind != kind or filed.fictional:
        warnings.append(f"filed as {filed.year}, its own text says {own.year}: taken as filed")
        return filed.year
    warnings.append(
        f"filed as {filed.year}, its own text says {own.year}: taken as {own.year}; correct the year in the source file"
    )
    return own.year


def _period_end(filed: Filed, own: Identity, kind: DocumentKind, year: int, page: Page) -> date | None:
    """The last day that a bulletin or a notice reports on; a bulletin of a year is one of the whole year, whatever its title."""
    if kind == "work_report":
        return None
    if kind == "statistical_bulletin":
        return filed.period_end or own.period_end or date(year, 12, 31)
    said = own.period_end if own.period_end and own.period_end.year == year else None
    found = (
        filed.period_end
        or said
        or find_period_end(page.text, page.title, year=year, published_on=page.published_on, name=filed.url)
    )
    if found is None:
        raise ReadError(
            "the period that the notice covers cannot be found; give period_end (its last day, as 2025-09-30) in the source "
            "file or in the manifest's column of that name"
        )
    return found


def _year_of_notice(filed: Filed, page: Page) -> int | None:
    """The year of a notice whose title names none: its words' or, by the day of its publication, that of the last such months."""
    end = find_period_end(page.text, page.title, year=filed.year, published_on=page.published_on, name=filed.url)
    return end.year if end else None


def _place(filed: Filed, own: Identity, warnings: list[str]) -> str:
    if filed.fictional and filed.place_code:
        return filed.place_code
    if filed.place_code is None:
        if own.place_code is None:
            raise ReadError("the place cannot be found in the text; pass --place CODE (six digits)")
        return own.place_code
    if own.place_code and own.place_code != filed.place_code:
        # Two codes of one place (a county that became a district) are no contradiction.
        there, here = gazetteer.place(filed.place_code), gazetteer.place(own.place_code)
        if not (there and here and _stem(there.name) == _stem(here.name) and there.parent_code == here.parent_code):
            was = f"{there.name} ({filed.place_code})" if there else filed.place_code
            warnings.append(
                f"filed as {was}, its own text says {own.place_name} ({own.place_code}): taken as {own.place_name}"
            )
            return own.place_code
    return filed.place_code


def _stem(name: str) -> str:
    return name[:-1] if len(name) > 2 else name


def _refuse(reading: Reading, kind: DocumentKind, own: Identity, body: bytes) -> None:
    if kind == "work_report":
        length = reading.sections[-1].end - reading.sections[0].start if reading.sections else 0
        if length < SHORTEST_REPORT:
            raise ReadError(
                f"only {length} characters of main text: a summary or a fragment, no work report; find the full text"
            )
        if own.kind is None and not reading.complete:
            raise ReadError(f"is no work report: {reading.incomplete_reason}; look at the page")
    elif not reading.claims:
        if _PICTURE.search(body):
            raise ReadError(
                "no figure could be read in it, and it shows pictures: its table may be one of them; look at the page, and give the "
                "address of a text, a workbook or a PDF with text"
            )
        raise ReadError("no figure could be read in it: is it a bulletin? look at the page")


def _rows(document: dict[str, Any], reading: Reading, page: Page, warnings: list[str]) -> DocumentRows:
    commitments: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    own = _own_names(document["place_code"])
    for ordinal, claim in enumerate(reading.claims):
        claim.scope = None if claim.scope in own else claim.scope
        row = _claim_row(document, claim, page.text, ordinal)
        key = f"{claim.role}|{row['quote']}|{claim.measure}|{claim.value}|{claim.unit}"
        seen[key] += 1
        claim_id = f"{document['document_id']}-{_digest(f'{key}|{seen[key]}')}"
        if claim.role == "commitment":
            commitments.append(
                row
                | {
                    "commitment_id": claim_id,
                    "kind": claim.kind,
                    "milestone": claim.milestone,
                    "stretch": claim.stretch,
                    "restated": [at for place in claim.restated for at in place] or None,
                }
            )
        else:
            outcomes.append(
                row
                | {
                    "outcome_id": claim_id,
                    "period_start": claim.period_start,
                    "period_end": claim.period_end,
                    "estimate": claim.estimate,
                }
            )
    statements = [_statement_row(document, s, page.text) for s in reading.statements]
    return DocumentRows(document, commitments, outcomes, statements, warnings)


def _claim_row(document: dict[str, Any], claim: Claim, text: str, ordinal: int) -> dict[str, Any]:
    # A month by itself is another series than what the vocabulary names, which is of the year or of the year to date.
    named = claim.kind == "quantity" and not claim.alone
    indicator = _indicator(claim, _own_names(document["place_code"])) if named else None
    return {
        "document_id": document["document_id"], "place_code": document["place_code"], "headline": claim.headline,
        "indicator_id": indicator.id if indicator else None, "indicator": claim.indicator, "scope": claim.scope,
        "measure": claim.measure, "comparator": claim.comparator, "value": claim.value, "value_high": claim.value_high,
        "unit": claim.unit, "basis": claim.basis, "relative_to": claim.relative_to, "period": claim.period, "span": claim.span, "section": claim.section,
        "role_sure": claim.role_sure, "unreliable": claim.unreliable, "read_confidence": claim.confidence,
        "quote": text[claim.char_start : claim.char_end], "char_start": claim.char_start, "char_end": claim.char_end,
        "ordinal": ordinal, "rules": claim.rules,
    }  # fmt: skip


@lru_cache(maxsize=64)
def _own_names(place_code: str) -> tuple[str, ...]:
    """What a place calls itself in its own reports, the longest first: 新疆维吾尔自治区, 新疆."""
    place = gazetteer.place(place_code)
    names = {place.name, _stem(place.name), gazetteer.stem(place.name)} if place else set[str]()
    if place_code == gazetteer.NATION_CODE:
        names |= {"中国", "我国"}
    return tuple(sorted((n for n in names if len(n) > 1), key=len, reverse=True))


def _indicator(claim: Claim, own: tuple[str, ...]) -> vocabulary.Indicator | None:
    """The vocabulary's indicator of a claim; 发行 and the like say what the government does to it, not what it is.

    `own` are the names of the document's place: 新疆生产总值 is the indicator in 新疆's report. A verb behind its noun is the same as before
    it: 高标准农田建成6万亩; a verb inside it is none of it: 二产实现增加值.
    """
    name = claim.indicator
    if claim.measure == "change" and (claim.value or 0) < 0 and (fall := vocabulary.match(f"{name}减少")):
        return fall  # 农村贫困人口减少1232万人 is the reduction, not the number of the poor
    here = next((name.removeprefix(n) for n in own if name.startswith(n)), name)
    behind = _VERB_BEHIND.search(name)
    turned = behind[0] + name[: behind.start()] if behind else name
    for form in (name, _DOING.sub("", name), name.rpartition("即")[2], here, turned, _DONE_INSIDE.sub("", name)):
        if found := vocabulary.match(form):
            return found
    return None


def _statement_row(document: dict[str, Any], s: Statement, text: str) -> dict[str, Any]:
    return {
        "statement_id": f"{document['document_id']}-{_digest(f'{s.indicator_id}|{s.verdict}|{s.char_start}|{s.char_end}')}",
        "document_id": document["document_id"], "place_code": document["place_code"], "indicator_id": s.indicator_id,
        "indicator": s.indicator, "verdict": s.verdict, "period": s.period, "quote": text[s.char_start : s.char_end],
        "char_start": s.char_start, "char_end": s.char_end,
    }  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
