"""The example beside each rule of time, role and scope is one that the rule decides; the rules stand in their modules in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from speech import OPENING, YEAR, plan, reading, review

from extract.reading import claim_roles, due_years, evidence, quantities, result_years, scope, times
from extract.reading.context import DocumentContext
from extract.reading.lists import with_units
from extract.reading.normalise import build

AHEAD = "一、2023年工作回顾\n过去一年平稳有序。\n二、今后五年工作目标\n"


@pytest.mark.parametrize("rule", scope.RULES, ids=lambda rule: rule.name)
def test_scope(rule: scope.Rule) -> None:
    text = rule.example
    found = with_units(text, quantities.find(text, 0, len(text)))
    assert list(scope.decisions(text, 0, len(text), found))[-1][1] is rule


@pytest.mark.parametrize("word", times.WORDS, ids=lambda word: word.name)
def test_words_of_time(word: times.Word) -> None:
    head = word.example.removeprefix("——")
    first = next(
        other
        for other in times.WORDS
        if other.role == word.role and (m := other.pattern.match(head)) and other.sets(m, YEAR)
    )
    assert first is word


@pytest.mark.parametrize("sign", evidence.SIGNS, ids=lambda sign: sign.name)
def test_signs_of_role(sign: evidence.Sign) -> None:
    assert sign.pattern.search(f"。{sign.example}。")


@pytest.mark.parametrize("rule", claim_roles.CLAUSES, ids=lambda rule: rule.example)
def test_clauses_of_the_other_time(rule: claim_roles.Speaks) -> None:
    assert rule.holds(rule.example, rule.example, DocumentContext(build(""), YEAR, "work_report", None))


def _answers(of: Callable[[Any], Any], told: list[Any]) -> Callable[[Any], Any]:
    def asked(said: Any) -> Any:
        told.append(answer := of(said))
        return answer

    return asked


@pytest.mark.parametrize("number", range(len(due_years.RULES)), ids=lambda n: due_years.RULES[n][0])
def test_when_promises_fall_due(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    rules = list(due_years.RULES)
    name, of, example = rules[number]
    rules[number] = (name, _answers(of, told), example)
    monkeypatch.setattr(due_years, "RULES", tuple(rules))
    reading(plan(f"{example}。"))
    reading(f"{OPENING}{AHEAD}{example}。")
    assert any(answer is not None for answer in told)


@pytest.mark.parametrize("order", ["YEARS", "SPANS"])
@pytest.mark.parametrize("number", range(12))
def test_of_which_years_results_are(order: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = list(getattr(result_years, order))
    if number >= len(rules):
        return
    told: list[Any] = []
    rule = rules[number]
    rules[number] = replace(rule, of=_answers(rule.of, told))
    monkeypatch.setattr(result_years, order, tuple(rules))
    reading(review(f"{rule.example}。"))
    assert any(answer is not None for answer in told), rule.name
