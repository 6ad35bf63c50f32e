"""Characters that look like others and are none: radicals, compatibility and half-width forms, each read as the one it looks like.

Fonts of PDFs and pages that were made from them write them (⻓⺠, ⼀⼈⽐, ､｡). One character stands for one, so every offset keeps its meaning.
Unicode gives most of them their character (NFKC); for the radicals' supplement it gives none: these are of its table of equivalent ideographs.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    "⺁厂⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺋卩⺌小⺍小⺎尣⺏尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢水⺣灬⺤爪⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺲罒⺶羊"
    "⺷羊⺸羊⺹老⺺聿⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻢马⻣骨⻤鬼⻥鱼"
    "⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
_MARKS = "｡。､、｢「｣」･·﹐，﹑、﹒.﹔；﹕：﹖？﹗！﹙（﹚）﹪%︐，︑、︒。︓：︔；︕！︖？︵（︶）"  # half-width, small and vertical forms
_RANGES = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA1E))
_PLAIN = {
    **{code: plain for codes in _RANGES for code in codes if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1},
    **{ord(pairs[i]): pairs[i + 1] for pairs in (_RADICALS, _MARKS) for i in range(0, len(pairs), 2)},
}  # fmt: skip
_ANY = re.compile(
    "[\u2e80-\u2fdf\uf900-\ufaff\ufe10-\ufe16\ufe35\ufe36\ufe50-\ufe6a\uff61-\uff65\U0002f800-\U0002fa1d]"
)


def folded(text: str) -> str:
    """The text with each of them as the character it looks like, as long as it was; the same object where it has none."""
    return text.translate(_PLAIN) if _ANY.search(text) else text
