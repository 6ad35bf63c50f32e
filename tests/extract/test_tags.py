"""Every tag that a reading rule leaves on a claim is in tags.yaml with an example that yields it, and none is there that nobody leaves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date

import pytest
from speech import plan, reading, review

from extract import tags
from extract.reading.pipeline import read

READING = tags.FILE.parent / "reading"
_TAG = re.compile(r"(?:name|measure|role|untestable|table|scope|time):[a-z][a-z0-9-]*")


def _constants(node: ast.AST) -> Iterator[str]:
    yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _left(tree: ast.AST) -> Iterator[str]:
    """The tags that a module's code leaves: by their form, and what goes into `rules`, also by a parameter of that meaning."""
    yield from (text for text in _constants(tree) if _TAG.fullmatch(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "rules":
            yield from _constants(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".rules.append"):
            yield from _constants(node)
        elif isinstance(node, ast.FunctionDef):
            named = [*node.args.posonlyargs, *node.args.args]
            defaults = zip(named[len(named) - len(node.args.defaults) :], node.args.defaults, strict=True)
            for at, default in ((at, default) for at, default in defaults if at.arg == "rule"):
                yield from _constants(default)
                place = named.index(at)
                for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
                    if ast.unparse(call.func) == node.name and len(call.args) > place:
                        yield from _constants(call.args[place])


def test_the_list_is_what_the_code_leaves() -> None:
    left = {tag for path in READING.rglob("*.py") for tag in _left(ast.parse(path.read_text("utf-8")))}
    assert len(left) > 30, "the walk finds no tags"
    assert left - set(tags.tags()) == set(), "left by the code, and not in extract/tags.yaml"
    assert set(tags.tags()) - left == set(), "in extract/tags.yaml, and left by nothing"


@pytest.mark.parametrize("name", tags.tags())
def test_the_example_yields_its_tag(name: str) -> None:
    tag = tags.tags()[name]
    if tag.where == "bulletin":
        claims = read(tag.example, kind="statistical_bulletin", year=2024, period_end=None).claims
    elif tag.where == "notice":
        claims = read(tag.example, kind="progress_notice", year=2024, period_end=date(2024, 9, 30)).claims
    else:
        text = (plan if tag.where == "plan" else review)(tag.example)
        claims = [c for c in reading(text).claims if text[c.char_start : c.char_end] in tag.example]
    assert name in {rule for claim in claims for rule in claim.rules}, [(c.indicator, c.rules) for c in claims]


def test_the_page_is_written_from_the_list() -> None:
    assert tags.PAGE.read_text("utf-8") == tags.page(), "run python -m extract.tags"
