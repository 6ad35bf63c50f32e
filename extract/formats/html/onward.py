"""Pages that hold no document and lead to one: by a refresh, a script with a constant address, a frame, a viewer of files, or 详见附件.

A page leads on only where it has no text of its own to speak of. One way a page is followed: the first of these that it has.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from extract.formats.html.in_script import hidden_article
from extract.formats.html.links import AddressError, base_of, resolve
from extract.formats.html.prune import prune
from extract.formats.html.tree import chinese_count, find_main, parse

Way = Literal["refresh", "script", "frame", "viewer", "attachment", "picture"]
WAYS: dict[str, str] = {
    "refresh": "a meta refresh", "script": "a script", "frame": "a frame", "viewer": "a viewer of files", "attachment": "its attachment",
    "picture": "its picture",
}  # fmt: skip
OTHER_SITE = "is another site's"
MOST_STEPS = 4  # from the page that is filed to the document

_FILES = (
    "docx",
    "pdf",
    "doc",
    "wps",
    "xlsx",
    "xls",
    "ofd",
    "zip",
)  # of one document in several forms the first is taken
_FILE = re.compile(rf"\.({'|'.join(_FILES)})(?=$|[?&#\"'）)\s])", re.IGNORECASE)
_HINT = re.compile(rf"http-equiv|location|<i?frame|<embed|<object|viewer|\.(?:{'|'.join(_FILES)})\b", re.IGNORECASE)
_OWN_WORDS = 300  # Chinese characters; more is a document of its own, however it goes on
_MOVED_WORDS = 60  # a page that only sends on says no more than 页面正在跳转
_FIGURE = re.compile(r"\d(?:\.\d+)?\s*(?:%|％|个百分点|[万亿]?(?:元|吨|人|户|亩|公里|平方米))")
_OWN_FIGURES = 3  # a short notice with so many is one, with its attachment beside it
_REFRESH = re.compile(r"^\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_SOON = 15  # seconds; a page that waits longer is to be read
_GO = re.compile(
    r"(?:\b(?:window|self|top|parent|document)\s*\.\s*)*\blocation(?:\s*\.\s*href)?\s*(?:=|\.\s*(?:replace|assign)\s*\()\s*([\"'])([^\"'\s]{1,2000})\1\s*\)?\s*(?=[;\n}<]|$)"
)
# What hangs on who looks, or on what they did, is no way for all; a script that sets a cookie first is a puzzle.
_CONDITIONAL = re.compile(r"userAgent|onclick|history\.|document\.cookie|\bconfirm\(|screen\.width", re.IGNORECASE)
_FILE_IN_SCRIPT = re.compile(r"[\"']([^\"'\s<>]{1,1000}\.(?:pdf|ofd))(?:[?#][^\"']*)?[\"']", re.IGNORECASE)
_SAYS_ATTACHED = re.compile(r"附件|见附|附后|下载|全文|点击|查看|链接")
_GENRE = re.compile(r"工作报告|公报|运行情况|情况通报|执行情况|全文")
_SIDE_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|ico|banner|qr|qrcode|ewm|share|weixin|wechat|btn|button|arrow|dot|line|loading)\d*[_.-]",
    re.IGNORECASE,
)
_MAIN_FRAME = re.compile(r"content|main|article|zoom|detail|pdf|text|zw", re.IGNORECASE)
_SIDE_FRAME = re.compile(
    r"head|top|foot|nav|menu|search|share|login|count|stat|weather|banner|left|advert|video|player|map\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a page leads, and by which way; `refused` says why it is not followed there, "" where it is."""

    url: str
    way: Way
    refused: str = ""


def onward_of(text: str, url: str) -> Onward | None:
    """Where a decoded page at `url` leads, if it holds no document itself; None for any other page. Never raises for a page."""
    if (viewed := _viewed(url)) is not None:
        return Onward(viewed, "viewer")
    if not _HINT.search(text):
        return None
    root = parse(text)
    base, _ = base_of(url, [href for tag in root.iter("base") if (href := tag.get("href"))])
    page = _Ways(root, base, url)
    if hidden_article(root) is not None:
        return None
    prune(root)
    said = "".join(find_main(root).itertext())
    words = chinese_count(said)
    if words >= _OWN_WORDS or len(_FIGURE.findall(said)) >= _OWN_FIGURES:
        return None
    moved = (page.refresh or page.script) if words < _MOVED_WORDS else None
    attached = page.attachment if words < _MOVED_WORDS or _SAYS_ATTACHED.search(said) else None
    return moved or page.frame or attached


