"""Hard data for every form: long labels, many rows, one row, none and all, equal, hidden, negative and very large numbers."""

from collections.abc import Callable
from typing import Any

import drawn
import polars as pl
from drawn import BOXES, SOURCE, WAYS, long, months, shares

from casekit.exhibits import charts
from casekit.exhibits.exhibit import Break, Exhibit
from casekit.statistics.control import xmr_chart

LONG = [f"第{place:02}类涉及电动自行车停放充电引发的邻里纠纷" for place in range(25)]  # 20 characters beside the number
SHORT = [f"第{place}项" for place in range(25)]
ENGLISH = [f"Group {place} of repeated disputes between neighbours" for place in range(25)]
QUARTERS = [f"{2021 + place // 4}Q{place % 4 + 1}" for place in range(20)]
RULES = (
    "2023-12-28 醉驾意见施行",
    "2024-10-16 不再执行评价指标",
    "2025-07-01 司法解释调整",
    "2026-01-01 新规则施行",
    "其他",
)
SAID = {
    "name": "x",
    "label": "label",
    "measure": "占比（%）",
    "population": "n＝398件",
    "source": SOURCE,
    "finding": "一",
}


def bars(counts: list[int], labels: list[str] = SHORT, few: int = 0, of: int = 398, **other: Any) -> Exhibit:
    frame = shares(dict(zip(labels, counts, strict=False)), of).with_columns(few=pl.int_range(pl.len()) < few)
    plain = {"order": "code", "rest": (), "hollow": (), "subject": (), "hidden": "few"}
    return drawn.made_bars(frame.with_columns(pl.col("high").clip(0, 1)), **(plain | other))


def dots(pairs: list[tuple[float, float]], labels: list[str] = SHORT, few: int = 0, **other: Any) -> Exhibit:
    rows = [(label, *map(float, pair)) for label, pair in zip(labels, pairs, strict=False)]
    frame = pl.DataFrame(rows, ["label", "value", "before"], orient="row").with_columns(
        few=pl.int_range(pl.len()) < few
    )
    return charts.dots(frame, before="before", hidden="few", **(SAID | {"unit": "", "digits": 3} | other))


def line(values: list[float], wide: float = 0.02, few: int = 0, at: tuple[str, ...] = (), **other: Any) -> Exhibit:
    frame = pl.DataFrame({"label": other.pop("labels", QUARTERS)[: len(values)], "value": list(map(float, values))})
    ends = {"low": pl.col("value") - wide, "high": pl.col("value") + wide, "few": pl.int_range(pl.len()) % 3 < few}
    frame = frame.with_columns(**ends, numerator=pl.lit(1234567), denominator=pl.lit(4000000))
    breaks = tuple(Break(at=quarter, words=words) for quarter, words in zip(at, RULES, strict=False))
    return charts.line(frame, hidden="few", breaks=breaks, **(SAID | drawn.COUNTED | other))


def control(values: list[float], *phases: int) -> Exhibit:
    labels = months(len(values))
    breaks = tuple(Break(at=labels[at], words=words) for at, words in zip(phases, RULES, strict=False))
    charted = xmr_chart(values, breaks=list(phases), leave_out="signals", floor=0)
    return drawn.made_control(charted, breaks=breaks)


def curves(count: int, **other: Any) -> Exhibit:
    names = ["审查后提起公诉并建议适用速裁", "附条件不起诉", "改变管辖移送其他检察院", "其他"][:count]
    parts = count if other.get("stacked", True) else 1
    return drawn.made_curves(long({name: [level / parts for level in drawn.YEAR_BEFORE] for name in names}), **other)


def flow(names: list[str], times: int = 1, **other: Any) -> Exhibit:
    to = dict(zip(BOXES, names, strict=True))
    ways = [(to[start], to[end], count * times, words) for start, end, count, words in WAYS]
    boxes = {to[name]: count * times for name, count in BOXES.items()}
    return drawn.made_flow(ways, boxes, rest=(to["不起诉"],), hollow=(to["尚未决定"],), **other)


