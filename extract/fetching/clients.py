"""The HTTP clients of one run. Each connects to the network address that was checked, and asks no resolver again."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from extract.fetching.addresses import Checked, origin, uses_proxy
from extract.fetching.body import ACCEPT_ENCODING
from extract.fetching.model import Options

# The client looks through all its open connections for each request, so hosts are shared out among several clients.
_CLIENTS = 32
_IDLE = 8  # connections that one client keeps open for the next request of their host


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects a host to what was found behind its name when it was checked: a name may lead elsewhere the second time it is asked."""

    def __init__(self) -> None:
        self._inner: Any = httpcore.AnyIOBackend()
        self.numbers: dict[tuple[str, int], tuple[str, ...]] = {}

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        failure: Exception = httpcore.ConnectError(f"{host} was not checked")
        for number in self.numbers.get((host, port), ()):
            try:
                return await self._inner.connect_tcp(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over such a backend, for which it has no argument and its pool has (httpcore, network backends)."""

    def __init__(self, tls: ssl.SSLContext, options: Options, pinned: _Pinned) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, http1=True, http2=True, max_connections=options.max_connections,
            max_keepalive_connections=_IDLE, keepalive_expiry=5, network_backend=pinned,
        )  # fmt: skip


class Clients:
    """Clients as they are asked for: through the proxy of the environment, or straight to what was checked.

    What leads into a private network has clients of its own, lest a connection that was opened with leave serves a request without it.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._tls: ssl.SSLContext = httpx.create_ssl_context()
        self._open: dict[tuple[str, int], tuple[httpx.AsyncClient, _Pinned | None]] = {}

    def of(self, url: str, where: Checked) -> httpx.AsyncClient:
        """The client for an address that was checked."""
        # This machine is never asked through a proxy: what the proxy calls loopback is the proxy's own.
        proxied = not where.loopback and uses_proxy(url)
        way = "proxy" if proxied else "private" if where.private else "public"
        key = (way, hash(origin(url)) % _CLIENTS)
        if key not in self._open:
            self._open[key] = self._new(proxied)
        client, pinned = self._open[key]
        if pinned is not None:
            asked = httpx.URL(url)
            port = asked.port or (443 if asked.scheme == "https" else 80)
            pinned.numbers[(asked.raw_host.decode("ascii"), port)] = where.numbers
        return client

    def _new(self, proxied: bool) -> tuple[httpx.AsyncClient, _Pinned | None]:
        options, pinned = self._options, None if proxied else _Pinned()
        client = httpx.AsyncClient(
            http2=True,
            verify=self._tls,
            transport=_PinnedTransport(self._tls, options, pinned) if pinned else None,
            trust_env=proxied,
            headers={
                "user-agent": options.user_agent,
                "accept": "text/html, text/plain;q=0.9, */*;q=0.5",
                "accept-language": "zh-CN, zh;q=0.9",
                "accept-encoding": ACCEPT_ENCODING,
            },
            timeout=httpx.Timeout(options.read_timeout, connect=options.connect_timeout, pool=None),
            limits=httpx.Limits(
                max_connections=options.max_connections, max_keepalive_connections=_IDLE, keepalive_expiry=5
            ),
        )
        return client, pinned

    async def close(self) -> None:
        """Close all connections."""
        for client, _ in self._open.values():
            await client.aclose()
