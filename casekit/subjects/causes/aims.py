"""Aims: what each proposal is about - its causes and places - and how many such cases came there and elsewhere, month by month."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures import derived
from casekit.measures.framed import COUNTED, framed
from casekit.records.records import Records
from casekit.subjects.causes import proposals

OWN = "own"


@dataclass(frozen=True)
class Aim:
    """A proposal and what it is about: its causes, and its town, or its unit where it is for the whole district. `places` are
    those of the cases that this covers; `period` is the month of issue (months are numbered)."""

    proposal_id: str
    on: date
    period: int
    causes: frozenset[str]
    crime: str | None
    unit: str | None
    town: str | None
    places: frozenset[str]

    def covers(self, other: "Aim") -> bool:
        """Whether it is about one of the other's causes, everywhere where the other is."""
        return bool(self.causes & other.causes and other.places) and other.places <= self.places


@dataclass(frozen=True)
class Counted:
    """Cases with a month and a place (case_cause, unit, town, place, period), the places once, the months that are whole, and the
    proposals, oldest first."""

    cases: pl.DataFrame
    places: pl.DataFrame
    first: int
    last: int
    aims: tuple[Aim, ...]

    def window(self, aim: Aim) -> tuple[int, int]:
        """The first and the last month looked at around a proposal."""
        months, left_out = settings()["months"], settings()["left_out"]
        return max(self.first, aim.period - left_out - months), min(self.last, aim.period + months)

    def months(self, aim: Aim) -> pl.DataFrame:
        """How many cases of the causes came in each month of the window (place, period, count): at OWN, which is all that the
        proposal covers, and in each place where nothing was proposed about these causes in all that time."""
        first, last = self.window(aim)
        alike = [one for one in self.aims if one.causes & aim.causes and first <= one.period <= last]
        taken = {place for one in alike for place in one.places} - aim.places
        own = pl.when(pl.col("place").is_in(list(aim.places))).then(pl.lit(OWN)).otherwise("place").alias("place")
        free = ~pl.col("place").is_in(list(taken))
        every = pl.DataFrame({"period": range(first, last + 1)}, {"period": pl.Int64})
        grid = self.places.filter(free).select(own).unique(maintain_order=True).join(every, how="cross")
        told = (
            self.cases.filter(free, pl.col("case_cause").is_in(list(aim.causes))).group_by(own, "period").len("count")
        )
        filled = grid.join(told, on=["place", "period"], how="left").with_columns(
            pl.col("count").fill_null(0).cast(pl.Int64)
        )
        return filled.sort("place", "period")


def counted(records: Records) -> Counted:
    """The cases and the proposals of the period's end, both of dated rows; a town of two units is two places."""
    cases = _cases(records)
    places = cases.select("unit", "town", "place").unique().sort("place")
    first = _period(date.fromisoformat(records.report["begins"]) - timedelta(days=1)) + 1
    return Counted(cases, places, first, _period(records.period.end + timedelta(days=1)) - 1, _aims(records, places))


def settings() -> dict[str, Any]:
    """How many months are looked at and left out."""
    return dict(codebook.toml("proposals")["effect"])


def month(period: int) -> str:
    """A numbered month as it is written: 2026-09."""
    return f"{period // 12}-{period % 12 + 1:02}"


def measured(rows: list[dict[str, Any]], indicator: str, records: Records, *groups: str) -> pl.DataFrame:
    """Rows as a measured frame of the headline period; a count alone has its number as value, two have their quotient."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    beside = [name for name in frame.columns if name not in ("period", *groups, *COUNTED)]
    return framed(frame, indicator, records.headline.name, groups, beside)


def _cases(records: Records) -> pl.DataFrame:
    columns = records.columns("cases")
    names = [name for name in ("case_cause", "place") if derived.missing("cases", name, columns) is None]
    frame = derived.with_derived(records.table("cases"), "cases", names, records)
    unit = pl.col("unit") if "unit" in columns else pl.lit(None, pl.String)
    town = pl.col("place") if "place" in names else pl.lit(None, pl.String)
    both = pl.concat_str(unit, town, separator="|", ignore_nulls=True)
    day = pl.col("received_on")
    period = day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1
    read = frame.select(
        "case_id", "case_cause", unit.alias("unit"), town.alias("town"), both.alias("place"), period=period
    )
    return read.drop_nulls("period").collect()


def _aims(records: Records, places: pl.DataFrame) -> tuple[Aim, ...]:
    asked = proposals.aimed(records).filter(pl.col("issued_on") <= records.period.end)
    own = [pl.col(name).first() for name in ("issued_on", "crime", "unit", "town")]
    rows = asked.group_by("proposal_id", maintain_order=True).agg(*own, pl.col("cause").unique())
    return tuple(_aim(row, places) for row in rows.iter_rows(named=True))


def _aim(row: dict[str, Any], places: pl.DataFrame) -> Aim:
    known = [pl.col(name) == row[name] for name in ("unit", "town") if row[name]]
    covered: list[str] = places.filter(*known)["place"].drop_nulls().to_list() if known else []
    kept = {name: row[name] for name in ("proposal_id", "crime", "unit", "town")}
    on: date = row["issued_on"]
    return Aim(on=on, period=_period(on), causes=frozenset(row["cause"]), places=frozenset(covered), **kept)


def _period(on: date) -> int:
    return on.year * 12 + on.month - 1
