"""The contents of selectors.yaml: where main text stands on a page, and what around it is furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

_SIMPLE = re.compile(r"(?P<tag>[a-z][\w-]*)?(?P<rest>(?:[.#][\w-]+|\[[^\]]+\])*)", re.I)
_PART = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:\*=[\"']?([^\"'\]]+)[\"']?)?\]")


class Rule:
    """One simple selector: a tag, an id, classes, an attribute that exists or holds a string; `>` before it names its parent."""

    def __init__(self, text: str) -> None:
        *above, last = (part.strip() for part in text.split(">"))
        self.parent = Rule(">".join(above)) if above else None
        match = _SIMPLE.fullmatch(last)
        if match is None or not last:
            raise ValueError(
                f"selectors.yaml: {text!r} is no simple selector (tag, #id, .class, [attribute*=part], a > b)"
            )
        self.tag: str | None = match["tag"]
        self.id: str | None = None
        self.classes: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        for sign, name, attribute, value in _PART.findall(match["rest"]):
            if sign == "#":
                self.id = name
            elif sign:
                self.classes.append(name)
            else:
                self.attributes.append((attribute, value))

    @property
    def key(self) -> str:
        """What every element that fits has: #id, .class, its tag, or [attribute."""
        if self.id:
            return f"#{self.id}"
        if self.classes:
            return f".{self.classes[0]}"
        return self.tag or f"[{self.attributes[0][0]}"

    def fits(self, element: Any) -> bool:
        """Whether an lxml element is meant."""
        if (self.tag and element.tag != self.tag) or (self.id and element.get("id") != self.id):
            return False
        if self.classes and not set(self.classes) <= set((element.get("class") or "").split()):
            return False
        if any(value not in (element.get(name) or "") or element.get(name) is None for name, value in self.attributes):
            return False
        parent = element.getparent()
        return self.parent is None or (parent is not None and self.parent.fits(parent))


class Rules:
    """Selectors by what an element must have, so that a page is gone through once for all of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_key: dict[str, list[tuple[int, Rule]]] = {}
        for number, text in enumerate(texts):
            rule = Rule(text)
            self._by_key.setdefault(rule.key, []).append((number, rule))
        self._attributes = {key[1:]: rules for key, rules in self._by_key.items() if key.startswith("[")}

    def fitting(self, element: Any, attributes: list[tuple[str, str]]) -> list[int]:
        """The numbers of the selectors that mean this element, whose attributes are given."""
        found: list[tuple[int, Rule]] = list(self._by_key.get(element.tag, ()))
        for name, value in attributes:
            if name == "id":
                found += self._by_key.get(f"#{value}", ())
            elif name == "class":
                for one in dict.fromkeys(value.split()):
                    found += self._by_key.get(f".{one}", ())
            if name in self._attributes:
                found += self._attributes[name]
        return [number for number, rule in found if rule.fits(element)] if found else []


@dataclass(frozen=True, slots=True)
class Selectors:
    """The contents of selectors.yaml, patterns compiled.

    The numbers of `rules` below `first_weak` are of containers, those below `first_furniture` of containers whose name any box may have.
    """

    rules: Rules
    first_weak: int
    first_furniture: int
    marks: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    boxes: re.Pattern[str]
    imprint: re.Pattern[str]
    lines: re.Pattern[str]
    challenge_certain: re.Pattern[str]
    challenge_scripts: re.Pattern[str]
    challenge_systems: tuple[tuple[str, re.Pattern[str]], ...]
    challenge_statuses: dict[int, str]
    sites: re.Pattern[str]
    no_titles: re.Pattern[str]
    gone: re.Pattern[str]


@cache
def selectors() -> Selectors:
    """Read selectors.yaml, which lies beside this file, once a process. Raises ValueError for a selector it cannot use."""
    path = Path(__file__).with_name("selectors.yaml")
    data = cast(dict[str, Any], yaml.safe_load(path.read_text(encoding="utf-8")))
    return Selectors(
        rules=Rules([*data["main"], *data["weak"], *data["furniture"]]),
        first_weak=len(data["main"]),
        first_furniture=len(data["main"]) + len(data["weak"]),
        marks=tuple((re.compile(begin, re.I), re.compile(end, re.I)) for begin, end in data["marks"]),
        boxes=re.compile(data["boxes"]),
        imprint=re.compile(data["imprint"], re.I),
        lines=re.compile("|".join(f"(?:{pattern})" for pattern in data["lines"])),
        challenge_certain=re.compile("|".join(data["challenge"]["certain"]), re.I),
        challenge_scripts=re.compile("|".join(data["challenge"]["scripts"]), re.I),
        challenge_systems=tuple((name, re.compile(p, re.I)) for name, p in data["challenge"]["systems"].items()),
        challenge_statuses=data["challenge"]["statuses"],
        sites=re.compile(data["sites"], re.I),
        no_titles=re.compile(data["no_titles"], re.I),
        gone=re.compile("|".join(data["gone"]), re.I),
    )
