"""The further pages of one article: which links of a page lead to them, and which lead to another article.

A link counts by where it leads and by what it says. It says a number, or a word for the next page (language/discovery.yaml). It leads
to the same host and folder, and there to the article's own name with a number behind it (t1_1.html of t1.html, ?page=2), or the script
that draws the page numbers names the article (TRS: createPageHTML). A pager whose addresses do not show it (a number of its own for each
page) is followed on trial: what comes must bear the same title. 上一篇 and 下一篇 are never followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from extract.formats.html.links import AddressError, base_of, is_placeholder, resolve, shown
from extract.formats.html.metadata import html_title
from extract.formats.html.onward import Onward
from extract.formats.html.tree import parse
from extract.language.listing_words import listing_words

MOST_PAGES = 60  # a report of 30,000 characters fills a dozen
_ENDING = re.compile(r"\.(?:s?html?|php|jsp|jspx|aspx?)$", re.I)
_SUFFIX = re.compile(r"[_-](\d{1,2})")
_PARAMETER = re.compile(r"(?:page|p|pageno|pageindex|pagenum|page_?id|curpage|currentpage|cp|pn|pg)", re.I)
_NUMBER = re.compile(r"[\[【(（]?(?:第)?(\d{1,2})(?:页)?[\]】)）]?")
_PAGER = re.compile(
    # each word begins otherwise than all others, so nothing that was taken ever needs to be given back
    r"(?:\d++|第(?=\d)|首页|尾页|末页|上一?页|前一?页|下一?页|后一?页|[\[\]【】()（）|/<>«»‹›.…·,，:：]|转到?|跳转|GO|page|共|页)++",
    re.I,
)
_HINT = re.compile(
    r"createPageHTML|countPage|下一?页|后一?页|下一頁|[?&](?:amp;)?[^\Wp]*+p\w*+=\d|[_-]\d{1,2}\.(?:s?html?|php|jsp|aspx?)[\"'?]",
    re.I,
)
_COUNTED = re.compile(
    r"(?<![(（\[【])[(（\[【]*+(?:第?\d{1,2}页?|[一二三四五六七八九十])[)）\]】]*$"
)  # of a title without blanks


@dataclass(frozen=True, slots=True)
class Following:
    """A further page: its number as far as the address or the link says (0: unknown), and whether the address alone shows it.

    `way` is how the page before leads to it where that holds no document itself (onward.py); "" for a page of an article.
    """

    url: str
    number: int
    sure: bool
    way: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """What one page says of its article: its title, the further pages, and (address, number, reason) of those that no address leads to.

    `onward` is where it leads instead, if it holds no document itself; then it has no further pages.
    """

    title: str
    following: tuple[Following, ...]
    refused: tuple[tuple[str, int, str], ...] = ()
    onward: Onward | None = None


def pages_of(text: str, url: str, first: str) -> Pages:
    """Read from a decoded page at `url` which further pages the article has that begins at `first`. Never raises for a page."""
    if not _HINT.search(text):
        return Pages("", ())
    root = parse(text)
    found: dict[str, Following] = {}
    refused: dict[str, tuple[str, int, str]] = {}
    for page in [*_scripted(text, first), *_linked(root, url, first, refused)]:
        if page.url not in (url, first):
            found.setdefault(page.url, page)
    return Pages(same_title(html_title(root)), tuple(found.values()), tuple(refused.values()))


def same_title(title: str) -> str:
    """A title as all pages of an article share it: without blanks and a page's number."""
    return _COUNTED.sub("", "".join(title.split()))


def _scripted(text: str, first: str) -> list[Following]:
    stem, ending = _stem(first)
    names = scripted_names(text, stem, ending.lstrip(".") or "html")
    names = [name for name in names if re.fullmatch(rf"{re.escape(stem)}_\d+\.\w+", name)] if stem else []
    return [Following(urljoin(first, name), number, True) for number, name in enumerate(names, 1)]


