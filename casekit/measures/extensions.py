"""Extensions: which rounds were extended as the records have it, and the last day that was then in force."""

import polars as pl

from casekit.codebook.holidays import first_workday
from casekit.ground.settings import Settings
from casekit.records.records import Records

FIELDS = ("extended_to", "extended_times")
STEPS = ("extended_first", "extended_second", "extended_third")


def are_recorded(records: Records) -> bool:
    """Whether the data has any place where an extension would be recorded."""
    return bool(records.columns("cases") & set(FIELDS)) or _dated(records).height > 0


def with_limits(rounds: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The rounds with is_extended, and limit_low and limit_high: the last day in force, whichever way custody turns out.

    Where an extension has to be decided, it counts in the round that `extended_to` falls into (in the last one if it is later
    than the law allows), or that a step of extension is dated in; else in as many rounds as were extended, first those that
    went past their limit. Where the law itself gives the longer limit, it is in force once the shorter one has passed.
    """
    past = (pl.col("until") > pl.col("due_high")).fill_null(False)
    placed = rounds.with_columns(past=past).with_row_index("place")
    by_record = pl.col("allowed_by").eq_missing("record")
    told = (pl.col("extended_times") > 0) | pl.col("extended_to").is_not_null()
    named, decided = _recorded(placed.filter(by_record, pl.col("past") | told), records)
    by_law = pl.col("allowed_by").eq_missing("law") & pl.col("past")
    is_decided = pl.col("place").is_in(decided.implode())
    marked = placed.with_columns(named=pl.col("place").is_in(named.implode()), is_extended=is_decided | by_law)
    return _in_force(marked.drop("place"), records.settings)


def _recorded(rounds: pl.DataFrame, records: Records) -> tuple[pl.Series, pl.Series]:
    """The places of the rounds that `extended_to` names, and of all that an extension was recorded for."""
    to = pl.col("extended_to")
    named = (to > pl.col("due_low")) & ((to <= pl.col("further_high")) | pl.col("is_last"))
    stepped = pl.col("place").is_in(_stepped(rounds, records).implode())
    counted = rounds.with_columns(named=named.fill_null(False), stepped=stepped).with_columns(
        nth=pl.col("past").cum_sum().over("case"),
        times=pl.col("extended_times").fill_null(0) - pl.col("named").any().over("case"),
    )
    only = (pl.col("number") == 1) & pl.col("is_last")
    enough = (pl.col("past") & (pl.col("nth") <= pl.col("times"))) | (only & (pl.col("times") > 0))
    decided = counted.filter(pl.col("named") | pl.col("stepped") | enough)
    return counted.filter("named")["place"], decided["place"]


def _dated(records: Records) -> pl.DataFrame:
    """The steps of extension that have a date."""
    if not {"case_id", "step", "stepped_on"} <= records.columns("steps"):
        return pl.DataFrame(schema={"case_id": pl.String, "stepped_on": pl.Date})
    steps = records.table("steps").filter(pl.col("step").is_in(STEPS)).select("case_id", "stepped_on")
    return steps.drop_nulls().collect()


def _stepped(rounds: pl.DataFrame, records: Records) -> pl.Series:
    """The places of rounds within which a step of extension is dated, up to the day that it could be extended to."""
    own = rounds.select("place", "case_id", "started_on", "further_high").join(_dated(records), on="case_id")
    return own.filter(pl.col("stepped_on").is_between("started_on", "further_high"))["place"]


def _in_force(rounds: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """An extension shorter than the law allows ends on the day named, moved like any other; a longer one on the law's."""
    to, free = pl.col("extended_to"), pl.col("in_custody").eq(False)
    moved = first_workday(rounds["extended_to"], settings.holidays_added, settings.workdays_added).fill_null(
        rounds["extended_to"]
    )
    is_short = (pl.col("named") & (to < pl.col("full_on"))).fill_null(False)
    low = pl.when(is_short & free).then(moved).when(is_short).then(to).otherwise("further_low")
    high = (
        pl.when(is_short & ~pl.col("in_custody").eq_missing(True))
        .then(moved)
        .when(is_short)
        .then(to)
        .otherwise("further_high")
    )
    return rounds.with_columns(
        limit_low=pl.when("is_extended").then(low).otherwise("due_low"),
        limit_high=pl.when("is_extended").then(high).otherwise("due_high"),
    )
