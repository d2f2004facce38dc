"""Proposals followed up: how many were replied to, adopted, put right and looked back at, and which are due or overdue."""

import polars as pl

from casekit import codebook
from casekit.measures import derived, proposals
from casekit.measures.absent import Absent, absence, measure_if_given
from casekit.measures.measure import lacking
from casekit.records.records import Records

FOLLOWED = (
    "proposals_replied", "proposals_replied_in_time", "proposals_adopted_of_issued", "proposals_adopted_of_replied",
    "proposals_rectified", "proposals_looked_back",
)  # fmt: skip
AIMED = {"unit": pl.String, "town": pl.String, "industry": pl.String, "crime": pl.String, "delivered_on": pl.Date}
SEVERAL = r"[、,，;；/|]"


def issued(records: Records, by: str | tuple[str, ...] = ()) -> "pl.DataFrame | Absent":
    """How many were issued in the headline period and a year earlier; by `kind`, `industry`, or `proposal_reply` (how each
    stands on the day of the data)."""
    return measure_if_given(records, "proposals_issued", by=by, periods=records.compared)


def followed_up(records: Records, by: str | tuple[str, ...] = ()) -> "pl.DataFrame | Absent":
    """The shares of `FOLLOWED` that this data can give, in that order, each with its two counts, for the same periods."""
    given = [name for name in FOLLOWED if lacking(records, name, by, records.compared) is None]
    if not given:
        return measure_if_given(records, FOLLOWED[0], by, records.compared)
    measured = [measure_if_given(records, name, by, records.compared) for name in given]
    known = [one for one in measured if isinstance(one, pl.DataFrame)]
    return pl.concat(known) if known else measured[0]


def overdue(records: Records) -> "pl.DataFrame | Absent":
    """Those past their limit on the day of the data with neither reply nor adoption: proposal_id, due, days_over; earliest first."""
    own = _standing(records, "overdue")
    return _listed(own, "due_on", due=_text("due_on"), days_over=-pl.col("left"))


def soon(records: Records) -> "pl.DataFrame | Absent":
    """Those not yet replied to that fall due within the codebook's number of days: proposal_id, due, days_left."""
    own = _standing(records, "not_due", pl.col("left") <= codebook.toml("proposals")["soon_days"])
    return _listed(own, "due_on", due=_text("due_on"), days_left=pl.col("left"))


def unclear(records: Records) -> "pl.DataFrame | Absent":
    """Those of which it cannot be told whether they were replied to in time: proposal_id, issued, delivered; newest first."""
    own = _standing(records, "unknown")
    return _listed(own, "issued_on", True, issued=_text("issued_on"), delivered=_text("delivered_on"))


def aimed(records: Records) -> pl.DataFrame:
    """One row a proposal and cause it was made about: proposal_id, issued_on, cause, and unit, town (null: the whole district),
    industry, crime and delivered_on where the data has them. A cell that names several causes gives a row for each."""
    columns = records.columns("proposals")
    if not {"cause", "issued_on"} <= columns:
        return pl.DataFrame(schema={"proposal_id": pl.String, "issued_on": pl.Date, "cause": pl.String} | AIMED)
    own = [pl.col(name) if name in columns else pl.lit(None, kind).alias(name) for name, kind in AIMED.items()]
    each = pl.col("cause").str.replace_all(SEVERAL, "、").str.split("、")
    read = records.table("proposals").select("proposal_id", "issued_on", each, *own).explode("cause")
    named = read.with_columns(pl.col("cause").str.strip_chars()).filter(pl.col("cause") != "")
    return named.sort("issued_on", "proposal_id", nulls_last=True).collect()


def _standing(records: Records, reply: str, also: pl.Expr | bool = True) -> "pl.DataFrame | Absent":
    """The proposals of one class with their dates and the days left, or why the data cannot tell."""
    if (absent := absence(records, "proposals_replied_in_time")) is not None:
        return absent
    made = derived.kept(proposals.of_proposals, records).filter(pl.col("proposal_reply") == reply)
    given = records.table("proposals").select("proposal_id", "issued_on", "delivered_on").collect()
    left = (pl.col("due_on") - pl.lit(records.extracted)).dt.total_days()
    told = made.join(given, on="proposal_id", how="left", validate="1:1").with_columns(left=left)
    return told.filter(also)


def _listed(own: "pl.DataFrame | Absent", day: str, newest: bool = False, **shown: pl.Expr) -> "pl.DataFrame | Absent":
    """The key and the columns shown, in order of a day."""
    if isinstance(own, Absent):
        return own
    return own.sort(day, "proposal_id", descending=[newest, False], nulls_last=True).select("proposal_id", **shown)


def _text(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.String)
