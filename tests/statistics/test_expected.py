"""Observed over expected against R 4.2.2 (the code stands below), sums worked by hand, simulated offices and the study.

R, with the cases below as data frame k and z one row a case and day (from 0 to d, `end` on the last where e):
for (unit in c("a", "b", "c")) { z$cell <- paste(z$p, z$day); o <- z[z$u != unit,]; ok <- names(which(table(o$cell) >= 5))
  m <- z[z$u == unit & z$cell %in% ok,]; with_end <- names(which(tapply(o$end, o$cell, sum) > 0 & table(o$cell) >= 5))
  f <- glm(end ~ 0 + cell + x, poisson, o[o$cell %in% with_end,], control=list(epsilon=1e-14, maxit=100))
  X <- model.matrix(~ 0 + factor(cell, levels=with_end) + factor(x, levels=c("f", "t")), m[m$cell %in% with_end,])
  h <- exp(X %*% coef(f)); g <- colSums(X * c(h)); E <- sum(h); O <- sum(m$end); M <- E^2 / c(g %*% vcov(f) %*% g)
  q <- c(qbeta(.025, O, M + 1), qbeta(.975, O + 1, M)); p0 <- E / (E + M)
  c(O, E, q / (1 - q) * M / E, min(1, 2 * min(pbeta(p0, O, M + 1), 1 - pbeta(p0, O + 1, M)))) }
for (unit ...) { f <- glm(b ~ x + p, binomial, k[k$u != unit,], ...); X <- model.matrix(~ x + p, k[k$u == unit,])
  c <- c(plogis(X %*% coef(f))); g <- colSums(X * c * (1 - c)); E <- sum(c); V <- sum(c * (1 - c))
  M <- E^2 / c(g %*% vcov(f) %*% g); q of O * E / V and M as above; q / (1 - q) * M * V / E^2 }
"""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize
from studies import expected as study

from casekit.statistics.expected import compared, durations, rates

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "expected.toml").read_text("utf-8"))
CASES = pl.DataFrame(
    {
        "u": list("aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbcccccccccccccc"),
        "x": list("tfffttttftfttftftffftttftftttttffttftttftftff"),
        "p": list("qppppqppppqpppppqpqqpqpppqppqqppqqqppqqpqpqqq"),
        "d": [
            3, 9, 2, 4, 9, 1, 2, 9, 5, 9, 2, 2, 9, 3, 11, 4, 3, 10, 5, 2, 5, 4, 9, 11, 5, 2, 4, 5, 5, 5, 11, 11, 5, 4, 1, 11,
            11, 5, 2, 7, 1, 5, 3, 4, 5,
        ],
        "e": [flag == "1" for flag in "111111111000101011000101110111111111101111111"],
        "b": [flag == "1" for flag in "011110000011010010010001111101110111010100000"],
    }
)  # fmt: skip
NONE = pl.DataFrame()


def test_expected_ends_and_their_limits_agree_with_r():
    found = durations(CASES["u"], CASES["d"], CASES["e"], CASES.select("x"), CASES["p"], ridge=0.0)
    assert found["unit"].to_list() == ["a", "b", "c"]
    assert found["observed"].to_list() == [9, 6, 6]
    assert found["expected"].to_list() == pytest.approx([2.82473228018, 14.2082313478, 7.15292812704], abs=1e-6)
    assert found["low"].to_list() == pytest.approx([1.10970436482, 0.133538547746, 0.240887044673], abs=1e-6)
    assert found["high"].to_list() == pytest.approx([9.21347219945, 1.16193217428, 2.73578049821], abs=1e-6)
    assert found["p"].to_list() == pytest.approx([0.0302410689159, 0.10523252016, 0.956519211122], abs=1e-6)


def test_expected_happenings_and_their_limits_agree_with_r():
    found = rates(CASES["u"], CASES["b"], CASES.select("x", "p"), ridge=0.0)
    assert found["observed"].to_list() == [6, 10, 6]
    assert found["expected"].to_list() == pytest.approx([6.07089383082, 8.77720444643, 7.48451787776], abs=1e-6)
    assert found["low"].to_list() == pytest.approx([0.460186506362, 0.58481449752, 0.383820650081], abs=1e-6)
    assert found["high"].to_list() == pytest.approx([2.00137389925, 2.21076934611, 1.60670805044], abs=1e-6)


