"""Study: how often the projection's 80% limits hold what comes, and whether it is worse than taking last year's value.

Usage: python tests/studies/projection.py [--runs 1000] > tests/studies/projection.toml
"""

import argparse

import numpy as np
import polars as pl
from numpy.random import Generator

from casekit.statistics.projection import project

HOW = """Made by tests/studies/projection.py; every line is `runs` simulated offices, drawn case by case from a stream seeded by its
name: received with a season, a trend, a wandering level and more spread than chance, each case open for a log-normal
time that wanders too, some with a loop of 30 to 90 days more. Then received and pending of the next two steps are projected.
coverage: share held by the 80% limits, over both steps, received and pending (which follows for each of the four);
error: mean absolute error over the root of what came, beside that of last year's value; backtest: mean coverage that
the offices' own back-tests state; worse: offices (of `runs`) where all four errors together are larger than last year's."""

BEFORE = 12  # periods that fill the office before the series begins


def stream(name: str) -> Generator:
    return np.random.default_rng(list(name.encode()))


def office(
    rng: Generator,
    periods: int = 60,
    season: int = 12,
    ahead: int = 6,
    level: float | None = None,
    calm: bool = False,
    trend: float | None = None,
    drop: float = 1.0,
) -> pl.DataFrame:
    """Received, left and pending of each period of one office, those to come at the end; `drop` falls after 45%."""
    total = BEFORE + periods + ahead
    level = np.exp(rng.uniform(np.log(25), np.log(220))) if level is None else level
    strength, wander, spread = (
        (0.15, 0.0, 0.0) if calm else (rng.uniform(0, 0.3), rng.uniform(0, 0.03), rng.uniform(0, 0.6))
    )
    growth = (0.0 if calm else rng.uniform(-0.1, 0.1)) if trend is None else trend
    wander *= np.sqrt(12 / season)
    now = np.arange(total)
    usual = np.exp(strength * rng.normal(size=season))
    walk = np.exp(growth * now / season + np.cumsum(rng.normal(0, wander, total)))
    mean = level * 12 / season * (usual / usual.mean())[now % season] * walk
    mean = np.where(now >= BEFORE + 0.45 * periods, drop, 1.0) * mean
    came = rng.poisson(mean * rng.gamma(mean / spread, spread / mean) if spread else mean)
    period = np.repeat(now, came)
    opened = (period + rng.random(len(period))) * 365 / season
    tempo = np.exp(np.cumsum(rng.normal(0, wander, total)))[period]
    open_for = tempo * rng.lognormal(np.log(22), 0.6, len(period))
    open_for += np.where(rng.random(len(period)) < 0.15, rng.uniform(30, 90, len(period)), 0)
    edges = np.arange(BEFORE, total + 1) * 365 / season
    came, gone = (np.searchsorted(np.sort(np.floor(days)), np.floor(edges)) for days in (opened, opened + open_for))
    return pl.DataFrame({"received": np.diff(came), "left": np.diff(gone), "pending": (came - gone)[1:]})


def projected(rng: Generator, steps: int = 2, span: int = 3, season: int = 12, **asked) -> pl.DataFrame:
    """The projection of one office beside what came: what, step, value, low, high, last_year, coverage, came."""
    ahead = steps * span
    flow = office(rng, season=season, ahead=ahead, **asked)
    known, coming = flow.head(-ahead), flow.tail(ahead)
    found = project(known["received"], known["left"], known["pending"][-1], steps, span, season)
    came = [
        value
        for step in range(steps)
        for part in [coming.slice(step * span, span)]
        for value in (part["received"].sum(), part["left"].sum(), part["pending"][-1])
    ]
    return found.with_columns(came=pl.Series(came, dtype=pl.Float64)).filter(pl.col("what") != "left")


OFFICES = {
    "mixed": {},
    "calm": {"calm": True},
    "growing by 15% a year": {"trend": 0.15},
    "shrinking by 15% a year": {"trend": -0.15},
    "a quarter fewer since a break": {"drop": 0.75},
    "15 cases a month": {"level": 15.0},
    "36 months": {"periods": 36},
    "48 months": {"periods": 48},
    "96 months": {"periods": 96},
    "20 quarters": {"periods": 20, "season": 4, "span": 1},
    "260 weeks": {"periods": 260, "season": 52, "span": 13},
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}\n\n[offices]')
    for name, asked in OFFICES.items():
        rng = stream(name)
        offices = pl.concat([projected(rng, **asked).with_columns(office=pl.lit(run)) for run in range(runs)])
        print(f'"{name}" = {{ {summary(offices)} }}', flush=True)


def summary(offices: pl.DataFrame) -> str:
    root = pl.col("came").clip(lower_bound=1).sqrt()
    judged = offices.with_columns(
        held=pl.col("came").is_between("low", "high"),
        off=(pl.col("came") - pl.col("value")).abs() / root,
        off_last_year=(pl.col("came") - pl.col("last_year")).abs() / root,
    )
    each = judged.group_by("what", "step").agg(pl.col("held").mean()).sort("what", "step", descending=[True, False])
    worse = (
        judged.group_by("office")
        .agg(pl.col("off", "off_last_year").sum())
        .select(pl.col("off") > pl.col("off_last_year"))
    )
    figures = {
        "coverage": f"{judged['held'].mean():.3f}",
        **{f"{what}_{step}": f"{held:.3f}" for what, step, held in each.iter_rows()},
        "error": f"{judged['off'].mean():.2f}",
        "error_last_year": f"{judged['off_last_year'].mean():.2f}",
        "backtest": f"{judged['coverage'].mean() if judged['coverage'].is_not_null().any() else -1:.3f}",
        "origins": judged["origins"].min(),
        "worse": worse["off"].sum(),
    }
    return ", ".join(f"{key} = {value}" for key, value in figures.items())


if __name__ == "__main__":
    main()
