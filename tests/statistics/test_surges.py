"""Surges against R's surveillance 1.20.3, and on series made for the test.

surveillance.csv: five simulated series of 330 weeks (Poisson and negative binomial, with season, trend, surges), and for the
last 30 weeks what R gives:
    algo.farrington(x, list(range=301:330, b=3, w=3, reweight=TRUE, alpha=0.05, trend=TRUE, limit54=c(5,4), powertrans="2/3"))
    farringtonFlexible(x, list(range=301:330, b=3, w=3, reweight=TRUE, weightsThreshold=2.58, alpha=0.05, trend=TRUE,
        pThresholdTrend=1, limit54=c(5,4), powertrans="2/3", noPeriods=10, pastWeeksNotIncluded=26, thresholdMethod="delta"))
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from casekit import surges

REFERENCE = Path(__file__).with_name("surveillance.csv")
COLUMNS = {"farrington": "classic", "flexible": "flexible"}


def _agrees(counts: pl.DataFrame, method: str, upper: str, alarm: str) -> None:
    found = surges.farrington(counts.select("period", "count"), method)
    both = counts.drop_nulls(alarm).join(found, on="period", how="left")
    assert both["upper"].is_null().equals(both[upper].is_null())
    assert both["upper"].drop_nulls().to_list() == pytest.approx(both[upper].drop_nulls().to_list(), rel=1e-9)
    assert both["alarm"].cast(pl.Int64).to_list() == both[alarm].to_list()


@pytest.mark.parametrize("method", ["farrington", "flexible"])
@pytest.mark.parametrize("series", ["s1", "s4", "s5", "s10", "s14"])
def test_limits_and_alarms_are_those_of_surveillance(series: str, method: str) -> None:
    counts = pl.read_csv(REFERENCE, null_values="NA", infer_schema_length=None).filter(pl.col("series") == series)
    _agrees(counts, method, f"{COLUMNS[method]}_upper", f"{COLUMNS[method]}_alarm")


@pytest.mark.parametrize("method", ["farrington", "flexible"])
def test_limits_and_alarms_of_the_published_series(real: Path, method: str) -> None:
    path = real / "surge_reference" / "salmonella_agona.csv"
    counts = pl.read_csv(path, null_values="NA", infer_schema_length=None)
    counts = counts.rename({"week": "period", "observed": "count"})
    _agrees(counts, method, f"{method}_upper", f"{method}_alarm")


def test_a_surge_is_found_and_what_is_usual_is_not() -> None:
    usual = np.random.default_rng(3).poisson(6.0, 260)
    surge = np.append(usual[:-1], 25)
    last = [surges.farrington(_counts(one), "flexible").tail(1).to_dicts()[0] for one in (usual, surge)]
    assert [one["alarm"] for one in last] == [False, True]
    assert last[1]["expected"] == pytest.approx(6.0, abs=1.5)
    assert last[1]["p_value"] < 1e-4 < last[0]["p_value"]


def test_a_period_without_its_full_history_is_left_out() -> None:
    assert surges.farrington(_counts(np.ones(159, int))).is_empty()
    assert surges.farrington(_counts(np.ones(160, int)))["period"].to_list() == [160]


def test_hardly_any_cases_give_no_alarm() -> None:
    counts = _counts(np.append(np.zeros(200, int), [4]))
    classic, flexible = (surges.farrington(counts, method).tail(1).to_dicts()[0] for method in COLUMNS)
    assert (classic["upper"], classic["alarm"]) == (0.0, False)
    assert (flexible["upper"], flexible["alarm"]) == (None, False)


def test_months_have_twelve_to_a_year() -> None:
    months = np.tile([4, 4, 4, 4, 4, 4, 20, 20, 4, 4, 4, 4], 5)
    found = surges.farrington(_counts(months), year=12, w=0, b=4)
    assert found["period"].to_list() == list(range(49, 61))
    assert not found["alarm"].any()
    assert found["expected"].to_list() == pytest.approx(months[:12].tolist())


def test_past_surges_are_weighed_down() -> None:
    counts = np.random.default_rng(5).poisson(8.0, 220)
    counts[216 - 52 - 3 : 216 - 52 + 2] = 60
    plain, weighed = (surges.farrington(_counts(counts[:217]), threshold=one)["expected"][-1] for one in (99.0, 1.0))
    assert weighed < plain / 1.3


def _counts(values: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"period": np.arange(1, len(values) + 1), "count": values})
