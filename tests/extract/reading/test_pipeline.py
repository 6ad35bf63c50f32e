"""Whole readings: the same twice, complete or not, and texts that mean harm."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from speech import OPENING, YEAR, plan, promised, reading, review, whole

from extract.reading.pipeline import read

ROOT = Path(__file__).resolve().parents[3]
# Generous: what runs away takes hours, and a slow machine under load must still pass.
HANG = 60.0
_RUN = """
import random, sys
from extract.reading.pipeline import read
for expression in sys.argv[2:]:
    print(expression[:60], end="\\t", flush=True)
    text = eval(expression)
    claims = read(text, kind=sys.argv[1], year=2024).claims
    assert all(0 <= c.char_start < c.char_end <= len(text) for c in claims)
    print(len(claims), flush=True)
"""
# What each expression makes, and the most claims that may be found in it.
HOSTILE: list[tuple[str, int]] = [
    ("'1' * 100_000", 0),
    ("'增长' * 50_000", 0),
    ("'1,' * 20_000", 0),
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
]


def claims_of(expressions: list[str], kind: str = "work_report") -> list[int]:
    """The number of claims in each text that an expression makes, read in a process of its own that may not hang."""
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", _RUN, kind, *expressions], cwd=ROOT, capture_output=True, timeout=HANG,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as hung:
        pytest.fail(f"more than {HANG:.0f} s; the last text was {(hung.stdout or b'').decode().splitlines()[-1:]}")
    assert done.returncode == 0, (done.stdout[-100:].decode(), done.stderr[-2000:].decode())
    return [int(line.split("\t")[1]) for line in done.stdout.decode().splitlines()]


def test_the_same_text_gives_the_same_reading() -> None:
    assert reading(whole()) == reading(whole())


def test_the_same_text_gives_the_same_reading_whatever_the_hash_seed() -> None:
    code = "import sys; sys.path.insert(0, 'tests/helpers'); from speech import *; print(reading(whole()))"
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


def test_a_plan_that_says_that_it_sets_no_target_for_growth_is_whole() -> None:
    said = "固定资产投资增长8%。我们没有提出经济增长的具体目标。" + "抓好工作落实。" * 300
    assert "main expected targets" in (reading(plan(said.replace("没有提出", "说明"))).incomplete_reason or "")
    assert "main expected targets" not in (reading(plan(said)).incomplete_reason or "")


def test_a_bulletin_is_all_results() -> None:
    found = read("初步核算，全年地区生产总值182.6亿元，比上年增长5.4%。", kind="statistical_bulletin", year=2023)
    assert [(c.role, c.period, c.value) for c in found.claims] == [
        ("outcome", 2023, 182.6e8),
        ("outcome", 2023, 5.4),
    ]
    assert found.complete


@pytest.mark.parametrize("kind", ["work_report", "statistical_bulletin"])
def test_no_text_makes_the_reader_run_away(kind: str) -> None:
    counts = claims_of([expression for expression, _ in HOSTILE], kind)
    too_many = {e: n for (e, most), n in zip(HOSTILE, counts, strict=True) if n > most}
    assert too_many == {}


def test_ten_thousand_numbers_in_one_sentence() -> None:
    head = f"{OPENING}一、2023年工作回顾\n"
    counts = claims_of(
        [
            f"{head!r} + '，'.join(f'指标{{i}}号产量达到{{i}}吨' for i in range(10_000))",
            "'产量分别为' + '、'.join(f'{i}吨' for i in range(1, 10_001)) + '。'",
            "random.Random(7).randbytes(500_000).decode('gb18030', 'replace')",
        ]
    )
    assert counts[0] > 0 and counts[1] > 0


def test_a_long_plan_is_read_to_its_end() -> None:
    sentence = "固定资产投资增长8%以上，新建公园3个、学校2所，居民收入与经济增长同步。"
    assert sum(1 + len(c.restated) for c in promised(sentence * 400)) == 400 * 4


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


@pytest.mark.parametrize(
    ("sentence", "complete"),
    [
        ("今年没有提出全县生产总值增长的具体目标，主要是因为外部情况难以预料。", True),
        ("今年不再设定生产总值增速目标。", True),
        ("今年各项工作要抓紧抓实。", False),
        ("去年没有完成生产总值增长目标。", False),
    ],
)
def test_a_plan_that_says_it_sets_no_target_was_read_whole(sentence: str, complete: bool) -> None:
    """Its list of targets is not lost: it says that there is none."""
    lines = whole().split("\n")
    (at,) = [number for number, line in enumerate(lines) if "主要预期目标" in line]
    lines[at] = f"城镇新增就业4000人。{sentence}"
    found = reading("\n".join(lines))
    assert not any(claim.headline for claim in found.claims if claim.role == "commitment")
    assert found.complete is complete, found.incomplete_reason
