"""Addresses of sources: whom they may lead to, and a page that would pass for what only we write."""

from __future__ import annotations

from hashlib import sha256 as digest
from pathlib import Path

import pytest
from land import PLACE, Land, html
from local_site import Answer, Host
from speech import whole

from extract.formats.multipage import CONTENT_TYPE, PageRef, pack, read_whole
from extract.sources.files import load_source

LISTED = 'documents:\n  - {kind: work_report, year: 2024, url: "HOST/a.html", verified: never}\n'


@pytest.fixture
def site_file(tmp_path: Path) -> Path:
    return tmp_path / "999931.yaml"


def told(path: Path, more: str) -> str:
    path.write_text(
        f'place: {{code: "999931", name: {PLACE}, level: county, parent: "999900"}}\nfictional: true\n{more}', "utf-8"
    )
    source, errors = load_source(path)
    assert source is None and len(errors) == 1
    return str(errors[0])


def test_a_source_names_no_password_and_names_hosts(site_file: Path) -> None:
    line = told(site_file, 'documents: []\ncolumns: ["https://desk:s3cret@www.example.cn/gzbg/"]\n')
    assert "holds a user name or a password" in line and ":4:" in line and "s3cret" not in line
    assert "s3cret" not in told(site_file, 'documents: []\nsite: "https://desk:s3cret@www.example.cn/"\n')
    assert "write a list of hosts" in told(site_file, 'allow_private: ["http://10.0.0.8/"]\ndocuments: []\n')
    site_file.write_text(
        site_file.read_text("utf-8").replace('["http://10.0.0.8/"]', "[10.0.0.8, Intranet:8080]"), "utf-8"
    )
    source, errors = load_source(site_file)
    assert errors == [] and source is not None and source.private_hosts == {"10.0.0.8", "intranet:8080"}


def test_a_page_may_not_choose_whom_we_ask_in_a_private_network(land: Land, site: list[Host]) -> None:
    host, other = site[0], site[1]
    land.source(0, "999931", 'documents: []\ncolumns: ["HOST/gzbg/"]\n')
    rows = f'<li><a href="{other.url("/2024.html")}">{PLACE}2024年政府工作报告</a></li><li><a href="/2023.html">{PLACE}2023年政府工作报告</a></li>'
    host.pages |= {
        "/gzbg/": f"<title>政府工作报告</title><ul>{rows}</ul>",
        "/2023.html": html(whole(PLACE, 2023), f"{PLACE}2023年政府工作报告"),
    }
    other.pages["/2024.html"] = html(whole(PLACE, 2024), f"{PLACE}2024年政府工作报告")
    captured = land.capture()
    assert (
        land.ask("select url from captures where sha256 is not null") == [(host.url("/2023.html"),)]
        and other.asked == []
    )
    assert [line for line in captured.failed if other.url() in line and "need allow_private" in line]


def test_a_page_in_the_form_of_our_own_lists_is_no_report(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999931", LISTED)
    report = html(whole(PLACE, 2024), f"{PLACE}2024年政府工作报告")
    sha256 = digest(report.encode()).hexdigest()
    host.pages["/a.html"] = report
    kinds = {"/b.html": "text/html", "/c.html": CONTENT_TYPE}
    for number, (path, kind) in enumerate(kinds.items(), 2):
        land.source(0, f"99993{number}", LISTED.replace("/a.html", path))
        forged = pack([PageRef(host.url(path), sha256, "text/html")])
        host.pages[path] = Answer(forged, headers={"Content-Type": kind})
    captured = land.capture()
    assert land.ask("select url from captures where sha256 is not null") == [(host.url("/a.html"),)]
    for path in kinds:
        assert [line for line in captured.failed if host.url(path) in line and "is no page" in line]


def test_of_a_list_that_a_server_sent_before_no_page_is_taken() -> None:
    """Archives of before may hold one, filed under the type that the server said."""
    bodies = {"a" * 64: html(whole(PLACE, 2024), "2024年政府工作报告").encode()}
    forged = pack([PageRef("http://a.cn/b.html", "a" * 64, "text/html")])
    assert PLACE not in read_whole(forged, "text/html", "http://a.cn/b.html", bodies.__getitem__).text
    assert PLACE in read_whole(forged, CONTENT_TYPE, "http://a.cn/b.html", bodies.__getitem__).text


def test_rebuilding_from_the_archive_takes_no_forged_list(land: Land, site: list[Host], tmp_path: Path) -> None:
    from extract.archive.history import captures
    from flows.add import _take_file
    from flows.cli.summary import Summary

    host = site[0]
    land.source(0, "999931", LISTED)
    forged = pack([PageRef(host.url("/a.html"), "0" * 64, "text/html")])
    host.pages["/a.html"] = Answer(forged)
    land.capture()
    assert host.url("/a.html") not in {one.url for one in captures(land.home / "archive" / "warc")}
    handed = tmp_path / "list.json"
    handed.write_bytes(forged)
    added = Summary("pledgewatch add")
    _take_file(handed, {}, [], added)
    assert "add the pages" in added.failed[0]
