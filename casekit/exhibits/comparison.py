"""Comparison: departments beside what like cases showed, as a funnel and a table by code, and what differs in words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.statistics import funnel as funnels
from casekit.subjects.efficiency import fair

POINTS = 60
OUTER = 0.998
SEVERAL = 3
COLUMNS = {
    fair.RETURNED: ("code", "n", "observed", "expected", "ratio", "interval", "said"),
    fair.DECIDED: ("code", "n", "days", "median", "ratio", "interval", "said"),
}
VALUES = {"n": "denominator", "observed": "numerator", "days": "value", "median": "median_expected"}
DIGITS = {"expected": 1, "ratio": 2}


@passing_absence
@remade
def funnel(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The share of cases returned once by department code and number of cases, with the usual range; `measured` is that of
    `subjects.efficiency.fair.returned`."""
    shown = measured.with_columns(hidden=is_hidden(measured)).filter(~pl.col("hidden"))
    found = funnels.funnel(shown["numerator"], shown["denominator"])
    drawn = shown.with_columns(found["outside"].fill_null(False))
    around = _around(measured, records, drawn.filter("outside")["code"].to_list())
    return charts.funnel(
        drawn,
        label="code",
        size="denominator",
        value="value",
        numerator="numerator",
        beside=_curves(found, shown),
        signal="outside",
        name=name,
        **around,
    )


@passing_absence
@remade
def days(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The days by which each department decided half of its cases, with their interval, beside what like cases would have
    taken, by code; `measured` is that of `subjects.efficiency.fair.decided`."""
    words = codebook.toml("sentences")["comparison_words"][records.settings.language]
    shown = measured.with_columns(hidden=is_hidden(measured))
    around = _around(measured, records, shown.filter("differs", ~pl.col("hidden"))["code"].to_list())
    around |= {"names": (words["now"], words["before"], words["change"]), "heading": words["now"]}
    return charts.dots(
        shown,
        label="code",
        before="median_expected",
        low="low",
        high="high",
        unit=words["unit"],
        digits=0,
        hidden="hidden",
        name=name,
        **around,
    )


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """What each department showed beside what like cases lead one to expect, in code order, with the interval of the ratio."""
    words = codebook.toml("sentences")["comparison_words"][records.settings.language] | _words(measured, records)
    hidden = is_hidden(measured)
    frame = measured.with_columns(
        hidden=hidden,
        interval=_interval(measured),
        said=pl.when(~hidden & pl.col("differs")).then(pl.lit(words["read"])).when(~hidden).then(pl.lit("")),
    )
    columns = [
        Column(header=words[one], value=VALUES.get(one, one), digits=DIGITS.get(one, 0))
        for one in COLUMNS[measured["indicator"][0]]
    ]
    said = {"finding": words["title"], "population": _around(measured, records, [])["population"]}
    return tabled(frame, columns, records, name=name, note=words["table_note"], hidden="hidden", **said)


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which departments differ from like cases, and how many flags chance alone would give."""
    words = _words(measured, records)
    shown = measured.filter(~is_hidden(measured))
    differing = shown.filter("differs").to_dicts()
    beside = words["beside"].format(k=shown.height, chance=number(shown.height * (1 - OUTER), 2))
    codes = words["joint"].join(row["code"] for row in differing)
    parts = words["stop"].join(words["part"].format(**_places(row)) for row in differing)
    opening = words["differs"].format(codes=codes, parts=parts) if differing else words["alike"]
    apart = " " * (records.settings.language == "en")
    return Sentence(apart.join(filter(None, (opening, beside, words["chance"]))))


def names(records: Records, name: str, indicator: str = fair.RETURNED) -> Exhibit | Absent:
    """The names of the departments by code, where the office's settings show them."""
    language = records.settings.language
    if (absent := fair.lacks(records, indicator)) is not None:
        return absent
    if not records.settings.unit_names:
        return Absent(codebook.toml("sentences")["comparison"]["unnamed"][language])
    words = codebook.toml("sentences")["comparison_words"][language]
    frame = fair.departments(records).rename({"unit": "office"}, strict=False)
    columns = [Column(header=words[one], value=one) for one in ("code", "office", "department") if one in frame.columns]
    return tabled(frame, columns, records, name=name, finding=words["names"])


def _interval(measured: pl.DataFrame) -> pl.Series:
    """Both limits of the ratio with two digits; blank where they are hidden."""
    ends = measured.select("ratio_low", "ratio_high").iter_rows()
    texts = [None if None in pair else "—".join(number(end, 2) for end in pair) for pair in ends]
    return pl.Series(texts, dtype=pl.String)


def _words(measured: pl.DataFrame, records: Records) -> dict[str, str]:
    """The words of a comparison, and those of its own indicator."""
    sentences = codebook.toml("sentences")
    own = sentences["comparison"] | sentences["comparison_of"][measured["indicator"][0]]
    return {key: both[records.settings.language] for key, both in own.items()}


def _places(row: dict[str, Any]) -> dict[str, str]:
    digits = {"expected": 1, "ratio": 2, "ratio_low": 2, "ratio_high": 2}
    numbers = {one: number(row[one], digits.get(one, 0)) for one in row if one in PLACES}
    return {"code": row["code"]} | {PLACES[one]: text for one, text in numbers.items()}


PLACES = {
    "numerator": "observed", "expected": "expected", "value": "value", "median_expected": "median", "ratio": "ratio",
    "ratio_low": "low", "ratio_high": "high",
}  # fmt: skip


def _around(measured: pl.DataFrame, records: Records, apart: list[str]) -> dict[str, Any]:
    """What is said around a figure: the departments outside in its title, the quarters whose receipts are compared."""
    words, shared = _words(measured, records), codebook.toml("sentences")["comparison_words"][records.settings.language]
    key = "inside" if not apart else "outside" if len(apart) <= SEVERAL else "several"
    last = quarter.parse(measured["period"][0])
    first = last.recent(fair.QUARTERS[measured["indicator"][0]])[0]
    n = number(int(measured.filter(~is_hidden(measured))["denominator"].sum()))
    return {
        "finding": words[key].format(codes=words["joint"].join(apart), count=len(apart)),
        "measure": words["measure"],
        "population": shared["population"].format(first=first.name, last=last.name, n=n),
        "heading": shared["heading"],
        "source": records.source,
        "note": words["note"],
        "language": records.settings.language,
    }


def _curves(found: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The limits between the smallest and the largest department, and a little beyond."""
    import numpy as np

    least, most = (float(shown["denominator"].cast(pl.Float64).fill_null(1).quantile(q) or 1) for q in (0.0, 1.0))
    size = np.unique(np.linspace(max(1.0, least * 0.8), most * 1.1, POINTS).round())
    center, widening, phi, tau2 = (found[name][0] for name in ("expected", "widening", "phi", "tau2"))
    factor = {"phi": phi if widening == "multiplicative" else 1.0, "tau2": tau2 if widening == "additive" else 0.0}
    curves = {"size": size, "center": np.full(len(size), center)}
    for name, level in (("95", 0.95), ("998", OUTER)):
        curves[f"low_{name}"], curves[f"high_{name}"] = funnels.limits(center, size, level, **factor)
    return pl.DataFrame(curves)
