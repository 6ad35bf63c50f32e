"""A page's tree, and the element in it that holds the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import lxml.etree as lxml_etree  # pyright: ignore[reportMissingTypeStubs]

from extract.formats.controls import markup
from extract.formats.html.markup import with_few_attributes
from extract.formats.html.selectors import selectors

etree: Any = cast(Any, lxml_etree)  # the package ships no types

BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form"
        " h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead"
        " tr ul",
    )
)
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NESTING = re.compile(r"</?(?:div|font|span|center|b|strong|i|u|big|small|section|article|ul|ol|dl)\b[^<>]*>", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

_MARK_WEIGHT = 20  # a mark of prose counts as twenty characters: menus have characters and no commas
_LABEL_WEIGHT = 0.2  # a character of a string without such marks: a menu, a label, or a cell of a table
_DESCEND_SHARE = 0.85  # a block that holds this share of the page's prose is the better container
_SELECTOR_SHARE = 0.6  # a container whose name any box may have must hold this share of the densest block
_NAMED_SHARE = 0.25  # a content system's own container may be short beside the teasers around it
_SIBLING_SHARE = 0.05  # a second container of the same selector with this share belongs to the same article
_TIGHTER_BY = 60.0  # an inner container may leave out this much: a heading, some labels, a share box's line
_LINK_SHARE = 0.1  # a container with this share of its characters in links that the block has not wraps the page
_MAX_DEPTH = 1000  # the parser gives up at 2048: a page so deep is read without the boxes that were never closed
NUMBER = "data-pw-main"  # set by us: which selector of selectors.yaml an element fits

_NUMBERED = etree.XPath(f".//*[@{NUMBER}]")


def chinese_count(text: str) -> int:
    """How many Chinese characters the text holds."""
    return sum(map(len, _CHINESE.findall(text)))


def marks(text: str) -> int:
    """How many marks the text holds that prose has and menus have not."""
    return text.count("，") + text.count("。") + text.count("；")


def parse(text: str) -> Any:
    """Parse a page once, from decoded text, never from bytes: the parser empties pages declared gb2312 that hold GBK.

    What a content system's own marks enclose (selectors.yaml, `marks`) becomes a container of its own.
    """
    text = _DECLARATION.sub("", markup(text))
    for begin, end in selectors().marks:
        first, last = begin.search(text), end.search(text)
        if first and last and first.end() < last.start():
            text = f'{text[: first.start()]}<div id="pw-marked">{text[first.end() : last.start()]}</div>{text[last.end() :]}'
            break
    root = _tree(text)
    return _tree(_NESTING.sub("\n", text)) if _depth(root) >= _MAX_DEPTH else root


def _tree(text: str) -> Any:
    text = with_few_attributes(text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    return etree.fromstring("<html><body></body></html>") if root is None else root


def _depth(root: Any) -> int:
    """How deep the end of the page stands: tags that were never closed hold all that follows them."""
    depth = 0
    while len(root):
        root, depth = root[-1], depth + 1
    return depth


def body_of(root: Any) -> Any:
    """The body, or the root of a page without one."""
    body = root.find("body")
    return root if body is None else body


def strings(root: Any) -> Iterator[tuple[Any, str]]:
    """Every string under an element in document order, with the element that it stands in directly; blank ones are left out."""
    above = [(root, iter(root))]
    if root.text and not root.text.isspace():
        yield root, root.text
    while above:
        parent, children = above[-1]
        for element in children:
            text = element.text
            if text and not text.isspace():
                yield element, text
            if len(element):
                above.append((element, iter(element)))
                break
            tail = element.tail
            if tail and not tail.isspace():
                yield parent, tail
        else:
            above.pop()
            if above and parent.tail and not parent.tail.isspace():
                yield above[-1][0], parent.tail


def sums(root: Any, values: dict[Any, float]) -> dict[Any, float]:
    """For each element under the root what it and all in it hold."""
    for element in reversed(list(root.iter())):
        if element is not root and (value := values.get(element)):
            parent = element.getparent()
            values[parent] = values.get(parent, 0.0) + value
    return values


def _weights(body: Any) -> dict[Any, float]:
    """The prose in every block under the body: Chinese characters outside links, marks of prose on top."""
    links = {inner for link in body.iter("a") for inner in link.iter()}
    values: dict[Any, float] = {}
    for owner, string in strings(body):
        if owner in links or not (count := chinese_count(string)):
            continue
        prose = marks(string)
        values[owner] = values.get(owner, 0.0) + (count + _MARK_WEIGHT * prose if prose else _LABEL_WEIGHT * count)
    return sums(body, values)


def _densest(root: Any, weights: dict[Any, float]) -> Any:
    """Go down from the root while one child holds nearly all of the prose."""
    floor = _DESCEND_SHARE * weights.get(root, 0.0)
    while True:
        best = max((e for e in root if e.tag in BLOCKS), key=lambda e: weights.get(e, 0.0), default=None)
        if best is None or best.tag in ("p", "pre") or weights.get(best, 0.0) < max(floor, 1.0):
            return root
        root = best


def inside(element: Any, other: Any) -> bool:
    """Whether an element stands in another one."""
    return any(parent is other for parent in element.iterancestors())


def _join(chosen: Any, others: list[Any], weights: dict[Any, float]) -> Any:
    """The smallest block around all containers of one selector, where an article is split over several."""
    floor = _SIBLING_SHARE * weights[chosen]
    for other in others:
        if weights.get(other, 0.0) >= floor and not inside(chosen, other):
            while other is not chosen and not inside(other, chosen) and chosen.getparent() is not None:
                chosen = chosen.getparent()
    return chosen


def find_main(root: Any) -> Any:
    """The element that holds the article: the best known container, or the densest block where none will do. `prune` (page_prune.py) comes first."""
    body = body_of(root)
    weights = _weights(body)
    block = _densest(body, weights)
    whole = weights.get(block, 0.0)
    by_number: dict[int, list[Any]] = {}
    for element in _NUMBERED(body):
        if (number := element.get(NUMBER)).isdecimal():
            by_number.setdefault(int(number), []).append(element)
    weak = selectors().first_weak
    found = [
        (weight, element, number)
        for number in sorted(by_number)
        for element in by_number[number]
        if (weight := weights.get(element, 0.0))
        and weight >= whole * (_NAMED_SHARE if number < weak else _SELECTOR_SHARE)
    ]
    if not found:
        return block
    # a system's own container is the article, however much a box of any name around it holds besides
    own = [candidate for candidate in found if candidate[2] < weak]
    best = max(own or found, key=lambda candidate: candidate[0])
    for candidate in found:
        if inside(candidate[1], best[1]) and candidate[0] >= best[0] - _TIGHTER_BY:
            best = candidate
    main = _join(best[1], by_number[best[2]], weights)
    if inside(block, main) and _linked(main) - _linked(block) > _LINK_SHARE * chinese_count("".join(main.itertext())):
        return block
    return main


def _linked(element: Any) -> int:
    return sum(chinese_count("".join(link.itertext())) for link in element.iter("a"))
