"""Place, kind, year and period of documents, read from their own words."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from extract.identity.identify import identify
from extract.model import Identity

BULLETIN, NOTICE = "statistical_bulletin", "progress_notice"
SPEECH = "各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n一、工作回顾\n全县上下一心。\n"


def report(*head: str) -> str:
    return "\n".join(head) + "\n" + SPEECH


def test_meeting_line_comes_before_the_title() -> None:
    text = report("标题：唐县2020年政府工作报告", "——2021年3月11日在高唐县第十七届人民代表大会第五次会议上")
    assert identify(text) == Identity("371526", "高唐县", "work_report", 2021)


def test_what_the_collector_filed_it_under_does_not_count() -> None:
    text = report("区县代码：130633", "年份：2014", "——2023年2月12日在米易县第十九届人民代表大会第三次会议上")
    found = identify(text)
    assert (found.place_code, found.year) == ("510421", 2023)


def test_spaces_and_line_breaks_inside_the_meeting_line() -> None:
    text = report("政 府 工 作 报 告", "——2026年1月26日在广东省第十四届", "人民代表大会第五次会议上")
    found = identify(text)
    assert (found.place_code, found.kind, found.year) == ("440000", "work_report", 2026)


def test_date_after_the_meeting_and_lost_spaces() -> None:
    text = report(
        "政??府??工??作??报??告", "在顺平县第十五届人民代表大会第二次会议上", "县长 某某", "（二○○八年三月二十七日）"
    )
    found = identify(text)
    assert (found.place_code, found.year) == ("130636", 2008)


@pytest.mark.parametrize(("day", "year"), [("2023年12月27日", 2024), ("2024年1月11日", 2024), ("2023年11月30日", 2023)])
def test_a_december_meeting_plans_for_the_next_year(day: str, year: int) -> None:
    assert identify(report(f"——{day}在融安县第十八届人民代表大会第四次会议上")).year == year


@pytest.mark.parametrize(
    ("title", "code", "year"),
    [
        ("2024年柳州市融安县人民政府政府工作报告", "450224", 2024),
        ("（广西）2024年柳州市融安县人民政府政府工作报告", "450224", 2024),
        ("保定市徐水2011年政府工作报告", "130609", 2011),
        ("2026年四川省人民政府工作报告", "510000", 2026),
        ("2015年国务院政府工作报告", "000000", 2015),
        ("二〇一七年驻马店市政府工作报告", "411700", 2017),
        ("二O一七年驻马店市政府工作报告", "411700", 2017),
    ],
)
def test_titles_of_work_reports(title: str, code: str, year: int) -> None:
    assert identify(SPEECH, title) == identify(report(title))
    found = identify(SPEECH, title)
    assert (found.place_code, found.kind, found.year) == (code, "work_report", year)


def test_a_place_without_a_code_is_given_by_name() -> None:
    text = report("——2026年1月9日在示例县第三届人民代表大会第四次会议上")
    assert identify(text) == Identity(None, "示例县", "work_report", 2026)


def test_places_of_one_name_are_told_apart_by_the_text() -> None:
    line = "2024年1月9日在朝阳区第十七届人民代表大会第四次会议上"
    assert identify(report(line)).place_code is None
    assert identify(report(line, "我们在北京市委领导下工作")).place_code == "110105"


def test_the_nation_by_its_speaker_and_its_congress() -> None:
    text = "各位代表：\n现在，我代表国务院，向第十届全国人民代表大会第一次会议作政府工作报告。\n"
    assert identify(text) == Identity("000000", "全国", "work_report", 2003)


def test_place_from_the_speaker_and_year_from_the_headings() -> None:
    text = "各位代表：\n现在，我代表徐水县人民政府向大会报告工作。\n一、2014年工作回顾\n二、2015年工作总体要求\n"
    assert identify(text) == Identity("130609", "徐水区", "work_report", 2015)


def test_place_from_what_the_text_talks_of() -> None:
    speech = "各位代表：\n现在，我代表市人民政府，向大会作工作报告。\n全市合作办学，驻马店加快发展。"
    assert identify(speech + "驻马店市汝南县、泌阳县，驻马店大局。").place_code == "411700"
    assert identify(speech.replace("驻马店", "本地") + "合作，合作，合作，合作。").place_code is None


def test_nothing_is_guessed() -> None:
    text = "各位代表：\n现在，我代表县人民政府，向大会作工作报告。\n"
    assert identify(text) == Identity(kind="work_report")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2023年周口市国民经济和社会发展统计公报", Identity("411600", "周口市", BULLETIN, 2023, date(2023, 12, 31))),
        (
            "中华人民共和国2023年国民经济和社会发展统计公报[1]",
            Identity("000000", "全国", BULLETIN, 2023, date(2023, 12, 31)),
        ),
        ("示例县2026年上半年国民经济和社会发展统计公报", Identity(None, "示例县", BULLETIN, 2026, date(2026, 6, 30))),
        ("2025年前三季度融安县经济运行情况", Identity("450224", "融安县", NOTICE, 2025, date(2025, 9, 30))),
        ("2025年1—11月融安县主要经济指标完成情况", Identity("450224", "融安县", NOTICE, 2025, date(2025, 11, 30))),
        ("融安县2024年一季度经济运行情况", Identity("450224", "融安县", NOTICE, 2024, date(2024, 3, 31))),
        ("示例县2026年上半年政府工作报告重点工作进展情况", Identity(None, "示例县", NOTICE, 2026, date(2026, 6, 30))),
    ],
)
def test_titles_of_bulletins_and_notices(title: str, expected: Identity) -> None:
    assert identify("全县接待游客若干人次。", title) == expected
    assert identify(f"{title}\n全县接待游客若干人次。") == expected


def test_a_title_broken_over_lines() -> None:
    found = identify("周 口 市 2023 年\n国民经济和社会发展\n统计公报\n综合\n")
    assert (found.place_code, found.kind, found.year) == ("411600", "statistical_bulletin", 2023)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        ("记者获悉，县长在会上作政府工作报告，各位代表认真审议。", "融安县县长作政府工作报告"),
        ("各乡镇人民政府：现将任务分解如下。", "关于印发2024年政府工作报告重点工作任务分解的通知"),
        ("各位代表：现在，我代表示例县人民法院向大会报告工作。", "示例县人民法院工作报告"),
        ("公报读懂了吗？", "解读：《2023年周口市国民经济和社会发展统计公报》"),
        ("品牌活动日前启动。", "品牌行活动启动 - 某省人民政府门户网站"),
    ],
)
def test_other_genres_have_no_kind(text: str, title: str) -> None:
    assert identify(text, title) == Identity()


def test_the_corpus() -> None:
    """Against the list of real documents: what is said is right, and nearly all is said."""
    folder = os.environ.get("PLEDGEWATCH_CORPUS")
    if not folder or not (Path(folder) / "manifest.csv").is_file():
        pytest.skip("PLEDGEWATCH_CORPUS does not name a folder with manifest.csv")
    wrong: list[str] = []
    open_years = seen = 0
    with (Path(folder) / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["path"]
            if not name.endswith(".txt") or name.startswith("damaged/"):
                continue
            text = (Path(folder) / name).read_text(encoding="utf-8")
            found = identify(text)
            # Five files stand under the wrong county in the collection; the document's own place is the right answer.
            code = "371526" if "高唐县第" in text.replace("\n", "") else row["place_code"]
            seen += 1
            open_years += found.year is None
            if (found.place_code, found.kind) != (code, row["kind"]) or found.year not in (None, int(row["year"])):
                wrong.append(f"{name}: {found}")
    assert not wrong
    assert seen >= 100 and open_years <= 3


def test_names_in_look_alike_characters_are_heard() -> None:
    from extract.identity.places_in_text import squeeze

    assert squeeze("⽰例县⼈⺠政府 ⼯作报告") == "示例县人民政府工作报告"
