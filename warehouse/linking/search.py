"""Silence is proven: before a report is said to keep quiet about a promise, its whole review is searched for it, under every name and in any form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import duckdb

from warehouse.linking import names
from warehouse.linking.evidence import Rarity
from warehouse.linking.link import insert

# A sentence that holds so much of a name, by the weight of its character pairs, may speak of the same thing.
MENTION = 0.5
# What a name says must be at least so long, or it says too little to be searched for: 投资, 道路.
_TELLING = 3
_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_LONGEST_QUOTE = 160
_JOINED = re.compile(r"[、，和及与]")
_YEARS = re.compile(r"年均|累计|五年|5年|年来|期间|时期|[一二三四五六七八九十]五|比20|是20|由.*(?:到|至)")
# The list of 实事 that a promise stands in, and the words that a report says of the whole of it.
_LIST = re.compile(r"实事|民生工程")
_LIST_DONE = re.compile(
    r"(?:实事|民生工程)[^，。；]{0,12}(?:完成|兑现|落实|办结|办成|见效)|(?:完成|办成|办结|兑现)[^，。；]{0,16}(?:实事|民生工程)"
)

_ASKED = """
select p.commitment_id, p.document_id, f.next_document_id, p.indicator, p.indicator_id, p.key, p.scope, p.form, p.period, p.quote, c.char_start, coalesce(c.section, ''),
       list_append(coalesce(i.aliases, []), i.name), p.place_code, p.headline, p.unit
from promise p join following f using (document_id) join commitments c using (commitment_id) left join indicators i on i.indicator_id = p.indicator_id
where p.yearly and f.complete and not exists (select 1 from decision d where d.commitment_id = p.commitment_id)
order by p.document_id, p.ordinal, p.commitment_id
"""
_CLAIMS = """
select o.document_id, o.outcome_id, o.indicator, o.indicator_id, series_key(o.indicator_id, o.indicator), coalesce(o.scope, ''),
       wider_place(o.indicator, o.place_code) is not null, form(o.measure, o.unit), o.period, coalesce(o.span, 1), coalesce(o.role_sure, true),
       o.quote, o.char_start, o.char_end, o.unit
from outcomes o where o.document_id in (select next_document_id from following) order by o.document_id, o.ordinal, o.outcome_id
"""
# The review ends where the list of the year's targets begins; without a list, with the last result.
TEXTS = """
select d.document_id, d.text, coalesce(d.review_years, 1),
       case when t.starts > length(d.text) / 5 then t.starts else coalesce(r.ends, length(d.text)) end
from documents d
left join (select c.document_id, min(c.char_start) as starts from commitments c join documents e using (document_id)
           where c.headline and c.period = e.year and c.span is null group by 1) t using (document_id)
