"""Reads the vocabulary files and validates them; an error names file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

HERE = Path(__file__).parent
DECORATIONS = "_decorations.yaml"

Direction = Literal["floor", "ceiling", "point"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
T = TypeVar("T")


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used; the message is one line with file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured.

    `direction` is floor where more is better, ceiling where less is, point where neither. `nominal` tells that a growth
    rate of this genre may be computed from two levels (money at current prices, counts); it is false for growth at
    constant prices and for rates. `flow` tells that values add up over the year. `units` are the bare units of its
    level (元, 人次, %), with 万 and 亿 multiplied out. `domain` is the stem of the file it stands in.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    direction: Direction
    nominal: bool
    flow: bool
    units: tuple[str, ...]
    domain: str = ""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    aliases: list[Text]
    direction: Direction
    nominal: bool
    flow: bool
    units: Annotated[list[Text], Field(min_length=1)]


class Affix(BaseModel):
    """A word that may be dropped before or after a name; `units` limits it to indicators of these units."""

    model_config = ConfigDict(extra="forbid")

    words: list[Text]
    units: list[Text] = []


class Decorations(BaseModel):
    """The content of `_decorations.yaml`."""

    model_config = ConfigDict(extra="forbid")

    same: dict[Text, list[Text]]
    scopes: list[Text]
    prefixes: list[Text]
    suffixes: list[Affix]
    whole: list[Text] = []
    remarks: list[Text] = []


_ENTRIES: TypeAdapter[list[_Entry]] = TypeAdapter(list[_Entry])
_DECORATIONS: TypeAdapter[Decorations] = TypeAdapter(Decorations)
# The parser in C, and no guessing of types: together three times as fast as safe_load on these files.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=4)
def load(directory: Path = HERE) -> tuple[Indicator, ...]:
    """All indicators of `directory`/*.yaml, in the order of the files' names; files that begin with _ are left out.

    Raises VocabularyError for a file that is not YAML or an entry with a missing, unknown or ill-typed field, for an
    id that is used twice, and where there is no indicator at all.
    """
    found: list[Indicator] = []
    seen: dict[str, str] = {}
    for path in sorted(directory.glob("[!_]*.yaml")):
        for entry in _read(path, _ENTRIES):
            if entry.id in seen:
                raise VocabularyError(f"{path}: id {entry.id} is already used in {seen[entry.id]}; give it another id")
            seen[entry.id] = path.name
            found.append(
                Indicator(
                    id=entry.id,
                    name=entry.name,
                    aliases=tuple(entry.aliases),
                    direction=entry.direction,
                    nominal=entry.nominal,
                    flow=entry.flow,
                    units=tuple(entry.units),
                    domain=path.stem,
                )
            )
    if not found:
        raise VocabularyError(f"{directory}: no indicators here; expected files like economy.yaml")
    return tuple(found)


@lru_cache(maxsize=4)
def load_decorations(directory: Path = HERE) -> Decorations:
    """The words of `directory`/_decorations.yaml. Raises VocabularyError as `load` does."""
    return _read(directory / DECORATIONS, _DECORATIONS)


def _read(path: Path, shape: TypeAdapter[T]) -> T:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise VocabularyError(
            f"{path}:{line}: not valid YAML ({error.problem}); check indentation and colons"
        ) from error
    except yaml.YAMLError as error:
        raise VocabularyError(f"{path}: not valid YAML ({error}); check for odd characters") from error
    try:
        return shape.validate_python(_plain(node, path) if node else [])
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
        raise VocabularyError(
            f"{path}:{_line(node, first['loc'])}: {field or 'entry'}: {first['msg']}; compare with its neighbours"
        ) from error


def _plain(node: yaml.Node, path: Path) -> Any:
    """The node as lists, dicts and strings; pydantic turns true and false into truth values."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, path) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        found = {key.value: _plain(value, path) for key, value in node.value}
        if len(found) < len(node.value):
            raise VocabularyError(f"{path}:{node.start_mark.line + 1}: a key stands twice in this entry; keep one")
        return found
    return node.value


def _line(node: yaml.Node | None, where: tuple[int | str, ...]) -> int:
    """The line, from 1, of the deepest part of `where` that the document has."""
    line = node.start_mark.line if node else 0
    for part in where:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            item: yaml.Node = node.value[part]
            line, node = item.start_mark.line, item
        elif isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == part]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line, pairs[0][1]
        else:
            break
    return line + 1