def test_drawn_coefficients_are_where_the_penalised_likelihood_is_highest():
    """The likelihood of one Poisson count a case and day, minus half of ridge x the squares, for both crimes, by scipy."""
    others = CASES.filter((pl.col("u") != "c") & (pl.col("d") <= 9))
    days = np.unique(others.filter("e")["d"])
    at_risk = (others["d"].to_numpy()[:, None] >= days) & (days <= 9)
    end = (others["d"].to_numpy()[:, None] == days) & others["e"].to_numpy()[:, None]
    theft = (others["x"] == "t").to_numpy()

    def minus(values):
        eta = values[: len(days)] + np.where(theft, *values[len(days) :])[:, None]
        return -(end * eta - at_risk * np.exp(eta)).sum() + 2.0 * (values[len(days) :] ** 2).sum() / 2

    best = minimize(minus, np.zeros(len(days) + 2), tol=1e-12).x
    own = CASES.filter((pl.col("u") == "c") & (pl.col("d") <= 9))
    hazard = np.exp(best[: len(days)] + np.where(own["x"] == "t", *best[len(days) :])[:, None])
    both = pl.concat([others, own])
    found = durations(both["u"] == "c", both["d"], both["e"], both.select("x"), ridge=2.0)
    expected = (hazard * (own["d"].to_numpy()[:, None] >= days))[:, (at_risk.sum(axis=0) >= 5)].sum()
    assert found["expected"][1] == pytest.approx(expected, rel=1e-4)


ELSEWHERE = [(1, 1), (2, 1), (2, 1), (3, 1), *[(10, 0)] * 5]  # at risk 9, 8, 6: hazards 1/9, 2/8, 1/6
OWN = [(1, 1), (2, 1), (4, 0)]


def office(own, others=ELSEWHERE, **columns):
    days, ended = np.array([*own, *others]).T
    found = durations(["a"] * len(own) + ["b"] * len(others), days, ended, NONE, **columns)
    return found.row(0, named=True)


def test_the_expectation_adds_up_hazards_over_the_days_each_case_ran():
    """1/9, 1/9 + 1/4, 1/9 + 1/4 + 1/6; a running case counts with the days it has had."""
    row = office(OWN)
    assert (row["n"], row["used"], row["observed"]) == (3, 3, 2)
    assert row["expected"] == pytest.approx(3 / 9 + 2 / 4 + 1 / 6, abs=1e-12)


def test_a_case_seen_late_counts_from_then_on():
    """The third case of the unit is seen from day 2 of its clock on: 1/9 less."""
    row = office(OWN, entered=[0, 0, 2, *[0] * 9])
    assert row["expected"] == pytest.approx(2 / 9 + 2 / 4 + 1 / 6, abs=1e-12)


def test_an_end_on_the_day_of_receipt_counts():
    """Day 0: 1 of 10 others; all three cases of the unit were there."""
    assert office([(0, 1), *OWN[1:]], [(0, 1), *ELSEWHERE])["expected"] == pytest.approx(3 / 10 + 2 / 9 + 2 / 4 + 1 / 6)


def test_days_on_which_under_five_others_ran_count_on_neither_side():
    """From day 11 on only 4 others run; the unit's end on day 12 and the others' on day 11 are left out."""
    others = [*ELSEWHERE[:-4], (11, 1), *[(20, 0)] * 3]
    row = office([(1, 1), (2, 1), (12, 1)], others)
    assert row["observed"] == 2
    assert row["expected"] == pytest.approx(3 / 9 + 2 / 4 + 1 / 6, abs=1e-12)


def test_strata_have_hazards_of_their_own_and_one_that_nobody_else_has_is_not_used():
    """Quick cases end by others' quick hazards only; nobody else has plain ones."""
    days, ended = np.array([*OWN, (7, 1), *ELSEWHERE]).T
    row = durations(["a"] * 4 + ["b"] * 9, days, ended, NONE, ["quick"] * 3 + ["plain"] + ["quick"] * 9).row(
        0, named=True
    )
    assert (row["n"], row["used"], row["observed"]) == (4, 3, 2)
    assert row["expected"] == pytest.approx(1.0)


def test_the_expected_median_is_the_first_day_with_at_most_half_left():
    """Elsewhere 10 cases: 9 are left after day 1, 5 after day 2. Without day 2 half is never reached."""
    five = [(1, 1), *[(2, 1)] * 4, *[(9, 0)] * 5]
    assert office([(1, 1)], five)["median_expected"] == 2.0
    assert office([(1, 1)], [(1, 1), *[(9, 0)] * 9])["median_expected"] is None


def test_the_unit_itself_is_not_in_its_expectation():
    """Whenever the three cases of the unit end, the same is expected of the same days."""
    assert office([(3, 1)] * 3)["expected"] == pytest.approx(office([(3, 0)] * 3)["expected"], abs=1e-12)


