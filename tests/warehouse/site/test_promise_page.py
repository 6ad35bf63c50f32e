"""The promise page and what stands beside it: what can be said, citation, og:, JSON, Beijing's time, where to report an error; and the page about."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from flows.settings import SettingError, site_imprint
from warehouse.labels import VERDICTS, Labels
from warehouse.publish import publish
from warehouse.site.build import build_site
from warehouse.site.formatting import local
from warehouse.site.pages import Imprint
from warehouse.store import load_batch, open_store, upsert

URL = "https://pledges.example"
IMPRINT = Imprint("某某报数据组", "data@desk.example", "CC BY 4.0", "https://desk.example/report?id={id}&page={url}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with one promise from the net and one whose report lies on a disk; the site with an address, and one without."""
    folder = tmp_path_factory.mktemp("promise")
    with open_store(folder / "w.duckdb") as con:
        upsert(
            con,
            "places",
            [{"place_code": "450224", "name": "甲县", "level": "county", "fictional": False}],
            "place_code",
        )
        for year, url in ((2023, "https://x.example/2023"), (2024, "/home/editor/报告.html")):
            body = {"document_id": f"d{year}", "place_code": "450224", "kind": "work_report", "year": year, "url": url, "sha256": "0" * 64, "text": "造林20万亩。",
                    "title": None, "complete": True, "captured_at": datetime(2026, 1, 2, 17, 30)}  # fmt: skip
            own = {"commitment_id": f"c{year}", "document_id": f"d{year}", "place_code": "450224", "indicator": "造林", "measure": "level", "unit": "亩", "value": 2e5,
                   "quote": "造林20万亩", "period": year, "char_start": 0, "char_end": 6, "ordinal": 1, "kind": "quantity", "headline": True, "comparator": ">="}  # fmt: skip
            load_batch(con, [(body, [own], [], [])])
            upsert(con, "verdicts", [{"commitment_id": f"c{year}", "verdict": "missed", "continuity": "dropped", "rule": "floor", "confidence": 0.9, "reason": "差4万亩。",
                                      "evidence_quote": "造林16万亩"}], "commitment_id")  # fmt: skip
            upsert(con, "verdict_changes", [{"commitment_id": f"c{year}", "changed_at": datetime(2026, 1, 2, 17, 30), "verdict": "missed", "continuity": "dropped",
                                             "rule": "floor", "recomputed": False}], ("commitment_id", "changed_at"))  # fmt: skip
        upsert(
            con,
            "rule_record",
            [{"rule": "floor", "verdict": "missed", "judged": 40, "right": 39, "share": 0.975}],
            ("rule", "verdict"),
        )
        publish(con, folder / "published")
    for name, url, imprint in (("site", URL, IMPRINT), ("bare", "", None)):
        build_site(
            folder / "published" / "pledges.duckdb", folder / name, folder / f"{name}.duckdb", url=url, imprint=imprint
        )
    return folder


def text(home: Path, address: str, site: str = "site") -> str:
    return (home / site / address / "index.html").read_text("utf-8")


def test_one_sentence_says_what_can_be_said_and_what_cannot(home: Path) -> None:
    assert "可以说：按后来的文件报告的结果，承诺没有达到。不能说：为什么没有达到" in text(home, "c/c2023")
    assert "不等于不再做这件事" in text(home, "c/c2023")
    for lang in ("zh", "en"):
        t = Labels(lang)
        assert all(t(f"say_{verdict}") and t(f"not_say_{verdict}") for verdict in VERDICTS)


def test_the_citation_has_the_whole_address_or_says_that_none_is_set(home: Path) -> None:
    assert f"{URL}/c/c2023/（数据截至2026-01-03" in text(home, "c/c2023")  # and the day is Beijing's
    assert "本站没有设置网址" in text(home, "c/c2023", "bare")


