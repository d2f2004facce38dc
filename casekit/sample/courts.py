"""Courts: what came after the decision - receipt by the court, adjournments, withdrawals, complaints - for the few that had it."""

import polars as pl

from casekit.sample.decisions import CHARGED, NOT_CHARGED
from casekit.sample.effects import Effects
from casekit.sample.recording import disputed
from casekit.sample.reviews import ORDINARY
from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, workday_after

ADJOURNED, TWICE, WITHDRAWN = 0.07, 0.008, 0.008
COMPLAINED, RECONSIDERED = 0.025, 0.04
DRAWS = ("adjourned", "withdrawn", "received", "complained", "reconsidered", "waited")
LONGEST_WAY = 4
"""Calendar days from charge to the court's receipt: fewer than these, then to the next workday."""


def foreseen(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases with the day the court would receive a charge, how often it will adjourn the trial, and whether the indictment
    will be withdrawn; the latter two in ordinary procedure alone."""
    adjourned, withdrawn, way = (
        pl.lit(pl.Series(streams.uniform(f"court/{name}", cases.height))) for name in DRAWS[:3]
    )
    ordinary = pl.col("procedure") == ORDINARY
    is_withdrawn = ordinary & (withdrawn < WITHDRAWN)
    times = (adjourned < ADJOURNED).cast(pl.Int64) + (adjourned < TWICE).cast(pl.Int64)
    return cases.with_columns(
        in_court_on=workday_after(pl.col("concluded_on") + pl.duration(days=(way * LONGEST_WAY).floor())),
        is_withdrawn=is_withdrawn,
        adjourned=pl.when(ordinary & ~is_withdrawn).then(times).otherwise(0),
    )


def followed(cases: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """The cases with court_received_on, adjournments, withdrawn_on, and the days of a complaint against non-prosecution and of
    the police asking to reconsider a refused arrest; as far as known on the day of extraction."""
    draw = {name: pl.lit(pl.Series(streams.uniform(f"court/{name}", cases.height))) for name in DRAWS[3:]}
    charged, refused = pl.col("conclusion") == CHARGED, pl.col("is_arrest_refused")
    waited, complained = (draw["waited"] * 22).floor(), COMPLAINED * disputed(effects)
    days = {
        "court_received_on": _day("in_court_on", charged, pl.lit(0)),
        "withdrawn_on": _day("charged_on", charged & pl.col("is_withdrawn"), 20 + waited),
        "non_prosecution_complained_on": _day(
            "concluded_on", (pl.col("conclusion") == NOT_CHARGED) & (draw["complained"] < complained), 3 + waited
        ),
        "non_arrest_reconsidered_on": _day(
            "arrest_decided_on", refused & (draw["reconsidered"] < RECONSIDERED), 1 + waited // 5
        ),
    }
    suggested = [charged & (pl.col("adjourned") >= time) & _before(25 * time) for time in (1, 2)]
    times = pl.sum_horizontal(one.fill_null(False).cast(pl.Int64) for one in suggested)
    return cases.with_columns(**days, adjournments=pl.when(times > 0).then(times))


def _day(start: str, asked: pl.Expr, days: pl.Expr) -> pl.Expr:
    """The first workday so many days on, where it is asked for and was on record."""
    day = workday_after(pl.col(start) + pl.duration(days=days))
    return pl.when(asked & (day <= EXTRACTED)).then(day)


def _before(days: int) -> pl.Expr:
    return pl.col("charged_on") + pl.duration(days=days) <= EXTRACTED
