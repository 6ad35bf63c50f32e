"""How fast a document is read, beside a well-known extractor of amounts and times, on one core, in one run.

The reader remembers phrases that it has seen. Before each round it forgets them and reads other texts of the folder, untimed, so that
it is as warm as in the middle of a night, and no text is read a second time with what its own first reading left.

    uv run --group bench python benchmarks/reading.py [FOLDER]

FOLDER holds texts (*.txt, one document each, named …-YEAR.txt); without it the sample's work reports are read.
Printed: characters a second of the whole reading (sections, claims, projects, statements) and its peak memory; then, over a
mixed sample of the same texts, the ratio to jionlp's money and time extraction.
"""

from __future__ import annotations

import logging
import re
import resource
import sys
import time
from collections.abc import Callable
from functools import _lru_cache_wrapper  # pyright: ignore[reportPrivateUsage]
from pathlib import Path

from extract.formats.reader import read_page
from extract.reading.pipeline import read

WARM_UP = "现在，我代表政府报告工作。\n一、工作回顾\n地区生产总值增长1%。\n二、工作安排\n城乡居民收入增长1%，开工建设一座大桥。"
SAMPLE = Path(__file__).resolve().parent.parent / "flows" / "capturing" / "sample" / "site"


def load(folder: Path | None) -> list[tuple[str, int]]:
    """Texts with the year they plan for."""
    files = sorted(folder.rglob("*.txt")) if folder else sorted(SAMPLE.rglob("20*.html"))
    found: list[tuple[str, int]] = []
    for path in files:
        year = re.search(r"(20\d\d|19\d\d)(?=\.\w+$)", path.name)
        if year:
            found.append((read_page(path.read_bytes(), "", path.name).text, int(year[1])))
    return found


def forget(others: list[tuple[str, int]]) -> None:
    """Empties every cache of the reader, then loads words and vocabulary anew and reads `others`, so that neither is measured."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "extract":
            for item in vars(module).values():
                if isinstance(item, _lru_cache_wrapper):
                    item.cache_clear()
    for text, year in others:
        read(text, kind="work_report", year=year)


def paired(
    jobs: list[Callable[[str, int], object]],
    texts: list[tuple[str, int]],
    others: list[tuple[str, int]],
    rounds: int = 4,
) -> list[float]:
    """Characters a second of each job: its fastest of several rounds over the texts, the jobs taking turns by the round, so
    that whatever else the machine does weighs on all of them alike. Before each round the reader forgets, and reads `others`."""
    best = [float("inf")] * len(jobs)
    for _ in range(rounds):
        for n, job in enumerate(jobs):
            forget(others)
            started = time.perf_counter()
            for text, year in texts:
                job(text, year)
            best[n] = min(best[n], time.perf_counter() - started)
    return [sum(len(text) for text, _ in texts) / seconds for seconds in best]


def sample(texts: list[tuple[str, int]], characters: int = 150_000) -> list[tuple[str, int]]:
    """Every n-th text, as many as hold about that many characters, so that the years are mixed."""
    step = max(1, round(sum(len(text) for text, _ in texts) / characters))
    return texts[::step]


def ours(text: str, year: int) -> object:
    """Our reading of one text."""
    return read(text, kind="work_report", year=year)


def jionlp_peer() -> Callable[[str, int], object] | None:
    """jionlp's money and time extraction of one text, sentence by sentence; None where it is not installed."""
    try:
        import jionlp
    except ImportError:
        return None

    logging.disable(logging.CRITICAL)  # it logs a traceback for each phrase that it takes for a time and cannot read

    def peer(text: str, _year: int) -> None:
        for sentence in re.split(r"(?<=[。！？\n])", text):
            if sentence.strip():
                jionlp.ner.extract_money(sentence)
                jionlp.ner.extract_time(sentence, time_base=time.time())

    return peer


def main() -> None:
    texts = load(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(f"texts                 {len(texts)}, {sum(len(t) for t, _ in texts):,} characters")
    (alone,) = paired([ours], texts, [(WARM_UP, 2000)], rounds=2)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"pledgewatch reading   {alone:>12,.0f} characters a second, peak {memory:.0f} MiB")
    if (peer := jionlp_peer()) is None:
        print("jionlp is not installed (uv sync --group bench): no ratio")
        return
    chosen = sample(texts)
    we, they = paired([ours, peer], chosen, sample([t for t in texts if t not in chosen], 400_000) or [(WARM_UP, 2000)])
    print(f"jionlp money and time {they:>12,.0f} characters a second")
    print(f"ratio                 {we / they:>12.1f}  (the fastest of four rounds each, in turns)")


if __name__ == "__main__":
    main()