def pictures_of(text: str, url: str) -> list[str]:
    """The pictures that stand where a decoded page at `url` has no text to speak of: pages of a document, or tables, in their order. Never
    raises for a page."""
    if "<img" not in text.lower():
        return []
    root = parse(text)
    base, _ = base_of(url, [href for tag in root.iter("base") if (href := tag.get("href"))])
    prune(root)
    main = find_main(root)
    said = "".join(main.itertext())
    if chinese_count(said) >= _OWN_WORDS or len(_FIGURE.findall(said)) >= _OWN_FIGURES:
        return []
    found: list[str] = []
    for tag in main.iter("img"):
        given = (tag.get("data-src") or tag.get("data-original") or tag.get("src") or "").strip()
        if not given or given.startswith("data:") or _is_small(tag) or _SIDE_PICTURE.search(given):
            continue
        with suppress(AddressError):
            if (at := resolve(base, given)) not in found:
                found.append(at)
    return found


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one owner as far as their hosts tell: the same, or of one name that somebody registered."""
    return _registered(one) == _registered(other)


def _registered(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return host
    return ".".join(
        labels[-3:]
        if len(labels) > 2 and labels[-1] == "cn" and labels[-2] in ("gov", "com", "org", "net", "edu", "ac")
        else labels[-2:]
    )


def _viewed(url: str) -> str | None:
    """The file that an address of a viewer (pdf.js: viewer.html?file=…) shows; None for any other address."""
    try:
        parts = urlsplit(url)
        if "viewer" not in parts.path.lower() and "generic" not in parts.path.lower():
            return None
        asked = parse_qs(parts.query)
        given = next((asked[name][0] for name in ("file", "url", "src", "pdf") if asked.get(name)), "")
        return resolve(url, unquote(given)) if given else None
    except (AddressError, ValueError):
        return None


class _Ways:
    """The ways on that a page has, each looked for before its furniture is taken out; only the first of a kind counts."""

    def __init__(self, root: Any, base: str, url: str) -> None:
        self._base, self._url = base, url
        self.refresh = self._refresh(root)
        self.script = self._script(root)
        self.frame = self._frame(root)
        self.attachment = self._attachment(root)

    def _to(self, reference: str, way: Way, own_site: bool = True) -> Onward | None:
        try:
            target = resolve(self._base, reference)
        except AddressError:
            return None
        if target == self._url:
            return None
        if own_site and not same_site(target, self._url):
            return Onward(target, way, f"{OTHER_SITE}; if the document stands there, give that address")
        return Onward(target, way)

    def _refresh(self, root: Any) -> Onward | None:
        for tag in root.iter("meta"):
            if (tag.get("http-equiv") or "").strip().lower() != "refresh":
                continue
            found = _REFRESH.match(tag.get("content") or "")
            if found and int(found[1]) <= _SOON and (to := self._to(found[2].strip(), "refresh")):
                return to
        return None

    def _script(self, root: Any) -> Onward | None:
        for tag in root.iter("script"):
            text = tag.text or ""
            if _CONDITIONAL.search(text):
                continue
            if (found := _GO.search(text)) and (to := self._to(found[2], "script")):
                return to
        return None

    def _frame(self, root: Any) -> Onward | None:
        """The frame that holds the document: one that shows a file, one that is called like content, or the only one."""
        frames: list[tuple[Onward, str]] = []
        for tag in root.iter("iframe", "frame", "embed", "object"):
            given = (tag.get("src") or tag.get("data") or "").strip()
            to = self._to(given, "frame", own_site=False) if given and not _is_small(tag) else None
            if to is None:
                continue
            shown = _viewed(to.url) or (to.url if _FILE.search(to.url) else None)
            if shown is not None:
                return Onward(shown, "viewer")
            named = _called(tag, to.url)
            if not _SIDE_FRAME.search(named):
                frames.append((to, named))
        called = [to for to, named in frames if _MAIN_FRAME.search(named)] or [
            to for to, _ in frames if len(frames) == 1
        ]
        return self._file_in_script(root) or (self._to(called[0].url, "frame") if called else None)

    def _file_in_script(self, root: Any) -> Onward | None:
        """The file that a script of the page shows: PDFObject.embed("1.pdf")."""
        for tag in root.iter("script"):
            if (found := _FILE_IN_SCRIPT.search(tag.text or "")) and (
                to := self._to(found[1], "viewer", own_site=False)
            ):
                return to
        return None

    def _attachment(self, root: Any) -> Onward | None:
        """The attached file: one that is called a report or a bulletin before any other, and of its forms the one that is read best."""
        found: list[tuple[bool, int, int, Onward]] = []
        for number, link in enumerate(root.iter("a")):
            href = (link.get("href") or "").strip()
            said = " ".join("".join(link.itertext()).split()) or (link.get("title") or "")
            kind = _FILE.search(href) or _FILE.search(said)
            if not href or kind is None or href.lower().startswith("javascript:"):
                continue
            if to := self._to(href, "attachment", own_site=False):
                found.append((not _GENRE.search(said), _FILES.index(kind[1].lower()), number, to))
        return min(found, key=lambda one: one[:3])[3] if found else None


def _called(tag: Any, url: str) -> str:
    """The words that a frame is called by: its names, and the path of what it shows."""
    return " ".join([*(tag.get(name) or "" for name in ("id", "name", "class")), urlsplit(url).path])


def _is_small(tag: Any) -> bool:
    """Whether a frame is too small to be read, or hidden."""
    style = (tag.get("style") or "").replace(" ", "").lower()
    sizes = [(tag.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    return "display:none" in style or any(size.isdecimal() and int(size) < 50 for size in sizes)
