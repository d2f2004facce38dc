"""Thinned: between two days that are told nobody ended or enough did, in every series and in all."""

import polars as pl
import pytest

from casekit.ground.settings import Settings
from casekit.measures.disclosure import protected
from casekit.measures.thinned import is_curve, thinned


def curve(series: dict[str, list[tuple[int, int]]], name: str = "decided_in_30_days", of: int = 90) -> pl.DataFrame:
    """Counts up to a day by series: the day and the count."""
    rows = [(name, "2026Q3", which, float(day), count, of) for which, counts in series.items() for day, count in counts]
    schema = {"indicator": pl.String, "period": pl.String, "series": pl.String, "time": pl.Float64}
    frame = pl.DataFrame(rows, schema | {"numerator": pl.Int64, "denominator": pl.Int64}, orient="row")
    value = (pl.col("numerator") / pl.col("denominator")).alias("value")
    return frame.with_columns(value, low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))


def told(frame: pl.DataFrame, which: str) -> list[tuple[float, int]]:
    marked = frame.with_columns(threshold=3, hidden=pl.lit(False)) if "threshold" not in frame.columns else frame
    return thinned(marked).filter(series=which).select("time", "numerator").rows()


def test_a_day_on_which_less_than_three_ended_is_told_with_the_next() -> None:
    """5, then 1 more, then 2 more: 8 by the last day is 3 more than 5."""
    assert told(curve({"decided": [(4, 5), (5, 6), (6, 8), (9, 12)]}), "decided") == [(4, 5), (6, 8), (9, 12)]


def test_the_first_days_wait_until_three_have_ended_and_the_last_two_cases_are_not_told() -> None:
    frame = curve({"decided": [(4, 1), (5, 2), (6, 3), (9, 5)]}, name="days_to_decision")
    assert told(frame, "decided") == [(6, 3)]


def test_a_day_is_told_only_if_every_series_has_moved_enough_or_not_at_all() -> None:
    """On day 5 prosecuted moves by 5 but not_prosecuted by 1; by day 7 that is 3."""
    series = {
        "prosecuted": [(4, 5), (5, 10), (7, 14)],
        "not_prosecuted": [(5, 1), (7, 3)],
        "decided": [(4, 5), (5, 11), (7, 17)],
    }
    assert told(curve(series), "prosecuted") == [(4, 5), (7, 14)]
    assert told(curve(series), "not_prosecuted") == [(7, 3)]
    assert told(curve(series), "decided") == [(4, 5), (7, 17)]


def test_a_series_is_told_as_it_stood_on_a_day_that_is_told() -> None:
    """On day 8, when not_prosecuted reaches 3, prosecuted stands where it stood since day 7."""
    series = {
        "prosecuted": [(7, 4)],
        "not_prosecuted": [(7, 1), (8, 3)],
        "decided": [(7, 5), (8, 7)],
    }
    assert told(curve(series), "prosecuted") == [(8, 4)]


def test_the_day_that_the_indicator_counts_up_to_is_told_elsewhere_so_no_day_close_to_it_is() -> None:
    """By day 30 there are 21: by day 29 were 20, which is 1 less; by day 31 are 22, which is 1 more."""
    assert told(curve({"decided": [(28, 18), (29, 20), (30, 21), (31, 22), (33, 24)]}), "decided") == [
        (28, 18),
        (30, 21),
        (33, 24),
    ]


def test_the_days_of_the_whole_are_the_same_whatever_its_series_are() -> None:
    """So the curve of a year before shows no day between two that were told then."""
    whole = [(4, 5), (5, 8), (6, 9), (7, 14)]
    parts = {"prosecuted": [(4, 5), (5, 6), (7, 11)], "not_prosecuted": [(5, 2), (6, 3)]}
    then = {day for day, _ in told(curve(parts | {"decided": whole}), "decided")}
    assert then <= {day for day, _ in told(curve({"before": whole}), "before")}


def test_a_hidden_day_is_not_told() -> None:
    frame = curve({"decided": [(4, 5), (6, 8), (9, 12)]}).with_columns(threshold=3, hidden=pl.col("time") == 6)
    assert told(frame, "decided") == [(4, 5), (9, 12)]


def test_where_every_day_is_hidden_the_last_stands_there_as_hidden() -> None:
    frame = curve({"decided": [(4, 5), (6, 8)]}).with_columns(threshold=3, hidden=pl.lit(True))
    assert thinned(frame).select("time", "hidden").rows() == [(6, True)]


@pytest.mark.parametrize(("columns", "is_one"), [(["series", "time"], True), (["time"], False), (["crime"], False)])
def test_a_curve_has_days_and_series(columns: list[str], is_one: bool) -> None:
    assert is_curve(pl.DataFrame({name: [] for name in columns})) == is_one


def test_what_leaves_is_thinned_and_hides_nothing() -> None:
    frame = protected(curve({"decided": [(4, 5), (5, 6), (6, 8)]}), Settings())
    assert frame.select("time", "numerator", "hidden").rows() == [(4, 5, False), (6, 8, False)]


def test_a_published_share_by_a_day_says_no_more_than_its_rounded_counts() -> None:
    """632 of 1046 are .6042 exactly; of about 1045 in steps of 5 that is 631.4 / 5 = 126 steps, 630 of 1045."""
    frame = curve({"decided": [(30, 632)]}, of=1046).with_columns(low=pl.lit(0.574), high=pl.lit(0.633))
    left = protected(frame, Settings(public=True))
    assert left.select("numerator", "denominator").row(0) == (630, 1045)
    assert left["value"][0] == pytest.approx(630 / 1045)
    assert left.select("low", "high").row(0) == pytest.approx((600 / 1045, 660 / 1045))
