"""Recording: the shipped sample's newest judgments are not all entered; earlier quarters are."""

from dataclasses import replace

import pytest
from office import loaded

from casekit.ground.quarter import parse
from casekit.measures.recording import recording


@pytest.mark.parametrize(("quarter", "complete"), [("2026Q3", False), ("2026Q2", True), ("2025Q4", True)])
def test_the_newest_judgments_of_the_sample_are_still_being_entered(sample, quarter, complete) -> None:
    found = recording(replace(sample, period=parse(quarter, sample.settings)), "judged_on")
    assert found is not None
    assert (found.is_complete, found.periods) == (complete, 26)


def test_a_date_that_is_not_late_is_not_judged(sample) -> None:
    assert recording(sample, "concluded_on") is None


def test_without_the_day_of_charging_nothing_is_said(tmp_path) -> None:
    records = loaded(
        tmp_path,
        "2026Q2",
        suspects="""
            部门受案号 | 被告人序号 | 判决日期
            甲检刑诉受〔2026〕46909800001号 | 1 | 2026-08-01""",
    )
    assert recording(records, "judged_on") is None
