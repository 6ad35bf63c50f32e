"""Counts for each rule how often its verdicts are right, on the tables of verdicts read by hand, and writes warehouse/rules/record.yaml.

    uv run python tests/score_rules.py --db WAREHOUSE.duckdb … --gold FOLDER [--write]

FOLDER holds score_verdicts.py and verdicts/*.jsonl. Each row of the truth is held against the commitment that the scorer finds for it in whichever warehouse has its document.
Counted are the verdicts that say something (met, missed, unreported); a row whose reason is unclear has nothing to be right about. Printed: rule, verdict, judged, right, share.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import Any

from warehouse import record

SAYS = ("met", "missed", "unreported")


def count(databases: list[Path], gold: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """Rule and verdict -> judged, right."""
    spec = importlib.util.spec_from_file_location("score_verdicts", gold / "score_verdicts.py")
    assert spec and spec.loader
    scorer: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    judged: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for database in databases:
        found = scorer.read_found(str(database))
        for path in sorted((gold / "verdicts").glob("*.jsonl")):
            taken: set[Any] = set()
            for line in path.read_text("utf-8").splitlines():
                if not line.strip() or (row := json.loads(line))["doc"] not in found:
                    continue
                match = scorer.best_match(row, found[row["doc"]], taken)
                if match is None or match["verdict"] not in SAYS:
                    continue
                by_figure = {row["verdict_by_figure"]} if row.get("verdict_by_figure") else set[str]()
                key = (match["rule"], match["verdict"])
                judged[key] += 1
                right[key] += match["verdict"] in scorer.VERDICTS[row["verdict"]] | by_figure
    return {key: (number, right[key]) for key, number in judged.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--db", nargs="+", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    counted = count(args.db, args.gold)
    for (rule, verdict), (judged, right) in sorted(counted.items()):
        print(f"{rule:24} {verdict:11} {judged:5} {right:5} {right / judged:.3f}")
    if args.write:
        record.FILE.write_text(record.written(counted), "utf-8")


if __name__ == "__main__":
    main()
