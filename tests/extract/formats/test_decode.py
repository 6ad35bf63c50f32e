"""Decoding: the reading that gives clean Chinese wins, whatever the page declares."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extract.formats.decode import decode

PLAIN = "各位代表：全市生产总值增长8.5%，社会消费品零售总额完成320亿元，一般公共预算收入增长百分之十二。\n"
TRADITIONAL = "各位代表：全縣生產總值增長百分之八，旅遊總人數達到五百萬人次，財政收入穩步增長，經濟運行總體平穩。\n"

GB_COMMON = "".join(bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
ideographs = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
chinese = st.text(alphabet=st.one_of(ideographs, st.sampled_from("，。；：、“”《》0123456789%\n")), min_size=0)


def page(charset: str, text: str = PLAIN) -> str:
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>{text}</html>'


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "x-gbk", "utf-8", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize("written", ["utf-8", "gb18030"])
def test_wrong_declarations_do_not_win(declared: str, written: str) -> None:
    text = page(declared)
    assert decode(text.encode(written)) == (text, written)
    assert decode(text.encode(written), f"text/html; charset={declared}") == (text, written)


def test_gb2312_page_with_a_character_outside_gb2312() -> None:
    text = page("gb2312", "国务院总理朱镕基作政府工作报告。" + PLAIN)
    with pytest.raises(UnicodeEncodeError):
        text.encode("gb2312")
    assert decode(text.encode("gbk"), "text/html; charset=gb2312") == (text, "gb18030")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_decide(codec: str) -> None:
    text, encoding = decode(PLAIN.encode(codec), "text/html; charset=gb2312")
    assert text == PLAIN
    assert encoding == codec.removesuffix("-sig")


@pytest.mark.parametrize("content_type", ["", "text/html; charset=big5", "text/html; charset=utf-8"])
def test_big5(content_type: str) -> None:
    assert decode((TRADITIONAL * 2).encode("big5"), content_type) == (TRADITIONAL * 2, "big5")


def test_traditional_characters_in_gbk_are_not_big5() -> None:
    assert decode((TRADITIONAL * 2).encode("gbk")) == (TRADITIONAL * 2, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("declared", ["", "text/html; charset=utf-8", "text/html; charset=gb2312"])
def test_a_lone_bad_byte_is_replaced(encoding: str, declared: str) -> None:
    body = (PLAIN * 5).encode(encoding) + b"\xff\n" + (PLAIN * 5).encode(encoding)
    text, found = decode(body, declared)
    assert found == encoding
    assert text == PLAIN * 5 + "\ufffd\n" + PLAIN * 5


def test_text_cut_inside_a_character() -> None:
    text, encoding = decode((PLAIN * 3).encode("utf-8")[:-2])
    assert encoding == "utf-8"
    assert text == (PLAIN * 3)[:-2] + "\ufffd"


def test_latin_text_keeps_its_declaration() -> None:
    text = "Le rapport général a été présenté à l'assemblée; coût élevé."
    assert decode(text.encode("latin-1"), "text/plain; charset=iso-8859-1")[0] == text
    assert decode(text.encode("utf-8")) == (text, "utf-8")


def test_ascii_and_empty() -> None:
    assert decode(b"plain") == ("plain", "utf-8")
    assert decode(b"") == ("", "utf-8")


@given(st.binary(max_size=400), st.sampled_from(["", "text/html; charset=gb2312", "charset=utf-16", "charset=base64"]))
def test_never_raises(body: bytes, content_type: str) -> None:
    text, encoding = decode(body, content_type)
    assert isinstance(text, str) and encoding


@given(st.text(alphabet=ideographs, min_size=20), chinese)
def test_utf8_round_trip(head: str, tail: str) -> None:
    assert decode((head + tail).encode("utf-8")) == (head + tail, "utf-8")


@given(
    st.text(alphabet=st.sampled_from(GB_COMMON), min_size=20),
    st.text(alphabet=st.sampled_from("，。；：、“”《》0123456789%\n")),
    st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=utf-8"]),
)
def test_gb18030_round_trip(head: str, tail: str, declared: str) -> None:
    body = (head + tail).encode("gb18030")
    # Where declaration and bytes both say UTF-8 (一一一 is D2 BB D2 BB D2 BB), they are right to be believed.
    assume("utf-8" not in declared or "\ufffd" in body.decode("utf-8", "replace"))
    assert decode(body, declared)[0] == head + tail
