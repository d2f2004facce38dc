"""Due dates: the last day of a statutory time limit, counted by the codebook's table, with the articles it rests on."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from casekit.codebook import time_limits
from casekit.measures import circumstances, counting

ASKED = (
    "stage", "procedure", "custody", "received", "returned_on", "resubmitted_on", "extension", "other_event",
)  # fmt: skip
SEPARATOR = "\x1f"
RESTARTS = {
    "resubmitted": "last_resubmitted",
    "returned": "last_returned",
    "jurisdiction_change": "jurisdiction_change",
    "simplified_to_ordinary": "simplified_to_ordinary",
}
"""What may restart a clock, with the day of it."""


def due_dates(
    frame: pl.DataFrame, added_holidays: Iterable[date] = (), added_workdays: Iterable[date] = ()
) -> pl.DataFrame:
    """`due_on`, `basis` (articles) and `problem`, one row a row, in order; a row with a problem has no date.

    `frame` has stage (a stage or key of time_limits.csv), procedure, custody, received, returned_on, resubmitted_on
    (several parted by |), extension (15d, to_3_months) and other_event (key=value or words, parted by |); dates as dates
    or ISO text, blank or missing columns allowed. The day of the start is not counted; a month ends on the same day of the
    next one, from a last day to a last day (解释202, a court's rule, by analogy); an extension counts on from the day the
    limit ends by the calendar; a last day on a holiday moves to the first workday after, not while in custody.
    The clock of review starts again with each resubmission and change of jurisdiction. While a case is away it stands
    still, so there is no due date (`case_is_away`): ask for stage `return` for that of the supplementary investigation.
    What is not known is tried every way: where the answers differ, the problem says what must be known first.
    """
    given = frame.select(_as_text(frame, name) for name in ASKED)
    keyed = given.select(key=pl.concat_str(pl.all().fill_null(""), separator=SEPARATOR))
    distinct = pl.concat([given, keyed], how="horizontal").unique("key", maintain_order=True).with_row_index("row")
    asked = circumstances.read(distinct.drop("key"))
    counted = counting.counted(_candidates(asked), tuple(added_holidays), tuple(added_workdays))
    settled = asked.select("row", "stage", "problem").join(
        _settled(counted), on="row", how="left", maintain_order="left"
    )
    problem = pl.coalesce(_stage_problem(), "problem", "counting_problem", _unmatched())
    answer = settled.select(due_on=pl.when(problem.is_null()).then("due_on"), basis="basis", problem=problem)
    known = pl.concat([distinct.select("key"), answer], how="horizontal")
    return keyed.join(known, on="key", how="left", validate="m:1", maintain_order="left").drop("key")


def _as_text(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as text with blanks null; a missing one is all blank."""
    if name not in frame.columns:
        return pl.lit(None, pl.String).alias(name)
    column = pl.col(name)
    if isinstance(frame.schema[name], pl.List):
        column = column.cast(pl.List(pl.String)).list.join("|")
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)


def _stage_problem() -> pl.Expr:
    """A stage that is blank, not known, or has several limits of which none was named."""
    stage, asked = pl.col("stage"), time_limits.choices()["asked"].unique().to_list()
    several = stage.is_in(list(time_limits.stages()))
    return (
        pl.when(stage.is_null()).then(pl.lit("stage_missing"))
        .when(stage.is_in(asked)).then(None)
        .when(several).then(pl.lit("stage_needs_key"))
        .otherwise(pl.lit("unknown_stage"))
    )  # fmt: skip


def _unmatched() -> pl.Expr:
    """No limit of the stage is for such a case: a fast-track one with over three years to be expected."""
    return pl.when(pl.col("basis").is_null()).then(pl.lit("no_such_limit"))


def _candidates(asked: pl.DataFrame) -> pl.DataFrame:
    """Each row once for every limit and custody that what is known of it allows; of these only the most particular."""
    custody = pl.when(pl.col("custody").is_null()).then(["in_custody", "not_in_custody"])
    known = asked.with_columns(
        pl.col("bands").fill_null(list(time_limits.BANDS)),
        given_custody=custody.otherwise(pl.concat_list("custody")),
        given_procedure="procedure",
    ).drop("custody", "procedure")
    joined = known.explode("given_custody").join(time_limits.choices(), left_on="stage", right_on="asked", how="inner")
    suited = _started(joined).filter((pl.col("custody") == "any") | (pl.col("custody") == pl.col("given_custody")))
    ranked = suited.join(time_limits.limits(), on="key").with_columns(fit=_procedure_fit(), is_total=_is_total())
    fitting = ranked.filter(
        pl.col("fit") == pl.col("fit").max().over("row", "given_custody"),
        pl.col("bands").list.set_intersection("bands_right").list.len() > 0,
        (pl.col("event") == "none") | pl.col("event").is_in(pl.col("events")) | pl.col("is_total"),
    ).with_columns(particular=pl.col("is_total").cast(pl.Int8) * 2 + (pl.col("event") != "none").cast(pl.Int8))
    return fitting.filter(pl.col("particular") == pl.col("particular").max().over("row", "given_custody", "procedure"))


def _started(joined: pl.DataFrame) -> pl.DataFrame:
    """With the day the clock last started, and what started it among the events; a limit says what may restart it."""
    days = {name: pl.when(pl.col("restarted_by").list.contains(name)).then(column) for name, column in RESTARTS.items()}
    start = pl.max_horizontal("received", *days.values())
    by = pl.coalesce(*(pl.when(day == start).then(pl.lit(name)) for name, day in reversed(days.items())))
    converted = pl.when(days["simplified_to_ordinary"].is_not_null()).then(pl.lit("simplified_to_ordinary"))
    events = pl.concat_list(pl.col("events").fill_null([]), by, converted).list.drop_nulls()
    return joined.with_columns(start=start, events=events)


def _procedure_fit() -> pl.Expr:
    """How well a limit's procedure fits: its own, then any, then the ordinary rule."""
    given, own = pl.col("given_procedure"), pl.col("procedure")
    return (
        pl.when(own == given).then(3)
        .when(own == "any").then(2)
        .when((own == "ordinary") & given.is_not_null()).then(1)
        .otherwise(0)
    )  # fmt: skip


def _is_total() -> pl.Expr:
    """Whether the total that was extended to is this limit itself, of the whole cases or of those a word is said of."""
    same = (pl.col("extra_months") == pl.col("months")) & (pl.col("extra_days") == pl.col("days"))
    of_a_word = pl.col("event").is_in(["none", *circumstances.WORDS])
    return (pl.col("extra_is_total") & same & of_a_word).fill_null(False)


def _settled(candidates: pl.DataFrame) -> pl.DataFrame:
    """One answer a row: the one all candidates give, else which unknown thing they turn on."""
    answers = pl.struct("due_on", "problem").n_unique()
    a_custody = pl.len() / pl.col("given_custody").n_unique()
    turns_on = (
        pl.when(pl.col("procedure").n_unique() > 1).then(pl.lit("procedure_unknown"))
        .when(a_custody > 1).then(pl.lit("sentence_unknown"))
        .otherwise(pl.lit("custody_unknown"))
    )  # fmt: skip
    return candidates.group_by("row", maintain_order=True).agg(
        pl.col("due_on").first(),
        basis=pl.col("basis").first(),
        counting_problem=pl.when(answers == 1).then(pl.col("problem").first()).otherwise(turns_on),
    )
