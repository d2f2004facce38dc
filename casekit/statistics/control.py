"""Control charts: which of the newest points lie outside the usual range of their own series, phase by phase."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Spread = Callable[[float, NDArray[Any]], NDArray[Any]]

Omitted = Sequence[int] | Literal["signals"]

LEAST, SETTLED = 12, 20
RUN = 8
LARGE = 1000
MEAN_RANGE = 1.1283791670955126  # of two standard normal values, 2 / sqrt(pi); three sigma are 2.66 mean moving ranges
ROUNDING = 1e-9


def xmr_chart(
    values: ArrayLike,
    breaks: Sequence[int] = (),
    newest: int = 3,
    leave_out: Omitted = (),
    floor: float | None = None,
) -> pl.DataFrame:
    """Single values against mean ± 2.66 x mean moving range: value, mean, low, high, signal, status, method, phase.

    `breaks` are the places (from 0) where a new phase begins; limits and moving ranges never cross one. `signal` is
    "beyond" (3 sigma) or "run" (at least the eighth on one side of the mean; a point on the mean neither counts nor ends
    a run) and is only given to the `newest` points: older ones had their turn. `status` is "none" in a phase of under 12
    points (no limits, no signals), "provisional" under 20, else "settled". `leave_out` names the places that make no
    limits, or "signals": whatever lies beyond the first limits, once. Counts cannot go under `floor=0`.
    The rules take it that neighbours do not hang together and that there is no season: compare such series year on year.
    """
    x = np.asarray(values, float)
    charted = _charted("xmr", x, np.ones_like(x), lambda mean, size: size, breaks, newest, leave_out)
    return charted if floor is None else charted.with_columns(pl.col("low").clip(lower_bound=floor))


def p_chart(
    successes: ArrayLike, n: ArrayLike, breaks: Sequence[int] = (), newest: int = 3, leave_out: Omitted = ()
) -> pl.DataFrame:
    """Shares against binomial limits, as `xmr_chart`; in a phase with a mean n above 1,000 Laney's p' (method "laney").

    Persons who come in cases spread more than the binomial law: count cases, or the rules signal more than they promise.
    """
    size = np.asarray(n, float)
    values = _ratio(successes, size)
    charted = _charted("p", values, size, lambda p, n: np.sqrt(p * (1 - p) / n), breaks, newest, leave_out)
    return charted.with_columns(pl.col("low", "high").clip(0, 1))


def u_chart(
    events: ArrayLike,
    exposure: ArrayLike = 1.0,
    breaks: Sequence[int] = (),
    newest: int = 3,
    leave_out: Omitted = (),
) -> pl.DataFrame:
    """Rates against Poisson limits, as `xmr_chart`; Laney's u' where the mean exposure is above 1,000; exposure 1: counts."""
    size = np.broadcast_to(np.asarray(exposure, float), np.shape(events))
    charted = _charted("u", _ratio(events, size), size, lambda u, e: np.sqrt(u / e), breaks, newest, leave_out)
    return charted.with_columns(pl.col("low").clip(lower_bound=0))


def _ratio(counts: ArrayLike, size: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(counts, float) / np.where(size > 0, size, np.nan)


def _charted(
    plain: str,
    values: NDArray[Any],
    size: NDArray[Any],
    spread: Spread,
    breaks: Sequence[int],
    newest: int,
    leave_out: Omitted,
) -> pl.DataFrame:
    """The chart of every phase, one under the other; a signal stays only where it is new."""
    places = np.arange(len(values))
    phase = np.searchsorted(sorted(breaks), places, side="right") + 1
    kept = np.isfinite(values) & ~np.isin(places, () if leave_out == "signals" else leave_out)
    parts = [places[phase == one] for one in np.unique(phase)] or [places]
    again = leave_out == "signals"
    charted = pl.concat([_phase(plain, values[at], size[at], spread, kept[at], again) for at in parts])
    is_new = pl.int_range(pl.len()) >= pl.len() - newest
    return charted.with_columns(pl.when(is_new).then("signal").alias("signal"), pl.Series("phase", phase, pl.Int64))


def _phase(
    plain: str, values: NDArray[Any], size: NDArray[Any], spread: Spread, kept: NDArray[Any], again: bool
) -> pl.DataFrame:
    points = int(np.isfinite(values).sum())
    from_data = plain == "xmr" or bool(kept.any() and size[kept].mean() > LARGE)
    mean, reach = _limits(values, size, spread, kept, from_data)
    if again:
        mean, reach = _limits(values, size, spread, kept & ~(np.abs(_gap(values, mean)) > reach), from_data)
    reach = np.where(np.isfinite(reach) & (points >= LEAST), reach, np.nan)
    status = "none" if points < LEAST else "provisional" if points < SETTLED else "settled"
    columns = {"value": values, "mean": np.full(len(values), mean), "low": mean - reach, "high": mean + reach}
    return pl.DataFrame(columns).select(
        pl.all().fill_nan(None),
        pl.Series("signal", _signals(values, mean, reach), pl.String),
        status=pl.lit(status),
        method=pl.lit("laney" if from_data and plain != "xmr" else plain),
    )


def _limits(
    values: NDArray[Any], size: NDArray[Any], spread: Spread, kept: NDArray[Any], from_data: bool
) -> tuple[float, NDArray[Any]]:
    """The mean of a phase and three sigma of each point; xmr and Laney's charts measure sigma on the points themselves.

    XmR is Laney's chart with every standard deviation 1; a moving range needs two neighbours that are both kept.
    """
    if not kept.any():
        return np.nan, np.full(len(values), np.nan)
    mean = float(np.average(values[kept], weights=size[kept]))
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = spread(mean, size)
        ranges = np.abs(np.diff(np.where(sigma > 0, (values - mean) / sigma, 0.0)))[kept[1:] & kept[:-1]]
    scale = (ranges.mean() / MEAN_RANGE if len(ranges) else np.nan) if from_data else 1.0
    return mean, 3 * sigma * scale


def _signals(values: NDArray[Any], mean: float, reach: NDArray[Any]) -> list[str | None]:
    """The signal of each point, whether new or not."""
    gap = _gap(values, mean)
    beyond, run = np.abs(gap) > reach, (_run(np.sign(gap)) >= RUN) & np.isfinite(reach)
    return ["beyond" if far else "run" if long else None for far, long in zip(beyond, run, strict=True)]


def _gap(values: NDArray[Any], mean: float) -> NDArray[Any]:
    """How far each point lies from the mean; 0 where none is known, or where it is only rounding of the computer."""
    gap = np.nan_to_num(values - mean)
    rounding: NDArray[Any] = np.abs(gap) <= ROUNDING * np.max(np.abs(np.nan_to_num(values)), initial=0)
    return np.where(rounding, 0.0, gap)


def _run(side: NDArray[Any]) -> NDArray[Any]:
    """How many points on the same side, without a break by the other side, end at each point; 0 on the mean itself."""
    at = np.flatnonzero(side)
    places = np.arange(len(at))
    starts = np.maximum.accumulate(np.where(np.diff(side[at], prepend=0) != 0, places, 0)) if len(at) else places
    length = np.zeros(len(side), int)
    length[at] = places - starts + 1
    return length
