"""What the sites see of a night: how many requests a host and second, whatever leads there, and each file of rules once."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest
from land import PLACE, Land, html
from local_site import Answer, Asked, Host
from speech import whole

from extract.fetching.fetcher import Options

PACE = 0.12  # seconds between two requests, in place of the second of a real night


def once_away(body: str) -> object:
    """A page that is away the first time."""
    asked: list[Asked] = []

    def page(one: Asked) -> Answer:
        asked.append(one)
        return Answer(b"", 503) if len(asked) == 1 else Answer(body)

    return page


def test_no_host_is_asked_faster_than_its_pace_and_hosts_do_not_wait_for_each_other(
    land: Land, site: list[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.capturing import run

    monkeypatch.setattr(
        run, "fetch_options", lambda: Options(pace_loopback=True, per_host_interval=PACE, retry_wait=0.01)
    )
    report = html(whole(PLACE, 2024), f"{PLACE}2024年政府工作报告")
    for number, host in enumerate(site[:2]):
        rows = f'<li><a href="/2024.html">{PLACE}2024年政府工作报告</a></li><li><a href="/2023.html">{PLACE}2023年政府工作报告</a></li>'
        host.pages |= {
            "/robots.txt": "User-agent: *\nDisallow:\n",
            "/gzbg/": f'<title>政府工作报告</title><ul>{rows}</ul><a href="index_1.html">下一页</a>',
            "/gzbg/index_1.html": "<ul></ul>",
            "/2024.html": once_away(report),  # type: ignore[dict-item]
            "/2023.html": Answer(b"", 302, {"Location": "/moved.html"}),
            "/moved.html": '<html><title>t</title><body>详见附件<a href="/1.pdf">政府工作报告.pdf</a></body></html>',
            "/1.pdf": b"%PDF-",
        }
        land.source(number, f"99996{number}", 'documents: []\ncolumns: ["HOST/gzbg/"]\n')
    land.capture()
    times = [[one.at for one in host.asked] for host in site[:2]]
    for host, at in zip(site[:2], times, strict=True):
        assert sorted(host.paths()) == sorted(
            [
                "/robots.txt",
                "/gzbg/",
                "/gzbg/index_1.html",
                "/2024.html",
                "/2024.html",
                "/2023.html",
                "/moved.html",
                "/1.pdf",
            ]
        )
        # A burst, or two at a time, would halve the whole; single steps are as exact as the clocks of a busy machine's threads.
        assert at[-1] - at[0] > (len(at) - 1.5) * PACE
        assert median(b - a for a, b in pairwise(at)) > 0.7 * PACE
    assert max(at[0] for at in times) < min(at[-1] for at in times), "both hosts were asked at the same time"
