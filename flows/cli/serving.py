"""`pledgewatch up`, `down`, `health` and `mcp`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from flows.cli.archive import HomeOption
from flows.cli.language import labels
from flows.cli.sources import SourcesOption
from flows.settings import find_home, find_sources


def mount(app: typer.Typer) -> None:
    """Add the commands to the main one."""
    app.command()(up)
    app.command()(down)
    app.command()(health)
    app.command()(mcp)


def up(
    sources: SourcesOption = None,
    port: Annotated[int, typer.Option(help="Where Prefect's server and UI listen, on this machine only.")] = 4200,
    home: HomeOption = None,
) -> None:
    """Start Prefect's server, the deployments and a worker on this machine; what runs already stays."""
    from flows.serving.up import ServingError
    from flows.serving.up import up as start

    place, directory = find_home(home), find_sources(sources)
    if directory is None or not directory.is_dir():
        print("pledgewatch: no folder of source files; pass --sources DIR or set PLEDGEWATCH_SOURCES", file=sys.stderr)
        raise typer.Exit(1)
    try:
        address = start(place, directory, port, lambda line: print(line, flush=True))
    except ServingError as error:
        print(f"pledgewatch: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    say = labels()
    print(say("up_running", address=address, logs=place.root / "run"))
    print(say("up_hand_over", address=address))


def down(home: HomeOption = None) -> None:
    """End what `up` started, and nothing else."""
    from flows.serving.up import down as stop

    if not stop(find_home(home), lambda line: print(line, flush=True)):
        print(labels()("down_nothing"))


def health(home: HomeOption = None) -> None:
    """Say in one line whether the nights end well: status 0 well, 1 late (no good night for 26 hours), 2 never."""
    from flows.serving.health import health as look

    found = look(find_home(home))
    print(found.line)
    raise typer.Exit(found.status)


def mcp(home: HomeOption = None) -> None:
    """Answer an assistant over the Model Context Protocol on stdin and stdout: read only, rows with quote and address (extra `mcp`)."""
    from flows.serving.assistants import server

    try:
        found = server(find_home(home).published_database)
    except ModuleNotFoundError:
        print("pledgewatch: the package `mcp` is not installed; install pledgewatch[mcp]", file=sys.stderr)
        raise typer.Exit(1) from None
    found.run("stdio")
