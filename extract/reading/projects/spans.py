"""Where names of projects stand that hold a number of their own: 云石炼化80万吨聚丙烯扩能项目 states no target of 80万吨."""

from __future__ import annotations

import re

from extract.reading.projects.claims import clauses, named_in

_DIGIT = re.compile(r"\d")
# The size of a plant before its name: 60万千瓦龙潭抽水蓄能电站.
_SIZE = re.compile(r"\d[\d.]*万?(?:千瓦|兆瓦|吨|立方米)级?$")


def name_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches (start, end) of text[start:end], a sentence of the canvas, that are names with a digit after their first letter.

    A number that begins within such a stretch is part of the name, and neither a target nor a result; the size of a plant may
    stand first (60万千瓦龙潭抽水蓄能电站). Any other number before the name (总投资3亿元的…, 建成80公里…) is in no stretch.
    """
    if not _DIGIT.search(text, start, end):
        return []
    found: list[tuple[int, int]] = []
    for clause in clauses(text, start, end):
        if not _DIGIT.search(clause.text):
            continue
        for item in named_in(clause):
            stop = item.start
            for letter in item.name:  # a name whose head was restored stands in the text only as far as its own words
                if stop >= end or text[stop] != letter:
                    break
                stop += 1
            size = _SIZE.search(text, clause.start, item.start)
            if size:
                found.append((size.start(), stop))
            elif _DIGIT.search(text, item.start + 1, stop) and not text[item.start].isdigit():
                found.append((item.start, stop))
    return found
