"""Answers that bring no page: each named with the system that sends it, or with the page's own words, and with the remedy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extract.fetching.fetcher import Exchange, Response
from flows.capturing.answers import judged

URL = "http://www.example.cn/gzbg/"
PUZZLE = "<html><head><script>$_ts=window['$_ts'];</script></head><body></body></html>"


def answer(status: int, body: str, **headers: str) -> Response:
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    at, ok = datetime.now(UTC), 200 <= status < 300
    exchange = Exchange(URL, status, "", "HTTP/1.1", (), sent, body.encode(), at)
    error = None if ok else f"{URL}: {status} X"
    return Response(
        URL, URL, status, body.encode() if ok else None, False, "text/html", None, None, error, at, (exchange,)
    )


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (answer(412, PUZZLE), "412 X: a challenge page of 瑞数; the site turns programs away"),
        (answer(412, ""), "412 X: a challenge page, as 瑞数 sends it; "),
        (answer(521, "<script>document.cookie='__jsl_clearance=1'</script>"), "521 X: a challenge page of 加速乐; "),
        (answer(521, "", Set_Cookie="__jsluid_h=1; path=/"), "521 X: a challenge page of 加速乐; "),
        (answer(202, PUZZLE), "202 Accepted: a challenge page of 瑞数; the site turns programs away"),
        (answer(403, "<title>Just a moment...</title>"), "403 X: a challenge page of Cloudflare; "),
        (answer(405, "", Set_Cookie="acw_sc__v2=1"), "405 X: a challenge page of 阿里云盾; "),
    ],
)
def test_challenges_are_named_with_their_system(got: Response, told: str) -> None:
    found = judged(got)
    assert found.body is None
    assert (found.error or "").startswith(f"{URL}: {told}")
    assert (found.error or "").endswith("use pledgewatch add FILE")


@pytest.mark.parametrize(
    "got", [answer(200, PUZZLE), answer(404, "<p>不存在</p>"), answer(202, "全县生产总值120.5亿元，" * 60)]
)
def test_what_is_read_or_told_elsewhere_stays(got: Response) -> None:
    assert judged(got) is got
