"""HTML to the lines of its main text: furniture out, the container found, a line a block or a table row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form"
        " h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead"
        " tr ul",
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PROSE = re.compile(r"[，。；]")
_SPACES = re.compile(r"[^\S\n]+")
# A line break of the source between two Chinese characters is layout, not a word's end.
_WRAP = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_SOURCE_SPACE = re.compile(r"[ \t\r\n\f]+")

_MARK_WEIGHT = 20  # a mark of prose counts as twenty characters: menus have characters and no commas
_LABEL_WEIGHT = 0.2  # a character of a string without such marks: a menu, a label, or a cell of a table
_DESCEND_SHARE = 0.85  # a block that holds this share of the page's prose is the better container
_SELECTOR_SHARE = 0.75  # a known container must hold this share of the densest block, or the block is taken
_SIBLING_SHARE = 0.05  # a second container of the same selector with this share belongs to the same article
_TIGHTER_BY = 20.0  # an inner container may leave out this much, a heading and some labels, never a sentence
_LINK_SHARE = 0.1  # a container with this share of its characters in links that the block has not wraps the page
_LAYOUT_CELL = 300  # a cell of more characters in several lines is page layout, not data
_MOST_SPANNED = 60  # columns or rows; more is a slip of the pen
_MOST_INDENTED = 24  # blanks
_INDENTED = re.compile(r"(?:text-indent|padding-left)\s*:\s*([\d.]{1,5})(em|pt|px)", re.I)
_MAX_DEPTH = 400  # deeper nesting comes from unclosed tags; below it text is taken flat


@dataclass(frozen=True, slots=True)
class Selectors:
    """The contents of page_selectors.yaml, patterns compiled."""

    main: tuple[str, ...]
    furniture: str
    lines: tuple[re.Pattern[str], ...]
    challenge_certain: re.Pattern[str]
    challenge_scripts: re.Pattern[str]
    sites: re.Pattern[str]


@cache
def selectors() -> Selectors:
    """Read page_selectors.yaml, which lies beside this file, once a process."""
    path = Path(__file__).with_name("page_selectors.yaml")
    data = cast(dict[str, Any], yaml.safe_load(path.read_text(encoding="utf-8")))
    return Selectors(
        main=tuple(data["main"]),
        furniture=",".join(data["furniture"]),
        lines=tuple(re.compile(pattern) for pattern in data["lines"]),
        challenge_certain=re.compile("|".join(data["challenge"]["certain"]), re.I),
        challenge_scripts=re.compile("|".join(data["challenge"]["scripts"]), re.I),
        sites=re.compile(data["sites"], re.I),
    )


def parse(text: str) -> BeautifulSoup:
    """Parse a page from decoded text, never from bytes: the parser empties pages declared gb2312 that hold GBK."""
    return BeautifulSoup(text.replace("\0", ""), "lxml")


def chinese_count(text: str) -> int:
    """How many Chinese characters the text holds."""
    return len(_CHINESE.findall(text))


def prune(soup: BeautifulSoup) -> None:
    """Take scripts, navigation, share boxes, comments and hidden elements out of the page, in place.

    A hidden element that holds most of the page's prose stays: some sites hide the article until a script shows it.
    """
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    total = len(_PROSE.findall(soup.get_text()))
    for tag in soup.select(selectors().furniture):
        # an unclosed <footer> or a theme that wraps the article in an <aside> must not cost the article
        if tag.name in {"script", "style"} or not _is_most(tag, total):
            tag.decompose()
    total = len(_PROSE.findall(soup.get_text()))
    for tag in soup.find_all(lambda tag: tag.has_attr("hidden") or bool(_HIDDEN.search(str(tag.get("style") or "")))):
        if not tag.decomposed and not _is_most(tag, total):
            tag.decompose()


def _is_most(tag: Tag, total: int) -> bool:
    """Whether the tag holds half of the page's marks of prose, and so the article."""
    return total > 0 and 2 * len(_PROSE.findall(tag.get_text())) >= total


def _weights(body: Tag) -> dict[int, float]:
    """The prose in every block under the body, by id(): Chinese characters outside links, marks of prose on top."""
    weights: dict[int, float] = {id(body): 0.0}
    for string in body.find_all(string=True):
        count = chinese_count(string)
        if not count or any(parent.name == "a" for parent in string.parents):
            continue
        marks = len(_PROSE.findall(string))
        weight = count + _MARK_WEIGHT * marks if marks else _LABEL_WEIGHT * count
        for parent in string.parents:
            weights[id(parent)] = weights.get(id(parent), 0.0) + weight
            if parent is body:
                break
    return weights


def _densest(root: Tag, weights: dict[int, float]) -> Tag:
    """Go down from the root while one child holds nearly all of the prose."""
    floor = _DESCEND_SHARE * weights[id(root)]
    while True:
        children = [child for child in root.children if isinstance(child, Tag) and child.name in _BLOCKS]
        best = max(children, key=lambda child: weights.get(id(child), 0.0), default=None)
        if best is None or best.name in {"p", "pre"} or weights.get(id(best), 0.0) < max(floor, 1.0):
            return root
        root = best


def inside(node: PageElement, tag: Tag) -> bool:
    """Whether the node stands in the tag: that very tag, where `in node.parents` would compare contents."""
    return any(parent is tag for parent in node.parents)


