"""Fast track: which charged cases could have gone by it as far as the records tell, and which did."""

import polars as pl

from casekit import codebook
from casekit.measures import persons
from casekit.records.records import Records

NEEDED = ("plea", "recommended_penalty")
KINDS: dict[str, pl.DataType | type[pl.DataType]] = {
    "case_id": pl.String,
    "plea": pl.String,
    "is_minor": pl.Boolean,
}


def lacking(records: Records) -> tuple[str, str] | None:
    """The first table and column without which it cannot be told, or None."""
    wanted = [("cases", "procedure"), ("cases", "charged_on"), *(("suspects", name) for name in NEEDED)]
    return next(((table, name) for table, name in wanted if name not in records.columns(table)), None)


def of_cases(records: Records) -> pl.DataFrame:
    """One row a case: case_id, is_fast_track and could_be_fast_track, both false for a case that was not charged.

    A case could be tried by fast track (刑事诉讼法222, 223) where every person's plea is on record as applied, nobody is a minor,
    and nobody's recommended term is over three years. Objections of a co-defendant and unsettled compensation, which also
    bar it, are in no field: the share that used it cannot be expected to reach all. A blank plea or term counts as not.
    """
    rule = codebook.toml("stages")["fast_track"]
    columns = records.columns("cases")
    if "charged_on" not in columns or "procedure" not in columns:
        return pl.DataFrame(
            schema={"case_id": pl.String, "is_fast_track": pl.Boolean, "could_be_fast_track": pl.Boolean}
        )
    cases = records.table("cases").select("case_id", "procedure", charged=pl.col("charged_on").is_not_null())
    joined = cases.join(_agreed(records, rule["plea"]), on="case_id", how="left").join(
        persons.of_cases(records).select("case_id", "expected_months"), on="case_id", how="left"
    )
    could = pl.col("charged") & pl.col("agreed").fill_null(False) & (pl.col("expected_months") <= rule["months"])
    return joined.select(
        "case_id",
        is_fast_track=pl.col("charged") & (pl.col("procedure") == "fast_track").fill_null(False),
        could_be_fast_track=could.fill_null(False),
    ).collect()


def _agreed(records: Records, plea: list[str]) -> pl.LazyFrame:
    """Whether every person of a case has taken the plea and none is a minor: case_id, agreed."""
    given = persons.with_columns(records.table("suspects"), records.columns("suspects"), KINDS, KINDS)
    taken = pl.col("plea").is_in(plea).fill_null(False) & ~pl.col("is_minor").fill_null(False)
    return given.group_by("case_id").agg(agreed=taken.all())
