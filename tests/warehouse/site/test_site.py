"""The site: what pages say, what they escape and weigh, that addresses stay, and that only what changed is made anew."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from lxml import etree
from typer.testing import CliRunner

from flows.cli.app import app
from warehouse.labels import LabelError
from warehouse.publish import publish
from warehouse.query import QueryError
from warehouse.site import build as building
from warehouse.site.build import Built, build_site
from warehouse.site.charts import across_places, through_years
from warehouse.site.formatting import LONGEST_QUOTE, amount, passage, target
from warehouse.site.overview import render_front
from warehouse.site.pages import Press, Setting, dress
from warehouse.site.queries import rows
from warehouse.store import load_batch, open_store, upsert

ODD = "<script>alert(1)</script>𠮷县"
MANY = 400
ATOM = "{http://www.w3.org/2005/Atom}"
LONG = "第一段话。" * 900 + "旅游人次达到500万人次，" + "后一段话。" * 900
URL = "https://pledges.example"


def document(code: str, year: int, text: str) -> dict[str, Any]:
    return {"document_id": f"{code}-{year}", "place_code": code, "kind": "work_report", "year": year, "url": f"https://x.example/{code}/{year}",
            "sha256": "0" * 64, "text": text, "title": ODD, "complete": True}  # fmt: skip


def commitment(code: str, number: int, year: int, quote: str) -> dict[str, Any]:
    return {"commitment_id": f"{code}-{year}-{number}", "document_id": f"{code}-{year}", "place_code": code, "indicator": f"指标{number}", "indicator_id": "gdp",
            "measure": "level", "unit": "人次", "value": 5e6, "quote": quote, "period": year, "char_start": number, "char_end": number + len(quote), "ordinal": number,
            "kind": "quantity", "headline": number < 3, "comparator": ">=", "section": "全年目标"}  # fmt: skip


@pytest.fixture
def home(pristine: Path, tmp_path: Path) -> Path:
    """A copy of `pristine` to build sites from, and to change."""
    return shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working database and what it published: one place with 400 promises, one with a quote of pages, one without any verdict."""
    folder = tmp_path_factory.mktemp("pristine")
    with open_store(folder / "w.duckdb") as con:
        upsert(con, "places", [
            {"place_code": "450000", "name": "甲省", "level": "province"}, {"place_code": "450224", "name": "甲县", "level": "county", "parent_code": "450000"},
            {"place_code": "450225", "name": ODD, "level": "county", "parent_code": "450000"}, {"place_code": "450226", "name": "丙县", "level": "county"},
        ], "place_code")  # fmt: skip
        upsert(con, "indicators", [{"indicator_id": "gdp", "name": "生产总值", "aliases": ["GDP"]}], "indicator_id")
        text = "工作目标：" + "".join(f"游客{n}达到500万人次。" for n in range(MANY))
        load_batch(con, [
            (document("450224", 2024, text), [commitment("450224", n, 2024, f"游客{n}达到500万人次") for n in range(MANY)], [], []),
            (document("450225", 2024, LONG), [commitment("450225", 0, 2024, LONG)], [], []),
        ])  # fmt: skip
        con.execute(
            "insert into verdicts by name select commitment_id, 'missed' as verdict, 'dropped' as continuity, 'floor' as rule, 0.9 as confidence,"
            " '实际<b>不足</b>。' as reason, '只有400万人次' as evidence_quote from commitments"
        )
        con.execute(
            "insert into verdict_changes by name select commitment_id, timestamp '2026-01-02' as changed_at, verdict, continuity, rule, false as recomputed"
            " from verdicts"
        )
        publish(con, folder / "published")
    return folder


def built(home: Path, **options: Any) -> Built:
    return build_site(
        home / "published" / "pledges.duckdb", home / "site", home / "state.duckdb", **({"url": URL} | options)
    )


def page(home: Path, address: str) -> str:
    return (home / "site" / address / "index.html").read_text("utf-8")


def changed(home: Path, *statements: str) -> None:
    with open_store(home / "w.duckdb") as con:
        for statement in statements:
            con.execute(statement)
        publish(con, home / "published")


def test_text_from_outside_is_shown_as_text(home: Path) -> None:
    built(home)
    for path in (home / "site").rglob("*.html"):
        html = path.read_text("utf-8")
        assert "<script>alert" not in html and "<b>不足" not in html, path
    assert escape(ODD) in page(home, "p/450225") and "&lt;b&gt;不足" in page(home, "c/450224-2024-0")
    feed = etree.parse(home / "site" / "p" / "450225" / "feed.xml")
    assert ODD in "".join(feed.getroot().itertext())


