"""Making messages fit what a channel takes: split between alerts, the most telling first; a single one too long is shortened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from flows.alerting.answers import services
from flows.alerting.masking import service_of
from flows.alerting.routes import Address
from flows.alerting.wording import LINKS

_COUNTER = 14  # room that the counter of parts may take in a title
_LEAST = 24  # characters that a line keeps when it is shortened
_USUAL = 4000  # characters, where a service says nothing of itself


@dataclass(frozen=True, slots=True)
class Room:
    """The longest message that a service takes, title included, in bytes of UTF-8, bytes of JSON in ASCII, or characters."""

    most: int
    unit: Literal["bytes", "escaped", "characters"]

    def size(self, text: str) -> int:
        """How long a text is there."""
        if self.unit == "escaped":
            return len(json.dumps(text)) - 2
        return len(text.encode("utf-8", "surrogatepass")) if self.unit == "bytes" else len(text)

    def fits(self, title: str, text: str) -> bool:
        """Whether a title and a text fit together."""
        return self.size(f"{title}\r\n{text}") <= self.most


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it goes out, with the numbers of the alerts that it tells."""

    title: str
    text: str
    numbers: tuple[int, ...]


@cache
def room_of(address: Address) -> Room:
    """What the service of an address takes: as channels.yaml says, else as Apprise knows it."""
    known = services().get(address.scheme, {})
    if "most" in known:
        return Room(int(known["most"]), known["unit"])
    most = int(getattr(service_of(address), "body_maxlen", 0) or 0)
    return Room(most if most > 0 else _USUAL, "characters")


def parts(title: str, blocks: list[tuple[str, list[int]]], room: Room) -> list[Part]:
    """A message in as many parts as it takes, in the order of its blocks; each block is whole, or shortened where it alone is too long."""
    packed: list[tuple[list[str], list[int]]] = []
    long_title = title + "字" * (_COUNTER // 2)
    for block, numbers in blocks:
        if packed and room.fits(long_title, "\n".join([*packed[-1][0], block])):
            packed[-1][0].append(block)
            packed[-1][1].extend(numbers)
        else:
            packed.append(([shortened(long_title, block, room)], [*numbers]))
    many = len(packed) > 1
    return [
        Part(title + (f"（{place}/{len(packed)}）" if many else ""), "\n".join(texts), tuple(numbers))
        for place, (texts, numbers) in enumerate(packed, 1)
    ]


def shortened(title: str, text: str, room: Room) -> str:
    """A text that fits: the longest line gives way first, those with addresses last; what still is too long loses its last lines."""
    lines = text.split("\n")
    while not room.fits(title, "\n".join(lines)):
        long = [n for n, line in enumerate(lines) if len(line) > _LEAST and not line.strip().startswith(LINKS)]
        if long:
            longest = max(long, key=lambda n: len(lines[n]))
            lines[longest] = lines[longest][: max(_LEAST, len(lines[longest]) * 3 // 4) - 1] + "…"
        elif len(lines) > 1:
            lines.pop()
        elif lines[0]:
            lines[0] = lines[0][: len(lines[0]) // 2]
        else:
            return ""  # the title alone is more than the service takes
    return "\n".join(lines)
