"""`pledgewatch sources`: list the source files, try them, propose a new one."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.language import labels
from flows.settings import SOURCES_VARIABLE, find_sources

SourcesOption = Annotated[
    Path | None,
    typer.Option(
        "--sources", envvar=SOURCES_VARIABLE, help="Folder of source files (*.yaml); without it the sample is used."
    ),
]
app = typer.Typer(help="The source files: list them, try them, propose a new one.", invoke_without_command=True)


def _fail(message: str) -> typer.Exit:
    print(f"pledgewatch: {message}", file=sys.stderr)
    return typer.Exit(1)


@app.callback()
def sources(context: typer.Context, sources: SourcesOption = None) -> None:
    """List the source files, their documents, and when each address was last verified; the same as `sources list`."""
    if context.invoked_subcommand is None:
        list_sources(sources)
    else:
        context.obj = sources


@app.command("list")
def list_command(context: typer.Context, sources: SourcesOption = None) -> None:
    """List the source files, their documents, and when each address was last verified."""
    list_sources(sources or context.obj)


def _folder(sources: Path | None) -> Path:
    from flows.capturing import sample

    directory = find_sources(sources) or sample.SOURCES
    if not directory.is_dir():
        raise _fail(f"{directory}: no such folder of source files; see `pledgewatch guide sources`")
    return directory


def list_sources(sources: Path | None) -> None:
    """Print the table of source files; what is wrong in them goes to stderr, with exit status 1."""
    from rich.table import Table

    from extract.sources.files import load_sources
    from flows.cli.terminal import console
    from warehouse.labels import place_said

    directory = _folder(sources)
    found, errors = load_sources(directory)
    say = labels()
    heads = ("code", "place", "level", "columns", "documents", "years", "verified")
    table = Table(*(say(f"source_{head}") for head in heads), title=str(directory), title_justify="left")
    for source in found:
        years = sorted({d.year for d in source.documents})
        verified = {str(d.verified) for d in source.documents}
        name = place_said(source.place.name, source.fictional, say.lang)
        table.add_row(
            source.place.code, name, source.place.level, str(len(source.columns) + bool(source.sitemap)), str(len(source.documents)),
            f"{years[0]}–{years[-1]}" if years else "", say("source_never") if verified <= {"never"} else ", ".join(sorted(verified)),
        )  # fmt: skip
    console().print(table)
    for error in errors:
        print(error, file=sys.stderr)
    if errors:
        raise typer.Exit(1)


@app.command()
def check(
    context: typer.Context,
    place: Annotated[str | None, typer.Argument(help="Code or name of one place; all of them where not given.")] = None,
    sources: SourcesOption = None,
) -> None:
    """Try each source: one line that says what works and what to do. Stores nothing; exits with 1 where one fails."""
    from extract.sources.files import load_sources
    from flows.capturing import sample
    from flows.capturing.progress import counting
    from flows.capturing.try_sources import Tried, try_sources

    directory = _folder(sources or context.obj)
    found, errors = load_sources(directory)
    chosen = [s for s in found if place is None or place in (s.place.code, s.place.name)]
    if not chosen and place is not None:
        raise _fail(f"no source of {place} in {directory}; `pledgewatch sources list` shows what there is")
    is_sample = directory == sample.SOURCES
    tried: list[Tried] = []
    with sample.serve() if is_sample else nullcontext() as site, counting("sources", len(chosen)) as step:

        def tell(one: Tried) -> None:
            print(one.line(), flush=True)
            tried.append(one)
            step()

        try_sources(chosen, tell, site)
    for error in errors:
        print(error)
    works = sum(one.works for one in tried)
    empty = sum(not one.asked for one in tried)
    print(labels()("source_tried", works=works, tried=len(tried), empty=empty, faults=len(errors)))
    if works + empty < len(tried) or errors:
        raise typer.Exit(1)


@app.command()
def new(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Home page of a government's site, or one of its columns.")],
    place: Annotated[str | None, typer.Option(help="Code of the place, where its page does not tell.")] = None,
    name: Annotated[str | None, typer.Option(help="With --place: the name of a place that is new or renamed.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the file into the folder of --sources.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Allow private addresses.")] = False,
    sources: SourcesOption = None,
) -> None:
    """Propose a source file for a site: its place, the columns found, and what must come every year."""
    from flows.capturing.propose import ProposalError, propose

    folder = find_sources(sources or context.obj)
    if write and folder is None:
        raise _fail("--write needs a folder: pass --sources DIR")
    try:
        found = propose(url, place, allow_private, name)
    except ProposalError as error:
        raise _fail(str(error)) from error
    say = labels()
    print(f"# {found.name}\n{found.text}", end="")
    for note in found.notes:
        print(say("source_note", line=note), file=sys.stderr)
    if write and folder is not None:
        target = folder / found.name
        if target.exists():
            raise _fail(f"{target} is there already; compare the two, and keep one file for each place")
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(found.text, "utf-8")
        print(say("source_written", file=target, code=found.name[:6], folder=folder), file=sys.stderr)
