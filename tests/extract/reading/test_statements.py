"""What a government says of its own targets in words."""

from __future__ import annotations

import pytest
from speech import plan, reading, review

from extract.model import Statement


def said(sentence: str) -> list[Statement]:
    return reading(review(sentence)).statements


@pytest.mark.parametrize(
    ("sentence", "indicator", "verdict"),
    [
        ("进出口总额出现下降，预期增长目标未能实现。", "进出口", "missed"),
        ("固定资产投资低于预期目标。", "固定资产投资", "missed"),
        ("未能完成年初确定的地区生产总值增长目标。", "生产总值", "missed"),
        ("城镇新增就业超额完成全年任务。", "就业", "met"),
        ("居民消费价格涨幅低于年初，粮食产量超过年初确定的预期目标。", "粮食", "met"),
    ],
)
def test_met_or_missed_in_words(sentence: str, indicator: str, verdict: str) -> None:
    found = [s for s in said(sentence) if s.verdict == verdict]
    assert len(found) == 1
    assert indicator in found[0].indicator
    assert found[0].indicator_id is not None
    assert found[0].period == 2023


def test_the_quote_is_a_slice_of_the_document() -> None:
    text = review("全年平稳；进出口总额出现下降，预期增长目标未能实现。")
    (found,) = reading(text).statements
    quote = text[found.char_start : found.char_end]
    assert quote.startswith("进出口总额") and quote.endswith("未能实现")


def test_two_indicators_missed_in_one_sentence() -> None:
    found = said("固定资产投资和进出口总额未能完成年度目标。")
    assert [s.verdict for s in found] == ["missed", "missed"]
    assert len({s.indicator_id for s in found}) == 2


@pytest.mark.parametrize(
    "sentence", ["各项工作顺利推进。", "我们的目标一定能够实现。", "部分工作离群众期待尚有差距。", "超额完成全年任务。"]
)
def test_words_about_no_known_indicator_give_nothing(sentence: str) -> None:
    assert said(sentence) == []


def test_a_plan_says_nothing_about_targets_already_judged() -> None:
    assert reading(plan("确保固定资产投资超额完成全年任务。")).statements == []
