"""Study: how often cases seem to gather in a year in which nothing happened, and whether the planted cluster is found.

Usage, in tests: python -m studies.places [--offices 200] > studies/places.toml
"""

import argparse

import polars as pl
from studies.sampled import office

from casekit.records.records import Records
from casekit.sample.effects import planned
from casekit.subjects.causes import places

HOW = """Made by tests/studies/places.py from sample offices of the shipped size (8000 cases in five years) without planted
effects, for the twelve months to the end of their newest quarter. any: offices (of `offices`) in which any cluster was told;
all, cause: of all cases, of a cause. found: of `planted` offices with nothing planted but
the cluster of the sample, those in which it was found by cause and days, with both its places, and those in which anything
else was told."""

PLANTED = planned()["cluster"]


def told(records: Records) -> pl.DataFrame:
    """The clusters of an office."""
    found = places.clusters(records)
    assert isinstance(found, pl.DataFrame)
    return found


def is_cluster(found: pl.DataFrame) -> pl.DataFrame:
    """The rows that are the planted cluster: its cause, one of its places, days that overlap its own."""
    overlaps = (pl.col("first") <= PLANTED["to"]) & (pl.col("last") >= PLANTED["from"])
    return found.filter(
        overlaps, pl.col("places").list.set_intersection(PLANTED["towns"]).list.len() > 0, cause=PLANTED["cause"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    offices = parser.parse_args().offices
    null = [told(office(8000, 5000 + seed, ())) for seed in range(offices)]
    counted = {"any": [True] * offices, "all": ["" in found["cause"] for found in null]}
    counted["cause"] = [found.filter(pl.col("cause") != "").height > 0 for found in null]
    print(f'how = """{HOW}"""\noffices = {offices}\n\n[null]')
    for name, flags in counted.items():
        print(f"{name} = {sum(bool(flag and found.height) for flag, found in zip(flags, null, strict=True))}")
    planted = [told(office(8000, 5000 + seed, ("cluster",))) for seed in range(offices // 4)]
    own = [is_cluster(found) for found in planted]
    both = sum(set(PLANTED["towns"]) in [set(named) for named in found["places"]] for found in own)
    others = sum(found.height > mine.height for found, mine in zip(planted, own, strict=True))
    print(f"\n[cluster]\nplanted = {len(planted)}\nfound = {sum(mine.height > 0 for mine in own)}")
    print(f"both_places = {both}\nothers = {others}")


if __name__ == "__main__":
    main()
