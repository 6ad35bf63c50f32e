"""Columns that a script draws: asked of their interface every night, or told as what they are with what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import parse_qsl

from land import PLACE, Land, html
from local_site import Answer, Asked, Host
from speech import whole

from extract.sources.files import load_source

SOURCE = 'documents: []\ncolumns: ["HOST/col/col1229/index.html"]\n'
SHELL = """<html><head><title>政府工作报告</title></head><body><div id="list"></div><script>$('#6325').jpage({perPage:15,proxyUrl:'/module/web/jpage/dataproxy.jsp',
ajaxParam:{col:1,appid:1,webid:2747,columnid:1229,sourceContentType:3,unitid:'6325'}});</script></body></html>"""


def records(years: range) -> str:
    rows = "".join(
        f'<record><![CDATA[<li><a href="/art/{y}.html" title="{PLACE}{y}年政府工作报告">{PLACE}…</a><span>{y}-01-20</span></li>]]></record>'
        for y in years
    )
    return f"<datastore><recordset>{rows}</recordset></datastore>"


def hanweb(host: Host, pages: list[range]) -> None:
    """The interface with so many pages; what it is asked beyond them it answers without records."""

    def answer(asked: Asked) -> Answer:
        first = int(asked.path.split("startrecord=")[1].split("&")[0])
        number = (first - 1) // 45
        return Answer(
            records(pages[number]) if number < len(pages) else records(range(0)), headers={"Content-Type": "text/xml"}
        )

    host.pages |= {"/col/col1229/index.html": SHELL}
    for number in range(40):
        path = f"/module/web/jpage/dataproxy.jsp?startrecord={45 * number + 1}&endrecord={45 * number + 45}&perpage=15&col=1&appid=1&webid=2747&path=%2F&columnid=1229&sourceContentType=3&unitid=6325&webname=&permissiontype=0"
        host.pages[path] = answer
    for year in range(2015, 2027):
        host.pages[f"/art/{year}.html"] = html(whole(PLACE, year), f"{PLACE}{year}年政府工作报告")


def found(land: Land) -> set[int]:
    return {year for (year,) in land.ask("select year from discovered where kind = 'work_report'")}


def test_a_list_is_asked_of_its_interface_every_night(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999951", SOURCE)
    hanweb(host, [range(2020, 2025), range(2018, 2020)])
    assert land.capture().failed == []
    assert found(land) == set(range(2018, 2025))
    assert sum("dataproxy" in path for path in host.paths()) == 3, "two pages, and one that says that there are no more"
    hanweb(host, [range(2020, 2026), range(2018, 2020)])  # the column's own page is the same as before
    assert land.capture().failed == [] and 2025 in found(land)


def test_an_interface_that_pages_for_ever_is_left_when_it_repeats_itself(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999952", SOURCE)
    hanweb(host, [range(2020, 2025)] * 40)
    assert land.capture().failed == [] and found(land) == set(range(2020, 2025))
    assert sum("dataproxy" in path for path in host.paths()) <= 3


def test_a_list_that_cannot_be_had_is_told_with_what_draws_it_and_what_to_do(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999953", SOURCE)
    hanweb(host, [])
    (line,) = land.capture().failed
    assert (
        "a script draws its list (asked for its list: 大汉 dataproxy (http://127.0.0.1" in line
        and "`sitemap`" in line
        and "999953.yaml" in line
    )
    host.pages["/col/col1229/index.html"] = (
        "<html><title>x</title><body><div id=app></div><script src=chunk-vendors.js></script></body></html>"
    )
    (line,) = land.capture().failed
    assert "no list interface known here is asked by it" in line and "pledgewatch add FILE" in line
    host.pages |= {
        "/col/col1229/index.html": "<html><body><div id=l></div><script>$.getJSON('/list.json')</script></body></html>",
        "/list.json": '{"code":403}',
    }
    (line,) = land.capture().failed
    assert "TRS 列表数据" in line and "which answers without one" in line
    host.pages["/list.json"] = "<html><body>系统维护</body></html>"
    (line,) = land.capture().failed
    assert "TRS 列表数据" in line and "lists no report or bulletin" in line
    host.pages["/list.json"] = Answer(b"", 404)
    (line,) = land.capture().failed
    assert "/list.json" in line and "404" in line


def test_sources_check_asks_the_interface_too(land: Land, site: list[Host]) -> None:
    from flows.capturing.try_sources import try_sources

    host = site[0]
    land.source(0, "999954", SOURCE)

    def line() -> str:
        source, _ = load_source(Path(land.sources) / "999954.yaml")
        assert source is not None
        done: list[str] = []
        try_sources([source], lambda tried: done.append(tried.line()))
        assert len(done) == 1
        return done[0]

    hanweb(host, [range(2020, 2025)])
    assert "works: 1 of 1 addresses answer, columns list 5 documents (2020–2024)" in line()
    hanweb(host, [])
    assert "the interface 大汉 dataproxy gives no links; give the site's site map" in line()
    host.pages["/col/col1229/index.html"] = (
        "<html><body><div id=app></div><script src=chunk-vendors.js></script></body></html>"
    )
    assert "a script draws its list, and asks no interface that is known here" in line()


def posting(key: str) -> str:
    script = f"""var key = '{key}'; $.post("/api/list", {{key: key, column: 12, page: page}}, draw);"""
    return f"<html><head><title>政府工作报告</title></head><body><div id=list></div><script>{script}</script></body></html>"


def test_an_interface_that_wants_a_post_and_a_key_is_asked_with_both(land: Land, site: list[Host]) -> None:
    host, keys = site[0], ["k1"]
    land.source(0, "999956", SOURCE)

    def answer(asked: Asked) -> Answer:
        sent = dict(parse_qsl(asked.form or ""))
        if sent.get("key") != keys[0] or sent.get("column") != "12":
            return Answer("", 403)
        years = {"1": range(2022, 2025), "2": range(2020, 2022)}.get(sent.get("page", ""), range(0))
        rows = [{"title": f"{PLACE}{y}年政府工作报告", "url": f"/art/{y}.html"} for y in years]
        return Answer(json.dumps({"rows": rows}), headers={"Content-Type": "application/json"})

    host.pages |= {"/col/col1229/index.html": posting("k1"), "/api/list": answer}
    for year in range(2020, 2025):
        host.pages[f"/art/{year}.html"] = html(whole(PLACE, year), f"{PLACE}{year}年政府工作报告")
    assert land.capture().failed == [] and found(land) == set(range(2020, 2025))
    asked = [one.form for one in host.asked if one.path == "/api/list"]
    assert asked == [f"key=k1&column=12&page={number}" for number in (1, 2, 3)]
    (warc, *_) = sorted((land.home / "archive" / "warc").rglob("*.warc.gz"))
    records = gzip.decompress(warc.read_bytes())
    assert b"POST /api/list HTTP/1.1" in records and b"key=k1&column=12&page=1" in records
    keys[0] = "k2"  # the key changes: the page says the new one
    host.pages["/col/col1229/index.html"] = posting("k2")
    assert land.capture().failed == []
    keys[0] = "k3"  # and here it does not
    assert any("403" in line for line in land.capture().failed) and found(land) == set(range(2020, 2025))
