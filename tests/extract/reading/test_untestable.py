"""Which promises no report could settle: the marks for the judge, and what looks like one and can be settled."""

from __future__ import annotations

import pytest
from speech import promised


@pytest.mark.parametrize(
    ("sentence", "mark"),
    [
        ("今年城镇新成长劳动力8600人，就业压力很大。", "untestable:circumstance"),
        ("拟安排财政专项资金3.2亿元。", "untestable:appropriation"),
        ("总投资260亿元的56个重点项目。", "untestable:list-size"),
    ],
)
def test_what_no_report_could_settle(sentence: str, mark: str) -> None:
    claims = promised(sentence)
    assert claims and all(mark in claim.rules for claim in claims)


@pytest.mark.parametrize(
    "sentence",
    ["一般公共预算收入26亿元，税收收入18亿元。", "引进10亿元以上项目6个。", "新开工项目36个。", "城镇新增就业3600人，失业率控制在4%以内。"],
)  # fmt: skip
def test_what_a_report_can_settle(sentence: str) -> None:
    claims = promised(sentence)
    assert claims and not any(rule.startswith("untestable") for claim in claims for rule in claim.rules)
