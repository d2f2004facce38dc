"""Sealing: persons whose records the law closes (minors lightly sentenced or not prosecuted) are set aside before anything is counted."""

import polars as pl

MONTHS = 60
LIGHT = ("control", "detention", "fine_only", "rights_only", "expulsion_only", "exempt")
NOT_PROSECUTED = "not_prosecuted"
ADULT = "18y"  # 周岁 counts from the day after the birthday


def sealed(suspects: pl.DataFrame, cases: pl.DataFrame | None) -> pl.DataFrame:
    """The persons (case_id, person) whose record is sealed.

    By the export's own mark; or a minor at the time of the crime who was not prosecuted, exempted, or sentenced to five
    years or less (刑诉法286, 规则486, 解释581). Who was not yet decided on is not sealed.
    """
    frame = suspects if cases is None else _with_days(suspects, cases)
    blank = {name: pl.lit(None, dtype) for name, dtype in USED.items() if name not in frame.columns}
    marked = pl.col("is_sealed").fill_null(False) | (_minor() & _light())
    return frame.with_columns(**blank).filter(marked).select("case_id", "person")


def may_seal(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row says anything that could seal a person's record: a mark, minority or a day of birth."""
    marks = [pl.col(name).fill_null(False) for name in ("is_sealed", "is_minor") if name in rows.columns]
    births = [pl.col(name).is_not_null() for name in ("birth_on",) if name in rows.columns]
    return pl.any_horizontal(pl.lit(False), *marks, *births)


USED = {
    "is_sealed": pl.Boolean,
    "is_minor": pl.Boolean,
    "birth_on": pl.Date,
    "occurred_on": pl.Date,
    "received_on": pl.Date,
    "decision": pl.String,
    "non_prosecution_kind": pl.String,
    "sentence_penalty": pl.String,
    "sentence_months_high": pl.Float64,
    "imprisonment_months": pl.Float64,
}


def _with_days(suspects: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    days = [name for name in ("occurred_on", "received_on") if name in cases.columns]
    return suspects.join(
        cases.select("case_id", *days).unique("case_id", keep="first", maintain_order=True),
        on="case_id",
        how="left",
    )


def _minor() -> pl.Expr:
    """By the export's flag or by age: one of them is enough. Who was under 18 at receipt was so at the crime."""
    by_age = pl.col("birth_on").dt.offset_by(ADULT) >= pl.coalesce("occurred_on", "received_on")
    return pl.col("is_minor").fill_null(False) | by_age.fill_null(False)


def _light() -> pl.Expr:
    not_prosecuted = (pl.col("decision") == NOT_PROSECUTED) | pl.col("non_prosecution_kind").is_not_null()
    short = pl.coalesce("sentence_months_high", "imprisonment_months").is_between(1, MONTHS)
    return (not_prosecuted | pl.col("sentence_penalty").is_in(LIGHT) | short).fill_null(False)
