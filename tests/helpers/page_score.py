"""How well an extractor read a page.

The measure: shingles of four characters, blanks left out, as multisets. Recall is the share of the true text's shingles that the read
text has, precision the share of the read text's shingles that the true text has. Blanks, and the marks by which extractors draw tables
and lists (| - # * and tabs), do not count; a line that repeats the title counts neither for nor against, since whether a title belongs
to the text is a question of taste. Order counts as far as four characters see it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from extract.formats.decode import decode

_WIDTH = 4
_DRAWN = re.compile(r"[\s|\-—#*·]+")


@dataclass(frozen=True)
class Score:
    """Recall and precision between 0 and 1."""

    recall: float
    precision: float


def _shingles(text: str, title: str) -> Counter[str]:
    lines = [_DRAWN.sub("", line) for line in text.split("\n")]
    bare = "".join(line for line in lines if line != _DRAWN.sub("", title))
    if len(bare) < _WIDTH:
        return Counter({bare: 1} if bare else {})
    return Counter(bare[n : n + _WIDTH] for n in range(len(bare) - _WIDTH + 1))


def score(true: str, read: str, title: str = "") -> Score:
    """Compare what was read with what is true."""
    wanted, found = _shingles(true, title), _shingles(read, title)
    both = (wanted & found).total()
    return Score(both / max(1, wanted.total()), both / max(1, found.total()))


# Of each real page: the day, source and title that it prints, and the first and last words of its article. All that is visible
# between them, on these four, is the article; found by looking at the pages.
REAL = {
    "gzggw.html": (
        "2016-11-22",
        "省发改委",
        "1-10月德清县固定资产投资结构趋稳趋优",
        "1-10月，全县固定资产投资",
        "（德清县发改局）",
    ),
    "people.html": (
        "2019-06-15",
        "人民网-文化频道",
        "女儿出嫁，郑板桥画了几笔兰花当嫁妆",
        "父亲的教诲像",
        "都是对儿子的爱。",
    ),
    "shanxi.html": ("2019-09-18", "山西日报", "山西品牌丝路行（南美站）正式启动", "图为山西品牌丝路行", "（张巨峰）"),
    "xinhuanet.html": ("2019-12-10", "新华网", "法国全国大罢工再次严重影响交通", "新华社巴黎12月9日电", "总体架构。"),
}


def true_text(path: Path) -> str:
    """The article of a real page, cut from its source between its first and last words: tags dropped, no reader of ours used."""
    *_, first, last = REAL[path.name]
    raw, _ = decode(path.read_bytes())
    raw = re.sub(r"(?is)<(script|style)\b.*?</\1>|<!--.*?-->", "", raw)
    plain = re.sub(r"<[^>]*>", "", raw).replace("&nbsp;", " ").replace("&ldquo;", "“").replace("&rdquo;", "”")
    end = plain.rindex(last) + len(last)
    return plain[plain.rindex(first, 0, end) : end]
