"""How well and how fast pages are read, beside trafilatura, in one run.

    uv run --group bench python benchmarks/pages.py [FOLDER]

Pages are built in the manner of the common Chinese content systems (tests/helpers/cms_pages.py) from invented articles, so that what is true of
each is known; FOLDER, if given, holds the four real pages that tests/helpers/page_score.py knows. Recall and precision as tests/helpers/page_score.py
says, the mean over the family's pages and the worst; then how many titles, days and sources were found, of the pages that print one.
trafilatura reads the same decoded text, once with its defaults and once with precision favoured; it has no notion of a source line.
Speed: one process, the fastest of many rounds of CPU time, of ordinary pages and of three of some 150 KB each.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from cms_pages import FAMILIES, build, builds, large  # noqa: E402
from page_score import REAL, Score, score, true_text  # noqa: E402

from extract.formats.decode import decode  # noqa: E402
from extract.formats.reader import read_page  # noqa: E402

COUNT = 20  # seeds a family, three pages each


@dataclass
class Case:
    """One page and what is true of it; `day` and `source` are None and "" where the page prints none."""

    body: bytes
    content_type: str
    text: str
    title: str
    day: date | None
    source: str


@dataclass
class Found:
    """What an extractor gave."""

    text: str
    title: str
    day: str
    source: str = ""


def ours(case: Case) -> Found:
    page = read_page(case.body, case.content_type, "http://www.example.cn/a.html")
    return Found(page.text, page.title, str(page.published_on or ""), page.source)


def peer(favour: bool) -> Callable[[Case], Found] | None:
    """trafilatura as a function of a case, with precision favoured or not; None where it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None
    logging.disable(logging.CRITICAL)

    def read(case: Case) -> Found:
        raw, _ = decode(case.body, case.content_type)
        text = trafilatura.extract(raw, include_tables=True, include_comments=False, favor_precision=favour) or ""
        about = trafilatura.extract_metadata(raw)
        return Found(text, (about.title or "") if about else "", (about.date or "") if about else "")

    return read


def cases(family: str) -> list[Case]:
    return [
        Case(b.body, b.content_type, b.article.text, b.article.title, b.day, b.source) for b in builds(family, COUNT)
    ]


def real(folder: Path) -> list[Case]:
    found: list[Case] = []
    for name, (day, source, title, _, _) in REAL.items():
        path = folder / name
        found.append(Case(path.read_bytes(), "", true_text(path), title, date.fromisoformat(day), source))
    return found


def row(name: str, pages: list[Case], read: Callable[[Case], Found]) -> str:
    scores: list[Score] = []
    titles = days = sources = 0
    for case in pages:
        found = read(case)
        scores.append(score(case.text, found.text, case.title))
        titles += found.title == case.title
        days += case.day is not None and found.day == str(case.day)
        sources += bool(case.source) and found.source == case.source
    recall, precision = (sum(s.recall for s in scores) / len(scores), sum(s.precision for s in scores) / len(scores))
    worst = (min(s.recall for s in scores), min(s.precision for s in scores))
    dated, sourced = sum(c.day is not None for c in pages), sum(bool(c.source) for c in pages)
    return (
        f"{name:<14}{recall:>8.3f} ({worst[0]:.3f}){precision:>8.3f} ({worst[1]:.3f})"
        f"{titles:>6}/{len(pages)}{days:>6}/{dated}{sources:>6}/{sourced}"
    )


def seconds(body: bytes, rounds: int = 40, read: Callable[[Case], Found] = ours) -> float:
    """CPU seconds for one page: the fastest round."""
    best, case = float("inf"), Case(body, "", "", "", None, "")
    for _ in range(rounds):
        started = time.process_time()
        read(case)
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    families = {family: cases(family) for family in FAMILIES}
    if len(sys.argv) > 1:
        families["real pages"] = real(Path(sys.argv[1]))
    readers: list[tuple[str, Callable[[Case], Found]]] = [("pledgewatch", ours)]
    if (they := peer(False)) and (careful := peer(True)):
        readers += [("trafilatura", they), ("trafilatura, precision favoured", careful)]
    else:
        print("trafilatura is not installed (uv sync --group bench): our figures alone")
    for who, read in readers:
        print(
            f"{who}\n{'family':<14}{'recall (worst)':>16}{'precision (worst)':>18}{'title':>9}{'day':>9}{'source':>9}"
        )
        for family, pages in families.items():
            print(row(family, pages, read))
        print()
    print("speed, one core               bytes  pages/s")
    pages = [(family, build(family, 3).body) for family in FAMILIES]
    pages += [(f"large, {what}", large(what, random.Random(1)).body) for what in ("furniture", "report", "Word report")]
    if len(sys.argv) > 1:
        pages += [(name, (Path(sys.argv[1]) / name).read_bytes()) for name in REAL]
    for name, body in pages:
        print(f"{name:<26}{len(body):>9,}{1 / seconds(body):>9.0f}")


if __name__ == "__main__":
    main()