@pytest.mark.parametrize(
    ("observed", "unsure", "low", "high"),
    [
        (12, 1e-9, 0.729479424556, 2.466068829197),
        (12, 8.5**2 / 40, 0.6742125521, 2.74488237758),
        (0, 8.5**2 / 40, 0.0, 0.454626951173),
    ],
)
def test_limits_are_those_of_a_poisson_count_and_of_the_ratio_of_two(observed, unsure, low, high):
    """R: poisson.test(12, 8.5)$conf.int; poisson.test(c(12, 40), T = c(8.5, 40))$conf.int; poisson.test(c(0, 40), ...)"""
    row = compared(["a"], [20], [20], [observed], [8.5], [8.5], [unsure]).row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-6)


def test_p_is_of_the_same_test_and_raised_by_holm():
    """R: 2 * ppois(11, 8.5, lower.tail = FALSE); p.adjust(p, "holm"): 4 p of the smallest, 3 of the next, 1 at most."""
    found = compared(["a", "b", "c", "d"], [9] * 4, [9] * 4, [12, 30, 8, 1], [8.5] * 4, [8.5] * 4, [1e-9] * 4)
    p = found["p"].to_list()
    assert p[0] == pytest.approx(0.302675909164, abs=1e-6)
    assert found["p_adjusted"].to_list() == pytest.approx([2 * p[0], 4 * p[1], 1.0, 3 * p[3]], abs=1e-12)
    assert found["differs"].to_list() == [False, True, False, True]
    assert [low > 1 or high < 1 for low, high in found.select("low", "high").iter_rows()] == [
        value < 0.05 for value in p
    ]


def test_the_commoner_outcome_is_the_rarer_one_turned_round():
    happened = CASES["b"].to_numpy() & (CASES["d"].to_numpy() > 3)
    rare, common = (rates(CASES["u"], flags, CASES.select("x")) for flags in (happened, ~happened))
    assert (rare["observed"] + common["observed"]).to_list() == [12, 19, 14]
    assert (rare["expected"] + common["expected"]).to_list() == pytest.approx([12, 19, 14])
    assert common["p"].to_list() == pytest.approx(rare["p"].to_list())
    assert [low <= ratio <= high for low, ratio, high in common.select("low", "ratio", "high").iter_rows()] == [
        True
    ] * 3


def test_no_ratio_where_the_others_show_nothing():
    alone = durations(["a"] * 9, range(9), [1] * 9, NONE)
    never = rates(["a"] * 9 + ["b"] * 9, [1] + [0] * 17, NONE)
    assert alone.select("used", "observed", "ratio", "differs").row(0) == (0, 0, None, None)
    assert never.select("observed", "expected", "low", "p_adjusted").row(0) == (1, None, None, None)
    assert durations([], [], [], NONE).height == rates([], [], NONE).height == 0


def test_many_rare_categories_do_not_raise_what_is_expected():
    """30 crimes that mean nothing, fitted freely, let 6 units expect 4% more ends than there are."""
    rng = np.random.default_rng(3)
    unit, crime = rng.choice(6, 900), np.minimum(rng.geometric(0.08, 900), 30)
    columns = unit, rng.integers(1, 40, 900), rng.random(900) < 0.9, pl.DataFrame({"crime": crime})
    found = [durations(*columns, ridge=ridge)["expected"].sum() for ridge in (None, 0.0)]
    assert found[0] == pytest.approx(columns[2].sum(), rel=0.01)
    assert found[1] > 1.02 * columns[2].sum()


def test_units_that_are_alike_are_rarely_flagged():
    """At the study's rate, 2.5% of offices: four or more of 20 come once in 700 times."""
    rng = np.random.default_rng(20)
    assert sum(study.alike(rng, lambda rng: study.durations(rng))[0] for _ in range(20)) <= 3


def test_a_slow_unit_is_found_with_its_size():
    rng = np.random.default_rng(21)
    planted = study.PLANTED["hazards x 1/1.35, departments of 150-300"]
    inside, near, _, _ = np.sum([study.found(rng, planted) for _ in range(20)], axis=0)
    assert inside >= 17
    assert near >= 18


def test_in_the_study_at_most_16_of_200_offices_are_flagged():
    assert max(row["offices"] for row in STUDY["alike"].values()) <= 16
    assert max(row["departments"] for row in STUDY["alike"].values()) <= 0.055
    assert min(row["ratio"] for row in STUDY["alike"].values()) >= 0.96


def test_in_the_study_the_planted_unit_is_found_with_the_right_size():
    """200 offices each: 183 held are three standard errors under 95%."""
    for name, row in STUDY["planted"].items():
        assert row["inside"] >= 183
        assert row["near"] >= (190 if name.startswith("hazards") else 140)
