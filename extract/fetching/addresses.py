"""Which network addresses an address of a source leads to, and whether we may go there."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from extract.fetching.model import Private


class RefusedError(Exception):
    """An address that is not fetched; the message is the reason without the address, in one line."""


class UnresolvedError(Exception):
    """A host name that the resolver could not answer just now; trying again may help."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Where an address leads: the network addresses behind its host, in the resolver's order, none where a proxy is to resolve it; whether any of
    them is private, and whether all are this very machine."""

    numbers: tuple[str, ...] = ()
    private: bool = False
    loopback: bool = False


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


# Where an IPv6 address holds an IPv4 one in its last four bytes: a translator at the border (RFC 6052), the compatible and the translated
# form, both given up (RFC 4291, 2.5.5.1; RFC 2765), and what a system may still route.
_HOLD_IPV4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
# Private, whatever the registries that `is_global` knows say: a translator of one's own (RFC 8215), and site-local addresses (RFC 3879).
_PRIVATE = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10")))


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether a network address is one of the open network, whatever form it is written in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and any(address in network for network in _HOLD_IPV4):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if any(address in network for network in _PRIVATE):
            return False
    return address.is_global and not address.is_multicast


def named_hosts(url: str, allowed: Private) -> frozenset[str]:
    """The hosts that may be private for a request: those named, or where it is only said that some may, the one that is asked."""
    if isinstance(allowed, frozenset):
        return allowed
    return frozenset({urlsplit(url).netloc.rpartition("@")[2].lower()}) if allowed else frozenset()


def is_named(url: str, hosts: frozenset[str]) -> bool:
    """Whether the host of an address is among those named, with its port or without one."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2].lower() in hosts or (parts.hostname or "") in hosts


def check_hop(url: str, hosts: frozenset[str]) -> None:
    """Raise RefusedError for an address to which a private host redirects, and which is none of those named: what stands in a network of one's
    own may not send us through the rest of it."""
    if urlsplit(url).scheme in {"http", "https"} and not is_named(url, hosts):
        raise RefusedError(
            f"redirects to {urlsplit(url).netloc.rpartition('@')[2]}, which allow_private does not name; name it there, or correct the address"
        )


async def check(url: str, allow_private: bool) -> Checked:
    """Resolve the host of an address and say where it leads.

    Every address behind the name is looked at. Raises RefusedError for anything but http and https, for one with a user name or a password,
    for a name that does not exist, and, without `allow_private`, where any address is private, loopback, link-local or otherwise not
    public (the IANA special-purpose registries, as `ipaddress.is_global` knows them). Raises UnresolvedError for a
    resolver that is out of order. A name that only a proxy can resolve is left to the proxy.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RefusedError("not an http or https address; correct the source")
    if "@" in parts.netloc:
        raise RefusedError("holds a user name or a password, and addresses are published; leave them out")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        if uses_proxy(url):
            return Checked()
        if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
            raise UnresolvedError("the host name cannot be resolved just now; check the connection") from error
        raise RefusedError("the host name does not exist; correct the source or check the connection") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
    private = [address for address in addresses if not is_public(address)]
    if private and not allow_private:
        raise RefusedError(f"leads to {private[0]}, a private address; private addresses need allow_private")
    numbers = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    return Checked(numbers, bool(private), all(address.is_loopback for address in addresses))


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
    if not is_public(address):
        raise RefusedError(f"leads to {address}, a private address; private addresses need allow_private")
