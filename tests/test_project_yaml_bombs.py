"""Files that people edit may hold any YAML: none of it holds or fills the machine, and each costs itself alone.

`pytest -n 0 -s tests/test_project_yaml_bombs.py` prints how the time of reading grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from growing import grows_in_proportion, patience, table

from extract import yaml_files
from extract.sources.files import load_source, load_sources
from extract.yaml_files import YamlLimitError, read_yaml
from flows.alerting.routes import RoutesError, load_routes
from warehouse.corrections import load_corrections

GOOD = """\
place: {code: "411700", name: 驻马店市, level: prefecture, parent: "410000"}
documents: []
"""
CORRECTION = """\
- document: 411700-work_report-2024
  field: title
  expected: 甲
  new: 乙
  reason: 标题有误
  who: 某人
  date: 2026-03-01
"""


def repeated(levels: int, kind: str = "[{}]") -> str:
    """A line a level, each of nine times what the line before stands for."""
    lines = ["a0: &a0 " + kind.format("x: y" if kind == "{{{}}}" else "x")]
    for i in range(1, levels):
        held = [f"*a{i - 1}"] * 9
        lines.append(f"a{i}: &a{i} " + (f"{{<<: [{', '.join(held)}]}}" if kind == "{{{}}}" else f"[{', '.join(held)}]"))
    return "\n".join(lines) + "\n"


# What the file is, the line that is named, and what is said of it.
BOMBS: dict[str, tuple[str, int, str]] = {
    "aliases of aliases": (repeated(30), 7, "more than 200,000 values, what aliases repeat among them"),
    "merges of merges": (repeated(30, "{{{}}}"), 6, "more than 200,000 values, what aliases repeat among them"),
    "a chain of aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 5000)),
        39,
        "lists and mappings nested deeper than 40 levels",
    ),
    "brackets": ("a: 1\nb: " + "[" * 100_000, 2, "lists and mappings nested deeper than 40 levels"),
    "braces": ("{a: " * 100_000, 1, "lists and mappings nested deeper than 40 levels"),
    "dashes": ("- " * 100_000, 1, "lists and mappings nested deeper than 40 levels"),
    "itself": ("a:\n  b: &b [*b]\n", 2, "*b stands inside itself"),
    "a long text many times": (
        f"a: &a {'x' * 15_000}\nb: [" + "*a, " * 10_000 + "]\n",
        2,
        "4,005,000 characters, over the limit of 4,000,000",
    ),
    "a quote that is not closed": ("a: 1\nb: '" + "x y\n" * 10_000 + "'", 2, "a value of"),
    "a number of 5,000 digits": ("a: 1\nb: " + "1" * 5_000, 2, "limit (4300 digits)"),
    "a number of 9,000 parts": ("a: 1\nb: 1" + ":1" * 9_000, 2, "a number of more than 300 digits"),
    "a day that is none": ("a: 1\nb: 2026-02-31\n", 2, "day is out of range"),
    "a truth that is none": ("a: 1\nb: !!bool x\n", 2, "no value for its tag:yaml.org,2002:bool"),
    "more than fits": ("# \n" * 2_000_000, 1, "6,000,000 characters, over the limit of 4,000,000"),
}


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    print("", *table(), sep="\n")


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_with_its_line(name: str) -> None:
    text, line, said = BOMBS[name]
    with patience(), pytest.raises(yaml.MarkedYAMLError) as caught:
        read_yaml(text)
    mark = caught.value.problem_mark
    assert said in str(caught.value.problem) and (mark.line + 1 if mark else 1) == line


@pytest.mark.parametrize("name", BOMBS)
def test_a_source_file_costs_itself_alone(name: str, tmp_path: Path) -> None:
    text, line, said = BOMBS[name]
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    with patience():
        sources, (error,) = load_sources(tmp_path)
    assert [source.place.code for source in sources] == ["411700"]
    assert str(error).startswith(f"{tmp_path / 'a.yaml'}:{line}: not valid YAML: ") and said in error.message
    assert error.remedy and len(str(error)) < 400


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_of_corrections_costs_itself_alone(name: str, tmp_path: Path) -> None:
    text, line, said = BOMBS[name]
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    (tmp_path / "b.yaml").write_text(CORRECTION, "utf-8")
    with patience():
        (found,), (fault,) = load_corrections(tmp_path, read_yaml)
    assert (found.file, found.line) == ("b.yaml", 1)
    assert (fault.file, fault.line) == ("a.yaml", line) and said in fault.message and "; " in fault.message


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_of_routes_names_its_fault(name: str, tmp_path: Path) -> None:
    text, line, said = BOMBS[name]
    path = tmp_path / "routes.yaml"
    path.write_text(text, "utf-8")
    with patience(), pytest.raises(RoutesError) as caught:
        load_routes(path)
    where = f"{path}:{line}: " if "over the limit" not in said or line > 1 else f"{path}: "
    assert str(caught.value).startswith(f"{where}is no YAML (") and said in str(caught.value)
    assert "\n" not in str(caught.value) and "; " in str(caught.value)


def test_the_remedy_is_that_of_the_fault(tmp_path: Path) -> None:
    for text, remedy in (
        (repeated(30), "write out what the aliases"),
        ("[" * 99, "look for brackets"),
        ("a: [", "check"),
    ):
        (tmp_path / "a.yaml").write_text(text, "utf-8")
        assert remedy in load_source(tmp_path / "a.yaml")[1][0].remedy


def test_a_file_of_routes_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_bytes("channels: {甲: []}".encode("gb18030"))
    with pytest.raises(RoutesError, match=r"not UTF-8 text .*; save the file as UTF-8"):
        load_routes(tmp_path / "routes.yaml")


def test_what_people_write_is_read() -> None:
    """Anchors, aliases and merges of a sensible size, and all kinds of values."""
    text = "a: &a {b: 1, c: 2026-03-01}\nd: *a\ne: {<<: *a, b: 2.5}\nf: [yes, ~, 甲]\n"
    node, found = read_yaml(text)
    day = found["a"]["c"]
    assert found == {
        "a": {"b": 1, "c": day},
        "d": {"b": 1, "c": day},
        "e": {"b": 2.5, "c": day},
        "f": [True, None, "甲"],
    }
    assert str(day) == "2026-03-01" and node is not None and node.value[2][0].start_mark.line == 2
    assert [key.value for key, _ in node.value[2][1].value] == ["<<", "b"], "the tree is as it was written"
    assert read_yaml("") == (None, None) and read_yaml("# nothing\n") == (None, None)


def test_the_limits_are_met_and_not_passed() -> None:
    deep = yaml_files.DEEPEST
    assert read_yaml("[" * (deep - 1) + "]" * (deep - 1))[1]
    with pytest.raises(YamlLimitError):
        read_yaml("[" * deep + "]" * deep)
    assert len(read_yaml("a: " + "x" * yaml_files.LONGEST_VALUE)[1]["a"]) == yaml_files.LONGEST_VALUE
    with pytest.raises(YamlLimitError):
        read_yaml("a: " + "x" * (yaml_files.LONGEST_VALUE + 1))


def test_a_long_source_file_is_read_in_proportion(tmp_path: Path) -> None:
    def make(n: int) -> str:
        rows = [
            f'  - {{kind: statistical_bulletin, year: {1950 + i % 150}, url: "http://www.example.cn/{i}", verified: never}}'
            for i in range(n)
        ]
        return GOOD.replace("documents: []", "documents:") + "\n".join(rows)

    def load(text: str) -> None:
        (tmp_path / "a.yaml").write_text(text, "utf-8")
        load_source(tmp_path / "a.yaml")

    grows_in_proportion("sources: documents", make, load, 18)
    grows_in_proportion(
        "sources: keys that nobody knows", lambda n: GOOD + "".join(f"k{i}: 1\n" for i in range(n)), load, 600
    )
    grows_in_proportion("sources: keys that stand twice", lambda n: GOOD + "note: 1\n" * n, load, 1200)


def test_long_files_of_corrections_and_routes_are_read_in_proportion(tmp_path: Path) -> None:
    def correct(text: str) -> None:
        (tmp_path / "a.yaml").write_text(text, "utf-8")
        load_corrections(tmp_path, read_yaml)

    def route(text: str) -> None:
        (tmp_path / "a.yaml").write_text(text, "utf-8")
        load_routes(tmp_path / "a.yaml")

    grows_in_proportion("corrections", lambda n: CORRECTION * n, correct, 100)
    grows_in_proportion("corrections that are none", lambda n: "- &a [1, 2]\n" + "- *a\n" * n, correct, 1200)
    grows_in_proportion("routes", lambda n: "channels: {all: []}\nroutes:\n" + "- {to: all}\n" * n, route, 700)


def test_messages_stay_short(tmp_path: Path) -> None:
    """What a fault says of a value that aliases fill is a line, and a file of a thousand faults names fifty."""
    text = GOOD.replace("name: 驻马店市", "name: [" + "[甲, 甲], " * 3000 + "]")
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    errors = load_source(tmp_path / "a.yaml")[1]
    assert errors and all(len(str(error)) < 600 for error in errors)
    (tmp_path / "a.yaml").write_text(GOOD + "".join(f"k{i}: 1\n" for i in range(1000)), "utf-8")
    errors = load_source(tmp_path / "a.yaml")[1]
    assert len(errors) == 51 and errors[-1].message == "and 950 faults more"
