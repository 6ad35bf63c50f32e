"""Whole readings: the same twice, complete or not, and texts that mean harm."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from speech import OPENING, YEAR, plan, promised, reading, review, whole

from extract.reading import read

ROOT = Path(__file__).resolve().parent.parent
# Generous: what runs away takes hours, and a slow machine under load must still pass.
HANG = 60.0
_RUN = """
import sys, time
from extract.reading import read
text = eval(sys.argv[1], {"random": __import__("random")})
r = read(text, kind=sys.argv[2], year=2024)
assert all(0 <= c.char_start < c.char_end <= len(text) for c in r.claims)
print(len(r.claims))
"""


def claims_of(expression: str, kind: str = "work_report") -> int:
    """The number of claims in the text that an expression makes, read in a process of its own that may not hang."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, expression, kind],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def test_the_same_text_gives_the_same_reading() -> None:
    assert reading(whole()) == reading(whole())


def test_the_same_text_gives_the_same_reading_whatever_the_hash_seed() -> None:
    code = "import sys; sys.path.insert(0, 'tests'); from speech import *; print(reading(whole()))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True, text=True, timeout=HANG, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1
    assert "地区生产总值" in seen.pop()


def test_a_whole_report_is_complete_and_its_headline_list_is_known() -> None:
    found = reading(whole())
    assert found.complete and found.incomplete_reason is None
    assert [(c.indicator, c.value) for c in found.claims if c.role == "commitment" and c.headline] == [
        ("地区生产总值", 6),
        ("固定资产投资", 8),
        ("城镇新增就业", 4000),
    ]
    assert sum(c.headline for c in found.claims if c.role == "outcome") >= 3


def test_claims_stand_in_order_inside_their_sections() -> None:
    found = reading(whole())
    ends = [c.char_end for c in found.claims]
    assert ends == sorted(ends)
    by_role = {s.title: s for s in found.sections}
    for claim in found.claims:
        section = by_role[claim.section]
        assert section.start <= claim.char_start < claim.char_end <= section.end


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("地区生产总值增长5%。", "characters of main text"),
        (review("地区生产总值增长5%。" + "工作有序推进。" * 300), "no plan was found"),
        (plan("固定资产投资增长8%。" + "抓好工作落实。" * 300), "main expected targets"),
    ],
)
def test_silence_does_not_count_where_something_is_missing(text: str, reason: str) -> None:
    found = reading(text)
    assert not found.complete
    assert reason in (found.incomplete_reason or "")


def test_a_bulletin_is_all_results() -> None:
    found = read("初步核算，全年地区生产总值182.6亿元，比上年增长5.4%。", kind="statistical_bulletin", year=2023)
    assert [(c.role, c.period, c.value) for c in found.claims] == [
        ("outcome", 2023, 182.6e8),
        ("outcome", 2023, 5.4),
    ]
    assert found.complete


@pytest.mark.parametrize("kind", ["work_report", "statistical_bulletin"])
@pytest.mark.parametrize(
    ("expression", "most"),
    [
        ("'1' * 100_000", 0),
        ("'增长' * 50_000", 0),
        ("'1,' * 50_000", 0),
        ("'一' * 100_000", 0),
        ("'万' * 100_000 + '元'", 1),
        ("'“' * 50_000 + '1%' + '”' * 50_000", 1),
        ("'《（' * 50_000", 0),
        ("'\\n' * 100_000", 0),
        ("'二、' * 50_000", 0),
        ("'我代表' * 30_000", 0),
        ("'不低于' * 30_000 + '5%'", 1),
        ("'比上年' * 30_000 + '增长5%'", 2),
        ("'与经济增长' * 20_000 + '同步'", 1),
        ("'收入与' * 30_000 + '同步'", 1),
        ("'、甲' * 40_000 + '分别增长' + '5%、' * 5_000", 10_000),
        ("'和' * 100_000 + '3%'", 1),
        ("'由1%提高到' * 20_000", 40_000),
        ("'1:2:3' * 20_000", 60_000),
        ("'目标未能' * 30_000", 0),
        ("'建设项目' * 30_000 + '开工'", 10),
        ("'O0l1I.' * 20_000 + '%'", 20_000),
        ("'\\x00\\x01\\ufffd' * 40_000", 0),
        ("'The economy grew by 5 percent in the year. ' * 3_000", 0),
    ],
)
def test_no_text_makes_the_reader_run_away(expression: str, most: int, kind: str) -> None:
    assert claims_of(expression, kind) <= most


def test_ten_thousand_numbers_in_one_sentence() -> None:
    assert (
        claims_of(
            f"{OPENING!r} + '一、2023年工作回顾\\n' + '，'.join(f'指标{{i}}号产量达到{{i}}吨' for i in range(10_000))"
        )
        > 0
    )


def test_a_list_of_ten_thousand_values() -> None:
    assert claims_of("'产量分别为' + '、'.join(f'{i}吨' for i in range(1, 10_001)) + '。'") > 0


def test_binary_rubbish_of_a_megabyte() -> None:
    claims_of("random.Random(7).randbytes(1_000_000).decode('gb18030', 'replace')")


def test_a_page_of_fifty_megabytes_ends() -> None:
    """16.7 million characters are 50 MB of UTF-8; read in a process of its own, within ten times the hang limit."""
    expression = f"{whole()!r} * {16_700_000 // len(whole())}"
    done = subprocess.run(
        [sys.executable, "-c", _RUN, expression, "work_report"], cwd=ROOT, capture_output=True, text=True, timeout=10 * HANG,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_reading_time_grows_with_the_text_and_not_with_its_square() -> None:
    sentence = "固定资产投资增长8%以上，新建公园3个、学校2所，居民收入与经济增长同步。"
    assert len(promised(sentence * 400)) == 400 * 4


def test_shuffled_characters_of_the_genre_never_crash() -> None:
    letters = "0123456789.%‰亿万元人次个百分点，。、；：“”（）增长下降达到由至到分别与和同步比高于的年一二三十百千\n"
    dice = random.Random(11)
    for _ in range(300):
        text = "".join(dice.choices(letters, k=200))
        found = read(text, kind="work_report", year=YEAR)
        assert all(0 <= c.char_start < c.char_end <= len(text) for c in found.claims)


@pytest.mark.parametrize("text", ["", "\n", " ", "。", "1", "%", "“", "一、"])
def test_next_to_nothing_is_read_as_nothing(text: str) -> None:
    found = reading(text)
    assert found.claims == [] and not found.complete
