"""How long linking and judging takes for many places, and for one of them, on one machine in one run.

    uv run python benchmarks/judging.py [PLACES] [YEARS]

Invented places (3,000 by default) make reports over several years (3 by default): main targets, targets outside the list, names that the
vocabulary lacks, and named projects, some 100,000 commitments in all, each report with some 9,000 characters of text. Printed: rows, seconds and peak
memory of judging all of them, of judging again with nothing changed, and of judging one place whose report changed.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas

from extract import vocabulary
from warehouse.judge import judge
from warehouse.store import open_store, upsert

_HEADLINE = 4
_BODY = 5
_ODD = 2
_PROJECTS = 2
_FILLER = "干部群众同心协力，城乡面貌焕然一新，各项事业稳步向前，百姓日子越过越踏实。" * 240
_SYLLABLES = "青石湾云岭大桥东山西河南渡北沟白马清泉长乐永安和平兴隆新华金沙银滩"


def rows(places: int, years: int, seed: int = 7) -> dict[str, list[dict[str, Any]]]:
    """Invented documents, commitments and outcomes: column -> value."""
    rng = random.Random(seed)
    known = [i for i in vocabulary.load() if i.direction == "floor"]
    tables: dict[str, list[dict[str, Any]]] = {"documents": [], "commitments": [], "outcomes": []}
    for n in range(places):
        code = f"{100000 + n:06d}"
        indicators = rng.sample(known, _HEADLINE + _BODY)
        odd = ["新建" + "".join(rng.sample(_SYLLABLES, 4)) + "驿站" for _ in range(_ODD)]
        works = ["".join(rng.sample(_SYLLABLES, 4)) + "大桥" for _ in range(_PROJECTS)]
        for year in range(2020, 2020 + years):
            document = f"{code}-{year}"
            said = "，".join(
                f"{w}{rng.choice(['建成通车', '加快推进', '启动建设'])}" for w in works if rng.random() < 0.7
            )
            tables["documents"].append(
                {"document_id": document, "place_code": code, "kind": "work_report", "year": year, "url": document, "sha256": document,
                 "title": document, "text": said + "。" + _FILLER, "complete": True, "captured_at": datetime(2026, 1, 1)}
            )  # fmt: skip
            for k, indicator in enumerate(indicators):
                if rng.random() < 0.1:
                    continue  # a target that this year's plan leaves out
                growth = k < _HEADLINE
                base = {"place_code": code, "document_id": document, "indicator_id": indicator.id, "indicator": indicator.name, "ordinal": k,
                        "measure": "growth" if growth else "level", "unit": "%" if growth else "个", "headline": growth,
                        "quote": f"{indicator.name}增长{k}", "char_start": k, "char_end": k + 5}  # fmt: skip
                value = round(rng.uniform(5, 9), 1) if growth else float(rng.randint(10, 30))
                tables["commitments"].append(
                    base
                    | {
                        "commitment_id": f"{document}-c{k}",
                        "kind": "quantity",
                        "comparator": ">=",
                        "value": value,
                        "period": year,
                    }
                )
                tables["outcomes"].append(
                    base
                    | {
                        "outcome_id": f"{document}-o{k}",
                        "comparator": "=",
                        "value": round(value * rng.uniform(0.9, 1.2), 1),
                        "period": year - 1,
                    }
                )
            for k, name in enumerate(odd):
                base = {"place_code": code, "document_id": document, "indicator": name, "ordinal": 50 + k, "measure": "increment", "unit": "座",
                        "quote": name, "char_start": k, "char_end": k + 5}  # fmt: skip
                tables["commitments"].append(
                    base
                    | {
                        "commitment_id": f"{document}-n{k}",
                        "kind": "quantity",
                        "comparator": "=",
                        "value": 3.0 + k,
                        "period": year,
                    }
                )
                tables["outcomes"].append(
                    base
                    | {
                        "outcome_id": f"{document}-p{k}",
                        "indicator": "建成" + name[2:],
                        "comparator": "=",
                        "value": 3.0,
                        "period": year - 1,
                    }
                )
            for k, name in enumerate(works):
                tables["commitments"].append(
                    {"commitment_id": f"{document}-w{k}", "place_code": code, "document_id": document, "kind": "project", "indicator": name, "ordinal": 80 + k,
                     "milestone": "通车", "period": year, "quote": f"{name}年内建成通车", "char_start": k, "char_end": k + 5}
                )  # fmt: skip
    return tables


def load(con: duckdb.DuckDBPyConnection, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Puts the rows into the working tables."""
    for table, found in tables.items():
        frame = pandas.DataFrame(found)  # noqa: F841  (read by DuckDB by its name)
        con.execute(f"insert into {table} by name select * from frame")
    words = [
        {
            "indicator_id": i.id,
            "name": i.name,
            "aliases": list(i.aliases),
            "direction": i.direction,
            "nominal": i.nominal,
            "flow": i.flow,
        }
        for i in vocabulary.load()
    ]
    upsert(con, "indicators", words, "indicator_id")


def prepare(path: Path, places: int, years: int) -> None:
    """Makes the warehouse; in a process of its own, so that making it does not count as memory of judging."""
    with open_store(path) as con:
        tables = rows(places, years)
        load(con, tables)
        print(
            f"places {places:,}, " + ", ".join(f"{name} {len(found):,}" for name, found in tables.items()), flush=True
        )


def main() -> None:
    places, years = (int(a) for a in (*sys.argv[1:], *("3000", "3")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.duckdb"
        making = multiprocessing.get_context("spawn").Process(target=prepare, args=(path, places, years))
        making.start()
        making.join()
        with open_store(path) as con:
            for label in ("all", "again, nothing changed"):
                started = time.perf_counter()
                judge(con)
                print(f"judging {label:<24}{time.perf_counter() - started:6.1f} s")
            print(f"peak memory             {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
            con.execute("update outcomes set value = value - 1 where document_id = '100007-2022'")
            started = time.perf_counter()
            judge(con, ["100007"])
            print(f"judging one place       {time.perf_counter() - started:6.1f} s")


if __name__ == "__main__":
    main()
