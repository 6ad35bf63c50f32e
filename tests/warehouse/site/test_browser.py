"""The sample's site in a real browser: the way of a reader, with and without scripts, on a desk and on a phone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Generator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.capturing.browser import chromium
from warehouse.publish import publish
from warehouse.site.build import build_site
from warehouse.store import open_store

SHOTS = Path(__file__).parents[3] / "screenshots"
WIDTHS = (1280, 390)
PROMISE = "接待游客"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def site(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address at which the sample's site is served."""
    folder = tmp_path_factory.mktemp("site")
    with open_store(Path(shutil.copy(sample_database, folder / "w.duckdb"))) as con:
        con.execute("update indicators set aliases = ['GDP', '国内生产总值'] where indicator_id = 'gdp'")
        publish(con, folder / "published")
    build_site(folder / "published" / "pledges.duckdb", folder / "site", folder / "state.duckdb")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=os.fspath(folder / "site"))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Generator[Any]:
    """Debian's Chromium; PLEDGEWATCH_CHROMIUM names another."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: install Debian's chromium, or name one in PLEDGEWATCH_CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Any, site: str) -> Generator[Any]:
    """A page of one of the two widths that may neither complain on the console nor ask anything from outside."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    found, faults = context.new_page(), []
    found.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else faults.append(asked.url))
    found.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)  # fmt: skip
    yield found
    context.close()
    assert not faults


def looked_at(page: Any, name: str) -> None:
    """No serious fault for those who cannot see, nothing wider than the screen, and a picture to look at."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width} pixels"
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)


def test_from_the_front_page_to_the_source_of_a_promise(page: Any, site: str) -> None:
    page.goto(site)
    looked_at(page, "front")
    page.get_by_role("row").get_by_role("link", name="示例县").click()
    assert page.url.endswith("/p/999901/") and "虚构示例" in page.locator("main").inner_text()
    looked_at(page, "place")
    page.get_by_role("listitem").get_by_role("link", name=PROMISE, exact=True).first.click()
    assert "/c/999901-work_report-" in page.url
    quotes = page.locator("blockquote")
    assert "500万" in quotes.nth(0).locator("mark b").inner_text()
    assert "305万" in quotes.nth(1).locator("mark b").inner_text()
    assert page.locator("main .badge.lagging").count() and "65万人次" in page.locator("main").inner_text()
    source = page.get_by_role("link", name="打开出处").first.get_attribute("href")
    assert source.startswith("http://") and source in page.locator("blockquote").first.get_attribute("cite")
    assert "引用格式" in page.locator("main").inner_text()
    looked_at(page, "promise")
    page.goto(f"{site}p/999901/")
    page.get_by_role("columnheader").get_by_role("link").nth(1).click()
    looked_at(page, "plan")
    page.get_by_role("link", name="并排看").click()
    looked_at(page, "compare")
    page.get_by_role("navigation").get_by_role("link", name="指标").click()
    page.get_by_role("link", name="国内生产总值").or_(page.get_by_role("link", name="地区生产总值")).first.click()
    looked_at(page, "indicator")


def test_any_two_plans_stand_side_by_side_and_the_address_says_which(page: Any, site: str) -> None:
    page.goto(f"{site}p/411700/")
    page.get_by_role("link", name="任选两年的计划对照").click()
    page.get_by_label("一年", exact=True).select_option("2013")
    page.get_by_label("另一年").select_option("2016")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="地区生产总值")).first
    assert (
        "增长10%左右 → 增长9.5%" in row.inner_text()
        and "未达目标" in row.inner_text()
        and "增长8.5%左右" in row.inner_text()
    )
    assert page.url.endswith("?a=2013&b=2016") and "不等于取消" in page.locator("#compared-note").inner_text()
    looked_at(page, "compare-any")
    page.reload()
    page.get_by_role("row").nth(1).wait_for()
    assert page.get_by_label("一年", exact=True).input_value() == "2013"
    page.goto(f"{site}p/411700/2018/")
    page.get_by_role("link", name="任选两年的计划对照").click()
    page.get_by_role("row").nth(1).wait_for()
    assert page.url.endswith("?a=2018&b=2017")


def test_search_finds_visitors(page: Any, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("游客")
    page.get_by_role("button", name="搜索").click()
    page.locator("#found a").first.wait_for()
    assert all("游客" in text for text in page.locator("#found a").all_inner_texts())
    page.locator("#found a", has_text="示例县").first.click()
    assert page.locator("h1").count() == 1


def test_search_shows_each_hit_once_and_finds_place_and_indicator_by_any_name(page: Any, site: str) -> None:
    page.goto(site)
    field, hits = page.get_by_role("searchbox"), page.locator("#found a")
    for letters in ("示", "示例县", "示例县 gd", "示例县 GDP"):
        field.fill(letters)  # each letter asks anew, before the answer to the last one is there
    field.press("Enter")
    page.locator("#found a", has_text="生产总值").first.wait_for()
    texts, addresses = hits.all_inner_texts(), [a.get_attribute("href") for a in hits.all()]
    assert len(addresses) == len(set(addresses)) and len(texts) == len(set(texts))
    assert all("示例县" in text and "GDP" in text.upper() for text in texts)
    hits.first.click()
    assert "生产总值" in page.locator("h1").inner_text() and "示例县" in page.locator("h1").inner_text()


def test_search_finds_what_stands_in_the_words_of_a_places_promises_alone(page: Any, site: str) -> None:
    page.goto(f"{site}?q=驻马店 1125公里")
    hit = page.locator("#found a", has_text="1125公里")
    hit.first.wait_for()
    assert hit.count() == 1 and page.locator("#found li").first.inner_text().endswith("承诺原文")
    page.get_by_role("searchbox").fill("驻马店 无此一物")
    page.get_by_role("button", name="搜索").click()
    page.locator("#found-note", has_text="没有找到").wait_for()
    assert page.locator("#found a").count() == 0
    page.goto(f"{site}?q=驻马店 1125公里")
    hit.first.click()
    assert "1125公里" in page.locator("blockquote").first.inner_text()


def test_a_search_before_its_index_has_come_is_answered_when_it_comes(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    held: list[Any] = []
    page.route("**/search.json", lambda route: held.append(route))
    page.goto(site)
    page.get_by_role("searchbox").fill("示例县 GDP")
    page.wait_for_function("true")
    assert page.locator("#found a").count() == 0
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.locator("#found a").first.wait_for()
    page.unroute("**/search.json")
    page.route("**/search.json", lambda route: route.abort())
    page.goto(f"{site}?q=示例县")
    page.locator("#found-note", has_text="地区和指标列表").wait_for()
    context.close()


def test_a_narrow_phone_scrolls_nothing_but_tables(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    for name in ("", "p/999901/", "about/"):
        page.goto(f"{site}{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    context.close()


def test_the_remaining_pages(page: Any, site: str) -> None:
    for name in ("operator", "about", "data", "p", "i"):
        page.goto(f"{site}{name}/")
        looked_at(page, name)


def test_without_scripts_everything_but_the_search_is_there(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("row").get_by_role("link", name="示例县").click()
    page.get_by_role("listitem").get_by_role("link", name=PROMISE, exact=True).first.click()
    assert page.locator("blockquote mark b").count() == 2
    context.close()


def test_the_keyboard_reaches_the_content(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    context.close()


def test_a_promise_can_be_printed(browser: Any, site: str, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}p/999901/")
    assert page.pdf(path=tmp_path / "place.pdf").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    context.close()
