"""Study: how often `bunching` flags where no case waited for its limit, and how well it finds a share of 40% that did.

Usage: python tests/studies/bunching.py [--runs 200] > tests/studies/bunching.toml
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from casekit.codebook.holidays import calendar
from casekit.statistics.bunching import Bunching, bunching

HOW = """Made by tests/studies/bunching.py; every line is `runs` offices with 400 decisions in time (or what its name says),
drawn from a stream seeded by its name: received on working days of 2022-2023, due a month later by the calendar of the State Council,
moved to the next working day for 7 of 10 cases (3 of 10 are in custody), more decisions on Fridays and fewer on Mondays; what would
end on a day off is moved to the working day before (6 of 10) or after. Cases past their limit are in the table, decided late.
flagged: share of offices where nothing was moved and `low` is above 0. found: the same where 40% of the decisions in time
were moved into the last 3 working days, from earlier ones; found_20: where 20% were. within: share of excesses (at 40%) within 25%
of the number moved. covered: share in which that number lies between `low` and `high`. bias and sd: of the excess less that
number, in decisions. natural: share of decisions in time that fall on the last 3 days where nothing was moved."""

DAYS = calendar().drop_nulls()
FIRST = int(DAYS["day"].to_physical()[0])
IS_WORK = DAYS["is_workday"].to_numpy()
DAYS_OFF = DAYS.filter(~DAYS["is_workday"])["day"]
WORKING = np.flatnonzero(IS_WORK)
START = int(np.datetime64("2022-01-01").astype(int)) - FIRST
WEEKDAYS = np.array([0.8, 1, 1, 1.05, 1.3, 0.9, 0.9]) / 1.3
TRIES = 12

Lengths = Callable[[Generator, tuple[int, int]], np.ndarray]


@dataclass(frozen=True)
class Office:
    """A way of working: natural lengths in days, how many decisions, what waited, and what is odd about it."""

    lengths: Lengths
    n: int = 400
    from_where: str = "evenly"  # "late": only from the 9 working days before the last; "after": from past the limit
    limit_days: int = 0  # 0: a month
    in_working_days: bool = False
    lumps: float = 0.0  # standard deviation of the logarithm of a date's own pace
    cut: bool = False  # the record ends within the last months, so that many cases are still open


def lognormal(median: float, spread: float) -> Lengths:
    return lambda rng, size: median * np.exp(spread * rng.normal(size=size))


COURSES: dict[str, Office] = {
    "lognormal 24, 0.4": Office(lognormal(24, 0.4)),
    "lognormal 18, 0.6": Office(lognormal(18, 0.6)),
    "lognormal 25, 0.28": Office(lognormal(25, 0.28)),
    "gamma 3, 7": Office(lambda rng, size: rng.gamma(3, 7, size)),
    "weibull 2.5, 28": Office(lambda rng, size: 28 * rng.weibull(2.5, size)),
    "normal 22, 5": Office(lambda rng, size: np.maximum(rng.normal(22, 5, size), 0)),
    "exponential 12": Office(lambda rng, size: rng.exponential(12, size)),
    "working days, lognormal 16, 0.4": Office(lognormal(16, 0.4), in_working_days=True),
}
BASE = COURSES["lognormal 24, 0.4"]
VARIANTS: dict[str, Office] = {
    "150 decisions": replace(BASE, n=150),
    "4000 decisions": replace(BASE, n=4000),
    "a pace of its own each date": replace(BASE, lumps=0.8),
    "many cases still open": replace(BASE, cut=True),
    "from the days just before": replace(BASE, from_where="late"),
    "from after the limit": replace(BASE, from_where="after"),
    "limit of 10 days, lognormal 6, 0.45": replace(BASE, lengths=lognormal(6, 0.45), limit_days=10),
    "limit of 45 days, lognormal 34, 0.35": replace(BASE, lengths=lognormal(34, 0.35), limit_days=45),
    "two kinds of case mixed": replace(
        BASE, lengths=lambda rng, size: np.where(rng.random(size) < 0.35, 7, 26) * np.exp(0.28 * rng.normal(size=size))
    ),
}


def before(day: np.ndarray) -> np.ndarray:
    """The place in WORKING of the last working day up to each day."""
    return np.searchsorted(WORKING, day, "right") - 1


def after(day: np.ndarray) -> np.ndarray:
    return np.searchsorted(WORKING, day, "left")


def month_later(day: np.ndarray) -> np.ndarray:
    dates = (day + FIRST).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    of_month = (dates - month.astype("datetime64[D]")).astype(int)
    last = ((month + 2).astype("datetime64[D]") - (month + 1).astype("datetime64[D]")).astype(int) - 1
    return ((month + 1).astype("datetime64[D]")).astype(int) + np.minimum(of_month, last) - FIRST


def drawn(rng: Generator, office: Office, moved: float) -> tuple[dict, int]:
    """The table of an office as `bunching` takes it, and how many decisions were moved into the last three days."""
    size = office.n * 5 + 200
    received = WORKING[after(START + rng.integers(0, 730, size))]
    limit = received + office.limit_days if office.limit_days else month_later(received)
    due = np.where(rng.random(size) < 0.3, limit, WORKING[after(limit)])
    decided = natural(rng, office, received)
    kept = np.flatnonzero(np.cumsum(decided <= due) == office.n)[0] + 1
    received, due, decided = received[:kept], due[:kept], decided[:kept]
    chosen = np.array([], int)
    if moved:
        left = before(due) - before(decided)
        source = {"evenly": left >= 3, "late": (left >= 3) & (left < 12), "after": decided > due}[office.from_where]
        source = np.flatnonzero(source & (before(due) - 2 >= after(received)))
        chosen = rng.choice(source, min(round(moved * office.n), len(source)), replace=False)
        decided[chosen] = WORKING[before(due[chosen]) - rng.choice(3, len(chosen), p=(0.45, 0.35, 0.2))]
    table = {"received": received + FIRST, "due": due + FIRST, "decided": decided + FIRST, "days_off": DAYS_OFF}
    if not office.cut:
        return table, len(chosen)
    until = int(np.quantile(received, 0.9))
    known, on_record = received <= until, np.where(decided <= until, decided + FIRST, np.nan)
    table |= {"received": table["received"][known], "due": table["due"][known], "decided": on_record[known]}
    return table | {"until": until + FIRST}, int((decided[chosen] <= until).sum())


def natural(rng: Generator, office: Office, received: np.ndarray) -> np.ndarray:
    """A working day of decision for each case; days are drawn until weekday and date let one pass."""
    size = (len(received), TRIES)
    length = np.floor(office.lengths(rng, size)).clip(0, 300).astype(int)
    if office.in_working_days:
        place = before(received)[:, None] + length
    else:
        wished = received[:, None] + length
        place = np.where(rng.random(size) < 0.6, before(wished), after(wished))
    day = np.maximum(WORKING[place], received[:, None])
    pace = np.exp(office.lumps * rng.normal(size=len(IS_WORK)))
    let = rng.random(size) < WEEKDAYS[(day + FIRST + 3) % 7] * (pace / np.quantile(pace, 0.95))[day]
    return day[np.arange(len(day)), let.argmax(1)]


def rates(name: str, office: Office, runs: int) -> dict[str, float]:
    rng = np.random.default_rng(list(name.encode()))
    quiet, fewer, many = ([found(rng, office, moved) for _ in range(runs)] for moved in (0.0, 0.2, 0.4))
    gaps = np.array([estimate.excess - count for estimate, count in many])
    return {
        "flagged": np.mean([estimate.low > 0 for estimate, _ in quiet]),
        "found": np.mean([estimate.low > 0 for estimate, _ in many]),
        "found_20": np.mean([estimate.low > 0 for estimate, _ in fewer]),
        "within": np.mean(np.abs(gaps) <= [0.25 * count for _, count in many]),
        "covered": np.mean([estimate.low <= count <= estimate.high for estimate, count in many]),
        "bias": gaps.mean(),
        "sd": gaps.std(),
        "natural": np.mean([estimate.observed / estimate.n for estimate, _ in quiet]),
    }


def found(rng: Generator, office: Office, moved: float) -> tuple[Bunching, int]:
    table, count = drawn(rng, office, moved)
    return bunching(**table), count


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=200)
    runs = arguments.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}')
    for block, offices in (("courses", COURSES), ("variants", VARIANTS)):
        print(f"\n[{block}]")
        for name, office in offices.items():
            row = rates(name, office, runs)
            print(f'"{name}" = {{ {", ".join(f"{key} = {value:.3f}" for key, value in row.items())} }}', flush=True)
