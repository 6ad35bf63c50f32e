"""Invented reports, bulletins and notices in parts (headings, paragraphs, tables, notes), as content for the pages of tests."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

Row = list[str]


@dataclass(frozen=True)
class Part:
    """One piece of an article: kind is head, para, note or table; a table has rows, the others a text."""

    kind: str
    text: str = ""
    rows: list[Row] = field(default_factory=list[Row])

    @property
    def lines(self) -> list[str]:
        return ["\t".join(row).rstrip("\t") for row in self.rows] if self.rows else [self.text]


@dataclass(frozen=True)
class Article:
    """What a page must give: its parts in order, and what is said about it."""

    title: str
    day: date
    source: str
    parts: list[Part]
    others: list[str]  # titles of its neighbours, for the furniture

    @property
    def text(self) -> str:
        return "\n".join(line for part in self.parts for line in part.lines)


_PLACES = ["青禾县", "云麓市", "临汐区", "双坪县", "北屿市", "柳湾县"]
_WHO = ["各级各部门", "全县上下", "广大干部", "各乡镇", "相关单位", "基层组织"]
_WHAT = [
    "深化重点领域改革",
    "补齐农村供水短板",
    "整治背街小巷",
    "扶持小微企业",
    "修复河湖生态",
    "培育特色种植",
    "完善养老服务",
    "推广节水灌溉",
]
_HOW = ["统筹推进", "稳步实施", "精准发力", "加快落地", "分类施策", "持续用力"]
_SO = ["成效逐步显现", "群众反映良好", "基础更加牢固", "后劲不断增强", "面貌明显改善", "秩序更加规范"]
_INDICATORS = [
    "地区生产总值",
    "固定资产投资",
    "社会消费品零售总额",
    "一般公共预算收入",
    "规模以上工业增加值",
    "居民人均可支配收入",
    "粮食总产量",
    "外贸进出口总额",
]
_UNITS = ["亿元", "亿元", "亿元", "亿元", "亿元", "元", "万吨", "亿元"]
_HEADS = ["工业和建筑业", "农业农村", "城镇建设", "民生保障", "生态环境", "改革开放", "政府自身建设", "社会治理"]
_NUMBERS = "一二三四五六七八九十"


class Writer:
    """Writes articles; one seed always gives the same."""

    def __init__(self, seed: int) -> None:
        self._r = random.Random(seed)
        self.place = self._r.choice(_PLACES)
        self.year = self._r.randint(2005, 2025)

    def sentence(self) -> str:
        r = self._r
        if r.random() < 0.45:
            i = r.randrange(len(_INDICATORS))
            value = f"{r.uniform(3, 900):.{r.choice((1, 2))}f}"
            return f"{_INDICATORS[i]}完成{value}{_UNITS[i]}，{r.choice(('同比增长', '比上年增长', '下降'))}{r.uniform(0.5, 15):.1f}%"
        return f"{r.choice(_WHO)}{r.choice(_HOW)}，{r.choice(_WHAT)}，{r.choice(_SO)}"

    def paragraph(self, sentences: int) -> str:
        return (
            "".join(self.sentence() + self._r.choice("。。。；") for _ in range(sentences - 1)) + self.sentence() + "。"
        )

    def _article(self, title: str, parts: list[Part]) -> Article:
        day = date(self.year, 1, 1) + timedelta(days=self._r.randrange(20, 90))
        source = self.place + self._r.choice(["人民政府办公室", "统计局", "融媒体中心", "日报"])
        others = [
            f"{self.place}{self.year + n}年{self._r.choice(('政府工作报告', '国民经济和社会发展统计公报', '财政预算执行情况'))}"
            for n in (-1, 1, -2, -3)
        ]
        return Article(title, day, source, parts, others)

    def report(self, sections: int = 4, paragraphs: int = 5) -> Article:
        """A work report: meeting line, salutation, numbered headings of two levels."""
        r = self._r
        parts = [
            Part("para", f"——{self.year}年1月{r.randint(8, 28)}日在{self.place}第{r.choice('八九十')}届人民代表大会第{r.choice('二三四')}次会议上"),
            Part("para", "各位代表："),
            Part("para", "现在，我代表市人民政府向大会作工作报告，请予审议，并请各位列席人员提出意见。"),
        ]  # fmt: skip
        for n in range(sections):
            parts.append(Part("head", f"{_NUMBERS[n]}、{r.choice(_HEADS)}"))
            for m in range(paragraphs):
                if r.random() < 0.4 and m < len(_NUMBERS):
                    parts.append(Part("head", f"（{_NUMBERS[m]}）{r.choice(_WHAT)}"))
                parts.append(Part("para", self.paragraph(r.randint(1, 7))))
        parts.append(Part("para", "各位代表！让我们同心同德，真抓实干，为完成全年目标任务而努力！"))
        return self._article(f"{self.place}{self.year}年政府工作报告", parts)

    def bulletin(self, sections: int = 3) -> Article:
        """A bulletin: marks of footnotes in the text, a table in each section, notes at the end."""
        r = self._r
        marks = r.randint(2, 3)
        parts = [Part("para", f"{self.place}统计局"), Part("para", f"{self.year + 1}年3月{r.randint(1, 28)}日")]
        for n in range(sections):
            parts.append(Part("head", f"{_NUMBERS[n]}、{r.choice(_HEADS)}"))
            mark = f"[{n + 1}]" if n < marks else ""
            parts.append(Part("para", f"初步核算{mark}，{self.paragraph(r.randint(2, 5))}"))
            parts.append(Part("para", f"表{n + 1} {self.year}年主要指标完成情况"))
            rows = [["指标", "单位", "绝对量", "比上年增长（%）"]]
            for i in r.sample(range(len(_INDICATORS)), r.randint(3, 6)):
                rows.append([_INDICATORS[i], _UNITS[i], f"{r.uniform(3, 900):.2f}", f"{r.uniform(-3, 15):.1f}"])
            parts.append(Part("table", rows=rows))
            parts.append(Part("para", self.paragraph(r.randint(1, 4))))
        parts.append(Part("para", "注："))
        parts += [
            Part(
                "note",
                f"[{n + 1}]{r.choice(('本公报数据为初步统计数', '增长速度按不变价格计算', '部分数据因四舍五入存在误差'))}。",
            )
            for n in range(min(marks, sections))
        ]
        return self._article(f"{self.place}{self.year}年国民经济和社会发展统计公报", parts)

    def notice(self) -> Article:
        """A short notice of two paragraphs."""
        parts = [Part("para", self.paragraph(4)), Part("para", self.paragraph(3))]
        return self._article(f"{self.place}{self.year}年上半年经济运行情况", parts)
