"""Study: how often control charts and funnels flag where nothing happened, and how often intervals hold what they promise.

Usage: python tests/studies/null_rates.py [--runs 2000] > tests/studies/null_rates.toml
"""

import argparse
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from casekit.statistics import control, shrinkage, uncertainty

HOW = """Made by tests/studies/null_rates.py; every line is `runs` simulated series or offices (a
quarter of that in the last two blocks), drawn from a stream seeded by its name.
control: share of null series with any signal in the newest three points. funnel: share of null offices with any unit outside at 99.8%.
shrinkage: share of units whose true rate the 95% limits hold, beside plain empirical Bayes limits (`plain`).
clustered: share of null samples of persons in cases whose true share the 95% limits hold, beside Wilson's on persons (`plain`)."""


def stream(name: str) -> Generator:
    """A stream of its own for each block, so that a new block changes no other."""
    return np.random.default_rng(list(name.encode()))


def charts() -> dict[str, Callable[[Generator], bool]]:
    """Null series by name; each call draws one and says whether it was flagged."""

    def flagged(frame) -> bool:
        return frame["signal"].is_not_null().any()

    def shares(rng: Generator, months: int, n: int, p: float, rho: float = 0.0) -> bool:
        size = rng.poisson(n, months) + 1
        chance = rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1), months) if rho else p
        return flagged(control.p_chart(rng.binomial(size, chance), size))

    found: dict[str, Callable[[Generator], bool]] = {}
    for months in (13, 24, 60):
        found[f"xmr normal, {months} months"] = lambda rng, months=months: flagged(
            control.xmr_chart(rng.normal(size=months))
        )
    found["xmr normal, 60 months, signals left out"] = lambda rng: flagged(
        control.xmr_chart(rng.normal(size=60), leave_out="signals")
    )
    found["xmr normal, 60 months, a break before the last 24"] = lambda rng: flagged(
        control.xmr_chart(rng.normal(size=60) + 5 * (np.arange(60) < 36), breaks=[36])
    )
    for mean in (2, 5, 25, 100):
        found[f"xmr counts of mean {mean}, 60 months"] = lambda rng, mean=mean: flagged(
            control.xmr_chart(rng.poisson(mean, 60), floor=0)
        )
        found[f"u counts of mean {mean}, 60 months"] = lambda rng, mean=mean: flagged(
            control.u_chart(rng.poisson(mean, 60))
        )
    for n, p in ((40, 0.15), (40, 0.9), (130, 0.15), (130, 0.5)):
        found[f"p of {n} cases at {p}, 60 months"] = lambda rng, n=n, p=p: shares(rng, 60, n, p)
    found["p of 130 cases at 0.15, 24 months"] = lambda rng: shares(rng, 24, 130, 0.15)
    found["laney of 3000 at 0.15, 60 months"] = lambda rng: shares(rng, 60, 3000, 0.15)
    found["laney of 3000 at 0.15 with spread, 60 months"] = lambda rng: shares(rng, 60, 3000, 0.15, rho=0.005)
    return found


def offices() -> dict[str, Callable[[Generator], bool]]:
    """Null offices by name: units that differ by chance, or by chance and the same spread everywhere; and units that do differ."""

    def drawn(rng: Generator, units: int, p: float, spread: float) -> tuple[np.ndarray, np.ndarray]:
        n = rng.integers(20, 200, units)
        return rng.binomial(n, rng.beta(p * (1 / spread - 1), (1 - p) * (1 / spread - 1), units) if spread else p), n

    def flagged(rng: Generator, asked: tuple[int, float, float], options: dict[str, object]) -> bool:
        return bool(uncertainty.funnel(*drawn(rng, *asked), **options)["outside"].any())

    def seen(rng: Generator, asked: tuple[int, float, float], options: dict[str, object]) -> bool:
        k, n = drawn(rng, *asked)
        k[0], n[0] = rng.binomial(149, 0.32), 149
        return bool(uncertainty.funnel(k, n, **options)["outside"][0])

    ways: dict[str, dict[str, object]] = {
        "none": {"widening": "none"},
        "multiplicative": {"widening": "multiplicative"},
        "additive": {},
        "additive, consistent": {"consistent": True},
    }
    found: dict[str, Callable[[Generator], bool]] = {}
    for units, p, spread in ((u, p, s) for u in (14, 25) for p in (0.15, 0.95) for s in (0.0, 0.005, 0.02)):
        for way, options in ways.items():
            asked = units, p, spread
            found[f"{units} units at {p}, spread {spread}, {way}"] = lambda rng, a=asked, o=options: flagged(rng, a, o)
            if p == 0.15:
                found[f"{units} units at {p}, spread {spread}, {way}: a unit of 149 at 0.32 found"] = (
                    lambda rng, a=asked, o=options: seen(rng, a, o)
                )
    return found


def pulled(rng: Generator, units: int, p: float, spread: float) -> tuple[float, float]:
    """The share of units held by the limits, and by those of plain empirical Bayes, in one office."""
    from scipy.stats import gamma

    n = rng.integers(20, 200, units)
    true = rng.gamma(1 / spread, p * spread, units) if spread else np.full(units, p)
    k = rng.poisson(n * true)
    frame = shrinkage.rates(k, n)
    overall, between = frame["overall"][0], frame["between"][0]
    prior = overall / between if between > 0 else 1e9
    plain = (gamma.ppf(q, k + prior * overall, scale=1 / (n + prior)) for q in (0.025, 0.975))
    return held(true, *(frame[name].to_numpy() for name in ("low", "high"))), held(true, *plain)


def held(true: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    return float(np.mean((low <= true) & (true <= high)))


def together(rng: Generator, cases: int, p: float, likeness: float) -> tuple[bool, bool]:
    """Whether the limits hold the true share of persons, clustered and plain; persons of a case are alike by `likeness`."""
    persons = rng.choice([1, 2, 3, 5], cases, p=[0.6, 0.2, 0.1, 0.1])
    own = rng.beta(p * (1 / likeness - 1), (1 - p) * (1 / likeness - 1), cases)
    k = rng.binomial(persons, own)
    pairs = uncertainty.clustered(k, persons), uncertainty.wilson(k.sum(), persons.sum())
    return tuple(bool(low <= p <= high) for low, high in pairs)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    print(f'how = """{HOW}"""\nruns = {runs}')
    for block, draws in (("control", charts()), ("funnel", offices())):
        print(f"\n[{block}]")
        for name, draw in draws.items():
            rng = stream(name)
            print(f'"{name}" = {np.mean([draw(rng) for _ in range(runs)]):.4f}')
    settings = {
        "shrinkage": (
            pulled,
            [(u, p, s) for u in (6, 12, 25) for p in (0.05, 0.15, 0.5) for s in (0, 0.05, 0.2, 0.5)],
        ),
        "clustered": (together, [(c, p, r) for c in (40, 200) for p in (0.05, 0.3, 0.5) for r in (0.1, 0.7)]),
    }
    words = {"shrinkage": "{} units at {}, spread {}", "clustered": "{} cases at {}, likeness {}"}
    for block, (draw, asked) in settings.items():
        print(f"\n[{block}]")
        for one in asked:
            name = words[block].format(*one)
            rng = stream(name)
            ours, plain = np.mean([draw(rng, *one) for _ in range(runs // 4)], axis=0)
            print(f'"{name}" = {{ ours = {ours:.3f}, plain = {plain:.3f} }}')


if __name__ == "__main__":
    main()