def test_a_promise_shows_both_quotes_its_arithmetic_and_its_sources(home: Path) -> None:
    built(home)
    html = page(home, "c/450224-2024-7")
    assert (
        "<mark>游客7达到<b>500万</b>人次</mark>" in html and "只有<b>400万</b>" not in html and "只有400万人次" in html
    )
    assert "游客6达到500万人次。</span><mark>" in html and "0" * 64 in html and "<code>floor</code>" in html
    assert f"{URL}/c/450224-2024-7/" in html and '"@type": "ClaimReview"' in html and "未达目标" in html


def test_a_place_without_verdicts_and_a_quote_of_pages_are_said_in_words(home: Path) -> None:
    built(home)
    assert "还没有可以判断的承诺" in page(home, "p/450226")
    html = page(home, "c/450225-2024-0")
    assert f"略去{len(LONG) - LONGEST_QUOTE}字" in html and "<b>500万</b>" in html


def test_sizes_with_four_hundred_promises(home: Path) -> None:
    built(home)
    year = page(home, "p/450224/2024")
    assert year.count('href="../../../c/450224-2024-') == MANY
    assert max(p.stat().st_size for p in (home / "site" / "c").rglob("index.html")) < 100_000


def test_the_front_page_of_three_thousand_places_is_light(home: Path) -> None:
    rows = ", ".join(f"('{10 + i % 30}{i:04d}', '某某自治县{i}', 'county', '{10 + i % 30}0000', false)" for i in range(3000))  # fmt: skip
    rows += "".join(f", ('{10 + i}0000', '某某自治区{i}', 'province', null, false)" for i in range(30))
    changed(home, f"insert or ignore into places (place_code, name, level, parent_code, fictional) values {rows}")
    with duckdb.connect(str(home / "published" / "pledges.duckdb"), read_only=True) as con:
        render_front(Press(home / "front", Setting()), con)
    html = (home / "front" / "index.html").read_text("utf-8")
    assert html.count('href="p/') > 3000 and len(html.encode()) < 300_000


def test_every_link_inside_leads_somewhere_and_nothing_comes_from_outside(home: Path) -> None:
    built(home)
    site = home / "site"
    broken: list[str] = []
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        for loaded in re.findall(r'<(?:script|img|link)[^>]*?(?:src|href)="([^"]*)"', html):
            assert not loaded.startswith(("http:", "https:", "//")) or loaded.startswith(URL), f"{path}: loads {loaded}"
        for link in re.findall(r'<(?:a|img|link|script)[^>]*?(?:href|src)="([^"#]+)"', html):
            parts = urlsplit(unescape(link))
            if parts.scheme or not parts.path:
                continue
            goal = path.parent / unquote(parts.path)
            if not (goal / "index.html" if link.endswith("/") or goal.is_dir() else goal).exists():
                broken.append(f"{path.relative_to(site)}: {link}")
    assert not broken, broken[:5]


def test_only_what_changed_is_made_anew(home: Path) -> None:
    first = built(home)
    assert first.places == 4 and built(home).places == 0
    other = (home / "site" / "p" / "450225" / "index.html").stat().st_mtime_ns
    changed(home, "update verdicts set verdict = 'unclear' where commitment_id = '450224-2024-5'")
    again = built(home)
    # The place above shows its counties' scores, so it is made anew as well.
    assert again.places == 2 and "无法判断" in page(home, "c/450224-2024-5")
    assert (home / "site" / "p" / "450225" / "index.html").stat().st_mtime_ns == other
    assert built(home, lang="en").places == 4, "another language is another site"


