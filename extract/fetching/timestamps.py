"""Asking a time-stamping authority (RFC 3161, over HTTP as in its section 3.4)."""

from __future__ import annotations

import httpx
from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response

_SECONDS = 20.0
_MOST = 100_000  # bytes; a token with its certificates takes some six thousand


class TimestampError(Exception):
    """No token came; one line that says why, without the authority's address, which may hold a password."""


def stamp(data: bytes, authority: str) -> tuple[bytes, bytes]:
    """The query about some bytes, and the authority's answer with its token for just these. Raises TimestampError.

    What is checked here is that the answer is one to this query; who signed it is for the reader to judge (`openssl ts -verify`).
    """
    query = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).cert_request(cert_request=True).build()  # fmt: skip
    try:
        answer = httpx.post(
            authority,
            content=query.as_bytes(),
            headers={"Content-Type": "application/timestamp-query"},
            timeout=_SECONDS,
            follow_redirects=True,
        )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise TimestampError(f"the time-stamping authority does not answer ({type(error).__name__})") from error
    if answer.status_code != 200 or len(answer.content) > _MOST:
        raise TimestampError(
            f"the time-stamping authority gives no token (HTTP {answer.status_code}, {len(answer.content)} bytes)"
        )
    try:
        told = decode_timestamp_response(answer.content)
        status, info = PKIStatus(told.status), told.tst_info
    except ValueError as error:
        raise TimestampError("the time-stamping authority's answer is no token of RFC 3161") from error
    if status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise TimestampError(f"the time-stamping authority refused ({status.name.lower()})")
    if info.message_imprint.message != query.message_imprint.message or info.nonce != query.nonce:
        raise TimestampError("the time-stamping authority's token is for something else than was asked")
    return query.as_bytes(), answer.content
