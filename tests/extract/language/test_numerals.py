"""Numbers in characters and digits."""

from __future__ import annotations

import pytest

from extract.language.numerals import MULTIPLIERS, chinese_number, digits_number, number_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("二十五", 25), ("一百零八", 108), ("两百", 200), ("三千二百", 3200),
        ("一千万", 10_000_000), ("十二万", 120_000), ("一亿二千万", 120_000_000), ("两万亿", 2_000_000_000_000),
        ("二〇二四", 2024), ("十三点五", 13.5), ("零点八", 0.8), ("亿", 100_000_000), ("万", 10_000),
    ],
)  # fmt: skip
def test_a_numeral_is_its_number(text: str, value: float) -> None:
    assert chinese_number(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("text", ["", "增长", "三点", "十二人", "点五"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("text", "multiplier", "value"),
    [
        ("18.6", "亿", 1_860_000_000.0),
        ("3.2", "万亿", 3_200_000_000_000.0),
        ("1,200", "万", 12_000_000.0),
        ("0.57", "千", 570.0),
        ("64.23", "", 64.23),
    ],
)
def test_digits_are_multiplied_out_without_a_rest(text: str, multiplier: str, value: float) -> None:
    assert digits_number(text, multiplier) == value


def test_the_multipliers_are_powers_of_ten() -> None:
    assert {f"{v:.0f}".rstrip("0") for v in MULTIPLIERS.values()} == {"1"}


def test_a_number_is_read_in_either_writing() -> None:
    assert (number_of("12"), number_of("十二"), number_of("两"), number_of("几"), number_of("")) == (
        12,
        12,
        2,
        None,
        None,
    )
