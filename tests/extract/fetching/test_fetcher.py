"""Fetching over the loopback: what comes back, what is refused, and how often a host is asked."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as ServerRequest
from werkzeug import Response as ServerResponse

from extract.fetching.addresses import Checked
from extract.fetching.fetcher import Fetcher, Options, Request, Response, fetch

FAST = Options(contact="desk@example.org", retry_wait=0.01, attempts=3)


@pytest.fixture
def server(httpserver: HTTPServer) -> HTTPServer:
    """A site without a robots.txt."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver


def get(server: HTTPServer, path: str, options: Options = FAST, **more: str) -> Response:
    return fetch([Request(server.url_for(path), allow_private=True, **more)], options)[0]


def asked(server: HTTPServer, path: str) -> int:
    return sum(request.path == path for request, _ in server.log)


def test_page_comes_with_its_version(server: HTTPServer) -> None:
    headers = {
        "ETag": '"v1"',
        "Last-Modified": "Mon, 05 Feb 2024 01:00:00 GMT",
        "Content-Type": "text/html; charset=GBK",
    }
    server.expect_request("/a").respond_with_data("政府工作报告".encode("gbk"), headers=headers)
    response = get(server, "/a")
    assert response.error is None
    assert (response.status, response.body) == (200, "政府工作报告".encode("gbk"))
    assert response.content_type == "text/html; charset=GBK"
    assert (response.etag, response.last_modified) == ('"v1"', "Mon, 05 Feb 2024 01:00:00 GMT")
    assert response.fetched_at.utcoffset() is not None
    agent = next(request.headers["User-Agent"] for request, _ in server.log if request.path == "/a")
    assert agent.startswith("pledgewatch/")
    assert "desk@example.org" in agent


def test_unchanged_page_costs_no_body(server: HTTPServer) -> None:
    def answer(request: ServerRequest) -> ServerResponse:
        same = request.headers.get("If-None-Match") == '"v1"' and "If-Modified-Since" in request.headers
        return ServerResponse(status=304) if same else ServerResponse("new")

    server.expect_request("/a").respond_with_handler(answer)
    response = get(server, "/a", etag='"v1"', last_modified="Mon, 05 Feb 2024 01:00:00 GMT")
    assert response.not_modified
    assert (response.status, response.body, response.error, response.etag) == (304, None, None, '"v1"')


