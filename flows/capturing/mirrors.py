"""Other addresses of a document, asked one after the other where its official address gives nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from extract.fetching.fetcher import Response
from extract.formats.html.onward import same_site
from flows.capturing.worklist import Wanted

_Key = tuple[str, str, int | None, Any]


class Mirrors:
    """One night's mirrors. `next` gives those to ask now, by what has come so far, until each document has one that answers."""

    def __init__(self, con: Any, documents: Sequence[Wanted], known: Mapping[str, Mapping[str, Any]]) -> None:
        self._known = known
        self._refused: dict[str, str] = dict(
            con.execute("select url, sha256 from rejections where stage = 'read' and sha256 is not null").fetchall()
        )
        self._documents = documents
        self._left = {one.url: [one.at(mirror) for mirror in one.mirrors] for one in documents if one.mirrors}

    def next(self, rows: Sequence[Mapping[str, Any]]) -> list[Wanted]:
        """A mirror of each document that no address has given yet; `rows` are the rows of `captures` of this night."""
        gave = {row["url"] for row in rows if self._is_good(row)}
        done = {_key(one) for one in self._documents if one.url in gave}
        asked: list[Wanted] = []
        for one in self._documents:
            left = self._left.get(one.url)
            if not left or _key(one) in done:
                continue
            asked.append(left.pop(0))
            if asked[-1].url in gave:  # it is asked tonight for another reason
                asked.pop()
                left.clear()
        # The next round looks at what these give.
        self._documents = [*self._documents, *asked]
        return asked

    def _is_good(self, row: Mapping[str, Any]) -> bool:
        """Whether an address gave bytes tonight that nobody has refused to read."""
        if row["error"] is not None:
            return False
        sha256 = row.get("sha256") or self._known.get(row["url"], {}).get("sha256")
        return sha256 is not None and self._refused.get(row["url"]) != sha256


def _key(one: Wanted) -> _Key:
    return one.place_code, one.kind, one.year, one.period_end


def on_its_own_site(answer: Response, asked: str) -> Response:
    """The answer of a mirror, or a failure where another site gave it: nobody has said that that one has the document."""
    if answer.error is not None or same_site(answer.final_url, asked):
        return answer
    host = urlsplit(answer.final_url).netloc
    reason = f"{answer.url}: redirects to {host}, which is not the site of this mirror; correct its address"
    return replace(answer, body=None, not_modified=False, error=reason)
