"""Study: how often a fall is claimed after proposals that changed nothing, issued after high months as in life, and how often a
true fall is found.

Usage: python tests/studies/impact.py [--runs 400] > tests/studies/impact.toml
"""

import argparse
from math import exp, log, sqrt

import numpy as np
import polars as pl
from numpy.random import Generator

from casekit.statistics.impact import impact

HOW = """Made by tests/studies/impact.py. Every line is `runs` simulated offices of 60 months, drawn from a stream seeded by its name: a
season of 30% that all places share, and an own place with so many cases a month; the proposal is issued in
the month from 24 to 42 whose last three months were the highest, as in life. others: the comparison places and their cases a month
together. spread: poisson; nb 1.5 (variance 1.5 times the mean); drift (each place's level wanders: autocorrelation .7, sd .1).
The month of issue and the three before are left out. fell, rose: share with that verdict (a fall of 30% must be seen with power
.8, else there is none); low: share whose interval lies below 1 whatever the power, to be held against .025; kept_in: the same with no
month left out; alone: without comparison places, before and after by themselves, no month left out. judged: share with power enough. found
(true falls to 70% and 50%): share with the verdict fell."""

MONTHS, FIRST, LAST = 60, 24, 42
SPREADS = ("poisson", "nb 1.5", "drift")
SIZES = (5.0, 12.5, 15.0, 30.0)
OTHERS = {"5 places, two thirds": (5, 2 / 3), "9 places, three times": (9, 3.0), "1 place, as many": (1, 1.0)}


def levels(rng: Generator, mean: float, spread: str) -> np.ndarray:
    """The expected count of each month of one place."""
    month = np.arange(MONTHS)
    shared = mean * np.exp(0.3 * np.sin(2 * np.pi * month / 12))
    if spread != "drift":
        return shared
    steps = rng.normal(0, 0.1 * sqrt(1 - 0.7**2), MONTHS)
    wander = np.zeros(MONTHS)
    for at in month[1:]:
        wander[at] = 0.7 * wander[at - 1] + steps[at]
    return shared * np.exp(wander)


def drawn(rng: Generator, means: np.ndarray, spread: str) -> np.ndarray:
    """Counts about those means."""
    return rng.negative_binomial(means / 0.5, 1 / 1.5) if spread == "nb 1.5" else rng.poisson(means)


def office(rng: Generator, size: float, others: str, spread: str, left: float) -> tuple[pl.DataFrame, int]:
    """Counts by place and period, and the month of issue; after it the own place has the share `left` of its cases."""
    count, share = OTHERS[others]
    mean = {"own": size} | {f"{place}": size * share / count for place in range(count)}
    expected = {place: levels(rng, one, spread) for place, one in mean.items()}
    counts = {place: drawn(rng, one, spread) for place, one in expected.items()}
    recent = [counts["own"][at - 2 : at + 1].sum() for at in range(FIRST, LAST)]
    issued = FIRST + int(np.argmax(recent))
    after = np.where(np.arange(MONTHS) > issued, left, 1.0)
    counts["own"] = np.where(after < 1, drawn(rng, expected["own"] * after, spread), counts["own"])
    rows = [(place, at, int(n)) for place, series in counts.items() for at, n in enumerate(series)]
    return pl.DataFrame(rows, schema=["place", "period", "count"], orient="row"), issued


def alone(counts: pl.DataFrame, issued: int) -> bool:
    """Whether before and after by themselves would be called a fall."""
    own = counts.filter(pl.col("place") == "own").sort("period")["count"].to_numpy()
    before, after = own[: issued + 1], own[issued + 1 :]
    if not before.sum() or not after.sum():
        return False
    spread = [((part - part.mean()) ** 2 / part.mean()).sum() for part in (before, after)]
    phi = max(1.0, sum(spread) / (MONTHS - 2))
    error = sqrt(phi * (1 / before.sum() + 1 / after.sum()))
    return exp(log(after.mean() / before.mean()) + 1.96 * error) < 1


def nothing(runs: int, size: float, others: str, spread: str) -> str:
    """One line of offices in which nothing changed."""
    rng = np.random.default_rng(list(f"{size} {others} {spread}".encode()))
    told: dict[str, list[bool]] = {name: [] for name in ("fell", "rose", "low", "kept_in", "alone", "judged")}
    for _ in range(runs):
        counts, issued = office(rng, size, others, spread, 1.0)
        found, kept = impact(counts, "own", issued + 1, 4), impact(counts, "own", issued + 1, 0)
        for name in ("fell", "rose"):
            told[name].append(found is not None and found.verdict == name)
        told["low"].append(found is not None and found.high < 1)
        told["kept_in"].append(kept is not None and kept.high < 1)
        told["alone"].append(alone(counts, issued))
        told["judged"].append(found is not None and found.verdict != "too_little")
    return ", ".join(f"{name} = {np.mean(values):.3f}" for name, values in told.items())


def fallen(runs: int, size: float, others: str, spread: str) -> str:
    """One line of offices with true falls."""
    shares = {}
    for left in (0.7, 0.5):
        rng = np.random.default_rng(list(f"{left} {size} {others} {spread}".encode()))
        found = [impact(counts, "own", issued + 1, 4) for counts, issued in (
            office(rng, size, others, spread, left) for _ in range(runs)
        )]  # fmt: skip
        shares[f"found_{left * 100:.0f}"] = np.mean([one is not None and one.verdict == "fell" for one in found])
        shares[f"judged_{left * 100:.0f}"] = np.mean([one is not None and one.verdict != "too_little" for one in found])
    return ", ".join(f"{name} = {value:.3f}" for name, value in shares.items())


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--runs", type=int, default=400)
    runs = asked.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}')
    for title, line in (("nothing", nothing), ("fallen", fallen)):
        print(f"\n[{title}]")
        for size in SIZES:
            for others in OTHERS:
                for spread in SPREADS:
                    print(
                        f'"{size:g} a month, {others}, {spread}" = {{ {line(runs, size, others, spread)} }}',
                        flush=True,
                    )
