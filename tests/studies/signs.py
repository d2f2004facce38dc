"""Study: how often signs are flagged in quarters where nothing changed, and whether realistic changes are found.

Usage, in tests: python -m studies.signs [--offices 100] > studies/signs.toml
"""

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.random import Generator
from studies.sampled import office

from casekit.ground import quarter
from casekit.records.records import Records
from casekit.subjects.sentencing import signs

HOW = """Made by tests/studies/signs.py from sample offices of the shipped size without planted effects (about 240 persons judged a
quarter with a recommendation, two units). null: `quarters` of `offices` offices, four each, every one against the eight before
it (the windows overlap); flagged: quarters in which any sign needs explaining; by_sign: how often each does. power: of
`planted` offices whose newest quarter was changed as named, in how many the sign was found with the right direction,
the median of the change found, and how many flagged any other sign (mostly what follows: a graver unit is less often
exact). silent: the same for changes that are lawful, which
should be flagged no more often than null quarters."""

QUARTERS = ("2023Q4", "2024Q3", "2025Q2", "2026Q1")
NEWEST = QUARTERS[-1]
LAWFUL = ("restitution_at_trial", "compensation_at_trial", "fine_paid")
AFTER = pl.lit("adopted_after_adjustment")
PARTS = ("penalty", "months_low", "months_high", "form")
Change = Callable[[pl.DataFrame, Generator], pl.DataFrame]


def flagged(records: Records) -> pl.DataFrame:
    """The signs and parts that moved, with their change."""
    return signs.tested(signs.persons(records)).filter("moved")


def at(records: Records, period: str) -> Records:
    return replace(records, period=quarter.parse(period, records.settings))


def changed(records: Records, change: Change, seed: int) -> Records:
    """The records whose suspects were changed; `is_now`, `u`, `fast` and `unit` are there to choose by."""
    now = quarter.parse(NEWEST)
    cases = records.table("cases").select("case_id", "unit", fast=pl.col("procedure") == "fast_track").collect()
    suspects, rng = records.table("suspects").collect(), np.random.default_rng(seed)
    told = suspects.join(cases, on="case_id", how="left", maintain_order="left").with_columns(
        is_now=pl.col("judged_on").is_between(now.start, now.end).fill_null(False),
        fast=pl.col("fast").fill_null(False),
        u=pl.Series(rng.random(suspects.height)),
        v=pl.Series(rng.random(suspects.height)),
    )
    tables = {**records.tables, "suspects": change(told, rng).select(suspects.columns)}
    return at(replace(records, tables=tables), NEWEST)


def where(frame: pl.DataFrame, chosen: pl.Expr, **new: pl.Expr) -> pl.DataFrame:
    return frame.with_columns(**{name: pl.when(chosen).then(value).otherwise(name) for name, value in new.items()})


def adjusted(frame: pl.DataFrame, chosen: pl.Expr, reason: pl.Expr, **also: pl.Expr) -> pl.DataFrame:
    """Some whose recommendation is adjusted to the sentence one to three days before it."""
    own = chosen & pl.col("recommended_form").is_not_null() & pl.col("judged_on").is_not_null()
    parts = {f"adjusted_{part}": pl.col(f"sentence_{part}") for part in PARTS}
    day = pl.col("judged_on") - pl.duration(days=1 + (pl.col("v") * 3).floor())
    return where(frame, own, **parts, adjusted_on=day, adjustment_reason=reason, **also)


