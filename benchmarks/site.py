"""How long the site of 3,000 places takes, its size and memory, and a night that changed ten of them.

    uv run python benchmarks/site.py [PLACES] [PROMISES]     # 3000 places, 15 promises a plan, five plans

Exits with 1 where the whole takes 300 s or 2 GiB, the night of ten places 20 s, a promise page 100 KB or the front page 300 KB.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
YEARS, SECONDS, NIGHT, MEBIBYTES = 5, 300.0, 20.0, 2048


def main() -> None:
    from measuring import Memory
    from publishing import FILL

    from warehouse.publish import publish
    from warehouse.site.build import build_site
    from warehouse.store import open_store

    places = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    each = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    broken: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, site, state = folder / "published" / "pledges.duckdb", folder / "site", folder / "state.duckdb"
        with open_store(folder / "w.duckdb") as con:
            con.execute(FILL.format(places=places, years=YEARS, each=each))
            publish(con, folder / "published")
        with Memory() as memory:
            built = build_site(database, site, state)
        sizes = [p.stat().st_size for p in site.rglob("*") if p.is_file() and "data" not in p.parts]
        print(f"{built.places} places, {built.indicators} indicators, {built.pages} files, {sum(sizes) / 1e6:.0f} MB:"
              f" {built.seconds:.1f} s, {memory.most:.0f} MiB")  # fmt: skip
        if built.seconds >= SECONDS or memory.most >= MEBIBYTES:
            broken.append("the whole site")
        promise = max(p.stat().st_size for p in (site / "c").glob("*/index.html"))
        front = (site / "index.html").stat().st_size
        print(f"largest promise page {promise / 1000:.0f} KB, front page {front / 1000:.0f} KB")
        if promise >= 100_000 or front >= 300_000:
            broken.append("size of a page")
        with open_store(folder / "w.duckdb") as con:
            con.execute(
                "update verdicts set verdict = 'unclear' where commitment_id in (select min(commitment_id) from commitments where place_code in"
                " (select place_code from places where level = 'county' order by place_code limit 10) group by place_code)"
            )
            publish(con, folder / "published")
        start = time.perf_counter()
        built = build_site(database, site, state)
        print(f"a night that changed ten places: {built.places} places and {built.indicators} indicators made anew,"
              f" {time.perf_counter() - start:.1f} s")  # fmt: skip
        if time.perf_counter() - start >= NIGHT:
            broken.append("the night of ten places")
    print(f"peak of this process alone: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    print("all limits held" if not broken else f"BROKEN: {', '.join(broken)}")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
