"""From the bytes of one capture to the main text that all later reading works on."""

from __future__ import annotations

import re

from extract.formats.attachments import read_attachment, refuse_bomb
from extract.formats.controls import CONTROLS, plain_text
from extract.formats.decode import decode
from extract.formats.detect import kind_of
from extract.formats.html.challenges import named_challenge, says_gone
from extract.formats.html.in_script import hidden_article
from extract.formats.html.metadata import (
    html_date,
    html_source,
    html_title,
    surroundings,
    text_date,
    text_title,
    title_beside,
)
from extract.formats.html.prune import prune
from extract.formats.html.selectors import selectors
from extract.formats.html.text import article, to_text
from extract.formats.html.tree import body_of, chinese_count, find_main, parse
from extract.formats.limits import MOST_UNPACKED_BYTES
from extract.formats.packed import unpacked
from extract.formats.wrapped import document_of_zip, is_mht, page_of_mht
from extract.model import Page, ReadError

# First bytes of formats that are no text (their specifications; the list of libmagic).
_BINARY = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"RIFF")
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

_HTML_NAME = re.compile(r"\.s?html?$|\.xhtml$", re.I)
# Comments are passed over for good, one after the other: given back, each would double the ways to read those before it.
_MARKUP = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(!doctype\s+html|html|head|body|meta)\b", re.I | re.S
)
_SOME_TAG = re.compile(r"</?(html|head|body|div|p|br|table|td|span|script|frameset|meta|h[1-6])\b[^<>]*>", re.I)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ODD_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROL = re.compile(f"[{CONTROLS}]")
_WORD = re.compile(r"[^\W_]")

_NUL_SHARE = 0.001  # a stray NUL happens in old pages; more means a binary file
_REPLACED_SHARE = 0.02  # characters that stand for lost bytes: more means that no reading of the bytes is text
_CONTROL_SHARE = (
    0.08  # control characters: in a binary file every tenth byte is one, and more of the characters it seems to have
)
_FEW_WORDS = 200  # Chinese characters; challenge pages carry a sentence, the shortest bulletin several hundred
_SHOWN_WORDS = 60  # where a page shows fewer, what a script or a textarea holds is the article; more may be a notice
_NO_WORDS = 40  # fewer Chinese characters than the shortest notice; a script's page carries a label or two


def normalise(text: str) -> str:
    """The same text with line breaks as \\n, odd spaces as plain ones and no unseen or control characters, else unchanged."""
    return _ODD_SPACE.sub(" ", _UNSEEN.sub("", _ODD_BREAK.sub("\n", plain_text(text))))


def _refuse_binary(body: bytes, name: str) -> None:
    head = body[:1024].lstrip()
    if not head and not body.strip():
        raise ReadError(f"{name}: the page is empty; open its address in a browser, and add the saved page")
    nuls = 0 if body.startswith(_WIDE_BOMS) else body.count(b"\0")
    if head.startswith(_BINARY) or nuls > 1 + _NUL_SHARE * len(body):
        raise ReadError(f"{name}: a binary file, not text; check the address")


def _is_html(text: str, content_type: str, name: str) -> bool:
    if _MARKUP.match(text.lstrip("\ufeff")):
        return True
    if not _SOME_TAG.search(text):
        return False
    if name.lower().endswith(".txt") or "text/plain" in content_type.lower():
        return False  # a text with stray tags stays as it is
    return bool(_HTML_NAME.search(name.split("?")[0])) or "html" in content_type.lower() or text.lstrip()[:1] == "<"


def _is_challenge(raw: str, text: str) -> bool:
    words = chinese_count(text)
    if words < _NO_WORDS and selectors().challenge_scripts.search(raw):
        return True
    return words < _FEW_WORDS and selectors().challenge_certain.search(raw) is not None


