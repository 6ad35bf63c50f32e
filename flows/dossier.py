"""The evidence of one verdict as one file for a newsroom: pages, quotes, arithmetic, and a proof of when we had the bytes.

Whoever gets it checks it with `sha256sum` and `openssl` alone (`check.sh`, explained by `CHECK.html`); nothing in it asks to trust us or this
program.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extract.archive.roots import Leaf, leaf, leaves_of, root_files, tree, way_up
from extract.archive.store import Archive, ArchiveError
from extract.formats.multipage import parts_of
from flows.settings import Home, authority_certificate
from warehouse.connection import as_records
from warehouse.query import Story, open_published, story

_CHECK = Path(__file__).with_name("check_dossier.sh")
_PAGE = Path(__file__).with_name("check_dossier.html")
_OLD = (1980, 1, 1, 0, 0, 0)  # of all files in a dossier, so that the same evidence is the same file


class DossierError(ValueError):
    """The dossier cannot be made; one line that says why and what to do."""


@dataclass(slots=True)
class Dossier:
    """What lies in it: path -> bytes; and what its maker has to know, a line each."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    notes: list[str] = field(default_factory=list[str])


def export_wacz(home: Home, commitment_id: str, target: Path) -> None:
    """Writes the pages of one verdict as WACZ, by the package `wacz` (extra `evidence`). Raises DossierError, ArchiveError, QueryError."""
    if target.exists():
        raise DossierError(f"{target}: is there already; name another file")
    command = Path(sys.executable).with_name("wacz")
    if not command.is_file():
        raise DossierError("WACZ needs a package that is not installed: uv sync --extra evidence")
    found = story(home.published_database, commitment_id)
    with TemporaryDirectory() as folder:
        warc = Path(folder) / "evidence.warc.gz"
        Archive(home.archive).export(captures_of(home, found), warc, f"evidence of {found.commitment['commitment_id']}")
        title = f"{found.document.get('title') or ''} {found.commitment['commitment_id']}".strip()
        words = [str(command), "create", "-f", str(warc), "-o", str(target), "--detect-pages", "--title", title]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode or not target.is_file():
            target.unlink(missing_ok=True)
            said = (done.stderr.strip().splitlines() or ["no words"])[-1]
            raise DossierError(f"{target}: the package wacz did not make it ({said}); take the dossier (.zip) or the .warc.gz")  # fmt: skip


def captures_of(home: Home, found: Story) -> list[tuple[str, str, datetime | None]]:
    """The captures that a verdict rests on: (SHA-256, address, time), with every page of an article that has several."""
    archive = Archive(home.archive)
    documents = {d["sha256"]: d for d in (found.document, found.evidence_document, found.next_document) if d and d.get("sha256")}  # fmt: skip
    captures: list[tuple[str, str, datetime | None]] = [
        (sha256, str(d["url"]), d.get("captured_at")) for sha256, d in documents.items()
    ]
    if found.first is not None and found.first["sha256"] not in documents:
        captures.append((str(found.first["sha256"]), str(found.document["url"]), None))
    return captures + [(str(part.sha256), part.url, at) for sha256, _, at in captures for part in parts_of(sha256, archive.get)]  # fmt: skip


