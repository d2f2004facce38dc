"""Disclosure: small counts never leave, whatever they are beside; what is left is what was."""

import polars as pl
import pytest

from casekit.ground.settings import Settings
from casekit.measures.disclosure import protected, protection
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
