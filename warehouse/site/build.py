"""Builds the static site from the published file: only the parts whose rows changed, across processes where that pays."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from warehouse.labels import Labels
from warehouse.portions import place_portions
from warehouse.query import holds, open_published
from warehouse.site.feed import restamp
from warehouse.site.pages import Imprint, Press, Setting, stamp
from warehouse.site.state import State, StateError

PUBLICATION = "publication.json"  # which publication the site shows; written when all of it is there
_HERE = Path(__file__).parent
_CHUNK = 20  # places read by one query, at most
# Rows of claims read by one query (a document counts as fifty): what a page shows of one takes some 10 kB in Python.
_ROWS = 5_000
_PARALLEL_FROM = 4  # chunks; below, starting the processes costs more than it saves
# What readers look for, in the order in which the page of data names it; labels.yaml says what each is (data_…).
_FIRST = (
    "csv/promises.csv",
    "pledges.duckdb",
    "csv/panel.csv",
    "croissant.json",
    "dictionary.md",
    "CHANGES.md",
    "datapackage.json",
)
_MEMORY = 128  # MB of DuckDB, in each process, beside that of the working database


_Done: TypeAlias = tuple[str, list[str], int, list[tuple[str, str]]]  # kind, names, files written, what broke


class SiteError(Exception):
    """The site could not be built; one line that says why and what to do."""


@dataclass(slots=True)
class Built:
    """What a build did. `failed` names parts (place/CODE, indicator/ID) that broke the making of their pages, and how: their pages
    stay as they were, and the next build tries again."""

    places: int = 0
    indicators: int = 0
    pages: int = 0
    moved: int = 0
    seconds: float = 0.0
    folder: Path = field(default_factory=Path)
    failed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def build_site(
    published: Path,
    folder: Path,
    state: Path,
    lang: str = "zh",
    url: str = "",
    data_docs: Path | None = None,
    tell: Callable[[int, int], None] | None = None,
    imprint: Imprint | None = None,
) -> Built:
    """Bring the site in `folder` up to date with the published file; gives what was made.

    `state` is the site's memory of the nights before (warehouse/site/state.sql): without it everything is made anew, and
    addresses of promises that are gone are not known. `url` is the address the site will have: feeds and ClaimReview name it.
    `imprint` says who publishes it. `tell` is called with places done and to do. Raises SiteError; LabelError for an unknown language.
    """
    start = time.perf_counter()
    Labels(lang)  # an unknown language fails before anything is written
    try:
        with _open(published) as con:
            moment = con.execute("select max(captured_at) from documents").fetchall()[0][0]
            publication = _publication(con)
            has_docs = bool(data_docs and (data_docs / "index.html").is_file())
            setting = Setting(lang, url.rstrip("/"), stamp(moment), True, has_docs, publication, imprint or Imprint())
            folder.mkdir(parents=True, exist_ok=True)
            version = _version(lang, setting.url, setting.imprint)
            if not (folder / "index.html").is_file():
                state.unlink(missing_ok=True)  # a new folder: nothing that was made before is in it
            press, built = Press(folder, setting), Built(folder=folder)
            with State(state, published) as memory:
                places, indicators = memory.stale(version)
                gone = memory.gone(every=False)
                for name in ("style.css", "search.js", "compare.js"):
                    press.write(name, (_HERE / "static" / name).read_bytes())
                press.write("card.png", _card())
                for row in gone:
                    press.page(
                        f"c/{row['commitment_id']}/", "gone.html", quote=row["quote"], successor=row["successor"]
                    )
                for address in memory.vanished():
                    press.page(address, "gone.html", quote=address, successor=None)
                built.pages += _make(published, con, press, places, indicators, tell, built.failed)
                _across(con, press)
                _data(published.parent, press, data_docs if setting.data_docs else None)
                if publication:
                    built.pages += sum(restamp(path, publication) for path in sorted(folder.glob("[pi]/*/feed.xml")))
                memory.keep([part for part, _ in built.failed])
                press.write(PUBLICATION, json.dumps({"publication_id": publication}) + "\n")
    except StateError as error:
        raise SiteError(f"{state}: {error}") from error
    except (duckdb.Error, OSError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise SiteError(f"{folder}: the site was not built ({said}); what was there stands") from error
    built.places, built.indicators, built.moved = len(places), len(indicators), len(gone)
    built.pages += press.written
    built.seconds = time.perf_counter() - start
    return built


def _publication(con: duckdb.DuckDBPyConnection) -> str:
    """The id that the published file says; empty for one of an older version."""
    if not holds(con, "publication"):
        return ""
    return "".join(name for (name,) in con.execute("select publication_id from publication").fetchall())


def _make(
    published: Path,
    con: duckdb.DuckDBPyConnection,
    press: Press,
    places: Sequence[str],
    indicators: Sequence[str],
    tell: Callable[[int, int], None] | None,
    failed: list[tuple[str, str]],
) -> int:
    """Place and indicator pages; the number of files written. What breaks goes to `failed`."""
    chunks = _chunks(con, places)
    works = [("place", chunk) for chunk in chunks] + [("indicator", [i]) for i in indicators]
    written = done = 0
    for kind, names, count, broke in _results(published, con, press, works, len(chunks) >= _PARALLEL_FROM):
        written += count
        failed += broke
        done += len(names) if kind == "place" else 0
        if tell is not None:
            tell(done, len(places))
    return written


def _chunks(con: duckdb.DuckDBPyConnection, places: Sequence[str]) -> list[list[str]]:
    """The places, in chunks that are read and made at once."""
    large = place_portions(con, places, _ROWS)
    held = {code for portion in large for code in portion}
    portions = [*large, [code for code in places if code not in held]]  # of the last nothing is known but their names
    return [portion[i : i + _CHUNK] for portion in portions for i in range(0, len(portion), _CHUNK)]


def _results(
    published: Path, con: duckdb.DuckDBPyConnection, press: Press, works: list[tuple[str, list[str]]], parallel: bool
) -> Iterable[_Done]:
    done = 0
    if parallel:
        try:
            # Spawned, not forked: DuckDB and Prefect run threads, and a fork would copy their locks.
            with ProcessPoolExecutor(
                os.cpu_count(), get_context("spawn"), _begin, (published, press.folder, press.setting)
            ) as pool:
                for made in pool.map(_work, works):
                    yield made
                    done += 1
                return
        except BrokenProcessPool:  # a process was killed, by the system or by hand: the rest is made here, slower
            pass
    own = Press(press.folder, press.setting)  # counts for itself, as those of the processes do
    yield from (_one(con, own, kind, names) for kind, names in works[done:])


_own: dict[str, Any] = {}  # of a process of the pool: its connection and its press


def _begin(published: Path, folder: Path, setting: Setting) -> None:
    _own["con"], _own["press"] = _open(published), Press(folder, setting)


def _work(work: tuple[str, list[str]]) -> _Done:
    return _one(_own["con"], _own["press"], *work)


def _one(con: duckdb.DuckDBPyConnection, press: Press, kind: str, names: list[str]) -> _Done:
    from warehouse.site.overview import render_indicator
    from warehouse.site.pages import render_place
    from warehouse.site.queries import load_places

    before = press.written
    failed: list[tuple[str, str]] = []
    if kind == "place":
        for own in load_places(con, names):
            with _alone(f"place/{own.place['place_code']}", failed):
                render_place(press, own)
    else:
        for name in names:
            with _alone(f"indicator/{name}", failed):
                render_indicator(press, con, name)
    return kind, names, press.written - before, failed


@contextmanager
def _alone(part: str, failed: list[tuple[str, str]]) -> Generator[None]:
    """What breaks the pages of one part costs these; a full disk or a broken file is no fault of theirs."""
    try:
        yield
    except (duckdb.Error, OSError):
        raise
    except Exception as error:
        said = " ".join(str(error).encode("utf-8", "backslashreplace").decode("utf-8").split())[:200]
        failed.append((part, f"{type(error).__name__}: {said}"))


def _open(published: Path) -> duckdb.DuckDBPyConnection:
    return open_published(published, memory=_MEMORY, threads=1)


def _across(con: duckdb.DuckDBPyConnection, press: Press) -> None:
    from warehouse.site.overview import render_front, render_operator

    render_front(press, con)
    render_operator(press, con)


def _data(published: Path, press: Press, data_docs: Path | None) -> None:
    """The published files beside the pages, as links where the file system allows; the Data Docs beside the operator's page."""
    listed: list[tuple[str, str]] = []
    for path in sorted(published.rglob("*")):
        name = path.relative_to(published).as_posix()
        if not path.is_file() or name.startswith("."):
            continue
        goal = press.folder / "data" / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        fresh = goal.with_name(goal.name + ".new")
        fresh.unlink(missing_ok=True)
        try:
            os.link(path, fresh)
        except OSError:
            shutil.copyfile(path, fresh)
        fresh.replace(goal)
        fresh.unlink(missing_ok=True)  # where both were links to one file, replacing does nothing
        listed.append((name, _size(path.stat().st_size)))
    first = [(name, size) for known in _FIRST for name, size in listed if name == known]
    press.page("data/", "data.html", first=first, files=[one for one in listed if one not in first])
    if data_docs is not None:
        goal = press.folder / "operator" / "data_docs"
        shutil.rmtree(goal, ignore_errors=True)
        shutil.copytree(data_docs, goal)


def _size(octets: int) -> str:
    return f"{octets / 1e6:.1f} MB" if octets >= 1e6 else f"{max(1, round(octets / 1e3))} KB"


def _card() -> bytes:
    """The picture that a link to a page shows elsewhere, drawn from static/card.svg: without words, as fonts differ."""
    import vl_convert as vlc

    return vlc.svg_to_png((_HERE / "static" / "card.svg").read_text("utf-8"))


def _version(lang: str, url: str, imprint: Imprint) -> str:
    digest = hashlib.sha256(f"{lang}|{url}|{imprint}".encode())
    for path in sorted(p for p in _HERE.rglob("*") if p.suffix in (".py", ".html", ".yaml", ".css", ".js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