def pyramid(rows: int, times: int = 1, labels: list[str] = SHORT, few: bool = False, **other: Any) -> Exhibit:
    counts = {"inactive": 14, "active": 110, "inactive_before": 10, "active_before": 120}
    columns = {name: [count * times] * rows for name, count in counts.items()}
    frame = pl.DataFrame({"band": labels[:rows]} | columns).with_columns(few=pl.lit(few))
    return drawn.made_pyramid(frame, hidden="few", **other)


def ranges(rows: int, labels: list[str] = LONG, times: int = 1, few: bool = False, **other: Any) -> Exhibit:
    ends = {name: pl.int_range(pl.len()) * 2.0 + add for name, add in {"low": 1, "high": 9, "middle": 5}.items()}
    ends |= {"tenth": pl.col("label").str.len_chars() * 0.0, "ninetieth": pl.int_range(pl.len()) * 3.0}
    frame = pl.DataFrame({"label": labels[:rows]}).with_columns(
        **ends, inside=59 * times, n=64 * times, few=pl.lit(few)
    )
    return drawn.made_ranges(frame.rename({"label": "group"}), hidden="few", **other)


def before_after(count: int, after: int, times: int = 1, few: tuple[int, ...] = (), **other: Any) -> Exhibit:
    phases = ["before"] * (count - after - 2) + ["left_out"] * 2 + ["after"] * after
    labels = months(count, 2022)
    rows = [
        (part, phase, month, (9 + at % 4) * times, at in few)
        for part in ("own", "others")
        for at, (phase, month) in enumerate(zip(phases, labels, strict=True))
    ]
    means = [(part, phase, 10.4 * times) for part in ("own", "others") for phase in ("before", "after")]
    frame = pl.DataFrame(rows, ["part", "phase", "month", "shown", "few"], orient="row")
    beside = pl.DataFrame(means, ["part", "phase", "mean"], orient="row")
    return drawn.made_before_after(frame=frame, beside=beside, hidden="few", **other)


def distance(below: list[int], above: list[int], inside: int = 314, few: bool = False) -> Exhibit:
    parts = {"count": [sum(below), inside, sum(above)], "hidden": [False, False, few]}
    return drawn.made_distance(below, above, beside=pl.DataFrame(parts))