def _linked(root: Any, url: str, first: str, refused: dict[str, tuple[str, int, str]]) -> list[Following]:
    base, _ = base_of(url, [href for tag in root.iter("base") if (href := tag.get("href"))])
    found: list[Following] = []
    known: dict[Any, bool | None] = {}
    for link in root.iter("a"):
        said = "".join("".join(link.itertext()).split())
        number = _NUMBER.fullmatch(said)
        if not (number or said.lower() in next_words()) or (number and int(number[1]) < 2):
            continue
        href = (link.get("href") or "").strip()
        if not href or href.lower().startswith("javascript:") or is_placeholder(href):
            continue
        try:
            target = resolve(base, href)
        except AddressError as fault:
            if number and _in_pager(link, known):
                refused[shown(href)] = shown(href), int(number[1]), f"is no address ({fault})"
            continue
        try:
            if not _same_folder(target, first):
                continue
            if (own := _own_number(target, first)) is not None:
                found.append(Following(target, own, True))
            elif _in_pager(link, known):
                found.append(Following(target, int(number[1]) if number else 0, False))
        except ValueError:  # no address
            continue
    return found


def _same_folder(url: str, first: str) -> bool:
    one, other = urlsplit(url), urlsplit(first)
    return (
        one.scheme in ("http", "https")
        and one.netloc == other.netloc
        and one.path.rpartition("/")[0] == other.path.rpartition("/")[0]
    )


def _stem(url: str) -> tuple[str, str]:
    name = urlsplit(url).path.rpartition("/")[2]
    ending = _ENDING.search(name)
    return (name[: ending.start()], ending[0]) if ending else (name, "")


def _own_number(url: str, first: str) -> int | None:
    """The number that an address has more than the article's own: of its name, or of one parameter; None for another name."""
    (stem, ending), (own, own_ending) = _stem(url), _stem(first)
    one, other = urlsplit(url), urlsplit(first)
    if own and stem.startswith(own) and ending == own_ending and one.query == other.query:
        suffix = _SUFFIX.fullmatch(stem[len(own) :])
        return int(suffix[1]) if suffix else None
    if one.path == other.path:
        asked = dict(parse_qsl(one.query, keep_blank_values=True))
        known = dict(parse_qsl(other.query, keep_blank_values=True))
        more = {name for name in asked if asked[name] != known.get(name)}
        if (
            len(more) == 1
            and known.keys() <= asked.keys()
            and _PARAMETER.fullmatch(name := more.pop())
            and asked[name].isdecimal()
        ):
            return int(asked[name])
    return None


def _in_pager(link: Any, known: dict[Any, bool | None]) -> bool:
    """Whether the link stands in a box of nothing but page numbers and words for turning pages: 上一页 1 2 3 下一页.

    `known` keeps what each box of the page is, so that one with many links is read once.
    """
    box = link.getparent()
    for _ in range(3):
        if box is None:
            return False
        if box not in known:
            known[box] = _is_pager(box)
        if (found := known[box]) is not None:
            return found
        box = box.getparent()
    return False


def _is_pager(box: Any) -> bool | None:
    """Whether a box turns pages; None where what is around it has to tell."""
    text = "".join("".join(box.itertext()).split())
    if not _PAGER.fullmatch(text):
        return False
    return True if len(list(box.iter("a"))) > 1 and "1" in text and "2" in text else None


def scripted_names(text: str, stem: str, ending: str) -> list[str]:
    """The names of the pages after the first that a script of the page counts; `stem` and `ending` where it names none."""
    for pattern in listing_words()["next"]["scripts"]:
        if match := pattern.search(text):
            named = match.groupdict()
            name, ext = named.get("name") or stem, named.get("ext") or ending
            return [f"{name}_{n}.{ext}" for n in range(1, min(int(match["pages"]), 500))]
    return []


def next_words() -> set[str]:
    """What links to a following page say, in small letters and without blanks."""
    return listing_words()["next"]["words"]
