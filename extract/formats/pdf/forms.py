"""Whether a page of a PDF draws more than a page can hold: forms (drawings with a name) that draw themselves, or each other many times.

PDFium follows them before it gives anything away and cannot be stopped, so they are counted beforehand, without drawing any.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from importlib import import_module
from typing import Any

from extract.formats.limits import DEEPEST_FORM, MOST_DRAWN, MOST_DRAWN_BYTES

_FORM = re.compile(
    rb"/Subtype[\s\0]*/Form\b"
)  # forms are streams, and those stand in the file itself, however it is packed
_END = rb"[\s\0/<>\[\](){}%]"
_DRAWS = re.compile(rb"/([^\s\0/<>\[\](){}%]+)[\s\0]+Do(?=" + _END + rb"|$)")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


class _BeyondError(Exception):
    """A page draws more than the limits; the message says what."""


def endless(body: bytes) -> str | None:
    """What a page of a PDF draws that none of a report does; None for any other file, and for one that pypdf cannot make out."""
    if not _FORM.search(body):
        return None
    logging.getLogger("pypdf").setLevel(
        logging.CRITICAL
    )  # it tells of every slip in a file; PDFium is asked afterwards
    pypdf: Any = import_module("pypdf")
    try:
        forms = _Forms()
        for number, page in enumerate(pypdf.PdfReader(io.BytesIO(body)).pages, 1):
            try:
                forms.look_at(page)
            except _BeyondError as error:
                return f"page {number} draws {error}"
    except Exception:  # a damaged file: whether it can be read is for PDFium to say
        return None
    return None


class _Forms:
    """What each form of a file comes to, worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, int], tuple[int, int]] = {}
        self._open: set[tuple[Any, int]] = set()

    def look_at(self, page: Any) -> None:
        """Raises _BeyondError for a page that draws too much."""
        resources = _entries(page.get("/Resources"))
        if not any(_is_form(_object(one)) for one in _entries(resources.get("/XObject")).values()):
            return
        content = _object(page.get("/Contents"))
        parts: list[Any] = [content] if hasattr(content, "get_data") else list(content or ())
        self._drawn(b"\n".join(_data(_object(part)) for part in parts), resources)

    def _drawn(self, content: bytes, resources: Any) -> tuple[int, int]:
        """How many forms a stretch of instructions draws, and how many bytes of instructions that takes, its own among them."""
        count, size = 0, len(content)
        names = Counter(_ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), name) for name in _DRAWS.findall(content))
        objects = _entries(resources.get("/XObject"))
        for name, times in names.items():
            key = "/" + name.decode("utf-8", "replace")
            if key in objects and _is_form(form := _object(objects[key])):
                more, taken = self._form(objects.raw_get(key), form, resources)
                count, size = count + times * (more + 1), size + times * taken
        if count > MOST_DRAWN or size > MOST_DRAWN_BYTES:
            raise _BeyondError(f"more than {MOST_DRAWN:,} forms, or {MOST_DRAWN_BYTES // 1_000_000} MB of them")
        return count, size

    def _form(self, where: Any, form: Any, resources: Any) -> tuple[int, int]:
        own = _object(form.get("/Resources"))
        key = (getattr(where, "idnum", id(form)), 0 if own is not None else id(resources))
        if key in self._open:
            raise _BeyondError("a form that draws itself")
        if key not in self._known:
            if len(self._open) >= DEEPEST_FORM:
                raise _BeyondError(f"forms inside each other, deeper than {DEEPEST_FORM} levels")
            self._open.add(key)
            self._known[key] = self._drawn(_data(form), resources if own is None else own)
            self._open.discard(key)
        return self._known[key]


def _object(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _entries(value: Any) -> Any:
    """What a dictionary of the file holds; nothing for one that is not there."""
    return _object(value) or {}


def _is_form(found: Any) -> bool:
    return hasattr(found, "get_data") and found.get("/Subtype") == "/Form"


def _data(stream: Any) -> bytes:
    try:
        return bytes(stream.get_data())
    except Exception:  # a filter that pypdf does not know; what it hides is not counted
        return b""
