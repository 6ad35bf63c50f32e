"""The static site after a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.progress import saying
from flows.settings import Home, site_lang, site_url
from flows.stages import Stage, plainly

if TYPE_CHECKING:
    from warehouse.site.build import Built


def build_pages(home: Home) -> Built:
    """Makes the pages anew whose rows changed."""
    from warehouse.site.build import build_site

    return build_site(
        home.published_database, home.site, home.site_state, site_lang(), site_url(), home.data_docs, saying("places")
    )


def bring_up_to_date(home: Home, stage: Stage = plainly) -> list[str]:
    """Builds the site; where that fails the files stand published, and the lines given tell the operator."""
    from warehouse.query import QueryError
    from warehouse.site.build import SiteError
    from warehouse.site.labels import LabelError

    try:
        stage("site", build_pages, home)
    except (SiteError, LabelError, QueryError) as error:
        return [str(error)]
    return []
