"""Study: how often recurring places, near repeats and derivative matters are flagged where there are none, and one is found.

Usage, in tests: python -m studies.recurrence [--offices 200] > studies/recurrence.toml
"""

import argparse
from dataclasses import replace

import numpy as np
import polars as pl
from studies.sampled import office

from casekit.measures import derived
from casekit.measures.absent import Absent
from casekit.measures.causes import of_cases
from casekit.records.records import Records
from casekit.statistics.concentration import concentration, gini
from casekit.subjects.causes import burden, nearby, recurrence

HOW = """Made by tests/studies/recurrence.py from `offices` sample offices of the shipped size without planted effects. null: in each
office the towns were shuffled among the cases of a quarter (what is common to a cause and a town is gone, trends and each
town's share stay), the days of offences within the quarter, and the derivative matters among all cases;
`places`, `near`, `derivative`: offices with any flag (5% or less is promised). `residents` are as the sample has them,
though the towns' cases do not follow them exactly. found: offices of these in which half of one cause's cases were moved
into the smallest town and that is flagged; surge_only: the same where the cases of one quarter alone were moved, which is to be no
recurrence. gini: share of 1,000 drawn offices whose true coefficient (10 places, .47) lies between the limits, and of even
ones called concentrated."""

CAUSE, TOWN = "工地盗窃", "癸乡"


def shuffled(records: Records, rng: np.random.Generator) -> Records:
    """The records with nothing left that towns, days or derivative matters have to do with causes."""
    cases = records.table("cases").collect()
    quarter = cases.select(q=pl.col("received_on").dt.year() * 4 + pl.col("received_on").dt.quarter())["q"].to_numpy()
    day = cases["occurred_on"].to_numpy()
    season = cases.select(q=pl.col("occurred_on").dt.year() * 4 + pl.col("occurred_on").dt.quarter())["q"].fill_null(0)
    moved = cases.with_columns(
        town=pl.Series(within(cases["town"].to_numpy(), quarter, rng)),
        occurred_on=pl.Series(within(day, season.to_numpy(), rng)),
    )
    return replace(records, tables={**records.tables, "cases": moved})


def unlike(records: Records, rng: np.random.Generator) -> bool:
    """Whether a cause stands out though derivative matters were dealt out to cases at random."""
    rows = recurrence.cases(records, "is_followed", "has_derivative")
    if isinstance(rows, Absent):
        return False
    followed = rows.filter("is_followed")
    dealt = followed.with_columns(has_derivative=pl.Series(rng.permutation(followed["has_derivative"].to_numpy())))
    return flags(burden._followed(dealt, records), "stands_out")


def within(values: np.ndarray, strata: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The values shuffled among the rows of each stratum."""
    order = np.lexsort((rng.random(len(values)), strata))
    found = values.copy()
    found[np.argsort(strata, kind="stable")] = values[order]
    return found


def gathered(records: Records, rng: np.random.Generator, quarters: int | None) -> Records:
    """The records with half of a cause's cases in one small town: of all quarters, or of the fullest alone."""
    cases = records.table("cases").collect()
    q = pl.col("received_on").dt.year() * 4 + pl.col("received_on").dt.quarter()
    causes = derived.kept(of_cases, records).select("case_id", "case_cause")
    own = pl.Series(
        (cases.join(causes, on="case_id", how="left", maintain_order="left")["case_cause"] == CAUSE).fill_null(False)
    )
    chosen = pl.lit(own) & pl.lit(pl.Series(rng.random(cases.height) < 0.5))
    if quarters:
        newest = cases.select(q.max()).item()
        chosen = pl.lit(own) & (q > newest - quarters)
    return replace(
        records,
        tables={
            **records.tables,
            "cases": cases.with_columns(town=pl.when(chosen).then(pl.lit(TOWN)).otherwise("town")),
        },
    )


def flags(measured: pl.DataFrame | Absent, column: str) -> bool:
    return isinstance(measured, pl.DataFrame) and bool(measured[column].any())


def at_town(measured: pl.DataFrame | Absent) -> bool:
    if isinstance(measured, Absent):
        return False
    return measured.filter("recurs", case_cause=CAUSE, place=TOWN).height > 0


def ginis(runs: int = 1000) -> tuple[float, float]:
    share = np.array([0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01])
    rng, true = np.random.default_rng(1), float(gini(share))
    found = [concentration(rng.multinomial(400, share), seed=run) for run in range(runs)]
    even = [concentration(rng.multinomial(400, np.full(10, 0.1)), seed=run) for run in range(runs)]
    return float(np.mean([one.low <= true <= one.high for one in found])), float(
        np.mean([one.gini > one.chance_high for one in even])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    offices = parser.parse_args().offices
    counts = dict.fromkeys(("places", "near", "derivative", "found", "surge_only"), 0)
    for seed in range(offices):
        rng = np.random.default_rng(seed)
        null = shuffled(office(8000, 3000 + seed, ()), rng)
        counts["places"] += flags(recurrence.by_place(null), "recurs")
        counts["near"] += flags(nearby.near(null), "gathers")
        counts["derivative"] += unlike(null, rng)
        counts["found"] += at_town(recurrence.by_place(gathered(null, rng, None)))
        counts["surge_only"] += at_town(recurrence.by_place(gathered(null, rng, 1)))
    covered, called = ginis()
    print(f'how = """{HOW}"""\noffices = {offices}\n\n[null]')
    for name in ("places", "near", "derivative"):
        print(f"{name} = {counts[name]}")
    print(f"\n[planted]\nfound = {counts['found']}\nsurge_only = {counts['surge_only']}")
    print(f"\n[gini]\ncovered = {covered:.3f}\ncalled = {called:.3f}")


if __name__ == "__main__":
    main()
