"""Synthetic governments whose truth is known: plans, the reviews of the year after, and what became of each promise by design.

Places are the counties of the gazetteer under their own names, so that a report is of the place it is filed under; every figure is drawn at random
and every sentence is built from the grammar below. Nothing of it is real, and it belongs into a folder that is thrown away.

A promise is told of in one of the ways of `WAYS`; the verdicts and continuities that a careful reader could give are in `Truth`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.language import gazetteer

FIRST_YEAR = 2014
TERM = 5  # at the end of a term the review looks back on five years

# Indicator -> names under which a plan or a review may speak of it; each moves by percent, and more is better.
_GROWTH = {
    "地区生产总值": ("地区生产总值", "全县生产总值"),
    "规模以上工业增加值": ("规模以上工业增加值", "规上工业增加值"),
    "固定资产投资": ("固定资产投资", "全社会固定资产投资"),
    "社会消费品零售总额": ("社会消费品零售总额",),
    "一般公共预算收入": ("一般公共预算收入", "地方一般公共预算收入"),
    "城镇居民人均可支配收入": ("城镇居民人均可支配收入",),
    "农村居民人均可支配收入": ("农村居民人均可支配收入",),
}
# What is built or done, in which unit, by which verb in the plan, and by which in the review.
_WORKS = (
    ("农村公路", "公里", "新建", ("新建", "建成")), ("高标准农田", "万亩", "建设", ("建成", "新建")), ("老旧小区", "个", "改造", ("改造", "完成改造")),
    ("充电桩", "个", "新建", ("新建", "建成")), ("口袋公园", "个", "建设", ("建成", "新建")), ("公办幼儿园", "所", "新建", ("新建", "建成")),
    ("病险水库", "座", "除险加固", ("除险加固", "完成除险加固")), ("污水管网", "公里", "新建", ("新建", "铺设")), ("保障性住房", "套", "新建", ("新建", "建成")),
    ("农村危房", "户", "改造", ("改造", "完成改造")), ("5G基站", "个", "新建", ("新建", "建成")), ("养老服务站", "个", "新建", ("新建", "建成")),
    ("村卫生室", "个", "改造", ("改造", "完成改造")), ("停车泊位", "个", "新增", ("新增", "建成")), ("标准化厂房", "万平方米", "新建", ("新建", "建成")),
    ("燃气管道", "公里", "改造", ("改造", "完成改造")), ("生态护岸", "公里", "新建", ("新建", "建成")), ("文化广场", "个", "新建", ("新建", "建成")),
    ("农贸市场", "家", "改造", ("改造", "完成改造")), ("规模养殖场", "家", "新建", ("新建", "建成")),
)  # fmt: skip
_BACK = (
    "干部群众同心协力，城乡面貌有了新的变化，各项事业稳步向前。", "机关作风持续好转，会议和文件明显精简。", "山上的树更密了，河里的水更清了，老街重新热闹起来。",
    "学校的操场铺上了新草皮，孩子们放学后有了去处。", "村口的大树下，老人们谈得最多的是日子越来越有奔头。", "企业遇到难处，干部上门商量，办法总比困难多。",
    "邻里之间多了问候，广场上多了歌声，夜市里多了烟火气。", "我们也清醒地看到，工作中还有不少短板，少数干部的本领还要提高。",
)  # fmt: skip
_AHEAD = (
    "要守住安全的底线，及时消除隐患。", "要让市场更加活跃，让创业的人安心。", "要爱惜每一寸耕地，珍惜每一滴清水。", "要办好群众身边的小事，让困难的家庭有人帮。",
    "要多到基层去，多听真话，多办实事。", "要把服务业做活，让游客来得了、留得住。", "要从严管好队伍，依法办事，自觉接受监督。", "要弘扬新风，红白喜事不攀比。",
)  # fmt: skip

# Way in which the next report speaks of a promise -> its share, and the verdicts that are right then.
WAYS: dict[str, tuple[float, frozenset[str]]] = {
    "kept": (0.35, frozenset({"met"})),
    "kept, other words": (0.12, frozenset({"met"})),
    "short": (0.12, frozenset({"missed"})),
    "short, other words": (0.05, frozenset({"missed"})),
    "silent": (0.22, frozenset({"unreported"})),
    "a part only": (0.07, frozenset({"unclear"})),
    "five years only": (
        0.07,
        frozenset({"unclear", "unreported"}),
    ),  # the reason says that the review looks back on five years
}
# What the next plan makes of a main target -> its share; the continuity is its name.
CONTINUITY = {"kept": 0.5, "raised": 0.15, "lowered": 0.25, "dropped": 0.10}
ACCUSES = {"missed", "lagging", "unreported", "dropped", "lowered", "words_only"}


@dataclass(frozen=True, slots=True)
class Truth:
    """One promise: which (by words of its quote), how the next report spoke of it, and the verdicts and continuities that are right."""

    place_code: str
    year: int
    quote: str
    way: str
    verdicts: frozenset[str]
    continuity: str | None = None


@dataclass(slots=True)
class Report:
    """One synthetic report, and what became of the promises of the year before."""

    place_code: str
    year: int
    text: str
    truths: list[Truth] = field(default_factory=list[Truth])


@dataclass(slots=True)
class _Plan:
    growth: dict[str, float] = field(default_factory=dict[str, float])
    works: dict[int, int] = field(default_factory=dict[int, int])


def places(number: int) -> list[tuple[str, str]]:
    """Code and name of so many counties. Raises ValueError where the gazetteer has fewer."""
    found = [(one.code, one.name) for one in gazetteer.all_places() if one.level == "county" and len(one.name) > 2]
    if len(found) < number:
        raise ValueError(f"{number} places: the gazetteer has {len(found)} counties")
    return sorted(found)[:number]


def reports(number: int, years: int, seed: int = 1) -> Iterator[Report]:
    """The reports of so many places over so many years, a place after the other, each year after the one before."""
    for code, name in places(number):
        chance = random.Random(f"{seed} {code}")
        before = _next_plan(chance, None)  # of a year whose report nobody has
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            plan = _next_plan(chance, before)
            made = _report(chance, code, name, year, before, plan)
            if year == FIRST_YEAR:
                made.truths.clear()
            yield made
            before = plan


def _next_plan(chance: random.Random, before: _Plan | None) -> _Plan:
    plan = _Plan()
    for name in _GROWTH:
        old = before.growth.get(name) if before else None
        if old is None:
            plan.growth[name] = chance.randint(12, 20) / 2
            continue
        (turn,) = chance.choices(list(CONTINUITY), list(CONTINUITY.values()))
        step = {"kept": 0.0, "raised": 1.0, "lowered": -1.5}.get(turn)
        if step is not None and old + step >= 3:
            plan.growth[name] = old + step
    for number in chance.sample(range(len(_WORKS)), 12):
        plan.works[number] = chance.randint(3, 60)
    return plan


def _report(chance: random.Random, code: str, name: str, year: int, before: _Plan, plan: _Plan) -> Report:
    ends_term = year > FIRST_YEAR and (year - FIRST_YEAR) % TERM == 0
    told: list[str] = []
    of_years: list[str] = []
    made = Report(code, year, "")
    for of, target in before.growth.items():
        way = _way(chance, ends_term, growth=True)
        told += _told_growth(chance, of, target, way)
        verdicts, turned = WAYS[way][1], _turn(target, plan.growth.get(of))
        made.truths.append(Truth(code, year - 1, f"{of}增长{target:g}%", way, verdicts, turned))
    for number, target in before.works.items():
        what, unit, verb, _ = _WORKS[number]
        way = _way(chance, ends_term, growth=False)
        (of_years if way == "five years only" else told).extend(_told_work(chance, number, target, way))
        made.truths.append(Truth(code, year - 1, f"{verb}{what}{target}{unit}", way, WAYS[way][1]))
    chance.shuffle(told)
    heading = f"一、过去五年和{year - 1}年工作回顾" if ends_term else f"一、{year - 1}年工作回顾"
    looks_back = [f"五年来，我们办成了一批实事。{'；'.join(of_years)}。"] if of_years else []
    last = [f"刚刚过去的{year - 1}年，我们扎实工作。"] if ends_term else []
    goals = "，".join(f"{of}增长{value:g}%{chance.choice(('以上', '', '以上'))}" for of, value in plan.growth.items())
    works = [f"{_WORKS[n][2]}{_WORKS[n][0]}{value}{_WORKS[n][1]}" for n, value in plan.works.items()]
    made.text = "\n".join(
        [
            f"{name}{year}年政府工作报告",
            f"——{year}年1月16日在{name}第十七届人民代表大会第四次会议上",
            "各位代表：",
            f"现在，我代表{name}人民政府，向大会报告工作，请予审议。",
            heading,
            *looks_back,
            *last,
            *(f"{sentence}。{_fill(chance)}" for sentence in told),
            _fill(chance, 14),
            f"二、{year}年工作安排",
            f"今年经济社会发展的主要预期目标是：{goals}，城镇登记失业率控制在4.2%以内。",
            *(f"{sentence}。{_fill(chance, of=_AHEAD)}" for sentence in works),
            _fill(chance, 14, _AHEAD),
        ]
    )
    return made


def _way(chance: random.Random, ends_term: bool, growth: bool) -> str:
    """How a promise is told of: main targets neither by a part nor by sums; sums only where a term ends."""
    left_out = {"a part only", "five years only"} if growth else set[str]() if ends_term else {"five years only"}
    ways = {way: share for way, (share, _) in WAYS.items() if way not in left_out}
    return chance.choices(list(ways), list(ways.values()))[0]


def _turn(before: float, now: float | None) -> str:
    return "dropped" if now is None else "kept" if now == before else "raised" if now > before else "lowered"


def _told_growth(chance: random.Random, of: str, target: float, way: str) -> list[str]:
    if way == "silent":
        return []
    reached = target + (-2.0 if way.startswith("short") else chance.choice((0.0, 0.4, 1.2)))
    name = chance.choice(_GROWTH[of]) if way.endswith("other words") else of
    return [f"{name}增长{reached:g}%"]


def _told_work(chance: random.Random, number: int, target: int, way: str) -> list[str]:
    what, unit, verb, others = _WORKS[number]
    if way == "silent":
        return []
    if way == "a part only":
        return [f"开发区{verb}{what}{max(1, target // 3)}{unit}"]
    if way == "five years only":
        return [f"累计{verb}{what}{target * 5}{unit}"]
    reached = target // 2 if way.startswith("short") else target + chance.choice((0, 1, 5))
    if way.endswith("other words"):
        return [chance.choice((f"{what}{verb}{reached}{unit}", f"{others[1]}{what}{reached}{unit}"))]
    return [f"{verb}{what}{reached}{unit}"]


def _fill(chance: random.Random, sentences: int = 3, of: Sequence[str] = _BACK) -> str:
    return "".join(chance.choice(of) for _ in range(sentences))
