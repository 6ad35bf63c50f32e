"""Words for one thing are found for each other where silence is searched for, and link and acquit nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from warehouse.linking import names
from warehouse.linking.review import Review
from warehouse.units import units
from warehouse.words import place_words

FILE = Path(names.__file__).with_name("synonyms.yaml")
TEXT = "新建改建农村公路75公里。新增停车泊位1600个，新建公厕30座。老人日间照料点实现全覆盖。"


def test_groups_are_sorted_and_say_each_word_once() -> None:
    groups: list[list[str]] = yaml.safe_load(FILE.read_text("utf-8"))
    assert groups == sorted(sorted(group) for group in groups)
    words = [word for group in groups for word in group]
    assert len(words) == len(set(words)) and all(len(group) > 1 for group in groups)


def test_a_word_in_two_groups_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "synonyms.yaml").write_text("- [公路, 道路]\n- [路网, 道路]\n", "utf-8")
    monkeypatch.setattr(names, "_SYNONYMS", tmp_path / "synonyms.yaml")
    names.synonyms.cache_clear()
    with pytest.raises(ValueError, match=r"synonyms\.yaml: 道路 stands in two groups"):
        names.synonyms()
    names.synonyms.cache_clear()


@pytest.mark.parametrize(
    ("name", "clause"),
    [("农村道路", "新建改建农村公路75公里"), ("停车位", "新增停车泊位1600个"), ("厕所", "新建公厕30座"), ("居家养老", "老人日间照料点实现全覆盖")],
)  # fmt: skip
def test_a_name_is_found_in_other_words_where_it_is_asked_for_broadly(name: str, clause: str) -> None:
    review = Review(TEXT, len(TEXT))
    assert review.holding(name) == []
    assert [TEXT[slice(*at)] for at in review.holding(name, broad=True)] == [clause]


def test_what_links_does_not_read_synonyms() -> None:
    """道路 and 公路 may be two things: only the search for silence takes the one for the other."""
    assert names.core("改造农村道路") != names.core("改造农村公路")
    assert names.broad(names.core("改造农村道路")) == names.broad(names.core("改造农村公路"))


def test_place_words_and_rates_are_those_of_the_reader() -> None:
    assert {"全国", "全省", "我市"} <= set(place_words())
    assert names.core("全旗造林") == "造林"
    assert {unit for unit, row in units().items() if row.kind == "percent"} >= {"%", "‰", "个百分点"}


def test_characters_that_look_like_others_are_searched_as_these() -> None:
    assert names.one_spelling("⼀般公共预算收⼊增⻓､⻓⺠") == names.one_spelling("一般公共预算收入增长、长民")
