"""A page's furniture taken out of its tree: scripts, navigation, share boxes, boxes of links, imprints, what is hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.formats.html.hidden import Hiding, hiding_rules, is_hidden
from extract.formats.html.selectors import selectors
from extract.formats.html.tree import NUMBER, body_of, etree, marks, strings, sums

_NO_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "canvas",
    "button",
    "select",
    "textarea",
    "input",
)
_ENOUGH = 4  # marks of prose: an article outside the furniture, however short
_BOX_HEAD = 16  # characters; the heading of a box of links is short
_SHORT = 300  # characters; an imprint is no longer


def prune(root: Any) -> None:
    """Take scripts, navigation, share boxes, boxes of links, comments and hidden elements out of the page, in place.

    What holds most of the page's prose stays, unless a content system's own container outside it holds an article: an unclosed
    <footer>, a theme that wraps the article in an <aside>, an article hidden until a script shows it must not cost the article.
    """
    unseen = hiding_rules(root)
    _drop(root.iter(etree.Comment, etree.ProcessingInstruction, *_NO_TEXT))
    body = body_of(root)
    found = _look_through(body, unseen)
    boxes: set[Any] = set()
    for head in found.heads:
        boxes.update(_box(head, body, boxes))
    if not found.furniture and not boxes:
        return
    prose = _prose(body)
    total, around = prose.get(body, 0.0), _with_all_above(found.named)
    sure = _holds_article(found, prose)

    def goes(element: Any) -> bool:
        held = 2 * prose.get(element, 0.0)
        return element is not body and (held < max(1.0, total) or (sure and element not in around))

    _drop([element for element in found.furniture if goes(element)])
    left = _prose(body) if boxes else {}
    _drop(box for box in boxes if total - left.get(box, 0.0) >= _ENOUGH and box not in around)


@dataclass(slots=True)
class _Found:
    """The elements of a page that may be furniture, those that a content system names as its article, and short headings of boxes."""

    furniture: list[Any] = field(default_factory=list[Any])
    named: list[Any] = field(default_factory=list[Any])
    heads: list[Any] = field(default_factory=list[Any])


def _look_through(body: Any, unseen: Hiding) -> _Found:
    """Sorts the elements of a page, and notes at each the number of the rule that names it as an article."""
    known = selectors()
    found = _Found()
    for element in body.iter(etree.Element):
        attributes = element.items()
        numbers = known.rules.fitting(element, attributes)
        if (numbers and max(numbers) >= known.first_furniture) or (
            attributes and is_hidden(element, attributes, unseen)
        ):
            found.furniture.append(element)
        if numbers and min(numbers) < known.first_furniture and element is not body:
            element.set(NUMBER, str(min(numbers)))
            if min(numbers) < known.first_weak:
                found.named.append(element)
        if (text := element.text) and len(text) <= _SHORT:
            if _is_head(element):
                found.heads.append(element)
            elif known.imprint.search(text) and _is_short(element):
                found.furniture.append(element)
    return found


def _holds_article(found: _Found, prose: dict[Any, float]) -> bool:
    """Whether a container that a content system names holds prose, and neither is furniture nor stands in any."""
    unsure = set(found.furniture)
    return any(
        prose.get(e, 0.0) >= _ENOUGH and e not in unsure and not unsure.intersection(e.iterancestors())
        for e in found.named
    )


def _drop(elements: Iterable[Any]) -> None:
    """Take elements out of the page, and leave the text behind each.

    All at once: text appended to text is copied, and a thousand comments in one paragraph would copy it a thousand times.
    """
    doomed = set(elements)
    for parent in {parent for element in doomed if (parent := element.getparent()) is not None}:
        kept: Any = None  # what stands before those that go, None for the parent's own beginning
        left: list[str] = []
        for child in [*parent, None]:
            if child is not None and child in doomed:
                left.append(child.tail or "")
                child.tail = None
                parent.remove(child)
                continue
            if any(left) and kept is None:
                parent.text = "".join([parent.text or "", *left])
            elif any(left):
                kept.tail = "".join([kept.tail or "", *left])
            kept, left = child, []


def _prose(body: Any) -> dict[Any, float]:
    """Marks of prose in each element with all in it; those without any are left out."""
    values: dict[Any, float] = {}
    for owner, string in strings(body):
        if found := marks(string):
            values[owner] = values.get(owner, 0.0) + found
    return sums(body, values)


def _with_all_above(elements: Iterable[Any]) -> set[Any]:
    """The elements and whatever they stand in."""
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _is_short(element: Any) -> bool:
    length = 0
    return all((length := length + len(text)) <= _SHORT for text in element.itertext())


def _is_head(element: Any) -> bool:
    text = element.text.strip()
    return 2 <= len(text) <= _BOX_HEAD and selectors().boxes.fullmatch(text) is not None


def _box(head: Any, body: Any, known: set[Any]) -> list[Any]:
    """The box that begins with a heading like 相关阅读: the element it opens, or it and the lists that follow it.

    `known` has the boxes of the headings before: what follows one that is among them is among them too.
    """
    if head.tag == "a" or _says_more(head):
        return []
    box = head
    while (parent := box.getparent()) is not None and parent is not body:
        if box.getprevious() is not None or (parent.text and parent.text.strip()):
            break
        box = parent
    if box is not head and _has_words(box):
        return [box]
    found = [box]
    for element in box.itersiblings():
        if element in known:
            break
        text = "".join(element.itertext())
        linked = sum(len("".join(a.itertext())) for a in element.iter("a"))
        if element.tag not in ("ul", "ol") and 2 * linked < len(text.strip()):
            break
        found.append(element)
    return found


def _says_more(head: Any) -> bool:
    """Whether an element holds more than the words that it begins with."""
    texts = iter(head.itertext())
    next(texts, None)
    return any(not text.isspace() for text in texts)


def _has_words(element: Any) -> bool:
    """Whether the text of an element is more than one word."""
    begun = parted = False
    for text in element.itertext():
        words = text.split()
        if len(words) > 1 or (words and begun and (parted or text[0].isspace())):
            return True
        parted = text[-1:].isspace() or (parted and not words)
        begun = begun or bool(words)
    return False
