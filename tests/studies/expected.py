"""Study: how often observed over expected flags a department where all are alike, and whether a slow one is found.

Usage: python tests/studies/expected.py [--runs 200] > tests/studies/expected.toml
"""

import argparse

import numpy as np
import polars as pl
from numpy.random import Generator

from casekit.statistics import expected

HOW = """Made by tests/studies/expected.py; every line is `runs` simulated offices of departments that get different crimes, procedures,
numbers of suspects and custody, with time limits at which ends bunch, weekends, and running cases at the extraction; each
drawn from a stream seeded by its name. alike: offices flagged (any department differs after Holm), the share of departments
with p under 0.05, and observed over expected of all of them together. planted: offices in which the first department's hazards
(or odds) are those of the others times the factor; inside: the 95% limits hold the true ratio; near: the point is within 25% of it;
found: it differs; others: some other department differs."""

LAST = 200
PERSONS, HELD = np.array([0.0, -0.3, -0.6]), 0.3


def stream(name: str) -> Generator:
    return np.random.default_rng(list(name.encode()))


def mix(rng: Generator, units: int, sizes: tuple[int, int], crimes: int) -> tuple[np.ndarray, pl.DataFrame]:
    """Which unit each case is in, and its crime, procedure, suspects and custody; units get them in different shares."""
    unit = np.repeat(np.arange(units), rng.integers(*sizes, units))
    usual = 6 / np.arange(1, crimes + 1)
    crime = np.array([rng.choice(crimes, p=p) for p in rng.dirichlet(1.5 * usual, units)[unit]])
    procedure = np.array([rng.choice(3, p=p) for p in rng.dirichlet([4, 4, 4], units)[unit]])
    persons = rng.choice(3, len(unit), p=[0.7, 0.2, 0.1])
    held = rng.random(len(unit)) < np.where(crime < 2, 0.5, 0.2)
    return unit, pl.DataFrame({"crime": crime, "procedure": procedure, "persons": persons, "held": held})


def effect(cases: pl.DataFrame) -> np.ndarray:
    """What a case's features add to the logarithm of its hazard, or of its odds."""
    crime = cases["crime"].to_numpy()
    return np.cos(crime) * 0.5 + PERSONS[cases["persons"].to_numpy()] + HELD * cases["held"].to_numpy()


