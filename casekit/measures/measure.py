"""Measures: an indicator counted over every period and group, its numerator and denominator always beside its value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground.errors import both, fault
from casekit.ground.quarter import Period, parse
from casekit.measures import derived
from casekit.measures.disclosure import MIDDLES, with_sensitive_hidden
from casekit.measures.middle import middles
from casekit.measures.timed import KINDS, timed
from casekit.measures.timed import lacking as timed_lacking
from casekit.records.records import Records
from casekit.statistics.uncertainty import wilson

FEW = 30
COLUMNS = ("numerator", "denominator", "value", "low", "high", "note")


@dataclass(frozen=True)
class Indicator:
    """A counted thing as the codebook defines it; a count has no denominator, a median or mean has its value as numerator."""

    name: str
    kind: str
    table: str
    unit: str
    dated_by: str
    numerator: str
    denominator: str | None
    steady_within: float
    words: dict[str, Any]

    @property
    def is_count(self) -> bool:
        """Whether it says how many there are."""
        return self.kind in ("count", "open")

    @property
    def is_middle(self) -> bool:
        """Whether it says a middle value in a unit of its own (days), not a share."""
        return self.kind in (*MIDDLES, "time")


def indicator(name: str) -> Indicator:
    """The indicator of that name in indicators.toml."""
    blocks = codebook.toml("indicators")
    if name not in blocks:
        raise fault("indicator_missing", name=name, known=", ".join(blocks))
    block = blocks[name]
    keys = ("kind", "table", "unit", "dated_by", "numerator")
    return Indicator(
        name=name,
        denominator=block.get("denominator"),
        steady_within=block.get("steady_within", 0.0),
        words=block,
        **{key: block[key] for key in keys},
    )


def measure(
    records: Records, indicator_name: str, by: str | Sequence[str] = (), periods: Sequence[Period | str] = ()
) -> pl.DataFrame:
    """Count an indicator for each period and group: indicator, period, <groups>, numerator, denominator, value, low, high, note.

    Every group seen in any period has a row in each (a zero row is a row). A share's limits are Wilson's 95% ones; where
    persons are counted they allow for persons of one case being alike. A count has the numerator as its value, and no
    limits; a median or mean has the rows with a value as numerator. `note` is "none" where nothing was counted, "few"
    under 30 (the value is shown, but is no headline), and "hidden" where numbers of minors or sexual offences are too
    small to be seen even in the room, or would give such away: all five numbers are then blank, which is not zero.
    How long a stage takes, how many cases are open and what share was cleared is told by `timed`.
    """
    counted, groups, spans = _asked(records, indicator_name, by, periods)
    if lack := lacking(records, indicator_name, by, periods):
        table = owner(counted.table, lack)
        raise fault(
            "column_missing",
            indicator=counted.name,
            table=both(lambda language: codebook.table_label(table, language)),
            column=both(lambda language: codebook.field_label(table, lack, language)),
        )
    found = _found(records, counted, groups, spans)
    named = found.select(pl.lit(counted.name).alias("indicator"), "period", *groups, *COLUMNS)
    return with_sensitive_hidden(named, records.settings)


def owner(table: str, column: str) -> str:
    """The table that a column is a field of: the one given, or that of the persons, from which cases borrow."""
    known = codebook.fields().filter(pl.col("field") == column)["table"].to_list()
    return table if table in known or not known else known[0]


def _found(records: Records, counted: Indicator, groups: list[str], spans: list[Period]) -> pl.DataFrame:
    if counted.kind == "open":
        return timed(records, counted.words, groups, spans).with_columns(note=pl.lit(None, pl.String))
    if counted.kind in KINDS:
        return _noted(timed(records, counted.words, groups, spans), "denominator")
    frame = _flagged(records, counted, groups, spans)
    return _middle(frame, counted, groups, spans) if counted.kind in MIDDLES else _share(frame, counted, groups, spans)


def _middle(frame: pl.LazyFrame, counted: Indicator, groups: list[str], spans: list[Period]) -> pl.DataFrame:
    return _noted(middles(frame, counted.kind, groups, [span.name for span in spans]), "numerator")


def _share(frame: pl.LazyFrame, counted: Indicator, groups: list[str], spans: list[Period]) -> pl.DataFrame:
    sums = _sums(frame, counted, groups, len(spans))
    grid = pl.concat([_period_rows(sums, groups, number, span.name) for number, span in enumerate(spans)])
    return _valued(grid, counted)


def _noted(frame: pl.DataFrame, size: str) -> pl.DataFrame:
    """The frame with `note`: none for nothing counted, few for under 30."""
    count = pl.col(size)
    return frame.with_columns(note=pl.when(count == 0).then(pl.lit("none")).when(count < FEW).then(pl.lit("few")))


def lacking(
    records: Records, indicator_name: str, by: str | Sequence[str] = (), periods: Sequence[Period | str] = ()
) -> str | None:
    """The first column of the clean tables that this measure would need and the data lacks, or None."""
    counted, groups, spans = _asked(records, indicator_name, by, periods)
    if counted.kind in KINDS:
        return timed_lacking(records, counted.words, groups)
    columns = records.columns(counted.table)
    dated = [counted.dated_by] if any(span.is_dated for span in spans) else []
    wanted = [*_flags(counted), *groups, *dated]
    return next((lack for name in wanted if (lack := derived.missing(counted.table, name, columns))), None)


def _asked(
    records: Records, name: str, by: str | Sequence[str], periods: Sequence[Period | str]
) -> tuple[Indicator, list[str], list[Period]]:
    spans = [parse(period, records.settings) if isinstance(period, str) else period for period in periods]
    return indicator(name), [by] if isinstance(by, str) else list(by), spans or [records.period]


def _flags(counted: Indicator) -> list[str]:
    return [counted.numerator, *([counted.denominator] if counted.denominator else [])]


def _flagged(records: Records, counted: Indicator, groups: list[str], spans: list[Period]) -> pl.LazyFrame:
    """The rows with who counts (`den`), what is found (`num`), and one flag a period (`p0`, `p1`, ...)."""
    names = [*_flags(counted), *groups]
    frame = derived.with_derived(records.table(counted.table), counted.table, names, records)
    den = pl.col(counted.denominator) if counted.denominator else pl.lit(True)
    dated = {f"p{number}": inside(span, counted.dated_by) for number, span in enumerate(spans)}
    num = pl.col(counted.numerator) if counted.kind in MIDDLES else pl.col(counted.numerator) & den
    return frame.select("case_id", *groups, den=den, num=num, **dated)


def inside(span: Period, dated_by: str) -> pl.Expr:
    """Whether a row is of a period: by its date, or of data without dates by the year of its case number."""
    if span.is_dated:
        return pl.col(dated_by).is_between(span.start, span.end).fill_null(False)
    return (pl.col("case_year") == span.year).fill_null(False) if span.kind == "year" else pl.lit(True)


def _sums(frame: pl.LazyFrame, counted: Indicator, groups: list[str], spans: int) -> pl.DataFrame:
    """Per group and period: successes k, persons or cases m, and their squares and product summed over cases."""
    per_case = [
        made for p in range(spans) for made in (_count("num", p).alias(f"k{p}"), _count("den", p).alias(f"m{p}"))
    ]
    cased = (
        frame.group_by([*groups, "case_id"]).agg(per_case)
        if counted.unit == "person"
        else frame.select(*groups, *_unsummed(spans))
    )
    summed = [made for p in range(spans) for made in _moments(p)]
    total = cased.group_by(groups).agg(summed) if groups else cased.select(summed)
    return (
        total.sort(groups, nulls_last=True).collect(engine="streaming") if groups else total.collect(engine="streaming")
    )


def _count(column: str, period: int) -> pl.Expr:
    return (pl.col(column) & pl.col(f"p{period}")).sum().cast(pl.Int64)


def _unsummed(spans: int) -> list[pl.Expr]:
    pairs = [("k", "num"), ("m", "den")]
    return [
        (pl.col(column) & pl.col(f"p{p}")).cast(pl.Int64).alias(f"{short}{p}")
        for p in range(spans)
        for short, column in pairs
    ]


def _moments(period: int) -> list[pl.Expr]:
    k, m = pl.col(f"k{period}"), pl.col(f"m{period}")
    squares = {"kk": k * k, "km": k * m, "mm": m * m, "cases": (m > 0).cast(pl.Int64)}
    return [k.sum(), m.sum(), *(value.sum().alias(f"{name}{period}") for name, value in squares.items())]


def _period_rows(sums: pl.DataFrame, groups: list[str], number: int, name: str) -> pl.DataFrame:
    columns = [pl.col(f"{short}{number}").alias(short) for short in ("k", "m", "kk", "km", "mm", "cases")]
    return sums.select(pl.lit(name).alias("period"), *groups, *columns)


def _valued(grid: pl.DataFrame, counted: Indicator) -> pl.DataFrame:
    """The grid with value and limits; a share of nothing has none."""
    if counted.denominator is None:
        blank = {"denominator": pl.Int64, "low": pl.Float64, "high": pl.Float64, "note": pl.String}
        nothing = {name: pl.lit(None, kind) for name, kind in blank.items()}
        return grid.with_columns(numerator="k", value=pl.col("k").cast(pl.Float64), **nothing)
    share = pl.when(pl.col("m") > 0).then(pl.col("k") / pl.col("m"))
    effective = grid.with_columns(value=share).with_columns(n=pl.col("m") / _design_effect())
    low, high = wilson((effective["value"] * effective["n"]).to_numpy(), effective["n"].to_numpy())
    limits = {"low": pl.Series(low).fill_nan(None), "high": pl.Series(high).fill_nan(None)}
    return _noted(effective.with_columns(**limits, numerator="k", denominator="m"), "m")


def _design_effect() -> pl.Expr:
    """Variance of the ratio over cases against the binomial one, at least 1 (as statistics.uncertainty.design_effect)."""
    p, m, cases = pl.col("value"), pl.col("m"), pl.col("cases")
    spread = pl.col("kk") - 2 * p * pl.col("km") + p * p * pl.col("mm")
    clustered = spread / (m * p * (1 - p))
    whole = pl.col("mm") / m
    unclear = (cases < 2) | (pl.col("k") == 0) | (pl.col("k") == m)
    return (
        pl.max_horizontal(pl.lit(1.0), pl.when(unclear).then(whole).otherwise(clustered)).fill_nan(1.0).fill_null(1.0)
    )
