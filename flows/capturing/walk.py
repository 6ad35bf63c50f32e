"""One column or site map on its way through a night: what it gave so far, and what is wrong with it in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from extract.budget import Exceeded
from extract.fetching.fetcher import Response
from extract.model import Tier
from extract.sources.files import Source
from extract.sources.model import Mirror
from extract.sources.recognise import Recognised
from flows.capturing.browser import HOW
from flows.readers import readers

_DRAWN = (
    "give the site's site map as `sitemap`, or the addresses of documents by hand under `documents`, in {}; or save the page in a browser and "
    "use pledgewatch add FILE; where only a browser shows it, " + HOW
)
_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(slots=True)
class Walk:
    """One column or site map on its way through the night."""

    source: Source
    url: str
    limit: int
    least: int | None
    is_map: bool
    before: dict[str, Any]
    first: Response | None = None
    sha256: str | None = None
    items: str | None = None
    pages: int = 0
    seen: set[str] = field(default_factory=set[str])
    found: dict[str, Recognised | None] = field(default_factory=dict[str, "Recognised | None"])
    walked: bool = False
    error: str | None = None
    refused: bool = False  # a page of it went over its budget: it is looked at again when it changed, or the reader did
    faults: list[str] = field(default_factory=list[str])  # addresses it gives that are none; what else it lists counts
    links: set[str] = field(default_factory=set[str])
    mirrors: list[Mirror] = field(default_factory=list[Mirror])  # not yet asked in its place
    tier: Tier | None = None  # of a mirror, and the column in whose place it is followed
    mirror_of: Walk | None = None
    read_at: str = ""  # the mirror that was read in its place
    drawn: str = ""  # of a list that a script draws: what is known of how

    @property
    def official(self) -> Walk:
        """The walk of the column in whose place it is followed; itself for none."""
        return self.mirror_of or self

    def read(self, function: Callable[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> _R | None:
        """What the reader makes of one of its pages; None, and the reason in `error`, where that goes over its budget."""
        answer = readers().run(function, *arguments, **named)
        if not isinstance(answer, Exceeded):
            return answer
        self.error, self.refused = str(answer), True
        return None

    def fail(self, reason: str) -> None:
        """Note why it came to nothing; the first reason stands."""
        self.error = self.error or reason


def counts_of(walk: Walk) -> tuple[int, int]:
    """How many documents a column gives now, and the most that it ever gave."""
    found = walk.before.get("found") or 0
    if walk.walked and not walk.is_map and not walk.refused:
        found = sum(f is not None for f in walk.found.values())
    return found, max(walk.before.get("most") or 0, found)


def failure_of(walk: Walk) -> str | None:
    """What is wrong with a column, with the remedy: it cannot be read, or lists fewer documents than it should; None where nothing is."""
    found, most = counts_of(walk)
    if walk.error is not None:
        return walk.error
    if walk.faults:
        more = f" (and {len(walk.faults) - 1} more such)" if len(walk.faults) > 1 else ""
        return f"{walk.faults[0]}{more}; open it in a browser, and add by hand what it should lead to"
    least = walk.least if walk.least is not None else most
    if walk.is_map or (found and found >= least):
        return None
    file = walk.source.path.name
    if not found and walk.drawn:
        said = f"lists no report or bulletin (it gave {most} before): a script draws its list ({walk.drawn})"
        return f"{said}; {_DRAWN.format(file)}"
    if not found:
        return f"lists no report or bulletin (it gave {most} before); correct the address or `columns` in {file}"
    return f"lists {found} documents, {least} before; look at it, and write `least: {found}` in {file} if that is right"
