"""Values of rows as Arrow columns of the types that schema.sql has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import pyarrow  # pyright: ignore[reportMissingTypeStubs]

pa: Any = cast(Any, pyarrow)  # the package ships no types

ARROW: dict[str, Any] = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER[]": pa.list_(pa.int32()),
    "BOOLEAN": pa.bool_(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}
UNFIT: tuple[type[Exception], ...] = (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError)


def _plain(value: Any) -> Any:
    """A time with a zone becomes UTC without one, which is how the tables hold times."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _sound(value: Any) -> Any:
    """Text without lone surrogates, which no file and no database can hold; as long as it was, so that offsets stand."""
    if isinstance(value, list):
        return [_sound(part) for part in cast(list[Any], value)]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def column(values: Sequence[Any], kind: str) -> Any:
    """Values as a column of an SQL type. Raises one of UNFIT where one of them is none of it."""
    if kind == "TIMESTAMP":
        values = [_plain(value) for value in values]
    try:
        return pa.array(values, type=ARROW[kind])
    except UnicodeEncodeError:
        return pa.array([_sound(value) for value in values], type=ARROW[kind])


def culprit(values: Sequence[Any], kind: str) -> str:
    """Which of the values is none of its type, in words."""
    for value in values:
        try:
            column([value], kind)
        except UNFIT:
            return f"{value!r} is not one"
    return "the values do not fit"
