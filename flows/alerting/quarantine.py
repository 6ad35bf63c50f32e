"""Documents and claims that the checks keep back, as facts that the operator has to know."""

from __future__ import annotations

from typing import Any

from warehouse.labels import place_said

_HELD = """
select q.document_id, q.sha256, min(q.since), string_agg(q.expectation, ',' order by q.expectation), string_agg(q.reason, '；' order by q.expectation),
       string_agg(distinct q.remedy, '; ' order by q.remedy), p.name, p.fictional, d.year, d.title, d.url
from quarantine q join documents d using (document_id) left join places p using (place_code)
where q.released_at is null group by all order by min(q.since), q.document_id
"""
_CLAIMS = """
select w.document_id, any_value(w.sha256), string_agg(distinct w.row_id, ',' order by w.row_id), count(distinct w.row_id),
       string_agg(distinct w.reason, '；' order by w.reason), string_agg(distinct w.remedy, '; ' order by w.remedy), p.name, p.fictional, d.year, d.title, d.url
from withheld w join documents d using (document_id) left join places p using (place_code)
where w.released_at is null and w.document_id not in (select document_id from quarantine where released_at is null)
group by w.document_id, p.name, p.fictional, d.year, d.title, d.url order by w.document_id
"""


def held_back(con: Any) -> list[tuple[str, str, str]]:
    """(the fact, the document, the message) of each document that is kept back or has claims that are; the same bytes that fail the same
    expectations are the same fact."""
    found: list[tuple[str, str, str]] = []
    for document, sha256, _, names, reason, remedy, place, fictional, year, title, url in con.execute(_HELD).fetchall():
        name = place_said(place, fictional)
        message = (
            f"【未通过检查】{name}{year}年《{title or document}》暂不发布，已发布的上一合格版本不变：{reason}。"
            f"处理：{remedy}（pledgewatch quarantine show {document}）。{url}"
        )
        found.append((f"checks|{document}|{sha256}|{names}", document, message))
    for document, sha256, ids, count, reason, remedy, place, fictional, year, title, url in con.execute(
        _CLAIMS
    ).fetchall():
        message = (
            f"【未通过检查】{place_said(place, fictional)}{year}年《{title or document}》有{count}项数据暂不发布，其余照常：{reason}。"
            f"处理：{remedy}（pledgewatch quarantine show {document}）。{url}"
        )
        found.append((f"claims|{document}|{sha256}|{ids}", document, message))
    return found
