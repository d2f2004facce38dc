"""Disclosure: small counts never leave, whatever they are beside; what is left is what was."""

import random
from dataclasses import replace
from itertools import product
from typing import Any

import polars as pl
import pytest

from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures.disclosure import COUNTS, SHOWN, is_sensitive, protected, protection, with_sensitive_hidden
from casekit.measures.measure import measure
from casekit.records.records import Records
from casekit.statistics.uncertainty import wilson


def measured(*rows: tuple[object, int, int | None], by: str = "crime", name: str = "returned_once") -> pl.DataFrame:
    schema = {
        "indicator": pl.String,
        "period": pl.String,
        by: pl.String,
        "numerator": pl.Int64,
        "denominator": pl.Int64,
    }
    frame = pl.DataFrame([(name, "2026Q3", group, k, n) for group, k, n in rows], schema, orient="row")
    low, high = wilson(frame["numerator"].to_numpy(), frame["denominator"].cast(pl.Float64).to_numpy())
    value = pl.col("numerator") / pl.col("denominator")
    return frame.with_columns(value=value, low=pl.Series(low), high=pl.Series(high), note=pl.lit(None, pl.String))


def shown(frame: pl.DataFrame) -> list[object]:
    return frame["numerator"].to_list()


@pytest.mark.parametrize(
    ("settings", "sensitive", "threshold", "rounding"),
    [
        (Settings(), False, 3, 1),
        (Settings(), True, 5, 1),
        (Settings(small_number=6), True, 6, 1),
        (Settings(public=True), False, 10, 5),
        (Settings(public=True, small_number=12), True, 12, 5),
    ],
)
def test_the_settings_say_how_much_is_hidden(
    settings: Settings, sensitive: bool, threshold: int, rounding: int
) -> None:
    asked = protection(settings, sensitive)
    assert (asked.threshold, asked.rounding) == (threshold, rounding)


def test_a_small_numerator_denominator_or_rest_is_hidden_with_everything_made_from_it() -> None:
    frame = protected(
        measured(("盗窃罪", 2, 40), ("诈骗罪", 39, 40), ("故意伤害罪", 10, 40), ("交通肇事罪", 0, 2)), Settings()
    )
    assert frame["hidden"].to_list() == [True, True, False, True]
    assert (
        frame.filter("hidden").select("numerator", "denominator", "value", "low", "high").null_count().row(0)
        == (3,) * 5
    )


def test_a_count_at_the_threshold_is_shown_and_one_below_is_not() -> None:
    frame = protected(
        measured(("盗窃罪", 3, 40), ("诈骗罪", 20, 40), ("故意伤害罪", 2, 40), ("抢夺罪", 2, 40)), Settings()
    )
    assert shown(frame) == [3, 20, None, None]


def test_zero_is_shown_for_it_is_nobody() -> None:
    assert shown(protected(measured(("盗窃罪", 0, 40), ("诈骗罪", 20, 40)), Settings())) == [0, 20]


def test_a_group_hidden_alone_takes_the_next_smallest_with_it() -> None:
    frame = protected(measured(("盗窃罪", 2, 40), ("诈骗罪", 20, 40), ("故意伤害罪", 9, 40)), Settings())
    assert shown(frame) == [None, 20, None]


def test_groups_are_hidden_period_by_period() -> None:
    now, before = measured(("盗窃罪", 2, 40), ("诈骗罪", 20, 40)), measured(("盗窃罪", 12, 40), ("诈骗罪", 20, 40))
    both = pl.concat([now, before.with_columns(period=pl.lit("2025Q3"))])
    assert shown(protected(both, Settings())) == [None, None, 12, 20]


def test_sexual_offences_and_minors_are_protected_more_strictly() -> None:
    rows = [("强奸罪", 4, 40), ("盗窃罪", 4, 40), ("诈骗罪", 30, 60)]
    assert protected(measured(*rows), Settings())["hidden"].to_list() == [True, True, False]
    assert protected(measured(("盗窃罪", 4, 40), ("诈骗罪", 30, 60)), Settings())["hidden"].to_list() == [False, False]
    assert protected(measured(("true", 4, 40), ("false", 30, 60), by="is_minor"), Settings())["hidden"].to_list() == [
        True,
        True,
    ]


def test_what_is_published_is_rounded_and_rates_follow_the_rounded_counts() -> None:
    frame = protected(measured(("盗窃罪", 48, 398), ("诈骗罪", 52, 98)), Settings(public=True))
    assert frame.select("numerator", "denominator").rows() == [(50, 400), (50, 100)]
    assert frame["value"].to_list() == [0.125, 0.5]
    assert frame["low"][0] == pytest.approx(float(wilson(50, 400)[0]))


