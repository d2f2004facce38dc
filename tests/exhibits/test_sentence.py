"""Sentences: how an interval of one number, and one of a thing, is written."""

import pytest

from casekit.exhibits.sentence import Sentence


@pytest.mark.parametrize(
    ("made", "written"),
    [
        ("95%区间2—2个月", "95%区间2个月"),
        ("95% interval 7 to 7 days", "95% interval 7 days"),
        ("1,234—1,234件", "1,234件"),
        ("区间2—22个月", "区间2—22个月"),
        ("区间12—2个月", "区间12—2个月"),
        ("区间10—10.5", "区间10—10.5"),
        ("down by 1 months, not 11 months or 2.1 months", "Down by 1 month, not 11 months or 2.1 months"),
    ],
)
def test_an_interval_of_one_number_is_that_number(made: str, written: str) -> None:
    assert Sentence(made) == written
