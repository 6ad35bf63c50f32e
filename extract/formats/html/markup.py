"""What is looked at in the source of a page before a parser sees it, each in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.formats.limits import MOST_ATTRIBUTES

# One attribute as browsers part them (HTML Standard, 13.2.5.32 to 40). Nothing is given back: each character is looked at once.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?)?"""
# Comments, and scripts and styles to their end: what looks like a tag in them is none.
_TAG = re.compile(
    rf"<(?:!--(?:.*?-->|.*)|(script|style)(?=[\s/>])((?:{_ATTRIBUTE})*+)(?:.*?(?=</\1)|.*)|[a-z][^\s/>]*+((?:{_ATTRIBUTE})*+))",
    re.I | re.S,
)
_ONE = re.compile(_ATTRIBUTE)
_SHORTEST = 2 * MOST_ATTRIBUTES  # characters that more attributes than allowed fill at the least


def with_few_attributes(text: str) -> str:
    """The page with no more than MOST_ATTRIBUTES in any tag, else unchanged: parsers compare each attribute of a tag with each."""
    if len(text) < _SHORTEST:
        return text
    pieces: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() < _SHORTEST:
            continue
        group = 2 if tag[1] else 3
        if tag[group] is None or len(tag[group]) < _SHORTEST:
            continue
        for number, one in enumerate(_ONE.finditer(text, tag.start(group), tag.end(group))):
            if number == MOST_ATTRIBUTES:
                pieces.append(text[at : one.start()])
                at = tag.end(group)
                break
    return "".join([*pieces, text[at:]]) if pieces else text


def cdata_blocks(text: str) -> Iterator[str]:
    """What stands in each <![CDATA[ … ]]> of a page, in order; one without an end holds nothing."""
    end = 0
    while (start := text.find("<![CDATA[", end)) >= 0:
        start += len("<![CDATA[")
        end = text.find("]]>", start)
        if end < 0:
            return
        yield text[start:end]
        end += len("]]>")
