"""File readings: lawyers' requests to read the files of a case - when, in which way, and from which day it could be done."""

import numpy as np
import polars as pl

from casekit.sample.people import names
from casekit.sample.reviews import FAST
from casekit.sample.streams import Streams, chosen_by
from casekit.sample.world import EXTRACTED, workday_after, workdays

ON_SITE, ONLINE, ELSEWHERE = WAYS = ("现场阅卷", "互联网阅卷", "异地阅卷")
SHARES = {
    2021: (0.84, 0.10, 0.06), 2022: (0.76, 0.17, 0.07), 2023: (0.65, 0.27, 0.08), 2024: (0.52, 0.38, 0.10),
    2025: (0.42, 0.48, 0.10), 2026: (0.33, 0.57, 0.10),
}  # fmt: skip
"""The share of each way by the year of the request: reading online grows."""

WAITS = np.array(
    [[0.24, 0.34, 0.22, 0.10, 0.05, 0.05], [0.52, 0.32, 0.10, 0.03, 0.02, 0.01], [0.06, 0.20, 0.28, 0.22, 0.12, 0.12]]
)
"""For each way the share that waits 0, 1, 2, 3, 4 workdays, or longer."""

ASKED, ASKED_FAST, AGAIN, LAWYERS = 0.38, 0.05, 0.05, 60
DRAWS = ("asked", "again", "day", "way", "wait", "longer")


def asked(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """One row a request: reading_no, the case's number, requested_on, way, arranged_on (blank where it still lay ahead), lawyer."""
    draws = {f"u_{name}": pl.Series(streams.uniform(f"reading/{name}", cases.height)) for name in DRAWS}
    drawn = cases.with_columns(**draws)
    fast = pl.col("procedure") == FAST
    once = drawn.filter(pl.col("u_asked") < pl.when(fast).then(ASKED_FAST).otherwise(ASKED)).with_columns(order=0)
    again = once.filter(pl.col("u_again") < AGAIN).with_columns(
        order=1, u_day=1 - pl.col("u_day"), u_wait=1 - pl.col("u_wait")
    )
    requests = pl.concat([once, again]).with_columns(row_no=pl.col("row_no") * 2 + pl.col("order")).pipe(_dated)
    lawyers = names("lawyer", LAWYERS, streams).gather((requests["row_no"] * 7 % LAWYERS).to_list())
    number = pl.format("YJ{}{}", pl.col("requested_on").dt.year(), pl.col("row_no").cast(pl.String).str.zfill(6))
    told = requests.with_columns(reading_no=number, lawyer=lawyers).drop(*draws, "order")
    return told.filter(pl.col("requested_on") <= EXTRACTED).sort("requested_on", "row_no")


def _dated(requests: pl.DataFrame) -> pl.DataFrame:
    """Asked for in the first two weeks, before the case was concluded; ready after some workdays, quickest online."""
    day = workday_after(pl.col("received_on") + pl.duration(days=1 + (pl.col("u_day") * 12).floor()))
    placed = requests.with_columns(requested_on=pl.min_horizontal(day, "concluded_on"))
    years = placed["requested_on"].dt.year().clip(min(SHARES), max(SHARES)).to_numpy() - min(SHARES)
    way = chosen_by(placed["u_way"].to_numpy(), np.array(list(SHARES.values())), years)
    wait = chosen_by(placed["u_wait"].to_numpy(), WAITS, way)
    longer = np.floor(8 * placed["u_longer"].to_numpy() ** 2)
    days = np.where(wait == WAITS.shape[1] - 1, wait + longer, wait).astype(int)
    told = placed.with_columns(
        pl.Series("way", WAYS).gather(way.tolist()), arranged_on=_ready(placed["requested_on"], days)
    )
    return told.with_columns(pl.when(pl.col("arranged_on") <= EXTRACTED).then("arranged_on"))


def _ready(requested: pl.Series, days: np.ndarray) -> pl.Series:
    """The workday so many workdays after another."""
    known = workdays(requested.min(), EXTRACTED.replace(year=EXTRACTED.year, month=12, day=31))  # type: ignore[arg-type]
    place = known.search_sorted(requested).to_numpy() + days
    return known.gather(np.clip(place, 0, len(known) - 1).tolist())
