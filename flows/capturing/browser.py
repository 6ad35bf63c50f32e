"""Pages that only a script draws, drawn by the system's Chromium: off unless somebody asks for it, and named in the record of the capture.

The browser has no network of its own. What a page's scripts ask for is fetched here like any other address (robots.txt, pace, limits, what
may not be reached) and handed in; it goes into the archive with the page. Only GET, only the page's own site, and no pictures, styles or fonts.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from extract.faults import one_line
from extract.fetching.fetcher import Exchange, Fetcher, Request, Response
from extract.fetching.model import Private
from extract.formats.html.onward import same_site
from extract.formats.scans.switch import is_on

VARIABLE = "PLEDGEWATCH_BROWSER"
HOW = f"install pledgewatch[browser] and a Chromium, and set {VARIABLE}=1"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WANTED = frozenset({"document", "script", "xhr", "fetch"})
_MOST_REQUESTS = 40  # of one page; a list and its libraries take a dozen
_SECONDS = 90.0  # for one page: its requests come one a second
_QUIET = 20.0  # of these, for what its scripts still ask after it has loaded
# Whatever does not pass through here meets a dead end: sockets, prefetching, whatever a later version thinks of.
_ALONE = (
    "--proxy-server=127.0.0.1:9",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-gpu",
    "--disable-background-networking",
)


def chromium() -> str | None:
    """The system's Chromium, or the one that PLEDGEWATCH_CHROMIUM names; None for none."""
    return os.environ.get("PLEDGEWATCH_CHROMIUM") or next(
        (path for name in _NAMES if (path := shutil.which(name))), None
    )


def draws_pages() -> bool:
    """Whether pages are drawn here: asked for, the driver installed, and a browser there."""
    return is_on(VARIABLE) and find_spec("playwright") is not None and chromium() is not None


@dataclass(slots=True)
class _Drawing:
    """One page on its way: what the browser asks for is answered by the thread that fetches."""

    answer: Response
    asks: SimpleQueue[tuple[str, Future[Response]] | None] = field(
        default_factory=SimpleQueue["tuple[str, Future[Response]] | None"]
    )
    html: str = ""
    version: str = ""
    error: str = ""


def drawn(fetcher: Fetcher, answer: Response, allow_private: Private) -> Response:
    """The page as a browser shows it after its scripts ran, with the exchanges that these made; its content type names the browser.

    It has no validators: an unchanged shell says nothing of what its scripts show. Where it cannot be drawn the error says why.
    """
    drawing = _Drawing(answer)
    thread = Thread(target=_run, args=(drawing,), daemon=True)
    thread.start()
    exchanges: list[Exchange] = []
    given: dict[str, Response] = {}
    with suppress(Empty):
        while (ask := drawing.asks.get(timeout=_SECONDS)) is not None:
            url, future = ask
            if url not in given:

                def take(_: int, got: Response, url: str = url) -> None:
                    given[url] = got

                fetcher.fetch_all([Request(url, allow_private=allow_private)], take)
                exchanges += given[url].exchanges
            future.set_result(given[url])
    thread.join(5)
    if not drawing.html:
        reason = drawing.error or f"not drawn in {_SECONDS:g} s"
        return replace(
            answer, body=None, exchanges=tuple(exchanges), error=f"{answer.url}: the browser gave no page ({reason})"
        )
    kind = f'text/html; charset=utf-8; drawn-by="Chromium {drawing.version}"'
    return replace(
        answer, body=drawing.html.encode(), content_type=kind, etag=None, last_modified=None, exchanges=tuple(exchanges)
    )


def _run(drawing: _Drawing) -> None:
    """What the browser's own thread does: its driver would not run beside the fetcher's loop."""
    try:
        _draw(drawing)
    except Exception as error:  # whatever the driver or the browser raises costs this page
        drawing.error = one_line(str(error) or type(error).__name__, 200)
    finally:
        drawing.asks.put(None)


def _draw(drawing: _Drawing) -> None:
    api: Any = import_module("playwright.sync_api")
    # The browser's own walls need a user that is not root.
    walls = () if os.geteuid() else ("--no-sandbox",)
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=[*_ALONE, *walls])
        try:
            drawing.version = str(browser.version)
            context = browser.new_context(service_workers="block", locale="zh-CN", accept_downloads=False)
            page = context.new_page()
            page.set_default_timeout(_SECONDS * 1000)
            count = 0

            def route(route: Any) -> None:
                nonlocal count
                asked, url = route.request, str(route.request.url)
                if url == drawing.answer.final_url and asked.is_navigation_request():
                    _hand_in(route, drawing.answer)
                    return
                count += 1
                wanted = asked.method == "GET" and asked.resource_type in _WANTED and count <= _MOST_REQUESTS
                if not wanted or not same_site(url, drawing.answer.final_url):
                    route.abort()
                    return
                future: Future[Response] = Future()
                drawing.asks.put((url, future))
                _hand_in(route, future.result())

            context.route("**/*", route)
            page.goto(drawing.answer.final_url, wait_until="load")
            with suppress(api.TimeoutError):
                page.wait_for_load_state("networkidle", timeout=_QUIET * 1000)
            drawing.html = str(page.content())
        finally:
            browser.close()


def _hand_in(route: Any, answer: Response) -> None:
    if answer.body is None:
        route.abort()
    else:
        route.fulfill(status=200, body=answer.body, content_type=answer.content_type or "text/html")