left join (select document_id, max(char_end) as ends from outcomes where coalesce(role_sure, true) group by 1) r using (document_id)
where d.document_id in (select next_document_id from following)
"""
_FOUND = """
create or replace temp table found_again (commitment_id varchar, kind varchar, quote varchar, outcome_id varchar, says varchar, char_start integer, char_end integer, score double);
"""
_LINKED = "select commitment_id, outcome_id, quote, why, other_name from linked"
_DOUBTED = "select q.commitment_id, q.outcome_id, o.quote, q.why, o.indicator from doubted q join outcomes o using (outcome_id)"
_RELATED = "select whole, part from joint union select whole, part from wider union select whole, part from holds"


@dataclass(frozen=True, slots=True)
class _Figure:
    document_id: str
    outcome_id: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    elsewhere: bool
    form: str
    period: int | None
    span: int
    role_sure: bool
    quote: str
    start: int
    end: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    commitment_id: str
    document_id: str
    next_document_id: str
    name: str
    indicator_id: str | None
    key: str | None
    scope: str
    form: str
    period: int
    quote: str
    start: int
    section: str
    other_names: list[str | None]
    place_code: str
    headline: bool
    unit: str | None


class Review:
    """The review of a report as sentences that can be searched: in one spelling, each with its place in the text."""

    def __init__(self, text: str, ends: int, begins: int = 0) -> None:
        self.text = text
        self._at = [(m.start(), m.end()) for m in _SENTENCE.finditer(text, begins, ends)]
        self._plain = [names.one_spelling(text[s:e]) for s, e in self._at]
        self._all = "\n".join(self._plain)
        self._starts = list(accumulate((len(plain) + 1 for plain in self._plain), initial=0))
        self._by: dict[str, set[int]] = {}

    def holding(self, name: str) -> list[tuple[int, int]]:
        """The places of the sentences that hold the name, whole."""
        found: list[tuple[int, int]] = []
        at = self._all.find(name) if name else -1
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            found.append(self._at[number])
            at = self._all.find(name, self._starts[number + 1])
        return found

    def _index(self) -> dict[str, set[int]]:
        if not self._by:
            by: dict[str, set[int]] = defaultdict(set)
            for number, plain in enumerate(self._plain):
                for pair in names.pairs(plain):
                    by[pair].add(number)
            self._by = by
        return self._by

    def like(self, name: str, rarity: Rarity) -> tuple[int, int] | None:
        """The place of the sentence that holds most of a name, where that is enough to be a mention of it."""
        weights = {pair: rarity.weight(pair) for pair in names.pairs(name)}
        held: dict[int, float] = defaultdict(float)
        for pair, weight in weights.items():
            for number in self._index().get(pair, ()):
                held[number] += weight
        if not held:
            return None
        best = max(held, key=lambda n: (held[n], -n))
        return self._at[best] if held[best] >= MENTION * sum(weights.values()) else None

    def shown(self, at: tuple[int, int]) -> str:
        """The sentence, a slice of the text, not longer than a reader wants."""
        return self.text[at[0] : min(at[1], at[0] + _LONGEST_QUOTE)]


def fill(con: duckdb.DuckDBPyConnection) -> int:
    """Fills the temporary table `found_again` (commitment_id, kind, quote, outcome_id, says) for promises that no rule has decided: what the next report says of
    them after all, where it says so, and why it decides nothing. kind: nearly, form, part, years, unsure, mention, list, or nameless where the promise has no name to search for.
    Returns how many were found."""
    con.execute(_FOUND)
    asked = [_Asked(*row) for row in con.execute(_ASKED).fetchall()]
    figures: dict[str, list[_Figure]] = defaultdict(list)
    for row in con.execute(_CLAIMS).fetchall():
        figures[row[0]].append(_Figure(*row))
    # The link of a promise, or else the doubt about one.
    links = {row[0]: row[1:] for asking in (_DOUBTED, _LINKED) for row in con.execute(asking).fetchall()}
    texts = {row[0]: row[1:] for row in con.execute(TEXTS).fetchall()}
    related = _related(con)
    rows: list[tuple[Any, ...]] = []
    reviews: dict[str, Review] = {}
    rarities: dict[str, Rarity] = {}
    plans = dict(
        con.execute(
            "select document_id, text from documents where document_id in (select document_id from following)"
        ).fetchall()
    )
    for one in asked:
        following = one.next_document_id
        text, years, ends = texts[following]
        if following not in reviews:
            reviews = {following: Review(text, ends)}  # promises come by document, so that one review is held at a time
            rarities = {following: Rarity(names.core(f.name) for f in figures[following])}
        got = (
            _by_figures(one, figures[following], related, reviews[following])
            or _by_link(links.get(one.commitment_id))
            or _by_words(one, reviews[following], rarities[following], figures[following])
            or _by_list(one, plans[one.document_id], reviews[following])
        )
        if got and got[0] == "years" and years > 1:
            got = ("review", *got[1:])
        if not got and not one.indicator_id and not names.tells(one.name, 2 if one.headline else 3):
            got = ("nameless", None, None, "", None, None, None)
        if got:
            rows.append((one.commitment_id, *got))
    insert(con, "found_again", rows)
    return len(rows)


def _related(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """The indicators that are a part of each indicator, or that it is a part of."""
    related: dict[str, set[str]] = defaultdict(set)
    for whole, part in con.execute(_RELATED).fetchall():
        related[whole].add(part)
        related[part].add(whole)
    return related


# kind, quote, outcome_id, what it says, and for a sentence its place and score
_Found = tuple[str, str | None, str | None, str, int | None, int | None, float | None]


def _figure(kind: str, quote: str, outcome_id: str, says: str) -> _Found:
    return kind, quote, outcome_id, says, None, None, None


def _by_figures(one: _Asked, figures: list[_Figure], related: dict[str, set[str]], review: Review) -> _Found | None:
    """The indicator itself in a form, for a part, or over years that the promise was not for."""
    own = names.core(one.name)
    parts = related.get(one.indicator_id, set[str]()) if one.indicator_id else set[str]()
    candidates: list[tuple[int, _Found]] = []
    for f in figures:
        if f.elsewhere:
            continue
        if _is_same(one, f, own):
            candidates.append(_same_figure(one, f, review))
        elif f.indicator_id in parts and f.span == 1 and f.period == one.period:
            candidates.append((3, _figure("part", f.quote, f.outcome_id, f"只报告了其中一部分或更大范围的“{f.name}”")))
    if not candidates and not one.indicator_id:
        akin = [f for f in figures if _is_akin(one, f, own)]
        candidates += [(6, _figure("part", f.quote, f.outcome_id, f"有同类的“{f.name}”")) for f in akin]
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def _is_same(one: _Asked, f: _Figure, own: str) -> bool:
    """Whether a figure is of the promise's own indicator or, where it has none, of its name; `own` is the core of that."""
    if one.key and f.key == one.key:
        return True
    named = names.core(f.name)
    # 高新区工业产值 was promised, and 工业产值 is told of another part, or of the whole.
    elsewhere = bool(one.scope) and f.scope != one.scope and named == names.core(one.name.replace(one.scope, "", 1))
    return elsewhere or (f.indicator_id is None and named == own and len(own) >= _TELLING)


