"""The title of a page, the day on which it says that it was published, and the source that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import lxml.etree as lxml_etree  # pyright: ignore[reportMissingTypeStubs]

from extract.formats.html.selectors import selectors
from extract.formats.limits import LONGEST_TITLE

etree: Any = cast(Any, lxml_etree)  # the package ships no types

_BEFORE = etree.XPath("preceding::text()[not(ancestor::head)]", smart_strings=False)
_AFTER = etree.XPath("following::text()", smart_strings=False)
_TITLE_METAS = ("articletitle", "og:title", "dc.title", "title")
_DATE_METAS = (
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_time",
    "publishtime",
    "firstpublishedtime",
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "dc.date",
    "datepublished",
)
_SOURCE_METAS = ("contentsource", "source", "og:article:author", "mediaid")
_SOURCE_LABEL = re.compile(r"^\s*(?:信息|文章|稿件|新闻)?(?:来源|來源)\s*[:：]\s*")
_SOURCE_LENGTH = 40
# The name ends where the next label or a wide gap begins.
_SOURCE = re.compile(
    r"(?:来源|來源|稿源|发布机构|发布单位)(?:于)?\s*[:：]\s*([^\s:：|｜【\[（(]{2,40}?)"
    r"(?=\s|[|｜【\[（(]|$|(?:浏览|点击|阅读|访问|字体|字号|作者|编辑|发布|时间|日期)[^\s:：]{0,4}[:：(（])"
)
_DAY = r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})"
_LABEL = r"(?:时间|日期|于)?\s*(?:[:：]\s*)?"
_PUBLISHED = re.compile(r"(?:发布|发表|公开|公布|上网)" + _LABEL + _DAY)
_WRITTEN = re.compile(r"(?:发文|成文|生成|录入)" + _LABEL + _DAY)  # before it was published, if the page has both
_TIMED = re.compile(r"(?:时间|日期)\s*[:：]\s*" + _DAY)
_CLOCK = re.compile(_DAY + r"\s*(?:日\s*)?\d{1,2}\s*[:：时点]\s*\d{1,2}")
_ANY = re.compile(_DAY)
_GENRE = re.compile(r"政府工作[报報]告|工作[报報]告|[统統][计計]公[报報]|运行情况|情况通报|公[报報]|执行情况")
_SEPARATOR = re.compile(r"\s+[-–—|｜]+\s+|[_|｜]|--|\s*-\s*(?=[^-]*$)")
_HEADER_LINE = re.compile(r"标\s*题\s*[:：]\s*(\S.*)")
# A sentence of the report, its salutation or its first heading is no title.
_SENTENCE = re.compile(r"[，。；！？,;!]|[:：]$|^[（(]?[一二三四五六七八九十]+[、）)]")
_TITLE_LENGTH = 80
_NEAR = 400  # characters around the title in which sites print the day of publication


def _meta(root: Any, names: tuple[str, ...]) -> list[str]:
    """The contents of the named metas, in the order of the names."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        key = str(tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = " ".join(str(tag.get("content") or "")[:LONGEST_TITLE].split())
        if content:
            found.setdefault(key, content)
    return [found[name] for name in names if name in found]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _without_site(title: str) -> str:
    """A <title> without the parts that name the site or the column."""
    title = " ".join(title.split())
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    named = [part for part in parts if _GENRE.search(_squeeze(part))]
    if named:
        return max(named, key=len)
    cut = title
    while (found := list(_SEPARATOR.finditer(cut))) and found[-1].start() > 0:
        last = found[-1]
        tail = cut[last.end() :].strip()
        # a plain hyphen also stands inside titles (1-10月); it parts only where a site's name follows
        if last.group().strip() == "-" and last.group() == "-" and not selectors().sites.fullmatch(tail):
            break
        cut = cut[: last.start()].strip()
    return cut or title


def _is_furniture(text: str) -> bool:
    """Whether what stands where a title does says where the page stands, or what the column or the gazette is called, and not what it is."""
    return selectors().no_titles.fullmatch(_squeeze(text)) is not None


def _without_furniture(texts: list[str]) -> list[str]:
    return [text for text in texts if not _is_furniture(text)]