def _read_html(raw: str, encoding: str, name: str) -> Page:
    root = parse(raw)
    title = normalise(html_title(root))
    has_script = root.find(".//script") is not None
    prune(root)
    main = find_main(root)
    around = surroundings(main)
    whole = list(body_of(root).itertext()) if chinese_count("".join(main.itertext())) < _FEW_WORDS else []
    try:
        text = normalise(to_text(article(main)))
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from error
    few = chinese_count(text) < _FEW_WORDS
    if few and (has_script or not text) and _is_challenge(raw, "\n".join(whole)):
        raise ReadError(f"{name}: {named_challenge(raw)} in place of the document; add the page saved in a browser")
    if few and (said := says_gone(f"{title}\n{' '.join(whole)}")):
        raise ReadError(
            f"{name}: says that there is no such page (“{said[:40]}”), though the server sends it as one; look for the new address on the site"
        )
    if chinese_count(text) < _SHOWN_WORDS and (held := hidden_article(parse(raw))) is not None:
        prune(held)
        text = normalise(to_text(article(find_main(held))))
    if not _WORD.search(text):
        filled = ", which a script may fill in" if has_script else ""
        raise ReadError(f"{name}: no text on the page{filled}; open it in a browser, and add the saved page")
    title = title or normalise(title_beside(around, text))
    published_on = html_date(root, around, title, text)
    return Page(text, title, published_on, encoding, source=normalise(html_source(root, around)))


def page_head(body: bytes, content_type: str = "") -> Page:
    """Title, day and source of a page that may hold no document, without its text; what it does not say is "" or None. Never raises for a page."""
    raw, encoding = decode(body, content_type)
    root = parse(raw)
    title = normalise(html_title(root))
    prune(root)
    around = surroundings(find_main(root))
    return Page(
        "", title, html_date(root, around, title, around.within), encoding, source=normalise(html_source(root, around))
    )


def read_page(body: bytes, content_type: str = "", name: str = "") -> Page:
    """Read one HTML page, plain text or attached file (PDF, DOCX, DOC, XLS, XLSX; see `read_attachment`).

    `body` is the capture, `content_type` its HTTP header, `name` the address or file that messages name and whose
    ending helps to tell a text from a page. Returns the main text, its title, the day of publication as the page says
    it, and the encoding. Of a page: furniture gone, a line a block, a line a table row with tabs between its cells. Of
    a plain text: everything as it is, but for line breaks, odd spaces, unseen and control characters.

    What a file is, its bytes tell: names and headers lie. Raises ReadError, one line with the name and the remedy, for an
    empty page, one without text, a binary file, a challenge page, and an attached file that cannot be read.
    """
    name, body = name or "page", unpacked(body)
    if len(body) > MOST_UNPACKED_BYTES:
        raise ReadError(
            f"{name}: unpacks to more than {MOST_UNPACKED_BYTES // 1_000_000} MB; look at it, and add the document by hand"
        )
    if is_mht(body):
        body, content_type = page_of_mht(body, name)
    if kind_of(body) == "ZIP":
        refuse_bomb(body, name)
        inside, said = document_of_zip(body, name)
        return read_page(inside, "", f"{name}#{said}")
    attached = read_attachment(body, name)
    if attached is not None:
        return attached
    _refuse_binary(body, name)
    raw, encoding = decode(body, content_type)
    controls = sum(1 for _ in _CONTROL.finditer(raw))
    if raw.count("\ufffd") > 1 + _REPLACED_SHARE * len(raw) or controls > 1 + _CONTROL_SHARE * len(raw):
        raise ReadError(f"{name}: its bytes are no text in UTF-8, GB18030 or Big5; check the address")
    if _is_html(raw, content_type, name):
        return _read_html(raw, encoding, name)
    text = normalise(raw)
    if not _WORD.search(text):
        raise ReadError(f"{name}: no text in it; check the file or the address")
    return Page(text=text, title=text_title(text), published_on=text_date(text), encoding=encoding)
