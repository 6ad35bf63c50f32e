"""One run of fetching: redirects, robots.txt, retries and limits."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
import stamina
from protego import Protego

from extract.faults import masked, named, unforeseen
from extract.fetching.addresses import (
    Checked,
    RefusedError,
    UnresolvedError,
    check,
    check_hop,
    check_peer,
    is_named,
    named_hosts,
    origin,
)
from extract.fetching.body import BodyError, Unpacker, collect
from extract.fetching.clients import Clients
from extract.fetching.hosts import Host, Rules, seconds_of
from extract.fetching.model import Exchange, Options, Request, Response

_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})  # what may pass; 403, 404 and 412 do not
_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB of a robots.txt count
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})  # RFC 9110, 15.4: after the others a POST goes on as a GET
_MEGABYTE = 1_000_000
_FIELDS, _JSON = "application/x-www-form-urlencoded; charset=utf-8", "application/json"
# What the client and the standard library raise for bad addresses, broken connections and broken answers.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, BodyError)


class _LaterError(Exception):
    """The server said: try again later."""

    def __init__(self, answer: Exchange) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


def _header(answer: Exchange, name: str) -> str | None:
    return next((value for key, value in answer.response_headers if key.lower() == name), None)


def _wait_of(answer: Exchange) -> float | None:
    return seconds_of(_header(answer, "retry-after") or "")


def _status_line(status: int) -> str:
    return f"{status} {httpx.codes.get_reason_phrase(status)}".strip()


def _is_transient(error: Exception) -> bool:
    if isinstance(error, httpx.TransportError) and "CERTIFICATE" in str(error).upper():
        return False
    return isinstance(error, httpx.TransportError | UnresolvedError) and not isinstance(
        error, httpx.UnsupportedProtocol
    )


def _reason(error: Exception) -> str:
    """An exception in words; many of the client's carry no text."""
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "no answer in time; try again later"
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, BodyError):
        return text
    if isinstance(error, httpx.NetworkError | httpx.ProxyError):
        if "CERTIFICATE" in text.upper():
            return f"its certificate is not valid ({text}); look for an address that begins with http://"
        return f"no connection ({text}); check the address or try again later"
    if isinstance(error, httpx.HTTPError):
        return f"the answer is broken ({text}); try again later"
    return f"{text}; check the address" if isinstance(error, ValueError | httpx.InvalidURL) else text


