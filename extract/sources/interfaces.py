"""Lists that a script draws: which interface a column's script asks (interfaces.yaml), and what such an interface answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import yaml

from extract.formats.html.links import AddressError, resolve
from extract.formats.html.literals import literals
from extract.formats.html.onward import same_site
from extract.formats.limits import LONGEST_TITLE

_OBJECT = re.compile(r"\{[^{}]{1,4000}\}")
_STRING_OF = r"[\"']?(\w{1,30})[\"']?\s*:\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|"
_PAIR = re.compile(rf"{_STRING_OF}(\d{{1,13}}))")
_FIELD = re.compile(rf"{_STRING_OF}(\d{{1,13}})(?![\w.])|([A-Za-z_$][\w.$]*))")  # a value may be another name
_POST = "#POST:"
_AS_WRITTEN = ("proxy", "address", "form", "json")
# "…" + name + "…", and "…" + name at the end: the name stands for what it is set to.
_BETWEEN = re.compile(r"([\"'])\s*\+\s*([A-Za-z_$][\w.$]*)\s*\+\s*\1")
_BEHIND = re.compile(r"([\"'])\s*\+\s*([A-Za-z_$][\w.$]*)(?=\s*[,;)}\n])")
_JSONP = re.compile(r"^[\s;]*(?:[\w.$]+\s*\(|(?:var\s+)?[\w.$]+\s*=)\s*(?=[\[{])")
_MARKUP = re.compile(r"<[^<>]*>")
_STAMP = re.compile(r"\d{10}(?:\d{3})?")
_CHINA = timedelta(hours=8)
_LONGEST = 5_000_000  # characters of an answer that are looked through
_MOST_ENTRIES = 5_000
_LONGEST_JOINED, _MOST_JOINED = 200_000, 100  # characters of scripts in which strings are put together, and how many
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
    posts: bool


@cache
def _known() -> tuple[tuple[_Interface, ...], dict[str, tuple[str, ...]], frozenset[str]]:
    data = cast(dict[str, Any], yaml.safe_load(Path(__file__).with_name("interfaces.yaml").read_text("utf-8")))
    interfaces = tuple(
        _Interface(
            one["name"], re.compile(one["sign"]), {name: re.compile(p) for name, p in one["values"].items()},
            one.get("else", {}), one["request"], one.get("size", 20), one.get("post", False),
        )
        for one in data["interfaces"]
    )  # fmt: skip
    return interfaces, {name: tuple(keys) for name, keys in data["fields"].items()}, frozenset(data["page"])


def interfaces_of(text: str, url: str) -> list[tuple[str, str]]:
    """The interfaces that a column's page asks for its list: (name of the system, address of its first page; see `request_of`). Never raises for a
    page."""
    found: list[tuple[str, str]] = []
    posted: set[str] = set()
    text = put_together(text)
    for one in _known()[0]:
        if not one.sign.search(text):
            continue
        values: dict[str, str] = {}
        for name, pattern in one.values.items():
            match = pattern.search(f"{url}\n{text}")
            value = next((group for group in match.groups() if group), None) if match else one.defaults.get(name)
            if value is not None:
                values[name] = value if name in _AS_WRITTEN else quote(value, safe="")
        if one.values.keys() - values.keys():
            continue
        try:
            asked = resolve(url, one.request.format(**values, page=1, first=1, last=one.size))
        except (AddressError, ValueError, KeyError, IndexError):
            continue
        if not same_site(asked, url) or asked == url or asked in posted:
            continue
        if one.posts:
            posted.add(asked)
            form = _form(values["form"], text, bool(values["json"]))
            asked = f"{asked.partition('#')[0]}{_POST}{form}" if form else ""
        if asked:
            found.append((one.name, asked))
    return found


def request_of(asked: str) -> tuple[str, str | None]:
    """The address that an interface is asked at, and the form that is posted there; None for a GET.

    An interface that wants a POST is written as its address with the form as a fragment, which no server ever gets.
    """
    address, mark, form = asked.partition(_POST)
    return (address, form) if mark else (asked, None)


def put_together(script: str) -> str:
    """A script's text where strings are put together of constants: "/list?key=" + KEY + "&page=" + page. Pages are counted from 1."""
    if len(script) > _LONGEST_JOINED:  # libraries, and no page's own few lines
        return script
    for pattern in (_BETWEEN, _BEHIND):
        script = pattern.sub(partial(_joined, script), script, count=_MOST_JOINED)
    return script


def _joined(script: str, found: re.Match[str]) -> str:
    value = _constant(found[2], script)
    if value is None:
        return found[0]
    return value if found.re is _BETWEEN else f"{value}{found[1]}"


def _constant(name: str, script: str) -> str | None:
    """What a variable of a script is set to, if that is a constant; 1 for one that counts pages."""
    last = name.rpartition(".")[2]
    if last.lower() in _known()[2]:
        return "1"
    match = re.search(
        rf"(?<![\w.$]){re.escape(last)}[\"']?\s*[:=]\s*(?:\"([^\"\\\n]{{1,200}})\"|'([^'\\\n]{{1,200}})'|(\d{{1,13}})\b)",
        script,
    )
    return next((group for group in match.groups() if group), None) if match else None


def _form(written: str, script: str, as_json: bool) -> str:
    """The form that an object of a script stands for; "" where one of its values is no constant."""
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(written):
        said = next((group for group in match.groups()[1:4] if group is not None), None)
        value = said if said is not None else _constant(match[5], script)
        if match[1].lower() in _known()[2]:
            value = "1"
        if value is None:
            return ""
        fields[match[1]] = value
    return _written(fields, as_json) if fields else ""


def _written(fields: dict[str, str], as_json: bool) -> str:
    return json.dumps(fields, ensure_ascii=False) if as_json else urlencode(fields)


def next_page(url: str) -> str | None:
    """The address of an interface's next page by the numbers in this one's; None where it counts no pages."""
    address, form = request_of(url)
    if form is not None:
        following = _next_form(form)
        return f"{address}{_POST}{following}" if following else None
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


def _next_form(form: str) -> str | None:
    """The form that asks for the page after; None where it counts no pages."""
    as_json = form.startswith("{")
    fields: dict[str, str] = json.loads(form) if as_json else dict(parse_qsl(form, keep_blank_values=True))
    for name, value in fields.items():
        if name.lower() in _known()[2] and value.isdecimal():
            return _written(fields | {name: str(int(value) + 1)}, as_json)
    return None


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
    for _, piece in literals(script[:_LONGEST]):
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
    return Entry(" ".join(_MARKUP.sub("", title[: 2 * LONGEST_TITLE]).split()), address.strip(), _day(first("day")))


def _day(value: Any) -> str | date | None:
    """A day as it stands, or that of a count of seconds or thousandths since 1970, in the time of China."""
    said = str(value or "")
    if not _STAMP.fullmatch(said):
        return said or None
    return (datetime.fromtimestamp(int(said[:10]), UTC) + _CHINA).date()
