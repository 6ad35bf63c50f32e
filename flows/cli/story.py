"""One commitment's story in words, for a terminal."""

from __future__ import annotations

from typing import Any

from warehouse.labels import continuity_word, place_said, verdict_word
from warehouse.query import Story


def tell(story: Story) -> str:
    """The promise, what is known of it, and the sources, in Chinese; quotes stand as in the documents."""
    commitment, document, place = story.commitment, story.document, story.place or {}
    name = place_said(str(place.get("name") or commitment["place_code"]), place.get("fictional"))
    lines = [
        f"{name} {document.get('year')}年 {commitment['indicator']}",
        f"承诺    “{_flat(commitment['quote'])}”",
        *_first(story),
        f"        {document.get('title') or ''}  {document.get('url')}",
        *_verdict(story),
        *_history(story),
        f"标识    {commitment['commitment_id']}  字节 SHA-256 {document.get('sha256')}",
    ]
    return "\n".join(lines)


def _first(story: Story) -> list[str]:
    """What the promise said before its source rewrote it; by that it is judged."""
    first = story.first
    return [f"        原为“{_flat(first['quote'])}”，于{first['edited_at']:%Y-%m-%d}发现改动；按原文判断（存档 {first['sha256']}）"] if first else []  # fmt: skip


def _verdict(story: Story) -> list[str]:
    """The verdict, its evidence, what the next plan makes of the promise, and why."""
    verdict = story.verdict
    if not verdict:
        return ["结论    尚未判断"]
    notes = [word for key, word in (("near_miss", "（接近目标）"), ("disputed", "（有争议）")) if verdict.get(key)]
    lines = [f"结论    {verdict_word(verdict['verdict'])}{''.join(notes)}"]
    if story.evidence_quote:
        lines += [f"依据    “{_flat(story.evidence_quote)}”", _source(story.evidence_document)]
    if verdict.get("continuity"):
        lines.append(f"下一年  {continuity_word(verdict['continuity'])}")
        if story.next_quote:
            lines += [f"        “{_flat(story.next_quote)}”", _source(story.next_document)]
    return [*lines, f"说明    {verdict['reason']}", f"规则    {verdict['rule']}（可信度 {verdict['confidence']:.2f}）"]


def _history(story: Story) -> list[str]:
    """The same indicator through the years; nothing where there is one year only."""
    if len(story.years) < 2:
        return []
    lines = ["历年"]
    for year in story.years:
        mark = "▶" if year["commitment_id"] == story.commitment["commitment_id"] else " "
        reported = f"；后来：“{_flat(year['evidence_quote'])}”" if year["evidence_quote"] else ""
        turned = f"，目标{continuity_word(year['continuity'])}" if year["continuity"] else ""
        lines.append(
            f"      {mark} {year['year']}  {verdict_word(year['verdict'])}{turned}  “{_flat(year['promise_quote'])}”{reported}"
        )
    return lines


def _source(document: dict[str, Any] | None) -> str:
    document = document or {}
    return f"        {document.get('title') or ''}  {document.get('url') or ''}"


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())
