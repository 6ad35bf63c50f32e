"""Reads the vocabulary files and validates them; an error names file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

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
    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    aliases: list[Text]
    direction: Direction
    nominal: bool
    flow: bool
    units: Annotated[list[Text], "min 1 is held by check()"]


class Affix(BaseModel):
    """A word that may be dropped before or after a name; `units` limits it to indicators of these units."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: list[Text]
    units: list[Text] = []


class Decorations(BaseModel):
    """The content of `_decorations.yaml`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    same: dict[Text, list[Text]]
    scopes: list[Text]
    prefixes: list[Text]
    suffixes: list[Affix]


_ENTRIES: TypeAdapter[list[_Entry]] = TypeAdapter(list[_Entry])
_DECORATIONS: TypeAdapter[Decorations] = TypeAdapter(Decorations)


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
        text = path.read_text("utf-8")
        raw: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise VocabularyError(f"{path}:{line}: not valid YAML ({error.problem}); check indentation and colons") from error
    try:
        return shape.validate_python(raw if raw is not None else [])
    except ValidationError as error:
        first = error.errors()[0]
        where = first["loc"]
        field = ".".join(str(part) for part in where if isinstance(part, str))
        raise VocabularyError(
            f"{path}:{_line(text, where)}: {field or 'entry'}: {first['msg']}; compare with the entries around it"
        ) from error


def _line(text: str, where: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `where` that exists; a second parse, so only for errors."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = node.start_mark.line if node else 0
    for part in where:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == part]
            if not pairs:
                break
            line = pairs[0][0].start_mark.line
            node = pairs[0][1]
        else:
            break
    return line + 1
