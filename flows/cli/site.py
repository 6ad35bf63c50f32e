"""`pledgewatch site`: builds the static site, and previews it."""

from __future__ import annotations

import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.archive import HomeOption
from flows.cli.language import labels
from flows.settings import find_home, site_imprint, site_url


def mount(app: typer.Typer) -> None:
    """Add the command to the main one."""
    app.command()(site)


def site(
    out: Annotated[Path | None, typer.Option(help="Folder of the site; `site` in the home by default.")] = None,
    lang: Annotated[
        str, typer.Option(help="Language of the labels: zh or en. What documents say stays Chinese.")
    ] = "zh",
    serve: Annotated[bool, typer.Option("--serve", help="Preview it on this machine until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="Port of the preview.")] = 8090,
    home: HomeOption = None,
) -> None:
    """Build the static site from the published file (only what changed), and preview it with --serve."""
    from flows.rejections import page_fault
    from warehouse.labels import LabelError
    from warehouse.query import QueryError
    from warehouse.site.build import build_site

    where = find_home(home)
    folder = (out or where.site).absolute()
    state = where.site_state if out is None else folder.parent / f".{folder.name}.state.duckdb"
    progress = _progress if sys.stderr.isatty() else None
    try:
        built = build_site(
            where.published_database, folder, state, lang, site_url(), where.data_docs, progress, site_imprint()
        )
    except (LabelError, QueryError) as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    say = labels()
    print(
        say(
            "site_built", folder=built.folder, files=built.pages, seconds=f"{built.seconds:.1f}", places=built.places,
            indicators=built.indicators, moved=built.moved,
        )
    )  # fmt: skip
    for part, why in built.failed:
        print(f"{part}: {page_fault(why)}", file=sys.stderr)
    if not site_url():
        print(say("site_no_address"))
    if serve:
        _serve(folder, port)
    if built.failed:
        raise typer.Exit(1)


def _progress(done: int, total: int) -> None:

    print(
        "\r" + labels()("site_progress", done=done, total=total),
        end="\n" if done == total else "",
        file=sys.stderr,
        flush=True,
    )


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".xml": "application/atom+xml; charset=utf-8"}

    def log_message(self, format: str, *args: object) -> None:
        """A preview says nothing of each request."""


def _serve(folder: Path, port: int) -> None:
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=os.fspath(folder)))
    except OSError as error:
        print(f"pledgewatch: port {port}: {error.strerror}; give another with --port", file=sys.stderr)
        raise typer.Exit(1) from None
    with server:
        print(labels()("site_preview", address=f"http://127.0.0.1:{server.server_port}/"), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
