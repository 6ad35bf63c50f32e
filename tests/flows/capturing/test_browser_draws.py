"""Pages that only a script draws, drawn by the system's Chromium: off by default, named in the record, and asking nothing that we would not."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from land import PLACE, Land
from local_site import Answer, Host
from speech import whole

from extract.archive.store import Archive
from flows.capturing import browser

TITLE = f"{PLACE}2024年政府工作报告"
SHELL = '<html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="app"></div><script src="/js/app.js"></script></body></html>'
DOCUMENT = 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never}\n'
# It asks with a request that no constant address shows, for itself and for what it must not have.
SCRIPT = """
const part = ["/api", "text"].join("/") + "?id=" + (40 + 2);
fetch("/robots-forbids/x"); fetch("OTHER/x"); fetch("/api/post", {method: "POST"});
new Image().src = "/count.png";
fetch(part).then(a => a.json()).then(d => {
  document.getElementById("app").innerHTML = "<div class=TRS_Editor>" + d.lines.map(x => "<p>" + x + "</p>").join("") + "</div>";
});
"""


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("playwright") is None:
        pytest.skip("pledgewatch[browser] is not installed")
    if browser.chromium() is None:
        pytest.skip("no Chromium here: install Debian's chromium, or name one in PLEDGEWATCH_CHROMIUM")
    monkeypatch.setenv(browser.VARIABLE, "1")


def shown(host: Host, other: Host) -> None:
    import json

    host.pages |= {
        "/robots.txt": "User-agent: *\nDisallow: /robots-forbids/\n",
        "/a.html": SHELL.format(title=TITLE),
        "/js/app.js": SCRIPT.replace("OTHER", other.url("").replace("127.0.0.1", "localhost").rstrip("/")),
        "/api/text?id=42": Answer(
            json.dumps({"lines": whole(PLACE, 2024).split("\n")}), headers={"Content-Type": "application/json"}
        ),
    }


def test_it_is_off_by_default(land: Land, site: list[Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    land.source(0, "999971", DOCUMENT)
    shown(site[0], site[1])
    land.capture()
    assert "/js/app.js" not in site[0].paths() and not browser.draws_pages()


def test_a_document_is_drawn_and_its_record_names_the_browser(land: Land, site: list[Host], drawing: None) -> None:
    host, other = site[0], site[1]
    land.source(0, "999972", DOCUMENT)
    shown(host, other)
    assert land.capture().failed == []
    ((sha256, kind, etag),) = land.ask("select sha256, content_type, etag from captures")
    assert 'drawn-by="Chromium ' in kind and etag is None
    assert whole(PLACE, 2024).split("\n")[-1] in Archive(land.home / "archive").get(sha256).decode()
    assert host.paths().count("/a.html") == 1, "what was fetched is handed in, not fetched again"
    assert {"/js/app.js", "/api/text?id=42"} <= set(host.paths())
    assert {"/robots-forbids/x", "/api/post", "/count.png"}.isdisjoint(host.paths()) and other.paths() == []
    archived = {url for (url,) in land.ask("select url from captures")}
    assert archived == {host.url("/a.html")}, "what its scripts asked is in the archive, and is no document"
    assert (land.capture().changed, land.capture().unchanged) == (0, 1)


def test_a_column_that_no_interface_gives_is_drawn_every_night(land: Land, site: list[Host], drawing: None) -> None:
    host = site[0]
    land.source(0, "999973", 'documents: []\ncolumns: ["HOST/gzbg/"]\n')
    host.pages["/gzbg/"] = SHELL.format(title="政府工作报告")

    def rows(*years: int) -> str:
        items = "".join(f"<li><a href=/gzbg/{year}.html>{PLACE}{year}年政府工作报告</a></li>" for year in years)
        return f"document.getElementById('app').innerHTML = '{items}';"

    host.pages["/js/app.js"] = rows(2024)
    said = land.capture().failed
    assert not any("/gzbg/:" in line for line in said), said
    assert land.ask("select url from discovered") == [(host.url("/gzbg/2024.html"),)]
    host.pages["/js/app.js"] = rows(2024, 2025)
    land.capture()
    assert len(land.ask("select url from discovered")) == 2


def test_a_page_that_asks_for_ever_ends(
    land: Land, site: list[Host], drawing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_QUIET", 2.0)
    host = site[0]
    land.source(0, "999974", DOCUMENT)
    host.pages["/a.html"] = SHELL.format(title=TITLE)
    host.pages["/js/app.js"] = "let n = 0; const go = () => fetch('/more?' + n++).finally(go); go();"
    land.capture()
    assert len([path for path in host.paths() if path.startswith("/more")]) <= browser._MOST_REQUESTS


def test_where_it_fails_the_address_is_told(
    land: Land, site: list[Host], drawing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEDGEWATCH_CHROMIUM", "/nowhere/chromium")
    land.source(0, "999975", DOCUMENT)
    shown(site[0], site[1])
    (said,) = land.capture().failed
    assert site[0].url("/a.html") in said and "the browser gave no page" in said
