"""Fetching pages politely over HTTP. The only module that knows the HTTP client.

Each address gets a Response, whatever happens: what went wrong is one line in its `error`. Hosts are asked at most once
a second, robots.txt is honoured (RFC 9309), and a page unchanged since its last capture (ETag, Last-Modified) is not
sent again.
"""

from __future__ import annotations

import asyncio
import email.utils
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx
import stamina
from aiolimiter import AsyncLimiter
from protego import Protego

from extract.addresses import RefusedError, UnresolvedError, check, origin
from extract.fetch_model import AGENT, Options, Request, Response

__all__ = ["Options", "Request", "Response", "fetch", "fetch_all"]

_TRANSIENT = frozenset({429, 502, 503, 504})  # the statuses that say "later"; 403, 404 and 412 do not
_ROBOTS_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB of a robots.txt count
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MEGABYTE = 1_000_000
# What the client and the standard library raise for bad addresses, broken connections and broken answers.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: httpx.Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class _Rules:
    """One host's robots.txt; `reason` instead of rules where the host must be left alone."""

    rules: Protego | None = None
    reason: str = ""


class _LaterError(Exception):
    """The server said: try again later."""

    def __init__(self, answer: _Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


def _status_line(status: int) -> str:
    return f"{status} {httpx.codes.get_reason_phrase(status)}".strip()


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait by Retry-After, as a number or a date (RFC 9110, 10.2.3); None where it says nothing."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())


def _is_transient(error: Exception) -> bool:
    return isinstance(error, httpx.TransportError | UnresolvedError) and not isinstance(
        error, httpx.UnsupportedProtocol
    )


def _reason(error: Exception) -> str:
    """An exception in words; many of the client's carry no text."""
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "no answer in time; try again later"
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, httpx.NetworkError | httpx.ProxyError):
        return f"no connection ({text}); check the address or try again later"
    if isinstance(error, httpx.HTTPError):
        return f"the answer is broken ({text}); try again later"
    return f"{text}; check the address" if isinstance(error, ValueError | httpx.InvalidURL) else text


