"""The first page of the Data Docs: what the run found, with each reason. Great Expectations' own first page needs scripts from the net;
this one needs nothing, and leads to its pages of each suite."""

from __future__ import annotations

from html import escape
from pathlib import Path

from checks.report import CheckReport, CheckResult

_SEVERITY = {"critical": "严重", "warning": "警告", "info": "提示"}
_ORDER = {"critical": 0, "warning": 1, "info": 2}
_STYLE = """
body { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem } th, td { text-align: left; vertical-align: top; padding: .3rem .7rem; border-bottom: 1px solid #ddd }
th { background: #f4f4f2 } th, td:first-child { white-space: nowrap } td.n { text-align: right } code { font-size: .9em } .critical { color: #a40000; font-weight: 600 } .warning { color: #8a5a00 } .held { color: #2a6b2a } small { color: #666 }
"""


def write_overview(report: CheckReport, data_docs: Path) -> None:
    """Puts index.html into a folder of Data Docs that was built; Great Expectations' own stays beside it as all.html."""
    index = data_docs / "index.html"
    if index.exists():
        index.replace(data_docs / "all.html")
    index.write_text(_page(report, _pages(data_docs)), "utf-8")


def _pages(data_docs: Path) -> dict[str, str]:
    """Suite, or suite.rules -> the page of its validation."""
    found = sorted(data_docs.glob("validations/**/warehouse-*.html"))
    return {path.stem.removeprefix("warehouse-"): path.relative_to(data_docs).as_posix() for path in found}


def _page(report: CheckReport, pages: dict[str, str]) -> str:
    failed = sorted(report.failed, key=lambda result: _ORDER[result.severity])
    held = [result for result in report.results if result.success]
    parts = [
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>数据检查</title><style>{_STYLE}</style></head><body>',
        f"<h1>数据检查</h1><p>{report.run_at:%Y-%m-%d %H:%M} UTC：{len(report.results)} 项检查，{len(held)} 项通过，"
        f"{len(failed)} 项未通过，{len(report.skipped)} 项跳过（不计为通过）。留置文件 {len(report.withheld)} 份，留置数据 {len(report.claims)} 项，不作结论 {len(report.verdicts)} 条。</p>",
    ]
    if report.blocking:
        parts.append(f'<p class="critical">不能发布：{escape("；".join(report.blocking))}</p>')
    parts.append("<h2>未通过</h2>" + (_table(failed, pages) if failed else "<p>无。</p>"))
    if report.withheld:
        rows = "".join(
            f"<tr><td><code>{escape(one.document_id)}</code></td><td>{escape(one.reason)}</td><td>{escape(one.remedy)}</td></tr>"
            for one in report.held
        )
        parts.append(f"<h2>留置</h2><table><tr><th>文件</th><th>原因</th><th>办法</th></tr>{rows}</table>")
    if report.skipped:
        parts.append("<h2>跳过</h2>" + _table(report.skipped, pages))
    parts.append("<h2>通过</h2>" + _table(held, pages))
    parts.append('<p><small><a href="all.html">Great Expectations</a></small></p></body></html>')
    return "\n".join(parts)


def _table(results: list[CheckResult], pages: dict[str, str]) -> str:
    rows = "".join(
        f'<tr><td class="{r.severity if r.success is False else ""}">{_SEVERITY[r.severity]}</td><td>{_suite(r.suite, pages)}</td>'
        f"<td><code>{escape(r.name)}</code><br><small>{escape(r.reason)}</small></td>"
        f'<td class="n">{r.failed_rows if r.success is False else ""}</td><td>{escape(r.detail)}</td></tr>'
        for r in results
    )
    return f"<table><tr><th>级别</th><th>表</th><th>检查项与理由</th><th>行数</th><th>问题与最先的几行</th></tr>{rows}</table>"


def _suite(suite: str, pages: dict[str, str]) -> str:
    links = [(suite, pages.get(suite)), ("规则", pages.get(f"{suite}.rules"))]
    made = [f'<a href="{escape(page)}">{escape(label)}</a>' for label, page in links if page]
    return " ".join(made) or escape(suite)