HARD: dict[str, Callable[[], Exhibit]] = {
    "bars: 25 long labels": lambda: bars(list(range(40, 15, -1)), LONG),
    "bars: one": lambda: bars([40]),
    "bars: none and all": lambda: bars([0, 398]),
    "bars: nothing at all": lambda: bars([0, 0, 0]),
    "bars: hidden": lambda: bars([40] * 6, few=6),
    "bars: seven digits": lambda: bars([1234567] * 6, LONG, of=4000000),
    "bars: English": lambda: bars([40, 30], ENGLISH, language="en", heading="Share (cases)", cumulative="Cumulative %"),
    "dots: 25 long labels": lambda: dots([(place, 25 - place) for place in range(25)], LONG),
    "dots: equal": lambda: dots([(0.5, 0.5)] * 3, few=1),
    "dots: none and all": lambda: dots([(0, 1), (1, 0)], unit="%", digits=1),
    "dots: seven digits": lambda: dots([(1234567, 34567)] * 3, LONG, unit="件", digits=0),
    "dots: English": lambda: dots(
        [(0.1, 0.2)] * 4, ENGLISH, language="en", names=("now", "a year earlier", "change on a year earlier")
    ),
    "line: 20 quarters, breaks together": lambda: line([0.3] * 20, at=("2023Q1", "2023Q2", "2023Q3", "2023Q4")),
    "line: breaks at the end": lambda: line([0.3] * 20, at=("2025Q3", "2025Q4")),
    "line: one": lambda: line([0.3]),
    "line: none": lambda: line([0.0] * 8, 0),
    "line: all": lambda: line([1.0] * 8, 0),
    "line: hidden": lambda: line([0.1, 0.02] * 8, few=1),
    "line: all hidden": lambda: line([0.1] * 8, few=3),
    "line: seven digits": lambda: line([1e6 + place * 1e4 for place in range(20)], 3e4, unit="件", digits=0),
    "line: negative": lambda: line([place * 0.4 - 3 for place in range(20)], 1, unit="个月"),
    "line: long periods": lambda: line(
        [0.3] * 20, labels=[f"{quarter[:4]}年第{quarter[-1]}季度" for quarter in QUARTERS]
    ),
    "control: equal": lambda: control([10] * 24),
    "control: one": lambda: control([10]),
    "control: seven digits": lambda: control([1200000 + place * 7 % 11 * 10000 for place in range(36)]),
    "control: many signals": lambda: control([50 + place * 7 % 5 for place in range(50)] + [90, 20, 88, 22]),
    "control: breaks together": lambda: control([50 + place * 7 % 11 for place in range(60)], 30, 33, 36),
    "funnel: 25": lambda: drawn.made_funnel({f"{at:02}": (5 + at % 7, 40 + 7 * at) for at in range(25)}),
    "funnel: at one place": lambda: drawn.made_funnel({f"{at:02}": (10, 100) for at in range(8)}),
    "funnel: none": lambda: drawn.made_funnel({f"{at:02}": (0, 100 + 9 * at) for at in range(8)}),
    "funnel: seven digits": lambda: drawn.made_funnel({f"{at}": (100000 + at * 5000, 1000000) for at in range(8)}),
    "curves: four piles": lambda: curves(4),
    "curves: four groups": lambda: curves(4, stacked=False, hollow=()),
    "curves: many English days": lambda: curves(
        2, language="en", heading="received", beside=pl.DataFrame({"days": [0, 10, 20, 30, 45, 60], "count": [9] * 6})
    ),
    "flow: long names": lambda: flow(["由公安机关移送审查起诉的案件" + end for end in "甲乙丙丁戊"], 10000),
    "flow: English": lambda: flow(
        ["Received", "Under review for prosecution", "Charged", "Not charged", "Open"], language="en"
    ),
    "pyramid: 25": lambda: pyramid(25),
    "pyramid: none": lambda: pyramid(3, 0),
    "pyramid: seven digits": lambda: pyramid(4, 12345, LONG),
    "pyramid: hidden": lambda: pyramid(6, few=True),
    "ranges: 25": lambda: ranges(25),
    "ranges: English": lambda: ranges(6, ENGLISH, language="en", names=("Median sentence", "Recommended range", "")),
    "ranges: seven digits": lambda: ranges(4, times=20000),
    "ranges: hidden": lambda: ranges(2, few=True),
    "distance: seven digits": lambda: distance([1234567] * 5, [10] * 5),
    "distance: most outside": lambda: distance([140, 90, 50, 30, 30], [80, 60, 30, 30, 0], 3),
    "distance: none": lambda: distance([0] * 5, [0] * 5),
    "distance: hidden": lambda: distance([14, 9, 5, 3, 3], [8, 6, 3, 3, 0], few=True),
    "before and after: hidden months": lambda: before_after(60, 20, few=(0, 2, 4, 10, 12, 14, 59)),
    "before and after: shortly after": lambda: before_after(48, 3, 1000),
    "before and after: long names": lambda: before_after(24, 10, names=(LONG[0] + "辖区", LONG[1] + "对照地区", "")),
    "tiles: 25 places": lambda: drawn.made_tiles({label: list(range(12)) for label in LONG}),
    "tiles: seven digits": lambda: drawn.made_tiles({label: [1234567] * 12 for label in LONG[:3]}),
    "tiles: 24 months": lambda: drawn.made_tiles({"甲镇": [1] * 24, "乙镇": [0] * 24}),
}
