"""Atom feeds: an entry each time that a verdict came or changed by what a government published."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.site.formatting import clean

ENTRIES = 50
_GENERATOR = re.compile(rb"<generator[^>]*>")


def feed(
    t: Callable[..., str],
    url: str,
    address: str,
    name: str,
    news: Sequence[tuple[dict[str, Any], dict[str, Any]]],
    as_of: str,
    publication: str = "",
) -> bytes:
    """The feed at `address`feed.xml: `news` are rows of `judged`, dressed, each with its row of `verdict_changes`.

    Ids are made of promise and time alone, so they stay when the site moves (RFC 4287, 4.2.6). Without a `url` links are
    relative to the feed. `publication` is its id, told as the generator's version.
    """
    from feedgen.feed import FeedGenerator  # pyright: ignore[reportMissingTypeStubs]

    root = f"{url}/" if url else "../" * address.count("/")
    newest = sorted(
        news,
        key=lambda pair: (
            pair[1]["changed_at"],
            bool(pair[0]["headline"]),
            pair[0]["plan_year"],
            pair[0]["commitment_id"],
        ),
        reverse=True,
    )
    made: Any = FeedGenerator()
    made.id(uuid.uuid5(uuid.NAMESPACE_URL, f"pledgewatch/feed/{address}").urn)
    made.title(f"{t('site')} · {clean(name)}" if address else t("site"))
    made.author({"name": t("site")})
    made.link(href=f"{root}{address}feed.xml" if url else "feed.xml", rel="self", type="application/atom+xml")
    made.link(href=f"{root}{address}" or "./", rel="alternate", type="text/html")
    made.generator("pledgewatch", version=publication or None)
    made.updated(
        newest[0][1]["changed_at"].replace(tzinfo=UTC)
        if newest
        else datetime.fromisoformat(as_of).replace(tzinfo=UTC)
        if as_of[:1].isdigit()
        else datetime(2000, 1, 1, tzinfo=UTC)
    )
    for row, change in newest[:ENTRIES]:
        entry = made.add_entry(order="append")
        moment = change["changed_at"].replace(tzinfo=UTC)
        entry.id(uuid.uuid5(uuid.NAMESPACE_URL, f"pledgewatch/{row['commitment_id']}/{moment.isoformat()}").urn)
        words = [t(change["verdict"])] + (
            [t(change["continuity"])] if change["continuity"] in ("dropped", "lowered", "words_only") else []
        )
        fictional = t("fictional_short") if row["fictional"] else ""
        entry.title(
            f"【{'、'.join(words)}】{clean(row['place'])}{fictional} {row['plan_year']}：{row['what']} {row['said']}".strip()
        )
        entry.link(href=f"{root}c/{row['commitment_id']}/", rel="alternate", type="text/html")
        entry.updated(moment)
        quoted = [f"{t('promise')}：“{clean(row['promise_quote'])[:300]}”"]
        if row["evidence_quote"]:
            quoted.append(f"{t('evidence')}：“{clean(row['evidence_quote'])[:300]}”")
        entry.content("\n".join([*quoted, clean(row["reason"])]), type="text")
    return made.atom_str(pretty=True)


def restamp(path: Path, publication: str) -> bool:
    """Has a feed whose entries are the same say the publication that it now belongs to; whether it had to be written."""
    text = path.read_bytes()
    stamped = _GENERATOR.sub(b'<generator version="%s">' % publication.encode(), text, count=1)
    if stamped == text:
        return False
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(stamped)
    fresh.replace(path)
    return True
