"""One commitment's story in words, for a terminal."""

from __future__ import annotations

from typing import Any

from warehouse.labels import continuity_word, place_said, verdict_word
from warehouse.query import Story


def tell(story: Story) -> str:
    """The promise, what is known of it, and the sources, in Chinese; quotes stand as in the documents."""
    commitment, document, verdict = story.commitment, story.document, story.verdict or {}
    place = story.place or {}
    name = place_said(str(place.get("name") or commitment["place_code"]), place.get("fictional"))
    lines = [
        f"{name} {document.get('year')}年 {commitment['indicator']}",
        f"承诺    “{_flat(commitment['quote'])}”",
        f"        {document.get('title') or ''}  {document.get('url')}",
    ]
    said = verdict_word(verdict["verdict"]) if verdict else "尚未判断"
    lines.append(
        f"结论    {said}{'（接近目标）' if verdict.get('near_miss') else ''}{'（有争议）' if verdict.get('disputed') else ''}"
    )
    if story.evidence_quote:
        evidence = story.evidence_document or {}
        lines += [
            f"依据    “{_flat(story.evidence_quote)}”",
            f"        {evidence.get('title') or ''}  {evidence.get('url') or ''}",
        ]
    if verdict.get("continuity"):
        lines.append(f"下一年  {continuity_word(verdict['continuity'])}")
        if story.next_quote:
            following = story.next_document or {}
            lines += [
                f"        “{_flat(story.next_quote)}”",
                f"        {following.get('title') or ''}  {following.get('url') or ''}",
            ]
    if verdict:
        lines += [f"说明    {verdict['reason']}", f"规则    {verdict['rule']}（可信度 {verdict['confidence']:.2f}）"]
    if len(story.years) > 1:
        lines.append("历年")
        for year in story.years:
            mark = "▶" if year["commitment_id"] == commitment["commitment_id"] else " "
            reported = f"；后来：“{_flat(year['evidence_quote'])}”" if year["evidence_quote"] else ""
            turned = continuity_word(year["continuity"]) if year["continuity"] else ""
            lines.append(
                f"      {mark} {year['year']}  {verdict_word(year['verdict'])}{'，目标' + turned if turned else ''}"
                f"  “{_flat(year['promise_quote'])}”{reported}"
            )
    lines.append(f"标识    {commitment['commitment_id']}  字节 SHA-256 {document.get('sha256')}")
    return "\n".join(lines)


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())
