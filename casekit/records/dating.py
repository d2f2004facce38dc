"""Dating: the day the data was extracted, which period it is for, and dates that lie beyond it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from casekit.ground import quarter, written
from casekit.ground.errors import both, fault
from casekit.ground.quarter import Period
from casekit.ground.settings import Settings
from casekit.records.arrival import PROBLEM

Tables = Mapping[str, pl.DataFrame] | Mapping[str, pl.DataFrame | pl.LazyFrame]
FAR_DAYS = 183
FEW_SHARE = 0.01
YEARS_APART, HALF = 3 * 366, 0.5


@dataclass(frozen=True)
class Dated:
    """The tables with no date after `extracted` (null where the data has no dates), and the cells blanked for it."""

    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    extracted: date | None


def dated(tables: dict[str, pl.DataFrame], settings: Settings) -> Dated:
    """Find the extraction date (the setting, else the latest plausible date) and blank every later date."""
    extracted = settings.extraction_date or _latest(tables)
    if extracted is None:
        return Dated(tables, pl.DataFrame(schema=PROBLEM), None)
    late = [_late(frame, table, column, extracted) for table, frame in tables.items() for column in _past(frame)]
    kept = {
        table: frame.with_columns(_not_after(column, extracted) for column in _past(frame))
        for table, frame in tables.items()
    }
    return Dated(kept, pl.concat([pl.DataFrame(schema=PROBLEM), *late]), extracted)


def period_of(tables: dict[str, pl.DataFrame], extracted: date | None, settings: Settings) -> Period:
    """The latest whole quarter of dated data; of undated data the commonest year of its case numbers, else no period."""
    if extracted is not None:
        return quarter.latest(extracted, settings)
    year = _commonest_year(tables)
    return Period("year", year) if year else Period("undated")


def asked(name: str, tables: Tables, extracted: date | None, settings: Settings) -> Period:
    """The period of that name, which the data must cover."""
    period, first = quarter.parse(name, settings), _first(tables)
    if first is not None and period.is_dated and period.end < first:
        raise fault(
            "quarter_before_data", quarter=period.name, first=both(lambda language: written.day(first, language))
        )
    if extracted is not None and period.is_dated and period.end > extracted:
        usable = quarter.latest(extracted, settings)
        last = both(lambda language: written.day(extracted, language))
        raise fault("quarter_not_covered", quarter=period.name, last=last, usable=usable.name)
    return period


def _first(tables: Tables) -> date | None:
    """The first day on which a case was received."""
    cases = tables.get("cases", pl.DataFrame()).lazy()
    dated = "received_on" in cases.collect_schema().names()
    first = cases.select(pl.col("received_on").min()).collect().item() if dated else None
    return first if isinstance(first, date) else None


def _past(frame: pl.DataFrame) -> list[str]:
    """Date columns that cannot lie in the future; a due date can."""
    return [name for name, dtype in frame.schema.items() if dtype == pl.Date and name not in FUTURE]


FUTURE = ("stated_due_on", "extended_to")


def _latest(tables: dict[str, pl.DataFrame]) -> date | None:
    """The latest date that is not far beyond nearly all others, or years beyond most, as a mistyped year is."""
    dates = [frame[column] for frame in tables.values() for column in _past(frame) if column not in FUTURE]
    days = pl.concat([pl.Series("day", [], pl.Date), *(series.rename("day") for series in dates)]).drop_nulls()
    if days.is_empty():
        return None
    counts = days.value_counts().sort("day").with_columns(share=pl.col("count").cum_sum() / pl.col("count").sum())
    gap = (pl.col("day") - pl.col("day").shift(1)).dt.total_days()
    lonely = (gap > FAR_DAYS) & (pl.col("share").shift(1) >= 1 - FEW_SHARE)
    beyond = counts.filter(lonely | ((gap > YEARS_APART) & (pl.col("share").shift(1) >= HALF)))["day"].min()
    near = counts if beyond is None else counts.filter(pl.col("day") < beyond)
    return near["day"].max()  # type: ignore[return-value]


def _late(frame: pl.DataFrame, table: str, column: str, extracted: date) -> pl.DataFrame:
    late = frame.filter(pl.col(column) > extracted)
    words = {"table": pl.lit(table), "column": pl.lit(column), "text": pl.col(column).cast(pl.String)}
    return late.select("origin", **words, code=pl.lit("after_extraction")).cast(PROBLEM)


def _not_after(column: str, extracted: date) -> pl.Expr:
    return pl.when(pl.col(column) <= extracted).then(column).alias(column)


def _commonest_year(tables: dict[str, pl.DataFrame]) -> int | None:
    years = tables.get("cases", pl.DataFrame({"case_year": []}))["case_year"].drop_nulls()
    counts = years.value_counts().sort(["count", "case_year"], descending=[True, True])
    return None if counts.is_empty() else int(counts["case_year"][0])
