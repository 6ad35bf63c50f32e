"""`pledgewatch sources new URL`: a source file for a site, from what its pages say of themselves."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from pypinyin import lazy_pinyin  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from extract.budget import Exceeded
from extract.fetching.addresses import named_hosts
from extract.fetching.fetcher import Fetcher, Request, Response
from extract.formats.decode import decode
from extract.language import gazetteer
from extract.language.gazetteer import Place
from extract.sources.listings import Listing, read_column
from extract.sources.recognise import Recognised, documents_of, leads
from flows.capturing.try_sources import remedy
from flows.readers import readers
from flows.settings import fetch_options

_TRIED = 12  # columns that are opened
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:特别行政区|自治区|自治州|自治县|省|市|县|区|旗|盟|州)(?=人民政府|政府|统计局|门户|网)"
)


class ProposalError(Exception):
    """No file can be proposed; one line with the remedy."""


@dataclass(slots=True)
class Proposal:
    """The text of a source file, its name, and what the person should look at."""

    name: str
    text: str
    notes: list[str] = field(default_factory=list[str])


def propose(url: str, place_code: str | None = None, allow_private: bool = False, name: str | None = None) -> Proposal:
    """Looks at a site's home page, or at one of its columns, and at the columns it links to.

    The place is `place_code`, or read from the page's own words; `name` is that of a place that is new or renamed. Raises ProposalError where the page cannot be had, or
    its place cannot be told.
    """
    got: dict[str, Response] = {}
    with Fetcher(fetch_options()) as fetcher:

        def ask(urls: list[str]) -> None:
            requests = [Request(u, allow_private=named_hosts(url, allow_private)) for u in urls]
            fetcher.fetch_all(requests, lambda number, answer: got.__setitem__(urls[number], answer))

        ask([url])
        home = got[url]
        if home.body is None:
            raise ProposalError(f"{home.error}{remedy(home)}")
        listing = _column(home)
        if isinstance(listing, Exceeded):
            raise ProposalError(f"{url}: {listing}")
        where, notes = _place(home, listing, place_code, name)
        candidates = [i.url for i in listing.columns if urlsplit(i.url).netloc][:_TRIED]
        sitemap = urljoin(home.final_url, "/sitemap.xml")
        ask([u for u in dict.fromkeys([*candidates, sitemap]) if u not in got])
    listings: dict[str, Listing | Exceeded] = {url: listing}
    for address in candidates:
        if address not in listings and got[address].body is not None:
            listings[address] = _column(got[address])
    columns = _columns_of(url, listings, where)
    has_map = got[sitemap].body is not None and b"<loc>" in (got[sitemap].body or b"")[:100_000]
    return _write(where, home, columns, sitemap if has_map and not columns else None, allow_private, notes)


def _columns_of(
    url: str, listings: dict[str, Listing | Exceeded], where: Place
) -> list[tuple[str, str, list[Recognised]]]:
    """The columns that list documents of the place: address, title and documents. `url` is the page that was asked for."""
    columns: list[tuple[str, str, list[Recognised]]] = []
    for address, page in listings.items():
        if isinstance(page, Exceeded):
            continue
        found = documents_of(page, where.code, where.name)
        if found:
            columns.append((address, page.title, found))
    if len(columns) > 1:  # the home page shows a few of what its columns list whole
        rest = {f.url for address, _, found in columns if address != url for f in found}
        columns = [c for c in columns if c[0] != url or any(f.url not in rest for f in c[2])]
    return columns


def _column(answer: Response) -> Listing | Exceeded:
    return readers().run(read_column, answer.body or b"", answer.content_type, answer.final_url)


def _place(home: Response, listing: Listing, code: str | None, name: str | None) -> tuple[Place, list[str]]:
    """The place of a site, and what the person should look at: the one given, or the one that the page calls itself by."""
    if code is not None:
        return _given(code, name)
    text, _ = decode(home.body or b"", home.content_type)
    words = re.sub(r"[^\S\n]", "", re.sub(r"<[^>]*>", "\n", f"{listing.title}\n" * 3 + text[:200_000]))
    heard: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for match in _NAME.finditer(words):
        named = _named(match[0])
        unknown[match[0]] += 2 * (not named)
        for one in named:
            above = gazetteer.place(one.parent_code) if one.parent_code else None
            heard[one.code] += 2 + (above is not None and gazetteer.stem(above.name) in words)
    best, other = heard.most_common(2), unknown.most_common(1)
    if other and (not best or other[0][1] > best[0][1]):
        raise ProposalError(
            f"{home.url}: calls itself {other[0][0]}, which no gazetteer here knows; pass --place CODE, and --name NAME where it is new or renamed"
        )
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        raise ProposalError(f"{home.url}: its words do not tell which place it is of; pass --place CODE (six digits)")
    known = gazetteer.place(best[0][0])
    assert known is not None
    return known, []


def _given(code: str, name: str | None) -> tuple[Place, list[str]]:
    """The place of a code; a name makes one of a code that nobody knows, or renames one that is known."""
    known = gazetteer.place(code)
    if known is not None:
        if name in (None, known.name):
            return known, []
        return replace(known, name=name), [f"{code} is {known.name} in the gazetteer; the file calls it {name}"]
    if not re.fullmatch(r"[0-9]{6}", code):
        raise ProposalError(f"place {code}: a code has six digits (GB/T 2260)")
    if name is None:
        raise ProposalError(
            f"place {code}: no such code in the gazetteer; pass --name NAME too if the place is new, or see GB/T 2260"
        )
    above = (
        gazetteer.place(parent)
        for parent in (code[:4] + "00", code[:2] + "0000", gazetteer.NATION_CODE)
        if parent != code
    )
    parent = next((one.code for one in above if one is not None), None)
    return Place(code, name, gazetteer.level_of(code), parent), [
        f"{code} {name} is in no gazetteer here: look whether code and parent are right"
    ]


def _named(said: str) -> list[Place]:
    """The places that a name on a page means. It is matched whole: only the places above it and words that lead to it may stand before it."""
    for start in range(len(said) - 1):
        named = gazetteer.find(said[start:])
        if named and _leads(said[:start]):
            return named
    return []


def _leads(before: str) -> bool:
    """Whether the words before a name are none of it: 山西省吕梁市, 欢迎访问."""
    if not before or before.endswith(leads()):
        return True
    return any(gazetteer.find(before[start:]) and _leads(before[:start]) for start in range(len(before) - 1))


def _write(
    where: Place,
    home: Response,
    columns: list[tuple[str, str, list[Recognised]]],
    sitemap: str | None,
    allow_private: bool,
    about: list[str],
) -> Proposal:
    parts = urlsplit(home.final_url)
    parent = f'"{where.parent_code}"' if where.parent_code else "null"
    lines = [
        f'place: {{code: "{where.code}", name: {where.name}, level: {where.level}, parent: {parent}}}',
        f"site: {parts.scheme}://{parts.netloc}/",
    ]
    lines += ["allow_private: true"] if allow_private else []
    lines += [f'note: "{one}"' for one in about]
    notes = list(about)
    kinds: dict[str, list[int]] = {}
    if columns:
        lines.append("columns:")
        for address, title, found in columns:
            years = sorted({f.year for f in found if f.year})
            span = f"{years[0]}–{years[-1]}" if years else "no years in the titles"
            lines.append(
                f'  - "{address}" # {" ".join(title.split())[:40]}: {len(found)} documents on its first page, {span}'
            )
            for f in found:
                kinds.setdefault(f.kind, []).extend([f.year] if f.year else [])
    else:
        notes.append(
            "no column of reports or bulletins was found: open the site, and give the column's address to this command"
        )
    if sitemap:
        lines.append(f'sitemap: "{sitemap}"')
    if kinds:
        lines.append("expect:")
        for kind, day in (("work_report", "04-30"), ("statistical_bulletin", "05-31")):
            if kind in kinds:
                since = f" since {min(kinds[kind])}" if kinds[kind] else ""
                lines.append(f"  - {kind} by {day}{since}")
    for kind, name in (("work_report", "work reports"), ("statistical_bulletin", "statistical bulletins")):
        if columns and kind not in kinds:
            notes.append(f"no {name} were found: the bureau of statistics may have a site of its own; add its column")
    lines.append("documents: []")
    pinyin: list[str] = lazy_pinyin(gazetteer.stem(where.name))
    return Proposal(f"{where.code}-{''.join(pinyin)}.yaml", "\n".join(lines) + "\n", notes)