def test_nothing_changes_where_nothing_is_small() -> None:
    frame = measured(("盗窃罪", 48, 398), ("诈骗罪", 52, 98))
    assert protected(frame, Settings()).select(frame.columns).equals(frame)


def test_a_count_without_a_denominator_is_hidden_by_itself() -> None:
    counts = measured(
        ("盗窃罪", 2, None), ("诈骗罪", 0, None), ("故意伤害罪", 30, None), ("交通肇事罪", 8, None), name="received"
    )
    assert shown(protected(counts, Settings())) == [None, 0, 30, None]


def test_a_published_count_has_the_rounded_count_as_its_value_and_a_median_keeps_its_own() -> None:
    counts = measured(("盗窃罪", 48, None), ("诈骗罪", 52, None), name="received").with_columns(
        value=pl.Series([48.0, 52.0])
    )
    assert protected(counts, Settings(public=True))["value"].to_list() == [50.0, 50.0]
    days = measured(("盗窃罪", 48, 61), name="concluded_days").with_columns(value=pl.lit(17.0))
    assert protected(days, Settings(public=True)).select("value", *COUNTS).row(0) == (17.0, 50, 60)


def test_two_cases_without_a_date_do_not_hide_a_median_but_few_with_one_do() -> None:
    days = measured(("盗窃罪", 398, 400), ("诈骗罪", 2, 400), ("故意伤害罪", 30, 30), name="concluded_days")
    assert shown(protected(days, Settings())) == [398, None, None]


@pytest.mark.parametrize("settings", [Settings(), Settings(public=True)])
def test_what_is_addressed_to_bodies_is_shown_however_few_unless_it_is_sensitive(settings: Settings) -> None:
    by_kind = measured(("other", 1, 2), ("retrial", 39, 40), by="kind", name="proposals_adopted_of_issued")
    assert shown(protected(by_kind, settings)) == [1, 39]
    by_crime = measured(("强奸罪", 1, 2), ("盗窃罪", 39, 40), name="proposals_adopted_of_issued")
    assert shown(protected(by_crime, settings)) == [None, None]


def test_a_number_worked_out_from_hidden_ones_is_hidden_with_them() -> None:
    frame = measured(("盗窃罪", 2, 40), ("诈骗罪", 20, 40), ("故意伤害罪", 9, 40)).with_columns(
        pl.lit(0.3).alias("smoothed")
    )
    assert protected(frame, Settings())["smoothed"].to_list() == [None, 0.3, None]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([("a", 1, None), ("b", 1, None), ("c", 9, None), ("d", 30, None)], [None, None, None, 30]),
        ([("a", 2, 40), ("b", 0, 300), ("c", 9, 40)], [None, 0, None]),
        ([("a", 2, 40), ("b", 0, 300)], [None, None]),
        ([("a", 2, None), ("b", 0, None), ("c", 0, None)], [None, None, None]),
        ([("a", 2, 40), ("b", 0, 0)], [None, 0]),
    ],
)
def test_what_is_hidden_is_together_not_small_either(rows: list[Any], left: list[int | None]) -> None:
    assert shown(protected(measured(*rows), Settings())) == left


def test_along_each_of_several_groups_no_hidden_cell_stands_alone() -> None:
    cells = {
        ("盗窃罪", "甲"): 2,
        ("盗窃罪", "乙"): 20,
        ("诈骗罪", "甲"): 30,
        ("诈骗罪", "乙"): 40,
        ("抢夺罪", "甲"): 50,
        ("抢夺罪", "乙"): 60,
    }
    frame = measured(*((crime, count, None) for (crime, _), count in cells.items()), name="received")
    units = pl.Series("unit", [unit for _, unit in cells])
    counts = protected(frame.insert_column(3, units), Settings())
    assert counts.filter("hidden").select("crime", "unit").rows() == [
        ("盗窃罪", "甲"), ("盗窃罪", "乙"), ("诈骗罪", "甲"), ("诈骗罪", "乙"),
    ]  # fmt: skip


def lines(frame: pl.DataFrame, keys: list[str]) -> list[pl.DataFrame]:
    """The rows that add up to a total: all of them, and where there are two groups those that share one of these."""
    along = [part for key in keys for part in frame.partition_by(key)] if len(keys) > 1 else []
    return [frame, *along]


