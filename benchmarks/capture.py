"""A night over many sources with nothing changed: seconds and memory, on the loopback, per-host pacing left on.

    uv run python benchmarks/capture.py [--sources 3200] [--documents 1]

One server process stands for all hosts, a port each. Every source has a column page and its documents; every answer of the
timed night is a 304. The first night fills the home and is not timed against the limits; the second is what counts.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FIRST_PORT = 20_000
SECONDS, MEGABYTES = 60.0, 500.0
ETAG = '"same"'


def page(host: int, path: str, documents: int) -> bytes:
    """The column of a host, or one of its reports; invented, and long enough to be read as one."""
    place = f"测试{host + 10_000}县"  # five digits: four may be read as a year
    if path.endswith("/"):
        rows = "".join(
            f'<li><a href="{2026 - n}.html">{place}{2026 - n}年政府工作报告</a><span>{2026 - n}-01-15</span></li>'
            for n in range(documents)
        )
        return f"<html><head><title>政府工作报告</title></head><body><ul>{rows}</ul></body></html>".encode()
    year = int(path.rsplit("/", 1)[1][:4])
    said = (
        f"实现地区生产总值{100 + host % 50}亿元，增长{5 + host % 4}%。"
        + "我们持续推进乡村振兴，各项工作有序开展。" * 60
    )
    plan = (
        f"{year}年主要预期目标是：地区生产总值增长{6 + host % 3}%左右，接待游客增长10%。"
        + "我们将继续抓好落实，改善民生。" * 60
    )
    parts = f"<p>各位代表：现在，我代表{place}人民政府报告工作。</p><p>一、{year - 1}年工作回顾</p><p>{said}</p><p>二、{year}年工作安排</p><p>{plan}</p>"
    return f"<html><head><title>{place}{year}年政府工作报告</title></head><body><div class=TRS_Editor>{parts}</div></body></html>".encode()


async def serve(hosts: int, documents: int) -> None:
    """All hosts in one process: a listening port each, until stdin ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[1] - FIRST_PORT
        try:
            while line := await reader.readline():
                path = line.split()[1].decode()
                head = b""
                while (part := await reader.readline()) not in (b"\r\n", b""):
                    head += part.lower()
                if path == "/robots.txt":
                    status, body = b"404 Not Found", b""
                elif b"if-none-match" in head:
                    status, body = b"304 Not Modified", b""
                else:
                    status, body = b"200 OK", page(host, path, documents)
                fields = b"ETag: %s\r\nContent-Type: text/html; charset=utf-8\r\n" % ETAG.encode()
                length = b"" if status.startswith(b"304") else b"Content-Length: %d\r\n" % len(body)
                writer.write(b"HTTP/1.1 %s\r\n%s%s\r\n%s" % (status, fields, length, body))
                await writer.drain()
        except (ConnectionError, IndexError):
            pass
        finally:
            writer.close()

    for host in range(hosts):
        await asyncio.start_server(answer, "127.0.0.1", FIRST_PORT + host, backlog=16)
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def write_sources(folder: Path, hosts: int) -> None:
    folder.mkdir()
    for host in range(hosts):
        code = f"99{host // 99 + 1:02d}{host % 99 + 1:02d}"  # no code of a real place begins with 99
        (folder / f"{code}.yaml").write_text(
            f'place: {{code: "{code}", name: 测试{host + 10_000}县, level: county, parent: "990000"}}\n'
            f"fictional: true\nallow_private: true\ndocuments: []\n"
            f'columns: ["http://127.0.0.1:{FIRST_PORT + host}/gzbg/"]\nexpect: [work_report by 04-30]\n',
            "utf-8",
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sources", type=int, default=3200)
    parser.add_argument("--documents", type=int, default=1)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--night", action="store_true")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 16_384), hard), hard))
    if given.serve:
        asyncio.run(serve(given.sources, given.documents))
        return
    if given.night:
        night(given.home)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sources(folder / "sources", given.sources)
        again = [sys.executable, __file__, "--sources", str(given.sources), "--documents", str(given.documents)]
        with subprocess.Popen([*again, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            print(f"{given.sources} sources, a column and {given.documents} documents each, {os.cpu_count()} cores")
            for _ in ("fill", "unchanged"):
                subprocess.run([*again, "--night", "--home", str(folder)], check=True)
            server.terminate()


def night(folder: Path) -> None:
    """One night in a process of its own, so that its memory is its own; Prefect's start is told apart."""
    from flows.settings import Home, quiet_libraries

    home = Home(folder / "home")
    first = not home.database.exists()
    quiet_libraries(home)
    from prefect import flow

    import flows.capturing.run
    from flows import nightly

    @flow(name="warm")
    def warm() -> None:
        """Starts Prefect's own server, which a deployed night finds running."""

    start = time.monotonic()
    warm()
    started = time.monotonic() - start
    options = dataclasses.replace(flows.capturing.run.fetch_options(), pace_loopback=True)
    flows.capturing.run.fetch_options = lambda: options
    start = time.monotonic()
    done = nightly.nightly(home, folder / "sources")
    seconds = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    captured = done.captured
    size = sum(path.stat().st_size for path in home.archive.rglob("*") if path.is_file()) / 1e6
    print(
        f"{'first night' if first else 'nothing new'}  {seconds:6.1f} s  {peak:6.0f} MiB peak  "
        f"{captured.new} new, {captured.unchanged} unchanged, {len(captured.failed)} failed  archive {size:.1f} MB"
        f"  (Prefect's start, apart: {started:.1f} s)"
    )
    if not first:
        right = seconds < SECONDS and peak < MEGABYTES and not captured.new
        print(f"limits       {SECONDS:6.1f} s  {MEGABYTES:6.0f} MiB       {'held' if right else 'BROKEN'}")
        raise SystemExit(0 if right else 1)


if __name__ == "__main__":
    main()
