"""Placing: words beside their mark in the order right, above, below, left, none on another."""

import pytest

from casekit.exhibits.placing import Box, Words, along, beside, free, lifted, seated, stacked

FIELD = Box(0, 0, 800, 400)


def test_words_stand_right_first_then_above_below_and_left() -> None:
    places = beside("08", (100, 100), 6)
    assert [place.x > 106 for place in places[:4]] == [True, False, False, False]
    assert [place.y < 100 for place in places[:4]] == [False, True, False, False]
    assert places[3].x + 22.4 == pytest.approx(100 - 6 - 5)  # two digits are 22.4 px wide


def test_words_clear_of_lines_come_first_and_alone_when_asked() -> None:
    line = along([(0, 100), (800, 100)])
    choices = beside("08", (100, 100), 6)
    assert free(choices, FIELD, [], line)[0] == choices[1]
    assert len(free(choices, FIELD, [], line, clear=True)) < len(free(choices, FIELD, [], line)) == len(choices)


def test_words_that_leave_the_field_or_meet_a_mark_are_no_choice() -> None:
    choices = beside("08", (795, 200), 6)
    assert [choice.x < 795 for choice in free(choices, FIELD, [], [])] == [True] * len(free(choices, FIELD, [], []))
    assert free(choices, FIELD, [FIELD], []) == []


def test_a_place_goes_to_the_words_that_have_no_other() -> None:
    here, there = Words(("08",), 0, 0), Words(("08",), 200, 0)
    assert seated([[here, there], [here]]) == [there, here]


def test_words_without_a_place_are_none() -> None:
    here = Words(("08",), 0, 0)
    assert seated([[here], [here], []]) == [here, None, None]


def test_two_codes_keep_a_gap_between_them() -> None:
    first, touching, apart = Words(("08",), 0, 0), Words(("09",), 23, 0), Words(("09",), 28, 0)
    assert seated([[first], [touching, apart]]) == [first, apart]


def test_lifted_words_go_ever_farther_from_their_mark() -> None:
    gaps = [abs(place.y - 100) for place in lifted("08", (100, 100), 6)]
    assert gaps == sorted(gaps)


@pytest.mark.parametrize(
    ("levels", "middles"),
    [
        ([(50, 1), (200, 1)], [50, 200]),
        ([(100, 1), (100, 1)], [83.5, 116.5]),  # 27 + 6 px apart, around their common level
        ([(0, 1)], [10]),
        ([(395, 2)], [363]),  # two lines end at 363 + 27 + 10 = 400
        ([], []),
    ],
)
def test_words_stacked_at_an_edge_stay_near_their_levels(levels: list[tuple[float, int]], middles: list[float]) -> None:
    assert stacked(levels, 0, 400) == middles