class BreakingPool:
    """A pool of one process, this one, that is killed after its first piece of work."""

    def __init__(self, _workers: object, _context: object, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
        begin(*given)

    def __enter__(self) -> BreakingPool:
        return self

    def __exit__(self, *_: object) -> None:
        building._own.pop("con").close()  # pyright: ignore[reportPrivateUsage]

    def map(self, work: Callable[[Any], Any], works: list[Any]) -> Iterator[Any]:
        yield work(works[0])
        raise BrokenProcessPool


def test_a_killed_process_costs_no_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(home)
    folder = home / "other"
    monkeypatch.setattr(building, "_ROWS", 1)
    monkeypatch.setattr(building, "_PARALLEL_FROM", 2)
    monkeypatch.setattr(building, "ProcessPoolExecutor", BreakingPool)
    made = build_site(home / "published" / "pledges.duckdb", folder, home / "other.duckdb", url=URL)
    whole = {path.relative_to(home / "site") for path in (home / "site").rglob("*.html")}
    assert {path.relative_to(folder) for path in folder.rglob("*.html")} == whole and made.places == 4


def test_addresses_outlive_the_reading(home: Path) -> None:
    built(home)
    changed(
        home,
        "delete from verdicts where commitment_id in ('450224-2024-5', '450224-2024-6')",
        "delete from commitments where commitment_id = '450224-2024-6'",
        "update commitments set commitment_id = 'anew' where commitment_id = '450224-2024-5'",
        "insert into verdicts (commitment_id, verdict, continuity, rule, reason, confidence) values ('anew', 'met', 'kept', 'floor', '', 1)",
    )
    assert built(home).moved == 2
    moved, gone = page(home, "c/450224-2024-5"), page(home, "c/450224-2024-6")
    assert 'href="../../c/anew/"' in moved and "新的读法" in moved
    assert "已撤下" in gone and "游客6达到500万人次" in gone and "noindex" in gone
    assert built(home).moved == 0
    (home / "site" / "index.html").unlink()
    built(home)
    assert "已撤下" in page(home, "c/450224-2024-6"), "a site that is made anew keeps what was said of old addresses"


def test_pages_of_plans_that_are_gone_say_so(home: Path) -> None:
    earlier, said = "450224-2023", "游客达到300万人次"
    with open_store(home / "w.duckdb") as con:
        load_batch(con, [(document("450224", 2023, said), [commitment("450224", 0, 2023, said)], [], [])])
    changed(
        home,
        f"insert into verdicts by name select commitment_id, 'met' as verdict, 'kept' as continuity, 'floor' as rule, '' as reason, 1 as confidence"
        f" from commitments where document_id = '{earlier}'",
    )
    built(home)
    pages = "p/450224/2023", "p/450224/2023/next", "p/450225/2024"
    assert not any("noindex" in page(home, address) for address in pages)
    changed(
        home,
        f"delete from verdicts where commitment_id like '{earlier}%' or commitment_id like '450225%'",
        *(
            f"delete from {table} where document_id in ('{earlier}', '450225-2024')"
            for table in ("commitments", "documents")
        ),
        "delete from places where place_code = '450225'",
    )
    built(home)
    assert all("noindex" in page(home, address) for address in (*pages, "p/450225"))
    assert "noindex" not in page(home, "p/450224/2024"), "a plan that is held stays"


def test_feeds_keep_the_rules_of_atom_and_their_ids(home: Path) -> None:
    built(home)
    before: dict[str, list[str]] = {}
    for path in sorted((home / "site").rglob("feed.xml")):
        feed = etree.parse(path).getroot()
        assert (
            feed.tag == ATOM + "feed"
            and feed.findtext(ATOM + "title")
            and feed.find(f"{ATOM}author/{ATOM}name") is not None
        )
        links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
        assert links["self"] == f"{URL}/{path.relative_to(home / 'site')}" and (links["alternate"] or "").startswith(
            URL
        )
        ids = [str(e.text) for e in feed.iter(ATOM + "id")]
        assert len(ids) == len(set(ids)) and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", i) for i in ids)
        for updated in feed.iter(ATOM + "updated"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", str(updated.text))
        for entry in feed.findall(ATOM + "entry"):
            assert entry.findtext(ATOM + "title") and entry.find(ATOM + "link") is not None
        before[path.name + str(path.parent)] = ids
    assert len(before) == 6  # of all, of each place, of the indicator
    (home / "site" / "index.html").unlink()
    built(home)
    for path in sorted((home / "site").rglob("feed.xml")):
        assert [e.text for e in etree.parse(path).iter(ATOM + "id")] == before[path.name + str(path.parent)]


def test_labels_in_english_leave_the_quotes_chinese(home: Path) -> None:
    built(home, lang="en")
    html = page(home, "c/450224-2024-7")
    assert '<html lang="en">' in html and "The promise" in html and "达到<b>500万</b>人次" in html
    with pytest.raises(LabelError, match="zh or en"):
        built(home, lang="fr")


def test_a_missing_published_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"pledges\.duckdb"):
        build_site(tmp_path / "pledges.duckdb", tmp_path / "site", tmp_path / "state.duckdb")
    done = CliRunner().invoke(app, ["site", "--home", str(tmp_path)])
    assert done.exit_code == 1 and "nightly" in done.output


def test_a_missing_file_beside_the_database_is_no_error(home: Path) -> None:
    (home / "published" / "csv" / "verdicts.csv").unlink()
    built(home)
    assert "csv/verdicts.csv" not in page(home, "data") and "csv/places.csv" in page(home, "data")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (13_240_000.0, "元", "1324万元"), (5e6, "人次", "500万人次"), (138.0, "座", "138座"), (6.5, "%", "6.5%"), (1.2e11, "元", "1200亿元"),
        (-3.1, "%", "-3.1%"), (None, "元", ""), (0.0, "", "0"),
    ],
)  # fmt: skip
def test_amounts(value: float | None, unit: str, said: str) -> None:
    assert amount(value, unit) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"promised": 6.0, "comparator": "~", "measure": "growth", "unit": "%"}, "增长6%左右"),
        ({"promised": 6.0, "promised_high": 6.5, "comparator": "range", "measure": "growth", "unit": "%"}, "增长6%—6.5%"),
        ({"promised": -3.0, "comparator": ">=", "measure": "growth", "unit": "%"}, "下降3%以上"),
        ({"promised": 4.5, "comparator": "<=", "measure": "level", "unit": "%"}, "4.5%以内"),
        ({"promised": None, "comparator": "sync", "measure": "growth", "unit": None}, "同步"),
    ],
)  # fmt: skip
def test_targets(row: dict[str, Any], said: str) -> None:
    assert target(row) == said