class Session:
    """One run: its clients, and what it learns of each host. Lives in one event loop."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._hosts: dict[str, Host] = {}
        self._checked: dict[tuple[str, bool], Checked] = {}
        self._gate = asyncio.Semaphore(options.max_connections)
        self._patiently = stamina.AsyncRetryingCaller(
            attempts=options.attempts,
            timeout=None,
            wait_initial=options.retry_wait,
            wait_max=max(options.retry_wait, 10.0),
            wait_jitter=options.retry_wait,
        )
        self._clients = Clients(options)

    def _host(self, url: str) -> Host:
        return self._hosts.setdefault(origin(url), Host(self.options))

    async def close(self) -> None:
        """Close the connections; what is still under way ends."""
        tasks = [host.robots for host in self._hosts.values() if host.robots]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._clients.close()

    async def fetch(self, request: Request) -> Response:
        """Fetch one address; every failure becomes a Response with its error."""
        kept: list[Exchange] = []
        answer: Exchange | None = None
        error: str | None = None
        try:
            answer = await self._follow(request, kept, robots=True)
            if answer.status != 304 and not 200 <= answer.status < 300:
                error = _status_line(answer.status)
        except _LaterError as later:
            answer, wait = later.answer, _wait_of(later.answer)
            error = _status_line(answer.status) + (f"; it asks to wait {wait:.0f} s" if wait else "")
        except (RefusedError, UnresolvedError) as refusal:
            error = str(refusal)
        except _FAILURES as failure:
            error = _reason(failure)
        except (
            Exception
        ) as failure:  # of a library, on an answer that its authors did not foresee: this address, and no other
            error = unforeseen(failure)
        return _response(request, answer, error, kept)

    async def _follow(self, request: Request, kept: list[Exchange], robots: bool) -> Exchange:
        """Walk the redirects; each hop's address and robots.txt are checked like the first one's."""
        hop, inside = replace(request, allow_private=named_hosts(request.url, request.allow_private)), False
        for _ in range(self.options.max_redirects + 1):
            hosts = named_hosts(hop.url, hop.allow_private)
            if inside:
                check_hop(hop.url, hosts)
            where = await self._check(hop, hosts)
            inside = inside or where.private
            host = self._host(hop.url)
            host.check_alive()
            if robots:
                await self._ask_robots(host, hop, kept)
            try:
                answer = await self._patiently(self._backoff, self._exchange, hop, where, robots, kept)
            except (httpx.TransportError, TimeoutError):
                host.dead += 1
                raise
            host.dead = 0
            location = _header(answer, "location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            kept_form = hop.form if answer.status in _SAME_METHOD else None
            hop = replace(hop, url=str(httpx.URL(answer.url).join(location)), form=kept_form)
        raise RefusedError(f"more than {self.options.max_redirects} redirects; correct the source's address")

    async def _check(self, hop: Request, hosts: frozenset[str]) -> Checked:
        key = (origin(hop.url), is_named(hop.url, hosts))
        if key not in self._checked:
            self._checked[key] = await self._patiently(_is_transient, check, hop.url, key[1])
        return self._checked[key]

    def _backoff(self, error: Exception) -> bool | float:
        """Whether to try again after this error, or in how many seconds."""
        if not isinstance(error, _LaterError):
            return _is_transient(error)
        wait = _wait_of(error.answer)
        if wait is None:
            return True
        if wait > self.options.max_retry_after:
            return False
        self._host(error.answer.url).pause(wait)  # the other requests of this host wait as well
        return wait

    async def _ask_robots(self, host: Host, hop: Request, kept: list[Exchange]) -> None:
        """Raise RefusedError where robots.txt forbids the address; fetch the file once a host and run."""
        if host.robots is None:
            file = Request(origin(hop.url) + "/robots.txt", allow_private=hop.allow_private)
            host.robots = asyncio.create_task(self._read_robots(host, file, kept))
        (await asyncio.shield(host.robots)).check(hop.url, self.options.agent)

    async def _read_robots(self, host: Host, file: Request, kept: list[Exchange]) -> Rules:
        try:
            answer = await self._follow(file, kept, robots=False)
        except _LaterError as later:
            answer = later.answer
        except (RefusedError, UnresolvedError, *_FAILURES) as failure:
            return Rules(reason=f"robots.txt cannot be had: {_reason(failure)}")
        except Exception as failure:
            return Rules(reason=f"robots.txt cannot be had: {unforeseen(failure)}")
        if answer.status >= 500 or answer.status == 429:  # RFC 9309, 2.3.1.4: unreachable means all is forbidden
            return Rules(reason=f"robots.txt answers {_status_line(answer.status)}, so the host is left alone for now")
        if not 200 <= answer.status < 300:  # 2.3.1.3: unavailable means there are no rules
            return Rules()
        try:
            rules = Protego.parse(answer.body.decode("utf-8", "replace").removeprefix("\ufeff"))
            if delay := rules.crawl_delay(self.options.agent):
                host.slow_to(delay)
        except Exception as failure:  # what it forbids cannot be known
            return Rules(
                reason=f"robots.txt cannot be read ({named(failure)}), so the host is left alone; please report this"
            )
        return Rules(rules)

    async def _exchange(self, hop: Request, where: Checked, whole: bool, kept: list[Exchange]) -> Exchange:
        """One request and its answer, kept. A success over the limit is refused, or with `whole` false cut."""
        host = self._host(hop.url)
        headers = {"if-none-match": hop.etag, "if-modified-since": hop.last_modified}
        sent = {name: value for name, value in headers.items() if value}
        method, content = "GET", None
        if hop.form is not None:
            method, content = "POST", hop.form.encode()
            sent["content-type"] = _JSON if hop.form.startswith("{") else _FIELDS
        async with host.places:
            await host.wait(where.loopback)
            async with (
                self._gate,
                asyncio.timeout(self.options.total_timeout),
                self._clients.of(hop.url, where).stream(method, hop.url, headers=sent, content=content) as stream,
            ):
                peer = _peer(stream)
                if not (where.private or where.loopback):
                    check_peer(hop.url, peer)
                answer = await self._take(stream, peer, whole, kept, hop.form)
        if answer.status in _TRANSIENT:
            raise _LaterError(answer)
        return answer

    async def _take(
        self, stream: httpx.Response, peer: str | None, whole: bool, kept: list[Exchange], form: str | None
    ) -> Exchange:
        """Read the body as far as the limits go; what came is kept even where the rest did not."""
        started, body = datetime.now(UTC), bytearray()
        options = self.options
        limit = _ROBOTS_BYTES if not whole else options.max_bytes if stream.is_success else options.max_refusal_bytes
        over = f"is over the {limit / _MEGABYTE:.3g} MB limit; raise the limit or add the document by hand"
        cut: Literal["length", "time", "disconnect"] | None = "disconnect"
        try:
            length = stream.headers.get("content-length", "")
            if whole and stream.is_success and length.isdecimal() and int(length) > limit:
                cut = "length"
                raise RefusedError(f"{int(length) / _MEGABYTE:.3g} MB {over}")
            unpacker = Unpacker(stream.headers.get("content-encoding", ""))
            cut = None if await collect(stream.aiter_raw(), unpacker, limit, body) else "length"
            if cut and whole and stream.is_success:
                raise RefusedError(f"{len(body) / _MEGABYTE:.3g} MB and more {over}")
        except (TimeoutError, asyncio.CancelledError, httpx.TimeoutException):
            cut = "time"
            raise
        finally:
            answer = Exchange(
                str(stream.url), stream.status_code, stream.reason_phrase, stream.http_version,
                tuple(stream.request.headers.items()), tuple(stream.headers.multi_items()), bytes(body), started, peer, cut, form,
            )  # fmt: skip
            kept.append(answer)
        return answer


def _response(request: Request, answer: Exchange | None, error: str | None, kept: list[Exchange]) -> Response:
    """What became of a request: its last answer, if there was one, or why it failed."""
    told = f"{masked(request.url)}: {error}" if error else None
    if answer is None:
        return Response(
            url=request.url, final_url=request.url, status=None, body=None, not_modified=False, content_type="", etag=None,
            last_modified=None, error=told, fetched_at=datetime.now(UTC), exchanges=tuple(kept),
        )  # fmt: skip
    not_modified = answer.status == 304
    return Response(
        url=request.url,
        final_url=answer.url,
        status=answer.status,
        body=answer.body if error is None and not not_modified else None,
        not_modified=not_modified,
        content_type=_header(answer, "content-type") or "",
        etag=_header(answer, "etag") or (request.etag if not_modified else None),
        last_modified=_header(answer, "last-modified") or (request.last_modified if not_modified else None),
        error=told,
        fetched_at=datetime.now(UTC),
        exchanges=tuple(kept),
    )


def _peer(stream: httpx.Response) -> str | None:
    """The network address that answered; of a proxy, the proxy's."""
    network: Any = stream.extensions.get("network_stream")
    address: Any = network.get_extra_info("server_addr") if network is not None else None
    return str(address[0]) if address else None
