"""The list of documents to follow: one YAML file a place, checked on loading; sources/README.md describes the keys."""

from __future__ import annotations

import difflib
import re
import reprlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from extract.faults import unforeseen
from extract.language.gazetteer import NATION_CODE, Level, level_of
from extract.model import DocumentKind
from extract.sources.model import Address, Expectation, Mirror, Mirrors, PrivateHosts, SourceColumn, Strict
from extract.yaml_files import read_yaml

_Loc = tuple[int | str, ...]
_MOST_FAULTS = 50  # explained of one file; whoever mended these looks again
_SHORT = reprlib.Repr()  # a value in a message; one that aliases fill would be a book
_SHORT.maxstring = _SHORT.maxother = 120


def _six_digits(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"write the code in quotes, as in '411700' (found {value!r})")
    if not re.fullmatch(r"[0-9]{6}", value):
        raise ValueError(f"{value!r} is no place code; a code has six digits (GB/T 2260)")
    return value


def _day(value: object) -> object:
    if value == "never" or type(value) is date:
        return value
    raise ValueError(f"{value!r} is neither a day nor the word never; write it as 2026-11-01")


Code = Annotated[str, BeforeValidator(_six_digits)]


class SourcePlace(Strict):
    """Whose documents these are. `parent` is the code of the place above, and null for the nation alone."""

    code: Code
    name: Annotated[str, Field(min_length=1)]
    level: Level
    parent: Code | None

    @model_validator(mode="after")
    def _consistent(self) -> SourcePlace:
        expected = level_of(self.code)
        if self.level != expected and not (self.level == "township" and expected == "county"):
            raise ValueError(f"code {self.code} is that of a {expected}, not of a {self.level}; correct code or level")
        if (self.parent is None) != (self.code == NATION_CODE):
            raise ValueError("parent is null for the nation (000000), and a six-digit code for every other place")
        if self.parent == self.code:
            raise ValueError("a place is not its own parent; name the place above it")
        return self


class SourceDocument(Strict):
    """One document at one address. `verified` is the last day a person saw it there, or never."""

    kind: DocumentKind
    year: Annotated[int, Field(strict=True, ge=1949, le=2100)]
    period_end: date | None = None
    url: Address
    verified: Annotated[date | Literal["never"], BeforeValidator(_day)]
    title: str | None = None
    mirrors: Mirrors = Field(default_factory=list[Mirror])

    @model_validator(mode="after")
    def _apart(self) -> SourceDocument:
        if any(one.url == self.url for one in self.mirrors):
            raise ValueError("a document is no mirror of itself; remove its own address from mirrors")
        return self

    @model_validator(mode="after")
    def _period(self) -> SourceDocument:
        if self.kind == "progress_notice" and self.period_end is None:
            raise ValueError("a progress_notice needs period_end, the last day it reports on, as in 2025-09-30")
        if self.kind == "work_report" and self.period_end is not None:
            raise ValueError("a work_report has no period_end; remove it")
        if self.period_end is not None and self.period_end.year != self.year:
            raise ValueError(f"period_end {self.period_end} lies outside the year {self.year}; correct one of them")
        return self


class Source(Strict):
    """One file: a place, its documents, and where lists of them stand. `path` is the file it was read from."""

    place: SourcePlace
    documents: list[SourceDocument]
    columns: list[SourceColumn] = Field(default_factory=list[SourceColumn])
    sitemap: Address | None = None
    expect: list[Expectation] = Field(default_factory=list[Expectation])
    fictional: bool = False
    allow_private: PrivateHosts = False
    site: Address | None = None
    note: str | None = None
    path: Path = Field(default=Path(), exclude=True)

    @property
    def private_hosts(self) -> frozenset[str]:
        """The hosts that may stand in a private network: those that `allow_private` names or, where it says true, those of the file's own addresses.

        An address that a page gives is none of them by itself: a page may not choose whom we ask in there.
        """
        if not isinstance(self.allow_private, bool):
            return frozenset(self.allow_private)
        listed = [*self.documents, *self.columns]
        own = [one.url for one in listed] + [mirror.url for one in listed for mirror in one.mirrors]
        own += [self.sitemap or "", self.site or ""]
        return frozenset(urlsplit(url).netloc.lower() for url in own if url) if self.allow_private else frozenset()


