"""Reference ranges hold what they promise on heaped months, in groups nobody named, on any table, and refuse where cases are few."""

from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
from studies.scoring import scored, usual

from casekit import ReferenceRange, UserError
from casekit.statistics.scoring import winkler
from casekit.statistics.steps import Steps

HEAPS = np.array([6, 8, 10, 12, 18, 24, 36])
USUAL = np.array([0.1, 0.1, 0.2, 0.4, 0.1, 0.06, 0.04])  # of plain cases: the middle nine tenths run from 6 to 24


def drawn(n: int, seed: int, blank: float = 0.0) -> tuple[pl.DataFrame, pl.Series]:
    """Cases of which one in seven is grave: their months are those of plain ones and 24 more; the rest of the table is noise."""
    rng = np.random.default_rng(seed)
    grave, plain = rng.random(n) < 1 / 7, rng.choice(HEAPS, n, p=USUAL)
    table = pl.DataFrame({"甲": grave, "kind": rng.choice(["a", "b", "c"], n), "noise": rng.normal(size=n)})
    hidden = [pl.when(pl.Series(rng.random(n) >= blank)).then(pl.col(name)) for name in table.columns]
    return table.select(hidden), pl.Series(plain + 24 * grave).cast(pl.Float64)


@pytest.fixture(scope="module")
def learnt() -> tuple[ReferenceRange, pl.DataFrame, pl.DataFrame]:
    features, months = drawn(800, 1)
    made = ReferenceRange().fit(features, months)
    return made, features, made.predict(drawn(4000, 2)[0])


def test_heaped_months_are_covered_as_promised_and_evenly(learnt: tuple) -> None:
    features, months = drawn(4000, 2)
    found = scored(months, learnt[2], learnt[2], by=features["甲"].cast(pl.String))
    assert found["inside"].is_between(0.86, 0.98).all()  # a heap is wholly in or out: 0.90 or 0.96 of these can be held
    assert found["below"].max() <= 0.12
    assert found["above"].max() <= 0.12
    assert found["refused"].sum() == 0


def test_ranges_run_between_the_true_quantiles(learnt: tuple) -> None:
    features, ranges = drawn(4000, 2)[0], learnt[2]
    plain = ranges.filter(~features["甲"])
    assert plain["middle"].unique().to_list() == [12]
    assert plain["low"].is_in([6.0, 8.0]).all()
    assert plain["high"].is_in([18.0, 24.0, 36.0]).all()
    assert ranges.filter(features["甲"])["middle"].is_between(34, 36).all()  # 12 + 24, and 24 less at most a heap


def test_noise_is_left_out(learnt: tuple) -> None:
    assert {column.feature for column in learnt[0].encoding.columns} == {"甲"}


def test_the_order_of_rows_changes_nothing(learnt: tuple) -> None:
    made, features, _ = learnt
    months = drawn(800, 1)[1]
    order = np.random.default_rng(3).permutation(800).tolist()
    again = ReferenceRange().fit(features[order], months[order])
    assert again.predict(features).equals(made.predict(features))


def test_nearest_are_cases_with_nothing_that_differs_first(learnt: tuple) -> None:
    made, features, _ = learnt
    near = made.nearest(features[5:6], count=800)
    assert near["weight"].sum() == pytest.approx(1)
    assert near["row"][0] == 5
    assert near["differs"][0].to_list() == []
    assert near.head(50).select(pl.col("differs").list.contains("甲").any()).item() is False


def test_a_direction_is_kept() -> None:
    features, months = drawn(400, 4)
    turned = months.max() - months  # grave cases now get less, against the direction
    made = ReferenceRange().fit(features, turned, directions={"甲": 1})
    grave, plain = (made.predict(features.with_columns(pl.lit(value).alias("甲")))["middle"] for value in (True, False))
    assert (grave >= plain).all()


def test_coefficients_kept_to_their_sides_keep_every_direction() -> None:
    rng, signs = np.random.default_rng(12), np.array([1, -1, 0, 1])
    made = Steps([(j, 0.5) for j in range(4)], [], list(combinations(range(4), 2)))
    grid = np.array(list(product([0.0, 1.0], repeat=4)))
    design, sides = made.directed(grid, signs)
    assert np.linalg.matrix_rank(design) == 11  # a constant, four features and their six products: none is lost
    free = rng.normal(size=(len(sides), 200))
    kept = np.where(np.array(sides)[:, None] == 0, free, np.abs(free) * np.array(sides)[:, None])
    for feature, sign in enumerate(signs):
        more, less = (design[grid[:, feature] == value] @ kept for value in (1.0, 0.0))
        assert ((more - less) * sign >= -1e-12).all()


def test_rows_of_one_rare_label_never_judge_one_another() -> None:
    rng = np.random.default_rng(5)
    own = pl.DataFrame({"a": rng.random(300)})
    months = pl.Series(rng.choice(HEAPS, 300, p=USUAL).astype(float))
    twice, cases = pl.concat([own] * 4), pl.Series(np.tile(np.arange(300), 4))  # four defendants with one sentence
    made = ReferenceRange().fit(twice, pl.concat([months] * 4), groups=cases)
    assert [cases[made.rows[part]].n_unique() for part in made.parts] == [240] * 5  # four fifths of 300 cases, whole
    fresh = pl.DataFrame({"a": rng.random(2000)})
    asked = pl.Series(rng.choice(HEAPS, 2000, p=USUAL).astype(float))
    ranges = made.predict(fresh)
    assert asked.is_between(ranges["low"], ranges["high"]).mean() > 0.85


