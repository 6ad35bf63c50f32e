"""Source files: what loads, and what the person who edits them is told."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from extract.language.gazetteer import place
from extract.sources.files import load_source, load_sources

ROOT = Path(__file__).resolve().parents[3]
PLACE = 'place: {code: "411700", name: 驻马店市, level: prefecture, parent: "410000"}\n'
REPORT = '  - {kind: work_report, year: 2012, url: "https://a.example/2012", verified: never}\n'


def write(folder: Path, text: str, name: str = "411700-zhumadian.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def only_error(folder: Path, text: str) -> str:
    path = write(folder, text)
    source, errors = load_source(path)
    assert source is None
    assert len(errors) == 1, [str(error) for error in errors]
    return str(errors[0]).removeprefix(f"{path}:")


def test_a_whole_file(tmp_path: Path) -> None:
    notice = (
        "  - kind: progress_notice\n    year: 2025\n    period_end: 2025-09-30\n    url: http://a.example/q3\n"
        "    verified: 2026-11-01\n    title: 前三季度\n"
    )
    path = write(tmp_path, PLACE + "allow_private: true\nnote: 说明\ndocuments:\n" + REPORT + notice)
    sources, errors = load_sources(tmp_path)
    assert errors == []
    (source,) = sources
    assert (source.place.code, source.place.parent, source.path) == ("411700", "410000", path)
    assert (source.fictional, source.allow_private, source.note, source.site) == (False, True, "说明", None)
    first, second = source.documents
    assert (first.kind, first.year, first.verified, first.period_end) == ("work_report", 2012, "never", None)
    assert (second.period_end, second.verified) == (date(2025, 9, 30), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            PLACE + "documents:\n" + REPORT + REPORT.replace("year: 2012", "yeer: 2013, year: 2013"),
            "4: unknown key 'yeer'; did you mean 'year'?",
        ),
        (PLACE + "documnets: []\ndocuments: []\n", "2: unknown key 'documnets'; did you mean 'documents'?"),
        (PLACE + "path: x\ndocuments: []\n", "2: unknown key 'path'; known keys: place, documents, "),
        (PLACE, "1: key 'documents' is missing; add documents:"),
        (PLACE + "documents:\n" + REPORT + REPORT, "4: work_report of 2012 stands in line 3 already; remove one"),
        (
            PLACE
            + "documents:\n  - kind: work_reprot\n    year: 2012\n    url: https://a.example/\n    verified: never\n",
            "3: kind: 'work_reprot' is not known; did you mean 'work_report'?",
        ),
        (
            PLACE
            + "documents:\n  - kind: work_report\n    year: 1890\n    url: https://a.example/\n    verified: never\n",
            "4: year: ",
        ),
        (
            PLACE + "documents:\n" + REPORT.replace("https:", "ftp:"),
            "3: 'ftp://a.example/2012' is no web address; write it",
        ),
        (
            PLACE + "documents:\n" + REPORT.replace("never", "soon"),
            "3: 'soon' is neither a day nor the word never; write it as",
        ),
        (
            PLACE + "documents:\n" + REPORT.replace("work_report", "progress_notice"),
            "3: a progress_notice needs period_end, the last day it reports on, as in 2025-09-30",
        ),
        (
            PLACE + "documents:\n" + REPORT.replace("year: 2012", "year: 2012, period_end: 2012-12-31"),
            "3: a work_report has no",
        ),
        (PLACE.replace("411700", "4117") + "documents: []\n", "1: '4117' is no place code; a code has six digits"),
        (PLACE.replace('"411700"', "411700") + "documents: []\n", "1: write the code in quotes"),
        (
            PLACE.replace("prefecture", "county") + "documents: []\n",
            "1: code 411700 is that of a prefecture, not of a county; ",
        ),
        (PLACE.replace('"410000"', "null") + "documents: []\n", "1: parent is null for the nation"),
        (PLACE + "note: a\nnote: b\ndocuments: []\n", "3: key 'note' stands twice; keep one"),
        (PLACE + "documents:\n  - {kind: work_report,\n", "4: not valid YAML"),
        ("", "1: empty, or no mapping; begin with place:"),
    ],
)
def test_a_fault_is_named_with_its_line_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    assert only_error(tmp_path, text).startswith(told)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("place: 驻马店市".encode("gb18030"))
    _, errors = load_sources(tmp_path)
    assert "not UTF-8" in str(errors[0]) and "save the file as UTF-8" in str(errors[0])


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "place: [\n", "000-broken.yaml")
    write(tmp_path, PLACE + "documents: []\n")
    sources, errors = load_sources(tmp_path)
    assert [source.place.code for source in sources] == ["411700"]
    assert [Path(error.file).name for error in errors] == ["000-broken.yaml"]


def test_one_place_in_two_files(tmp_path: Path) -> None:
    write(tmp_path, PLACE + "documents: []\n", "a.yaml")
    write(tmp_path, "note: 第二份\n" + PLACE + "documents: []\n", "b.yaml")
    sources, errors = load_sources(tmp_path)
    assert [source.path.name for source in sources] == ["a.yaml"]
    assert str(errors[0]).startswith(f"{tmp_path / 'b.yaml'}:2: place 411700 stands in a.yaml already; ")


def test_no_folder_and_an_empty_one_say_so(tmp_path: Path) -> None:
    assert "no such folder" in str(load_sources(tmp_path / "absent")[1][0])
    assert "no *.yaml file" in str(load_sources(tmp_path)[1][0])


def test_the_sources_that_ship() -> None:
    sources, errors = load_sources(ROOT / "sources")
    assert errors == []
    with_bulletins = [s for s in sources if any(d.kind == "statistical_bulletin" for d in s.documents)]
    assert len(sources) >= 30 and len(with_bulletins) >= 20
    for source in sources:
        known = place(source.place.code)
        assert known is not None, source.path
        assert (known.name, known.level, known.parent_code) == (
            source.place.name,
            source.place.level,
            source.place.parent,
        )
        assert source.path.name.startswith(f"{source.place.code}-"), source.path
        assert source.documents or source.note, f"{source.path} has no document and does not say why"


def test_the_readme_example_loads_and_names_every_key(tmp_path: Path) -> None:
    text = (ROOT / "sources" / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example is not None
    source, errors = load_source(write(tmp_path, example[1]))
    assert errors == [] and source is not None
    for model in (source, source.place, source.documents[0]):
        for key in type(model).model_fields.keys() - {"path"}:
            assert f"`{key}`" in text, key
