"""One commitment's story in words, for a terminal."""

from __future__ import annotations

from typing import Any

from flows.cli.terminal import padded
from warehouse.labels import Labels, continuity_word, place_said, verdict_word
from warehouse.query import Story

_WIDTH = {"zh": 8, "en": 11}


def tell(story: Story, lang: str = "zh") -> str:
    """The promise, what is known of it, and the sources; quotes stand as in the documents."""
    return "\n".join(_Teller(story, Labels(lang)).lines())


class _Teller:
    """The lines of one story in one language."""

    def __init__(self, story: Story, say: Labels) -> None:
        self.story, self.say = story, say

    def lines(self) -> list[str]:
        commitment, document, place = self.story.commitment, self.story.document, self.story.place or {}
        name = place_said(str(place.get("name") or commitment["place_code"]), place.get("fictional"), self.say.lang)
        return [
            self.say("story_title", place=name, year=document.get("year"), what=commitment["indicator"]),
            self._line("promise", f"“{_flat(commitment['quote'])}”"),
            *self._first(),
            self._line("", f"{document.get('title') or ''}  {document.get('url')}"),
            *self._verdict(),
            *self._history(),
            self._line("id", f"{commitment['commitment_id']}  {self.say('story_bytes', sha=document.get('sha256'))}"),
        ]

    def _line(self, key: str, text: str) -> str:
        return padded(self.say(f"story_{key}") if key else "", _WIDTH[self.say.lang]) + text

    def _first(self) -> list[str]:
        """What the promise said before its source rewrote it; by that it is judged."""
        first = self.story.first
        if not first:
            return []
        said = self.say(
            "story_first", quote=_flat(first["quote"]), day=f"{first['edited_at']:%Y-%m-%d}", sha=first["sha256"]
        )
        return [self._line("", said)]

    def _verdict(self) -> list[str]:
        """The verdict, its evidence, what the next plan makes of the promise, and why."""
        verdict, story, lang = self.story.verdict, self.story, self.say.lang
        if not verdict:
            return [self._line("verdict", self.say("story_none"))]
        notes = [
            self.say(f"story_{word}")
            for key, word in (("near_miss", "near"), ("disputed", "disputed"))
            if verdict.get(key)
        ]
        lines = [self._line("verdict", verdict_word(verdict["verdict"], lang) + "".join(notes))]
        if story.evidence_quote:
            lines += [self._line("evidence", f"“{_flat(story.evidence_quote)}”"), self._source(story.evidence_document)]
        if verdict.get("continuity"):
            lines.append(self._line("next", continuity_word(verdict["continuity"], lang)))
            if story.next_quote:
                lines += [self._line("", f"“{_flat(story.next_quote)}”"), self._source(story.next_document)]
        sure = self.say("story_confidence", n=f"{verdict['confidence']:.2f}")
        return [*lines, self._line("reason", verdict["reason"]), self._line("rule", verdict["rule"] + sure)]

    def _history(self) -> list[str]:
        """The same indicator through the years; nothing where there is one year only."""
        if len(self.story.years) < 2:
            return []
        lines = [self.say("story_years")]
        for year in self.story.years:
            mark = "▶" if year["commitment_id"] == self.story.commitment["commitment_id"] else " "
            later = self.say("story_later", quote=_flat(year["evidence_quote"])) if year["evidence_quote"] else ""
            turned = (
                self.say("story_turned", word=continuity_word(year["continuity"], self.say.lang))
                if year["continuity"]
                else ""
            )
            word = verdict_word(year["verdict"], self.say.lang)
            lines.append(f"      {mark} {year['year']}  {word}{turned}  “{_flat(year['promise_quote'])}”{later}")
        return lines

    def _source(self, document: dict[str, Any] | None) -> str:
        document = document or {}
        return self._line("", f"{document.get('title') or ''}  {document.get('url') or ''}")


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())
