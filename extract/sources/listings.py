"""Which documents a column (栏目) lists: links with title and day, the pages that follow, what each is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import lxml.etree as lxml_etree  # pyright: ignore[reportMissingTypeStubs]
import lxml.html as lxml_html  # pyright: ignore[reportMissingTypeStubs]

from extract.formats.controls import NOTHING, markup
from extract.formats.decode import decode
from extract.formats.html.challenges import named_challenge, says_gone
from extract.formats.html.links import AddressError, base_of, is_placeholder, resolve, shown
from extract.formats.html.markup import cdata_blocks, with_few_attributes
from extract.formats.html.metadata import names_genre
from extract.formats.html.pagination import scripted_names
from extract.formats.html.selectors import selectors
from extract.formats.html.tree import chinese_count
from extract.language.listing_words import listing_words
from extract.sources.interfaces import entries_of, html_in, interfaces_of, is_data, next_page

etree: Any = cast(Any, lxml_etree)  # the package ships no types
html: Any = cast(Any, lxml_html)

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROWS = frozenset({"li", "tr", "dd", "dt", "p", "div", "td", "article", "dl"})
_ROW_SLACK = 60  # characters that a row of a list has beside its title: the day, the source, a number
_OPENS = re.compile(
    r"(?:open|location(?:\.href)?|go\w*|to\w*|view\w*|jump\w*|show\w*|link\w*|detail\w*)\s*(?:\(|=)\s*([\"'])((?:https?:/)?[./\w][^\"'\s]*?\.(?:s?html?|jsp|aspx?|php|pdf|docx?)(?:\?[^\"'\s]*)?)\1",
    re.I,
)
_SCRIPT = re.compile(r"\s*(?:var|let|const|document\.|[\w.$]+\s*[=(])")
_FEW_LINKS = 8  # a page of a column lists more, or the menu around it does
# What a page says that a script draws: the frameworks' roots, and a list that is empty until a script fills it.
_DRAWS = re.compile(
    r"<div[^>]*\bid=[\"']?(?:app|root|__nuxt|__next|vue\w*)\b|\bv-for=|\bng-repeat=|chunk-vendors|__NUXT__|webpack|getJSON|\.ajax\(|\bfetch\(|axios|dataproxy",
    re.I,
)
_FEW = 200  # Chinese characters; a challenge page carries a sentence


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """One link of a list: where it leads, what it is called, and the day beside it or in its address."""

    url: str
    title: str
    day: date | None = None


@dataclass(slots=True)
class Listing:
    """One page of a column: its links, the pages that follow, and links that lead to columns of documents.

    `refused` are links that lead nowhere, with what they give as an address; `faults` name addresses that are none and on
    which the list itself depends, one line each. `interfaces` are the addresses that its script asks for the list, with the system's name;
    `drawn` says that a script draws the page, which holds hardly any link itself; `is_data` that it is the answer of such an interface.
    """

    items: list[ListedAddress] = field(default_factory=list[ListedAddress])
    following: list[str] = field(default_factory=list[str])
    columns: list[ListedAddress] = field(default_factory=list[ListedAddress])
    title: str = ""
    refused: list[ListedAddress] = field(default_factory=list[ListedAddress])
    faults: list[str] = field(default_factory=list[str])
    interfaces: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    drawn: bool = False
    is_data: bool = False


def read_column(body: bytes, content_type: str, url: str) -> Listing:
    """Read one page of a column, or what a list interface answers. Never raises: what is no list gives no links."""
    text, _ = decode(body, content_type)
    if is_data(text):
        return _data(text, url)
    if _SCRIPT.match(text):  # one that holds rows of HTML as strings
        text = html_in(text) or text
    tree = _tree(text)
    if tree is None:
        return Listing()
    given: list[str] = tree.xpath("//base/@href")
    base, fault = base_of(url, given)
    found = Listing(title=" ".join("".join(tree.xpath("//title//text()")).split()))
    if fault is not None:
        found.faults.append(no_address(given[0], fault, "as the base of its links"))
    scripts = "\n".join(tree.xpath("//script/text()"))
    links = list(_links(tree, base, found))
    for block in [
        *cdata_blocks(text),
        html_in(scripts),
    ]:  # lists that a script unpacks into the page, or writes into it
        part = _tree(block)
        links += _links(part, base, found) if part is not None else []
    _ask(found, text, scripts, url, len(links))
    _take(found, links, url)
    found.following += [*_scripted(text, url), *(asked for _, asked in found.interfaces)]
    found.following = [u for u in dict.fromkeys(found.following) if u != url]
    return found


def _ask(found: Listing, text: str, scripts: str, url: str, links: int) -> None:
    """Notes which interfaces a page asks for its list, and of an interface's own page of records the next one."""
    if "startrecord" in url.lower() and links and (following := next_page(url)):
        found.following.append(following)
    few = links < _FEW_LINKS
    found.interfaces = interfaces_of(scripts, url) if few or "dataproxy" in scripts else []
    found.drawn = few and (bool(found.interfaces) or _DRAWS.search(text) is not None)


def _take(found: Listing, links: list[tuple[Any, ListedAddress]], url: str) -> None:
    """Sorts the links of a page into entries, columns and pages that follow."""
    seen: set[str] = set()
    for link, item in links:
        if item.url not in seen and item.title:
            seen.add(item.url)
            found.items.append(item)
            if any(kind["column"].search(re.sub(r"\s", "", item.title)) for kind in listing_words()["kinds"].values()):
                found.columns.append(item)
        if (_is_next(link, item.title)) and _same_site(item.url, url):
            found.following.append(item.url)


