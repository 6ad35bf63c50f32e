"""The static site after a publication."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.capturing.progress import saying
from flows.faults import alone
from flows.rejections import page_fault, rejection, replace_stage
from flows.settings import Home, site_lang, site_url
from flows.stages import Stage, plainly
from warehouse.publication import published_id
from warehouse.store import upsert

if TYPE_CHECKING:
    from warehouse.site.build import Built


def build_pages(home: Home) -> Built:
    """Makes the pages anew whose rows changed."""
    from warehouse.site.build import build_site

    return build_site(
        home.published_database, home.site, home.site_state, site_lang(), site_url(), home.data_docs, saying("places")
    )


def site_waits(con: Any, home: Home) -> bool:
    """Whether something was published that the pages do not show, or there are none."""
    stands = con.execute("select 1 from run_state where name = 'site' and value = 'stand'").fetchall()
    if not stands or not (home.site / "index.html").is_file():
        return True
    try:
        shown = json.loads((home.site / "publication.json").read_text("utf-8"))
    except (OSError, ValueError):
        return True
    return shown != {"publication_id": published_id(home.published)}


def bring_up_to_date(home: Home, con: Any, stage: Stage = plainly) -> list[str]:
    """Builds the site; where that fails the files stand published, and the lines given tell the operator.

    A place or an indicator that breaks its pages keeps those of before, and is a row of `rejections`.
    """
    from warehouse.labels import LabelError
    from warehouse.query import QueryError
    from warehouse.site.build import SiteError

    lines: list[str] = []
    expected = (SiteError, LabelError, QueryError)
    try:
        with alone(lambda why: lines.append(f"{home.site}: the site was not built: {why}"), *expected):
            faults = [(part, page_fault(why)) for part, why in stage("site", build_pages, home).failed]
            now = datetime.now(UTC)
            replace_stage(con, "site", [rejection(part, "site", why, now) for part, why in faults])
            lines += [f"{part}: {why}" for part, why in faults]
    except expected as error:
        return [str(error)]
    if not lines:
        upsert(con, "run_state", [{"name": "site", "value": "stand"}], "name")
    return lines
