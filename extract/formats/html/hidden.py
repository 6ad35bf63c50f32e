"""What a page holds and no reader sees: text of no size, far off the screen, white on white, or hidden by a class of its style sheet.

Copies are marked with such text, and search engines fed with it; a figure in it is none that the government published.
"""

from __future__ import annotations

import re
from typing import Any

_NOT_SHOWN = r"display\s*:\s*none|visibility\s*:\s*hidden"
_OF_NO_SIZE = r"font-size\s*:\s*0+(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:[;!]|$)|opacity\s*:\s*0?(?:\.0+)?\s*(?:[;!]|$)"
_OFF_SCREEN = (
    r"(?:^|[;\s])(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]"
)
_HIDDEN = re.compile(rf"{_NOT_SHOWN}|{_OF_NO_SIZE}|{_OFF_SCREEN}", re.IGNORECASE)
_WHITE = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:[;!]|$)", re.I
)
# For readers of the screen aloud alone; the common frameworks' names.
_UNSEEN_CLASSES = frozenset({"sr-only", "visually-hidden", "screen-reader-text", "sr-only-focusable"})
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"\s*(?:[a-z]+)?\.([\w-]+)\s*", re.IGNORECASE)
_STYLES = 200_000  # characters of style sheets that are looked through


def hidden_classes(root: Any) -> frozenset[str]:
    """The classes that the page's own style sheets hide, by plain selectors (.x, p.x); look before the sheets are taken out."""
    found = set(_UNSEEN_CLASSES)
    for sheet in root.iter("style"):
        for rule in _RULE.finditer((sheet.text or "")[:_STYLES]):
            if _HIDDEN.search(rule[2]):
                found.update(m[1] for part in rule[1].split(",") if (m := _CLASS.fullmatch(part)))
    return frozenset(found)


def is_hidden(element: Any, attributes: list[tuple[str, str]], classes: frozenset[str]) -> bool:
    """Whether an element's own attributes hide it; `classes` are those that hide."""
    for name, value in attributes:
        if name == "hidden" or (name == "aria-hidden" and value.strip().lower() == "true"):
            return True
        if name == "style" and (_HIDDEN.search(value) or (_WHITE.search(value) and not _on_a_ground(element))):
            return True
        if name == "class" and not classes.isdisjoint(value.split()):
            return True
    return False


def _on_a_ground(element: Any) -> bool:
    """Whether the element, or what it stands in, has a ground of its own, before which white can be read."""
    while element is not None:
        if element.get("bgcolor") or element.get("background") or "background" in (element.get("style") or ""):
            return True
        if element.get("class"):  # whose ground a style sheet may give
            return True
        element = element.getparent()
    return False
