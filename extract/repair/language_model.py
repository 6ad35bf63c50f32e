"""How likely one Chinese character is after two others: the character model that repair leans on where bytes are lost.

The model is counted from clean reports by scripts/build_language_model.py and ships as language/characters.txt.xz:
UTF-8 lines `context TAB followers`, the context being zero, one or two characters and the followers each a character
and its count (left out when 1). A paragraph's edge is ¶, every digit counts as N and every Latin letter as L.
"""

from __future__ import annotations

import lzma
import math
import re
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "language" / "characters.txt.xz"
UNKNOWN = math.log(2e-7)
"""Natural logarithm of the probability of a character the model has never seen: below that of one seen twice in the
three million characters it was counted from."""

_FOLLOWER = re.compile(r"(\D)(\d*)")
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("0123456789０１２３４５６７８９▯", "N"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "L"),
        **dict(zip(",:;!?()%", "，：；！？（）％", strict=True)),
        **dict.fromkeys(" \t\r\u3000\xa0\ufeff¶", ""),
        "\n": "¶",
    }
)


def normal(text: str) -> str:
    """The text as the model counts it: digits and letters as classes, full-width punctuation, no spaces."""
    return text.translate(_CLASSES)


class Model:
    """Counts of characters, pairs and triples, with interpolated (Witten-Bell) probabilities."""

    def __init__(self, path: Path = FILE) -> None:
        """Read the counts; OSError where the file is missing."""
        self.followers: dict[str, dict[str, int]] = {}
        for line in lzma.decompress(path.read_bytes()).decode("utf-8").split("\n"):
            context, _, tail = line.partition("\t")
            self.followers[context] = {mark: int(count or 1) for mark, count in _FOLLOWER.findall(tail)}
        self.known = self.followers[""]
        # Witten & Bell 1991, method C: the weight of a context is its tokens against its distinct followers.
        self._mass = {context: (sum(found.values()), len(found)) for context, found in self.followers.items()}
        self._cache: dict[tuple[str, str], float] = {}

    def log(self, context: str, mark: str) -> float:
        """Natural logarithm of the probability of `mark` after `context` (two characters), all in normal form."""
        key = (context, mark)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._log(context, mark)
        return found

    def _log(self, context: str, mark: str) -> float:
        if mark not in self.known:
            return UNKNOWN
        probability = self.known[mark] / self._mass[""][0]
        for part in (context[-1:], context[-2:]):
            if part in self._mass:
                total, kinds = self._mass[part]
                seen = self.followers[part].get(mark, 0)
                probability = (seen + kinds * probability) / (total + kinds)
        return math.log(probability)


@lru_cache(maxsize=1)
def model() -> Model:
    """The shipped model, read once a process (about half a second)."""
    return Model()
