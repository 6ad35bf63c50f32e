"""The sample that ships: a small site served on the loopback, so that a first run takes the same way as a real one."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from extract.sources.files import Source

FOLDER = Path(__file__).with_name("sample")
SOURCES = FOLDER / "sources"
SITE = FOLDER / "site"
# The address the sample's source files give. The port is fixed so that a page has the same address every night.
HOST, PORT = "127.0.0.1", 18964


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the run's own summary tells what was fetched."""

    def guess_type(self, path: Any) -> str:
        """HTML without a charset, as many real servers send it: the page itself says which."""
        kind = super().guess_type(path)
        return "text/html" if kind.startswith("text/html") else kind


@dataclass(frozen=True, slots=True)
class SampleSite:
    """The running sample; `port` differs from PORT only where that one was taken."""

    port: int

    def fetch_address(self, url: str) -> str:
        """Where to fetch an address of the sample's source files right now."""
        return url.replace(f"//{HOST}:{PORT}/", f"//{HOST}:{self.port}/", 1)

    def permitted(self, sources: Iterable[Source]) -> list[Source]:
        """The sample's sources with leave to ask this machine at the port that it runs on."""
        hosts = (f"{HOST}:{PORT}", f"{HOST}:{self.port}")
        return [source.model_copy(update={"allow_private": hosts}) for source in sources]


@contextmanager
def serve() -> Generator[SampleSite]:
    """Serves the sample's pages on the loopback while the block runs."""
    handler = partial(_Handler, directory=str(SITE))
    try:
        server = ThreadingHTTPServer((HOST, PORT), handler)
    except OSError:
        server = ThreadingHTTPServer((HOST, 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield SampleSite(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
