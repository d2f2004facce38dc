"""Places: the planted cluster is found with its places and dates; rates are of the last year known; what lacks is said."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from casekit.exhibits import gathered
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.sample.effects import planned
from casekit.subjects.causes import places


@pytest.fixture(scope="module")
def clusters(sample: Records) -> pl.DataFrame:
    found = places.clusters(sample)
    assert isinstance(found, pl.DataFrame)
    return found


def changed(records: Records, table: str, frame: pl.LazyFrame | None) -> Records:
    """The records with another table in the place of one, or without it."""
    rest = {name: own for name, own in records.tables.items() if name != table}
    return replace(records, tables=rest if frame is None else {**rest, table: frame.collect()})


def test_the_planted_cluster_is_found_with_its_places_and_dates(clusters: pl.DataFrame, sample: Records) -> None:
    planted = planned()["cluster"]
    rows = clusters.filter(cause=planted["cause"]).to_dicts()
    assert [set(row["places"]) for row in rows] == [set(planted["towns"])]
    assert rows[0]["first"] == planted["from"]
    assert planted["to"] <= rows[0]["last"] <= date(2026, 6, 30)
    assert abs(rows[0]["numerator"] - planted["size"]) <= planted["tolerance"]
    assert "甲镇、丙街道入户盗窃2026年3月1日至" in gathered.said(clusters, sample)


def test_a_place_where_a_cause_always_gathers_is_no_cluster(clusters: pl.DataFrame) -> None:
    assert clusters.filter(cause="工地盗窃").is_empty()


def test_a_cluster_that_a_surge_has_told_is_marked(clusters: pl.DataFrame) -> None:
    surge = {
        "cause": "入户盗窃",
        "place": "甲镇",
        "first": date(2026, 5, 1),
        "last": date(2026, 7, 31),
        "signal": "above",
    }
    elsewhere = surge | {"place": "丁镇"}
    later = surge | {"first": date(2026, 7, 1)}
    rows = [places.marked(clusters, pl.DataFrame([one])) for one in (surge, elsewhere, later)]
    assert [isinstance(row, pl.DataFrame) and row["told"].any() for row in rows] == [True, False, False]
    unknown = places.marked(clusters, Absent("x"))  # clusters stand where surges cannot be told
    assert isinstance(unknown, pl.DataFrame)
    assert not unknown["told"].any()


def test_a_blank_population_takes_the_last_year_known_and_never_a_later_one(sample: Records) -> None:
    frame = pl.LazyFrame({"town": ["甲镇"] * 3 + ["乙镇"] * 2, "year": [2024, 2025, 2026, 2025, 2027]})
    given = frame.with_columns(population=pl.Series([400, 500, None, None, 900]))
    found = places.residents(changed(sample, "places", given))
    assert found.select("place", "population").rows() == [("乙镇", None), ("甲镇", 500)]


def test_rates_are_of_ten_thousand_and_small_places_are_drawn_to_all() -> None:
    counted = pl.DataFrame(
        {"place": ["甲镇", "乙镇", "丙镇"], "numerator": [90, 9, 4], "population": [90_000, 3_000, None]}
    )
    rated = places.rated(counted)
    assert rated["rate"].to_list() == [10.0, 30.0, None]
    assert 10.0 < rated["shrunken"][1] < 30.0
    assert rated["rate_low"][1] < rated["shrunken"][1] < rated["rate_high"][1]


def test_the_months_of_the_grid_add_up_to_its_totals(clusters: pl.DataFrame, sample: Records) -> None:
    grid = places.by_month(clusters, sample)
    assert isinstance(grid, pl.DataFrame)
    whole = grid["period"].str.contains("—")
    assert grid.filter(~whole)["numerator"].sum() == grid.filter(whole)["numerator"].sum()
    assert grid.filter("inside")["numerator"].sum() == clusters["numerator"][0]
    assert grid.filter(whole)["period"].unique().to_list() == ["2025-10—2026-09"]


def test_a_protected_grid_shows_no_small_number_and_never_one_star_alone(
    clusters: pl.DataFrame, sample: Records
) -> None:
    exhibit = gathered.tiles(places.by_month(clusters, sample), clusters, sample, "32-x")
    assert not isinstance(exhibit, Absent)
    assert exhibit.again is not None
    frame = exhibit.again().frame
    assert not frame.filter(~pl.col("few"))["numerator"].is_in([1, 2]).any()
    for line in ("place", "month"):
        assert 1 not in frame.group_by(line).agg(pl.col("few").sum())["few"].to_list()
    assert frame.filter("inside")["few"].sum() != 1
    assert exhibit.again().beside["total"].str.contains("约|＊").any()


@pytest.mark.parametrize(
    ("table", "kept", "rates", "found"),
    [
        ("places", None, False, True),
        ("places", ["town", "year", "population"], True, True),
        ("places", ["year", "population"], False, True),
        ("cases", ["case_id", "received_on", "crime", "cause"], False, False),
    ],
    ids=["no places", "no x and y", "no town of places", "no place of cases"],
)
def test_what_the_data_lacks_is_said(
    table: str, kept: list[str] | None, rates: bool, found: bool, sample: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "RUNS", 19)  # enough to tell whether there is an answer
    own: Any = sample.table(table).select(kept) if kept else None
    bare = changed(sample, table, own)
    assert isinstance(places.by_place(bare), pl.DataFrame) is rates
    told = places.clusters(bare)
    assert isinstance(told, pl.DataFrame) is found
    assert str(gathered.said(told, bare))
    if found:
        assert "各地区单独看" in str(gathered.beside(told, bare))


def test_nothing_found_is_said_and_draws_no_figure(clusters: pl.DataFrame, sample: Records) -> None:
    none = clusters.clear()
    assert gathered.said(none, sample) == "2025年10月1日至2026年9月30日未见多发区域。"
    assert places.by_month(none, sample) == Absent("最近12个月未见多发区域，不画图。")
    assert places.to_read(none, sample).is_empty()


def test_under_a_year_of_history_before_the_months_nothing_is_sought(sample: Records) -> None:
    late = replace(sample, report=sample.report | {"begins": "2025-01-01"})
    assert places.clusters(late) == Absent("最近12个月以前的历史不足一年，不查找多发区域。")
