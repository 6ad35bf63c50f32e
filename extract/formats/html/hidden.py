"""What a page holds and no reader sees: text of no size, off the screen, white on white, or hidden by a rule of its own style sheet.

Copies are marked with such text, and search engines fed with it; a figure in it is none that the government published.
"""

from __future__ import annotations

import re
from typing import Any

from extract.formats.html.selectors import Rule

_NONE = r"0+(?:\.0+)?(?:px|pt|em|rem|%)?"
_FAR = r"-(?:\d{3,}|[4-9]\d(?:\.\d+)?r?em)"
_END = r"\s*(?:[;!]|$)"
_HIDDEN = re.compile(
    "|".join(
        (
            r"(?<![\w-])display\s*:\s*none|(?<![\w-])visibility\s*:\s*hidden",
            rf"(?<![\w-])opacity\s*:\s*0?(?:\.0+)?%?{_END}",
            rf"(?<![\w-])(?:left|top|right|bottom|text-indent)\s*:\s*{_FAR}|(?<![\w-])margin-(?:left|top)\s*:\s*-\d{{4,}}",
            r"(?<![\w-])clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|(?<![\w-])clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)",
            r"(?<![\w-])transform\s*:[^;]*(?:scale[xy]?\(\s*0(?:\.0+)?\s*[,)]|translate[xy]?\(\s*-\d{3,})",
        )
    ),
    re.IGNORECASE,
)
# What hides the text of an element, and not of those in it that say otherwise.
_NO_SIZE = re.compile(
    rf"(?<![\w-])font-size\s*:\s*(?:{_NONE}|[12](?:\.\d+)?p[xt]){_END}|(?<![\w-])font\s*:\s*0(?:px|pt)?\s*[/\s]",
    re.IGNORECASE,
)
_CLEAR = re.compile(rf"(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]*,\s*0?(?:\.0+)?\s*\)){_END}", re.IGNORECASE)
_NO_BOX = re.compile(rf"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*{_NONE}{_END}", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?<![\w-])overflow\s*:\s*hidden", re.IGNORECASE)
_SHOWN = re.compile(r"(?<![\w-])(?:display|visibility)\s*:", re.IGNORECASE)
_WHITE_WORDS = r"(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))"
_WHITE = re.compile(rf"(?<![\w-])color\s*:\s*{_WHITE_WORDS}{_END}", re.IGNORECASE)
_WHITE_GROUND = re.compile(rf"background(?:-color)?\s*:\s*{_WHITE_WORDS}{_END}", re.IGNORECASE)
_WHITE_FONT = re.compile(_WHITE_WORDS, re.IGNORECASE)
# For readers of the screen aloud alone; the common frameworks' names.
_UNSEEN_CLASSES: tuple[str, ...] = (".sr-only", ".visually-hidden", ".screen-reader-text", ".sr-only-focusable")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What a sheet says of other media than a screen (@media print) hides nothing on one. The braces inside it are one deep.
_OTHER_MEDIA = re.compile(
    r"@media(?![^{]*\b(?:screen|all)\b)[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE
)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_PART = re.compile(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+)*", re.IGNORECASE)
_STYLES = 200_000  # characters of style sheets that are looked through
_MOST_RULES = 2_000  # that hide something; a page has some dozen

Hiding = dict[str, list[tuple[Rule, ...]]]
"""Selectors that hide, by what an element must have that the last part of one fits (#id, .class, tag); before it what it stands in, outermost first."""


def hiding_rules(root: Any) -> Hiding:
    """What the page's own style sheets hide, by plain selectors (.x, p.x, #x, .a .x); look before the sheets are taken out."""
    told: dict[str, None] = dict.fromkeys(_UNSEEN_CLASSES)
    for sheet in root.iter("style"):
        text = _OTHER_MEDIA.sub("", _COMMENT.sub("", (sheet.text or "")[:_STYLES]))
        for rule in _RULE.finditer(text):
            selectors = [" ".join(part.split()) for part in rule[1].split(",")]
            if _hides(rule[2]) or _NO_SIZE.search(rule[2]) or _CLEAR.search(rule[2]):
                told.update(dict.fromkeys(selectors))
            elif _SHOWN.search(rule[2]):  # a later rule shows it again
                for selector in selectors:
                    told.pop(selector, None)
    found: Hiding = {}
    for selector in list(told)[:_MOST_RULES]:
        parts = selector.split(" ")
        if all(part and _PART.fullmatch(part) for part in parts) and (
            "." in parts[-1] or "#" in parts[-1] or len(parts) > 1
        ):
            chain = tuple(map(Rule, parts))
            found.setdefault(chain[-1].key, []).append(chain)
    return found


def is_hidden(element: Any, attributes: list[tuple[str, str]], rules: Hiding) -> bool:
    """Whether an element's own attributes hide it, or a rule of its page does."""
    for name, value in attributes:
        if name == "hidden" or (name == "aria-hidden" and value.strip().lower() == "true"):
            return True
        if name == "style" and (_hides(value) or _hides_text(value, element)):
            return True
        if (
            name == "color"
            and element.tag == "font"
            and _WHITE_FONT.fullmatch(value.strip())
            and not _on_a_ground(element)
        ):
            return True
    return bool(rules) and _is_named(element, attributes, rules)


def _hides_text(style: str, element: Any) -> bool:
    """Whether a style hides the text of an element, in which nothing sets what it is hidden by anew: font-size: 0 around spans of a size of their
    own takes the gaps between these out, and no text."""
    if _NO_SIZE.search(style):
        return not _set_inside(element, "font", "size")
    if _CLEAR.search(style) or (_WHITE.search(style) and not _on_a_ground(element)):
        return not _set_inside(element, "color", "color")
    return False


def _set_inside(element: Any, word: str, attribute: str) -> bool:
    return any(
        word in (inner.get("style") or "").lower() or inner.get(attribute) for inner in element.iterdescendants()
    )


def _hides(style: str) -> bool:
    return bool(_HIDDEN.search(style)) or bool(_CUT_OFF.search(style) and _NO_BOX.search(style))


def _is_named(element: Any, attributes: list[tuple[str, str]], rules: Hiding) -> bool:
    keys = [element.tag]
    for name, value in attributes:
        if name == "id":
            keys.append(f"#{value}")
        elif name == "class":
            keys += [f".{one}" for one in value.split()]
    return any(_fits(element, chain) for key in keys for chain in rules.get(key, ()))


def _fits(element: Any, chain: tuple[Rule, ...]) -> bool:
    if not chain[-1].fits(element):
        return False
    above, wanted = element.getparent(), len(chain) - 2
    while above is not None and wanted >= 0:
        wanted -= chain[wanted].fits(above)
        above = above.getparent()
    return wanted < 0


def _on_a_ground(element: Any) -> bool:
    """Whether the element, or what it stands in, has a ground of its own, before which white can be read."""
    while element is not None:
        style = element.get("style") or ""
        if "background" in style:
            return not _WHITE_GROUND.search(style)
        if ground := element.get("bgcolor"):
            return not _WHITE_FONT.fullmatch(ground.strip())
        if element.get("background") or element.get("class"):  # whose ground a style sheet may give
            return True
        element = element.getparent()
    return False
