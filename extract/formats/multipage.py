"""An article of several pages as one document.

The archive keeps each page as it came. A list of them, itself a body in the archive, names the whole: JSON that begins with MAGIC and
holds address, SHA-256 and content type of each page in order, or why a page could not be had. Its own SHA-256 stands for the document,
so the same pages are the same document, and a changed page is a changed document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extract.formats.html.metadata import names_genre
from extract.formats.html.onward import WAYS
from extract.formats.reader import page_head, read_page
from extract.model import Page, ReadError, ReadNumber

MAGIC = b'{"pledgewatch pages": 1,'
CONTENT_TYPE = "application/vnd.pledgewatch.pages+json"
_OPEN_END = re.compile(r"[^。！？；：…”」』）)\].!?;:\t]$")  # a line that ends so goes on
_LONG = 30  # characters; a shorter line is a heading
_REPEATED = 60  # characters; a title or meeting line that every page repeats is no longer


@dataclass(frozen=True, slots=True)
class PageRef:
    """One page of a document: `sha256` of its bytes, or the `error` for which there are none.

    `way` is how the page before it, which holds no document itself, leads to it (html/onward.py): the document begins at the last such page,
    and those before are its parents.
    """

    url: str
    sha256: str | None = None
    content_type: str = ""
    error: str | None = None
    way: str = ""


def pack(parts: Sequence[PageRef]) -> bytes:
    """The list as bytes; the same pages always give the same bytes."""
    rows = [
        ({"url": p.url, "sha256": p.sha256, "type": p.content_type} if p.sha256 else {"url": p.url, "error": p.error})
        | ({"way": p.way} if p.way else {})
        for p in parts
    ]
    return MAGIC + json.dumps({"pages": rows}, ensure_ascii=False, indent=0)[1:].encode()


def is_forged(body: bytes) -> bool:
    """Whether what a server sent, or somebody handed over, would pass for a list of ours. It could name the captures of another place's report."""
    return body.startswith(MAGIC)


def unpack(body: bytes) -> list[PageRef] | None:
    """The pages that a list names, in order; None for any other bytes. Whether the list is ours, its bytes do not tell: see `is_forged`."""
    if not body.startswith(MAGIC):
        return None
    try:
        rows: list[dict[str, Any]] = json.loads(body)["pages"]
        return [
            PageRef(str(r["url"]), r.get("sha256"), str(r.get("type") or ""), r.get("error"), str(r.get("way") or ""))
            for r in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def parts_of(sha256: str, get: Callable[[str], bytes]) -> list[PageRef]:
    """The captures that one of them stands for: the pages it lists, besides itself; none where it is a page. Raises what `get` raises."""
    return [part for part in unpack(get(sha256)) or [] if part.sha256]


def read_whole(body: bytes, content_type: str, name: str, get: Callable[[str], bytes] | None = None) -> Page:
    """Read a capture as `read_page` does; where it is a list of pages, each of them, joined.

    `get` gives the bytes of a SHA-256. Title, day and source are the first page's; `page_starts` has where each later page begins.
    A page that is missing or cannot be read leaves a `gap` that names it; only the first page's ReadError is raised, and what `get` raises.
    """
    ours = get is not None and content_type in (
        "",
        CONTENT_TYPE,
    )  # a server says something of its pages; of a list, no server has a say
    parts = unpack(body) if ours else None
    if not parts or get is None:
        return read_page(body, content_type, name)
    led = max((at for at, part in enumerate(parts) if part.way), default=0)
    first = _led_to(parts[: led + 1], name, get) if led else _first(parts[0], name, get)
    parts = parts[led:]
    text, seen = first.text, {first.text}
    starts = list(first.page_starts) if len(parts) == 1 else []  # of a file that a page leads to, its own pages
    gaps = [first.gap] if first.gap else []
    numbers = list(first.numbers)
    for number, part in enumerate(parts[1:], 2):
        where = f"page {number} of {len(parts)}"
        if part.sha256 is None:
            gaps.append(f"{where} is missing ({part.url}: {part.error})")
            continue
        try:
            page = read_page(get(part.sha256), part.content_type, part.url)
        except ReadError as error:
            gaps.append(f"{where} cannot be read ({error})")
            continue
        if page.text in seen:  # a server that shows the first page whatever number is asked for
            continue
        seen.add(page.text)
        if page.gap:
            gaps.append(f"{where}: {page.gap}")
        more = _without_head(page.text, first.text)
        last = text.rpartition("\n")[2]
        text += "" if len(last) >= _LONG and _OPEN_END.search(last) else "\n"
        starts.append(len(text))
        numbers += _shifted(page, len(text) - (len(page.text) - len(more)))
        text += more
    return replace(first, text=text, page_starts=tuple(starts), gap="; ".join(gaps), numbers=tuple(numbers))


def _shifted(page: Page, by: int) -> list[ReadNumber]:
    return [replace(one, start=one.start + by, end=one.end + by) for one in page.numbers]


def _first(part: PageRef, name: str, get: Callable[[str], bytes]) -> Page:
    if part.sha256 is None:
        raise ReadError(f"{name}: its first page is missing ({part.error}); look at the address")
    return read_page(get(part.sha256), part.content_type, name)


def _led_to(parts: Sequence[PageRef], name: str, get: Callable[[str], bytes]) -> Page:
    """The page that others lead to, with what it lacks of title, day and source from the last of these that says it."""
    *parents, last = parts
    by = WAYS.get(last.way, last.way)
    if last.sha256 is None:
        raise ReadError(
            f"{name}: holds no document, and what {by} leads to cannot be had ({last.url}: {last.error}); look at that address"
        )
    try:
        page = read_page(get(last.sha256), last.content_type, last.url)
    except ReadError as error:
        raise ReadError(f"{name}: holds no document, and {by} leads to {error}") from error
    for parent in reversed(parents):
        if parent.sha256 is None:
            continue
        head = page_head(get(parent.sha256), parent.content_type)
        less = not page.title or page.title in head.title or (names_genre(head.title) and not names_genre(page.title))
        titled = head.title if head.title and less else page.title
        page = replace(
            page, title=titled, published_on=page.published_on or head.published_on, source=page.source or head.source
        )
    return page


def _without_head(text: str, first: str) -> str:
    """A later page without the lines with which the first one begins, too."""
    lines, head = text.split("\n"), first.split("\n")
    n = 0
    while n < min(len(lines) - 1, len(head)) and lines[n] == head[n] and len(lines[n]) <= _REPEATED:
        n += 1
    return "\n".join(lines[n:])
