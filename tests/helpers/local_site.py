"""Many hosts in one process: each a port of its own on the loopback, with pages, manners and faults that a test sets."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request as a host got it, and when, by the clock that only goes on."""

    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.monotonic)
    form: str | None = None  # what came with a POST


@dataclass
class Answer:
    """What a host answers. `length` is announced in place of the true one; `pause` comes before, in seconds."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    pause: float = 0.0
    length: int | None = None
    drip: float = 0.0  # seconds between single bytes


Page = Answer | str | bytes | Callable[[Asked], Answer]


class Host:
    """One host: path to page; what is not there is a 404. `asked` is its log."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        page = self.pages.get(asked.path, Answer(b"", 404))
        found = page(asked) if callable(page) else page
        return found if isinstance(found, Answer) else Answer(found)


def versioned(body: str | bytes, tag: str) -> Callable[[Asked], Answer]:
    """A page with an ETag, which answers 304 to who has it."""

    def page(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == f'"{tag}"':
            return Answer(b"", 304)
        return Answer(body, headers={"ETag": f'"{tag}"'})

    return page


def bomb(megabytes: int) -> Answer:
    """A few kilobytes on the wire that unpack to so much."""
    return Answer(gzip.compress(b"0" * (megabytes * 1_000_000)), headers={"Content-Encoding": "gzip"})


@contextmanager
def hosts(count: int) -> Generator[list[Host]]:
    """So many hosts, while the block runs. With it end the connections that are still open, and the loop is closed: what is left
    to the garbage collector is reported as an error of whichever test runs by then."""
    loop = asyncio.new_event_loop()
    found: list[Host] = []
    ready, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            for _ in range(count):
                host = Host(0)
                server = await asyncio.start_server(lambda r, w, host=host: _serve(host, r, w), "127.0.0.1", 0)
                stack.callback(server.close)
                host.port = server.sockets[0].getsockname()[1]
                found.append(host)
            ready.set()
            await over.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:  # cancels what is still served
            runner.run(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


async def _serve(host: Host, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            headers: dict[str, str] = {}
            while (part := (await reader.readline()).decode("latin-1").strip()) != "":
                name, _, value = part.partition(":")
                headers[name.lower()] = value.strip()
            length = int(headers.get("content-length", "0"))
            form = (await reader.readexactly(length)).decode() if line.startswith(b"POST") else None
            found = host.answer(Asked(line.split()[1].decode("latin-1"), headers, form=form))
            await asyncio.sleep(found.pause)
            body = found.body.encode() if isinstance(found.body, str) else found.body
            said = {"Content-Type": "text/html"} | found.headers
            if found.status != 304:
                said["Content-Length"] = str(len(body) if found.length is None else found.length)
            head = f"HTTP/1.1 {found.status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in said.items()) + "\r\n"
            writer.write(head.encode())
            for byte in body if found.drip else b"":
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(found.drip)
            writer.write(b"" if found.drip else body)
            await writer.drain()
            if found.length is not None:
                break  # the connection ends before what was announced has come
    except (ConnectionError, IndexError, asyncio.CancelledError):  # the other end is gone, or the test is over
        pass
    finally:
        writer.close()
