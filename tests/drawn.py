"""Exhibits that the drawing tests share; their numbers are made up and add to 398."""

from typing import Any

import polars as pl

from casekit.exhibits import charts
from casekit.exhibits.exhibit import Break, Column, Exhibit
from casekit.statistics.control import xmr_chart
from casekit.statistics.funnel import funnel, limits

SOURCE = "来源：案件管理系统导出（合成示例），截至2026年1月15日。"
COUNTED = {"low": "low", "high": "high", "numerator": "numerator", "denominator": "denominator"}


def shares(counts: dict[str, int], of: int) -> pl.DataFrame:
    """Shares of one total with a made-up interval of ±0.03, cut at zero."""
    value = pl.col("numerator") / pl.col("denominator")
    rows = pl.DataFrame({"label": list(counts), "numerator": list(counts.values()), "denominator": [of] * len(counts)})
    return rows.with_columns(value=value, low=(value - 0.03).clip(0), high=value + 0.03)


def made_bars(frame: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Causes by size: three dark, 其他 and 未能判定 last."""
    causes = {"酒后偶发口角": 66, "未能判定": 246, "邻里、停车噪声纠纷": 74, "其他可判明成因": 12}
    said: dict[str, Any] = {
        "name": "31-recurring-causes-1-share",
        "label": "label",
        "order": "size",
        "rest": ("其他可判明成因",),
        "hollow": ("未能判定",),
        "subject": ("邻里、停车噪声纠纷",),
        "heading": "占比（件）",
        "cumulative": "累计%",
        "finding": "两类成因合计占35.2%，另有61.8%未能判定",
        "measure": "主要成因占比（%）与95%区间",
        "population": "2025年第四季度审结，n＝398件",
        "source": SOURCE,
        "note": "成因经人工核定，未核定的计入“未能判定”，不分摊。",
    }
    return charts.bars(shares(causes, 398) if frame is None else frame, **(said | COUNTED | other))


def made_dots(**other: Any) -> Exhibit:
    """Steps per case now and a year before, with their sum."""
    frame = pl.DataFrame(
        {
            "label": ["一次退回补充侦查", "建议延期审理", "合计"],
            "value": [0.121, 0.028, 0.149],
            "before": [0.179, 0.021, 0.2],
        }
    )
    said: dict[str, Any] = {
        "name": "12-limits-and-returns-2-steps",
        "label": "label",
        "before": "before",
        "total": "合计",
        "unit": "",
        "digits": 3,
        "finding": "每案环节数为1∶1.15，比上年同期减少0.05",
        "measure": "每案派生环节（件/案），按环节分解",
        "population": "2025年第四季度审结，n＝398案（上年431案）",
        "source": SOURCE,
    }
    return charts.dots(frame, **(said | other))


def made_line(**other: Any) -> Exhibit:
    """Twelve quarters with two changes of rules."""
    quarters = [f"{year}Q{quarter}" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4)]
    counts = dict(zip(quarters, (71, 66, 74, 80, 45, 44, 52, 48, 50, 47, 41, 48), strict=True))
    said: dict[str, Any] = {
        "name": "00-quarter-at-a-glance-1-returned-once",
        "label": "label",
        "finding": "一次退回补充侦查占12.1%，与上年同期基本持平",
        "measure": "一次退回补充侦查占比（%，退查件数÷审结件数）",
        "population": "2023年第一季度至2025年第四季度，n＝4776件",
        "source": SOURCE,
        "breaks": (
            Break(at="2024Q1", words="2023-12-28 醉驾意见施行"),
            Break(at="2024Q4", words="2024-10 取消指标通报"),
        ),
    }
    return charts.line(shares(counts, 398), **(said | COUNTED | other))


COUNTED_MONTHLY = [51, 47, 44, 55, 41, 50, 58, 46, 49, 43, 54, 57]  # 2023, before the change of rules
COUNTED_MONTHLY += [29, 22, 25, 31, 24, 19, 27, 26, 22, 30, 25, 28]
COUNTED_MONTHLY += [24, 21, 27, 29, 23, 26, 31, 28, 24, 22, 44, 26]
PHASED = {"center": "mean", "low": "low", "high": "high", "phase": "phase", "signal": "signal"}


def months(count: int, year: int = 2023) -> list[str]:
    """So many months from January on, `2023-01`."""
    return [f"{year + place // 12}-{place % 12 + 1:02}" for place in range(count)]


def made_control(charted: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Thirty-six months of counts, other rules from the second year on, November 2025 beyond the usual range."""
    if charted is None:
        charted = xmr_chart(COUNTED_MONTHLY, breaks=[12], leave_out="signals", floor=0)
    said: dict[str, Any] = {
        "name": "12-limits-and-returns-4-monthly",
        "label": "label",
        "value": "value",
        "unit": "件",
        "finding": "2025年11月受理危险驾驶案件44件，高于正常波动范围",
        "measure": "每月受理审查起诉的危险驾驶案件（件）",
        "population": "2023年1月—2025年12月，n＝1228件",
        "source": SOURCE,
        "note": "虚线为均值±2.66×平均移动极差，前后分段；后段不含11月。",
        "breaks": (Break(at="2024-01", words="2023-12-28 醉驾意见施行"),),
    }
    label = pl.Series("label", months(charted.height), pl.String)
    return charts.control(charted.with_columns(label), **(said | PHASED | other))


UNITS = {
    "01": (2, 34), "02": (13, 58), "03": (13, 71), "04": (8, 92), "05": (18, 103), "06": (4, 46), "07": (24, 128),
    "08": (47, 149), "09": (12, 66),
}  # fmt: skip


def made_funnel(counts: dict[str, tuple[int, int]] | None = None, **other: Any) -> Exhibit:
    """Nine units, 08 outside; their limits are the exact ones without widening."""
    counts = counts or UNITS
    returned, concluded = zip(*counts.values(), strict=True)
    units = funnel(returned, concluded, widening="none")
    center = units["expected"][0]
    grid = sorted({round(5 + place * 1.15 * max(concluded) / 40) for place in range(41)})
    sides = {name: limits(center, grid, level) for name, level in (("95", 0.95), ("998", 0.998))}
    curves = {f"{side}_{name}": pair[at] for name, pair in sides.items() for at, side in enumerate(("low", "high"))}
    said: dict[str, Any] = {
        "name": "12-limits-and-returns-5-departments",
        "label": "label",
        "size": "n",
        "value": "value",
        "signal": "outside",
        "numerator": "returned",
        "heading": "件",
        "finding": "08号部门一次退查占比与同类案件有差异，建议核查",
        "measure": "一次退回补充侦查占比（%，退查件数÷审结件数）",
        "population": f"2025年，{len(counts)}个部门，n＝{sum(concluded)}件",
        "source": SOURCE,
        "note": "数字为部门代码，不表示先后。线为95%与99.8%正常波动范围。",
        "beside": pl.DataFrame({"size": grid, "center": [center] * len(grid)} | curves),
    }
    named = units.with_columns(label=pl.Series(list(counts)), returned=pl.Series(returned))
    return charts.funnel(named, **(said | other))


DECIDED = {"起诉": [0, 0.08, 0.27, 0.41, 0.51, 0.59, 0.658], "不起诉": [0, 0.03, 0.1, 0.15, 0.2, 0.25, 0.268]}
YEAR_BEFORE = [0, 0.09, 0.29, 0.46, 0.62, 0.77, 0.86]


def long(series: dict[str, list[float]]) -> pl.DataFrame:
    """Shares by day and series, one every ten days."""
    rows = [(name, 10 * step, value) for name, values in series.items() for step, value in enumerate(values)]
    return pl.DataFrame(rows, ["series", "days", "value"], orient="row")


def made_curves(frame: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Two outcomes and the year before; half is reached on day 30, for 0.41 + 0.15 passes 0.5 first there."""
    said: dict[str, Any] = {
        "name": "11-time-to-decision-1-decided",
        "finding": "半数案件在受理后30天内作出决定，上年同期为40天",
        "measure": "审查起诉累计办结比例（%）",
        "population": "2025年第四季度受理，n＝412件，其中未结83件",
        "source": SOURCE,
        "note": "未结案件按已等待天数计入。",
        "heading": "受理日",
        "hollow": ("未决定",),
        "beside": pl.DataFrame({"days": range(0, 70, 10), "count": [412, 373, 249, 161, 87, 39, 14]}),
    }
    frame = long(DECIDED | {"上年同期": YEAR_BEFORE}) if frame is None else frame
    return charts.curves(frame, time="days", value="value", series="series", **(said | other))


WAYS = [
    ("受理", "审查起诉", 412, None), ("审查起诉", "起诉", 237, None), ("审查起诉", "不起诉", 92, None),
    ("审查起诉", "尚未决定", 83, None), ("审查起诉", "审查起诉", 57, "退回补充侦查\n退出期间中位27天"),
    ("审查起诉", "审查起诉", 38, "延长期限"),
]  # fmt: skip
BOXES = {"受理": 412, "审查起诉": 412, "起诉": 237, "不起诉": 92, "尚未决定": 83}


def made_flow(ways: list[Any] | None = None, boxes: dict[str, int] | None = None, **other: Any) -> Exhibit:
    """Received, reviewed, decided, with two returns to review."""
    said: dict[str, Any] = {
        "name": "12-limits-and-returns-6-flow",
        "finding": "每百件受理案件中有12件曾退回补充侦查",
        "measure": "审查起诉流程（件）",
        "population": "2025年第四季度受理，n＝412件",
        "source": SOURCE,
        "rest": ("不起诉",),
        "hollow": ("尚未决定",),
        "words": "words",
        "beside": pl.DataFrame({"node": list(boxes or BOXES), "count": list((boxes or BOXES).values())}),
    }
    frame = pl.DataFrame(ways or WAYS, ["from", "to", "cases", "words"], orient="row")
    frame = frame.with_columns(pl.col("words").cast(pl.String))
    return charts.flow(frame, start="from", end="to", value="cases", **(said | other))


WAITING = {
    "band": ["30天以内", "31—60天", "61—90天", "90天以上"],
    "inactive": [14, 28, 10, 13],
    "active": [110, 48, 11, 12],
    "inactive_before": [14, 28, 9, 14],
    "active_before": [113, 63, 19, 21],
}


def made_pyramid(frame: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Open cases by days waited: 65 inactive, 181 active, and those a year earlier."""
    said: dict[str, Any] = {
        "name": "13-waiting-1-ages",
        "sides": ("停办等待", "在办"),
        "before": ("inactive_before", "active_before"),
        "names": ("本期", "上年同日", ""),
        "finding": "未结246件，等待超过30天的122件",
        "measure": "未结审查起诉案件按已等待天数（件）",
        "population": "截至2025年12月31日，n＝246件",
        "source": SOURCE,
        "note": "停办等待：退查、鉴定、中止等。",
    }
    frame = pl.DataFrame(WAITING) if frame is None else frame
    return charts.pyramid(frame, label="band", left="inactive", right="active", **(said | other))


def made_ranges(frame: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Recommended ranges and sentences of three groups of like cases: 59 + 47 + 29 of 64 + 58 + 41."""
    groups = {"group": ["危险驾驶 血醇150—199", "盗窃 数额较大 无前科", "盗窃 数额较大 有前科"]}
    groups |= {"low": [1.0, 4.0, 6.0], "high": [2.0, 7.0, 10.0], "middle": [1.5, 5.0, 9.0]}
    groups |= {"tenth": [1.0, 3.0, 6.0], "ninetieth": [3.0, 8.0, 13.0], "inside": [59, 47, 29], "n": [64, 58, 41]}
    said: dict[str, Any] = {
        "name": "22-distance-3-groups",
        "names": ("判决中位数与中间八成范围", "建议幅度（上下限中位数）", ""),
        "heading": "包含/人数",
        "numerator": "inside",
        "denominator": "n",
        "finding": "三组类案中，幅度刑建议包含判决的占82.8%（135/163）",
        "measure": "刑期（月）",
        "population": "2025年判决、提出幅度刑建议的被告人，n＝163人",
        "source": SOURCE,
        "note": "每组不少于20人；仅供回顾，不用于在办案件。",
    }
    shown = pl.DataFrame(groups) if frame is None else frame
    spread = ("tenth", "ninetieth")
    return charts.ranges(shown, label="group", low="low", high="high", value="middle", spread=spread, **(said | other))


def made_distance(below: list[int] | None = None, above: list[int] | None = None, **other: Any) -> Exhibit:
    """Terms below (34), within (314) and above (20) the recommendation; counts by month, the nearest first."""
    sides = {"轻": below or [14, 9, 5, 3, 3], "重": above or [8, 6, 3, 3, 0]}
    months = {side: [f"{side}{place}个月" for place in range(1, len(counts) + 1)] for side, counts in sides.items()}
    said: dict[str, Any] = {
        "name": "22-distance-1-months",
        "names": ("轻于建议", "在建议之内", "重于建议"),
        "heading": "建议之内",
        "unit": "人",
        "finding": "判决在首次建议之内的占85.3%，轻于34人、重于20人",
        "measure": "判决刑期与首次建议较近一端相差（月）",
        "population": "2025年第四季度判决，n＝368人",
        "source": SOURCE,
        "note": "另有21人未计入（刑种不同21人）。",
    }
    labels, counts = [*months["轻"][::-1], *months["重"]], [*sides["轻"][::-1], *sides["重"]]
    series = ["轻于建议"] * len(sides["轻"]) + ["重于建议"] * len(sides["重"])
    frame = pl.DataFrame({"label": labels, "side": series, "persons": counts})
    parts = {"count": [sum(sides["轻"]), 314, sum(sides["重"])], "hidden": [False] * 3}
    beside = other.pop("beside", pl.DataFrame(parts))
    frame = other.pop("frame", frame)
    return charts.distance(frame, label="label", series="side", value="persons", beside=beside, **(said | other))


def made_before_after(own: list[int] | None = None, others: list[int] | None = None, **other: Any) -> Exhibit:
    """Nine months at one place and at those compared with: four before, one left out, four after; means 9 and 4, 9 and 9."""
    months = [f"2024-{place:02}" for place in range(1, 10)]
    phases = ["before"] * 4 + ["left_out"] + ["after"] * 4
    counts = {"own": own or [8, 10, 9, 9, 15, 4, 5, 3, 4], "others": others or [9, 8, 10, 9, 9, 10, 8, 9, 9]}
    rows = [(part, *row) for part, series in counts.items() for row in zip(phases, months, series, strict=True)]
    means = [("own", "before", 9.0), ("own", "after", 4.0), ("others", "before", 9.0), ("others", "after", 9.0)]
    said: dict[str, Any] = {
        "name": "33-did-proposals-work-1-first",
        "names": ("甲街道（2024-05-10发出）", "对照：其他4个地区（折算）", ""),
        "heading": "月均",
        "finding": "电动车被盗案件有下降证据，与对照相比为44%",
        "measure": "电动车被盗案件每月受理数（件），2024-01—2024-09",
        "population": "n＝52件；单看前后为44%，与对照相比为44%（95%区间28%—70%）",
        "source": SOURCE,
        "note": "同期其他因素未能排除。",
        "beside": pl.DataFrame(means, ["part", "phase", "mean"], orient="row"),
    }
    frame = pl.DataFrame(rows, ["part", "phase", "month", "shown"], orient="row")
    frame = other.pop("frame", frame)
    places = {"label": "month", "series": "part", "phase": "phase", "value": "shown"}
    return charts.before_after(frame, **places, **(said | other))


def made_tiles(counts: dict[str, list[int]] | None = None, **other: Any) -> Exhibit:
    """Three places in four months, 7 + 9 of 甲镇 framed; one tile of 丙街道 is small."""
    counts = counts or {"甲镇": [1, 0, 7, 9], "乙镇": [3, 2, 4, 1], "丙街道": [0, 5, 2, 3]}
    rows = [(place, f"{at + 1}月", n, at > 1) for place, row in counts.items() for at, n in enumerate(row)]
    frame = pl.DataFrame(rows, ["place", "month", "cases", "late"], orient="row").with_columns(
        inside=pl.col("late") & (pl.col("place") == "甲镇"), few=(pl.col("place") == "丙街道") & (pl.col("cases") == 2)
    )
    said: dict[str, Any] = {
        "name": "32-surges-and-places-1-months",
        "heading": "合计",
        "finding": "甲镇3—4月入户盗窃案件多于预期，建议核查",
        "measure": "入户盗窃案件受理数（件）",
        "population": "2025年1—4月，n＝37件；地区按代码排列",
        "source": SOURCE,
        "note": "空格为0件。",
        "beside": pl.DataFrame({"place": list(counts), "total": [str(sum(row)) for row in counts.values()]}),
    }
    said |= {"label": "place", "series": "month", "value": "cases", "signal": "inside"}
    return charts.tiles(other.pop("frame", frame), **(said | other))


def made_table(**other: Any) -> Exhibit:
    """A table of shares with their counts; 撤回起诉 is protected."""
    frame = pl.DataFrame(
        {
            "item": ["一次退查", "二次退查", "撤回起诉"],
            "now": [48, 14, 1],
            "of": [398, 398, 398],
            "few": [False, False, True],
        }
    )
    columns = [
        Column(header="项目", value="item"),
        Column(header="本季度 %", value="share", digits=1, percent=True, numerator="now", denominator="of"),
    ]
    said: dict[str, Any] = {
        "name": "12-limits-and-returns-3-table",
        "finding": "退回补充侦查主要数据",
        "measure": "占比（%）",
        "population": "2025年第四季度审结，n＝398件",
        "source": SOURCE,
        "note": "“＊”为数量过小不显示。",
        "hidden": "few",
    }
    shared = frame.with_columns(share=pl.col("now") / pl.col("of"))
    return charts.table(shared, columns=columns, **(said | other))
