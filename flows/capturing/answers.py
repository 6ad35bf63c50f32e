"""What an answer is worth before anything is read of it: a challenge named, a page that says it is none, a forged list of ours refused."""

from __future__ import annotations

from dataclasses import replace

from extract.fetching.fetcher import Response
from extract.formats.decode import decode
from extract.formats.html.challenges import system_of, usual_system
from extract.formats.multipage import is_forged
from extract.sources.listings import is_challenge

FORGED = (
    "answers in the form in which lists of an article's pages are kept here, and is no page; look at it in a browser"
)
_BY_HAND = "the site turns programs away: save the page in a browser and use pledgewatch add FILE"
_ACCEPTED = 202  # a success that brings nothing: no document comes with it, and some systems send their puzzle so


def judged(answer: Response) -> Response:
    """The answer, or a failure in its place where what came is no page: its error names the address, what was found and the remedy."""
    if answer.body is not None and is_forged(answer.body):
        return _failed(answer, FORGED)
    if answer.body is not None and answer.status == _ACCEPTED and is_challenge(answer.body, answer.content_type):
        return _failed(answer, f"202 Accepted: {_named(answer)}; {_BY_HAND}")
    if answer.error is not None and answer.status is not None and ";" not in answer.error:
        raw = _raw(answer)
        if usual_system(answer.status) or system_of(raw):
            return replace(answer, error=f"{answer.error}: {_named(answer)}; {_BY_HAND}")
    return answer


def _failed(answer: Response, reason: str) -> Response:
    return replace(answer, body=None, not_modified=False, error=f"{answer.url}: {reason}")


def _named(answer: Response) -> str:
    """The challenge in words: of which system, by its page and headers, or by the status that it is known for."""
    found = system_of(_raw(answer))
    if found:
        return f"a challenge page of {found}"
    usual = usual_system(answer.status or 0)
    return f"a challenge page, as {usual} sends it" if usual else "a challenge page"


def _raw(answer: Response) -> str:
    """The body and the headers of the last answer as one text."""
    if not answer.exchanges:
        return ""
    last = answer.exchanges[-1]
    headers = "\n".join(f"{name}: {value}" for name, value in last.response_headers)
    return f"{headers}\n{decode(last.body[:200_000], answer.content_type)[0]}"