def test_a_named_kind_of_case_is_covered_by_itself() -> None:
    features, months = drawn(800, 6)
    made = ReferenceRange().fit(features, months, groups=features["甲"])
    ranges, (asked, given) = made.predict(drawn(3000, 7)[0]), drawn(3000, 7)
    held = given.is_between(ranges["low"], ranges["high"])
    assert held.filter(asked["甲"]).mean() == pytest.approx(0.92, abs=0.055)


@pytest.mark.parametrize("n", [0, 1, 19])
def test_too_few_cases_give_no_range_but_the_number_needed(n: int) -> None:
    features, months = drawn(n, 8)
    found = ReferenceRange().fit(features, months).predict(drawn(2, 9)[0])
    assert found.rows() == [(None, None, None, n, "too_few:20")] * 2


def test_another_coverage_needs_other_numbers() -> None:
    features, months = drawn(30, 8)
    assert ReferenceRange(0.95).fit(features, months).predict(features)["note"][0] == "too_few:40"


TWO_HUNDRED = pl.DataFrame({"a": [0, 1] * 100, "b": ["x", "y", "z", None] * 50})
MONTHS = [6.0, 12.0, 12.0, 24.0] * 50
ODD = TWO_HUNDRED.with_columns(
    pl.col("b").cast(pl.Enum(["x", "y", "z"])), c=pl.lit(None), d=pl.Series([float("nan"), float("inf"), 1, 2] * 50)
)
TABLES = {
    "no feature": (pl.DataFrame(), MONTHS),
    "features that are all the same": (pl.DataFrame({"a": [1] * 200, "b": ["x"] * 200}), MONTHS),
    "months that are all the same": (TWO_HUNDRED, [12] * 200),
    "months with fractions": (TWO_HUNDRED, [month + 1 / (i + 3) for i, month in enumerate(MONTHS)]),
    "blanks, categories, numbers that are none": (ODD, [None, *MONTHS[1:]]),
    "sixty rows": (TWO_HUNDRED[:60], MONTHS[:60]),
}


@pytest.mark.parametrize("name", TABLES)
def test_any_table_gives_ranges(name: str) -> None:
    features, months = TABLES[name]
    asked = features[:3] if features.width else TWO_HUNDRED[:3]
    found = ReferenceRange().fit(features, months).predict(asked)
    assert found.columns == ["low", "middle", "high", "n_like", "note"]
    assert (
        found.select(((pl.col("low") <= pl.col("middle")) & (pl.col("middle") <= pl.col("high"))).all()).item() is True
    )
    assert found.select(pl.all().exclude("note").is_not_null().all()).row(0) == (True,) * 4


def test_ends_are_rounded_outwards_to_a_tenth() -> None:
    found = ReferenceRange().fit(TWO_HUNDRED, [12.34] * 200).predict(TWO_HUNDRED[:1])
    assert found.row(0)[:3] == (12.3, 12.3, 12.4)


def test_a_value_never_seen_is_told_and_no_case_gives_no_row(learnt: tuple) -> None:
    made = ReferenceRange().fit(TWO_HUNDRED.select("a"), [6.0, 24.0] * 100)
    assert made.predict(pl.DataFrame({"a": [9, 1, None]}))["note"].to_list() == ["outside:a", None, None]
    assert made.predict(pl.DataFrame({"a": []}, schema={"a": pl.Int64})).height == 0


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: ReferenceRange(1.0), "between 0 and 1"),
        (lambda: ReferenceRange().fit(TWO_HUNDRED, [1.0]), "one number of months"),
        (lambda: ReferenceRange().fit(TWO_HUNDRED, ["一年"] * 200), "Months are numbers"),
        (lambda: ReferenceRange().fit(TWO_HUNDRED, MONTHS, directions={"b": 1}), "numeric feature"),
        (lambda: ReferenceRange().fit(TWO_HUNDRED, MONTHS, directions={"a": 2}), "numeric feature"),
        (lambda: ReferenceRange().predict(TWO_HUNDRED), "judged cases first"),
        (lambda: ReferenceRange().fit(TWO_HUNDRED[:9], MONTHS[:9]).predict(TWO_HUNDRED.drop("a")), "'a' is missing"),
    ],
)
def test_bad_input_is_one_sentence(call, rule: str) -> None:
    with pytest.raises(UserError) as told:
        call()
    assert rule in told.value.say("en")


def test_winkler_is_the_width_and_twenty_times_what_is_missed() -> None:
    assert winkler([12, 5, 26], [6, 6, 6], [24, 24, 24]).to_list() == pytest.approx([18, 18 + 20, 18 + 40])


def test_scores_stand_beside_those_of_the_crime_alone() -> None:
    months, crimes = pl.Series([6.0, 12.0, 18.0]), pl.Series(["盗窃"] * 3)
    plainly = usual(months, crimes, crimes, coverage=0.8)
    assert plainly.row(0) == pytest.approx((7.2, 12, 16.8))  # 6 + 0.1 x 2 x 6, and 18 less as much
    ranges = pl.DataFrame({"low": [5.0, 12, None], "middle": [6.0, 12, None], "high": [7.0, 12, None]})
    found = scored(months, ranges, plainly, coverage=0.8).row(0, named=True)
    assert (found["n"], found["refused"], found["inside"]) == (2, 1, 1)
    assert found["winkler_skill"] == pytest.approx(
        1 - 2 / (21.6 + 9.6)
    )  # 9.6 + 10 x 1.2 for 6; 9.6 for 12; 2 and 0 for ours
    assert found["error_skill"] == 1
