"""The word lists: one word a line, in order, none twice; no key that nobody knows, and none that nobody reads; patterns of lists, not as long lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from extract.language import schema, words

LANGUAGE = Path(schema.__file__).parent
EXTRACT = LANGUAGE.parent
LISTS = sorted(path.stem for path in LANGUAGE.glob("*.yaml"))
LONGEST_PATTERN = 200


def test_every_file_has_its_shape() -> None:
    assert sorted(schema.FILES) == LISTS


@pytest.mark.parametrize("name", LISTS)
def test_the_files_are_as_they_must_be(name: str) -> None:
    assert words(name)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_a_word_a_line(name: str) -> None:
    text = (LANGUAGE / f"{name}.yaml").read_text("utf-8")
    crowded = [line for line in text.splitlines() if re.match(r"\s*(?:- )?\w+: \[", line)]
    assert crowded == [], "a list in one line"


def broken(**changed: object) -> str:
    data = yaml.safe_load((LANGUAGE / "cues.yaml").read_text("utf-8")) | changed
    with pytest.raises(schema.LanguageError) as caught:
        schema.check("cues", data)
    return str(caught.value)


def test_what_is_wrong_names_file_key_and_remedy() -> None:
    assert broken(risen=["上升"]) == "extract/language/cues.yaml: risen: unknown key; take it out"
    assert broken(rise=["增", "升"]) == "extract/language/cues.yaml: rise: “升” is out of order; put it before “增”"
    assert broken(rise=["升", "升"]) == "extract/language/cues.yaml: rise: “升” stands twice; take one out"
    assert "rise: 0: Input should be a valid string" in broken(rise=[5])


def test_a_pattern_that_is_none_is_told() -> None:
    data = yaml.safe_load((LANGUAGE / "discovery.yaml").read_text("utf-8")) | {"day": ["(20"]}
    with pytest.raises(schema.LanguageError, match=r"discovery\.yaml: day: “\(20” is no pattern"):
        schema.check("discovery", data)


def _keys(shape: type[BaseModel]) -> Iterator[str]:
    for name, field in shape.model_fields.items():
        yield field.alias or name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation)


def _read(name: str) -> set[str]:
    """The keys that the modules which load this file take out of it."""
    loading = "settings()" if name == "attachments" else f'words("{name}")'
    found: set[str] = set()
    for path in EXTRACT.rglob("*.py"):
        source = path.read_text("utf-8")
        if loading in source.replace("'", '"'):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                    found.add(str(node.slice.value))
                elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))  # a helper that takes the key: _any("told")
    return found


# Kinds of documents are gone through all at once, whichever there are.
_GONE_THROUGH = {"progress_notice", "work_report", "statistical_bulletin", "pattern", "address", "column"}


@pytest.mark.parametrize("name", LISTS)
def test_every_key_is_read(name: str) -> None:
    unread = set(_keys(schema.FILES[name])) - _read(name) - (_GONE_THROUGH if name == "discovery" else set())
    assert unread == set(), "read by nobody: take them out, of the file and of schema.py"


def test_every_column_of_a_unit_is_read() -> None:
    sources = [
        path.read_text("utf-8") for path in (EXTRACT.parent / "warehouse").rglob("*") if path.suffix in (".sql", ".py")
    ]
    sources += [path.read_text("utf-8") for path in EXTRACT.rglob("*.py") if path.name != "schema.py"]
    columns = schema.Units.model_fields["units"].annotation.__args__[1].model_fields  # type: ignore[union-attr]
    unread = {
        c
        for c in columns
        if not any(
            re.search(rf"\brow\.{c}\b|where .*\b{c}\b|using \({c}\)|\.{c} (?:/|is not null)", s) for s in sources
        )
    }
    assert unread == set()


def _patterns(path: Path) -> Iterator[tuple[int, str]]:
    """Every pattern that a module writes down: the line, and the longest literal in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "re.compile",
            "re.search",
            "re.match",
            "re.fullmatch",
            "re.sub",
        ):
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant | ast.JoinedStr):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "(?" in part.value:
                    yield part.lineno, part.value


def test_long_patterns_are_composed_of_parts() -> None:
    found = {
        f"{path.relative_to(EXTRACT).as_posix()}:{line}": len(text)
        for path in sorted(EXTRACT.rglob("*.py"))
        for line, text in _patterns(path)
        if len(text) > LONGEST_PATTERN
    }
    assert found == {}, "name the parts, or put the words into a list of extract/language/"
