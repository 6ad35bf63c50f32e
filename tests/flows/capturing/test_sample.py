"""The sample that ships is whole: its pages read, its sources point at them, and its truth quotes them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from flows.capturing.sample import PORT

SAMPLE = Path(__file__).parents[3] / "flows" / "capturing" / "sample"
SITE = SAMPLE / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
ADDRESS = re.compile(rf"http://127\.0\.0\.1:{PORT}/(.+)$")
ARTICLE = ".TRS_Editor, #zoom, .article-content"
FICTIONAL = "本页为虚构示例，示例县并不存在"
VERDICTS = {"met", "missed", "unreported", "pending", "on_track", "lagging"}
CONTINUITY = {"kept", "raised", "lowered", "dropped", "words_only", "changed_form", "pending"}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def sources() -> list[dict[str, Any]]:
    return [load(path) for path in sorted((SAMPLE / "sources").glob("*.yaml"))]


def listed() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Page path to (source, document) of every document that the source files list."""
    found: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for source in sources():
        for document in source["documents"]:
            match = ADDRESS.match(document["url"])
            assert match, f"{document['url']}: not an address of the sample on the loopback"
            assert match[1] not in found, f"{match[1]} is listed twice"
            found[match[1]] = (source, document)
    return found


def html(page: str) -> str:
    """The page decoded as its own declaration says; a wrong byte raises UnicodeDecodeError."""
    body = (SITE / page).read_bytes()
    declared = re.search(rb'charset="?([\w-]+)', body[:2000])
    assert declared, f"{page} declares no encoding"
    name = declared[1].decode("ascii").lower()
    return body.decode("gb18030" if name.startswith("gb") else name)


def article(page: str) -> str:
    found = BeautifulSoup(html(page), "lxml").select(ARTICLE)
    assert len(found) == 1, f"{page} has {len(found)} article containers"
    return re.sub(r"\s", "", found[0].get_text())


def test_every_listed_document_has_a_page_and_every_page_is_listed() -> None:
    assert sorted(listed()) == PAGES


@pytest.mark.parametrize("page", PAGES)
def test_page_is_a_report_in_realistic_furniture(page: str) -> None:
    source, document = listed()[page]
    soup = BeautifulSoup(html(page), "lxml")
    heading = soup.select_one("h1")
    assert heading and heading.get_text(strip=True)
    text = article(page)
    assert "本页为pledgewatch自带样例" in text and "非官方文本" in text
    assert "�" not in text
    if document["kind"] == "work_report":
        assert 1800 <= len(text) <= 3500
        assert "目标是：" in text or re.search(r"目标[^。]{0,4}：", text)
        assert "各位代表" in text
    assert len(re.sub(r"\s", "", soup.get_text())) > len(text) + 80  # header, links and footer around the article
    assert ("据公开数据改写" in text) is not source["fictional"]


@pytest.mark.parametrize("page", PAGES)
def test_fictional_pages_say_so_and_real_ones_do_not(page: str) -> None:
    source, _ = listed()[page]
    soup = BeautifulSoup(html(page), "lxml")
    assert (FICTIONAL in article(page)) is source["fictional"]
    assert (soup.select_one(".fictional-banner") is not None) is source["fictional"]


def test_periods_stand_where_the_kind_asks_for_them() -> None:
    for page, (_, document) in listed().items():
        end = document.get("period_end")
        assert (end is None) is (document["kind"] == "work_report"), page
        assert end is None or end.year == document["year"], page


def test_places_and_years_are_those_promised() -> None:
    reports = {
        source["place"]["code"]: [d["year"] for d in source["documents"] if d["kind"] == "work_report"]
        for source in sources()
    }
    assert reports == {
        "000000": list(range(2008, 2017)),
        "411700": list(range(2012, 2019)),
        "450224": [2024],
        "999901": [2024, 2025],
    }
    assert [s["place"]["name"] for s in sources() if s["fictional"]] == ["示例县"]


def test_one_page_declares_gb2312_and_needs_gb18030() -> None:
    body = (SITE / "zhumadian" / "2013.html").read_bytes()
    assert b"charset=gb2312" in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    assert "二〇一三年" in html("zhumadian/2013.html")


def test_truth_quotes_stand_in_their_pages() -> None:
    truth = load(SAMPLE / "truth.yaml")
    assert len(truth) >= 40
    texts = {page: article(page) for page in PAGES}
    for entry in truth:
        times = texts[entry["page"]].count(entry["quote"])
        assert times == 1, f"{entry['page']}: {entry['quote']} stands {times} times in the page, not once"
        assert entry["verdict"] in VERDICTS and entry["continuity"] in CONTINUITY, entry
    keys = Counter((entry["page"], entry["quote"]) for entry in truth)
    assert [key for key, count in keys.items() if count > 1] == []
    assert {entry["verdict"] for entry in truth} == VERDICTS
    assert {entry["continuity"] for entry in truth} == CONTINUITY


def test_missed_trade_target_of_2015_is_words_alone_in_2016() -> None:
    truth = {(entry["page"], entry["quote"]): entry for entry in load(SAMPLE / "truth.yaml")}
    entry = truth["national/2015.html", "进出口增长6%左右"]
    assert (entry["verdict"], entry["continuity"]) == ("missed", "words_only")
    assert "进出口回稳向好" in article("national/2016.html")
    assert "预期增长目标未能实现" in article("national/2016.html")
    assert "比上年下降7.0%" in article("national/bulletin-2015.html")


def test_visitors_of_the_fictional_county_lag() -> None:
    """61 % of the year's target after three quarters; 74 % of the year's result at the same point a year before."""
    assert "全年接待游客500万人次" in article("shili/2025.html")
    assert "接待游客305万人次" in article("shili/notice-2025-q3.html")
    assert "接待游客307万人次" in article("shili/notice-2024-q3.html")
    assert "接待游客415万人次" in article("shili/bulletin-2024.html")