def test_the_number_that_was_read_is_marked_and_no_other() -> None:
    found = passage("前文。财政收入增长5%、投资增长15%。", "财政收入增长5%、投资增长15%", 15.0)
    assert found is not None and (found.before, found.head, found.number, found.tail) == (
        "前文。",
        "财政收入增长5%、投资增长",
        "15%",
        "",
    )
    assert passage("文", None, 1.0) is None


def test_a_chart_names_what_it_shows_in_the_order_given() -> None:
    names = ['乙"县" <&>', "甲县", "双江拉祜族佤族布朗族傣族自治县以及更多的名字"]
    values = [
        {"panel": name, "place": name, "year": year, "kind": kind, "value": year % 7}
        for name in names
        for year in (2023, 2024)
        for kind in ("目标", "结果")
    ]
    for chart in (through_years(values, "目标", "结果"), across_places(values, "目标", "结果")):
        drawn = etree.fromstring(chart.svg.encode())
        said = [text for text in drawn.itertext() if "县" in text]
        assert said == [names[0], names[1], names[2][:16] + "…"]
        assert "@" not in chart.svg and 'font-family="pledgewatch"' not in chart.svg
        assert chart.width < 1000 and f'width="{chart.width}"' in chart.svg


def test_a_growth_that_two_amounts_decided_is_shown_as_an_amount_and_never_drawn(home: Path) -> None:
    changed(
        home,
        "update commitments set measure = 'growth', unit = '%', value = 6 where commitment_id = '450224-2024-0'",
        "insert into outcomes by name select 'o' as outcome_id, '450224-2024' as document_id, '450224' as place_code, 'gdp' as indicator_id,"
        " 'level' as measure, '元' as unit, 18730000000 as value, '达到187.3亿元' as quote, 2024 as period",
        "update verdicts set outcome_id = 'o' where commitment_id = '450224-2024-0'",
    )
    built(home)
    assert "<dd>187.3亿元</dd>" in page(home, "c/450224-2024-0") and "亿%" not in page(home, "c/450224-2024-0")
    with duckdb.connect(str(home / "published" / "pledges.duckdb"), read_only=True) as con:
        (row,) = rows(con, "select *, null as milestone from judged where commitment_id = '450224-2024-0'")
    assert (dress(row, "zh")["said"], row["result"], row["compared"]) == ("增长6%以上", "187.3亿元", None)


def test_a_goal_of_several_years_is_no_target_of_its_plans_year(home: Path) -> None:
    built(home)
    first = "450224-2024-0/"
    assert first in page(home, "p/450224").partition("<ul")[0]
    changed(home, "update commitments set period = 2030 where place_code = '450224'")
    built(home)
    assert first not in page(home, "p/450224").partition("<ul")[0] and first in page(home, "p/450224/2024")
    assert first not in page(home, "i/gdp")


def test_any_two_plans_can_be_laid_side_by_side_and_the_page_goes_with_its_plans(home: Path) -> None:
    built(home)
    assert not (home / "site" / "p" / "450224" / "compare").exists()  # one plan alone is compared with nothing
    earlier = document("450224", 2023, "工作目标：游客达到400万人次。")
    with open_store(home / "w.duckdb") as con:
        load_batch(con, [(earlier, [commitment("450224", 0, 2023, "游客达到400万人次") | {"value": 4e6}], [], [])])
        upsert(
            con,
            "verdicts",
            [{"commitment_id": "450224-2023-0", "verdict": "met", "confidence": 0.9, "reason": "", "rule": "floor"}],
            "commitment_id",
        )
        publish(con, home / "published")
    built(home)
    plans = json.loads((home / "site" / "p" / "450224" / "compare" / "plans.json").read_text("utf-8"))
    assert list(plans) == ["2024", "2023"]
    ((key, name, main, said, result, verdict, of),) = plans["2023"]
    assert (name, main, said, result, verdict, of) == ("生产总值", True, "400万人次以上", "", "met", "450224-2023-0")
    assert key in {line[0] for line in plans["2024"]} and "2023/" in page(home, "p/450224/compare")
    changed(home, "delete from verdicts where commitment_id = '450224-2023-0'")
    built(home)
    assert "compare.js" not in page(home, "p/450224/compare")