def html_title(root: Any) -> str:
    """The document's title: the CMS's own meta, a heading that the <title> repeats, or the <title> without the site; "" for a page without one."""
    metas = _without_furniture(_meta(root, _TITLE_METAS))
    if own := _without_furniture(_meta(root, ("articletitle",))):
        return own[0]
    told = [" ".join("".join(tag.itertext())[:LONGEST_TITLE].split()) for tag in root.iter("title")]
    whole = next(iter(_without_furniture(told[:1])), "")
    squeezed = _squeeze(" ".join([whole, *metas]))
    headings = [" ".join("".join(tag.itertext()).split()) for tag in root.iter("h1", "h2")]
    headings = [text for text in _without_furniture(headings) if 4 <= len(text) <= _TITLE_LENGTH]
    stripped = next(iter(_without_furniture([_without_site(metas[0] if metas else whole)])), "")
    for heading in headings:
        is_site = selectors().sites.fullmatch(heading) and not _GENRE.search(heading)
        if not is_site and (_squeeze(heading) in squeezed or _GENRE.search(_squeeze(heading))):
            return heading
    return stripped or (headings[0] if headings else "")


def names_genre(title: str) -> bool:
    """Whether a title says that it is one of a report, a bulletin or a notice."""
    return _GENRE.search(_squeeze(title)) is not None


def title_beside(around: Surroundings, text: str) -> str:
    """The title of a page that has none where titles stand: the nearest line above the article that names the genre, or the text's own first."""
    for line in reversed(around.before.split("\n")):
        line = " ".join(line.split())
        if (
            4 <= len(line) <= _TITLE_LENGTH
            and _GENRE.search(_squeeze(line))
            and not (_SENTENCE.search(line) or _is_furniture(line))
        ):
            return line
    return text_title(text)


def _date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text of a pruned page before its article, in it and after it; a line a string."""

    before: str
    within: str
    after: str


def surroundings(main: Any) -> Surroundings:
    """Part the text of a pruned page at its article."""
    before, after = _BEFORE(main), _AFTER(main)
    return Surroundings("\n".join(before), "\n".join(main.itertext()), "\n".join(after))


def html_date(root: Any, around: Surroundings, title: str, text: str) -> date | None:
    """The day of publication: a meta, a labelled day, or a bare one between the title and the text; None without one.

    A day inside the report (the session's) is not taken for it.
    """
    for content in _meta(root, _DATE_METAS):
        if day := _date(_ANY.search(content)):
            return day
    before = around.before + "\n"
    for labelled in (_PUBLISHED, _WRITTEN):
        for stretch in (before, around.within[:_NEAR], around.after):
            if day := _date(labelled.search(stretch)):
                return day
    near = before[-_NEAR:]
    if title and (at := before.rfind(title)) >= 0:
        near = before[at + len(title) :]
    for pattern, stretch in ((_TIMED, near), (_ANY, near), (_CLOCK, text[:_NEAR])):
        if day := _date(pattern.search(stretch)):
            return day
    return None


def html_source(root: Any, around: Surroundings) -> str:
    """Whom the page names as its source (来源): a meta, or the line near the article; "" without one."""
    for content in _meta(root, _SOURCE_METAS):
        if name := _SOURCE_LABEL.sub("", content).split():
            return name[0][:_SOURCE_LENGTH]
    for stretch in (around.before[-2 * _NEAR :], around.within[:_NEAR], around.after[:_NEAR]):
        if found := _SOURCE.search(stretch):
            return found[1].strip()
    return ""


def text_title(text: str) -> str:
    """The title of a plain text: a collector's 标题 line, a line that names the genre, the first short line, or ""."""
    lines = [line.strip() for line in text.split("\n", 60)[:60] if line.strip()]
    for line in lines[:5]:
        if header := _HEADER_LINE.fullmatch(line):
            return header[1].strip()[:LONGEST_TITLE]
    for line in lines[:20]:
        if len(line) <= _TITLE_LENGTH and _GENRE.search(_squeeze(line)) and not _SENTENCE.search(line):
            return line if _GENRE.search(line) else _squeeze(line)
    first = lines[0] if lines else ""
    return first if len(first) <= _TITLE_LENGTH and not _SENTENCE.search(first) else ""


def text_date(text: str) -> date | None:
    """The day that a collector or the copied page's head names above a plain text; None where there is none."""
    head = text[: 2 * _NEAR]
    for pattern in (_PUBLISHED, _WRITTEN, _TIMED, _CLOCK):
        if day := _date(pattern.search(head)):
            return day
    return None