def _same_figure(one: _Asked, f: _Figure, review: Review) -> tuple[int, _Found]:
    """What keeps a figure of the promise's own indicator from deciding; the least comes first."""
    if f.span > 1:
        # Where only the heading speaks of years, the figure may be the last year's own.
        said = _YEARS.search(review.text[max(0, f.start - 12) : f.end])
        kind, says = (
            ("years", "给出的是多年的合计或平均") if said else ("unsure", "给出的数字可能是多年的，也可能是当年的")
        )
        return 4, _figure(kind, f.quote, f.outcome_id, says)
    if f.period != one.period:
        return 5, _figure("unsure", f.quote, f.outcome_id, "给出的是其他年份的数字")
    if f.scope != one.scope:
        return 2, _figure("part", f.quote, f.outcome_id, f"给出的是{f.scope or '全域'}的数字")
    if f.form != one.form:
        return 1, _figure("form", f.quote, f.outcome_id, "给出的是另一种形式的数字")
    return 0, _figure("unsure", f.quote, f.outcome_id, "给出的数字不能直接比较")


def _is_akin(one: _Asked, f: _Figure, own: str) -> bool:
    """农村里弄 for 背街里弄: the same noun, counted in the same unit, is another kind of it at most."""
    return (
        f.period == one.period
        and f.form == one.form
        and f.unit == one.unit
        and not f.elsewhere
        and _same_noun(own, names.core(f.name))
    )


def _same_noun(own: str, other: str) -> bool:
    return len(own) > 2 and own[-2:] == other[-2:] and names.tells(own[-2:])


def _by_link(link: tuple[Any, ...] | None) -> _Found | None:
    return (
        _figure("years" if "多年" in link[2] else "nearly", link[1], link[0], f"有相近的“{link[3]}”（{link[2]}）")
        if link
        else None
    )


def _by_words(one: _Asked, review: Review, rarity: Rarity, figures: list[_Figure]) -> _Found | None:
    """The name, another name of the indicator, or most of it in a sentence; not where that sentence's words are the name of another indicator's figure."""
    own = names.core(one.name)
    # The name, its head, and the other names of the indicator; two letters (M2) stand in other words (PM2.5).
    parts = [names.core(part) for part in _JOINED.split(one.name)] if _JOINED.search(one.name) else []
    wanted = [w for w in (own, names.head(one.name), *parts) if len(w) >= _TELLING and names.tells(w)]
    wanted += [n for n in (names.one_spelling(n) for n in one.other_names if n) if not n.isascii() or len(n) > 2]
    for name in sorted({w for w in wanted if len(w) >= 2}, key=lambda w: -len(w)):
        for at in review.holding(name):
            if not _anothers(one, name, at, figures):
                return "mention", review.shown(at), None, f"提到了“{name}”", at[0], at[0] + len(review.shown(at)), 0.6
    if len(own) >= _TELLING and (at := review.like(own, rarity)) and not _anothers(one, own, at, figures):
        return "mention", review.shown(at), None, "有相近的说法", at[0], at[0] + len(review.shown(at)), MENTION
    return None


def _anothers(one: _Asked, name: str, at: tuple[int, int], figures: list[_Figure]) -> bool:
    """Whether the words found are the name of another indicator's figure: 调查失业率 is no mention of 登记失业率, nor what
    全省 reached of a city."""
    inside = [f for f in figures if at[0] <= f.start < at[1] and name in names.one_spelling(f.name)]
    return any(
        f.elsewhere or (f.indicator_id and f.indicator_id != one.indicator_id and names.vetoes(one.name, f.name))
        for f in inside
    )


def _by_list(one: _Asked, plan: str, review: Review) -> _Found | None:
    """The list of 实事 that the promise stands in is said to be done, and the item is not named."""
    before = plan[max(0, one.start - 200) : one.start]
    if one.headline:
        return None
    if not _LIST.search(one.section) and not _LIST.search(before):
        return None
    done = next((m for m in _LIST_DONE.finditer(review.text)), None)
    return (
        ("list", done[0], None, "说明这批实事整体完成，未逐项说明", done.start(), done.end(), MENTION) if done else None
    )
