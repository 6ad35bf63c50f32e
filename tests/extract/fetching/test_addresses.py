"""Which network addresses are asked: the one that was checked, none that is private unless its host is named, and nobody's password."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from local_site import Answer, Host, hosts

from extract.fetching.addresses import is_public
from extract.fetching.fetcher import Options, Request, Response, fetch
from extract.fetching.model import Private

QUICK = Options(attempts=1, connect_timeout=0.2, total_timeout=2.0)


@pytest.fixture(scope="module")
def site() -> Iterator[list[Host]]:
    with hosts(2) as found:
        yield found


def get(url: str, allowed: Private = True) -> Response:
    return fetch([Request(url, allow_private=allowed)], QUICK)[0]


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Names lead to these numbers, one after the other and the last for ever; gives the names that were asked for."""
    asked: list[str] = []

    async def getaddrinfo(_: Any, host: str, port: int, **__: Any) -> list[Any]:
        asked.append(host)
        number = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "number",
    [
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "64:ff9b::a00:8",
        "64:ff9b:1::1",
        "fec0::1",
        "::127.0.0.1",
        "::10.0.0.8",
        "::ffff:0:192.168.0.1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "::1",
        "::",
        "fd00::1",
        "fe80::1",
        "ff02::1",
        "100.64.0.1",
        "0.0.0.0",
    ],
)
def test_private_in_every_form(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_public_stays_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


def test_a_name_is_resolved_once_and_what_was_found_is_connected(
    site: list[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    site[0].pages = {"/a": "page"}
    asked = resolver(monkeypatch, "127.0.0.1", "192.0.2.1")
    answer = get(f"http://report.example.cn:{site[0].port}/a")
    assert (answer.body, asked) == (b"page", ["report.example.cn"])
    assert site[0].asked[-1].headers["host"] == f"report.example.cn:{site[0].port}"


def test_a_name_that_turns_private_when_asked_again_reaches_nothing(
    site: list[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    site[0].pages, before = {"/a": "page"}, len(site[0].asked)
    resolver(monkeypatch, "203.0.114.1", "127.0.0.1")
    answer = get(f"http://report.example.cn:{site[0].port}/a", False)
    assert answer.body is None and len(site[0].asked) == before


def test_a_redirect_may_not_leave_the_hosts_that_are_named(site: list[Host]) -> None:
    one, other = site
    one.pages = {
        "/a": Answer(b"", 302, {"Location": other.url("/secret")}),
        "/b": Answer(b"", 302, {"Location": "/c"}),
        "/c": "c",
    }
    other.pages = {"/secret": "secret"}
    before = len(other.asked)
    for allowed in (True, frozenset({f"127.0.0.1:{one.port}"})):
        error = get(one.url("/a"), allowed).error or ""
        assert f"redirects to 127.0.0.1:{other.port}, which allow_private does not name; name it there" in error
    assert len(other.asked) == before
    assert get(one.url("/b")).body == b"c"
    assert get(one.url("/a"), frozenset({"127.0.0.1"})).body == b"secret", (
        "a host named without a port is meant with all"
    )
    assert "a private address" in (get(one.url("/c"), frozenset({"10.0.0.8"})).error or "")


def test_a_password_in_an_address_is_refused_and_not_repeated(site: list[Host]) -> None:
    site[0].pages = {"/a": Answer(b"", 302, {"Location": site[0].url("/c").replace("//", "//desk:s3cret@")}), "/c": "c"}
    before = len(site[0].asked)
    for url in (site[0].url("/c").replace("//", "//desk:s3cret@"), site[0].url("/a")):
        error = get(url).error or ""
        assert "holds a user name or a password" in error and "leave them out" in error and "s3cret" not in error
    assert [one.path for one in site[0].asked[before:]] == ["/robots.txt", "/a"]
