"""What stands beside the published tables: the data dictionary, the data package, and what changed since the time before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.catalog import Columns
from warehouse.difference import difference, words
from warehouse.query import QueryError

_TABLES = """
select t.table_name, t.comment, false as is_view from duckdb_tables() t where not t.internal and t.database_name = current_database()
union all
select v.view_name, v.comment, true from duckdb_views() v where not v.internal and v.database_name = current_database()
order by 3, 1
"""
# Types of the data package standard (Frictionless Table Schema).
_TYPES = {
    "VARCHAR": "string", "BOOLEAN": "boolean", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "DATE": "date",
    "TIMESTAMP": "datetime",
}  # fmt: skip
_KEYS = {
    "places": "place_code", "documents": "document_id", "indicators": "indicator_id", "commitments": "commitment_id",
    "outcomes": "outcome_id", "statements": "statement_id", "verdicts": "commitment_id", "alerts": "alert_id",
}  # fmt: skip
_CHANGES_KEPT = 200_000  # characters of older changes
_CHANGES_SHOWN = 2_000  # of one night; more is nothing to read, and all of them might not fit in memory


def dictionary(con: Any, columns: Columns) -> str:
    """Every table, view and column of the current database with its comment, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Made from the comments of the published file. Times are UTC; offsets count characters from 0.",
        "In the CSV files text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line's end, or an apostrophe",
        "before one) has an apostrophe before it; take that away, and it is the text of the other formats.",
        "",
    ]
    for name, comment, is_view in con.execute(_TABLES).fetchall():
        lines += [f"## {name}{' (view)' if is_view else ''}", "", comment or "", ""]
        lines += ["| column | type | meaning |", "| --- | --- | --- |"]
        for column in columns.get(name, ()):
            lines.append(f"| `{column.name}` | {column.type} | {column.comment.replace('|', chr(92) + '|')} |")
        lines.append("")
    return "\n".join(lines)


def datapackage(con: Any, columns: Columns, folder: Path) -> dict[str, Any]:
    """The description of csv/*.csv in the folder by the Data Package standard, and the publication's id; sizes and hashes are for `sealed` to add."""
    comments = {name: comment for name, comment, _ in con.execute(_TABLES).fetchall()}
    resources: list[dict[str, Any]] = []
    for path in sorted((folder / "csv").glob("*.csv")):
        fields: list[dict[str, str]] = []
        for column in columns.get(path.stem, ()):
            field = {"name": column.name, "type": _TYPES.get(column.type, "string")}
            if field["type"] == "datetime":
                field["format"] = "any"
            fields.append(field | ({"description": column.comment} if column.comment else {}))
        schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
        if path.stem in _KEYS:
            schema["primaryKey"] = _KEYS[path.stem]
        resources.append(
            {"name": path.stem, "path": f"csv/{path.name}", "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
             "encoding": "utf-8", "description": comments.get(path.stem) or "", "schema": schema}
        )  # fmt: skip
    ids = con.execute("select publication_id from publication").fetchall()
    return {
        "profile": "tabular-data-package",
        "id": ids[0][0] if ids else "",
        "name": "pledgewatch",
        "title": "政府工作报告承诺与结果",
        "resources": resources,
    }


def changes(con: Any, published: Path) -> str:
    """What changed between the published file and the current database, above what changed before; the old text where nothing did."""
    old, page = published / "pledges.duckdb", published / "CHANGES.md"
    before = page.read_text("utf-8") if page.is_file() else ""
    today = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    if not old.is_file():
        return before or f"# 变化\n\n## {today}\n\n首次公布。\n"
    try:
        found = difference(old, con, _CHANGES_SHOWN + 1)
    except QueryError as error:
        return f"# 变化\n\n## {today}\n\n无法与上一份比较：{error}\n\n" + before.removeprefix("# 变化\n\n")
    if not found:
        return before
    said = words(found[:_CHANGES_SHOWN])
    if len(found) > _CHANGES_SHOWN:
        said += f"\n只列出前{_CHANGES_SHOWN}处；全部差别见 pledgewatch diff 旧文件 新文件。"
    return f"# 变化\n\n## {today}\n\n```\n{said}\n```\n\n" + before.removeprefix("# 变化\n\n")[:_CHANGES_KEPT]
