"""Three hundred hosts in one run, well-behaved and not: each gets its answer, and none holds up the others."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from local_site import Answer, Asked, Host, bomb, hosts, versioned

from extract.fetching.fetcher import Fetcher, Options, Request, Response

QUICK = Options(retry_wait=0.01, attempts=3, total_timeout=1.0, read_timeout=0.5, max_bytes=2_000_000)
# With 300 hosts on a machine that does other things besides, a host in good health may take its time.
PATIENT = Options(retry_wait=0.01, attempts=2, total_timeout=8.0, read_timeout=5.0, max_bytes=2_000_000)


@pytest.fixture(scope="module")
def site() -> Iterator[list[Host]]:
    with hosts(300) as found:
        yield found


def run(requests: list[Request], options: Options = QUICK) -> list[Response]:
    found: dict[int, Response] = {}
    with Fetcher(options) as fetcher:
        fetcher.fetch_all(requests, found.__setitem__)
    return [found[number] for number in range(len(requests))]


def get(host: Host, path: str = "/a", options: Options = QUICK, **more: str) -> Response:
    return run([Request(host.url(path), allow_private=True, **more)], options)[0]


def test_three_hundred_hosts_side_by_side(site: list[Host]) -> None:
    def once(status: int, **headers: str) -> object:
        log: list[int] = []

        def page(_: Asked) -> Answer:
            log.append(1)
            return Answer(b"later", status, headers) if len(log) == 1 else Answer("政府工作报告")

        return page

    behaviours: list[tuple[object, str]] = [
        (Answer("政府工作报告".encode("gb18030"), headers={"Content-Type": "text/html; charset=utf-8"}), ""),
        (versioned("same", "v1"), "304"),
        (Answer(b"", 404), "404 Not Found"),
        (Answer("<script>document.cookie='x'</script>", 412), "412 Precondition Failed"),
        (once(429, **{"Retry-After": "1"}), ""),
        (once(500), ""),
        (Answer(b"", 302, {"Location": "/a"}), "more than 5 redirects"),
        (bomb(50), "is over the 2 MB limit"),
        (Answer(b"half a page", length=5000), "the answer is broken"),
        (Answer(b"too slow", pause=12), "no answer in time"),
        (Answer(b"drip drip drip drip drip drip", drip=0.5), "no answer in time"),
        (Answer(b"closed"), "robots.txt forbids it"),
    ]
    for number, host in enumerate(site):
        host.pages = {"/a": behaviours[number % 12][0]}  # type: ignore[dict-item]
        host.asked.clear()
        if number % 12 == 11:
            host.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    start = time.monotonic()
    found = run([Request(host.url("/a"), etag='"v1"', allow_private=True) for host in site], PATIENT)
    assert time.monotonic() - start < 120
    for number, response in enumerate(found):
        said = behaviours[number % 12][1]
        if said == "304":
            assert response.not_modified
        elif said:
            assert said in (response.error or ""), response
            assert response.body is None
        else:
            assert response.error is None, response
            assert response.body
    assert all(host.paths().count("/robots.txt") == 1 for host in site)
    assert all("/a" not in host.paths() for host in site[11::12])


def test_what_came_of_a_failure_is_kept(site: list[Host]) -> None:
    host = site[0]
    host.pages = {
        "/old": Answer(b"moved", 301, {"Location": "/a"}),
        "/a": Answer("<script>challenge</script>", 412),
        "/half": Answer(b"half a page", length=5000),
        "/big": bomb(5),
    }
    answer = get(host, "/old")
    assert [(e.status, e.body) for e in answer.exchanges if not e.url.endswith("robots.txt")] == [
        (301, b"moved"),
        (412, b"<script>challenge</script>"),
    ]
    assert dict(answer.exchanges[-1].request_headers)["user-agent"] == "pledgewatch/0.1"
    assert answer.exchanges[-1].peer == "127.0.0.1"
    half = get(host, "/half").exchanges[-1]
    assert (half.body, half.truncated) == (b"half a page", "disconnect")
    big = get(host, "/big").exchanges[-1]
    assert (len(big.body), big.truncated) == (2_000_000, "length")


def test_a_gzip_bomb_costs_no_more_than_the_limit(site: list[Host]) -> None:
    site[1].pages = {
        "/a": bomb(400),
        "/twice": Answer(gzip.compress(gzip.compress(b"0" * 10_000_000)), headers={"Content-Encoding": "gzip, gzip"}),
        "/cut": Answer(gzip.compress(b"whole text" * 500)[:-12], headers={"Content-Encoding": "gzip"}),
        "/br": Answer(b"\x0b\x02", headers={"Content-Encoding": "br"}),
    }
    tracemalloc.start()
    assert "is over the 2 MB limit" in (get(site[1]).error or "")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000
    assert "which was not asked for" in (get(site[1], "/twice").error or "")
    assert "broke off" in (get(site[1], "/cut").error or "")
    assert "'br'" in (get(site[1], "/br").error or "")


def test_bytes_that_are_not_packed_as_their_header_says_are_taken_as_they_are(site: list[Host]) -> None:
    page = "<html>政府工作报告</html>".encode()
    site[1].pages = {
        "/plain": Answer(page, headers={"Content-Encoding": "gzip"}),
        "/zlib": Answer(zlib.compress(page), headers={"Content-Encoding": "gzip"}),
        "/gzip": Answer(gzip.compress(page), headers={"Content-Encoding": "deflate"}),
        "/empty": Answer(b"", headers={"Content-Encoding": "gzip"}),
        "/half": Answer(gzip.compress(page)[:8] + b"broken", headers={"Content-Encoding": "gzip"}),
    }
    for path in ("/plain", "/zlib", "/gzip"):
        assert get(site[1], path).body == page, path
    assert get(site[1], "/empty").body == b""
    assert "the answer" in (get(site[1], "/half").error or "")


def test_a_silent_host_is_left_for_the_night(site: list[Host]) -> None:
    host, well = site[2], site[3]
    host.pages = {f"/{n}": Answer(b"", pause=3) for n in range(20)} | {"/robots.txt": Answer(b"", 404)}
    well.pages = {f"/{n}": "page" for n in range(20)}
    start = time.monotonic()
    options = Options(retry_wait=0.01, attempts=1, read_timeout=0.2, total_timeout=0.3)
    found = run([Request(h.url(f"/{n}"), allow_private=True) for n in range(20) for h in (host, well)], options)
    assert time.monotonic() - start < 3
    assert all(r.body == b"page" for r in found[1::2])
    assert sum("no answer in time" in (r.error or "") for r in found[::2]) <= 5
    assert "left for the next night" in (found[38].error or "")


def test_a_host_is_never_asked_by_more_than_its_share(site: list[Host]) -> None:
    host = site[4]
    under_way, most = [0], [0]

    def page(_: Asked) -> Answer:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        return Answer("x", pause=0.05, headers={"Connection": "close"})

    original = host.answer

    def answer(asked: Asked) -> Answer:
        found = original(asked)
        return found

    host.answer = answer  # type: ignore[method-assign]
    host.pages = {f"/{n}": page for n in range(12)}
    start = time.monotonic()
    run([Request(host.url(f"/{n}"), allow_private=True) for n in range(12)])
    assert time.monotonic() - start >= 0.05 * 12 / 2  # two at a time
    assert host.paths().count("/robots.txt") >= 1


def test_one_retry_after_holds_for_the_whole_host(site: list[Host]) -> None:
    host, times = site[5], list[float]()

    def page(_: Asked) -> Answer:
        times.append(time.monotonic())
        return Answer(b"", 429, {"Retry-After": "1"}) if len(times) == 1 else Answer("here")

    host.pages = {f"/{n}": page for n in range(6)}
    found = run([Request(host.url(f"/{n}"), allow_private=True) for n in range(6)])
    assert [r.body for r in found] == [b"here"] * 6
    early = [t for t in times if t - times[0] < 0.9]
    assert len(early) <= 2  # what was under way beside it


def test_the_agent_is_ours_to_name_and_robots_txt_is_asked_for_it(site: list[Host]) -> None:
    host = site[6]
    host.pages = {"/robots.txt": "User-agent: deskbot\nDisallow: /a\n\nUser-agent: *\nDisallow:\n", "/a": "page"}
    assert get(host).body == b"page"
    named = get(host, options=Options(agent="deskbot", contact="desk@example.org"))
    assert "robots.txt forbids" in (named.error or "")
    assert host.asked[-1].headers["user-agent"] == "deskbot/0.1 (+desk@example.org)"


def test_loopback_is_paced_where_asked(site: list[Host]) -> None:
    host = site[7]
    host.pages = {"/a": "page"}
    options = Options(pace_loopback=True, per_host_interval=0.2)
    start = time.monotonic()
    run([Request(host.url("/a"), allow_private=True)] * 4, options)  # and the robots.txt
    assert time.monotonic() - start >= 0.8
