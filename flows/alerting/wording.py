"""What alerts say, in Chinese, one screen each: promise, report, arithmetic, what would clear it, where to look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flows.alerting.facts import Fact
from flows.settings import site_url
from warehouse.labels import fact_word, place_said

CLEARS = {
    "missed": "后续文件更正数字并达到目标时解除",
    "lagging": "累计进度重新跟上，或全年数字达到目标时解除",
    "dropped": "在下一年计划中找到该目标时解除",
    "lowered": "下一年计划更正为不低于原目标时解除",
    "words_only": "在下一年计划中找到该目标的数字时解除",
    "rejected": "该来源恢复正常时解除",
}
# The operator's English reasons in the words of an alert; the first pattern that fits counts.
_REASONS = (
    (r"challenge page", "返回的是验证页面"),
    (r"no such page|says there is none", "页面自称内容不存在"),
    (
        r"lists no report or bulletin \(it gave (\d+) before\): a script",
        r"未列出任何报告或公报（此前有\1份，列表由脚本生成）",
    ),
    (r"lists no report or bulletin \(it gave (\d+) before\)", r"未列出任何报告或公报（此前有\1份）"),
    (r"lists (\d+) documents, (\d+) before", r"列出的文件由\2份减为\1份"),
    (r"robots\.txt", "robots.txt 不允许访问"),
    (r"is gone, a closed file", "已不存在"),
    (r"not as it was when it was closed", "内容与封存时不同"),
    (r"cannot be read", "无法读取"),
    (r"gives less than it did", "内容不再完整"),
    (r"shows another text", "显示的是另一份文件"),
    (r"so the capture of", "现有内容无法作为文件读取"),
    (r": ?(\d{3}) |^(\d{3}) ", r"无法访问（HTTP \1\2）"),
)
_DIGEST_LINES = 40
LINKS = ("承诺页：", "承诺出处：", "依据出处：")  # how the lines with addresses begin
# The order in which a digest tells: what a reader would ask about first.
ORDER = ("lagging", "missed", "dropped", "lowered", "words_only", "edited", "rejected")


def short(quote: str | None, limit: int = 120) -> str:
    """A quote on one line, cut where it is long."""
    text = " ".join((quote or "").split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def about_target(fact: Fact) -> str:
    """The alert of one target."""
    lines = [
        f"【{fact_word(fact.kind)}】{place_said(fact.place, fact.fictional)}{fact.year}年 {fact.indicator}",
        f"承诺原文：“{short(fact.promised)}”",
        f"依据：“{short(fact.shown)}”",
        fact.reason,
        CLEARS[fact.kind],
    ]
    site = site_url()
    lines += [f"承诺页：{site}/c/{fact.commitment_id}/"] if site else []
    lines += [f"承诺出处：{fact.url}"] + ([f"依据出处：{fact.shown_url}"] if fact.shown_url else [])
    return "\n".join(lines)


def about_edit(
    place: str, year: Any, title: str, url: str, removed: str | None, added: str | None, touched: Sequence[str]
) -> str:
    """The alert of a page that was changed after publication."""
    parts = [f"{label}“{short(text)}”" for label, text in (("删去", removed), ("新增", added)) if (text or "").strip()]
    about = f"涉及承诺{len(touched)}项" if touched else "不涉及已读出的承诺"
    return f"【原文改动】{place}{year}年《{title}》发布后被修改：{'，'.join(parts)}；{about}。{url}"


def about_source(place: str, url: str, stage: str, reason: str) -> str:
    """The alert of a column or a page that no longer gives what it gave."""
    said = next((match.expand(words) for p, words in _REASONS if (match := re.search(p, reason))), reason)
    if stage == "archive":
        return f"【存档异常】存档文件{said}，请恢复备份。{url}"
    what = (
        f"栏目{said}，请检查来源文件" if stage == "discovery" else f"页面{said}，原先存档的文本与结论不变，请查看页面"
    )
    return f"【来源异常】{place}：{what}。{url}"


def clearing(message: str, why: str) -> str:
    """What tells that an alert holds no longer: whose it was, what it had said, and why that stands no longer. Of the alert's own text
    only whose it was and its addresses are kept: what else it says, or asks to be done, no longer holds."""
    match = re.match(
        r"【(?P<what>[^】]*)】(?P<whose>存档文件|.*?)(?=：|暂不发布|有\d+项数据|，|。|$)", message.splitlines()[0]
    )
    what, whose = (match["what"], match["whose"]) if match else ("", message.splitlines()[0])
    lines = [f"【解除】{short(whose, 80)}", f"先前提醒“{what}”。{why}" if what else why]
    address = re.search(r"https?://\S+$", message.splitlines()[0])
    links = [line for line in message.splitlines()[1:] if line.startswith(LINKS)]
    return "\n".join([*lines, *(links or ([address[0]] if address else []))])


def subject(message: str) -> str:
    """The title of a message: its first line, not longer than a phone shows."""
    return short(message.splitlines()[0], 80)


def digest(messages: Sequence[tuple[str, str]], day: str) -> tuple[str, str]:
    """Title and text of one message for many alerts, given as (kind, message), grouped by kind, most telling kind first."""
    title, blocks = digest_blocks(messages, day)
    return title, "\n".join(block for block, _ in blocks)


def digest_blocks(messages: Sequence[tuple[str, str]], day: str) -> tuple[str, list[tuple[str, list[int]]]]:
    """The title of a digest, and its text in blocks that are not torn apart: each with the numbers of the messages that it tells."""
    counts = {kind: sum(k == kind for k, _ in messages) for kind in ORDER}
    title = f"承诺追踪 {day}：" + "，".join(f"{fact_word(kind)}{n}项" for kind, n in counts.items() if n)
    blocks: list[tuple[str, list[int]]] = []
    for kind in ORDER:
        own = [(number, message) for number, (k, message) in enumerate(messages) if k == kind]
        for place, (number, message) in enumerate(own):
            if len(blocks) >= _DIGEST_LINES:
                break
            head, *rest = message.splitlines()
            lines = [f"■ {fact_word(kind)}（{len(own)}项）"] if place == 0 else []
            lines += ["· " + head, *("  " + line for line in rest if not line.endswith("解除"))]
            blocks.append(("\n".join(lines), [number]))
    told = {number for _, numbers in blocks for number in numbers}
    if rest_of := [number for number in range(len(messages)) if number not in told]:
        blocks.append((f"另有{len(rest_of)}项，可用命令 pledgewatch alert list 查看。", rest_of))
    return title, blocks
