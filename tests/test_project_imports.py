"""The rooms import in one direction, heavy libraries stay where they are needed, and modules stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "warehouse", "checks", "flows")
# What each room may import of the project besides itself.
ALLOWED = {
    "extract": set[str](),
    "warehouse": set[str](),
    "checks": {"warehouse"},
    "flows": {"checks", "warehouse", "extract"},
}
LONGEST_MODULE = 300
MODULES = sorted(path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@dataclass(frozen=True)
class Import:
    """One import: the module named, its line, and whether it runs when the importing module is imported."""

    name: str
    line: int
    at_start: bool

    @property
    def top(self) -> str:
        return self.name.split(".")[0]


def imports(module: str) -> list[Import]:
    return list(_imports(ast.parse((ROOT / module).read_text("utf-8")), module, at_start=True))


def _imports(node: ast.AST, module: str, at_start: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, at_start) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            package = Path(module).parts[: -child.level] if child.level else ()
            yield Import(".".join([*package, child.module or ""]).strip("."), child.lineno, at_start)
        elif isinstance(child, ast.If) and ast.unparse(child.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            # Names for the type checker are no imports at run time; the direction holds for them as well.
            yield from _imports(child, module, at_start=False)
        else:
            if isinstance(child, ast.Call) and ast.unparse(child.func).endswith("import_module") and child.args:
                name = child.args[0]
                if isinstance(name, ast.Constant):
                    yield Import(str(name.value), child.lineno, at_start)
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, module, at_start and not inside)


# What each folder (or module beside the folders) of a room may import of the same room. Whatever is not named here may import nothing of its
# room that is named: a new folder takes its place in the order, or the test says so.
_WORDS = {"model", "faults", "yaml_files", "language"}
INSIDE = {
    "extract": {
        "language": {"model", "faults"},
        "vocabulary": _WORDS,
        "formats": _WORDS,
        "repair": _WORDS,
        "identity": _WORDS,
        "reading": _WORDS | {"vocabulary", "formats"},
        "fetching": {"faults"},
        "archive": {"fetching", "faults"},
        "sources": _WORDS | {"formats", "identity"},
        "changes": _WORDS,
        "document": _WORDS | {"vocabulary", "formats", "repair", "identity", "reading"},
        "worker": set[str](),
        "budget": {"model", "faults", "worker"},
        "batch": {"model", "archive", "budget", "document", "faults", "worker"},
        "model": set[str](), "faults": set[str](), "yaml_files": set[str](), "tags": set[str](),
    },
    "warehouse": {
        "site": {"connection", "labels", "machine", "portions", "query", "spreadsheets"},
        "linking": {"arrow", "labels", "units", "words"},
    },
}  # fmt: skip


def _inside(module: str) -> tuple[str, str]:
    room, _, rest = module.removesuffix(".py").partition("/")
    return room, rest.split("/")[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m.split("/")[0] in INSIDE])
def test_folders_of_a_room_import_in_one_direction(module: str) -> None:
    room, part = _inside(module)
    if part == "__init__" or (part not in INSIDE[room] and room == "warehouse"):
        return
    allowed = INSIDE[room].get(part)
    assert allowed is not None, f"{module}: its folder has no place in the order"
    names = [i.name.split(".") for i in imports(module)]
    used = {name[1] for name in names if name[0] == room and len(name) > 1} - {part}
    assert used <= allowed, f"{module} imports {', '.join(sorted(used - allowed))}"


def test_there_are_modules_in_every_room() -> None:
    assert {module.split("/")[0] for module in MODULES} == set(ROOMS)
    assert any(found.top == "warehouse" for found in imports("flows/processing/run.py")), (
        "the walk finds no imports at all"
    )


@pytest.mark.parametrize("module", MODULES)
def test_rooms_import_in_one_direction(module: str) -> None:
    room = module.split("/")[0]
    wrong = [
        f"{module}:{i.line} imports {i.name}" for i in imports(module) if i.top in set(ROOMS) - {room} - ALLOWED[room]
    ]
    assert not wrong
    assert not [f"{module}:{i.line}" for i in imports(module) if i.top in ("tests", "scripts")]


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith("flows/")])
def test_only_flows_knows_prefect(module: str) -> None:
    assert not [f"{module}:{i.line} imports {i.name}" for i in imports(module) if i.top.startswith("prefect")]


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith("extract/fetch")])
def test_only_fetching_knows_httpx(module: str) -> None:
    assert not [f"{module}:{i.line} imports {i.name}" for i in imports(module) if i.top in ("httpx", "httpcore", "h2")]


@pytest.mark.parametrize("module", MODULES)
def test_great_expectations_is_imported_only_when_checking(module: str) -> None:
    """It takes some ten seconds to import: inside functions of checks only."""
    found = [i for i in imports(module) if i.top == "great_expectations"]
    assert not [f"{module}:{i.line}" for i in found if i.at_start or not module.startswith("checks/")]


def test_great_expectations_is_found_where_it_is() -> None:
    assert any(i.top == "great_expectations" for m in MODULES for i in imports(m))


def test_long_modules_are_told() -> None:
    """A warning, no failure: nobody shall cut a module in two only to fit."""
    for module in MODULES:
        lines = len((ROOT / module).read_text("utf-8").splitlines())
        if lines > LONGEST_MODULE:
            warnings.warn(
                f"{module} has {lines} lines; a module that passes {LONGEST_MODULE} wants to be two", stacklevel=1
            )


# What the reading commands must not pay for; `add` and `nightly` import these when they run.
HEAVY = ("prefect", "pandas", "great_expectations", "httpx", "bs4")


@pytest.mark.parametrize(
    "statement",
    ["import flows.cli.app", "import flows.cli.app, flows.cli.story, warehouse.query"],
    ids=["help", "query and show"],
)
def test_reading_commands_import_nothing_heavy(statement: str) -> None:
    code = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}} & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == ""
