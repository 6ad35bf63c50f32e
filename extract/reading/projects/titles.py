"""Titles that a place or a zone applies for: 国家卫生县, 全国文明城市, 老乐山国家5A景区."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.language import alternation, words

_TITLES = words("projects")["titles"]
RANK, TITLE_HEAD = alternation(_TITLES["rank"]), alternation(_TITLES["head"])
_KNOWN = re.compile(rf"(?:{alternation(_TITLES['known'])})$")
_TITLE = re.compile(rf"^[^，。]{{0,14}}?(?:{RANK}|[345]A)级?[^，。；]{{0,24}}?(?:{TITLE_HEAD})(?:（[^（）]*）)?$")
TITLE_ENDS = frozenset("）") | {word[-1] for word in _TITLES["head"]}
# What one is called that sets an example, whoever calls it so: 全域旅游示范县, 医共体建设先进县.
_EXEMPLARY = re.compile(
    rf"^(?!(?:更多|一批|各类|各级|系列))[^，。、\d]{{2,14}}(?:示范|先进|模范|文明|百强|卫生|园林|森林|试验|先行|标杆)[^，。、]{{0,6}}?(?:{TITLE_HEAD})$"
)


@lru_cache(maxsize=8192)
def is_title(name: str) -> bool:
    """Whether a name is a title with the rank of who gives it, or one known without."""
    plain = re.sub("[“”]", "", name)
    titled = (_TITLE.match(plain) if plain[-1:] in TITLE_ENDS else None) or _KNOWN.search(plain)
    return len(name) <= 36 and bool(titled) and not re.search(r"\d[\d.]*(?:个|家|处)", name)


def is_exemplary(name: str) -> bool:
    """Whether a name is a title once a verb like 争创 stands before it: 全域旅游示范县."""
    return bool(_EXEMPLARY.match(re.sub("[“”]", "", name)))
