"""Last days: for every round the day its limit ends, with and without an extension, whichever way custody turns out."""

import polars as pl

from casekit import codebook
from casekit.ground.settings import Settings
from casekit.measures.due import due_dates
from casekit.measures.rounds import FAST_TRACK

KEYS = ("stage", "asked", "procedure", "sentence", "started_on", "stopped_from", "stopped_to")
SETTLED_BY = ("stage", "procedure", "sentence")
VARIANTS = ("due_held", "due_free", "further_held", "further_free", "reverted_on")
CUSTODY = {"held": "in_custody", "free": "not_in_custody"}


def with_last_days(rounds: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The rounds with due_low and due_high (the same day where custody is known), further_low and further_high (with the
    extension that the law allows), full_on (the same by the calendar), reverted_on (of fast track: were it ordinary),
    allowed_by (record or law), problem and basis."""
    exam = pl.col("expert_from_on").is_not_null() & pl.col("expert_to_on").is_not_null()
    stopping = (pl.col("stage") == "review") & pl.col("is_psychiatric") & exam
    stopped = rounds.with_columns(
        stopped_from=pl.when(stopping).then("expert_from_on"), stopped_to=pl.when(stopping).then("expert_to_on")
    )
    distinct = stopped.select(KEYS).unique(maintain_order=True).with_row_index("key")
    known = distinct.join(_days(distinct, settings), on="key", how="left", validate="1:1").drop("key")
    joined = stopped.join(known, on=KEYS, how="left", nulls_equal=True, validate="m:1", maintain_order="left")
    return joined.with_columns(
        due_low=_by_custody("due", "held"),
        due_high=_by_custody("due", "free"),
        further_low=_by_custody("further", "held"),
        further_high=_by_custody("further", "free"),
        full_on="further_held",
        problem=pl.coalesce(_by_custody("problem_due", "held"), _by_custody("problem_due", "free")),
    )


def _by_custody(name: str, unknown: str) -> pl.Expr:
    """What holds by the custody of the round, or of the custody named where it is not known."""
    held = pl.col("in_custody").fill_null(unknown == "held")
    return pl.when(held).then(f"{name}_held").otherwise(f"{name}_free")


def _days(distinct: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Every day that is asked for, one row a key: due, further and problem as if held or free, reverted_on, basis."""
    asked = distinct.join(codebook.read("limit_rounds").drop("basis", "status"), on=SETTLED_BY, how="inner")
    allowed = asked.filter(pl.col("allowed_by").is_not_null())
    may_revert = asked.filter(stage="review", procedure=FAST_TRACK)
    variants = [_variant(asked, f"due_{name}", name, event="event") for name in CUSTODY]
    variants += [
        _variant(allowed, f"further_{name}", name, event="further_event", extension="further_extension")
        for name in CUSTODY
    ]
    variants.append(_variant(may_revert, "reverted_on", "free", procedure=pl.lit("ordinary")))
    ask = pl.concat(variants)
    told = pl.concat([ask, due_dates(ask, settings.holidays_added, settings.workdays_added)], how="horizontal")
    days = asked.select("key", "allowed_by")
    for name in VARIANTS:
        own = {name: "due_on", f"problem_{name}": "problem", f"basis_{name}": "basis"}
        days = days.join(told.filter(variant=name).select("key", **own), on="key", how="left", validate="1:1")
    return days.rename({"basis_due_held": "basis"})


def _variant(
    asked: pl.DataFrame,
    variant: str,
    custody: str,
    procedure: pl.Expr | str = "procedure",
    event: str | None = None,
    extension: str | None = None,
) -> pl.DataFrame:
    """The rows as `due_dates` asks for them, the psychiatric examination left out of the count."""
    stop = pl.format("psychiatric_expert={}..{}", "stopped_from", "stopped_to")
    said = pl.concat_str(event, stop, separator="|", ignore_nulls=True) if event else stop
    return asked.select(
        "key",
        variant=pl.lit(variant),
        stage="asked",
        procedure=procedure,
        custody=pl.lit(CUSTODY[custody]),
        received="started_on",
        extension=extension if extension else pl.lit(None, pl.String),
        other_event=said,
    )
