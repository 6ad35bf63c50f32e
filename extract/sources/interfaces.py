"""Lists that a script draws: which interface a column's script asks (interfaces.yaml), and what such an interface answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import yaml

from extract.formats.html.links import AddressError, resolve
from extract.formats.html.onward import same_site

_LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`", re.DOTALL)
_OBJECT = re.compile(r"\{[^{}]{1,4000}\}")
_PAIR = re.compile(r"[\"']?(\w{1,30})[\"']?\s*:\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|(\d{1,13}))")
_JSONP = re.compile(r"^[\s;]*(?:[\w.$]+\s*\(|(?:var\s+)?[\w.$]+\s*=)\s*(?=[\[{])")
_MARKUP = re.compile(r"<[^>]*>")
_STAMP = re.compile(r"\d{10}(?:\d{3})?")
_CHINA = timedelta(hours=8)
_LONGEST = 5_000_000  # characters of an answer that are looked through
_MOST_ENTRIES = 5_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an answer: its title, its address as it stands there, and its day, "" or None where it says none."""

    title: str
    address: str
    day: str | date | None


@dataclass(frozen=True, slots=True)
class _Interface:
    name: str
    sign: re.Pattern[str]
    values: dict[str, re.Pattern[str]]
    defaults: dict[str, str]
    request: str
    size: int


@cache
def _known() -> tuple[tuple[_Interface, ...], dict[str, tuple[str, ...]], frozenset[str]]:
    data = cast(dict[str, Any], yaml.safe_load(Path(__file__).with_name("interfaces.yaml").read_text("utf-8")))
    interfaces = tuple(
        _Interface(
            one["name"], re.compile(one["sign"]), {name: re.compile(p) for name, p in one["values"].items()},
            one.get("else", {}), one["request"], one.get("size", 20),
        )
        for one in data["interfaces"]
    )  # fmt: skip
    return interfaces, {name: tuple(keys) for name, keys in data["fields"].items()}, frozenset(data["page"])


def interfaces_of(text: str, url: str) -> list[tuple[str, str]]:
    """The interfaces that a column's page asks for its list: (name of the system, address of its first page). Never raises for a page."""
    found: list[tuple[str, str]] = []
    for one in _known()[0]:
        if not one.sign.search(text):
            continue
        values: dict[str, str] = {}
        for name, pattern in one.values.items():
            match = pattern.search(f"{url}\n{text}")
            value = next((group for group in match.groups() if group), None) if match else one.defaults.get(name)
            if value is not None:
                values[name] = value if name in ("proxy", "address") else quote(value, safe="")
        if one.values.keys() - values.keys():
            continue
        try:
            asked = resolve(url, one.request.format(**values, page=1, first=1, last=one.size))
        except (AddressError, ValueError, KeyError, IndexError):
            continue
        if same_site(asked, url) and asked != url:
            found.append((one.name, asked))
    return found


def next_page(url: str) -> str | None:
    """The address of an interface's next page by the numbers in this one's; None where it counts no pages."""
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    named = {name.lower(): value for name, value in asked}
    counted: dict[str, int] = {}
    if named.get("startrecord", "").isdecimal() and named.get("endrecord", "").isdecimal():
        first, last = int(named["startrecord"]), int(named["endrecord"])
        counted = {"startrecord": last + 1, "endrecord": last + 1 + last - first}
    else:
        pages = [name for name in named if name in _known()[2] and named[name].isdecimal()]
        counted = {name: int(named[name]) + 1 for name in pages[:1]}
    if not counted:
        return None
    query = [(name, str(counted.get(name.lower(), value))) for name, value in asked]
    return urlunsplit(parts._replace(query=urlencode(query)))


def is_data(text: str) -> bool:
    """Whether an answer is data and no page: JSON, JSON in a call, or a script that sets a variable to it."""
    head = text[:200].lstrip("\ufeff \t\r\n")
    return head.startswith(("{", "[")) or _JSONP.match(head) is not None


def entries_of(text: str) -> list[Entry]:
    """The entries of an answer: each object that has a title and an address, by the names of interfaces.yaml. Never raises."""
    text = text[:_LONGEST].lstrip("\ufeff")
    begun = _JSONP.match(text)
    try:
        data = json.loads(text[begun.end() :].rstrip().rstrip(");") if begun else text)
    except (ValueError, RecursionError):
        objects: Iterator[dict[str, Any]] = _loose(text)
    else:
        objects = _objects(data, 0)
    found: list[Entry] = []
    for one in objects:
        if (entry := _entry(one)) is not None:
            found.append(entry)
        if len(found) >= _MOST_ENTRIES:
            break
    return found


def html_in(script: str) -> str:
    """The pieces of HTML with links that a script holds as strings (document.write, lists of rows), one after the other."""
    pieces: list[str] = []
    for match in _LITERAL.finditer(script[:_LONGEST]):
        piece = match[1] or match[2] or match[3] or ""
        if "<" in piece or "href" in piece:
            pieces.append(re.sub(r"\\([\"'/])", r"\1", piece).replace("\\n", "\n").replace("\\t", " "))
    return "".join(pieces) if any("href" in piece for piece in pieces) else ""


def _objects(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        one = cast(dict[str, Any], data)
        yield one
        for value in one.values():
            yield from _objects(value, depth + 1)
    elif isinstance(data, list):
        for value in cast(list[Any], data):
            yield from _objects(value, depth + 1)


def _loose(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a script's text that is no JSON: {title: '…', url: '…'}."""
    for found in _OBJECT.finditer(text):
        yield {m[1]: re.sub(r"\\(.)", r"\1", m[2] or m[3] or m[4] or "") for m in _PAIR.finditer(found[0])}


def _entry(one: dict[str, Any]) -> Entry | None:
    fields = _known()[1]
    named = {str(key).lower(): value for key, value in one.items() if isinstance(value, str | int) and value != ""}

    def first(kind: str) -> Any:
        return next((named[name] for name in fields[kind] if name in named), None)

    title, address = first("title"), first("url")
    if not isinstance(title, str) or not isinstance(address, str):
        return None
    return Entry(" ".join(_MARKUP.sub("", title).split()), address.strip(), _day(first("day")))


def _day(value: Any) -> str | date | None:
    """A day as it stands, or that of a count of seconds or thousandths since 1970, in the time of China."""
    said = str(value or "")
    if not _STAMP.fullmatch(said):
        return said or None
    return (datetime.fromtimestamp(int(said[:10]), UTC) + _CHINA).date()