def days(rng: Generator, cases: pl.DataFrame, factor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The days each case ran and whether it ended: 7 and 10, 30, or 30 and 45 days draw ends to them; weekends few."""
    day = np.arange(LAST)
    base = np.stack(
        [
            np.select([day < 5, day < 10], [0.05, 0.2], 0.3),
            0.02 + 0.01 * (day > 10) + 0.2 * np.isin(day, [28, 29, 30]),
            0.01 + 0.015 * (day > 20) + 0.2 * np.isin(day, [29, 30, 44, 45]),
        ]
    )
    base = np.where(day % 7 >= 5, base / 10, base)[cases["procedure"].to_numpy()]
    ends = rng.random(base.shape) < 1 - np.exp(-base * (np.exp(effect(cases)) * factor)[:, None])
    whole = np.where(ends.any(axis=1), ends.argmax(axis=1), LAST - 1)
    followed = rng.integers(0, 600, len(whole))
    return np.minimum(whole, followed), (whole <= followed) & ends.any(axis=1)


def durations(
    rng: Generator,
    units: int = 6,
    sizes: tuple[int, int] = (60, 301),
    crimes: int = 8,
    factor: float = 1.0,
    strata: bool = True,
    late: bool = False,
) -> tuple[pl.DataFrame, float]:
    """The comparison of one simulated office, and the true ratio of its first unit."""
    unit, cases = mix(rng, units, sizes, crimes)
    ran, ended = days(rng, cases, np.where(unit == 0, factor, 1.0))
    entered = np.where(rng.random(len(unit)) < 0.3, rng.integers(0, 40, len(unit)), 0) if late else np.zeros_like(ran)
    seen = entered <= ran
    features = cases.select("crime", "persons", "held") if strata else cases
    procedure = cases["procedure"].to_numpy() if strata else np.zeros(len(unit))
    columns = unit[seen], ran[seen], ended[seen], features.filter(seen), procedure[seen], entered[seen]
    return expected.durations(*columns), factor


def rates(
    rng: Generator,
    rate: float,
    units: int = 6,
    sizes: tuple[int, int] = (60, 301),
    crimes: int = 8,
    odds: float = 1.0,
) -> tuple[pl.DataFrame, float]:
    """As `durations`, for whether something happened; the true ratio is that of the unit's probabilities."""
    unit, cases = mix(rng, units, sizes, crimes)
    without = np.log(rate / (1 - rate)) + effect(cases) + 0.4 * (cases["procedure"].to_numpy() - 1)
    chance, usual = (1 / (1 + np.exp(-eta)) for eta in (without + np.where(unit == 0, np.log(odds), 0), without))
    true = chance[unit == 0].sum() / usual[unit == 0].sum()
    return expected.rates(unit, rng.random(len(unit)) < chance, cases), float(true)


ALIKE = {
    "6 departments of 60-300": lambda rng: durations(rng),
    "6 departments of 60-300, some cases seen late": lambda rng: durations(rng, late=True),
    "6 departments of 60-300, procedure as a feature": lambda rng: durations(rng, strata=False),
    "6 departments of 60-300, 30 crimes": lambda rng: durations(rng, crimes=30),
    "6 departments of 20-59": lambda rng: durations(rng, sizes=(20, 60)),
    "2 departments of 60-300": lambda rng: durations(rng, units=2),
    "14 departments of 60-300": lambda rng: durations(rng, units=14),
    **{
        f"6 departments of {low}-{high - 1}, rate {rate}": lambda rng, rate=rate, low=low, high=high: rates(
            rng, rate, sizes=(low, high)
        )
        for low, high in ((60, 301), (20, 60))
        for rate in (0.02, 0.05, 0.15, 0.5, 0.9)
    },
    "6 departments of 60-300, 30 crimes, rate 0.15": lambda rng: rates(rng, 0.15, crimes=30),
}
PLANTED = {
    "hazards x 1/1.35": lambda rng: durations(rng, factor=1 / 1.35),
    "hazards x 1.35": lambda rng: durations(rng, factor=1.35),
    "hazards x 1/1.35, departments of 150-300": lambda rng: durations(rng, sizes=(150, 301), factor=1 / 1.35),
    "odds x 2 of 0.15": lambda rng: rates(rng, 0.15, odds=2.0),
    "odds x 1/2 of 0.15": lambda rng: rates(rng, 0.15, odds=0.5),
    "odds x 1/2 of 0.9": lambda rng: rates(rng, 0.9, odds=0.5),
}


def alike(rng: Generator, draw) -> tuple[bool, float, int, float]:
    """Whether the office is flagged, the share of its departments with p under 0.05, and what was observed and expected."""
    frame, _ = draw(rng)
    return (
        bool(frame["differs"].any()),
        float((frame["p"] < 0.05).mean()),
        frame["observed"].sum(),
        frame["expected"].sum(),
    )


def found(rng: Generator, draw) -> tuple[bool, bool, bool, bool]:
    """Of the first department: inside, near, found; and whether another one differs."""
    frame, true = draw(rng)
    row = frame.row(0, named=True)
    inside, near = row["low"] <= true <= row["high"], abs(row["ratio"] / true - 1) <= 0.25
    return inside, near, bool(row["differs"]), bool(frame["differs"][1:].any())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}\n\n[alike]')
    for name, draw in ALIKE.items():
        rng = stream(name)
        flagged, small, observed, expecting = np.array([alike(rng, draw) for _ in range(runs)]).T
        together = observed.sum() / expecting.sum()
        line = f"offices = {int(flagged.sum())}, departments = {small.mean():.4f}, ratio = {together:.3f}"
        print(f'"{name}" = {{ {line} }}', flush=True)
    print("\n[planted]")
    for name, draw in PLANTED.items():
        rng = stream(name)
        sums = np.array([found(rng, draw) for _ in range(runs)]).sum(axis=0)
        named = ", ".join(
            f"{key} = {int(value)}" for key, value in zip(("inside", "near", "found", "others"), sums, strict=True)
        )
        print(f'"{name}" = {{ {named} }}', flush=True)


if __name__ == "__main__":
    main()
