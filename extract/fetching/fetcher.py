"""Fetching pages politely over HTTP.

Each address gets a Response, whatever happens: what went wrong is one line in its `error`, and what servers sent is in
its `exchanges`. Hosts are asked at most once a second, robots.txt is honoured (RFC 9309), and a page unchanged since its
last capture (ETag, Last-Modified) is not sent again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType

from extract.fetching.addresses import origin
from extract.fetching.model import AGENT, Exchange, Options, Request, Response
from extract.fetching.session import Session

__all__ = ["AGENT", "Exchange", "Fetcher", "Options", "Request", "Response", "fetch"]


class Fetcher:
    """One run of fetching: what it learns of a host (robots.txt, pace, silence) holds for all its calls.

    Use it in a `with` block, from one thread, not from inside an event loop.
    """

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._runner = asyncio.Runner()
        self._session: Session | None = None

    def __enter__(self) -> Fetcher:
        self._runner.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.__exit__(kind, error, at)

    def fetch_all(self, requests: Sequence[Request], on_response: Callable[[int, Response], None]) -> None:
        """Fetch all, hosts side by side; hands (number of the request, Response) over as it comes, in no fixed order.

        Never raises for what a site does; an exception of `on_response` stops the run and is passed on. No Response is
        held here after it was handed over.
        """
        self._runner.run(self._fetch_all(requests, on_response))

    async def _fetch_all(self, requests: Sequence[Request], on_response: Callable[[int, Response], None]) -> None:
        session = self._session = self._session or Session(self._options)
        queues: dict[str, deque[int]] = {}
        for number, request in enumerate(requests):
            try:
                queues.setdefault(origin(request.url), deque()).append(number)
            except ValueError:  # no address at all: its Response will say so
                queues.setdefault("", deque()).append(number)

        async def work(queue: deque[int]) -> None:
            while queue:
                number = queue.popleft()
                on_response(number, await session.fetch(requests[number]))

        each = self._options.max_per_host
        try:
            async with asyncio.TaskGroup() as group:
                for queue in queues.values():
                    for _ in range(min(each, len(queue))):
                        group.create_task(work(queue))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None


def fetch(requests: Sequence[Request], options: Options | None = None) -> list[Response]:
    """Fetch all requests and return their Responses in the order of the requests; not from inside an event loop."""
    found: dict[int, Response] = {}
    with Fetcher(options) as fetcher:
        fetcher.fetch_all(requests, found.__setitem__)
    return [found[number] for number in range(len(requests))]
