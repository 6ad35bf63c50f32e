"""The static site after a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.settings import Home, site_lang, site_url

if TYPE_CHECKING:
    from warehouse.site.build import Built


@task(name="site", task_run_name="site", cache_policy=NO_CACHE, timeout_seconds=3600)
def build_pages(home: Home) -> Built:
    """Makes the pages anew whose rows changed."""
    from warehouse.site.build import build_site

    return build_site(home.published_database, home.site, home.site_state, site_lang(), site_url(), home.data_docs)


def bring_up_to_date(home: Home) -> list[str]:
    """Builds the site; where that fails the files stand published, and the lines given tell the operator."""
    from warehouse.labels import LabelError
    from warehouse.query import QueryError
    from warehouse.site.build import SiteError

    try:
        build_pages(home)
    except (SiteError, LabelError, QueryError) as error:
        return [str(error)]
    return []
