"""What a channel answered: whether it took the message, by its own words. HTTP 200 is no proof: 企业微信, 钉钉 and 飞书 refuse with it."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from extract.yaml_files import read_yaml

_FILE = Path(__file__).with_name("channels.yaml")
# Fields by which services say how it went, where the address names no service that is known: numbers, 0 for well.
_NUMBERS = ("errcode", "code", "StatusCode")
_WORDS = ("errmsg", "msg", "message", "StatusMessage")  # why, in theirs
_FLAGS = ("ok", "success")  # false for not well
_SHOWN = 120  # characters of an answer that are told


class Unanswered(str):
    """A failure after which the message may have arrived: it was sent, and no answer came. It is not sent again as it was."""

    __slots__ = ()


@dataclass(slots=True)
class Heard:
    """The answers to the requests of one message, and what broke before there was one."""

    answers: list[requests.Response] = field(default_factory=list[requests.Response])
    broken: list[Exception] = field(default_factory=list[Exception])

    @property
    def unanswered(self) -> bool:
        """Whether a request went out whole and no answer came: a time that ran out, or a line that was cut, after the line stood."""
        return any(not _never_sent(error) for error in self.broken)


_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)
_SEND = requests.Session.send


def _listening(session: requests.Session, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
    heard = _HEARD.get()
    if heard is None:
        return _SEND(session, request, **settings)
    try:
        answer = _SEND(session, request, **settings)
    except requests.RequestException as error:
        heard.broken.append(error)
        raise
    heard.answers.append(answer)
    return answer


@contextmanager
def listening() -> Generator[Heard]:
    """Hears what comes back to the requests made inside. Apprise keeps the answers to itself and looks at the HTTP status alone;
    all its services that are asked over HTTP send through `requests`, which has no other place to listen at."""
    if requests.Session.send is not _listening:
        requests.Session.send = cast(Any, _listening)
    heard = Heard()
    token = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(token)


def _never_sent(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    ) or isinstance(reason, NewConnectionError | ConnectTimeoutError)


@cache
def services() -> dict[str, dict[str, Any]]:
    """channels.yaml: scheme of an address -> what the service takes and how it answers."""
    return cast(dict[str, dict[str, Any]], read_yaml(_FILE.read_text("utf-8"))[1])


def refusal(scheme: str, heard: Heard) -> str | None:
    """Why the service did not take the message, by its own answer; None where it took it, or is not asked over HTTP.

    A page instead of an answer is a refusal: a portal that wants a login, a gateway's error page.
    """
    for answer in heard.answers:
        if said := _refused(scheme, answer.text):
            return said
    return None


def _refused(scheme: str, text: str) -> str | None:
    known = services().get(scheme, {})
    if _is_page(text):
        return "answered with a web page, so it did not take the message; look at the address, or at a login in between"
    said = _fields(text)
    wanted = cast(list[str], known.get("answer", []))
    if wanted and not any(name in said for name in wanted):
        return f"answered {_cut(text)!r}, which is no answer of this service; look at the address"
    for name in wanted or _NUMBERS:
        number = _number(said.get(name))
        # Services of all kinds answer with 200 in a field `code`; those that are known, and `errcode`, say 0.
        fine = number == 0 or (number is not None and 200 <= number < 300 and name != "errcode" and not wanted)
        if number is not None and not fine:
            words = next((str(said[key]) for key in _WORDS if said.get(key)), "")
            remedy = cast(dict[int, str], known.get("codes", {})).get(number)
            return f"refused it: {name} {number} {_cut(words)}".rstrip() + (f"; {remedy}" if remedy else "")
    if not wanted and any(said.get(name) is False for name in _FLAGS):
        return f"refused it: {_cut(text)}"
    return None


def _fields(text: str) -> dict[str, Any]:
    """The answer's fields; none where it is no JSON object."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        return {}
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def _is_page(text: str) -> bool:
    begin = text[:1000].lstrip("\ufeff \r\n\t").lower()
    return begin.startswith(("<!doctype html", "<html")) or "<html" in begin


def _number(value: Any) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.lstrip("-").isdigit()) else None


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
