"""Evidence that a stranger can check: roots over the night's records, an authority's time for them, and a dossier that openssl and sha256sum judge."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Generator
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extract.archive.roots import add_root, leaf, leaves_of, node, root_files, root_said, tree, unstamped, way_up
from extract.archive.store import Archive
from flows.dossier import export_dossier
from flows.settings import Home
from flows.stamping import stamp_night
from warehouse.publish import publish
from warehouse.store import load_batch, open_store, upsert

pytestmark = pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("sha256sum")), reason="needs openssl and sha256sum")  # fmt: skip

PROMISE, REPORT = "今年接待游客360万人次以上。".encode(), "接待游客330万人次。".encode() * 3 + bytes(2_000_000)
CONFIG = """
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
"""


class Authority:
    """A time-stamping authority of openssl's own, on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.away, self.garbage, self.asked = folder, False, False, 0
        (folder / "serial").write_text("01\n", "utf-8")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder), "utf-8")
        (folder / "ext.cnf").write_text(
            "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n", "utf-8"
        )
        make = lambda *words: subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)  # noqa: E731
        make(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-subj",
            "/CN=Root of a test",
            "-days",
            "2",
        )
        make(
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "signer.key",
            "-out",
            "signer.csr",
            "-subj",
            "/CN=Clock of a test",
        )
        make("x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "ext.cnf", "-out", "signer.pem")  # fmt: skip
        own = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                own.asked += 1
                query = folder / "query.tsq"
                query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
                answer = b"garbage" if own.garbage else own.answer(query)
                self.send_response(503 if own.away else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://user:hunter2-secret@127.0.0.1:{self.server.server_port}/tsr"

    def answer(self, query: Path) -> bytes:
        out = self.folder / "answer.tsr"
        subprocess.run(["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", str(query), "-out", str(out)],
                       cwd=self.folder, check=True, capture_output=True)  # fmt: skip
        return out.read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Generator[Authority]:
    one = Authority(tmp_path_factory.mktemp("authority"))
    yield one
    one.server.shutdown()


@pytest.fixture
def home(made: Path, tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own, whose archive no authority knows yet."""
    authority.away = authority.garbage = False
    monkeypatch.setenv("PLEDGEWATCH_TSA", authority.address)
    monkeypatch.setenv("PLEDGEWATCH_TSA_CA", str(authority.folder / "ca.pem"))
    shutil.copytree(made, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A promise and the report that misses it, archived in one night among others and published."""
    home = Home(tmp_path_factory.mktemp("dossier") / "home")
    with Archive(home.archive).writing() as recorder:
        for number in range(5):
            recorder.put(b"other %d" % number, f"http://x/{number}")
        recorder.put(PROMISE, "http://x/2025")
        recorder.put(REPORT, "http://x/2026")
    with open_store(home.database) as con:
        upsert(con, "places", [{"place_code": "450224", "name": "融安县"}], "place_code")
        rows: list[Any] = []
        for year, body, kind, value in ((2025, PROMISE, "commitment", 3.6e6), (2026, REPORT, "outcome", 3.3e6)):
            text = body.decode("utf-8", "replace").strip("\0")
            document = {"document_id": f"d{year}", "place_code": "450224", "kind": "work_report", "year": year, "url": f"http://x/{year}",
                        "sha256": sha256(body).hexdigest(), "text": text, "title": f"{year}年报告", "captured_at": datetime(2026, 3, 1)}  # fmt: skip
            claim = {f"{kind}_id": kind, "document_id": f"d{year}", "place_code": "450224", "indicator": "接待游客", "quote": text[2:9],
                     "value": value, "unit": "人次", "char_start": 2, "char_end": 9}  # fmt: skip
            rows.append((document, [claim] if kind == "commitment" else [], [claim] if kind == "outcome" else [], []))
        load_batch(con, rows)
        upsert(con, "verdicts", [{"commitment_id": "commitment", "verdict": "missed", "outcome_id": "outcome", "shortfall": 3e5, "rule": "floor",
                                  "reason": "承诺360万人次，报告为330万人次，少30万人次。", "confidence": 0.9, "evidence_quote": rows[1][2][0]["quote"],
                                  "evidence_document_id": "d2026"}], "commitment_id")  # fmt: skip
        publish(con, home.published)
    return home.root


def stamp(home: Home) -> list[str]:
    with open_store(home.database) as con:
        return stamp_night(con, home)


def unpacked(home: Home, tmp_path: Path) -> Path:
    export_dossier(home, "commitment", tmp_path / "dossier.zip")
    folder = tmp_path / "dossier"
    with zipfile.ZipFile(tmp_path / "dossier.zip") as packed:
        packed.extractall(folder)
    return folder


def checked(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "check.sh", *words], cwd=folder, capture_output=True, text=True, check=False)


def test_the_tree_is_what_its_lines_say() -> None:
    assert leaf("a") == sha256(b"leaf a\n").hexdigest() and node("a", "b") == sha256(b"node a b\n").hexdigest()
    for count in (1, 2, 3, 5, 8, 13):
        leaves = [leaf(str(n)) for n in range(count)]
        levels = tree(leaves)
        assert len(levels[-1]) == 1
        for index, number in enumerate(leaves):
            for step in way_up(levels, index):
                number = node(step.other, number) if step.left else node(number, step.other)
            assert number == levels[-1][0]


def test_each_night_has_one_root_over_what_is_new_and_names_the_root_before(home: Home) -> None:
    first = add_root(home.archive)
    assert first is not None and add_root(home.archive) is None
    Archive(home.archive).put(b"another night")
    second = add_root(home.archive)
    assert second is not None and root_files(home.archive) == [first, second]
    assert f"before {sha256(first.read_bytes()).hexdigest()}" in second.read_text("utf-8")
    assert len(leaves_of(first)) == 8 and len(leaves_of(second)) == 2
    for path in (first, second):
        found = leaves_of(path)
        assert root_said(path) == tree([leaf(one.sha256) for one in found])[-1][0]
        for one in found:
            raw = (home.archive / "warc" / one.file).read_bytes()[one.start : one.end]
            assert sha256(raw).hexdigest() == one.sha256


def test_a_stranger_checks_the_dossier_with_openssl_and_sha256sum(
    home: Home, tmp_path: Path, authority: Authority
) -> None:
    assert stamp(home) == []
    folder = unpacked(home, tmp_path)
    done = checked(folder, str(authority.folder / "ca.pem"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        done.stdout.count("is the body of records/") == 2
        and "was there at" in done.stdout
        and "FAILED" not in done.stdout
    )
    (root,) = (folder / "roots").glob("*.root")
    by_hand = subprocess.run(["openssl", "ts", "-verify", "-data", str(root), "-in", str(root.with_suffix(".tsr")), "-CAfile", str(authority.folder / "ca.pem")],
                             capture_output=True, text=True, check=False)  # fmt: skip
    assert "Verification: OK" in by_hand.stdout + by_hand.stderr
    told = (folder / "verdict.txt").read_text("utf-8")
    assert "少30万人次" in told and "差额：300000.0" in told and "texts/d2025.txt 第2至9字符" in told
    assert (folder / "texts" / "d2025.txt").read_text("utf-8")[2:9] in told
    assert "openssl ts -verify" in (folder / "CHECK.html").read_text("utf-8")


@pytest.mark.parametrize("what", ["page", "record", "chain", "root", "token", "authority"])
def test_a_dossier_that_was_tampered_with_fails_even_where_its_sums_were_made_anew(
    home: Home, tmp_path: Path, authority: Authority, what: str
) -> None:
    assert stamp(home) == []
    folder = unpacked(home, tmp_path)
    (root,) = (folder / "roots").glob("*.root")
    own = Authority(tmp_path) if what == "authority" else authority
    victim = {"page": folder / "pages" / sha256(PROMISE).hexdigest(), "record": folder / "records" / "001.warc.gz", "chain": folder / "chain" / "001.txt",
              "root": root, "token": root.with_suffix(".tsr"), "authority": root.with_suffix(".tsr")}[what]  # fmt: skip
    raw = victim.read_bytes()
    at = raw.index(b"\nleft " if b"\nleft " in raw else b"\nright ") + 8 if what == "chain" else len(raw) // 2
    victim.write_bytes(
        own.answer(root.with_suffix(".tsq"))
        if what == "authority"
        else raw[:at] + (b"0" if raw[at : at + 1] != b"0" else b"1") + raw[at + 1 :]
    )
    names = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text(
        "".join(f"{sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names), "utf-8"
    )
    done = checked(folder, str(authority.folder / "ca.pem"))
    assert done.returncode == 1 and "FAILED" in done.stdout, done.stdout
    assert "ok      SHA256SUMS" in done.stdout


def test_an_authority_that_is_away_is_asked_again_and_no_secret_is_told(home: Home, authority: Authority) -> None:
    for state in ("away", "garbage"):
        setattr(authority, state, True)
        (fault,) = stamp(home)
        assert "roots wait since" in fault and "hunter2" not in fault and "127.0.0.1" not in fault
        setattr(authority, state, False)
    assert len(unstamped(home.archive)) == 1
    with open_store(home.database) as con:
        assert con.execute("select stage from rejections").fetchall() == [("stamp",)]
    Archive(home.archive).put(b"another night")
    assert stamp(home) == [] and unstamped(home.archive) == [] and len(root_files(home.archive)) == 2
    asked = authority.asked
    assert stamp(home) == [] and authority.asked == asked, "what is stamped is stamped"
    with open_store(home.database) as con:
        assert con.execute("select count(*) from rejections").fetchall() == [(0,)]


def test_without_an_authority_roots_are_made_and_wait(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: Authority
) -> None:
    monkeypatch.delenv("PLEDGEWATCH_TSA")
    assert stamp(home) == [] and len(unstamped(home.archive)) == 1
    done = checked(unpacked(home, tmp_path))
    assert done.returncode == 0 and "not stamped" in done.stdout
    monkeypatch.setenv("PLEDGEWATCH_TSA", authority.address)
    assert stamp(home) == [] and unstamped(home.archive) == []


def test_the_command_gives_all_three_forms(home: Home, tmp_path: Path) -> None:
    from flows.cli.app import app

    stamp(home)

    def call(name: str) -> Any:
        return CliRunner().invoke(app, ["archive", "export", "commit", str(tmp_path / name), "--home", str(home.root)])

    dossier, pages = call("d.zip"), call("d.warc.gz")
    assert dossier.exit_code == 0 and "evidence.warc.gz" in dossier.stdout and ".tsr" in dossier.stdout
    assert pages.exit_code == 0 and (tmp_path / "d.warc.gz").is_file()
    assert call("d.zip").exit_code == 1 and call("d.rar").exit_code == 1
    first = (tmp_path / "d.zip").read_bytes()
    assert call("again.zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / "again.zip") as again, zipfile.ZipFile(tmp_path / "d.zip") as before:
        assert [i.CRC for i in again.infolist() if i.filename.startswith(("records", "roots", "chain"))] == [
            i.CRC for i in before.infolist() if i.filename.startswith(("records", "roots", "chain"))
        ]
    assert first
    if Path(sys.executable).with_name("wacz").is_file():
        assert call("d.wacz").exit_code == 0
        with zipfile.ZipFile(tmp_path / "d.wacz") as packed:
            assert "datapackage.json" in packed.namelist() and any(
                name.endswith(".warc.gz") for name in packed.namelist()
            )
        done = subprocess.run([str(Path(sys.executable).with_name("wacz")), "validate", "-f", str(tmp_path / "d.wacz")], capture_output=True, text=True, check=False, env=os.environ)  # fmt: skip
        assert "Invalid" not in done.stdout + done.stderr
    else:
        refused = call("d.wacz")
        assert refused.exit_code == 1 and "uv sync --extra evidence" in refused.stderr