def _join(chosen: Tag, others: list[Tag], weights: dict[int, float]) -> Tag:
    """The smallest block around all containers of one selector, where an article is split over several."""
    floor = _SIBLING_SHARE * weights[id(chosen)]
    for other in others:
        if weights.get(id(other), 0.0) >= floor and not inside(chosen, other):
            while other is not chosen and not inside(other, chosen) and isinstance(chosen.parent, Tag):
                chosen = chosen.parent
    return chosen


def find_main(soup: BeautifulSoup) -> Tag:
    """The element that holds the article: the best known container, or the densest block where none will do."""
    body = soup.body or soup
    weights = _weights(body)
    block = _densest(body, weights)
    floor = _SELECTOR_SHARE * weights[id(block)]
    found = [
        (weight, tag, tags)
        for tags in (body.select(selector) for selector in selectors().main)
        for tag in tags
        if (weight := weights.get(id(tag), 0.0)) and weight >= floor
    ]
    if not found:
        return block
    best = max(found, key=lambda candidate: candidate[0])
    for candidate in found:
        if inside(candidate[1], best[1]) and candidate[0] >= best[0] - _TIGHTER_BY:
            best = candidate
    main = _join(best[1], best[2], weights)
    if inside(block, main) and _linked(main) - _linked(block) > _LINK_SHARE * chinese_count(main.get_text()):
        return block
    return main


def _linked(tag: Tag) -> int:
    return sum(chinese_count(link.get_text()) for link in tag.find_all("a"))


def _pieces(node: PageElement, depth: int) -> Iterator[str]:
    """The text of a node, with a line break on both sides of every block."""
    if isinstance(node, NavigableString):
        if type(node) is NavigableString:
            yield _SOURCE_SPACE.sub(" ", _WRAP.sub("", str(node)))
        return
    if not isinstance(node, Tag):
        return
    if node.name == "br":
        yield "\n"
    elif depth > _MAX_DEPTH or node.name == "pre":
        yield "\n" + node.get_text() + "\n"
    elif node.name == "table" and (rows := _rows(node, depth)) is not None:
        yield "\n" + "\n".join(rows) + "\n"
    else:
        edge = "\n" if node.name in _BLOCKS else ""
        yield edge
        for child in node.children:
            yield from _pieces(child, depth + 1)
        yield edge


def _clean(text: str) -> list[str]:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def _rows(table: Tag, depth: int) -> list[str] | None:
    """One line a row, cells parted by tabs, "" where a cell reaches over several; None for a table that lays out the page."""
    if table.find("table"):
        return None
    rows: list[str] = []
    columns = 0
    stacked = False
    for part in table.find_all("caption"):
        rows += _clean("".join(_pieces(part, depth + 1)))
    below: dict[int, int] = {}  # column -> rows that a cell above still reaches into
    for row in table.find_all("tr"):
        cells: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
            lines = _clean("".join(_pieces(cell, depth + 1)))
            if len(lines) > 1:
                stacked = True
                if sum(map(len, lines)) > _LAYOUT_CELL or any("。" in line for line in lines):
                    return None
            wide, high = _spans(cell, "colspan"), _spans(cell, "rowspan")
            for column in range(len(cells), len(cells) + wide) if high > 1 else ():
                below[column] = high - 1
            cells.append((_indent(cell) if not cells and lines else "") + _one_line(lines))
            cells += [""] * (wide - 1)
        while below.get(len(cells), 0):
            below[len(cells)] -= 1
            cells.append("")
        columns = max(columns, len(cells))
        if any(cells):
            rows.append("\t".join(cells).rstrip("\t"))
    return None if stacked and columns == 1 else rows


def _spans(cell: Tag, name: str) -> int:
    """How many columns or rows a cell covers; what is out of reason counts as one."""
    value = str(cell.get(name) or "1").strip()
    return int(value) if value.isdigit() and 1 <= int(value) <= _MOST_SPANNED else 1


def _indent(cell: Tag) -> str:
    """Two blanks a character by which the head of a row is indented: 其中 and its parts stand deeper than the whole."""
    text = cell.get_text()
    blanks = sum(2 if char in "\u3000\u2003" else char == "\u00a0" for char in text[: len(text) - len(text.lstrip())])
    first = cell.find(True)
    for tag in (cell, first):
        for amount, unit in _INDENTED.findall(str(tag.get("style") or "")) if isinstance(tag, Tag) else ():
            blanks += round(float(amount) * {"em": 2.0, "pt": 1 / 6, "px": 1 / 8}[unit.lower()])
    return " " * min(_MOST_INDENTED, blanks)


def _one_line(lines: list[str]) -> str:
    """The lines of a cell as one: Chinese words close up, Latin ones keep a space."""
    text = ""
    for line in lines:
        text += (" " if text and text[-1].isascii() and line[0].isascii() else "") + line
    return text


def to_text(tag: Tag) -> str:
    """The lines of an element as a reader sees them; the controls of the page among them are left out."""
    kept: list[str] = []
    for line in "".join(_pieces(tag, 0)).split("\n"):
        parted = line.split("\t")
        deep = len(parted[0]) - len(parted[0].lstrip(" ")) if len(parted) > 1 else 0
        cells = [_SPACES.sub(" ", cell).strip() for cell in parted]
        cells[0] = " " * deep + cells[0] if cells[0] else ""
        line = "\t".join(cells).rstrip("\t") if any(cells) else ""
        bare = re.sub(r"\s", "", line)
        if bare and not any(pattern.fullmatch(bare) for pattern in selectors().lines):
            kept.append(line)
    return "\n".join(kept)
