"""One commitment's story in words, for a terminal."""

from __future__ import annotations

from typing import Any

from warehouse.query import Story

VERDICTS = {
    "met": "完成", "missed": "未完成", "on_track": "进度正常", "lagging": "进度滞后", "unreported": "未见报告", "pending": "待报告", "unclear": "无法判断",
}  # fmt: skip
CONTINUITY = {
    "kept": "保持",
    "raised": "调高",
    "lowered": "调低",
    "dropped": "消失",
    "changed_form": "改变形式",
    "pending": "待下一年计划",
}


def tell(story: Story) -> str:
    """The promise, what is known of it, and the sources, in Chinese; quotes stand as in the documents."""
    commitment, document, verdict = story.commitment, story.document, story.verdict or {}
    place = story.place or {}
    name = str(place.get("name") or commitment["place_code"]) + ("（虚构示例）" if place.get("fictional") else "")
    lines = [
        f"{name} {document.get('year')}年 {commitment['indicator']}",
        f"承诺    “{_flat(commitment['quote'])}”",
        f"        {document.get('title') or ''}  {document.get('url')}",
    ]
    said = VERDICTS.get(str(verdict.get("verdict")), "尚未判断")
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
        lines.append(f"下一年  {CONTINUITY.get(str(verdict['continuity']), verdict['continuity'])}")
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
            turned = CONTINUITY.get(str(year["continuity"]), "")
            lines.append(
                f"      {mark} {year['year']}  {VERDICTS.get(str(year['verdict']), '')}{'，目标' + turned if turned else ''}"
                f"  “{_flat(year['promise_quote'])}”{reported}"
            )
    lines.append(f"标识    {commitment['commitment_id']}  字节 SHA-256 {document.get('sha256')}")
    return "\n".join(lines)


def _flat(text: Any) -> str:
    return " ".join(str(text or "").split())
