"""Similar proposals: what was proposed on a cause before, how it was taken up, and what came of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import polars as pl

from casekit.measures import derived
from casekit.measures.absent import Absent
from casekit.measures.disclosure import protection
from casekit.records.records import Records
from casekit.subjects.causes import effects
from casekit.subjects.causes.candidates import aimed

UPTAKE = ("is_adopted", "is_rectified")
TEXTS = ("gap", "advice")


@dataclass(frozen=True, eq=False)
class Similar:
    """The proposals on a cause, or where there is none, on its crime (`is_on_cause` false): how many, the newest's day and place.

    `texts` has gap, advice, documents and how many of these were adopted and put right, for wordings that occur so often that
    none tells of one case alone. `standings` says how many stand how beside places without one (codes of `effects`).
    """

    is_on_cause: bool
    count: int
    last_on: date | None
    last_at: str | None
    texts: pl.DataFrame
    standings: dict[str, int]


def similar(records: Records, cause: str, crime: str | None, followed: "list[effects.Followed] | Absent") -> Similar:
    """What was proposed on a cause, or else on its crime; `followed` is that of `effects`."""
    every = aimed(records)
    is_on_cause = (every["cause"] == cause).any()
    alike = pl.col("cause") == cause if is_on_cause else pl.col("crime") == pl.lit(crime, pl.String)
    own = every.filter(alike).unique("proposal_id", keep="first", maintain_order=True)
    last = own.tail(1).to_dicts()
    newest = last[0] if last else {"issued_on": None, "town": None, "unit": None}
    known = [] if isinstance(followed, Absent) else followed
    found = Counter(one.standing for one in known if one.aim.proposal_id in own["proposal_id"])
    standings = {code: found[code] for code in effects.STANDINGS if found[code]}
    at = newest["town"] or newest["unit"]
    return Similar(is_on_cause, own.height, newest["issued_on"], at, _texts(own, records), standings)


def _texts(own: pl.DataFrame, records: Records) -> pl.DataFrame:
    columns = records.columns("proposals")
    texts = [name for name in TEXTS if name in columns]
    uptake = [name for name in UPTAKE if derived.missing("proposals", name, columns) is None]
    if own.is_empty() or not texts:
        return pl.DataFrame()
    every = derived.with_derived(records.table("proposals"), "proposals", uptake, records)
    told = every.join(own.lazy().select("proposal_id"), on="proposal_id", how="semi").drop_nulls(texts)
    counted = told.group_by(texts).agg(pl.len().alias("documents"), *(pl.col(name).sum() for name in uptake)).collect()
    least = max(2, protection(records.settings).threshold)
    return counted.filter(pl.col("documents") >= least).sort(
        "documents", *texts, descending=[True, *[False] * len(texts)]
    )
