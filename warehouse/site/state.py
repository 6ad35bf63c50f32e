"""Which parts of the site have to be made anew, and what stands at addresses whose promise is no longer there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import attach, connect
from warehouse.machine import is_locked, remedy_for
from warehouse.site.queries import Row, rows

_MEMORY = 128  # MB of DuckDB, beside that of the working database, which is open as well
_SCHEMA = Path(__file__).with_name("state.sql")
_FOLDERS = {"place": "p", "plan": "p", "indicator": "i"}  # where the pages of a part stand, by what it is
# Columns that change each night and stand on no page are left out, so that a quiet night makes nothing anew.
_PLACE_PARTS = """
select place_code, 'j' as kind, bit_xor(hash(j)) as part, count(*) as n from pub.judged j group by all
union all select place_code, 'd', bit_xor(hash(d)), count(*) from (select * exclude (reader_version) from pub.documents) d group by all
union all select place_code, 'v', bit_xor(hash(p)), count(*) from pub.places p group by all
union all select c.place_code, 'h', bit_xor(hash(h)), count(*) from pub.verdict_changes h join pub.commitments c using (commitment_id) group by all
union all select place_code, 'c', bit_xor(hash(c)), count(*) from (select * exclude (checked_at) from pub.coverage) c group by all
union all select d.place_code, 'r', bit_xor(hash(r)), count(*) from pub.revisions r join pub.documents d using (document_id) group by all
union all select p.parent_code, 's', bit_xor(hash(p.place_code, p.name, s)), count(*)
  from pub.places p left join (
    select place_code, sum(met) as met, sum(missed) as missed from pub.scorecard group by all) s using (place_code)
  where p.parent_code is not null group by all
"""
_NOW = f"""
create or replace temp table parts_now as
with plan as (select distinct place_code, plan_year from pub.judged where place_code in (select place_code from pub.places))
select 'place/' || place_code as part, string_agg(concat(kind, part, '.', n), ' ' order by kind) as digest from ({_PLACE_PARTS})
where place_code in (select place_code from pub.places) group by place_code
union all
select 'indicator/' || indicator_id, concat(bit_xor(hash(j)), '.', count(*)) from pub.judged j where indicator_id is not null
  and indicator_id in (select indicator_id from pub.indicators) group by indicator_id
-- Plans, and those that stand beside the next one: they are made with their place, whose digest holds them, and go by themselves.
union all
select concat('plan/', place_code, '/', plan_year), '' from plan
union all
select concat('plan/', p.place_code, '/', p.plan_year, '/next'), '' from plan p join plan n on n.place_code = p.place_code and n.plan_year = p.plan_year + 1
union all
select concat('plan/', place_code, '/compare'), '' from plan group by place_code having count(*) > 1
"""
_ADDRESSES = """
insert into addresses (commitment_id, document_id, place_code, quote, char_start)
select commitment_id, document_id, place_code, quote, char_start from pub.commitments c
where commitment_id in (select commitment_id from pub.verdicts) and commitment_id not in (select commitment_id from addresses);
"""
# A reading that is gone went where the same document now has a promise at the same words: the same quote, else one that begins there.
_GONE = """
create or replace temp table gone as
select a.commitment_id, a.quote, (
  select c.commitment_id from pub.commitments c where c.document_id = a.document_id and (c.quote = a.quote or c.char_start = a.char_start)
  order by c.quote = a.quote desc, abs(c.char_start - a.char_start), c.commitment_id limit 1) as successor
from addresses a where a.commitment_id not in (select commitment_id from pub.verdicts)
"""
_SAID = """
update addresses set gone = false, successor = null where gone and commitment_id not in (select commitment_id from gone);
update addresses a set gone = true, successor = g.successor from gone g where a.commitment_id = g.commitment_id;
"""


class StateError(Exception):
    """The site's memory cannot be read; reason and remedy in one line, without its path."""


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    con = connect(path, memory=_MEMORY)
    try:
        con.execute(_SCHEMA.read_text("utf-8"))
        # What is damaged inside is met only by who reads it: the little that there is is read before a page is made by it.
        con.execute(
            "select bit_xor(hash(p)) from parts p union all select bit_xor(hash(a)) from addresses a"
        ).fetchall()
    except BaseException:
        con.close()
        raise
    return con


def put_aside(path: Path) -> None:
    """Puts a memory that is broken aside: without one all pages are made anew, and those of promises that are gone stand as they were."""
    path.replace(path.with_name(path.name + ".broken"))
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


class State:
    """The site's memory: a DuckDB file beside the working database. Open it with `with`. One that is broken is put aside, and begun anew. Raises
    StateError where another process has it open."""

    def __init__(self, path: Path, published: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._con = _open(path)
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            if remedy_for(said):
                raise  # no fault of this file
            if is_locked(said):
                raise StateError(f"another process has it open ({said}); wait until that run has ended") from error
            put_aside(path)
            self._con = _open(path)
        attach(self._con, published, "pub")

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def stale(self, version: str) -> tuple[list[str], list[str]]:
        """Codes of the places and ids of the indicators whose pages have to be made anew; all of them for a new `version` of
        templates, labels or settings.

        Until `keep` they count as made of nothing: a run that dies between leaves pages of which nobody knows what they show."""
        self._con.execute(_NOW)
        self._con.execute("insert into parts_now values ('version', ?)", [version])
        new = self._con.execute(
            "select count(*) from parts p join parts_now n using (part, digest) where part = 'version'"
        ).fetchall() != [(1,)]
        if new:
            self._con.execute("update parts set digest = ''")
        found = self._con.execute(
            "select part from parts_now anti join parts using (part, digest) order by part"
        ).fetchall()
        names = [part for (part,) in found]
        self._con.execute(
            "insert or replace into parts select part, '' from parts_now where part in (select unnest(?::varchar[]))",
            [names],
        )
        return [n[6:] for n in names if n.startswith("place/")], [n[10:] for n in names if n.startswith("indicator/")]

    def gone(self, every: bool) -> list[Row]:
        """Takes in the addresses that are new; gives those whose promise is gone and whose page says so not yet (all of them for
        `every`): commitment_id, quote, successor. `keep` notes that their pages say it."""
        self._con.execute(_ADDRESSES)
        self._con.execute(_GONE)
        return rows(
            self._con,
            "select g.* from gone g join addresses a using (commitment_id) where ? or not a.gone or a.successor is distinct from g.successor order by 1",
            [every],
        )

    def vanished(self) -> list[str]:
        """Pages of places, plans and indicators that are in the site and no longer in the data, as addresses."""
        found: list[Any] = self._con.execute(
            "select part from parts anti join parts_now using (part) where part <> 'version' order by part"
        ).fetchall()
        parted = [part.split("/", 1) for (part,) in found]
        return [f"{_FOLDERS[kind]}/{name}/" for kind, name in parted]

    def keep(self, but: Sequence[str] = ()) -> None:
        """Notes that all parts are made, `but` those that broke, and the pages of what `gone` gave: call it when they are."""
        self._con.execute("create or replace temp table broken as select unnest(?::varchar[]) as part", [list(but)])
        self._con.execute(
            f"begin; {_SAID} delete from parts where part not in (from broken);"
            " insert into parts select part, digest from parts_now where part not in (from broken); commit"
        )