def export_dossier(home: Home, commitment_id: str, target: Path) -> Dossier:
    """Writes the dossier of one verdict as a ZIP; gives what lies in it. Raises DossierError, ArchiveError, QueryError."""
    if target.exists():
        raise DossierError(f"{target}: is there already; name another file")
    found = story(home.published_database, commitment_id)
    made = Dossier()
    _words(home, found, made)
    _bytes(home, found, made)
    made.files["check.sh"] = _CHECK.read_bytes()
    made.files["CHECK.html"] = _page(found, made)
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(made.files.items()))
    made.files["SHA256SUMS"] = sums.encode()
    staging = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(staging, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, body in sorted(made.files.items()):
                packed.writestr(zipfile.ZipInfo(name, _OLD), body, zipfile.ZIP_DEFLATED)
        staging.replace(target)
    except OSError as error:
        raise DossierError(f"{target}: cannot be written ({error.strerror or error}); choose another file") from error
    finally:
        staging.unlink(missing_ok=True)
    return made


def _words(home: Home, found: Story, made: Dossier) -> None:
    """The story in words, the quotes with their places, and the texts that they are slices of."""
    from flows.cli.story import tell

    with open_published(home.published_database) as con:
        rows = as_records(con.execute("from judged where commitment_id = ?", [found.commitment["commitment_id"]]))
        judged = rows[0] if rows else {}
        wanted = [str(d["document_id"]) for d in (found.document, found.evidence_document, found.next_document) if d]
        texts: dict[str, str] = dict(con.execute("select document_id, text from documents where document_id in (select unnest(?))", [wanted]).fetchall())  # fmt: skip
    quotes = [one for one in (
        _quote("承诺", found.document, found.promise_quote, texts, found.commitment),
        _quote("依据", found.evidence_document, found.evidence_quote, texts, found.outcome),
        _quote("下一年", found.next_document, found.next_quote, texts, found.next_commitment),
    ) if one]  # fmt: skip
    if found.first is not None:
        quotes.append(
            {
                "what": "承诺最初的文字",
                "quote": found.first["quote"],
                "sha256": found.first["sha256"],
                "url": found.document["url"],
            }
        )
    for name, text in texts.items():
        made.files[f"texts/{name}.txt"] = text.encode()
    lines = [tell(found), "", "算式"]
    for word, key in (
        ("承诺值", "promised"),
        ("单位", "unit"),
        ("报告值", "reported"),
        ("报告值单位", "reported_unit"),
        ("差额", "shortfall"),
        ("规则", "rule"),
        ("说明", "reason"),
    ):
        if judged.get(key) is not None:
            lines.append(f"  {word}：{judged[key]}")
    lines += ["", "引文（字符从0数起，止于不含）"]
    for one in quotes:
        place = (
            f"texts/{one['document_id']}.txt 第{one['start']}至{one['end']}字符"
            if one.get("start") is not None
            else "见存档字节"
        )
        lines.append(
            f"  {one['what']}：“{' '.join(str(one['quote']).split())}”  {place}  {one['url']}  字节 {one['sha256']}"
        )
    made.files["verdict.txt"] = ("\n".join(lines) + "\n").encode()
    about = {"commitment_id": found.commitment["commitment_id"], "judged": judged, "quotes": quotes}
    made.files["verdict.json"] = json.dumps(about, ensure_ascii=False, indent=1, default=str).encode()


def _quote(what: str, document: dict[str, Any] | None, quote: str | None, texts: dict[str, str], row: dict[str, Any] | None) -> dict[str, Any] | None:  # fmt: skip
    if not document or not quote:
        return None
    text = texts.get(str(document["document_id"]), "")
    own = row is not None and row.get("quote") == quote and row.get("char_start") is not None
    start = int(row["char_start"]) if own and row is not None else text.find(quote)
    found: dict[str, Any] = {"what": what, "quote": quote, "document_id": document["document_id"], "url": document["url"], "sha256": document["sha256"]}  # fmt: skip
    return found | ({"start": start, "end": start + len(quote)} if start >= 0 else {})


def _bytes(home: Home, found: Story, made: Dossier) -> None:
    """The records, the bodies, and the way from each record up to a root with its token."""
    archive = Archive(home.archive)
    captures = captures_of(home, found)
    with TemporaryDirectory() as folder:
        warc = Path(folder) / "evidence.warc.gz"
        archive.export(captures, warc, f"evidence of {found.commitment['commitment_id']}")
        made.files["evidence.warc.gz"] = warc.read_bytes()
    bodies: list[str] = []
    places: dict[tuple[str, int], str] = {}
    for sha256, url, _ in captures:
        made.files[f"pages/{sha256}"] = body = archive.get(sha256)
        place = archive.index.find(sha256)
        if place is None:
            made.notes.append(f"{url}: {sha256} is of an archive before WARC: no record of it was ever under a root")
            continue
        for at, raw in archive.records(place):
            name = places.setdefault((place.file, at), f"records/{len(places) + 1:03}.warc.gz")
            made.files[name] = raw
            if at == place.at:
                bodies.append(f"{sha256} {len(body)} {name}")
    made.files["bodies.txt"] = "".join(line + "\n" for line in bodies).encode()
    _chains(home, places, made)


def _chains(home: Home, places: dict[tuple[str, int], str], made: Dossier) -> None:
    wanted, used = dict(places), list[Path]()
    for path in root_files(home.archive):
        try:
            leaves = leaves_of(path)
        except (OSError, ValueError):
            made.notes.append(f"{path}: its list of records cannot be read; restore a backup of {path.with_suffix('.leaves')}")  # fmt: skip
            continue
        mine = [(number, one) for number, one in enumerate(leaves) if (one.file, one.start) in wanted]
        if not mine:
            continue
        levels = tree([leaf(one.sha256) for one in leaves])
        for number, one in mine:
            name = wanted.pop((one.file, one.start))
            made.files[f"chain/{Path(name).name.partition('.')[0]}.txt"] = _chain(name, one, levels, number, path)
        used.append(path)
    for path in used:
        _root(path, made)
    if (certificate := authority_certificate()) is not None:
        try:
            made.files["authority.pem"] = certificate.read_bytes()
        except OSError as error:
            raise DossierError(f"{certificate}: cannot be read ({error.strerror or error}); correct PLEDGEWATCH_TSA_CA") from error  # fmt: skip
    made.notes += [f"{name}: its record is under no root yet; the next night makes it" for name in wanted.values()]


def _root(path: Path, made: Dossier) -> None:
    """A root with all that stamps it."""
    proofs = [path.with_suffix(".tsr"), path.with_suffix(".tsq"), path.with_name(path.name + ".ots")]
    for file in (path, *(proof for proof in proofs if proof.is_file())):
        made.files[f"roots/{file.name}"] = file.read_bytes()
    if not proofs[0].is_file():
        made.notes.append(f"{path.name}: no time-stamping authority has stamped this root yet")


def _chain(name: str, one: Leaf, levels: Sequence[Sequence[str]], number: int, root: Path) -> bytes:
    lines = [f"file {name}", f"record {one.sha256}", f"in roots/{root.name}"]
    lines += [f"{'left' if step.left else 'right'} {step.other}" for step in way_up(levels, number)]
    return ("\n".join(lines) + "\n").encode()


def _page(found: Story, made: Dossier) -> bytes:
    names = "".join(
        f"<li><code>{escape(name)}</code></li>" for name in sorted([*made.files, "CHECK.html", "SHA256SUMS"])
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in made.notes)
    page = _PAGE.read_text("utf-8")
    for mark, value in (
        ("{{id}}", escape(str(found.commitment["commitment_id"]))),
        ("{{story}}", escape(made.files["verdict.txt"].decode())),
        ("{{files}}", names), ("{{notes}}", f"<ul>{notes}</ul>" if notes else "<p>无。</p>"),
    ):  # fmt: skip
        page = page.replace(mark, value)
    return page.encode()


__all__ = ["ArchiveError", "Dossier", "DossierError", "captures_of", "export_dossier", "export_wacz"]
