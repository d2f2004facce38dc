"""Exhibits that the drawing tests share; their numbers are made up and add to 398."""

from typing import Any

import polars as pl

from casekit.exhibits import charts
from casekit.exhibits.exhibit import Break, Column, Exhibit

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
