"""The strings of a script, as they stand between their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

# An escaped quote begins no string: what is passed over once is not looked at again. A line ends inside ` alone, as the language has it: a quote
# in a comment hides no more than its own line.
_LITERAL = re.compile(r"\\.|\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'|`((?:[^`\\]|\\.)*+)`", re.DOTALL)


def literals(script: str) -> Iterator[tuple[str, str]]:
    """Each string of a script that is not empty: its quote, and what stands between, with its escapes."""
    for match in _LITERAL.finditer(script):
        for number, quote in enumerate("\"'`", 1):
            if match[number]:
                yield quote, match[number]
