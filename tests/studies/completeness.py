"""Study: how often the 90% interval of a newest period's final count holds it, from late filing and from starts and delays.

Usage: python tests/studies/completeness.py [--runs 1000] > tests/studies/completeness.toml
"""

import argparse

import numpy as np
from numpy.random import Generator
from scipy.stats import poisson

from casekit.statistics.completeness import completeness, filed

HOW = """Made by tests/studies/completeness.py; every line is `runs` simulated series, drawn from a stream seeded by its name.
filed: n complete periods of about `size` events, of which a share is filed at first; its odds vary between periods as a beta's with that
`spread` (0: not at all), or 30% less comes late in the last four periods ("changed"). held: share of runs in which the 90% interval
holds the final count; width: its mean width as a share of that count; poisson: the share held by the interval of a Poisson count of late
rows at the plain ratio. expected: 3.3 starts a day over 1400 days, four shapes of the days from start to end, entered some three weeks
late (3 to 78 days) and known on the ninth day after a quarter; "uneven": in some months more ends are put off than in others; "season": a
quarter more starts in summer than in winter; "reform": from 500 days before on everything takes a quarter less; "sudden": a fifth less
from 150 days before, when hardly any complete quarter shows it."""
SHAPES = {
    "short": lambda rng, n: rng.lognormal(np.log(20), 0.4, n),
    "usual": lambda rng, n: rng.lognormal(np.log(30), 0.6, n),
    "long": lambda rng, n: rng.lognormal(np.log(60), 0.9, n),
    "two ways": lambda rng, n: np.where(
        rng.random(n) < 0.5, rng.normal(12, 3, n).clip(2), rng.lognormal(np.log(60), 0.5, n)
    ),
}
DAYS, QUARTER, MONTH, KNOWN = 1400, 90, 30, 9


def series(rng: Generator, n: int, size: int, share: float, spread: int, is_changed: bool) -> tuple[np.ndarray, ...]:
    """What was filed at first and in the end of n periods and of the newest."""
    final = rng.poisson(size * np.exp(0.15 * rng.normal(size=n + 1)))
    shares = np.full(n + 1, share)
    if is_changed:
        shares[-4:] = 1 - (1 - share) * 0.7
    if spread:
        shares = rng.beta(shares * spread, (1 - shares) * spread)
    return rng.binomial(final, shares), final


def of_filing(n: int, size: int, share: float, spread: int, is_changed: bool, runs: int) -> dict[str, float]:
    rng = np.random.default_rng(list(f"{n} {size} {share} {spread} {is_changed}".encode()))
    held, widths, plain = [], [], []
    for _ in range(runs):
        early, final = series(rng, n, size, share, spread, is_changed)
        low, high = filed(early[:-1], final[:-1], int(early[-1])).final
        late = early[-1] * (final[:-1].sum() / early[:-1].sum() - 1)
        held.append(low <= final[-1] <= high)
        widths.append((high - low) / final[-1])
        plain.append(poisson.ppf(0.05, late) <= final[-1] - early[-1] <= poisson.ppf(0.95, late))
    return {"held": np.mean(held), "width": np.mean(widths), "poisson": np.mean(plain)}


def office(rng: Generator, shape: str, change: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days of starts, of ends, and of their entry."""
    rate = 3.3 * (1 + 0.25 * np.sin(2 * np.pi * np.arange(DAYS) / 365) * ("season" in change))
    starts = np.repeat(np.arange(DAYS), rng.poisson(rate)).astype(float)
    taken = SHAPES[shape](rng, len(starts))
    for word, (since, factor) in {"reform": (500, 0.75), "sudden": (150, 0.8)}.items():
        taken = np.where((starts >= DAYS - since) & (word in change), taken * factor, taken)
    ends = starts + taken.round()
    if change.endswith("uneven"):
        off = rng.beta(2, 8, DAYS // MONTH + 40)[(ends // MONTH).astype(int).clip(0, DAYS // MONTH + 39)]
        ends = ends + np.where(rng.random(len(ends)) < off, rng.integers(5, 30, len(ends)), 0)
    return starts, ends, ends + 3 + rng.exponential(18, len(ends)).clip(0, 75).round()


def of_delays(shape: str, change: str, runs: int) -> dict[str, float]:
    rng = np.random.default_rng(list(f"{shape} {change}".encode()))
    newest = (DAYS - QUARTER, DAYS - 1)
    months = [(first, first + MONTH - 1) for first in range(newest[0] - 29 * MONTH, DAYS - 2 * QUARTER, MONTH)]
    held, widths = [], []
    for _ in range(runs):
        starts, ends, entered = office(rng, shape, change)
        seen = np.where(entered < DAYS + KNOWN, ends, np.nan)
        low, high = completeness(starts, seen, newest, months).final
        final = int(((ends >= newest[0]) & (ends <= newest[1])).sum())
        held.append(low <= final <= high)
        widths.append((high - low) / final)
    return {"held": np.mean(held), "width": np.mean(widths)}


def line(name: str, found: dict[str, float]) -> None:
    print(f'"{name}" = {{ {", ".join(f"{key} = {value:.3f}" for key, value in found.items())} }}', flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=1000)
    runs = arguments.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}\n\n[filed]')
    for n in (8, 12, 26):
        for size in (60, 400):
            for share in (0.7, 0.9, 0.98):
                for spread in (0, 200, 40):
                    for is_changed in (False, True):
                        name = f"{n} periods of {size}, {share:.0%} at first, spread {spread}{', changed' * is_changed}"
                        line(name, of_filing(n, size, share, spread, is_changed, runs))
    print("\n[expected]")
    for shape in SHAPES:
        for change in ("even", "uneven", "season, even", "season, uneven", "reform, uneven", "sudden, uneven"):
            line(f"{shape}, {change}", of_delays(shape, change, runs))
