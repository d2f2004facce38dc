"""A change between periods is tested as every permutation of whole cases within strata would have it.

The exact example is checked with R 4.2.2:
sA <- c(0, 1, 0, 2, 1); nA <- c(1, 1, 1, 2, 1); sB <- c(1, 7, 2, 2); nB <- c(1, 2, 1, 1)
rA <- sA - nA * sum(sA) / sum(nA); rB <- sB - nB * sum(sB) / sum(nB)
all <- outer(combn(5, 2, function(i) sum(rA[i])), rB, "+"); seen <- sum(rA[4:5]) + rB[2]
w <- 3 * 3 / 6 + 2 * 3 / 5; c(seen / w, mean(abs(all) >= abs(seen) - 1e-9))   # 1.185185 0.05, of 40 ways
"""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from casekit.statistics.change import changes

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "signs.toml").read_text("utf-8"))

EXACT = pl.DataFrame(
    [
        ("A", "a1", False, 0), ("A", "a2", False, 1), ("A", "a3", False, 0), ("A", "a4", True, 1), ("A", "a4", True, 1),
        ("A", "a5", True, 1), ("B", "b1", False, 1), ("B", "b2", True, 3), ("B", "b2", True, 4), ("B", "b3", False, 2),
        ("B", "b4", False, 2),
    ],
    {"stratum": pl.String, "case": pl.String, "new": pl.Boolean, "value": pl.Float64}, orient="row",
)  # fmt: skip


def held(frame: pl.DataFrame, *names: str, **options: object) -> pl.DataFrame:
    return changes(frame.select(*names), frame["new"], frame["stratum"], frame["case"], **options)


def drawn(seed: int, cases: int = 120, columns: int = 3) -> pl.DataFrame:
    """Cases of one person in two strata, a quarter of them new, with nothing but noise."""
    rng = np.random.default_rng(seed)
    noise = {f"v{at}": rng.normal(size=cases) for at in range(columns)}
    placed = {"stratum": np.where(rng.random(cases) < 0.5, "A", "B"), "new": rng.random(cases) < 0.25}
    return pl.DataFrame({"case": np.arange(cases).astype(str), **placed, **noise})


def test_change_and_p_are_those_of_every_permutation_counted_out() -> None:
    found = held(EXACT, "value", draws=9999).row(0, named=True)
    assert found["change"] == pytest.approx(1.185185, abs=1e-6)  # 3.2 / (3*3/6 + 2*3/5)
    assert found["p"] == pytest.approx(2 / 40, abs=0.01)
    assert (found["n_before"], found["before"], found["n_now"], found["now"]) == (6, 1.0, 5, 2.0)  # 6 / 6, 10 / 5


def test_persons_of_one_case_weigh_as_one_case() -> None:
    single = drawn(5).with_columns(v0=pl.col("v0") + pl.col("new").cast(pl.Float64))
    fourfold = pl.concat([single] * 4)
    assert held(fourfold, "v0")["p"].to_list() == held(single, "v0")["p"].to_list()
    alone = fourfold.with_columns(case=pl.int_range(pl.len()).cast(pl.String))
    weak = alone.with_columns(v0=pl.col("v0") - 0.8 * pl.col("new").cast(pl.Float64))
    clustered = weak.with_columns(case=fourfold["case"])
    assert held(weak, "v0")["p"][0] < held(clustered, "v0")["p"][0]


def test_a_changed_mix_of_strata_is_no_change() -> None:
    """A has 0, B has 1; before 3 of 4 are A, now 1 of 4: the plain mean rises from 1/4 to 3/4, like persons stay."""
    rows = [("A", False, 0)] * 30 + [("B", False, 1)] * 10 + [("A", True, 0)] * 10 + [("B", True, 1)] * 30
    frame = pl.DataFrame(rows, ("stratum", "new", "v"), orient="row").with_columns(case=pl.int_range(pl.len()))
    found = held(frame, "v").row(0, named=True)
    assert (found["before"], found["now"], found["change"], found["p"]) == (0.25, 0.75, 0.0, 1.0)


def test_what_nowhere_varies_has_not_moved() -> None:
    frame = drawn(1).with_columns(v0=pl.lit(0.1))
    assert held(frame, "v0")["p"].to_list() == [1.0]


def test_what_is_only_on_one_side_is_told_and_not_tested() -> None:
    frame = drawn(2).with_columns(v0=pl.when("new").then("v0"))
    found = held(frame, "v0", "v1")
    assert found["p"].is_null().to_list() == [True, False]
    assert found["p_adjusted"][1] == found["p"][1]  # the only one tested
    assert found["moved"].to_list() == [False, False]
    told = held(drawn(2), "v0", "v1", families={"one": ["v1"]})
    assert told["p"].is_null().to_list() == [True, False]
    assert told["change"].null_count() == 0


def test_signs_are_raised_by_holm_and_a_family_counts_once_by_its_largest_change() -> None:
    frame = drawn(3, columns=4).with_columns(v0=pl.col("v0") + 2 * pl.col("new").cast(pl.Float64))
    alone = held(frame, "v0", "v1", "v2", "v3").sort("p")
    assert alone["p_adjusted"][0] == pytest.approx(4 * alone["p"][0])
    assert alone["p_adjusted"][1] == pytest.approx(min(1, 3 * alone["p"][1]))
    family = held(frame, "v0", "v1", "v2", "v3", families={"a": ["v0", "v1", "v2"], "b": ["v3"]})
    assert family["p_adjusted"][0] == pytest.approx(2 * family["p"][0])
    assert family["p"][1] > alone.filter(name="v1")["p"][0]  # held against the largest of three
    assert family["moved"].to_list() == [True, False, False, False]


def test_the_order_of_rows_changes_nothing() -> None:
    frame = drawn(4)
    turned = held(frame.reverse(), "v0", "v1", "v2")
    assert turned.equals(held(frame, "v0", "v1", "v2"))


def test_at_most_thirty_of_four_hundred_null_quarters_are_flagged_and_realistic_changes_are_found() -> None:
    assert STUDY["null"]["quarters"] == 400
    assert STUDY["null"]["flagged"] <= 30
    assert all(one["found"] >= 0.8 * STUDY["planted"] for one in STUDY["power"].values())
    assert all(flagged <= 0.12 * STUDY["planted"] for flagged in STUDY["silent"].values())
