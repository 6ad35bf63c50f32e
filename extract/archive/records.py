"""The form of what stands in a WARC file: its first record, times, digests, headers; and bodies that no exchange is known of."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO, cast

from warcio.warcwriter import WARCWriter  # pyright: ignore[reportMissingTypeStubs]

from extract.archive.index import FETCH_FIELD
from extract.fetching.model import Exchange

_PACKED = ("content-encoding", "transfer-encoding", "content-length")
_ABOUT = {
    "software": "pledgewatch",
    "format": "WARC File Format 1.1",
    "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description": "Bodies are kept as unpacked; what the server packed is named by X-Archive-Orig headers.",
}


def begin(file: BinaryIO, name: str, about: dict[str, str] | None = None) -> Any:
    """A writer of WARC records into the file, after its first record, which says what the file is."""
    writer: Any = cast(Any, WARCWriter)(file, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record(name, _ABOUT | (about or {})))
    return writer


def resource(writer: Any, url: str, body: bytes, at: str, content_type: str, fetch: str) -> None:
    """Write a body that no exchange is known of: a file handed over, or one of an archive before WARC."""
    writer.write_record(
        writer.create_warc_record(
            url, "resource", payload=BytesIO(body), length=len(body),
            warc_content_type=content_type or "application/octet-stream",
            warc_headers_dict={"WARC-Date": at, "WARC-Payload-Digest": digest(body), FETCH_FIELD: fetch},
        )
    )  # fmt: skip


def digest(body: bytes) -> str:
    """The label of a body in WARC headers."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def iso(at: datetime) -> str:
    """A time as WARC wants it, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def headers_of(exchange: Exchange, without_body: bool) -> list[tuple[str, str]]:
    """The answer's headers for a body that is unpacked; what was packed on the way keeps its name behind a prefix."""
    kept: list[tuple[str, str]] = []
    for name, value in exchange.response_headers:
        plain = " ".join(value.split())
        kept.append((f"X-Archive-Orig-{name}" if name.lower() in _PACKED else name, plain))
    return kept if without_body else [*kept, ("Content-Length", str(len(exchange.body)))]
