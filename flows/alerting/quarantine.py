"""Documents that the checks keep back, as facts that the operator has to know."""

from __future__ import annotations

from typing import Any

from warehouse.labels import place_said

_HELD = """
select q.document_id, q.sha256, min(q.since), string_agg(q.expectation, ',' order by q.expectation), string_agg(q.reason, '；' order by q.expectation),
       string_agg(distinct q.remedy, '; ' order by q.remedy), p.name, p.fictional, d.year, d.title, d.url
from quarantine q join documents d using (document_id) left join places p using (place_code)
where q.released_at is null group by all order by min(q.since), q.document_id
"""


def held_back(con: Any) -> list[tuple[str, str, str]]:
    """(the fact, the document, the message) of each document that is kept back; the same bytes that fail the same
    expectations are the same fact."""
    found: list[tuple[str, str, str]] = []
    for document, sha256, _, names, reason, remedy, place, fictional, year, title, url in con.execute(_HELD).fetchall():
        name = place_said(place, fictional)
        message = (
            f"【未通过检查】{name}{year}年《{title or document}》暂不发布，已发布的上一合格版本不变：{reason}。"
            f"处理：{remedy}（pledgewatch quarantine show {document}）。{url}"
        )
        found.append((f"checks|{document}|{sha256}|{names}", document, message))
    return found
