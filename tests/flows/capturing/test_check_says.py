"""What `sources check` says of each kind of failure; docs/web.md has the same lines as a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import PdfPage, pdf, picture, prose, scanned
from land import PLACE, Land, html
from local_site import Answer, Host
from speech import whole

from extract.formats.scans import switch
from extract.sources.files import load_source
from flows.capturing import browser
from flows.capturing.try_sources import try_sources

TITLE = f"{PLACE}2024年政府工作报告"
GONE = "<html><head><title>提示</title></head><body><p>您访问的页面不存在或已删除</p></body></html>"
CHALLENGE = "<html><body><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><script>eval(1)</script></body></html>"
SHELL = "<html><head><title>x</title></head><body><div id=app></div><script src=/app.js></script></body></html>"
REPORT = html(whole(PLACE, 2024), TITLE)
COLUMN = f'<html><body><ul><li><a href="/1.html">{TITLE}</a></li></ul></body></html>'
SCAN = scanned(pdf([PdfPage(prose(["全年全县生产总值123.4亿元。"], top=80))]), [0])


@pytest.fixture(autouse=True)
def off(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (switch.VARIABLE, browser.VARIABLE):
        monkeypatch.delenv(variable, raising=False)


def line_of(land: Land, code: str, more: str) -> str:
    land.source(0, code, more)
    source, errors = load_source(Path(land.sources) / f"{code}.yaml")
    assert source is not None, errors
    said: list[str] = []
    try_sources([source], lambda tried: said.append(tried.line()))
    (line,) = said
    return line


@pytest.mark.parametrize(
    ("answer", "answers", "says"),
    [
        (REPORT, 1, "works: "),
        (GONE, 0, "a page that says there is none"),
        (CHALLENGE, 0, "a challenge page"),
        (Answer(b"", 404), 0, "404 Not Found; look for the new address"),
        (Answer(CHALLENGE, 412), 0, "412 Precondition Failed: a challenge page of 瑞数"),
        (Answer(SCAN, headers={"Content-Type": "application/pdf"}), 1, "OCR is off; install pledgewatch[ocr]"),
        (Answer(picture(SCAN), headers={"Content-Type": "image/jpeg"}), 1, "a picture; OCR is off"),
        (SHELL, 1, "a script draws it; install pledgewatch[browser]"),
        ("<html><body><p>公报详见附件。</p><a href='/1.pdf'>公报.pdf</a></body></html>", 1, "works: "),
        (Answer(b"PK\x03\x04broken", headers={"Content-Type": "application/zip"}), 1, "a damaged Office file"),
    ],
)
def test_of_a_document(land: Land, site: list[Host], answer: str | Answer, answers: int, says: str) -> None:
    site[0].pages["/a.html"] = answer
    listed = 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never}\n'
    line = line_of(land, "999981", listed)
    assert says in line and f"{answers} of 1 addresses answer" in line, line


@pytest.mark.parametrize(
    ("answer", "answers", "says"),
    [
        (COLUMN, 1, "works: "),
        (GONE, 0, "a page that says there is none"),
        ("<html><body><a href='/x'>领导之窗</a></body></html>", 1, "gives 1 links and no report or bulletin"),
        (SHELL, 1, "a script draws its list, and asks no interface that is known here"),
    ],
)
def test_of_a_column(land: Land, site: list[Host], answer: str, answers: int, says: str) -> None:
    site[0].pages["/gzbg/"] = answer
    line = line_of(land, "999982", 'documents: []\ncolumns: ["HOST/gzbg/"]\n')
    assert says in line and f"{answers} of 1 addresses answer" in line, line


def test_mirrors_are_asked_as_well(land: Land, site: list[Host]) -> None:
    away = site[1].url("/b.html").replace("127.0.0.1", "localhost")
    site[1].pages["/b.html"] = REPORT
    site[0].pages |= {"/a.html": REPORT, "/m.html": Answer(b"", 302, {"Location": away})}
    listed = (
        f"allow_private: ['127.0.0.1', 'localhost:{site[1].port}']\n"
        'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never, '
        'mirrors: [{url: "HOST/m.html", tier: gazette}]}\n'
    )
    text = f'place: {{code: "999983", name: {PLACE}, level: county, parent: "999900"}}\nfictional: true\n'
    file = land.sources / "999983.yaml"
    file.write_text(text + listed.replace("HOST", site[0].url("")), "utf-8")
    source, errors = load_source(file)
    assert source is not None, errors
    said: list[str] = []
    try_sources([source], lambda tried: said.append(tried.line()))
    assert "1 of 2 addresses answer" in said[0] and "which is not the site of this mirror" in said[0]
