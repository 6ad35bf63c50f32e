"""YAML that somebody edits by hand (sources, corrections, routes), read so that no file of it can hold or fill the machine.

A few lines of YAML can stand for a million values (an alias repeats what its anchor holds, and aliases nest), and a line of
brackets is deeper than any stack. What a text comes to is counted while it is parsed, before anything is built of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import yaml

MOST_CHARACTERS = (
    4_000_000  # the longest source file that ships has 7,000; ten thousand documents of one place make two million
)
MOST_VALUES = 200_000  # keys and values, aliases written out; a document of a source file has twelve
DEEPEST = 40  # lists and mappings inside each other; source files, corrections and routes have four
LONGEST_VALUE = 20_000  # characters of one word, number or text; notes are a few sentences
WIDEST_NUMBER = 1_024  # bits; Python refuses to print a number of 4,300 digits, wherever it turns up later

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where libyaml is there: ten times the pace
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class YamlLimitError(yaml.MarkedYAMLError):
    """A text that comes to more than any file of ours, with the line (`problem_mark`) and the `remedy`."""

    def __init__(self, problem: str, mark: Any, remedy: str) -> None:
        super().__init__(problem=problem, problem_mark=mark)
        self.remedy = remedy


class _Loader(_SAFE):
    """The safe loader; a value that Python has no room for (a day that is none, a number of 5,000 digits) names its line."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            made: Any = _SAFE.construct_object(self, node, deep)
            if isinstance(made, int) and made.bit_length() > WIDEST_NUMBER:
                raise ValueError("a number of more than 300 digits")
        except ValueError as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error
        except (AttributeError, LookupError, TypeError) as error:  # what PyYAML raises for !!bool x, !!timestamp x
            raise yaml.constructor.ConstructorError(
                None, None, f"no value for its {node.tag}", node.start_mark
            ) from error
        return made


@dataclass(slots=True)
class _Held:
    """What an open list or mapping, or an anchor, stands for so far, aliases written out; `inside` counts levels under it."""

    anchor: str | None = None
    values: int = 1
    characters: int = 0
    inside: int = 0

    def take(self, other: _Held) -> None:
        self.values += other.values
        self.characters += other.characters
        self.inside = max(self.inside, other.inside + 1)


def read_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    """The tree of a YAML text, whose nodes know their lines, and the values that it stands for; None for an empty one.

    Raises yaml.YAMLError for what is no YAML, and YamlLimitError, which is one, for what is beyond the limits above. Takes time
    in proportion to the text, whatever stands in it.
    """
    try:
        _refuse_endless(text)
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            return None, None
        # A merge (<<) is written into the tree when values are made of it; whoever looks for lines wants it as it stands.
        return node, _values(yaml.compose(text, Loader=_Loader) if "<<" in text else node)
    except yaml.MarkedYAMLError as error:
        if (mark := error.problem_mark) is not None:  # libyaml looks for what is missing a line behind the last one
            line = min(mark.line, text.count("\n"))
            error.problem_mark = cast(Any, yaml.Mark)(mark.name, mark.index, line, mark.column, None, None)
        raise


def _values(node: yaml.Node | None) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_endless(text: str) -> None:
    """Goes through the text once, and counts how much it stands for and how deep that lies, aliases written out."""
    if len(text) > MOST_CHARACTERS:
        raise _too_long(len(text), None, "split it into several files")
    known: dict[str, _Held] = {}
    around = [_Held()]
    for event in yaml.parse(text, Loader=_Loader):
        anchor: str | None = getattr(event, "anchor", None)
        if isinstance(event, _OPENING):
            around.append(_Held(anchor))
            if len(around) > DEEPEST:
                raise _too_deep(event.start_mark)
            continue
        if isinstance(event, _CLOSING):
            held = around.pop()
        elif isinstance(event, yaml.AliasEvent):
            held = _aliased(event, around, known)
        elif isinstance(event, yaml.ScalarEvent):
            held = _scalar(event)
        else:
            continue
        if held.anchor:
            known[held.anchor] = held
        around[-1].take(held)
        _check(around[-1], len(around), event.start_mark)


def _aliased(event: yaml.AliasEvent, around: list[_Held], known: dict[str, _Held]) -> _Held:
    """What the anchor holds that an alias repeats."""
    anchor = str(event.anchor)
    if any(anchor == opened.anchor for opened in around):
        raise YamlLimitError(f"*{anchor} stands inside itself", event.start_mark, "write out what it stands for")
    return known.get(anchor, _Held())


def _scalar(event: yaml.ScalarEvent) -> _Held:
    held = _Held(event.anchor, 1, len(event.value))
    if held.characters > LONGEST_VALUE:
        raise YamlLimitError(
            f"a value of {held.characters:,} characters, over the limit of {LONGEST_VALUE:,}",
            event.start_mark,
            "shorten it, or look for a quote that is not closed",
        )
    return held


def _check(opened: _Held, level: int, mark: Any) -> None:
    written_out = "write out what the aliases (*name) stand for, or split the file"
    if opened.values > MOST_VALUES:
        raise YamlLimitError(f"more than {MOST_VALUES:,} values, what aliases repeat among them", mark, written_out)
    if opened.characters > MOST_CHARACTERS:
        raise _too_long(opened.characters, mark, written_out)
    if level + opened.inside > DEEPEST + 1:
        raise _too_deep(mark)


def _too_deep(mark: Any) -> YamlLimitError:
    what = f"lists and mappings nested deeper than {DEEPEST} levels"
    return YamlLimitError(what, mark, "look for brackets or indentation gone wrong")


def _too_long(characters: int, mark: Any, remedy: str) -> YamlLimitError:
    return YamlLimitError(f"{characters:,} characters, over the limit of {MOST_CHARACTERS:,}", mark, remedy)
