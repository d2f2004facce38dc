"""Space-time scan: where and when more cases came together than residents and season lead one to expect (Kulldorff)."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.ground.errors import fault

Array = NDArray[Any]

AT_ONCE, TIES = 50, 1e-9
COLUMNS: dict[str, Any] = {
    "places": pl.List(pl.String), "first": pl.Int64, "last": pl.Int64, "cases": pl.Int64, "expected": pl.Float64,
    "ratio": pl.Float64, "likelihood": pl.Float64, "p_value": pl.Float64,
}  # fmt: skip


def space_time_scan(
    cases: pl.DataFrame,
    places: pl.DataFrame,
    most: float = 0.5,
    longest: int | None = None,
    windows: Literal["any", "newest"] = "any",
    runs: int = 999,
    seed: int = 20211001,
    known: float | None = None,
) -> pl.DataFrame:
    """Clusters that share no place, likeliest first: places, first, last, cases, expected, ratio, likelihood, p_value.

    `cases` has place, period (whole numbers) and count; `places` has place and population, and may have x and y in any unit
    of length: zones are then a place with its nearest ones, else every place alone. Expected is a place's share of the
    residents times the cases of the period, so that a season moves all places alike. A zone has at most the share `most` of
    the residents, a window at most `longest` periods (half of all unless told); "newest" windows end with the last period.
    `likelihood` is the logarithm of the ratio, `p_value` (1 + as large maxima) / (1 + runs) over seeded draws that keep the
    cases of each period; for the clusters after the first it is on the safe side. Residents are not those who come and go:
    read the counts beside the ratio. Where `population` is itself an estimate (of earlier cases), `known` is how many cases
    it comes from: each draw then has shares as such an estimate leaves them open (Dirichlet).
    """
    periods, counts = _grid(cases, places)
    share = places["population"].to_numpy() / places["population"].sum()
    expected = share[:, None] * counts.sum(axis=0)
    zones = _zones(places, share, most)
    spans = _spans(len(periods), longest or max(1, len(periods) // 2), windows)
    told = partial(_likelihood, due=zones @ expected, total=counts.sum(), spans=spans)
    likelihood = told(zones @ counts)
    drawn = _draws(counts.sum(axis=0), share, runs, seed, known)
    largest = np.concatenate([told(zones @ some).max(axis=(1, 2)) for some in drawn])
    rows = []
    for zone, span in _apart(likelihood, zones):
        first, last = spans[span]
        inside = zones[zone] > 0
        came, due = (float(one[inside, first : last + 1].sum()) for one in (counts, expected))
        reached = int((largest >= likelihood[zone, span] - TIES).sum())
        where = places["place"].cast(pl.String).filter(pl.Series(inside)).to_list()
        found = [where, periods[first], periods[last], int(came), due, came / due, float(likelihood[zone, span])]
        rows.append([*found, (1 + reached) / (1 + runs)])
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _grid(cases: pl.DataFrame, places: pl.DataFrame) -> tuple[list[int], Array]:
    """All periods from the first to the last, and the cases of each place (a row) in each (a column)."""
    unknown = cases.filter(~pl.col("place").is_in(places["place"].implode()))["place"]
    if len(unknown):
        raise fault("place_unknown", place=str(unknown[0]))
    first, last = int(cases["period"].min()), int(cases["period"].max())  # type: ignore[arg-type]
    row = {place: number for number, place in enumerate(places["place"])}
    counts = np.zeros((places.height, last - first + 1))
    at = cases["place"].replace_strict(row, return_dtype=pl.Int64).to_numpy()
    np.add.at(counts, (at, cases["period"].to_numpy() - first), cases["count"].to_numpy())
    return list(range(first, last + 1)), counts


def _zones(places: pl.DataFrame, share: Array, most: float) -> Array:
    """Every group of a place with its nearest ones, up to the share `most` of the residents: a row each, 1 for its places."""
    own = np.eye(places.height)
    if not {"x", "y"} <= set(places.columns):
        return own[share <= most]
    at = places.select("x", "y").to_numpy().astype(float)
    away = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    nested = own[np.argsort(away, axis=1, kind="stable")].cumsum(axis=1).reshape(-1, places.height)
    zones: Array = np.unique(nested[nested @ share <= most + TIES], axis=0)
    return zones


def _spans(n: int, longest: int, windows: str) -> list[tuple[int, int]]:
    """First and last place of every window."""
    lasts = [n - 1] if windows == "newest" else range(n)
    return [(first, last) for last in lasts for first in range(max(0, last - longest + 1), last + 1)]


def _likelihood(came: Array, due: Array, total: float, spans: list[tuple[int, int]]) -> Array:
    """How much likelier each zone and window is with a rate of its own; 0 where no more came than were due."""
    first, last = (np.array(ends) for ends in zip(*spans, strict=True))
    inside, expected = (_between(one, first, last) for one in (came, due))
    with np.errstate(all="ignore"):
        outside, rest = total - inside, total - expected
        within = np.where(inside > 0, inside * np.log(inside / expected), 0.0)
        beyond = np.where(outside > 0, outside * np.log(outside / rest), 0.0)
    return np.where(inside > expected, within + beyond, 0.0)


def _between(values: Array, first: Array, last: Array) -> Array:
    whole = np.concatenate([np.zeros((*values.shape[:-1], 1)), values.cumsum(axis=-1)], axis=-1)
    found: Array = whole[..., last + 1] - whole[..., first]
    return found


def _draws(totals: Array, share: Array, runs: int, seed: int, known: float | None) -> Iterator[Array]:
    """Cases scattered by residents alone, some runs at a time: run x place x period."""
    rng = np.random.default_rng(seed)
    for start in range(0, runs, AT_ONCE):
        size = min(AT_ONCE, runs - start)
        parts = share if known is None else rng.dirichlet(share * known, size)
        yield np.stack([rng.multinomial(int(n), parts, size=size) for n in totals], axis=2).astype(float)


def _apart(likelihood: Array, zones: Array) -> list[tuple[int, int]]:
    """The likeliest zone and window, then the likeliest of the zones that share no place with it, and so on."""
    window, height, chosen = likelihood.argmax(axis=1), likelihood.max(axis=1), []
    while height.max(initial=0.0) > TIES:
        top = int(height.argmax())
        chosen.append((top, int(window[top])))
        height = np.where(zones @ zones[top] == 0, height, 0.0)
    return chosen
