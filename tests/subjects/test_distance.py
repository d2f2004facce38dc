"""Distance on the sample: the parts add up to all, the planted widening of ranges is there, the lists lead to rows."""

import tomllib
from datetime import date
from typing import Any

import polars as pl
import pytest

from casekit.ground import paths
from casekit.measures.measure import measure
from casekit.records.records import Records
from casekit.subjects.sentencing import distance


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    effects: dict[str, Any] = tomllib.loads((paths.sample() / "truth.toml").read_text("utf-8"))["effects"]
    return effects["wider_ranges"]


def framed(given: Any) -> pl.DataFrame:
    assert isinstance(given, pl.DataFrame)
    return given


def quarters(records: Records, since: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The widths of the quarters before a day and from it on, weighted by their ranges."""
    spans = records.period.recent(20)
    widths = measure(records, "range_width", periods=spans)
    starts = pl.Series([span.start for span in spans]) >= since
    return widths.filter(~starts), widths.filter(starts)


def test_the_planted_widening_of_ranges_is_found_with_its_size(sample: Records, planted: dict[str, Any]) -> None:
    before, after = (
        (part["value"] * part["numerator"]).sum() / part["numerator"].sum()
        for part in quarters(sample, planted["from"])
    )
    assert after / before == pytest.approx(planted["size"], abs=planted["tolerance"])
    assert before == pytest.approx(planted["before_months"], rel=0.05)
    assert after == pytest.approx(planted["after_months"], rel=0.05)


def test_the_widths_of_the_table_by_quarter_show_the_step(sample: Records, planted: dict[str, Any]) -> None:
    widths = framed(distance.widths(distance.ranges(sample)))
    spans = sample.period.recent(distance.QUARTERS)
    earlier = [width for width, span in zip(widths["value"], spans, strict=True) if span.start < planted["from"]]
    later = [width for width, span in zip(widths["value"], spans, strict=True) if span.start >= planted["from"]]
    assert max(earlier) < min(later)


def test_every_recommended_and_judged_person_is_in_one_class(sample: Records) -> None:
    whole = measure(sample, "recommended_judged", periods=[sample.headline])["numerator"].item()
    standings = framed(distance.standings(sample))
    assert standings["numerator"].sum() == whole
    final = framed(distance.standings(sample, "final_standing"))
    assert final["numerator"].sum() == whole
    assert framed(distance.kinds(sample))["numerator"].sum() == whole


def test_the_bars_of_a_side_add_up_to_it(sample: Records) -> None:
    sides = dict(framed(distance.standings(sample)).select("distance_standing", "numerator").iter_rows())
    bars = framed(distance.steps(sample)).group_by("indicator").agg(pl.col("numerator").sum())
    assert dict(bars.iter_rows()) == {f"{side}_recommendation": sides[side] for side in ("below", "above")}


@pytest.mark.parametrize("side", ["below", "above"])
def test_the_farthest_are_listed_first_with_their_rows(sample: Records, side: str) -> None:
    listed = framed(distance.to_read(sample, side))
    apart = [float(text.removesuffix("个月")) for text in listed["apart"]]
    assert apart == sorted(apart, reverse=True)
    assert listed.columns == ["case_id", "suspect_no", "proposed_term", "judged_term", "apart"]
    known = sample.table("suspects").select("case_id", "suspect_no", "judged_on").collect()
    dates = listed.join(known, on=["case_id", "suspect_no"])["judged_on"]
    assert dates.is_between(sample.headline.start, sample.headline.end).all()