def _data(text: str, url: str) -> Listing:
    """What an interface answers as data; its next page is asked for as long as one gives entries."""
    found = Listing(is_data=True)
    for entry in entries_of(text):
        try:
            address = resolve(url, entry.address)
        except AddressError:
            if not is_placeholder(entry.address):
                found.refused.append(ListedAddress(entry.address, entry.title))
            continue
        day = _day(entry.day, "day") if isinstance(entry.day, str) else entry.day
        found.items.append(ListedAddress(address, entry.title, day or _day(address, "address_day")))
    if found.items and (following := next_page(url)):
        found.following.append(following)
    return found


def no_address(address: str, fault: AddressError | None, where: str) -> str:
    """The line about an address that a page gives and that is none."""
    return f"gives {shown(address)} {where}, which is no address" + (f" ({fault})" if fault else "")


def page_fault(body: bytes, content_type: str) -> str | None:
    """What a page is in place of a list: a challenge, by its system's name, or one that says that there is no such page; None for any other."""
    text, _ = decode(body, content_type)
    if is_challenge(body, content_type):
        return named_challenge(text)
    said = (
        "" if names_genre(text) else says_gone(text)
    )  # a list that names a report is one, whatever its search box says
    return f"a page that says there is none (“{said[:40]}”), though the server sends it as one" if said else None


def is_challenge(body: bytes, content_type: str) -> bool:
    """Whether a page asks for a browser in place of what was wanted."""
    text, _ = decode(body[:200_000], content_type)
    return chinese_count(text) < _FEW and (
        selectors().challenge_certain.search(text) is not None
        or (chinese_count(text) < 40 and selectors().challenge_scripts.search(text) is not None)
    )


def _tree(text: str) -> Any:
    text = _DECLARATION.sub("", markup(text))
    try:
        return html.document_fromstring(with_few_attributes(text)) if text.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _links(tree: Any, base: str, listing: Listing) -> Iterator[tuple[Any, ListedAddress]]:
    """The links of a page with their titles; those that are no address go to `listing`."""
    rows: dict[Any, str] = {}
    for link in tree.iter("a"):
        href = (link.get("href") or "").strip()
        if not href or href.lower().startswith(("javascript:", "#")):
            href = _opened(link)
        if not href or href.lower().startswith(("mailto:", "tel:")):
            continue
        said = " ".join(link.text_content().replace(NOTHING, "").split())
        named = " ".join((link.get("title") or "").replace(NOTHING, "").split())
        # lists cut long titles short; the attribute has them whole
        title = named if len(named) > len(said) or (named and said.endswith(("...", "…"))) else said
        try:
            url = resolve(base, href)
        except AddressError as fault:
            _refuse(listing, link, ListedAddress(href, title, _day_beside(link, said, rows)), fault)
            continue
        yield link, ListedAddress(url, title, _day_beside(link, said, rows) or _day(url, "address_day"))


def _opened(link: Any) -> str:
    """The constant address that a click on a link opens: onclick="window.open('/art/1.html')"; "" where there is none."""
    for given in (
        link.get("onclick") or "",
        link.get("href") or "",
        *((link.getparent().get("onclick") or "",) if link.getparent() is not None else ()),
    ):
        if found := _OPENS.search(given):
            return found[2]
    return ""


def _refuse(listing: Listing, link: Any, item: ListedAddress, fault: AddressError) -> None:
    if re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", item.url, re.I) or not item.title:
        return  # a link of another kind, as ftp: or tencent:, is no fault
    if not _is_next(link, item.title):
        listing.refused.append(item)
    elif not is_placeholder(item.url):
        listing.faults.append(no_address(item.url, fault, "as a page that follows"))


def _day_beside(link: Any, shown: str, rows: dict[Any, str]) -> date | None:
    """The day in the row of a list that a link stands in; `rows` keeps the text of each, lest one of many links be read for each."""
    node = link
    while node is not None and node.tag != "body":
        if node.tag in _ROWS:
            if node not in rows:
                rows[node] = " ".join(node.text_content().split())
            text = rows[node]
            if len(text) > len(shown) + _ROW_SLACK:
                return None
            if day := _day(text.replace(shown, " ", 1) if shown else text, "day"):
                return day
        node = node.getparent()
    return None


def _day(text: str, which: str) -> date | None:
    for pattern in listing_words()[which]:
        for match in pattern.finditer(text):
            year = int(match["y"])
            try:
                return date(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"]))
            except ValueError:
                continue
    return None


def _is_next(link: Any, title: str) -> bool:
    said = "".join((link.text_content() or title).split()).lower()
    return said in listing_words()["next"]["words"] or (said.isdecimal() and len(said) <= 3)


def _same_site(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc


def _scripted(text: str, url: str) -> list[str]:
    """The pages that a script of the page counts: index_1.html to index_6.html of seven."""
    path = urlsplit(url).path
    stem, ending = "index", "html"
    if match := re.search(r"/([\w-]+?)(?:_\d+)?\.(s?html?|jsp|aspx?)$", path):
        stem, ending = match[1], match[2]
    return [urljoin(url, name) for name in scripted_names(text, stem, ending)]