@dataclass(frozen=True, slots=True)
class SourceError:
    """What is wrong in a source file, where, and what to do. `line` counts from 1."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}; {self.remedy}"


def load_sources(directory: Path) -> tuple[list[Source], list[SourceError]]:
    """All sources in the *.yaml files of a folder, in the order of their names, and what is wrong with the others.

    A file with a fault gives errors and no source, and the others still load. Where two files speak of one place, the
    first one stays. A folder that is not there, or has no *.yaml file, gives one error.
    """
    files = sorted(directory.glob("*.yaml")) if directory.is_dir() else []
    if not files:
        what = "no *.yaml file in this folder" if directory.is_dir() else "no such folder"
        return [], [
            SourceError(str(directory), 1, what, "see `pledgewatch guide sources` for the form of a source file")
        ]
    sources: list[Source] = []
    errors: list[SourceError] = []
    first_of: dict[str, Path] = {}
    for path in files:
        try:
            source, found = load_source(path)
        except Exception as error:  # a file that breaks the loader costs that file
            source, found = None, [SourceError(str(path), 1, *unforeseen(error, "file").split("; ", 1))]
        errors += found
        if source is None:
            continue
        earlier = first_of.setdefault(source.place.code, path)
        if earlier == path:
            sources.append(source)
            continue
        line = _line(read_yaml(path.read_text(encoding="utf-8"))[0], ("place", "code"))
        message = f"place {source.place.code} stands in {earlier.name} already"
        errors.append(SourceError(str(path), line, message, "keep one file for each place"))
    return sources, errors


def load_source(path: Path) -> tuple[Source | None, list[SourceError]]:
    """The source in one file, or None and what is wrong with it, one error for each fault."""
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
        node, data = read_yaml(text)
    except UnicodeDecodeError as error:
        return None, [SourceError(file, 1, f"not UTF-8 text (byte {error.start})", "save the file as UTF-8")]
    except OSError as error:
        return None, [SourceError(file, 1, f"cannot be read: {error.strerror}", "check that it is a readable file")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        remedy = getattr(error, "remedy", "check indentation, quotes and colons")
        return None, [SourceError(file, line, f"not valid YAML: {error.problem}", remedy)]
    except (yaml.YAMLError, ValueError) as error:
        message = f"not valid YAML: {str(error).splitlines()[0]}"
        return None, [SourceError(file, 1, message, "save it as plain UTF-8 text; a day must be a real one")]
    if not isinstance(data, dict):
        return None, [SourceError(file, 1, "empty, or no mapping", "begin with place: and documents:")]
    errors = [SourceError(file, *fault) for fault in _repeated_keys(node)[:_MOST_FAULTS]]
    if "path" in data:  # the model's own field, which no file may set
        line = _line(node, ("path",))
        return None, [*errors, SourceError(file, line, "unknown key 'path'", f"known keys: {', '.join(_keys_at(()))}")]
    try:
        source = Source.model_validate(data)
    except ValidationError as error:
        faults = error.errors()
        errors += [_explain(file, node, dict(fault)) for fault in faults[:_MOST_FAULTS]]
        if len(faults) > _MOST_FAULTS:
            more = f"and {len(faults) - _MOST_FAULTS:,} faults more"
            errors.append(SourceError(file, 1, more, "correct those above, and load it again"))
        return None, errors
    errors += _repeated_documents(file, node, source)
    return (None, errors) if errors else (source.model_copy(update={"path": path}), [])


def _repeated_keys(node: yaml.Node | None) -> list[tuple[int, str, str]]:
    faults: list[tuple[int, str, str]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                faults.append((key.start_mark.line + 1, f"key {key.value!r} stands twice", "keep one of the two"))
            seen.add(key.value)
            faults += _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            faults += _repeated_keys(item)
    return faults


def _repeated_documents(file: str, node: yaml.Node | None, source: Source) -> list[SourceError]:
    errors: list[SourceError] = []
    first: dict[tuple[str, int, date | None], int] = {}
    for index, document in enumerate(source.documents):
        key = (document.kind, document.year, document.period_end)
        earlier = first.setdefault(key, index)
        if earlier != index:
            line = _line(node, ("documents", earlier))
            what = f"{document.kind} of {document.period_end or document.year} stands in line {line} already"
            errors.append(SourceError(file, _line(node, ("documents", index)), what, "remove one of the two"))
    return errors


def _explain(file: str, node: yaml.Node | None, fault: dict[str, Any]) -> SourceError:
    """A fault that pydantic found, in the words of somebody who edits the file."""
    loc: _Loc = fault["loc"]
    key = str(loc[-1]) if loc else ""
    line = _line(node, loc)
    if fault["type"] == "extra_forbidden":
        known = _keys_at(loc)
        close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
        remedy = f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(known)}"
        return SourceError(file, line, f"unknown key '{key}'", remedy)
    if fault["type"] == "missing":
        return SourceError(
            file, line, f"key '{key}' is missing", f"add {key}: (`pledgewatch guide sources` has an example)"
        )
    message = str(fault["msg"]).removeprefix("Value error, ")
    what, _, remedy = message.partition("; ")
    if fault["type"] == "literal_error":
        allowed: list[str] = re.findall(r"'(.*?)'", message)
        said = _SHORT.repr(fault["input"])
        close = difflib.get_close_matches(said.strip("'"), allowed, n=1, cutoff=0.5)
        what = f"{key}: {said} is not known"
        remedy = f"did you mean '{close[0]}'?" if close else f"write one of {', '.join(allowed)}"
    elif fault["type"] != "value_error":
        what, remedy = f"{key}: {what} (found {_SHORT.repr(fault['input'])})", "correct the value"
    return SourceError(file, line, what, remedy or "correct the value")


def _keys_at(loc: _Loc) -> list[str]:
    parts = {"place": SourcePlace, "documents": SourceDocument, "columns": SourceColumn}
    model = parts.get(str(loc[0]), Source) if len(loc) > 1 else Source
    model = Mirror if "mirrors" in loc[:-1] else model
    return [name for name in model.model_fields if name != "path"]


def _line(node: yaml.Node | None, loc: _Loc) -> int:
    """The line, from 1, of the key at this path, or of the nearest thing around it that the file has."""
    line = node.start_mark.line + 1 if node is not None else 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            item: yaml.Node = node.value[step]
            node, line = item, item.start_mark.line + 1
        else:
            return line
    return line