class _Session:
    """One run: two clients, and what it learns of each host."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._limiters: dict[str, AsyncLimiter] = {}
        self._delays: dict[str, float] = {}
        self._robots: dict[str, asyncio.Task[_Rules]] = {}
        self._gate = asyncio.Semaphore(options.max_connections)
        self._patiently = stamina.AsyncRetryingCaller(
            attempts=options.attempts,
            timeout=None,
            wait_initial=options.retry_wait,
            wait_max=max(options.retry_wait, 10.0),
            wait_jitter=options.retry_wait,
        )
        tls = httpx.create_ssl_context()
        # This machine is never asked through a proxy: what the proxy calls loopback is the proxy's own.
        self._clients = {loopback: self._client(tls, trust_env=not loopback) for loopback in (True, False)}

    def _client(self, tls: ssl.SSLContext, trust_env: bool) -> httpx.AsyncClient:
        options = self.options
        return httpx.AsyncClient(
            http2=True,
            verify=tls,
            trust_env=trust_env,
            headers={
                "user-agent": options.user_agent,
                "accept": "text/html, text/plain;q=0.9, */*;q=0.5",
                "accept-language": "zh-CN, zh;q=0.9",
            },
            timeout=httpx.Timeout(options.read_timeout, connect=options.connect_timeout, pool=None),
            limits=httpx.Limits(max_connections=options.max_connections),
        )

    async def close(self) -> None:
        for task in self._robots.values():
            task.cancel()
        await asyncio.gather(*self._robots.values(), return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()

    async def fetch(self, request: Request) -> Response:
        """Fetch one address; every failure becomes a Response with its error."""
        answer: _Answer | None = None
        error: str | None = None
        try:
            answer = await self._follow(request, robots=True)
            if answer.status != 304 and not 200 <= answer.status < 300:
                error = _status_line(answer.status)
        except _LaterError as later:
            answer = later.answer
            wait = _retry_after(answer.headers)
            error = _status_line(answer.status) + (f"; it asks to wait {wait:.0f} s" if wait else "")
        except (RefusedError, UnresolvedError) as refusal:
            error = str(refusal)
        except _FAILURES as failure:
            error = _reason(failure)
        headers = answer.headers if answer else httpx.Headers()
        not_modified = answer is not None and answer.status == 304
        return Response(
            url=request.url,
            final_url=answer.url if answer else request.url,
            status=answer.status if answer else None,
            body=answer.body if answer and error is None and not not_modified else None,
            not_modified=not_modified,
            content_type=headers.get("content-type", ""),
            etag=headers.get("etag") or (request.etag if not_modified else None),
            last_modified=headers.get("last-modified") or (request.last_modified if not_modified else None),
            error=f"{request.url}: {error}" if error else None,
            fetched_at=datetime.now(UTC),
        )

    async def _follow(self, request: Request, robots: bool) -> _Answer:
        """Walk the redirects; each hop's address and robots.txt are checked like the first one's."""
        hop = request
        for _ in range(self.options.max_redirects + 1):
            loopback = await self._patiently(_is_transient, check, hop.url, hop.allow_private)
            if robots:
                await self._ask_robots(hop)
            answer = await self._patiently(self._backoff, self._exchange, hop, loopback, robots)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            hop = replace(hop, url=str(httpx.URL(answer.url).join(location)))
        raise RefusedError(f"more than {self.options.max_redirects} redirects; correct the source's address")

    def _backoff(self, error: Exception) -> bool | float:
        """Whether to try again after this error, or in how many seconds."""
        if not isinstance(error, _LaterError):
            return _is_transient(error)
        wait = _retry_after(error.answer.headers)
        if wait is None:
            return True
        return wait if wait <= self.options.max_retry_after else False

    async def _ask_robots(self, hop: Request) -> None:
        """Raise RefusedError where robots.txt forbids the address; fetch the file once a host and run."""
        host = origin(hop.url)
        if host not in self._robots:
            file = Request(host + "/robots.txt", allow_private=hop.allow_private)
            self._robots[host] = asyncio.create_task(self._read_robots(file))
        found = await asyncio.shield(self._robots[host])
        if found.reason:
            raise RefusedError(found.reason)
        if found.rules and not found.rules.can_fetch(hop.url, AGENT):
            raise RefusedError("robots.txt forbids it; look for the document elsewhere")

    async def _read_robots(self, file: Request) -> _Rules:
        try:
            answer = await self._follow(file, robots=False)
        except _LaterError as later:
            answer = later.answer
        except (RefusedError, UnresolvedError, *_FAILURES) as failure:
            return _Rules(reason=f"robots.txt cannot be had: {_reason(failure)}")
        if answer.status >= 500 or answer.status == 429:  # RFC 9309, 2.3.1.4: unreachable means all is forbidden
            return _Rules(reason=f"robots.txt answers {_status_line(answer.status)}, so the host is left alone for now")
        if not 200 <= answer.status < 300:  # 2.3.1.3: unavailable means there are no rules
            return _Rules()
        rules = Protego.parse(answer.body.decode("utf-8", "replace").removeprefix("\ufeff"))
        if delay := rules.crawl_delay(AGENT):
            self._delays[origin(file.url)] = min(delay, self.options.max_crawl_delay)
            self._limiters.pop(origin(file.url), None)  # made for the pace before the file was known
        return _Rules(rules)

    def _limiter(self, url: str, loopback: bool) -> AsyncLimiter | None:
        host = origin(url)
        interval = max(self._delays.get(host, 0.0), 0.0 if loopback else self.options.per_host_interval)
        if host not in self._limiters and interval > 0:
            self._limiters[host] = AsyncLimiter(1, interval)
        return self._limiters.get(host)

    async def _exchange(self, hop: Request, loopback: bool, whole: bool) -> _Answer:
        """One request and its answer. A body over the limit is refused, or with `whole` false cut."""
        if limiter := self._limiter(hop.url, loopback):
            await limiter.acquire()
        headers = {"if-none-match": hop.etag, "if-modified-since": hop.last_modified}
        sent = {name: value for name, value in headers.items() if value}
        async with (
            self._gate,
            asyncio.timeout(self.options.total_timeout),
            self._clients[loopback].stream("GET", hop.url, headers=sent) as stream,
        ):
            body = await self._body(stream, whole) if stream.is_success else b""
            answer = _Answer(str(stream.url), stream.status_code, stream.headers, body)
        if answer.status in _TRANSIENT:
            raise _LaterError(answer)
        return answer

    async def _body(self, stream: httpx.Response, whole: bool) -> bytes:
        limit = self.options.max_bytes if whole else _ROBOTS_BYTES
        over = f"is over the {limit / _MEGABYTE:.3g} MB limit; raise the limit or add the document by hand"
        length = stream.headers.get("content-length", "")
        if whole and length.isdecimal() and int(length) > limit:
            raise RefusedError(f"{int(length) / _MEGABYTE:.3g} MB {over}")
        body = bytearray()
        async for chunk in stream.aiter_bytes():
            body += chunk
            if len(body) > limit:
                if whole:
                    raise RefusedError(f"{len(body) / _MEGABYTE:.3g} MB and more {over}")
                break
        return bytes(body[:limit])


async def fetch_all(requests: Sequence[Request], options: Options, on_response: Callable[[Response], None]) -> None:
    """Fetch all requests, hosts side by side, and hand each Response to `on_response` as it comes, in no fixed order.

    Never raises for what a site does; an exception of `on_response` stops the run and is passed on.
    """
    session = _Session(options)
    tasks = [asyncio.create_task(session.fetch(request)) for request in requests]
    try:
        for done in asyncio.as_completed(tasks):
            on_response(await done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await session.close()


def fetch(requests: Sequence[Request], options: Options | None = None) -> list[Response]:
    """Fetch all requests and return their Responses in the order of the requests; not from inside an event loop."""

    async def run() -> list[Response]:
        session = _Session(options or Options())
        try:
            return list(await asyncio.gather(*(session.fetch(request) for request in requests)))
        finally:
            await session.close()

    return asyncio.run(run())
