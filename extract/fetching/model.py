"""What fetching takes and gives: requests, responses, exchanges and options, free of the HTTP client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AGENT = "pledgewatch"  # the name that robots.txt may address
_VERSION = "0.1"

Headers = tuple[tuple[str, str], ...]
Private = bool | frozenset[str]
"""Hosts that may stand in a private network, as host or host:port; True for the one that is asked, and no other."""


@dataclass(frozen=True, slots=True)
class Request:
    """One address, and its version by the last capture; `allow_private` names the loopback and private hosts that it may lead to.

    `form` is what is sent with a POST, which only list interfaces get: fields as in an address, or JSON. None is a GET.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    allow_private: Private = False
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that a server answered, as it goes into the archive: a hop of a redirect, a try, or a robots.txt.

    `body` is what came, unpacked and cut at the limit; `truncated` says why it is not all: length, time or disconnect.
    """

    url: str
    status: int
    reason: str
    protocol: str
    request_headers: Headers
    response_headers: Headers
    body: bytes
    at: datetime
    peer: str | None = None
    truncated: Literal["length", "time", "disconnect"] | None = None
    form: str | None = None  # what was sent with a POST


@dataclass(frozen=True, slots=True)
class Response:
    """What came of one request. `body` is there for a success only, `error` for all but a success and a 304.

    `status` is None where no server answered; `fetched_at` is UTC. `exchanges` are all answers on the way, in order:
    the robots.txt where this request was the first of its host, tries that failed, redirects, and the last answer.
    """

    url: str
    final_url: str
    status: int | None
    body: bytes | None
    not_modified: bool
    content_type: str
    etag: str | None
    last_modified: str | None
    error: str | None
    fetched_at: datetime
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How to fetch. Times in seconds, sizes in bytes; `contact` is an address or page that site owners may turn to."""

    contact: str = ""
    agent: str = AGENT  # the name in User-Agent, and the one that robots.txt is asked for
    per_host_interval: float = 1.0  # one request a second a host, a person's pace
    pace_loopback: bool = False  # this machine is nobody's host; True paces it like any other
    max_crawl_delay: float = 30.0  # a longer Crawl-delay is cut to this, or one host would hold up the night
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0  # for one exchange, against servers that drip
    max_bytes: int = 20 * 1_000_000
    max_refusal_bytes: int = 1_000_000  # of an answer that is no success: kept as evidence, never read
    max_redirects: int = 5
    max_connections: int = 32  # in all
    max_per_host: int = 2
    max_dead: int = 3  # requests of a host that get no answer, one after the other, before it is left for the night
    attempts: int = 4
    retry_wait: float = 0.5  # the first wait, doubled each time
    max_retry_after: float = 60.0  # a server that asks for a longer wait is left for the next night

    @property
    def user_agent(self) -> str:
        """Who asks, for the User-Agent header."""
        return f"{self.agent}/{_VERSION} (+{self.contact})" if self.contact else f"{self.agent}/{_VERSION}"
