"""How long publishing 1 million claims takes, and each example of the cookbook on them.

    uv run python benchmarks/publishing.py [CLAIMS]

Printed: seconds and size of a publication, the 95th percentile of each example. Exits with 1 where publishing takes 10 s or an example 200 ms.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SECONDS, MILLISECONDS, RUNS = 10.0, 200.0, 20
PLACES, YEARS = 3000, 5

FILL = """
-- The nation, 30 provinces, and counties below them.
insert into places by name
  select case when i = 0 then '000000' when i <= 30 then printf('%02d0000', 9 + i) else printf('%02d%04d', 10 + i % 30, 101 + i // 30) end as place_code,
         case when i = 0 then '测试国' when i <= 30 then '测试' || i || '省' else '测试' || i || '县' end as name,
         case when i = 0 then 'nation' when i <= 30 then 'province' else 'county' end as level,
         case when i = 0 then null when i <= 30 then '000000' else printf('%02d0000', 10 + i % 30) end as parent_code, false as fictional
  from range({places}) t(i);
insert into indicators select 'ind' || i, '指标' || i, ['指标' || i], 'floor', true, true, '%' from range(200) t(i);
insert into documents by name
  select p.place_code || '-' || (2020 + y) as document_id, p.place_code, 'work_report' as kind, 2020 + y as year,
         '报告' as title, 'http://127.0.0.1/' || p.place_code || '/' || y as url, md5(p.place_code || '/' || y) as sha256, repeat('平稳有序，', 200) as text, true as complete,
         timestamp '2026-01-01' as captured_at
  from places p, range({years}) b(y);
insert into commitments by name
  select d.document_id || '-c' || k as commitment_id, d.document_id, d.place_code, 'quantity' as kind, k < 8 as headline, 'ind' || (k * 7 % 200) as indicator_id,
         '指标' || (k * 7 % 200) as indicator, 'growth' as measure, '>=' as comparator, 5 + k % 7 as value, '%' as unit, d.year as period,
         '指标' || k || '增长' || (5 + k % 7) || '%' as quote, k as ordinal, k * 10 as char_start, k * 10 + 8 as char_end
  from documents d, range({each}) t(k);
insert into outcomes by name
  select d.document_id || '-o' || k as outcome_id, d.document_id, d.place_code, 'ind' || (k * 7 % 200) as indicator_id, '指标' || (k * 7 % 200) as indicator,
         'growth' as measure, '=' as comparator, 4 + k % 9 as value, '%' as unit, d.year - 1 as period, make_date(d.year - 1, 12, 31) as period_end,
         '指标' || k || '增长' as quote, k as ordinal, k * 10 as char_start, k * 10 + 8 as char_end
  from documents d, range({each}) t(k);
insert into verdicts by name
  select c.commitment_id, ['met', 'missed', 'unreported', 'unclear', 'pending', 'met', 'met'][(1 + hash(c.commitment_id) % 7)::bigint] as verdict,
         o.outcome_id, 1.0 as shortfall, false as near_miss, false as disputed,
         ['kept', 'raised', 'lowered', 'dropped', 'kept', 'pending'][(1 + hash(c.commitment_id || 'x') % 6)::bigint] as continuity,
         n.commitment_id as next_commitment_id, 'floor' as rule, '承诺增长，实际增长。' as reason, 0.9 as confidence, o.quote as evidence_quote,
         o.document_id as evidence_document_id, n.quote as next_quote
  from commitments c
  left join outcomes o on o.outcome_id = replace(c.commitment_id, '-' || c.period || '-c', '-' || (c.period + 1) || '-o')
  left join commitments n on n.commitment_id = replace(c.commitment_id, '-' || c.period || '-c', '-' || (c.period + 1) || '-c');
insert into verdict_changes by name select commitment_id, timestamp '2026-01-01' + to_seconds((hash(commitment_id) % 1000000)::bigint) as changed_at, verdict, continuity,
  rule, false as recomputed from verdicts where verdict <> 'pending';
"""


def main() -> None:
    from warehouse.publish import publish
    from warehouse.store import open_store

    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    each = max(1, claims // (2 * PLACES * YEARS))
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder / "w.duckdb") as con:
            con.execute(FILL.format(places=PLACES, years=YEARS, each=each))
            count = con.execute(
                "select (select count(*) from commitments) + (select count(*) from outcomes)"
            ).fetchall()[0][0]
            for label in ("first", "again"):
                start = time.perf_counter()
                publish(con, folder / "published")
                seconds = time.perf_counter() - start
                size = sum(p.stat().st_size for p in (folder / "published").rglob("*") if p.is_file()) / 1e6
                print(f"{count} claims published ({label}): {seconds:.1f} s, {size:.0f} MB")
                if seconds >= SECONDS:
                    broken.append(f"publishing {label}")
        examples = re.findall(
            r"## (.*?)\n\n```sql\n(.*?)```", (ROOT / "docs" / "cookbook.md").read_text("utf-8"), re.DOTALL
        )
        with duckdb.connect(str(folder / "published" / "pledges.duckdb"), read_only=True) as con:
            for title, sql in examples:
                sql = (
                    sql.replace("驻马店市", "测试70县")
                    .replace("示例县", "测试70县")
                    .replace("tourist_visits", "ind7")
                    .replace("'gdp'", "'ind7'")
                )
                times: list[float] = []
                for _ in range(RUNS):
                    start = time.perf_counter()
                    con.execute(sql).fetchall()
                    times.append((time.perf_counter() - start) * 1000)
                p95 = sorted(times)[int(RUNS * 0.95) - 1]
                print(f"{p95:7.1f} ms  {title}")
                if p95 >= MILLISECONDS:
                    broken.append(title)
    print("all limits held" if not broken else f"BROKEN: {', '.join(broken)}")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
