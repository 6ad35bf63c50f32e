"""DuckDB looks through the whole table for what an expectation objects to, so that only that much becomes a frame.

A frame of millions of rows costs gigabytes and minutes. Up to `WHOLE` rows Great Expectations gets them all; above that
the rows that DuckDB finds suspicious, and some sound ones. It decides on these; DuckDB's count says how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from checks.suites import Expectation
from warehouse.connection import literal, quoted

WHOLE = 20_000
_SUSPICIOUS = 2_000
_SOUND = 2_000


def against(expectation: Expectation, frame: str) -> str | None:
    """SQL condition on the rows of `frame` that are against the expectation; None for a type that has none here."""
    kwargs = expectation.kwargs
    if "column" not in kwargs or set(kwargs) - {"column", "value_set", "regex", "min_value", "max_value"}:
        return None
    column = quoted(str(kwargs["column"]))
    match expectation.type:
        case "expect_column_values_to_not_be_null":
            return f"{column} is null"
        case "expect_column_values_to_be_in_set":
            listed = ", ".join(_literal(value) for value in kwargs["value_set"])
            return f"{column} is not null and {column} not in ({listed})"
        case "expect_column_values_to_match_regex":
            pattern = re.sub(r"\\u([0-9a-fA-F]{4})", r"\\x{\1}", str(kwargs["regex"]))  # as DuckDB writes it
            return f"{column} is not null and not regexp_matches({column}, {_literal(pattern)})"
        case "expect_column_values_to_be_between":
            bounds = (("<", kwargs.get("min_value")), (">", kwargs.get("max_value")))
            return " or ".join(f"{column} {sign} {_literal(bound)}" for sign, bound in bounds if bound is not None)
        case "expect_column_values_to_be_unique":
            return f"{column} in (select {column} from ({frame}) group by {column} having count(*) > 1)"
        case _:
            return None


def narrowed(frame: str, row_id: str, expectations: Sequence[Expectation], count: int) -> str:
    """SQL for the rows of `frame` that Great Expectations looks at; `row_id` is the column that names a row."""
    conditions = [against(expectation, frame) for expectation in expectations]
    if count <= WHOLE or None in conditions:
        return f"select * from ({frame}) order by {quoted(row_id)}"
    # A row that two expectations object to must not come twice: it would look like an id that stands twice.
    suspicious = " union all ".join(
        f"(select * from ({frame}) where ({condition})"
        + "".join(f" and not coalesce({earlier}, false)" for earlier in conditions[:i])
        + f" limit {_SUSPICIOUS})"
        for i, condition in enumerate(conditions)
    )
    sound = " and ".join(f"not coalesce({condition}, false)" for condition in conditions)
    return f"{suspicious} union all (select * from ({frame}) where {sound} limit {_SOUND})"


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int | float) else literal(value)