@pytest.mark.parametrize(("seed", "keys"), list(product(range(40), [["crime"], ["crime", "unit"]])))
def test_no_hidden_cell_can_be_taken_from_a_total(seed: int, keys: list[str]) -> None:
    chance = random.Random(seed)
    places = [(crime, unit) for crime in "abcde" for unit in ("x", "y", "z")[: 3 if len(keys) > 1 else 1]]
    rows = [(n := chance.choice([0, 2, 6, 40]), chance.randrange(n + 1)) for _ in places]
    given = measured(*((crime, k, n) for (crime, _), (n, k) in zip(places, rows, strict=True)))
    frame = given.insert_column(3, pl.Series("unit", [unit for _, unit in places])).select(
        pl.exclude("unit") if len(keys) == 1 else pl.all()
    )
    done = protected(frame, Settings(small_number=5))
    both = frame.with_columns(done["hidden"])
    for line in lines(both, keys):
        gone, somebody = line.filter("hidden"), line.filter(pl.col("denominator") > 0)
        sums = gone.select(k=pl.col("numerator").sum(), n=pl.col("denominator").sum()).row(0)
        small = any(0 < count < 5 for count in (*sums, sums[1] - sums[0]))
        assert gone.is_empty() or gone.height == somebody.height or (gone.height > 1 and not small)
    assert not both.filter(~pl.col("hidden")).select(pl.any_horizontal(pl.col(COUNTS).is_between(1, 4)).any()).item()
    assert protected(done, Settings(small_number=5)).equals(done)


def persons(*groups: tuple[bool | None, int, int], **chosen: Any) -> Records:
    """Sentenced persons by whether they were minors: how many of them, and how many given probation."""
    rows = [
        (f"C{group}-{no}", group, "imprisonment", "yes" if no < k else None)
        for group, k, n in groups
        for no in range(n)
    ]
    columns = ["case_id", "is_minor", "sentence_penalty", "sentence_probation"]
    frame = pl.DataFrame(rows, columns, orient="row").with_columns(judged_on=pl.lit("2026-07-01").str.to_date())
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": False}
    none, given = pl.DataFrame(), replace(Settings(), **chosen)
    return Records({"suspects": frame}, none, none, none, report, quarter.parse("2026Q3"), given, None)


def test_two_minors_are_hidden_in_the_room_and_so_is_the_group_that_would_give_them_away() -> None:
    seen = measure(persons((False, 20, 40), (True, 2, 40)), "probation", by="is_minor")
    assert seen.columns == ["indicator", "period", "is_minor", *SHOWN, "note"]
    assert seen.select(*SHOWN, "note").rows() == [(None, None, None, None, None, "hidden")] * 2


def test_six_minors_are_shown_in_the_room_as_they_are() -> None:
    seen = measure(persons((False, 20, 40), (True, 6, 40)), "probation", by="is_minor")
    assert seen.select("is_minor", *COUNTS, "note").rows() == [(False, 20, 40, None), (True, 6, 40, None)]


def test_the_total_of_all_persons_is_not_about_minors_and_stays() -> None:
    assert measure(persons((False, 20, 40), (True, 2, 40)), "probation").select(COUNTS).row(0) == (22, 80)
    assert measure(persons((False, 1, 40)), "probation").select(COUNTS).row(0) == (1, 40)


@pytest.mark.parametrize("minors", [(2, 40), (6, 40)])
@pytest.mark.parametrize("public", [False, True])
def test_what_the_room_hides_is_hidden_the_same_on_the_way_out(minors: tuple[int, int], public: bool) -> None:
    records = persons((False, 20, 40), (True, *minors), (None, 7, 30), public=public)
    seen = measure(records, "probation", by="is_minor")
    left = protected(seen, records.settings)
    assert left["hidden"].to_list() == (seen["note"] == "hidden").fill_null(False).to_list()
    assert public or left.select(seen.columns).equals(seen)
    assert protected(left, records.settings).equals(left)


def test_sexual_offences_are_hidden_in_the_room_beside_others_that_are_not() -> None:
    rows = [("强奸罪", 4, 40), ("盗窃罪", 2, 40), ("诈骗罪", 30, 60), ("抢夺罪", 2, 9)]
    seen = with_sensitive_hidden(measured(*rows), Settings())
    assert shown(seen) == [None, None, 30, 2]
    assert seen["note"].to_list() == ["hidden", "hidden", None, None]


def test_a_frame_without_minors_or_sexual_offences_is_not_touched_in_the_room() -> None:
    frame = measured(("盗窃罪", 1, 40), ("诈骗罪", 39, 40))
    assert with_sensitive_hidden(frame, Settings()).equals(frame)


@pytest.mark.parametrize(
    ("frame", "sensitive"),
    [
        (measured(("附条件", 9, 40), by="decision"), False),
        (measured(("conditional_non_prosecution", 9, 40), by="decision"), True),
        (measured(("false", 9, 40), by="victim_is_minor"), True),
        (measured(("盗窃罪", 9, 40), name="not_in_the_codebook"), True),
    ],
)
def test_a_decision_only_minors_get_and_an_unknown_indicator_count_as_sensitive(
    frame: pl.DataFrame, sensitive: bool
) -> None:
    assert frame.select(is_sensitive(frame)).item() is sensitive