def test_compressed_body_is_unpacked(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data(gzip.compress(b"plain"), headers={"Content-Encoding": "gzip"})
    assert get(server, "/a").body == b"plain"


@pytest.mark.parametrize("status", [403, 404, 412])
def test_refusals_of_the_site_are_not_retried(server: HTTPServer, status: int) -> None:
    server.expect_request("/a").respond_with_data("no", status=status)
    response = get(server, "/a")
    assert response.status == status
    assert response.body is None
    assert response.error is not None
    assert response.error.startswith(f"{server.url_for('/a')}: {status} ")
    assert asked(server, "/a") == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_passing_trouble_is_retried(server: HTTPServer, status: int) -> None:
    server.expect_oneshot_request("/a").respond_with_data("later", status=status)
    server.expect_request("/a").respond_with_data("here")
    assert get(server, "/a").body == b"here"


def test_lasting_trouble_is_given_up(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("later", status=503)
    response = get(server, "/a")
    assert response.error == f"{server.url_for('/a')}: 503 Service Unavailable"
    assert asked(server, "/a") == 3


def test_retry_after_is_honoured(server: HTTPServer) -> None:
    server.expect_oneshot_request("/a").respond_with_data("later", status=429, headers={"Retry-After": "1"})
    server.expect_request("/a").respond_with_data("here")
    start = time.monotonic()
    assert get(server, "/a").body == b"here"
    assert time.monotonic() - start >= 1


def test_a_long_retry_after_is_left_for_another_night(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("later", status=429, headers={"Retry-After": "3600"})
    response = get(server, "/a")
    assert response.error == f"{server.url_for('/a')}: 429 Too Many Requests; it asks to wait 3600 s"
    assert asked(server, "/a") == 1


def test_robots_txt_forbids(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: pledgewatch\nDisallow: /closed\n")
    httpserver.expect_request("/open").respond_with_data("open")
    httpserver.expect_request("/closed/a").respond_with_data("closed")
    urls = [Request(httpserver.url_for(path), allow_private=True) for path in ("/open", "/closed/a")]
    opened, closed = fetch(urls, FAST)
    assert opened.body == b"open"
    assert closed.error is not None and "robots.txt forbids" in closed.error
    assert closed.status is None
    assert asked(httpserver, "/robots.txt") == 1
    assert asked(httpserver, "/closed/a") == 0


def test_robots_txt_out_of_order_forbids_all(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=500)
    httpserver.expect_request("/a").respond_with_data("page")
    response = get(httpserver, "/a")
    assert response.error is not None and "robots.txt answers 500" in response.error
    assert asked(httpserver, "/a") == 0


def test_redirects_are_followed_and_bounded(server: HTTPServer) -> None:
    server.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/new"})
    server.expect_request("/new").respond_with_data("new")
    server.expect_request("/round").respond_with_data("", status=302, headers={"Location": "/round"})
    response = get(server, "/old")
    assert (response.body, response.final_url) == (b"new", server.url_for("/new"))
    assert response.url == server.url_for("/old")
    assert "more than 5 redirects" in (get(server, "/round").error or "")
    assert asked(server, "/round") == 6


def test_redirects_to_forbidden_places_are_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed\n")
    httpserver.expect_request("/a").respond_with_data("", status=302, headers={"Location": "/closed"})
    httpserver.expect_request("/b").respond_with_data("", status=302, headers={"Location": "file:///etc/passwd"})
    assert "robots.txt forbids" in (get(httpserver, "/a").error or "")
    assert "not an http" in (get(httpserver, "/b").error or "")
    assert asked(httpserver, "/closed") == 0


def test_public_page_may_not_lead_into_the_private_net(server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.fetching import session as module

    real = module.check

    async def check(url: str, allow_private: bool) -> Checked:
        # the first hop stands for a public site; what it leads to is judged for real
        return (
            Checked(("127.0.0.1",), private=False, loopback=True)
            if url.endswith(("/a", "/robots.txt"))
            else await real(url, allow_private)
        )

    monkeypatch.setattr(module, "check", check)
    server.expect_request("/a").respond_with_data("", status=302, headers={"Location": "http://169.254.169.254/meta"})
    response = fetch([Request(server.url_for("/a"))], FAST)[0]
    assert "leads to 169.254.169.254, a private address" in (response.error or "")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.1.1", "[::1]", "[::ffff:10.0.0.1]", "0x7f.1", "localhost"]
)
def test_private_addresses_need_permission(host: str) -> None:
    response = fetch([Request(f"http://{host}/a")], FAST)[0]
    assert (response.status, response.body) == (None, None)
    assert "a private address; private addresses need allow_private" in (response.error or "")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "file:///etc/passwd", "no address", "http://", "http://[::1/a", ""]
)
def test_what_is_no_address_gets_a_line(url: str) -> None:
    response = fetch([Request(url)], FAST)[0]
    assert response.error is not None
    assert response.error.startswith(f"{url}: ")
    assert "\n" not in response.error


def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", unknown)
    assert "the host name does not exist" in (fetch([Request("http://nowhere.invalid/")], FAST)[0].error or "")


def test_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.expect_request("/a").respond_with_data("here")
    assert get(server, "/a").body == b"here"


def test_bodies_over_the_limit_are_refused(server: HTTPServer) -> None:
    options = Options(max_bytes=1_000_000)

    def stream(_: ServerRequest) -> ServerResponse:
        return ServerResponse(b"x" * 100_000 for _ in range(30))

    server.expect_request("/announced").respond_with_data(b"x" * 2_500_000)
    server.expect_request("/streamed").respond_with_handler(stream)
    announced = get(server, "/announced", options)
    assert announced.body is None
    assert "2.5 MB is over the 1 MB limit" in (announced.error or "")
    streamed = get(server, "/streamed", options)
    assert streamed.body is None
    assert "is over the 1 MB limit" in (streamed.error or "")


def test_slow_server_is_given_up(server: HTTPServer) -> None:
    def drip(_: ServerRequest) -> ServerResponse:
        def pieces() -> Iterator[bytes]:
            for _ in range(20):
                time.sleep(0.05)
                yield b"x"

        return ServerResponse(pieces())

    server.expect_request("/a").respond_with_handler(drip)
    response = get(server, "/a", Options(total_timeout=0.3))
    assert response.error == f"{server.url_for('/a')}: no answer in time; try again later"


def test_dead_port_is_tried_again_and_named() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    response = fetch([Request(f"http://127.0.0.1:{port}/a", allow_private=True)], FAST)[0]
    assert response.status is None
    assert "no connection" in (response.error or "")


def test_a_host_is_asked_at_its_pace(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 0.2\n")
    httpserver.expect_request("/a").respond_with_data("page")
    start = time.monotonic()
    responses = fetch([Request(httpserver.url_for("/a"), allow_private=True)] * 4, FAST)
    assert [response.body for response in responses] == [b"page"] * 4
    assert time.monotonic() - start >= 0.6


def test_fetch_all_hands_over_each_response(server: HTTPServer) -> None:
    paths = [f"/{number}" for number in range(12)]
    for path in paths:
        server.expect_request(path).respond_with_data(path)
    found: dict[int, Response] = {}
    requests = [Request(server.url_for(path), allow_private=True) for path in paths]
    with Fetcher(FAST) as fetcher:
        fetcher.fetch_all(requests[:6], found.__setitem__)
        fetcher.fetch_all(requests[6:], lambda number, response: found.__setitem__(6 + number, response))
    assert [found[n].body for n in range(12)] == [path.encode() for path in paths]
    assert asked(server, "/robots.txt") == 1, "what is known of a host holds for the whole run"
    assert [response.body for response in fetch(requests, FAST)] == [path.encode() for path in paths]


def test_an_error_of_the_receiver_is_passed_on(server: HTTPServer) -> None:
    def full(_: int, __: Response) -> None:
        raise RuntimeError("disk full")

    server.expect_request("/a").respond_with_data("page")
    requests = [Request(server.url_for("/a"), allow_private=True)] * 3
    with pytest.raises(RuntimeError, match="disk full"), Fetcher(FAST) as fetcher:
        fetcher.fetch_all(requests, full)
