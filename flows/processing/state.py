"""What a run finds in the database of the runs before it: who waits to be judged, what was kept back, whether there is something to publish."""

from __future__ import annotations

from typing import Any

from flows.settings import Home
from flows.waiting import UNPUBLISHED, UNTOLD, is_checked, mark
from warehouse.judge import refused_places
from warehouse.publication import damaged
from warehouse.query import can_be_read


def is_due(con: Any, home: Home, version: str, spare: bool) -> bool:
    """Whether there is something to publish though no document came and none was judged."""
    done = con.execute("select value from run_state where name = 'judged'").fetchall()
    return (
        not is_checked(con)
        or done != [(f"{version}/{ledgers(con)}",)]
        or not can_be_read(home.published_database)
        or bool(damaged(home.published))
        or (not spare and docs_wait(con))
    )


def ledgers(con: Any) -> str:
    """A digest of what is published besides the documents and what follows from them."""
    rows = con.execute(
        "select (select md5(string_agg(url || stage || reason, '|' order by url, stage)) from rejections),"
        " (select md5(string_agg(concat_ws('|', c::varchar), ';' order by c::varchar)) from coverage c),"
        " (select md5(string_agg(c::varchar, ';' order by c::varchar)) from corrections c)"
    ).fetchall()
    return "/".join(str(part) for part in rows[0])


def docs_wait(con: Any) -> bool:
    """Whether the last checks left the Data Docs as they were."""
    return bool(con.execute("select 1 from run_state where name = 'data_docs' and value = 'wait'").fetchall())


def strike_off(con: Any) -> None:
    """What was judged waits no longer, but to be checked, published and told."""
    mark(con, UNPUBLISHED, UNTOLD)
    con.execute(
        "delete from unjudged_places where place_code not in (select unnest(?::varchar[]))", [list(refused_places(con))]
    )


def unjudged(con: Any) -> set[str]:
    return {code for (code,) in con.execute("select place_code from unjudged_places").fetchall()}


def withheld_documents(con: Any) -> set[str]:
    """The documents that the last checks kept out of publication."""
    rows = con.execute("select value from run_state where name = 'withheld'").fetchall()
    return set(filter(None, rows[0][0].split("\n"))) if rows else set()
