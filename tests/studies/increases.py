"""Study: how often anything stands out in a quarter in which nothing happened, and whether planted surges are found.

Usage, in tests: python -m studies.increases [--offices 200] > studies/increases.toml
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
from studies.sampled import office

from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.sample.effects import planned
from casekit.subjects.causes import increases

HOW = """Made by tests/studies/increases.py from sample offices of the shipped size (8000 cases in five years) without planted
effects, for their newest quarter. above, below: offices (of `offices`) in which anything stood out; singly: how many spans
a quarter stood above their own limit, of how many looked at. three_years: the same with three years to look back on;
growing: with 10% more cases every year. recipes: other recipes for the months (offices with anything above). found: of
`planted` offices with nothing planted but the surge of the sample, those in which it was found by cause, place and dates,
and those in which anything else stood out."""

SURGE = planned()["ebike_surge"]
RECIPES = {
    "with a trend": ({"trend": True}, {}),
    "season alone": ({}, {"parts": 1, "left_out": 0}),
    "five months of season, two parts": ({}, {"w": 2, "parts": 2}),
}


def standing(records: Records) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every span, and what stands out."""
    judged = increases.judged(records)
    assert not isinstance(judged, Absent)
    found = increases.found(judged, records)
    assert not isinstance(found, Absent)
    return judged, found


def later(records: Records, begins: str) -> Records:
    """The records as if the data began on a later day."""
    return replace(records, report=records.report | {"begins": begins})


def growing(records: Records, seed: int, rate: float = 1.1) -> Records:
    """The records without so many of the earlier cases that 10% more came every year."""
    cases = records.table("cases").collect()
    years = (pl.lit(date(2026, 9, 30)) - pl.col("received_on")).dt.total_days() / 365.25
    luck = pl.Series(np.random.default_rng(seed).random(cases.height))
    kept = cases.filter(luck < pl.lit(rate) ** -years)
    return replace(records, tables={**records.tables, "cases": kept})


def recipe(same: dict[str, object], months: dict[str, object]) -> Iterator[None]:
    """The module with another recipe for a while."""
    before = increases.SAME.copy(), increases.MONTHS.copy()
    increases.SAME.update(same)
    increases.MONTHS.update(months)
    yield
    increases.SAME.update(before[0])
    increases.MONTHS.update(before[1])


def is_surge(found: pl.DataFrame) -> pl.DataFrame:
    """The rows that are the planted surge: its cause and place, days that overlap its own."""
    overlaps = (pl.col("first") <= SURGE["to"]) & (pl.col("last") >= SURGE["from"])
    return found.filter(overlaps, cause=SURGE["cause"], place=SURGE["town"], signal="above")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    offices = parser.parse_args().offices
    counted = dict.fromkeys(("above", "below", "any", "three_years", "growing", *RECIPES), 0)
    singly, looked = 0, 0
    for seed in range(offices):
        records = office(8000, 3000 + seed, ())
        judged, found = standing(records)
        signals = set(found["signal"])
        singly += int(judged.filter(pl.col("count") > pl.col("upper"), pl.col("count") >= increases.LEAST).height)
        looked += judged.height
        counted |= {name: counted[name] + (name in signals) for name in ("above", "below")}
        counted["any"] += bool(signals)
        counted["three_years"] += standing(later(records, "2022-10-01"))[1].height > 0
        counted["growing"] += standing(growing(records, seed))[1].height > 0
        for name, change in RECIPES.items():
            for _ in recipe(*change):
                counted[name] += standing(records)[1].height > 0
    print(f'how = """{HOW}"""\noffices = {offices}\n\n[null]')
    for name in ("any", "above", "below", "three_years", "growing"):
        print(f"{name} = {counted[name]}")
    print(f"singly = {singly / offices:.1f}\nspans = {looked / offices:.1f}\n\n[recipes]")
    for name in RECIPES:
        print(f'"{name}" = {counted[name]}')
    surged = [standing(office(8000, 3000 + seed, ("ebike_surge",)))[1] for seed in range(offices // 4)]
    right = sum(is_surge(found).height > 0 for found in surged)
    others = sum(found.height > is_surge(found).height for found in surged)
    print(f"\n[surge]\nplanted = {len(surged)}\nfound = {right}\nothers = {others}")


if __name__ == "__main__":
    main()
