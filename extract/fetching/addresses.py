"""Which network addresses an address of a source leads to, and whether we may go there."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from urllib.parse import urlsplit


class RefusedError(Exception):
    """An address that is not fetched; the message is the reason without the address, in one line."""


class UnresolvedError(Exception):
    """A host name that the resolver could not answer just now; trying again may help."""


def origin(url: str) -> str:
    """Scheme, host and port of an address, the unit that robots.txt speaks for (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def uses_proxy(url: str) -> bool:
    """Whether the environment (HTTP_PROXY, NO_PROXY …) sends this address through a proxy."""
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    if not (proxies.get(parts.scheme) or proxies.get("all")):
        return False
    return not urllib.request.proxy_bypass(parts.hostname or "")


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


async def check(url: str, allow_private: bool) -> bool:
    """Resolve the host of an address and say whether it is this very machine (True) or another one (False).

    Every address behind the name is looked at. Raises RefusedError for anything but http and https, for a name that
    does not exist, and, without `allow_private`, where any address is private, loopback, link-local or otherwise not
    public (the IANA special-purpose registries, as `ipaddress.is_global` knows them). Raises UnresolvedError for a
    resolver that is out of order. A name that only a proxy can resolve is left to the proxy.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RefusedError("not an http or https address; correct the source")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        if uses_proxy(url):
            return False
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise UnresolvedError("the host name cannot be resolved just now; check the connection") from error
        raise RefusedError("the host name does not exist; correct the source or check the connection") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
    if not allow_private:
        for address in addresses:
            if not _is_public(address):
                raise RefusedError(f"leads to {address}, a private address; private addresses need allow_private")
    return all(address.is_loopback for address in addresses)


def check_peer(url: str, peer: str | None) -> None:
    """Raise RefusedError where the machine that answered is private: a name may lead elsewhere the second time it is asked.

    `peer` is its network address, None where it is not known. What goes through a proxy is the proxy's to judge.
    """
    if peer is None or uses_proxy(url):
        return
    try:
        address = ipaddress.ip_address(peer.split("%")[0])
    except ValueError:
        return  # a socket file has no network address
    if not _is_public(address):
        raise RefusedError(f"leads to {address}, a private address; private addresses need allow_private")
