"""The GBK table as the disguise sees it: which pair of bytes is which character, and which vanish."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from extract.repair.language_model import Model, model, normal
from extract.repair.pinyin import readings, toneless
from extract.repair.script import simple


class Entry(NamedTuple):
    """One character of GBK: its two bytes, itself, and the form that the language model knows."""

    lead: int
    trail: int
    mark: str
    plain: str


class Table:
    """All characters of two bytes in GBK, by their bytes, by reading and by what the language model calls them."""

    def __init__(self, known: Model) -> None:
        self.pair: dict[tuple[int, int], Entry] = {}
        self.bytes: dict[str, tuple[int, int]] = {}
        self.by_lead: dict[int, list[Entry]] = {}
        self.by_trail: dict[int, list[Entry]] = {}
        self.by_plain: dict[str, list[Entry]] = {}
        self.by_reading: dict[str, list[Entry]] = {}
        self.vanishing: dict[int, frozenset[int]] = {}
        """Leads to the trails with which they make no character: GBK's private areas and holes. A lenient decoder drops
        such a pair without a trace."""
        for lead in range(0x81, 0xFF):
            gone: set[int] = set()
            for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
                try:
                    mark = bytes((lead, trail)).decode("gbk")
                except UnicodeDecodeError:
                    gone.add(trail)
                    continue
                self._add(Entry(lead, trail, mark, normal(simple(mark))), known)
            if gone:
                self.vanishing[lead] = frozenset(gone)
        self.before_vanishing = {
            lead: [one for one in found if one.trail in self.vanishing] for lead, found in self.by_lead.items()
        }
        """By lead, the known characters whose trail can begin a vanishing pair."""

    def _add(self, entry: Entry, known: Model) -> None:
        self.pair[entry.lead, entry.trail] = entry
        self.bytes[entry.mark] = (entry.lead, entry.trail)
        for reading in readings(entry.mark)[:1]:
            self.by_reading.setdefault(toneless(reading), []).append(entry)
        if entry.plain in known.known:
            self.by_lead.setdefault(entry.lead, []).append(entry)
            self.by_trail.setdefault(entry.trail, []).append(entry)
            self.by_plain.setdefault(entry.plain, []).append(entry)


@lru_cache(maxsize=1)
def table() -> Table:
    """The table, made once a process."""
    return Table(model())
