"""The verdict rules as data (rules/rules.yaml): name, rank, the verdicts that each may give, what it says, and examples.

docs/judging.md is written from them: `python -m warehouse.ruleset` renews it, and a test holds it equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse import words, yaml_data
from warehouse.labels import VERDICTS

FILE = Path(__file__).with_name("rules") / "rules.yaml"
_WORDS = FILE.with_name("00_words.sql")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "judging.md"
_KEYS = {"name", "rank", "gives", "says", "wider", "examples"}
_EXAMPLE_KEYS = {"promised", "done", "again", "base", "bulletin", "notice", "above", "later", "verdict"}
_BEGIN, _END = "<!-- rules: written by python -m warehouse.ruleset -->", "<!-- end of rules -->"


class RulesError(ValueError):
    """rules.yaml is not as it must be; one line that names the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of reports: what was promised, what the next report says of it (None: there is none), and the verdict due.

    `again` is in the next plan, `base` in the review beside the promise; the others are sentences of further documents, where there are any; `later` stands in the report
    on the third year after (None: that report is not held).
    """

    promised: str
    done: str | None
    verdict: str
    again: str = ""
    base: str = ""
    bulletin: str = ""
    notice: str = ""
    above: str = ""
    later: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name in verdicts.rule, its rank (the lowest decides), the verdicts it may give, what it says, and whether it compares with more than the outcome it names."""

    name: str
    rank: int
    gives: tuple[str, ...]
    says: str
    examples: tuple[Example, ...]
    wider: bool = False


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of their ranks. Raises RulesError for an unknown key, a verdict that is none, or a name given twice."""
    found: list[Rule] = []
    for entry in yaml_data.read(FILE)["rules"]:
        name = str(entry.get("name"))
        if stray := set(entry) - _KEYS:
            raise RulesError(f"{FILE.name}: {name}: unknown key {', '.join(sorted(stray))}")
        if lacking := {"name", "rank", "gives", "says"} - set(entry):
            raise RulesError(f"{FILE.name}: {name}: has no {', '.join(sorted(lacking))}")
        if stray := set(entry["gives"]) - set(VERDICTS):
            raise RulesError(f"{FILE.name}: {name}: {', '.join(sorted(stray))} is no verdict")
        if name in {rule.name for rule in found}:
            raise RulesError(f"{FILE.name}: {name}: stands twice")
        examples = tuple(_example(name, entry["gives"], example) for example in entry.get("examples", ()))
        found.append(
            Rule(
                name,
                int(entry["rank"]),
                tuple(entry["gives"]),
                " ".join(entry["says"].split()),
                examples,
                bool(entry.get("wider")),
            )
        )
    return tuple(sorted(found, key=lambda rule: (rule.rank, rule.name)))


def _example(name: str, gives: list[str], entry: dict[str, Any]) -> Example:
    if stray := set(entry) - _EXAMPLE_KEYS:
        raise RulesError(f"{FILE.name}: {name}: unknown key {', '.join(sorted(stray))} in an example")
    if entry["verdict"] not in gives:
        raise RulesError(f"{FILE.name}: {name}: an example says {entry['verdict']}, which the rule does not give")
    return Example(**entry)


def put_words_into(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary macros that all rules share (rules/00_words.sql), for who asks of a verdict what a rule asked."""
    words.put_into(con)
    con.execute(_WORDS.read_text("utf-8"))


def put_into(con: duckdb.DuckDBPyConnection) -> None:
    """Makes what the rule files ask for: the temporary table `rule` (name, rank), by which their decisions are ranked, and the macros of warehouse/words.py."""
    words.put_into(con)
    con.execute("create or replace temp table rule (name varchar, rank integer)")
    con.execute(
        "insert into rule select unnest($1::varchar[]), unnest($2::integer[])",
        [[rule.name for rule in rules()], [rule.rank for rule in rules()]],
    )


def page(before: str) -> str:
    """docs/judging.md with its table of rules written anew; what stands around the table stays."""
    head, rest = before.split(_BEGIN)
    tail = rest.split(_END)[1]
    lines = ["| rank | rule | verdicts | what it says | example |", "| --- | --- | --- | --- | --- |"]
    for rule in rules():
        lines.append(f"| {rule.rank} | `{rule.name}` | {', '.join(rule.gives)} | {rule.says} | {_shown(rule)} |")
    return f"{head}{_BEGIN}\n\n" + "\n".join(lines) + f"\n\n{_END}{tail}"


def _shown(rule: Rule) -> str:
    """The rule's first example as a reader meets it."""
    if not rule.examples:
        return ""
    one = rule.examples[0]
    said = [one.done or "nothing said"] if one.done is not None else [] if one.notice else ["no next report"]
    said += [
        f"{where}: {text}"
        for where, text in (
            ("notice", one.notice),
            ("bulletin", one.bulletin),
            ("above", one.above),
            ("report on the last year", one.later),
        )
        if text
    ]
    said += [f"next plan: {one.again}"] if one.again else []
    base = f" (before: {one.base.rstrip('。')})" if one.base else ""
    return f"{one.promised.rstrip('。')}{base} → {'; '.join(text.rstrip('。') for text in said)}: {one.verdict}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
