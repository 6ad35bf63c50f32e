"""How often each rule was right: rules/record.yaml, measured on verdicts read by hand (tests/score_rules.py writes it), published as the table `rule_record`.

A verdict's confidence is its rule's record, weighed against what the rule file says itself (macro `weighed`, rules/00_words.sql).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from warehouse import yaml_data
from warehouse.labels import VERDICTS
from warehouse.ruleset import RulesError, rules
from warehouse.store import keep_equal

FILE = Path(__file__).with_name("rules") / "record.yaml"


class Record(NamedTuple):
    """Of so many verdicts of a rule that the truth knows, so many are right; the share of them."""

    rule: str
    verdict: str
    judged: int
    right: int
    share: float


@cache
def records() -> tuple[Record, ...]:
    """The records in the order of rule and verdict. Raises RulesError where one names no rule or verdict, or has more right than judged."""
    known = {rule.name for rule in rules()}
    found: list[Record] = []
    rows: list[dict[str, Any]] = yaml_data.read(FILE)["record"]
    for row in rows:
        rule, verdict, judged, right = row["rule"], row["verdict"], int(row["judged"]), int(row["right"])
        if rule not in known or verdict not in VERDICTS:
            raise RulesError(f"{FILE.name}: {rule} {verdict}: is no rule and verdict; renew it: tests/score_rules.py")
        if not 0 <= right <= judged or not judged:
            raise RulesError(f"{FILE.name}: {rule} {verdict}: {right} right of {judged} cannot be")
        found.append(Record(rule, verdict, judged, right, round(right / judged, 4)))
    return tuple(sorted(found))


def put_into(con: duckdb.DuckDBPyConnection) -> None:
    """Brings the table `rule_record` up to date; where it says what the file says, nothing is written."""
    keep_equal(con, "rule_record", records())


def written(counted: dict[tuple[str, str], tuple[int, int]]) -> str:
    """The file's text for counts by rule and verdict: judged, right."""
    lines = [
        "# How often each rule was right on the verdicts read by hand. Written by tests/score_rules.py; not to be edited.",
        "record:",
    ]
    for (rule, verdict), (judged, right) in sorted(counted.items()):
        lines.append(f"  - {{rule: {rule}, verdict: {verdict}, judged: {judged}, right: {right}}}")
    return "\n".join(lines) + "\n"
