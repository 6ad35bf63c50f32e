"""Articles that stand in a page and are shown by a script alone: as a string of its state, or in a textarea that it reads."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from extract.formats.html.literals import literals
from extract.formats.html.tree import chinese_count, parse

_ENOUGH = 150  # Chinese characters, the shortest notice
_LONGEST = 5_000_000  # characters of scripts that are looked through


def hidden_article(root: Any) -> Any | None:
    """The tree of the article that a page holds in a textarea or in a script's strings, the longest of them; None without one.

    Look before the page's furniture is taken out. The caller sees to it that the page itself holds none.
    """
    best, most = "", _ENOUGH - 1
    for tag in root.iter("textarea", "script", "template", "noscript"):
        said = "".join(tag.itertext())[:_LONGEST]
        if chinese_count(said) <= most and "\\u" not in said:
            continue
        for found in _strings(said) if tag.tag == "script" else [html.unescape(said)]:
            if (count := chinese_count(found)) > most:
                best, most = found, count
    return parse(f'<html><body><div id="pw-marked">{best}</div></body></html>') if best else None


def _strings(script: str) -> list[str]:
    """The strings of a script as it means them, those that are long enough for an article."""
    found: list[str] = []
    for quote, given in literals(script):
        if len(given) < _ENOUGH:
            continue
        try:
            meant = str(
                json.loads(
                    '"'
                    + re.sub(r"\\'", "'", given if quote == '"' else given.replace('"', '\\"'))
                    .replace("\n", "\\n")
                    .replace("\t", " ")
                    + '"',
                    strict=False,
                )
            )
        except ValueError:
            meant = re.sub(r"\\(.)", r"\1", given)
        found.append(html.unescape(meant) if "&lt;" in meant else meant)
    return found