def late_edits(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    share = pl.when("is_now").then(0.45).otherwise(0.15)
    return adjusted(frame, ~pl.col("fast") & (pl.col("u") < share), pl.lit(None, pl.String))


def wider(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    low, high = pl.col("recommended_months_low"), pl.col("recommended_months_high")
    return where(
        frame,
        pl.col("is_now") & (pl.col("recommended_form") == "range"),
        recommended_months_high=low + 2 * (high - low),
    )


def unit_graver(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    chosen = pl.col("is_now") & (pl.col("unit") == "乙区人民检察院")
    return where(frame, chosen, **{name: pl.col(name) + 2 for name in ("sentence_months_low", "sentence_months_high")})


def crime_lighter(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    chosen = pl.col("is_now") & (pl.col("crime") == "盗窃罪") & (pl.col("u") < 0.5)
    return where(frame, chosen, **{name: pl.col(name) - 2 for name in ("sentence_months_low", "sentence_months_high")})


def more_adopted(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    chosen = pl.col("is_now") & (pl.col("adopted") != "adopted") & (pl.col("u") < 0.7)
    return where(frame, chosen, adopted=pl.lit("adopted"))


def more_exact(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    """Before, 12% more of the fixed recommendations are missed, by a month; in the newest quarter 1% more."""
    share = pl.when("is_now").then(0.01).otherwise(0.12)
    chosen = (pl.col("u") < share) & (pl.col("recommended_form") == "fixed") & (pl.col("sentence_form") == "fixed")
    graver = {name: pl.col(name) + 1 for name in ("sentence_months_low", "sentence_months_high")}
    return where(frame, chosen & pl.col("adjusted_on").is_null(), **graver, adopted=pl.lit("not_adopted"))


def rounder(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    """30% of fixed terms of imprisonment are rounded, the sentence with them."""
    term = (pl.col("recommended_months_low") / 6).round().clip(1) * 6
    chosen = pl.col("is_now") & (pl.col("u") < 0.3) & (pl.col("recommended_form") == "fixed")
    names = [f"{who}_months_{end}" for who in ("recommended", "sentence") for end in ("low", "high")]
    return where(frame, chosen & (pl.col("recommended_penalty") == "imprisonment"), **dict.fromkeys(names, term))


def at_edges(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    chosen = pl.col("is_now") & (pl.col("recommended_form") == "range")
    low = pl.col("recommended_months_low")
    return where(frame, chosen, sentence_months_low=low, sentence_months_high=low)


def lawful_facts(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    """40% pay, compensate or give back before judgment: first recommended 2 months more, adjusted with the reason recorded."""
    chosen, reason = pl.col("is_now") & (pl.col("u") < 0.4), (pl.col("v") * 3).floor().cast(pl.Int64)
    reasons = reason.replace_strict(dict(enumerate(LAWFUL)), return_dtype=pl.String)
    return adjusted(_lower(frame, chosen), chosen, reasons, adopted=AFTER)


def lawful_fast(frame: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    """60% of those in fast track are adjusted before or in court, without a reason."""
    chosen = pl.col("is_now") & pl.col("fast") & (pl.col("u") < 0.6)
    return adjusted(_lower(frame, chosen), chosen, pl.lit(None, pl.String), adopted=AFTER)


def _lower(frame: pl.DataFrame, chosen: pl.Expr) -> pl.DataFrame:
    """The judgment 2 months under the first recommendation, a range's low end."""
    low = pl.col("recommended_months_low") - 2
    own = chosen & (low >= 1)
    return where(frame, own, sentence_months_low=low, sentence_months_high=low)


POWER: dict[str, tuple[Change, str, int]] = {
    "late edits from 15% to 45%": (late_edits, "late", 1),
    "ranges twice as wide": (wider, "width", 1),
    "one unit 2 months graver": (unit_graver, "shift_unit|01", 1),
    "half of the thefts 2 months lighter": (crime_lighter, "shift_crime|盗窃罪", -1),
    "70% of what was not adopted recorded as adopted": (more_adopted, "record", 1),
    "fixed recommendations missed, from 15% to 4%": (more_exact, "exact", 1),
    "30% of terms rounded to half years": (rounder, "round", 1),
    "all ranges sentenced at the low end": (at_edges, "edge", 1),
}
SILENT: dict[str, Change] = {
    "lawful adjustments from 7% to 45%": lawful_facts,
    "fast-track adjustments to 60%": lawful_fast,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=100)
    offices = parser.parse_args().offices
    made = [office(8000, 1000 + seed, ()) for seed in range(offices // 4)]
    print(f'how = """{HOW}"""\noffices = {offices}\nplanted = {len(made)}\n\n[power]')
    for name, (change, sign, way) in POWER.items():
        found = [flagged(changed(one, change, seed)) for seed, one in enumerate(made)]
        right = [
            row["change"][0]
            for frame in found
            if (row := frame.filter(name=sign)).height and row["change"][0] * way > 0
        ]
        others = sum(frame.filter(pl.col("family") != sign.partition("|")[0]).height > 0 for frame in found)
        size = np.median(right) if right else 0.0
        print(
            f'"{name}" = {{ sign = "{sign}", found = {len(right)}, change = {size:.3f}, others = {others} }}',
            flush=True,
        )
    print("\n[silent]")
    for name, change in SILENT.items():
        found = [flagged(changed(one, change, seed)) for seed, one in enumerate(made)]
        print(f'"{name}" = {sum(frame.height > 0 for frame in found)}', flush=True)
    null = []
    for seed in range(offices):
        records = made[seed] if seed < len(made) else office(8000, 1000 + seed, ())
        null += [flagged(at(records, period)) for period in QUARTERS]
    by_sign = pl.concat([frame.select("family").unique() for frame in null])["family"].value_counts(sort=True).rows()
    counts = ", ".join(f"{name} = {count}" for name, count in by_sign)
    print(
        f"\n[null]\nquarters = {len(null)}\nflagged = {sum(frame.height > 0 for frame in null)}\nby_sign = {{ {counts} }}"
    )


if __name__ == "__main__":
    main()
