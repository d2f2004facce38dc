"""Study: how often the limits of shares by a day, of medians and P90, and of their differences hold what is true.

Usage: python tests/studies/waiting.py [--runs 1000] > tests/studies/waiting.toml
"""

import argparse

import numpy as np
from numpy.random import Generator

from casekit.statistics.survival import difference_by, quantile, quantile_difference, share_by

HOW = """Made by tests/studies/waiting.py; every line is `runs` pairs of groups of n cases, drawn from a stream seeded
by its name: whole days, lognormal with medians 25 and 20 and spread 0.5; "heaped": three in ten of those over 20 days end on day 30;
"open": the record ends 1 to 60 days after receipt; "late": half of the cases come into view on a day from 1 to 20, if not decided before.
Values are shares of runs in which the 95% limits hold the truth: share by day 25 and its difference, median, P90 and their differences;
a limit that was not reached holds everything, and runs without a value count as holding (`p90_none` says how many had none).
alike: share of runs in which two groups with the same median of 25 are said to differ."""
TRUE_RUNS = 4_000_000
MEDIANS = (25, 20)


def days(rng: Generator, n: int, median: float, kind: str) -> np.ndarray:
    drawn = np.maximum(np.round(median * np.exp(0.5 * rng.normal(size=n))), 0)
    return np.where((rng.random(n) < 0.3) & (drawn > 20), 30, drawn) if kind == "heaped" else drawn


def followed(rng: Generator, n: int, median: float, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The durations, whether decided, and entries of n cases that were seen."""
    drawn = days(rng, 4 * n, median, kind)
    entry = np.where(rng.random(4 * n) < 0.5, rng.integers(1, 21, 4 * n), 0) if kind == "late" else np.zeros(4 * n)
    drawn, entry = drawn[drawn >= entry][:n], entry[drawn >= entry][:n]
    end = rng.integers(1, 61, n) if kind == "open" else np.full(n, 10_000)
    return np.minimum(drawn, end), drawn <= end, entry


def truths(kind: str) -> dict[float, dict[str, float]]:
    """The true share by day 25, median and P90 of each group, from many draws."""
    found = {}
    for median in MEDIANS:
        drawn = np.sort(days(np.random.default_rng(0), TRUE_RUNS, median, kind))
        found[median] = {"share": (drawn <= 25).mean()} | {
            name: drawn[int(np.ceil(at * TRUE_RUNS)) - 1] for name, at in (("median", 0.5), ("p90", 0.9))
        }
    return found


def holds(estimate: tuple, truth: float) -> bool:
    value, low, high = estimate
    return value is None or ((low is None or low <= truth) and (high is None or truth <= high))


def differs(estimate: tuple) -> bool:
    value, low, high = estimate
    return value is not None and ((low is not None and low > 0) or (high is not None and high < 0))


def rates(n: int, kind: str, runs: int) -> dict[str, float]:
    rng, true = np.random.default_rng(list(f"{n} {kind}".encode())), truths(kind)
    one, other = (true[median] for median in MEDIANS)
    found: dict[str, list[bool]] = {}
    for _ in range(runs):
        now, before, same = (followed(rng, n, median, kind) for median in (*MEDIANS, MEDIANS[0]))
        p90 = quantile(*now[:2], 0.9, now[2])
        for name, held in {
            "share": holds(share_by(*now[:2], 25, now[2]), one["share"]),
            "share_difference": holds(difference_by(now, before, 25), one["share"] - other["share"]),
            "median": holds(quantile(*now[:2], 0.5, now[2]), one["median"]),
            "median_difference": holds(quantile_difference(now, before), one["median"] - other["median"]),
            "p90": holds(p90, one["p90"]),
            "p90_difference": holds(quantile_difference(now, before, 0.9), one["p90"] - other["p90"]),
            "p90_none": p90[0] is None,
            "alike": differs(quantile_difference(now, same)),
        }.items():
            found.setdefault(name, []).append(held)
    return {name: float(np.mean(held)) for name, held in found.items()}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=1000)
    runs = arguments.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}\n\n[limits]')
    for n in (30, 60, 200, 1000):
        for kind in ("all decided", "open", "late", "heaped"):
            row = rates(n, kind, runs)
            print(
                f'"{n} cases, {kind}" = {{ {", ".join(f"{key} = {value:.3f}" for key, value in row.items())} }}',
                flush=True,
            )
