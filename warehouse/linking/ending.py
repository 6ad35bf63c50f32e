"""How the next plan speaks of a target that it does not go on with: with another number, in words, or at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from warehouse.linking import names
from warehouse.linking.review import At, Review
from warehouse.units import any_unit

# A number that became words: against another place, in step with something, a duty set from above, or a direction only.
WORDS = re.compile(
    r"高于|不低于|好于|优于|快于|低于|同步|匹配|相当|一致|省定|市定|上级|下达|国家(?:要求|规定|标准|任务)|稳中|稳步|稳定|平稳|稳量|提质|持续|保持|进一步|继续|力争|合理区间|明显|较快"
    r"|有所|转变|质量|效益|回稳|企稳|趋稳|向好|好转|止跌|转正|完成.{0,8}(?:任务|目标)|目标任务|改善|优化|促稳|回升|回暖|基本持平|控制在|增长$|提升|扩大|降低|下降|(?:淘汰|关停|关闭|取缔)一批"
)
_NUMBER = re.compile(rf"[0-9０-９]+(?:[.．][0-9]+)?\s*(?:[％万亿千百]|{any_unit()})|[一二三四五六七八九十百]+分之|翻番")
_LONGEST_QUOTE = 120
# What a name may end in that says how the thing is measured, not what it is: 农村低保标准, 医疗保险参保率.
_MEASURED = re.compile(r".{2,}(?=(?:(?:补助|补贴)?标准|参[保合](?:率|人数)|覆盖[率面]|普及率|(?:实际)?到位资金)$)")
# 稳定粮食播种面积和产量 speaks of 粮食产量, too.
_OUTPUT = re.compile(r"^(?P<thing>.{2,})(?:产量|总产)$")
# 完成国家下达任务 at the end of a list is said of each of its links.
_SET_FOR_ALL = re.compile(r"(?:完成|达到|按照?|控制在).{0,12}(?:任务|要求|目标|下达|设置)")
_JOINED = re.compile(r"[、和及与]")
# A name of all people that stands in no more clauses of a plan speaks of what was promised for a part of them.
_SELDOM = 3
# A name of so many characters says enough to be looked for inside others, and a clause that has so much of it speaks of it.
WITHIN, _SPOKEN = 4, 0.9

# kind and quote: `number` with one that was not read as the same target, `words` without, `mention` otherwise
Said = tuple[str, str]
_NUMBER_FIRST, _WORDS_FIRST = ("number", "words", "mention"), ("words", "number", "mention")


@dataclass(frozen=True, slots=True)
class Ending:
    """A target that ends with its plan: its name, its indicator with the names that that has, those of what holds it (主要污染物 of 氨氮) and of the programme that it is a part of."""

    name: str
    indicator_id: str | None
    others: Sequence[str | None]
    wholes: Sequence[str | None]
    programmes: Sequence[str | None]
    headline: bool

    def said_in(self, plan: Review) -> Said | None:
        """How the plan speaks of it, the surest way first; None where it does not."""
        wanted = _names(self.name, self.others)
        held_by = _names("", [*self.wholes, *names.words().held_by.get(self.indicator_id or "", ())])
        return (
            _first(_spoken(plan, wanted, _pieces(self.name, wanted)), _NUMBER_FIRST)
            or _if_words(_first(_spoken(plan, held_by), _WORDS_FIRST))
            or (None if self.headline else _first(_spoken_broadly(plan, wanted), _NUMBER_FIRST))
            or _if_any(_first(_spoken(plan, _names("", self.programmes)), _NUMBER_FIRST))
            or (None if self.headline and self.indicator_id else _alike(plan, self.name))
        )


def _names(name: str, others: Sequence[str | None]) -> set[str]:
    spelled = {names.one_spelling(n) for n in others if n and len(n) >= 3}
    own = names.core(name)
    return spelled | ({own} if len(own) >= 3 and names.tells(own) else set())


def _pieces(name: str, wanted: set[str]) -> set[str]:
    """The parts of a joint name: 转移农村劳动力 of 新增就业岗位和转移农村劳动力."""
    pieces = {names.core(piece) for piece in _JOINED.split(name)} if _JOINED.search(name) else set[str]()
    return {piece for piece in pieces - wanted if len(piece) >= WITHIN and names.tells(piece)}


def _things(wanted: set[str]) -> set[str]:
    """What the names are of, however it is measured, and for town and country together."""
    things = {thing[0] for name in wanted if (thing := _MEASURED.match(name))}
    things |= {name.removeprefix("实际") for name in wanted}
    things |= {names.of_both(name) for name in wanted | things}
    return {thing for thing in things - wanted if len(thing) >= 3 and names.tells(thing)}


def _spoken(plan: Review, wanted: set[str], pieces: Collection[str] = ()) -> Iterator[Said]:
    for name in sorted(wanted.union(pieces)):
        for at in plan.holding(name):
            yield _in_clause(plan, at) if name in wanted else _mentioned(plan, at)
    for name in sorted(wanted):
        if output := _OUTPUT.match(name):
            yield from _outputs(plan, output["thing"])


def _spoken_broadly(plan: Review, wanted: set[str]) -> Iterator[Said]:
    """In other words for the same things, or however it is measured, it is spoken of; whether that is what became of the target, a reader must see."""
    for name in sorted(wanted | _things(wanted)):
        if len(names.broad(name)) >= 3:
            yield from (_mentioned(plan, at) for at in plan.holding(name, broad=True))
    for name in sorted({names.of_all(name) for name in wanted} - wanted):
        held = plan.holding(name, broad=True) if names.telling_pairs(name) else []
        # 农村危房改造 goes on as the rebuilding of 危房, whoever's they are; what a plan says everywhere (公路, 就业) is a field of politics.
        yield from (_mentioned(plan, at) for at in held if len(held) <= _SELDOM)


def _in_clause(plan: Review, at: At) -> Said:
    kind, quote = _mentioned(plan, at)
    if kind == "number":
        return kind, quote
    if WORDS.search(plan.text, *at):
        return "words", quote
    whole = plan.text[slice(*plan.sentence(at))]
    return ("words", whole.strip()[:_LONGEST_QUOTE]) if _SET_FOR_ALL.search(whole) else (kind, quote)


def _mentioned(plan: Review, at: At) -> Said:
    clause = plan.text[at[0] : at[1]]
    return ("number" if _NUMBER.search(clause) else "mention"), clause.strip()[:_LONGEST_QUOTE]


def _outputs(plan: Review, thing: str) -> Iterator[Said]:
    both = re.compile(rf"{re.escape(thing)}[^，。；0-9]{{0,6}}和产量")
    for start, end in plan.holding(thing):
        clause = plan.text[start:end]
        if both.search(clause) and WORDS.search(clause):
            yield "words", clause.strip()[:_LONGEST_QUOTE]


def _first(said: Iterator[Said], order: tuple[str, ...]) -> Said | None:
    return min(said, key=lambda one: order.index(one[0]), default=None)


def _if_words(said: Said | None) -> Said | None:
    """What the plan sets for all that the promise is a part of: 城乡居民收入与经济增长同步 of 城镇居民收入, 完成国家下达的节能减排任务 of 氨氮排放量."""
    return said if said and said[0] == "words" else None


def _if_any(said: Said | None) -> Said | None:
    """Where the plan speaks of the programme that the promise is a part of, with or without a number: 加快保障性住房建设 after 廉租住房2000套."""
    return ("mention", said[1]) if said else None


def _alike(plan: Review, name: str) -> Said | None:
    """A clause of the plan that holds most of a name."""
    own = names.core(name)
    at = plan.like(own, lambda _: False) if len(own) >= WITHIN and names.tells(own) else None
    return ("mention", plan.text[at[0][0] : at[0][1]].strip()[:_LONGEST_QUOTE]) if at and at[1] >= _SPOKEN else None
