"""Notices inside the year come by themselves: a column of a statistics office and one of a department, followed by one night."""

from __future__ import annotations

from datetime import date

from land import PLACE, Land, html
from local_site import Host
from speech import whole

YEAR = date.today().year
COLUMNS = """documents: []
columns: ["HOST/gzbg/", "HOST/tjsj/", "HOST/wl/"]
expect: [progress_notice quarterly]
"""
FILLER = "全县上下同心协力，各项工作稳步推进，城乡面貌焕然一新，百姓日子越过越踏实。" * 8


def notice(months: str, said: str, what: str = "经济运行情况") -> str:
    title = f"{YEAR}年{months}{PLACE}{what}"
    return html(f"{title}\n{months}，{said}\n{FILLER}", title)


def listed(*items: tuple[str, str]) -> str:
    rows = "".join(f'<li><a href="{href}">{title}</a><span>{YEAR}-10-26</span></li>' for href, title in items)
    return f"<html><title>统计数据</title><body><ul>{rows}</ul></body></html>"


def test_notices_of_two_offices_are_followed_and_read(land: Land, site: list[Host]) -> None:
    host = site[0]
    land.source(0, "999901", COLUMNS)
    host.pages |= {
        "/gzbg/": listed(("/gzbg/1.html", f"{PLACE}{YEAR}年政府工作报告")),
        "/gzbg/1.html": html(whole(PLACE, YEAR), f"{PLACE}{YEAR}年政府工作报告"),
        "/tjsj/": listed(
            ("/tjsj/q3.html", f"{YEAR}年前三季度{PLACE}经济运行情况"),
            ("/tjsj/h1.html", f"上半年{PLACE}主要经济指标完成情况"),
            ("/tjsj/read.html", f"一图读懂{YEAR}年前三季度{PLACE}经济运行情况"),
            ("/tjsj/meet.html", f"{PLACE}召开三季度经济运行调度会"),
        ),
        "/tjsj/q3.html": notice("前三季度", "全县固定资产投资增长3.2%，社会消费品零售总额增长4.1%。"),
        "/tjsj/h1.html": notice(
            "上半年", "全县固定资产投资增长2.8%，社会消费品零售总额增长3.9%。", "主要经济指标完成情况"
        ),
        "/wl/": listed(("/wl/q3.html", f"{PLACE}文旅局{YEAR}年1—9月旅游市场运行情况")),
        "/wl/q3.html": notice("1—9月", "全县接待游客240万人次，同比增长8%。", "旅游市场运行情况"),
    }
    night = land.night()
    assert night.captured.failed == [] and night.processed.rejected == []
    found = land.ask("select document_id, period_end::varchar from documents where kind = 'progress_notice' order by 1")
    assert found == [
        (f"999901-progress_notice-{YEAR}-0630", f"{YEAR}-06-30"),
        (f"999901-progress_notice-{YEAR}-0930", f"{YEAR}-09-30"),
        (f"999901-progress_notice-{YEAR}-0930-tourism", f"{YEAR}-09-30"),
    ]
    visitors = land.ask(
        "select value, period_end::varchar from outcomes where indicator_id = 'tourist_visits' and measure = 'level' and document_id like '%notice%'"
    )
    assert visitors == [(2_400_000.0, f"{YEAR}-09-30")]
    assert not {"/tjsj/read.html", "/tjsj/meet.html"} & set(host.paths())
    due = dict(land.ask("select period_end::varchar, state from coverage where kind = 'progress_notice'"))
    assert due[f"{YEAR}-06-30"] == due[f"{YEAR}-09-30"] == "found"
    assert due[f"{YEAR}-03-31"] in ("overdue", "due")
