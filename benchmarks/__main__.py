"""Speed, memory and truth in one table, each beside what it is measured against, in one run on one machine.

    uv run --group bench python -m benchmarks [--quick] [--texts FOLDER] [--manifest CSV] [--write]

  reading    characters a second beside jionlp's money and time extraction, over the texts of FOLDER (*.txt, …-YEAR.txt) or synthetic ones
  pages      pages a second beside trafilatura, over pages built in the manner of common content systems
  whole way  synthetic governments from bytes to published files and site, few of them and many: the cost of a report must not grow with their number;
             each verdict is held against what the generator made so
  as listed  with --manifest: the reports of that list, the whole way

`--quick` takes a minute: small numbers of everything, to see that it runs. `--write` puts the table, the machine and the versions into
benchmarks/RESULTS.md. Exits with 1 where a synthetic promise is accused falsely.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "helpers")]

import governments  # noqa: E402
import pages  # noqa: E402
import reading  # noqa: E402
import whole_way  # noqa: E402

RESULTS = Path(__file__).with_name("RESULTS.md")
Row = tuple[str, str, str, str]  # what, ours, beside it, ratio
_VERSIONS = ("duckdb", "prefect", "great-expectations", "jionlp", "trafilatura")


def read_beside_jionlp(texts: list[tuple[str, int]], rounds: int) -> Iterator[Row]:
    """Reading beside the extraction of amounts and times."""
    chosen = reading.sample(texts)
    others = reading.sample([t for t in texts if t not in chosen], 400_000) or [(reading.WARM_UP, 2000)]
    jobs = [reading.ours] + ([peer] if (peer := reading.jionlp_peer()) else [])
    speeds = reading.paired(jobs, chosen, others, rounds)
    beside = f"jionlp {speeds[1]:,.0f}" if len(speeds) > 1 else "jionlp is not installed"
    yield (
        "reading, characters a second",
        f"{speeds[0]:,.0f}",
        beside,
        f"{speeds[0] / speeds[1]:.1f} ×" if len(speeds) > 1 else "",
    )


def pages_beside_trafilatura(rounds: int) -> Iterator[Row]:
    """Reading pages beside a general extractor, without counting how well: benchmarks/pages.py does that."""
    built = [pages.build(family, 3).body for family in pages.FAMILIES]
    peer = pages.peer(False)
    logging.disable(logging.CRITICAL)
    we = sum(pages.seconds(body, rounds) for body in built)
    they = sum(pages.seconds(body, rounds, peer) for body in built) if peer else 0.0
    yield (
        "pages a second",
        f"{len(built) / we:,.0f}",
        f"trafilatura {len(built) / they:,.0f}" if they else "trafilatura is not installed",
        f"{they / we:.1f} ×" if they else "",
    )


def the_whole_way(folder: Path, few: int, many: int, years: int, said: list[str]) -> Iterator[Row]:
    """Few places and many; the cost of a report beside that of few, and the truth of the verdicts into `said`."""
    small = whole_way.take(whole_way.write(folder / "few", few, years)[0], folder / "small")
    manifest, truths = whole_way.write(folder / "many", many, years)
    large = whole_way.take(manifest, folder / "large")
    each = [way.run.cpu / way.reports * 1000 for way in (small, large)]
    yield (
        f"whole way, CPU ms a report of {large.reports:,}",
        f"{each[1]:,.0f}",
        f"of {small.reports:,}: {each[0]:,.0f}",
        f"{each[1] / each[0]:.2f} ×",
    )
    yield _took(large)
    counted, false = whole_way.held_against(truths, folder / "large" / "published" / "pledges.duckdb")
    right, all_ = sum(c["right"] for c in counted.values()), sum(c.total() for c in counted.values())
    yield "verdicts that are right", f"{right:,} of {all_:,}", f"accused falsely {len(false)}", f"{right / all_:.3f}"
    said += [*whole_way.table(counted), *false[:20]]


def _took(way: whole_way.Way) -> Row:
    what = f"{way.run.wall:,.0f} s, {way.run.cpu:,.0f} CPU s"
    return f"whole way of {way.reports:,}", what, f"{way.run.mebibytes:,.0f} MiB", f"{way.megabytes:,.0f} MB"


def machine() -> str:
    """What it ran on, and with what."""
    told = [f"{name} {version(name)}" for name in _VERSIONS if _is_there(name)]
    return f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {', '.join(told)}"


def _is_there(name: str) -> bool:
    try:
        return bool(version(name))
    except ModuleNotFoundError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    few, many, years, rounds = (2, 4, 3, 1) if given.quick else (40, 400, 8, 4)
    found: list[Row] = []
    said: list[str] = []

    def show(rows: Iterator[Row]) -> None:
        for row in rows:
            found.append(row)
            print(f"{row[0]:<44}  {row[1]:>22}  {row[2]:>28}  {row[3]:>8}", flush=True)

    texts = reading.load(given.texts) if given.texts else [(r.text, r.year) for r in governments.reports(few, years)]
    show(read_beside_jionlp(texts, rounds))
    show(pages_beside_trafilatura(rounds))
    with tempfile.TemporaryDirectory() as name:
        show(the_whole_way(Path(name), few, many, years, said))
        if given.manifest:
            show(iter([_took(whole_way.take(given.manifest, Path(name) / "listed"))]))
    print("\n".join(said))
    if given.write:
        lines = [
            "# Results",
            "",
            f"`python -m benchmarks{' --quick' * given.quick}`: {machine()}",
            "",
            "| what | ours | beside it | ratio |",
            "| --- | --- | --- | --- |",
            *(f"| {' | '.join(row)} |" for row in found),
            "",
            "```",
            *said,
            "```",
            "",
        ]
        RESULTS.write_text("\n".join(lines), "utf-8")
    accused = any(row[2].startswith("accused") and row[2] != "accused falsely 0" for row in found)
    raise SystemExit(1 if accused else 0)


if __name__ == "__main__":
    main()
