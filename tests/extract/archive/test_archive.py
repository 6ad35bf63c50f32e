"""The archive keeps what came under its hash, whole, once, with its request, and says so when it is gone or damaged."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from extract.archive import sums
from extract.archive.check import check
from extract.archive.members import Gap, members, scan
from extract.archive.store import Archive, ArchiveError
from extract.archive.sums import look
from extract.fetching.model import Exchange

REPORT = "地区生产总值增长6%".encode("gb18030")


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def answer(body: bytes, status: int = 200, url: str = "http://www.example.cn/a.html", **more: str) -> Exchange:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7"))
    asked = (("Host", "www.example.cn"), ("User-Agent", "pledgewatch/0.1"))
    return Exchange(url, status, "OK", "HTTP/2", asked, headers, body, datetime.now(UTC), "203.0.113.7", **more)  # type: ignore[arg-type]


def warcs(root: Path) -> list[Path]:
    return sorted((root / "warc").glob("*"))


def types(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]


def test_put_and_get_return_the_same_bytes(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    assert archive.put(REPORT) == sha(REPORT)
    assert archive.get(sha(REPORT)) == REPORT
    assert archive.has(sha(REPORT))
    assert [types(path) for path in warcs(archive.root)] == [["warcinfo", "resource"]]


def test_put_again_touches_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(b"once")
    before = [(path, path.stat().st_mtime_ns) for path in warcs(tmp_path)]
    assert archive.put(b"once") == sha(b"once")
    assert [(path, path.stat().st_mtime_ns) for path in warcs(tmp_path)] == before


def test_an_answer_is_kept_with_its_request_and_its_redirects(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writing() as recorder:
        recorder.record([answer(b"", 302, "http://www.example.cn/old"), answer(REPORT)])
    (path,) = warcs(tmp_path)
    assert types(path) == ["warcinfo", "response", "request", "response", "request"]
    with path.open("rb") as file:
        records = [(r.rec_headers, r.http_headers, r.content_stream().read()) for r in ArchiveIterator(file)]
    warc, http, body = records[3]
    assert (body, http.get_statuscode()) == (REPORT, "200")
    assert warc.get_header("WARC-Payload-Digest") == f"sha256:{sha(REPORT)}"
    assert warc.get_header("WARC-IP-Address") == "203.0.113.7"
    assert http.get_header("Content-Length") == str(len(REPORT)) and http.get_header("Content-Encoding") is None
    assert http.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert records[4][1].get_header("User-Agent") == "pledgewatch/0.1"
    assert archive.get(sha(REPORT)) == REPORT


def test_unchanged_pages_cost_a_record_and_no_copy(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    body = os.urandom(200_000)
    with archive.writing() as recorder:
        recorder.record([answer(body)])
    first = sum(path.stat().st_size for path in warcs(tmp_path))
    with archive.writing() as recorder:
        recorder.record([answer(body)])
        recorder.record([answer(b"", 304)], unchanged=sha(body))
    second = warcs(tmp_path)[-1]
    assert types(second) == ["warcinfo", "revisit", "request", "revisit", "request"]
    assert sum(path.stat().st_size for path in warcs(tmp_path)) - first < 5000
    with second.open("rb") as file:
        same, not_modified = [r.rec_headers for r in ArchiveIterator(file) if r.rec_type == "revisit"]
    for headers in (same, not_modified):
        assert headers.get_header("WARC-Refers-To-Target-URI") == "http://www.example.cn/a.html"
        assert headers.get_header("WARC-Payload-Digest") == f"sha256:{sha(body)}"
    assert not_modified.get_header("WARC-Profile").endswith("server-not-modified")
    assert archive.get(sha(body)) == body


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_half_a_record_at_the_end_loses_nothing_else(tmp_path: Path, cut: int) -> None:
    """A run that is killed in the middle of a write: the file stays open, its last record is not whole."""
    script = (
        "import os, sys; from pathlib import Path; from extract.archive.store import Archive, Recorder\n"
        "from test_archive import answer, REPORT\n"
        "r = Recorder(Archive(Path(sys.argv[1]))); r.record([answer(REPORT)]); r.commit()\n"
        "r.record([answer(b'second')]); r.record([answer(b'third' * 100)]); r._writer._file.flush(); os._exit(9)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=root,
        env=os.environ
        | {"PYTHONPATH": f"{root}{os.pathsep}{Path(__file__).parent}{os.pathsep}{root / 'tests' / 'helpers'}"},
    )
    (left,) = warcs(tmp_path)
    assert left.name.endswith(".open")
    end = list(members(left))[-1].end
    os.truncate(left, end - cut)
    assert "no whole record" in check(Archive(tmp_path)).faults[0]
    archive = Archive(tmp_path)
    assert archive.get(sha(REPORT)) == REPORT, "readable before it is mended"
    with archive.writing() as recorder:
        recorder.put(b"new night", "http://www.example.cn/new")
    for body in (REPORT, b"second", b"new night"):
        assert archive.get(sha(body)) == body
    assert not [path for path in warcs(tmp_path) if path.name.endswith(".open")]
    assert check(archive).faults == []


def test_a_lost_index_is_built_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writing() as recorder:
        recorder.record([answer(b"", 301), answer(REPORT)])
        recorder.record([answer(b"other")])
    before = archive.index.find(sha(REPORT))
    archive.index.path.unlink()
    assert archive.put(b"next") == sha(b"next")
    assert archive.index.find(sha(REPORT)) == before
    assert archive.get(sha(b"other")) == b"other"


def test_archives_of_before_are_read_as_they_are(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    plain = archive.plain(sha(REPORT))
    plain.parent.mkdir(parents=True)
    plain.write_bytes(REPORT)
    assert archive.has(sha(REPORT)) and archive.get(sha(REPORT)) == REPORT
    assert archive.put(REPORT) == sha(REPORT)
    assert check(archive).plain == 1
    plain.write_bytes(b"spoilt")
    assert "damaged" in check(archive).faults[0]


def test_export_is_a_warc_of_its_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    old = "旧档".encode()
    archive.plain(sha(old)).parent.mkdir(parents=True)
    archive.plain(sha(old)).write_bytes(old)
    with archive.writing() as recorder:
        recorder.record([answer(b"noise")])
        recorder.record([answer(b"", 302), answer(REPORT)])
    target = tmp_path / "evidence.warc.gz"
    captured = [(sha(REPORT), "http://www.example.cn/a.html", None), (sha(old), "http://x.cn/b", datetime(2025, 1, 2))]
    assert archive.export(captured, target, "some verdict") == target.stat().st_size
    assert types(target) == ["warcinfo", "response", "request", "response", "request", "resource"]
    with target.open("rb") as file:
        bodies = [r.content_stream().read() for r in ArchiveIterator(file) if r.rec_type in ("response", "resource")]
    assert bodies == [b"", REPORT, old]
    with pytest.raises(ArchiveError, match="is there already"):
        archive.export(captured, target, "again")
    with pytest.raises(ArchiveError, match="not in the archive"):
        archive.export([("0" * 64, "", None)], tmp_path / "none.warc.gz", "none")


def test_missing_capture_names_file_and_remedy(tmp_path: Path) -> None:
    absent = "0" * 64
    assert not Archive(tmp_path).has(absent)
    with pytest.raises(ArchiveError, match=f"{absent}: not in the archive; capture"):
        Archive(tmp_path).get(absent)


def test_damaged_capture_is_refused_found_and_mended(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.put(b"whole")
    (path,) = warcs(tmp_path)
    *_, last = members(path)
    raw = path.read_bytes()
    record = gzip.decompress(raw[last.start : last.end]).replace(b"whole", b"whale")
    path.write_bytes(raw[: last.start] + gzip.compress(record))
    with pytest.raises(ArchiveError, match=f"{sha(b'whole')}: damaged"):
        archive.get(sha(b"whole"))
    assert "digest failed" in check(archive).faults[0]
    assert archive.put(b"whole") == sha(b"whole")
    assert archive.get(sha(b"whole")) == b"whole"


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "A" * 64, "0" * 63 + "\n"])
def test_only_hashes_name_captures(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="not a SHA-256"):
        Archive(tmp_path).get(name)


def test_failed_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match=r"cannot be written \(No space left on device\)"):
        Archive(tmp_path).put(b"bytes")
    assert warcs(tmp_path) == []
    monkeypatch.undo()
    assert not Archive(tmp_path).has(sha(b"bytes"))


def test_a_file_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    """A folder stands where a file should: neither recovering nor building the index anew ends with it, and a check names it."""
    archive = Archive(tmp_path)
    archive.put(REPORT)
    (whole,) = warcs(tmp_path)
    left = whole.with_name("0-left.warc.gz.open")
    left.write_bytes(whole.read_bytes()[:-3])
    for name in ("0-bad.warc.gz.open", "0-bad.warc.gz"):
        (tmp_path / "warc" / name).mkdir()
    (tmp_path / "index.sqlite").unlink()
    assert archive.put(b"new") == sha(b"new")
    assert archive.get(sha(REPORT)) == REPORT
    assert (tmp_path / "warc" / "0-left.warc.gz").is_file(), "what else was left open is closed"
    faults = check(archive).faults
    assert len(faults) == 2 and all("0-bad.warc.gz" in fault and "cannot be read" in fault for fault in faults)


def test_a_record_that_unpacks_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes no more time than its size allows, and neither what lies before it nor what lies behind it is lost."""
    archive = Archive(tmp_path)
    archive.put(REPORT)
    (whole,) = warcs(tmp_path)
    monkeypatch.setattr("extract.archive.members._MOST_UNPACKED", 3_000_000)
    bomb, before, behind = whole.with_name("a.warc.gz.open"), whole.read_bytes(), Archive(tmp_path / "other")
    behind.put(b"behind it")
    unpacks = gzip.compress(bytes(100_000_000))
    bomb.write_bytes(before + unpacks + warcs(behind.root)[0].read_bytes())
    assert [member.end for member in members(bomb)][:2] == [member.end for member in members(whole)]
    assert [f for f in scan(bomb) if isinstance(f, Gap)] == [Gap(len(before), len(before) + len(unpacks), False, True)]
    size = bomb.stat().st_size
    archive.put(b"new")
    for body in (REPORT, b"new", b"behind it"):
        assert archive.get(sha(body)) == body
    assert (tmp_path / "warc" / "a.warc.gz").stat().st_size == size, "nothing is cut"
    (fault,) = check(archive).faults
    assert f"{len(unpacks)} bytes after byte {len(before)} are no whole record" in fault


