"""How long the suites take, and how much memory, over 100,000 claims and over five million, on one machine in one run.

    uv run python benchmarks/checking.py [CLAIMS ...]

Invented reports of ten years with 164 claims and some 17,700 characters each, as many as the reference documents have on average, every
quote a slice of its text, with a verdict on every commitment. The warehouse is made in one process and checked in another, whose peak memory is measured with
all that it imports. Exits with 1 where a limit is broken: 20 s up to 100,000 claims, 3 minutes and 2 GiB up to five million.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

_YEARS = 10
_COMMITMENTS, _OUTCOMES = 66, 98
_SENTENCE = 108  # characters; so that a claim's place in the text is known
_QUOTE = 24
LIMITS = ((100_000, 20.0, 2048), (5_000_000, 180.0, 2048))  # claims, seconds, MiB

_MAKE = f"""
insert into places by name
select printf('%06d', 100000 + i) as place_code, chr((19968 + i % 97)::integer) || chr((20100 + i // 97)::integer) || '县' as name, 'county' as level
from range($places) t(i);
insert into indicators by name select 'indicator_' || i as indicator_id, '指标' || i as name from range(40) t(i);
insert into documents by name
select place_code || '-work_report-' || year as document_id, place_code, 'work_report' as kind, year, name || year || '年政府工作报告' as title,
       'https://example.invalid/' || place_code || '/' || year as url, make_date(year, 2, 1) as published_on, timestamp '2026-01-01' as captured_at,
       sha256(place_code || year) as sha256, true as complete, '1' as reader_version,
       array_to_string(list_transform(range({_COMMITMENTS + _OUTCOMES}), lambda k: rpad(name || year || '年第' || lpad(k::varchar, 3, '0')
         || '项指标增长' || lpad((k % 9 + 1)::varchar, 2, '0') || '.5%，', {_SENTENCE}, '全县上下同心协力各项事业稳步向前')), '') as text
from places, range(2016, 2016 + {_YEARS}) t(year);
create temp table claim as
select d.document_id, d.place_code, d.year, k, k * {_SENTENCE} as char_start, k * {_SENTENCE} + {_QUOTE} as char_end,
       substr(p.name || d.year || '年第' || lpad(k::varchar, 3, '0') || '项指标增长' || lpad((k % 9 + 1)::varchar, 2, '0')
         || '.5%，全县上下同心协力各项事业稳步向前', 1, {_QUOTE}) as quote,
       'indicator_' || k % 40 as indicator_id, '指标' || k % 40 as indicator, k % 4 = 3 as amount
from documents d join places p using (place_code), range({_COMMITMENTS + _OUTCOMES}) t(k);
insert into commitments by name
select document_id || '-c' || k as commitment_id, document_id, place_code, 'quantity' as kind, k < 6 as headline, indicator_id, indicator,
       case when amount then 'level' else 'growth' end as measure, '>=' as comparator, k % 9 + 1.5 as value, case when amount then '家' else '%' end as unit,
       year as period, quote, char_start, char_end, k as ordinal
from claim where k < {_COMMITMENTS};
insert into outcomes by name
select document_id || '-o' || k as outcome_id, document_id, place_code, false as headline, indicator_id, indicator,
       case when amount then 'level' else 'growth' end as measure, '=' as comparator, k % 9 + 1.5 as value, case when amount then '家' else '%' end as unit,
       year - 1 as period, make_date(year - 1, 12, 31) as period_end, quote, char_start, char_end, k as ordinal
from claim where k >= {_COMMITMENTS};
-- Two of nine missed and kept on, with the words of the next year's report; the rest is pending.
create temp table judged as
select c.commitment_id, c.ordinal % 9 in (4, 7) and c.period < 2015 + {_YEARS} as missed,
       c.place_code || '-work_report-' || (c.period + 1) || '-o' || (72 + 9 * (c.ordinal % 8)) as outcome_id,
       c.place_code || '-work_report-' || (c.period + 1) || '-c' || c.ordinal as next_id
from commitments c;
insert into verdicts by name
select j.commitment_id, 'missed' as verdict, j.outcome_id, 1.0 as shortfall, 'kept' as continuity, j.next_id as next_commitment_id,
       n.quote as next_quote, 'floor_by_figure' as rule, '未达到目标。' as reason, 0.9 as confidence, o.quote as evidence_quote, o.document_id as evidence_document_id
from judged j join outcomes o on o.outcome_id = j.outcome_id join commitments n on n.commitment_id = j.next_id where j.missed;
insert into verdicts by name
select commitment_id, 'pending' as verdict, 'pending' as continuity, 'no_document' as rule, '尚无后续文件。' as reason, 0.9 as confidence
from judged where not missed;
"""


def make(path: Path, claims: int) -> None:
    """Makes the warehouse, in a process of its own, so that making it does not count as memory of checking."""
    from warehouse.store import open_store

    with open_store(path) as con:
        con.execute("set memory_limit = '2GB'")
        places = max(1, round(claims / (_COMMITMENTS + _OUTCOMES) / _YEARS))
        for statement in _MAKE.split(";\n"):
            con.execute(statement, {"places": places} if "$places" in statement else None)
        counts = con.execute(
            "select (select count(*) from documents), (select count(*) from commitments) + (select count(*) from outcomes),"
            " (select count(*) from verdicts where verdict = 'missed'), (select sum(length(text)) from documents)"
        ).fetchall()[0]
        print("documents {:,}, claims {:,}, missed {:,}, characters {:,}".format(*counts), flush=True)


def check(path: Path, answer: Path) -> None:
    """Checks it as a night does, and answers with the seconds, the peak of memory in MiB, and the names of what failed."""
    from checks.run import run_checks
    from warehouse.store import open_store

    with open_store(path) as con:
        started = time.perf_counter()
        report = run_checks(con)
        seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    failed = [(result.name, result.failed_rows) for result in report.failed]
    answer.write_text(json.dumps([seconds, memory, failed, len(report.results), len(report.withheld)]), "utf-8")


def measure(claims: int) -> bool:
    """One size; whether it keeps to its limits."""
    context = multiprocessing.get_context("spawn")
    most_seconds, most_memory = next((s, m) for size, s, m in LIMITS if claims <= size or size == LIMITS[-1][0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        answer = Path(folder) / "answer.json"
        for step, words in ((make, (path, claims)), (check, (path, answer))):
            process = context.Process(target=step, args=words)
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(f"{step.__name__} ended with status {process.exitcode}")
        seconds, memory, failed, made, withheld = json.loads(answer.read_text("utf-8"))
    held = seconds < most_seconds and memory < most_memory
    print(f"{made} expectations over {claims:,} claims: {seconds:.1f} s (limit {most_seconds:.0f}), peak memory {memory:,.0f} MiB"
          f" (limit {most_memory:,}); {len(failed)} failed {failed}, {withheld} documents withheld: {'holds' if held else 'BROKEN'}", flush=True)  # fmt: skip
    return held


def main() -> None:
    sizes = [int(word.replace(",", "").replace("_", "")) for word in sys.argv[1:]] or [size for size, *_ in LIMITS]
    broken = [size for size in sizes if not measure(size)]
    if broken:  # every size is measured, whatever the first gave
        raise SystemExit(1)


if __name__ == "__main__":
    main()
