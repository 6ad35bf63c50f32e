"""Mirrors: tried in their order where the official address gives nothing, named where one is taken, and never before the official page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from land import PLACE, Land, html
from local_site import Answer, Host
from speech import whole

from extract.sources.files import load_source
from flows.processing.run import load_unread
from flows.settings import Home
from flows.versions import reader_version
from warehouse.store import open_store

TITLE = f"{PLACE}2024年政府工作报告"
OFFICIAL, GAZETTE, MEDIA = "/zfgzbg/2024.html", "/gongbao/2024.html", "/xinwen/2024.html"
LISTED = (
    'documents:\n  - kind: work_report\n    year: 2024\n    url: "HOST/zfgzbg/2024.html"\n    verified: never\n    mirrors:\n'
    '      - {url: "HOST/xinwen/2024.html", tier: state media}\n      - {url: "HOST/gongbao/2024.html", tier: gazette}\n'
)
TEXT = whole(PLACE, 2024)
SENTENCE = next(line for line in TEXT.split("\n") if "%" in line and "。" in line)
OTHER = TEXT.replace(SENTENCE, SENTENCE.replace("。", "，比计划快。", 1), 1)


def page(text: str = TEXT, title: str = TITLE) -> str:
    return html(text, title)


@dataclass
class Night:
    """What a night could not fetch, and what it could not read."""

    failed: list[str]
    rejected: list[str] = field(default_factory=list[str])


def night_of(land: Land) -> Night:
    night, home = Night(land.capture().failed), Home(land.home)
    with open_store(home.database) as con:
        load_unread(con, home, reader_version(), night.rejected)
    return night


class Nights:
    """The nights of one source with two mirrors, and what stands after each."""

    def __init__(self, land: Land, host: Host) -> None:
        self.land, self.host = land, host
        land.source(0, "999961", LISTED)

    def shown(self, **pages: str | Answer) -> None:
        names = {"official": OFFICIAL, "gazette": GAZETTE, "media": MEDIA}
        self.host.pages.clear()
        self.host.pages |= {names[name]: one for name, one in pages.items()}

    def night(self, **pages: str | Answer) -> Night:
        """What is fetched, read and loaded; nothing is judged or published."""
        self.shown(**pages)
        return night_of(self.land)

    def stands(self) -> list[tuple[str, str | None]]:
        return [
            (url.removeprefix(self.host.url("")), tier)
            for url, tier in self.land.ask("select url, tier from documents")
        ]

    def revisions(self) -> list[tuple[Any, ...]]:
        rows = self.land.ask("select kind, url, removed, added from revisions order by found_at, url")
        return [(kind, url.removeprefix(self.host.url("")), removed, added) for kind, url, removed, added in rows]


@pytest.fixture
def nights(land: Land, site: list[Host]) -> Nights:
    return Nights(land, site[0])


def test_a_document_that_is_there_has_no_mirror_asked(nights: Nights) -> None:
    night = nights.night(official=page(), gazette=page(), media=page())
    assert night.failed == [] and nights.stands() == [(OFFICIAL, None)]
    assert {GAZETTE, MEDIA}.isdisjoint(nights.host.paths())


def test_mirrors_are_tried_by_their_tiers_and_the_one_taken_is_named(nights: Nights) -> None:
    nights.night(media=page(), gazette=page())
    assert [one for one in nights.host.paths() if one != "/robots.txt"] == [OFFICIAL, GAZETTE], "a gazette before media"
    assert nights.stands() == [(GAZETTE, "gazette")]
    assert nights.land.ask("select mirror_of from documents") == [(nights.host.url(OFFICIAL),)]
    nights.night(media=page())
    assert MEDIA in nights.host.paths(), "the next one, where the first fails as well"
    assert nights.stands() == [(GAZETTE, "gazette")], "and what was taken of the higher tier stands"


def test_readers_are_told_where_a_promise_was_read(nights: Nights) -> None:
    nights.shown(gazette=page(OTHER))
    night = nights.land.night()
    assert any("taken from a mirror (gazette)" in line for line in night.processed.warnings)
    assert nights.land.coverage()[("work", 2024)] == "found"
    site = nights.land.home / "site"
    told = [path.read_text("utf-8") for path in site.glob("c/*/index.html")]
    assert told and all("政府公报" in one and nights.host.url(GAZETTE) in one for one in told)
    assert all(nights.host.url(OFFICIAL) in one for one in told), "the official address stands beside it"
    facts = json.loads(next(site.glob("c/*/promise.json")).read_text("utf-8"))
    assert facts["promise_tier"] == "gazette" and facts["promise_mirror_of"] == nights.host.url(OFFICIAL)
    nights.shown(official=page())
    nights.land.night()
    assert nights.land.ask("select count(*) from alerts where kind = 'edited'") == [(0,)], "a mirror is no edit"
    pages = [path.read_text("utf-8") for path in site.glob("c/*/index.html")]
    told = [one for one in pages if "另一网址的同一文件与此不同" in one]
    assert told and all("比计划快" in one and "政府公报" not in one for one in told)


@pytest.mark.parametrize("first", ["the mirror is older", "the mirror is newer"])
def test_the_official_page_wins_whichever_came_first(nights: Nights, first: str) -> None:
    if first == "the mirror is older":
        nights.night(gazette=page(OTHER))
        assert nights.stands() == [(GAZETTE, "gazette")] and nights.revisions() == []
        nights.night(official=page(), gazette=page(OTHER))
    else:
        nights.night(official=page())
        night = nights.night(gazette=page(OTHER))
        assert any(OFFICIAL in line for line in night.failed)
    assert nights.stands() == [(OFFICIAL, None)]
    ((kind, url, removed, added),) = nights.revisions()
    assert (kind, url) == ("mirror", GAZETTE)
    assert "比计划快" in added and "比计划快" not in removed, (
        "removed is what the mirror lacks, added what it alone has"
    )
    assert nights.land.ask("select d.sha256 = r.old_sha256 from documents d, revisions r") == [(True,)]
    assert nights.land.ask("select count(*) from rejections where stage = 'read'") == [(0,)]
    before = nights.revisions()
    nights.night(official=page() if first == "the mirror is older" else Answer(b"", 404), gazette=page(OTHER))
    assert nights.revisions() == before, "told once"


def test_what_a_mirror_rewrote_is_not_held_against_the_official_page(nights: Nights) -> None:
    target = re.search(r"增长(\d+(?:\.\d+)?)%", TEXT[TEXT.index("二、2024年工作安排") :])
    assert target is not None
    at = TEXT.index("二、2024年工作安排") + target.start(1)
    now = f"{TEXT[:at]}{float(target[1]) - 1:g}{TEXT[at + len(target[1]) :]}"
    nights.night(gazette=page())
    nights.night(gazette=page(now))
    assert nights.land.ask("select count(*) from first_wordings") == [(1,)]
    nights.night(official=page(now))
    assert nights.stands() == [(OFFICIAL, None)]
    assert nights.land.ask("select count(*) from first_wordings") == [(0,)]


def test_a_mirror_that_says_the_same_is_no_row(nights: Nights) -> None:
    nights.night(gazette=page())
    nights.night(official=page() + "<!-- another template -->", gazette=page())
    assert nights.stands() == [(OFFICIAL, None)] and nights.revisions() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (page(whole(PLACE, 2023), f"{PLACE}2023年政府工作报告"), "2023年"),
        (page(TEXT, f"{PLACE}2024年国民经济和社会发展统计公报"), "统计公报"),
    ],
)
def test_a_mirror_of_another_document_is_refused_and_the_next_one_asked(nights: Nights, wrong: str, said: str) -> None:
    night = nights.night(gazette=wrong, media=page())
    assert any("a mirror of another document" in line and said in line for line in night.rejected)
    assert nights.stands() == []
    nights.night(gazette=wrong, media=page())
    assert nights.stands() == [(MEDIA, "state media")]


def test_a_mirror_of_another_text_is_refused(nights: Nights) -> None:
    nights.night(official=page())
    other = "\n".join(line.replace("的", "之")[::-1] if len(line) > 20 else line for line in TEXT.split("\n"))
    night = nights.night(gazette=page(other))
    assert nights.stands() == [(OFFICIAL, None)] and nights.revisions() == []
    assert night.rejected


def test_a_mirror_that_redirects_to_another_site_is_refused(nights: Nights, site: list[Host]) -> None:
    site[1].pages["/b.html"] = page()
    away = site[1].url("/b.html").replace("127.0.0.1", "localhost")
    source = nights.land.sources / "999961.yaml"
    hosts = f"allow_private: ['127.0.0.1', 'localhost:{site[1].port}']"
    source.write_text(source.read_text("utf-8").replace("allow_private: true", hosts), "utf-8")
    night = nights.night(gazette=Answer(b"", 302, {"Location": away}), media=page())
    assert any("which is not the site of this mirror" in line for line in night.failed)
    assert nights.stands() == [(MEDIA, "state media")]


def test_a_whole_mirror_goes_before_an_official_page_that_is_cut(nights: Nights) -> None:
    nights.night(gazette=page())
    assert nights.land.ask("select complete from documents") == [(True,)]
    nights.night(official=page(TEXT[: TEXT.index("二、2024年工作安排")]), gazette=page())
    assert nights.stands() == [(GAZETTE, "gazette")]


def test_a_mirror_that_becomes_the_official_address_is_read_as_that(nights: Nights) -> None:
    nights.night(gazette=page())
    source = nights.land.sources / "999961.yaml"
    text = source.read_text("utf-8")
    source.write_text(text[: text.index("    mirrors:")].replace(OFFICIAL, GAZETTE), "utf-8")
    nights.night(gazette=page())
    assert nights.stands() == [(GAZETTE, None)]
    assert nights.land.ask("select mirror_of from documents") == [(None,)]


COLUMN = 'documents: []\ncolumns:\n  - url: "HOST/gzbg/"\n    mirrors: [{url: "HOST/rd/", tier: congress}]\n'


def test_a_column_has_mirrors_too(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999962", COLUMN)
    host.pages["/rd/"] = f'<html><body><ul><li><a href="/rd/1.html">{TITLE}</a></li></ul></body></html>'
    host.pages["/rd/1.html"] = page()
    (said,) = night_of(land).failed
    assert f"so its mirror {host.url('/rd/')} (congress) was read" in said
    assert land.ask("select url, tier, mirror_of from documents") == [
        (host.url("/rd/1.html"), "congress", host.url("/gzbg/"))
    ]
    host.pages["/gzbg/"] = f'<html><body><ul><li><a href="/gzbg/1.html">{TITLE}</a></li></ul></body></html>'
    host.pages["/gzbg/1.html"] = page(OTHER)
    assert night_of(land).failed == [] and "/rd/" not in host.paths()
    assert land.ask("select url, tier from documents") == [(host.url("/gzbg/1.html"), None)]
    assert land.ask("select kind from revisions") == [("mirror",)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("tier: gazette", "tier: gazete"), "did you mean 'gazette'?"),
        (("/gongbao/", "/xinwen/"), "stands twice"),
        (("/gongbao/", "/zfgzbg/"), "no mirror of itself"),
        (("tier: gazette}", "tire: gazette}"), "did you mean 'tier'?"),
        ((", tier: gazette", ""), "key 'tier' is missing"),
    ],
)
def test_what_is_wrong_in_a_list_of_mirrors_is_told(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    head = f'place: {{code: "999961", name: {PLACE}, level: county, parent: "999900"}}\nfictional: true\n'
    file = tmp_path / "a.yaml"
    file.write_text(head + LISTED.replace("HOST", "https://a.example").replace(*change), "utf-8")
    source, errors = load_source(file)
    assert source is None and any(said in str(error) for error in errors), errors


def test_tiers_may_be_written_with_underscores(tmp_path: Path) -> None:
    head = f'place: {{code: "999961", name: {PLACE}, level: county, parent: "999900"}}\nfictional: true\n'
    file = tmp_path / "a.yaml"
    file.write_text(head + LISTED.replace("HOST", "https://a.example").replace("state media", "state_media"), "utf-8")
    source, errors = load_source(file)
    assert source is not None and errors == []
    assert [one.tier for one in source.documents[0].mirrors] == ["gazette", "state media"]