LARGE = {
    "zeros": bytes(1_000_000), "more zeros": bytes(3_000_001), "noise": os.urandom(1_200_000), "noise and zeros": os.urandom(900_000) + bytes(2_000_000),
    "page": b"<p>abc</p>\n" * 200_000, "text": "政府工作报告".encode() * 100_000, "one more": bytes(1_048_577), "long": bytes(30_000_000),
}  # fmt: skip


@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
def test_a_record_is_found_by_its_own_length_whatever_it_unpacks_to(tmp_path: Path, body: bytes) -> None:
    archive = Archive(tmp_path)
    with archive.writing() as recorder:
        recorder.record([answer(b"before"), answer(body), answer(b"after")])
    (path,) = warcs(tmp_path)
    found = list(scan(path))
    assert len(found) == 7 and not [f for f in found if isinstance(f, Gap)]
    assert [a.end for a in found] == [*(b.start for b in found[1:]), path.stat().st_size]
    path.rename(path.with_name(path.name + ".open"))
    (tmp_path / "index.sqlite").unlink()
    archive.put(b"next night")
    for one in (b"before", body, b"after"):
        assert archive.get(sha(one)) == one
    assert check(archive).faults == []


def test_recovery_cuts_half_a_record_and_never_a_whole_one(tmp_path: Path) -> None:
    """Whatever the length at which the file ends: all records that are whole there are there afterwards, to the byte."""
    bodies = [b"small", bytes(1_500_000), os.urandom(2_000), b"<p>x</p>" * 150_000, b"last"]
    source = Archive(tmp_path / "source")
    with source.writing() as recorder:
        for body in bodies:
            recorder.record([answer(body)])
    (path,) = warcs(source.root)
    raw, ends = path.read_bytes(), [member.end for member in members(path)]
    for length in sorted({*ends, *(end - 1 for end in ends), *(end + 9 for end in ends[:-1]), len(raw) // 2}):
        home = Archive(tmp_path / str(length))
        (home.root / "warc").mkdir(parents=True)
        (home.root / "warc" / "left.warc.gz.open").write_bytes(raw[:length])
        home.put(b"next night")
        wanted = max((end for end in ends if end <= length), default=0)
        kept = home.root / "warc" / "left.warc.gz"
        assert (kept.read_bytes() if wanted else b"") == raw[:wanted]


def test_damage_in_the_middle_costs_its_record_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.writing() as recorder:
        for body in (b"first", b"<p>second</p>" * 200, b"third"):
            recorder.record([answer(body)])
    (path,) = warcs(tmp_path)
    raw = bytearray(path.read_bytes())
    second = list(members(path))[3]
    raw[second.start + 200 : second.start + 220] = bytes(20)
    path.write_bytes(raw)
    (tmp_path / "index.sqlite").unlink()
    assert archive.get(sha(b"first")) == b"first" and archive.get(sha(b"third")) == b"third"
    assert any(
        f"{second.end - second.start} bytes after byte {second.start}" in fault for fault in check(archive).faults
    )


@pytest.mark.parametrize("damage", ["no database", "a page in the middle", "cut"])
def test_an_index_that_is_broken_is_built_again_when_it_is_met(tmp_path: Path, damage: str) -> None:
    """By a reader as well: it does not wait for the next night."""
    archive = Archive(tmp_path)
    with archive.writing() as recorder:
        for number in range(60):
            recorder.record([answer(b"body %d" % number)])
    raw = bytearray((tmp_path / "index.sqlite").read_bytes())
    if damage == "no database":
        raw[:] = b"x" * len(raw)
    elif damage == "cut":
        del raw[len(raw) // 2 :]
    else:
        raw[4096:] = b"\xff" * (len(raw) - 4096)
    (tmp_path / "index.sqlite").write_bytes(raw)
    for number in range(60):
        assert archive.get(sha(b"body %d" % number)) == b"body %d" % number
    assert (tmp_path / "index.sqlite.broken").is_file()
    assert check(archive).faults == []


def nights_of_looking(archive: Archive, nights: int) -> list[list[str]]:
    found: list[list[str]] = []
    for night in range(nights):
        with sqlite3.connect(archive.index.path) as con:
            found.append(look(archive.root, con, datetime(2026, 3, 1 + night, tzinfo=UTC)))
    return found


@pytest.fixture
def sixteen(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    for number in range(16):
        archive.put(b"body %d" % number)
    return archive


def test_closed_files_are_listed_for_sha256sum(sixteen: Archive) -> None:
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=sixteen.root, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.count(": OK") == 16, done.stderr


def test_each_night_reads_a_part_of_the_closed_files_and_a_week_all(
    sixteen: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = sums.digest
    monkeypatch.setattr(sums, "digest", lambda path: seen.append(path.name) or real(path))
    assert nights_of_looking(sixteen, 6) == [[]] * 6
    assert len(seen) == 6 * 3 and len(set(seen)) == 16
    assert nights_of_looking(sixteen, 1) == [[]] and len(seen) == 7 * 3


@pytest.mark.parametrize(("harm", "within", "says"), [("cut", 1, "is not as it was"), ("gone", 1, "is gone"), ("changed", 7, "is not as it was"),
                                                     ("another sound record", 7, "is not as it was")])  # fmt: skip
def test_harm_to_a_closed_file_is_told_by_the_next_night_or_within_the_week(
    sixteen: Archive, harm: str, within: int, says: str
) -> None:
    nights_of_looking(sixteen, 1)
    files = warcs(sixteen.root)
    victim = files[7]
    raw = victim.read_bytes()
    if harm == "cut":
        victim.write_bytes(raw[:-1])
    elif harm == "gone":
        victim.unlink()
    elif harm == "changed":
        victim.write_bytes(raw[:-20] + bytes([raw[-20] ^ 1]) + raw[-19:])
    else:
        victim.write_bytes(files[3].read_bytes()[: len(raw)].ljust(len(raw), b"x"))
    told = nights_of_looking(sixteen, within)
    lines = {line for night in told for line in night}
    assert len(lines) == 1 and lines.pop().startswith(f"{victim}: {says}")
    assert nights_of_looking(sixteen, 9)[-1] or within == 7, "as long as it is so, it is said again"
