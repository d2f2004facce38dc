"""Proposals: when the reply to each falls due, counted from delivery, and how it stands on the day of the data."""

import polars as pl

from casekit import codebook
from casekit.measures.due import due_dates
from casekit.records.records import Records

KEY = ["proposal_id"]
USES = dict.fromkeys(("issued_on", "delivered_on", "stated_due_on", "replied_on"), pl.Date) | {
    "kind": pl.String, "outcome": pl.String, "is_urgent": pl.Boolean,
}  # fmt: skip
MADE = ("due_on", "due_problem", "proposal_reply", "is_reply_told", "is_replied_in_time")
TOLD = ("replied_in_time", "replied_late", "adopted_without_reply", "overdue")
"""The classes of a proposal that is told apart once its limit has run out: those answered early wait for the others."""


def of_proposals(records: Records) -> pl.DataFrame:
    """One row a proposal: proposal_id and the columns `MADE`; what the data lacks counts as blank.

    due_on is the last day for a written reply: two months from delivery (检察建议工作规定19), or the limit of its kind, or the
    day stated in the proposal where that is earlier, as for urgent ones; null with due_problem where it cannot be worked out.
    proposal_reply is a code of that vocabulary, by the day the data was extracted: a reply on the last day is in time; one that
    never came, where adoption is on record, is adopted_without_reply once the limit has run out, and neither overdue nor adopted.
    """
    columns = records.columns("proposals")
    given = [
        pl.col(name).cast(kind) if name in columns else pl.lit(None, kind).alias(name) for name, kind in USES.items()
    ]
    read = records.table("proposals").select(*KEY, *given).collect()
    dated = read.with_columns(_due(read)).with_columns(due_on=pl.min_horizontal("due_on", "stated_due_on"))
    today = pl.lit(records.extracted, pl.Date)
    told = dated.with_columns(proposal_reply=_reply(today))
    over = told.with_columns(is_reply_told=pl.col("proposal_reply").is_in(TOLD) & (pl.col("due_on") < today))
    in_time = pl.col("is_reply_told") & (pl.col("proposal_reply") == TOLD[0])
    return over.with_columns(is_replied_in_time=in_time).select(*KEY, *MADE)


def expressions() -> dict[str, tuple[pl.Expr, tuple[str, ...], tuple[str, ...]]]:
    """What can be told of a proposal from its own row: the column made, those it needs, and those of which it needs one."""
    replied, follow_up = ("replied_on", "outcome"), pl.col("follow_up")
    return {
        "is_issued": (pl.col("issued_on").is_not_null(), ("issued_on",), ()),
        "is_replied": (is_replied(), ("replied_on",), replied),
        "is_adopted": (is_replied() & outcome_is("adopted"), replied, ()),
        "is_partly_adopted": (is_replied() & outcome_is("partly"), replied, ()),
        "is_rectified": _either("rectified_on", follow_up == "rectified"),
        "is_looked_back": _either("looked_back_on", follow_up == "reviewed_back"),
    }


def is_replied() -> pl.Expr:
    """Whether a written reply is on record: by its date, or in words that say so."""
    return pl.col("replied_on").is_not_null() | outcome_is("replied")


def outcome_is(group: str) -> pl.Expr:
    """Whether the recorded outcome is one of those of a group in proposals.toml; false where it is blank."""
    codes = codebook.toml("proposals")["outcomes"][group]
    return pl.col("outcome").cast(pl.String).is_in(codes).fill_null(False)


def _either(day: str, said: pl.Expr) -> tuple[pl.Expr, tuple[str, ...], tuple[str, ...]]:
    """A thing done, by its date or by the words of its follow-up."""
    return pl.col(day).is_not_null() | said.fill_null(False), (), (day, "follow_up")


def _due(proposals: pl.DataFrame) -> list[pl.Series]:
    """The last day for a reply by the limit of each kind, and why there is none."""
    rules = codebook.toml("proposals")
    kind, urgent = pl.col("kind"), pl.col("is_urgent").fill_null(False)
    usual = kind.replace_strict(rules["limits"], default=rules["general"], return_dtype=pl.String)
    limit = pl.when(urgent).then(kind.replace_strict(rules["urgent"], default=None, return_dtype=pl.String))
    asked = proposals.select(stage=pl.coalesce(limit, usual), received="delivered_on")
    found = due_dates(asked)
    return [found["due_on"], found["problem"].alias("due_problem")]


def _reply(today: pl.Expr) -> pl.Expr:
    """How a proposal stands; without a day of delivery, or of a reply that is said to have come, it cannot be told."""
    due, replied = pl.col("due_on"), pl.col("replied_on")
    adopted = outcome_is("adopted") | outcome_is("unreplied")
    return (
        pl.when(outcome_is("withdrawn")).then(pl.lit("withdrawn"))
        .when(replied <= due).then(pl.lit("replied_in_time"))
        .when(replied > due).then(pl.lit("replied_late"))
        .when(is_replied()).then(pl.lit("unknown"))
        .when(outcome_is("unreplied")).then(pl.lit("adopted_without_reply"))
        .when(today <= due).then(pl.lit("not_due"))
        .when((today > due) & adopted).then(pl.lit("adopted_without_reply"))
        .when(today > due).then(pl.lit("overdue"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip
