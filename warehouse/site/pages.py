"""The pages of one place: the place itself, a page a plan, a page a promise, its chart and its feed."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warehouse.labels import Labels
from warehouse.site import charts
from warehouse.site.feed import feed
from warehouse.site.formatting import amount, clean, local, passage, result, target
from warehouse.site.grouping import grouped, undecided
from warehouse.site.queries import PlaceRows, Row
from warehouse.site.series import headline_charts, headline_table, plans, quotes, series_key, side_by_side

ACCUSED = ("missed", "lagging"), ("dropped", "lowered", "words_only")
MOST_ACCUSED = 20
_LABEL = re.compile(r"""\{\{ t\(["'](\w+)["']\) \}\}""")
_EACH_TIME = ("", "operator/", "data/")  # pages that each publication makes anew
_CALLED = {"nation": "国务院"}


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who answers for the site, as the operator's settings say; what is empty is said to be not set. `errors` is where a reader reports an
    error: an address (https: or mailto:) in which {id} and {url} stand for the promise and its page."""

    publisher: str = ""
    contact: str = ""
    licence: str = ""
    errors: str = ""

    def report(self, commitment_id: str, url: str) -> str:
        """Where to report an error in one promise; empty where nothing is set."""
        return self.errors.replace("{id}", quote(commitment_id, safe="")).replace("{url}", quote(url, safe=""))


@dataclass(frozen=True, slots=True)
class Setting:
    """What every page is made with. `url` is the address that the site will have, without a slash at its end, or empty."""

    lang: str = "zh"
    url: str = ""
    as_of: str = ""
    data: bool = False
    data_docs: bool = False
    publication: str = ""  # its id (warehouse/publication.py): on the pages that each publication makes anew
    imprint: Imprint = Imprint()

    @property
    def shown_as_of(self) -> str:
        """`as_of`, which is UTC, as readers see it: Beijing's time."""
        return local(datetime.fromisoformat(self.as_of)) if self.as_of[:1].isdigit() else self.as_of


class Press:
    """Renders templates into files below a folder; counts what it wrote."""

    def __init__(self, folder: Path, setting: Setting) -> None:
        self.folder, self.setting, self.t, self.written = folder, setting, Labels(setting.lang), 0

    def page(self, address: str, template: str, **values: Any) -> None:
        """Write the page at `address` (`c/ID/`; empty for the front page); links in it are relative to it."""
        root = "../" * address.count("/")
        canonical = f"{self.setting.url}/{address}" if self.setting.url else ""
        html = _template(template, self.setting.lang).render(
            t=self.t, lang=self.setting.lang, root=root, canonical=canonical, site_address=self.setting.url, imprint=self.setting.imprint, as_of=self.setting.shown_as_of, data=self.setting.data,
            publication=self.setting.publication if address in _EACH_TIME else "", **values,
        )  # fmt: skip
        self.write(address + "index.html", html)

    def write(self, address: str, text: str | bytes) -> None:
        """Write a file at one stroke: a reader never gets half of it."""
        path = self.folder / address
        fresh = path.with_name(path.name + ".new")
        body = text if isinstance(text, bytes) else clean(text).encode("utf-8", "replace")
        try:
            fresh.write_bytes(body)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(body)
        fresh.replace(path)
        self.written += 1


@cache
def _template(name: str, lang: str) -> Any:
    return _environment(lang).get_template(name)


@cache
def _environment(lang: str) -> Any:
    import jinja2
    from markupsafe import escape

    class Folder(jinja2.FileSystemLoader):
        """Puts plain labels into the templates as they are loaded: a page has fifty of them, and a site a hundred thousand pages."""

        def get_source(self, environment: Any, template: str) -> Any:
            source, *rest = super().get_source(environment, template)
            return _LABEL.sub(lambda found: str(escape(labels(found[1]))), source), *rest

    labels = Labels(lang)
    environment = jinja2.Environment(
        loader=Folder(Path(__file__).with_name("templates")), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["local"] = local
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    return environment


def dress(row: Row, lang: str) -> Row:
    """A row of `judged` with the words that pages show: what it is, what was promised and reported, the gap."""
    row["what"] = clean(row["indicator"]) or clean(row["promise_quote"])[:60] or row["commitment_id"]
    row["said"] = target(row, lang) or (row.get("milestone") or "")
    # In the terms of what was reported: a growth may be judged by two amounts, and an amount is no percentage.
    grown = row["reported_measure"] == "growth"
    reported = row["reported"]
    row["result"] = result(reported, row["reported_unit"], row["reported_measure"], lang)
    alike = row["reported_unit"] == row["unit"] and grown == (row["measure"] == "growth")
    row["compared"] = reported if alike else None  # what a chart may draw beside the promise
    row["gap"] = amount(row["shortfall"], "个百分点" if row["unit"] == "%" and lang == "zh" else row["unit"])
    row["telling"] = row["verdict"] in ACCUSED[0] or row["continuity"] in ACCUSED[1]
    for name in ("promise_url", "evidence_url", "next_url"):
        row[name] = web_address(row.get(name))
    return row


def web_address(url: str | None) -> str:
    """The address if a page may link to it: a report on a disk, or a script that poses as an address, is no link for readers."""
    return url if url and url.startswith(("http://", "https://")) else "#"


def _link(own: PlaceRows, t: Callable[..., str]) -> None:
    """Puts the addresses of documents and of what differs from them as pages may link to them, and whose site a mirror is into words."""
    for row in own.documents:
        row["url"], row["mirror_of"] = web_address(row["url"]), web_address(row["mirror_of"])
        row["tier_said"] = t(f"tier_{row['tier'].replace(' ', '_')}") if row["tier"] else ""
    for row in own.revisions:
        row["url"] = web_address(row["url"])


def render_place(press: Press, own: PlaceRows) -> None:
    """Write all pages of one place."""
    t, lang, code = press.t, press.setting.lang, own.place["place_code"]
    by_id = {d["document_id"]: d for d in own.documents}
    _link(own, t)
    for row in own.promises:
        dress(row, lang)
    series: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in own.promises:
        series[series_key(row)].append(row)
    for row in own.promises:
        _promise(press, own, row, by_id, series[series_key(row)])
    for line in own.coverage:
        line["document"] = by_id.get(line["document_id"])
    accused = [row for row in own.promises if row["telling"]]
    by_year: defaultdict[int, list[Row]] = defaultdict(list)
    for row in own.promises:
        by_year[row["plan_year"]].append(row)
    for year in sorted(by_year):
        _plan(press, own, year, by_year)
    if len(by_year) > 1:
        _any_two(press, own)
    press.write(f"p/{code}/quotes.json", json.dumps(quotes(own.promises), ensure_ascii=False, separators=(",", ":")))
    words = t("word_target"), t("word_result")
    panels = headline_charts(own.promises, own.names, words, t("word_growth"))
    values = [value for _, drawn in panels for value in drawn]
    chart = charts.through_years(values, *words) if values else None
    if chart is not None:
        press.write(f"p/{code}/chart.svg", chart.svg)
        press.write(f"p/{code}/chart-narrow.svg", charts.through_years(values, *words, columns=1).svg)
    table, years = headline_table(own.promises, own.names)
    press.page(
        f"p/{code}/", "place.html", place=own.place, above=own.above, score_rows=own.scores, chart=chart,
        chart_alt=t("chart_alt", what="、".join(title for title, _ in panels)), series=table, years=years,
        accused=accused[:MOST_ACCUSED], accused_more=accused[MOST_ACCUSED:], undecided=undecided(t, own.promises), children=own.children,
        coverage=own.coverage, several=len(by_year) > 1,
    )  # fmt: skip
    news = [(row, h) for row in own.promises for h in own.changes.get(row["commitment_id"], ()) if not h["recomputed"]]
    press.write(
        f"p/{code}/feed.xml",
        feed(
            t, press.setting.url, f"p/{code}/", own.place["name"], news, press.setting.as_of, press.setting.publication
        ),
    )


def _plan(press: Press, own: PlaceRows, year: int, by_year: dict[int, list[Row]]) -> None:
    """Write the page of one plan, and that of it beside the next one where both are held."""
    of_year = by_year[year]
    address = f"p/{own.place['place_code']}/{year}/"
    following = year + 1 if year + 1 in by_year else None
    press.page(
        address, "year.html", place=own.place, above=own.above, year=year, count=len(of_year), groups=grouped(of_year), following=following,
        several=len(by_year) > 1,
    )  # fmt: skip
    if following is not None:
        lines = side_by_side(of_year, by_year[following], own.names)
        press.page(
            f"{address}next/",
            "compare.html",
            place=own.place,
            above=own.above,
            year=year,
            following=following,
            lines=lines,
        )


def _any_two(press: Press, own: PlaceRows) -> None:
    """Write the page on which a reader lays any two plans side by side, and what it does that with."""
    address = f"p/{own.place['place_code']}/compare/"
    lines = plans(own.promises, own.names, press.t("word_growth"))
    press.write(f"{address}plans.json", json.dumps(lines, ensure_ascii=False, separators=(",", ":")))
    press.page(address, "compare_any.html", place=own.place, above=own.above, years=list(lines))


def _promise(press: Press, own: PlaceRows, row: Row, by_id: dict[str, Row], years: list[Row]) -> None:
    documents = [
        by_id[i]
        for i in dict.fromkeys((row["document_id"], row["evidence_document_id"], row["next_document_id"]))
        if i in by_id
    ]

    def text_of(document_id: str | None) -> str | None:
        return by_id[document_id]["text"] if document_id in by_id else None

    address = f"c/{row['commitment_id']}/"
    url = posixpath.join(press.setting.url, address) if press.setting.url else ""
    cite = press.t(
        "cite_text", site=press.t("site"), place=row["place"], year=row["plan_year"], what=clean(row["promise_quote"])[:120] or row["what"],
        verdict=press.t(row["verdict"]), url=url or press.t("cite_no_address"), day=press.setting.shown_as_of[:10],
    )  # fmt: skip
    from_mirror = by_id.get(row["document_id"], {})
    if from_mirror.get("tier"):
        cite = f"{cite} {press.t('cite_mirror', tier=from_mirror['tier_said'], url=from_mirror['url'])}"
    changes = own.changes.get(row["commitment_id"], ())
    judged_on = local(changes[-1]["changed_at"])[:10] if changes else press.setting.shown_as_of[:10]
    one_a_year = {r["plan_year"]: r for r in reversed(years)} | {row["plan_year"]: row}
    press.page(
        address, "promise.html", row=row, above=own.above,
        promise=passage(text_of(row["document_id"]), row["promise_quote"], row["promised"], row["char_start"]),
        evidence=passage(text_of(row["evidence_document_id"]), row["evidence_quote"], row["reported"]),
        next=passage(text_of(row["next_document_id"]), row["next_quote"], row["next_promised"]),
        years=[one_a_year[year] for year in sorted(one_a_year)], documents=documents,
        revisions=[r for r in own.revisions if r["document_id"] in {d["document_id"] for d in documents}],
        changes=changes, cite=cite, review=_review(press.t, row, by_id, url, judged_on),
        can_say=press.t(f"say_{row['verdict']}"), cannot_say=press.t(f"not_say_{row['verdict']}"),
        report=press.setting.imprint.report(row["commitment_id"], url),
    )  # fmt: skip
    press.write(f"{address}promise.json", _as_json(row, url, from_mirror))


_JSON = (
    "commitment_id", "place", "place_code", "fictional", "plan_year", "period", "indicator", "indicator_id", "headline", "measure", "comparator",
    "promised", "promised_high", "unit", "reported", "reported_unit", "reported_measure", "shortfall", "verdict", "continuity", "rule", "confidence",
    "near_miss", "disputed", "reason", "promise_quote", "promise_title", "promise_url", "promise_captured_at", "promise_sha256", "evidence_quote",
    "evidence_title", "evidence_url", "next_quote", "next_title", "next_url", "next_commitment_id",
)  # fmt: skip


def _as_json(row: Row, url: str, document: Row) -> str:
    """What the page says, for machines: columns of the view `judged`, times in UTC; an address that is no web address is null.

    Of a promise that was read at a mirror (`document` is where it stands) also whose site that is, and the official address.
    """
    told = {name: None if name.endswith("_url") and row[name] == "#" else row[name] for name in _JSON}
    if document.get("tier"):
        told |= {"promise_tier": document["tier"], "promise_mirror_of": document["mirror_of"]}
    return json.dumps({"url": url or None, **told}, ensure_ascii=False, indent=1, default=str) + "\n"


def _review(t: Callable[..., str], row: Row, by_id: dict[str, Row], url: str, day: str) -> dict[str, Any] | None:
    """schema.org/ClaimReview, for what is decided: met or missed. Nothing invented is offered as a review of a real claim."""
    if row["verdict"] not in ("met", "missed") or row["fictional"]:
        return None
    promised_on = by_id.get(row["document_id"], {}).get("published_on")
    author = _CALLED.get(row["level"], f"{row['place']}人民政府")
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url or f"/c/{row['commitment_id']}/",
        "claimReviewed": f"{row['place']}{row['plan_year']}年：{clean(row['promise_quote'])[:300]}",
        "datePublished": day,
        "author": {"@type": "Organization", "name": t("site")},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "GovernmentOrganization", "name": author},
            **({"datePublished": promised_on.isoformat()} if promised_on else {}),
            "appearance": {"@type": "CreativeWork", "url": row["promise_url"], "name": clean(row["promise_title"]) or t("work_report")},
        },
        "reviewRating": {
            "@type": "Rating", "ratingValue": 5 if row["verdict"] == "met" else 1, "bestRating": 5, "worstRating": 1,
            "alternateName": t(row["verdict"]),
        },
        "reviewBody": clean(row["reason"]),
    }  # fmt: skip


def stamp(moment: datetime | None, otherwise: str = "—") -> str:
    """A time as the pages show it."""
    return moment.strftime("%Y-%m-%d %H:%M") if moment else otherwise
