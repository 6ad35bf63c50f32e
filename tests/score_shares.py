"""The shares of the verdicts over the numeric promises whose next report is held whole.

    uv run python tests/score_shares.py --db WAREHOUSE.duckdb … [--rules]

Printed for each warehouse: how many such promises, the share of each verdict, and `decided` (met or missed); with --rules the counts by verdict and rule as well.
A promise that nobody could settle (untestable) or that falls due later (not_due) counts among them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import duckdb

from warehouse.labels import VERDICTS

_VERDICTS = """
select v.verdict, v.rule, count(*)
from verdicts v join commitments c using (commitment_id) join documents d using (document_id)
join documents n on n.place_code = d.place_code and n.kind = 'work_report' and n.year = d.year + 1 and n.complete
where d.kind = 'work_report' and c.kind = 'quantity' group by all order by 1, 3 desc, 2
"""


def counts(database: Path) -> Counter[tuple[str, str]]:
    """Verdict and rule -> promises."""
    with duckdb.connect(str(database), read_only=True) as con:
        return Counter({(str(v), str(r)): int(n) for v, r, n in con.execute(_VERDICTS).fetchall()})


def shares(counted: Counter[tuple[str, str]]) -> dict[str, float]:
    """Each verdict's share, and `decided`."""
    whole = counted.total() or 1
    by_verdict = Counter[str]()
    for (verdict, _), number in counted.items():
        by_verdict[verdict] += number
    found = {verdict: by_verdict[verdict] / whole for verdict in VERDICTS if by_verdict[verdict]}
    return found | {"decided": (by_verdict["met"] + by_verdict["missed"]) / whole}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--db", nargs="+", type=Path, required=True)
    parser.add_argument("--rules", action="store_true")
    args = parser.parse_args()
    for database in args.db:
        counted = counts(database)
        said = " ".join(f"{name}={share:.3f}" for name, share in shares(counted).items())
        print(f"{database.stem} promises={counted.total()} {said}")
        if args.rules:
            for (verdict, rule), number in sorted(counted.items()):
                print(f"  {verdict:12} {rule:24} {number:6}")


if __name__ == "__main__":
    main()
