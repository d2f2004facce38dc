"""Comparison: departments beside what like cases showed, as a funnel and a table by code, and what differs in words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
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


@passing_absence
@remade
def funnel(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The share of cases returned once by department code and number of cases, with the usual range; `measured` is that of
    `subjects.efficiency.fair.returned`."""
    language = records.settings.language
    words = codebook.toml("sentences")["comparison_words"][language]
    shown = measured.with_columns(hidden=is_hidden(measured)).filter(~pl.col("hidden"))
    found = funnels.funnel(shown["numerator"], shown["denominator"])
    drawn = shown.with_columns(found["outside"].fill_null(False))
    outside = drawn.filter("outside")["code"].to_list()
    return charts.funnel(
        drawn,
        label="code",
        size="denominator",
        value="value",
        numerator="numerator",
        beside=_curves(found, shown),
        signal="outside",
        heading=words["heading"],
        name=name,
        finding=_title(outside, records),
        measure=words["measure"],
        population=_population(measured, shown, records),
        source=records.source,
        note=words["note"],
        language=language,
    )


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Observed and expected returns of each department in code order, with the interval of their ratio."""
    language = records.settings.language
    words = codebook.toml("sentences")["comparison_words"][language]
    frame = measured.with_columns(
        hidden=is_hidden(measured),
        interval=_interval(measured),
        said=pl.when("differs").then(pl.lit(words["read"])).otherwise(pl.lit("")),
    ).with_columns(pl.when(~pl.col("hidden")).then("said").alias("said"))
    columns = [
        Column(header=words["code"], value="code"),
        Column(header=words["n"], value="denominator"),
        Column(header=words["observed"], value="numerator"),
        Column(header=words["expected"], value="expected", digits=1),
        Column(header=words["ratio"], value="ratio", digits=2),
        Column(header=words["interval"], value="interval"),
        Column(header=words["said"], value="said"),
    ]
    population = _population(measured, frame.filter(~pl.col("hidden")), records)
    around = {"measure": "", "population": population, "source": records.source, "note": words["table_note"]}
    return charts.table(
        frame, columns=columns, finding=words["title"], hidden="hidden", name=name, language=language, **around
    )


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which departments differ from like cases, and how many flags chance alone would give."""
    words = {key: both[records.settings.language] for key, both in codebook.toml("sentences")["comparison"].items()}
    shown = measured.filter(~is_hidden(measured))
    differing = shown.filter("differs").to_dicts()
    chance = words["chance"].format(k=shown.height, chance=number(shown.height * (1 - OUTER), 2))
    if not differing:
        return Sentence(words["alike"] + _apart(records) + chance)
    codes = words["joint"].join(row["code"] for row in differing)
    parts = words["stop"].join(words["part"].format(**_places(row)) for row in differing)
    return Sentence(words["differs"].format(codes=codes, parts=parts) + _apart(records) + chance)


def names(records: Records, name: str) -> Exhibit | Absent:
    """The names of the departments by code, where the office's settings show them."""
    language = records.settings.language
    if (absent := fair.lacks(records)) is not None:
        return absent
    if not records.settings.unit_names:
        return Absent(codebook.toml("sentences")["comparison"]["unnamed"][language])
    words = codebook.toml("sentences")["comparison_words"][language]
    frame = fair.departments(records)
    columns = [Column(header=words[one], value=one) for one in ("code", "unit", "department") if one in frame.columns]
    said = {"measure": "", "population": "", "source": records.source, "name": name}
    return charts.table(frame, columns=columns, finding=words["names"], language=language, **said)


def _interval(measured: pl.DataFrame) -> pl.Series:
    """Both limits of the ratio with two digits; blank where they are hidden."""
    ends = measured.select("ratio_low", "ratio_high").iter_rows()
    texts = [None if None in pair else "—".join(number(end, 2) for end in pair) for pair in ends]
    return pl.Series(texts, dtype=pl.String)


def _apart(records: Records) -> str:
    """What stands between two sentences."""
    return " " * (records.settings.language == "en")


def _places(row: dict[str, Any]) -> dict[str, str]:
    counts = {"code": row["code"], "observed": number(row["numerator"]), "expected": number(row["expected"], 1)}
    return counts | {name: number(row[of], 2) for name, of in RATIO.items()}


RATIO = {"ratio": "ratio", "low": "ratio_low", "high": "ratio_high"}


def _title(outside: list[str], records: Records) -> str:
    language = records.settings.language
    words = {key: both[language] for key, both in codebook.toml("sentences")["comparison"].items()}
    if not outside:
        return str(words["title_inside"])
    key = "title_outside" if len(outside) <= SEVERAL else "title_several"
    return str(words[key].format(codes=words["joint"].join(outside), count=len(outside)))


def _population(measured: pl.DataFrame, shown: pl.DataFrame, records: Records) -> str:
    """The quarters whose receipts are compared, and how many cases."""
    last = quarter.parse(measured["period"][0])
    first = last.recent(fair.QUARTERS["returns"])[0]
    words = codebook.toml("sentences")["comparison_words"][records.settings.language]
    return str(words["population"].format(first=first.name, last=last.name, n=number(int(shown["denominator"].sum()))))


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
