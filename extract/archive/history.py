"""All captures that the WARC files hold, in the order in which they came: what an index or a database of them could be made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator  # pyright: ignore[reportMissingTypeStubs]

from extract.archive.index import FETCH_FIELD, OPEN
from extract.archive.members import members

OWN_LIST = b'{"pledgewatch pages":'  # how a list of an article's pages begins (extract/formats/multipage.py)
_BODIES = ("response", "resource", "revisit")


@dataclass(frozen=True, slots=True)
class Capture:
    """Some bytes that an address gave at a time (UTC), with what the server said of them. The address is the one that was asked for: where
    it led on to others, theirs was the answer."""

    url: str
    at: datetime
    sha256: str
    status: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def captures(folder: Path) -> Iterator[Capture]:
    """The captures of all files of a folder, oldest first; what cannot be read is passed over (`archive check` names it)."""
    found: list[Capture] = []
    for path in sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc.gz" + OPEN)]):
        with suppress(OSError):
            found += _of(path)
    return iter(sorted(found, key=lambda one: one.at))


def _of(path: Path) -> list[Capture]:
    found: list[Capture] = []
    asked, fetch = "", ""  # of the fetch that the record belongs to: its first address, its id
    with path.open("rb") as file:
        for member in members(path):
            header = member.header
            digest = header.get("warc-payload-digest", "")
            if header.get("warc-type") not in _BODIES or not digest.startswith("sha256:"):
                continue
            url, own = header.get("warc-target-uri", ""), header.get(FETCH_FIELD.lower(), "")
            if urlsplit(url).path == "/robots.txt":
                continue
            if (
                own and own == fetch
            ):  # the answer before it led here: the last one of a fetch counts, for the address asked for
                found.pop()
            else:
                asked, fetch = url, own
            file.seek(member.start)
            record: Any = next(cast(Any, ArchiveIterator)(file), None)
            said = record.http_headers if record is not None else None
            status = said.get_statuscode() if said is not None else ""

            def value(name: str, said: Any = said) -> str | None:
                return cast("str | None", said.get_header(name)) if said is not None else None

            if record is not None and said is not None and record.raw_stream.read(len(OWN_LIST)) == OWN_LIST:
                continue  # only we write lists of pages; what a server sends in that form is no capture of a page
            kind = value("Content-Type") or (header.get("content-type") if header["warc-type"] == "resource" else None)
            found.append(Capture(asked, _time(header.get("warc-date", "")), digest.removeprefix("sha256:"), int(status) if status.isdecimal() else None,
                                 kind, value("ETag"), value("Last-Modified")))  # fmt: skip
    return [one for one in found if one.status is None or one.status < 300 or one.status == 304]


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