def test_a_link_elsewhere_shows_title_words_and_picture(home: Path) -> None:
    page = text(home, "c/c2023")
    assert (
        '<meta property="og:title" content="甲县2023：造林' in page
        and '<meta property="og:description" content="未达目标：差4万亩。">' in page
    )
    assert f'content="{URL}/card.png"' in page and (home / "site" / "card.png").read_bytes().startswith(b"\x89PNG")
    assert "og:image" not in text(home, "c/c2023", "bare")


def test_the_page_as_json_says_the_same_and_names_no_file_of_ours(home: Path) -> None:
    one, two = (
        json.loads((home / "site" / "c" / f"c{year}" / "promise.json").read_text("utf-8")) for year in (2023, 2024)
    )
    assert (one["url"], one["verdict"], one["promised"], one["unit"], one["promise_url"]) == (
        f"{URL}/c/c2023/",
        "missed",
        2e5,
        "亩",
        "https://x.example/2023",
    )
    assert two["promise_url"] is None and 'href="promise.json"' in text(home, "c/c2023")


def test_times_are_beijings(home: Path) -> None:
    assert local(datetime(2026, 1, 2, 17, 30)) == "2026-01-03 01:30" and local(None) == "—"
    page = text(home, "c/c2023")
    for shown in (
        "<td>2026-01-03 01:30</td>",
        "<li>2026-01-03 01:30：未达目标",
        "数据截至 2026-01-03 01:30（北京时间）",
    ):
        assert shown in page
    assert "UTC" not in page and "2026-01-02" not in page


def test_errors_are_reported_where_the_operator_wants(home: Path) -> None:
    assert 'href="https://desk.example/report?id=c2023&amp;page=https%3A%2F%2Fpledges.example%2Fc%2Fc2023%2F"' in text(
        home, "c/c2023"
    )
    assert "指出错误" not in text(home, "c/c2023", "bare")


@pytest.mark.parametrize("site", ["site", "bare"])
def test_no_page_shows_a_path_of_ours_or_a_word_of_the_tables(home: Path, site: str) -> None:
    for path in (home / site).rglob("*.html"):
        page = path.read_text("utf-8")
        seen = re.sub(r"<code>.*?</code>|<script.*?</script>|<[^>]*>", "", page, flags=re.S)
        assert "/home/editor" not in page and 'href="#"' not in page, path
        if "data" not in path.parts:  # there the files have their names
            assert not re.search(r"\b(work_report|statistical_bulletin|critical|missed|dropped|headline)\b", seen), path


def test_the_operators_page_is_apart(home: Path) -> None:
    for address in ("", "c/c2023", "p/450224"):
        assert "operator/" not in text(home, address)
    assert "operator/" in text(home, "about") and "noindex" in text(home, "operator")


def test_about_names_publisher_licence_contact_method_and_record(home: Path) -> None:
    page = text(home, "about")
    for said in (
        "某某报数据组",
        "data@desk.example",
        "CC BY 4.0",
        "怎样得出结论",
        "有40条，其中1条不对，错误率2.5%",
        "<code>floor</code>",
    ):
        assert said in page
    assert text(home, "about", "bare").count("没有写明") == 3


def test_another_imprint_makes_the_pages_anew(home: Path, tmp_path: Path) -> None:
    def made(imprint: Imprint) -> int:
        return build_site(
            home / "published" / "pledges.duckdb", tmp_path / "s", tmp_path / "s.duckdb", imprint=imprint
        ).places

    assert (made(IMPRINT), made(IMPRINT), made(Imprint("别的报"))) == (1, 0, 1)


def test_the_imprint_is_a_setting_and_a_wrong_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEDGEWATCH_CONTACT", "ops@desk.example")
    monkeypatch.setenv("PLEDGEWATCH_ERRORS_URL", "mailto:desk@desk.example?subject={id}")
    assert (
        site_imprint().contact == "ops@desk.example"
        and site_imprint().report("c/1", "") == "mailto:desk@desk.example?subject=c%2F1"
    )
    monkeypatch.setenv("PLEDGEWATCH_ERRORS_URL", "javascript:alert(1)")
    with pytest.raises(SettingError, match="PLEDGEWATCH_ERRORS_URL"):
        site_imprint()
