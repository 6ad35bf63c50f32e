"""Site maps: the addresses of pages that may be documents, and of further maps (sitemaps.org)."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

import lxml.etree as lxml_etree  # pyright: ignore[reportMissingTypeStubs]

from extract.formats.limits import MOST_SITEMAP_ADDRESSES, MOST_SITEMAP_BYTES, MOST_SITEMAP_TAGS
from extract.formats.packed import GZIP, unpacked
from extract.language.listing_words import listing_words

etree: Any = cast(Any, lxml_etree)  # the package ships no types


def read_sitemap(body: bytes) -> tuple[list[str], list[str]]:
    """Addresses of pages that may be documents, by the words in them, and those of further site maps. Never raises.

    None for one that `sitemap_fault` refuses.
    """
    body = _unpacked(body)
    if _beyond(body):
        return [], []
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root: Any = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return [], []
    if root is None:
        return [], []
    name = etree.QName(root).localname
    places = [str(t).strip() for t in root.xpath("//*[local-name()='loc']/text()")]
    if name == "sitemapindex":
        return [], places
    kinds = listing_words()["kinds"].values()
    return [p for p in places if any(kind["address"].search(_path(p)) for kind in kinds)], []


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # no address: whoever asks for it is told
        return address


def sitemap_fault(body: bytes) -> str | None:
    """Why an answer is not read as a site map, and the remedy, in one line; None for any other, whether it is a site map or not."""
    what = _beyond(_unpacked(body))
    return what and f"{what}, more than sitemaps.org allows one file; list the columns of the site instead"


def _unpacked(body: bytes) -> bytes:
    """What was packed with gzip, as far as it is looked at; b"" for broken packing."""
    body = unpacked(body, MOST_SITEMAP_BYTES)
    return b"" if body.startswith(GZIP) else body


def _beyond(body: bytes) -> str | None:
    if len(body) > MOST_SITEMAP_BYTES:
        return f"a site map of more than {MOST_SITEMAP_BYTES // 1_000_000} MB"
    addresses, tags = body.count(b"<loc"), body.count(b"<")
    if addresses > MOST_SITEMAP_ADDRESSES or tags > MOST_SITEMAP_TAGS:
        return f"a site map of {addresses:,} addresses and {tags:,} tags"
    return None
