"""Candidates: causes at places that come back, matter and have no proposal aimed at them yet."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures import derived
from casekit.measures.absent import Absent, measure_if_given
from casekit.measures.causes import UNDETERMINED
from casekit.records.records import Records
from casekit.subjects.causes import proposals, recurrence

KEY = ["case_cause", "place"]
TARGETS = {"unit": pl.String, "town": pl.String, "crime": pl.String, "issued_on": pl.Date}


def candidates(records: Records) -> "pl.DataFrame | Absent":
    """One row a period (the headline and, where the data goes back, a year earlier) and candidate, most cases first.

    Behind the numbers stand `quarters` of `of_quarters` (in how many of those looked at it came), `cause_cases` (of the
    cause anywhere), `crime` (the commonest), and `last_on`, `last_at`: the newest proposal on the cause elsewhere. What has
    any case of a sexual offence or the like is left out. Without proposals on record nothing counts as aimed at.
    """
    recurring = recurrence.by_place(records)
    measured = measure_if_given(records, "received", by=KEY, periods=records.compared)
    if isinstance(recurring, Absent) or isinstance(measured, Absent):
        return recurring if isinstance(recurring, Absent) else measured
    taken = _unaimed(_burdening(measured, records).join(_present(recurring, records), on=KEY), records)
    order = {period.name: place for place, period in enumerate(records.compared)}
    newest_first = pl.col("period").replace_strict(order, default=None)
    return measured.join(taken, on=KEY).sort(newest_first, -pl.col("cases"), *KEY).drop("cases")


def first(found: "pl.DataFrame | Absent") -> list[dict[str, Any]]:
    """The candidates that a paper is begun for: the first few rows of the newest period."""
    if isinstance(found, Absent) or found.is_empty():
        return []
    return found.filter(pl.col("period") == found["period"][0]).head(rules()["papers"]).to_dicts()


def to_read(found: "pl.DataFrame | Absent", records: Records) -> pl.DataFrame:
    """The cases of the candidates in the headline period, newest first: case_id, cause, place, received (text)."""
    if isinstance(found, Absent):
        return pl.DataFrame(schema=dict.fromkeys(("case_id", "cause", "place", "received"), pl.String))
    own = derived.with_derived(records.table("cases"), "cases", KEY, records)
    now = own.filter(pl.col("received_on").is_between(records.headline.start, records.headline.end))
    wanted = now.join(found.lazy().select(KEY).unique(), on=KEY).sort(
        "received_on", "case_id", descending=[True, False]
    )
    return wanted.select(
        "case_id", "place", cause="case_cause", received=pl.col("received_on").cast(pl.String)
    ).collect()


def aimed(records: Records) -> pl.DataFrame:
    """The proposals on social governance, a row each and cause, oldest first: as `proposals.aimed`; where the data has no
    column of causes the crime stands for the cause."""
    columns = records.columns("proposals")
    made = proposals.aimed(records)
    if "cause" not in columns and {"crime", "issued_on"} <= columns:
        own = [_or_blank(name, kind, columns) for name, kind in TARGETS.items()]
        made = records.table("proposals").select("proposal_id", *own, cause="crime").sort("issued_on").collect()
    if "kind" not in columns:
        return made
    social = records.table("proposals").filter(pl.col("kind").is_in(rules()["kinds"])).select("proposal_id").collect()
    return made.join(social, on="proposal_id", how="semi", maintain_order="left")


def least(records: Records) -> int:
    """How many cases in the headline period make a cause at a place matter."""
    quarters = records.headline.quarter if records.headline.kind == "to_date" else 1
    return int(rules()["least_a_quarter"] * quarters)


def rules() -> dict[str, Any]:
    """What makes a candidate, by the codebook."""
    return dict(codebook.toml("proposals")["candidates"])


def _present(recurring: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Those that came in most of the quarters looked at."""
    of = len(recurrence.looked_at(records))
    frequent = recurring.filter(pl.col("present") >= of * rules()["present"])
    return frequent.select(*KEY, quarters=pl.col("present").cast(pl.Int64), of_quarters=pl.lit(of, pl.Int64))


def _burdening(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Those of enough cases in the headline period, of a cause that can be told, and none sensitive among them."""
    now = measured.filter(pl.col("period") == records.headline.name, pl.col("case_cause") != UNDETERMINED)
    counted = now.select(*KEY, cases="numerator", cause_cases=pl.col("numerator").sum().over("case_cause"))
    enough = counted.filter(pl.col("cases") >= least(records)).join(_crimes(records), on=KEY, how="left")
    return enough.filter(~pl.col("is_sensitive").fill_null(False)).drop("is_sensitive")


def _crimes(records: Records) -> pl.DataFrame:
    """The commonest crime and unit of each, and whether any of its cases is one of those of which little may be said."""
    columns = records.columns("cases")
    cases = derived.with_derived(records.table("cases"), "cases", KEY, records)
    strict = codebook.toml("outcomes")["sensitive"]["values"]["crime"]
    crimes = [_or_blank(name, pl.String, columns) for name in ("crime", "referred_crime")]
    sensitive = pl.any_horizontal(crime.is_in(strict).fill_null(False) for crime in crimes)
    told = cases.select(*KEY, _or_blank("unit", pl.String, columns), crime=pl.coalesce(crimes), own=sensitive)
    commonest = pl.col("crime", "unit").drop_nulls().mode().sort().first()
    return told.group_by(KEY).agg(commonest, is_sensitive=pl.col("own").any()).collect()


def _unaimed(taken: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Those without a recent proposal on their cause at their place, with the newest one on the cause elsewhere.

    A proposal without a town is for the whole district of its unit.
    """
    is_on = (pl.col("cause") == pl.col("case_cause")) | (pl.col("cause") == pl.col("crime"))
    pairs = taken.select(*KEY, "crime", "unit").join(aimed(records), how="cross", suffix="_of").filter(is_on)
    whole = pl.col("town").is_null() & (pl.col("unit_of").is_null() | (pl.col("unit_of") == pl.col("unit")))
    here = (whole | pl.col("place").str.starts_with(pl.col("town"))).fill_null(False)
    since = pl.lit(records.headline.end).dt.offset_by(f"-{rules()['months']}mo")
    covered = pairs.filter(here & (pl.col("issued_on") > since)).select(KEY).unique()
    elsewhere = pairs.filter(~here).sort("issued_on", "town").group_by(KEY, maintain_order=True).last()
    last = elsewhere.select(*KEY, last_on="issued_on", last_at=pl.coalesce("town", "unit_of"))
    return taken.drop("unit").join(covered, on=KEY, how="anti").join(last, on=KEY, how="left")


def _or_blank(name: str, kind: type[pl.DataType], columns: set[str]) -> pl.Expr:
    return pl.col(name).cast(kind) if name in columns else pl.lit(None, kind).alias(name)
