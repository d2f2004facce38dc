"""Study: how often the limits of the parts of a change hold what they promise, and how often "changed" is said of nothing.

Usage: python tests/studies/decomposition.py [--runs 1000] > tests/studies/decomposition.toml
"""

import argparse

import numpy as np
import polars as pl
from numpy.random import Generator

from casekit.statistics.decomposition import change_parts

HOW = """Made by tests/studies/decomposition.py; every line is `runs` simulated pairs of periods, drawn from a stream seeded
by its name. steps: share of pairs whose true change of one item of two the 95% limits hold
(the second only follows the first, in 30% of its cases), for all steps and for the first group; changed: how often the limits
of the item leave out zero."""

SHARES = {"same": [0.5, 0.3, 0.2], "other": [0.2, 0.3, 0.5]}
RATES = {
    "rare": ([0.005] * 3, [0.005] * 3),
    "some": ([0.15] * 3, [0.15] * 3),
    "apart": ([0.1, 0.2, 0.3], [0.1, 0.2, 0.3]),
    "moved": ([0.3, 0.1, 0.1], [0.1, 0.2, 0.1]),
    "halved": ([0.2] * 3, [0.1] * 3),
}


def stream(name: str) -> Generator:
    return np.random.default_rng(list(name.encode()))


def cases(rng: Generator, n: int, shares: list[float], rates: list[float]) -> pl.DataFrame:
    group = rng.choice(3, n, p=shares)
    first = rng.binomial(1, np.array(rates)[group])
    return pl.DataFrame({"group": group, "first": first, "second": first * rng.binomial(1, 0.3, n)})


def inside(true: float, row: dict[str, float]) -> bool:
    return row["low"] - 1e-12 <= true <= row["high"] + 1e-12


def held_steps(rng: Generator, n: int, shares: list[list[float]], rates: list[list[float]]) -> list[bool]:
    """Whether the item, all steps and the first group are held, and whether the item is said to have changed."""
    s0, s1, r0, r1 = (np.array(one) for one in (*shares, *rates))
    item = float(s1 @ r1 - s0 @ r0)
    group = 1.3 * (s1[0] * r1[0] - s0[0] * r0[0]) - 1.3 * (s1 @ r1 + s0 @ r0) / 2 * (s1[0] - s0[0])
    found = change_parts(*(cases(rng, n, s, r) for s, r in zip(shares, rates, strict=True)))
    row, whole = found.items.row(0, named=True), {"low": found.low, "high": found.high}
    held = inside(item, row), inside(1.3 * item, whole), inside(group, found.groups.row(0, named=True))
    return [*held, row["low"] > 0 or row["high"] < 0]


def settings() -> list[tuple[str, int, list[list[float]], list[list[float]]]]:
    return [
        (f"{n} cases, {rates}, {shares} shares", n, [SHARES["same"], SHARES[shares]], list(RATES[rates]))
        for n in (60, 150, 400)
        for rates in RATES
        for shares in SHARES
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}')
    print("\n[steps]")
    for name, *asked in settings():
        rng = stream(name)
        found = np.mean([held_steps(rng, *asked) for _ in range(runs)], axis=0)
        parts = zip(("item", "all", "group", "changed"), found, strict=True)
        print(f'"{name}" = {{ {", ".join(f"{key} = {value:.3f}" for key, value in parts)} }}')


if __name__ == "__main__":
    main()
