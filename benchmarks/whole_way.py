"""The whole way, from bytes to published files and site, of synthetic governments whose truth is known: time, memory, size, and whether it is right.

    uv run python benchmarks/whole_way.py [--places 80] [--years 5] [--small 10] [--manifest CSV] [--keep FOLDER]

Makes the reports (benchmarks/governments.py), takes them with `pledgewatch add --manifest` into a home of their own, and holds each verdict against
what the generator made so. Printed: what a report costs, in the whole and in a run of `--small` places, so that one sees whether the cost grows with
their number; the stages; and per way of telling how many verdicts are right, cannot be said, or accuse falsely. With --manifest the reports
of that list are taken instead, whose truth nobody knows. Exits with 1 where a promise is accused falsely.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from governments import ACCUSES, Truth, reports  # noqa: E402
from measuring import Run, command, size_of  # noqa: E402


@dataclass(slots=True)
class Way:
    """What a run of so many reports took, and what lies there afterwards."""

    reports: int
    run: Run
    files: int
    megabytes: float

    def line(self, label: str) -> str:
        each = self.run.cpu / self.reports
        return (
            f"{label:<14}{self.reports:>7,} reports {self.run.wall:>8.1f} s {self.run.cpu:>8.1f} CPU s {each * 1000:>7.0f} ms each "
            f"{self.run.mebibytes:>7.0f} MiB {self.files:>8,} files {self.megabytes:>8.1f} MB"
        )


def write(folder: Path, places: int, years: int) -> tuple[Path, list[Truth]]:
    """Writes the reports and their manifest; gives the manifest and the truth."""
    folder.mkdir(parents=True)
    truths: list[Truth] = []
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as listed:
        rows = csv.writer(listed)
        rows.writerow(("path", "place_code", "kind", "year"))
        for one in reports(places, years):
            name = f"{one.place_code}-{one.year}.txt"
            (folder / name).write_text(one.text, "utf-8")
            rows.writerow((name, one.place_code, "work_report", one.year))
            truths += one.truths
    return folder / "manifest.csv", truths


def take(manifest: Path, home: Path) -> Way:
    """Takes all that a manifest lists into an empty home; what is refused is no reason to end."""
    with manifest.open(encoding="utf-8-sig", newline="") as lines:
        number = sum(1 for _ in csv.DictReader(lines))
    done = command("add", "--manifest", manifest, "--home", home, "--verbose", status=(0, 1))
    files, size = size_of(home)
    return Way(number, done, files, size / 1e6)


def held_against(truths: list[Truth], published: Path) -> tuple[dict[str, Counter[str]], list[str]]:
    """Way of telling -> right, cannot be said, wrong, accused falsely, not read; and the first false accusations, a line each."""
    with duckdb.connect(str(published), read_only=True) as con:
        rows = con.execute(
            "select c.place_code, d.year, c.quote, v.verdict, v.continuity, v.commitment_id, v.reason from commitments c join documents d using (document_id)"
            " join verdicts v using (commitment_id)"
        ).fetchall()
    found: dict[tuple[str, int], list[tuple[str, str, str, str, str]]] = defaultdict(list)
    for code, year, *rest in rows:
        found[code, year].append(tuple(rest))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    false: list[str] = []
    for truth in truths:
        here = [row for row in found[truth.place_code, truth.year] if truth.quote in row[0]]
        if len(here) != 1:
            counted[truth.way]["not read"] += 1
            continue
        (quote, verdict, continuity, name, reason) = here[0]
        said = _judgement(verdict, truth.verdicts)
        counted[truth.way][said] += 1
        if said == "accused":
            false.append(f"{name} {verdict}, told {truth.way}: {quote} | {reason}")
        if truth.continuity is not None:
            said = _judgement(continuity, frozenset({truth.continuity}))
            counted[f"next plan: {truth.continuity}"][said] += 1
            if said == "accused":
                false.append(f"{name} {continuity}, in truth {truth.continuity}: {quote}")
    return counted, false


def _judgement(said: str, right: frozenset[str]) -> str:
    if said in right:
        return "right"
    return "accused" if said in ACCUSES else "unsaid" if said in ("unclear", "pending", "changed_form") else "wrong"


def table(counted: dict[str, Counter[str]]) -> list[str]:
    """The counts as lines, the way of telling first."""
    heads = ("right", "unsaid", "wrong", "accused", "not read")
    lines = [f"{'told':<26}" + "".join(f"{head:>10}" for head in heads) + f"{'share':>9}"]
    for way, counts in sorted(counted.items()):
        share = counts["right"] / (counts.total() or 1)
        lines.append(f"{way:<26}" + "".join(f"{counts[head]:>10,}" for head in heads) + f"{share:>9.3f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--places", type=int, default=80)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--small", type=int, default=10)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.manifest:
            print(take(given.manifest, folder / "home").line("as listed"))
            return
        if given.small:
            small, _ = write(folder / "few", given.small, given.years)
            print(take(small, folder / "small").line("few"), flush=True)
        manifest, truths = write(folder / "many", given.places, given.years)
        many = take(manifest, folder / "home")
        print(many.line("many"))
        print("\n".join(line for line in many.run.said.splitlines() if line[:1].isalpha())[-1500:])
        counted, false = held_against(truths, folder / "home" / "published" / "pledges.duckdb")
        print("\n".join(table(counted)))
        print("\n".join(false[:20]))
        if given.keep:
            shutil.copytree(folder, given.keep, dirs_exist_ok=True)
    raise SystemExit(1 if false else 0)


if __name__ == "__main__":
    main()
