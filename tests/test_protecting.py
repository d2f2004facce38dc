"""Protecting: what is about to leave is refused where a hidden count follows, and settled before it comes to that."""

import json
import pickle
from pathlib import Path

import polars as pl
import pytest
from office import loaded

from casekit import protecting
from casekit.exhibits.sentence import Said
from casekit.ground.errors import UserError
from casekit.records.records import Records
from casekit.release.keep import CELLS, Kept
from casekit.release.vintage import Vintage, of

CASES = "部门受案号 | 受理日期\n甲检起诉受〔2026〕46909900001号 | 2026-04-01"


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return loaded(tmp_path, 案件=CASES)


def told(groups: dict[str, list[str]], counts: list[int | None]) -> pl.DataFrame:
    """A protected frame of the cases received in 2026Q2; what is hidden has no count."""
    names = {"indicator": ["received"] * len(counts), "period": ["2026Q2"] * len(counts)}
    numbers = {"numerator": counts, "denominator": [None] * len(counts)}
    frame = pl.DataFrame(names | groups | numbers, schema_overrides=dict.fromkeys(numbers, pl.Int64))
    blank = pl.lit(None, pl.Float64)
    return frame.with_columns(value=blank, low=blank, high=blank, rounding=1, hidden=pl.col("numerator").is_null())


def kept(*frames: pl.DataFrame) -> Kept:
    return Kept(Said("00-cases", "案件", ("受理。",)), frames=frames)


CRIMES = {"crime": ["盗窃罪", "诈骗罪", "抢夺罪"]}
LEAKING = told({}, [50]), told(CRIMES, [30, 18, None])


def release(records: Records, folder: Path, *frames: pl.DataFrame) -> protecting.Release:
    """A release of one thing kept, made from these frames."""
    (folder / "00-cases.kept").write_bytes(pickle.dumps(kept(*frames)))
    return protecting.Release(records, folder, [])


def test_what_can_be_worked_out_is_refused_with_its_place(records: Records, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        release(records, tmp_path, *LEAKING).refuse_derivable()
    assert refused.value.say("zh").startswith(
        "隐去的数字不得由其他数字推算出来，“受理审查起诉案件”（2026Q2 crime=抢夺罪）中有一格可由合计反推。"
    )
    assert "'" in refused.value.say("en")


def test_nothing_is_made_again_where_nothing_follows(records: Records, tmp_path: Path) -> None:
    plain = release(records, tmp_path, told({}, [50]), told(CRIMES, [45, None, None]))
    assert plain.settle() == ""
    plain.refuse_derivable()


def test_the_rows_to_hide_besides_are_filed_for_those_who_make_it_again(records: Records, tmp_path: Path) -> None:
    leaking = release(records, tmp_path, *LEAKING)
    assert leaking.settle() == protecting.AGAIN
    assert pl.read_parquet(tmp_path / CELLS).rows() == [("received", "2026Q2", "crime=诈骗罪")]


def test_the_releases_beside_are_those_of_the_same_kind_of_data(records: Records, tmp_path: Path) -> None:
    made = of(records, [kept(*LEAKING)])
    for quarter, synthetic in {"2026Q2": False, "2026Q3": True}.items():
        (tmp_path / "reports" / quarter).mkdir(parents=True)
        other = Vintage(json.loads(made.text) | {"period": quarter, "synthetic": synthetic})
        (tmp_path / "reports" / quarter / "vintage.json").write_text(other.text, "utf-8")
    (frames,) = protecting.beside(records, tmp_path / "reports")
    assert sorted(frame["numerator"].to_list() for frame in frames) == [[30, 18, None], [50]]
