"""On what other basis a figure stands: what it leaves out (扣除房地产开发投资后), or by what it is counted (同口径)."""

from __future__ import annotations

import re

# Without one of these no sentence holds a figure on another basis: most are passed by.
SIGN = re.compile("口径|[扣剔去排]除|考虑|还原|不含")
# Which kinds of investment the statistics leave out as a rule (农户, 跨区) is no other basis.
_OTHER = re.compile(
    r"(?:扣除|剔除|去除|不考虑|排除|还原)[^，。；、（）\d]{2,24}?(?:因素|影响)(?:后|外)?"
    r"|(?:扣除|剔除|去除|不考虑|还原)[^，。；、（）\d]{2,24}?(?:[后外](?=，|[^，。；]{0,16}$)|(?=，))"
    r"|按?(?:可比|同)口径(?!计算)"
    r"|不含(?!农户|跨区)[^，。；（）\d]{2,12}(?=[），])"
)


def basis(text: str, start: int, stop: int) -> str | None:
    """The basis that the words of the canvas from `start` to a number's first comparing word name; None where they name none."""
    found = _OTHER.search(text, start, stop)
    return found[0] if found else None


def without(words: str) -> str:
    """The words before a number without the basis: 剔除减税因素后增长 says of what was named before how it grew."""
    return _OTHER.sub("", words).replace("（）", "") if SIGN.search(words) else words
