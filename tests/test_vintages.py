"""Vintages beside the quarters: which one is meant, which came before, how a figure was revised, how much is still to come."""

import os
from pathlib import Path
from string import Formatter

import pytest

from casekit import codebook, retelling, vintages
from casekit.__main__ import main
from casekit.ground.errors import UserError
from casekit.release.vintage import FILE, Vintage


def told(period: str = "2026Q3", extracted: str = "2026-10-09", received: int = 20, **parts: object) -> Vintage:
    """A vintage that tells how many cases a quarter received."""
    cells = [f"received,{period},,{received},,{received},,,false", "received,2026Q1,,15,,15,,,false"]
    return Vintage({"form": 1, "period": period, "extracted": extracted, "cells": cells, **parts})


def result(reports: Path, made: Vintage) -> Vintage:
    """The vintage in the folder of its quarter and in the history, as a run leaves it."""
    (reports / made["period"]).mkdir(parents=True, exist_ok=True)
    (reports / made["period"] / FILE).write_text(made.text, "utf-8")
    vintages.keep(made, reports)
    return made


def kept(reports: Path) -> list[str]:
    return sorted(file.relative_to(reports).as_posix() for file in (reports / "vintages").rglob("*") if file.is_file())


def test_a_vintage_is_kept_once_under_its_quarter_by_the_last_day_of_its_data(tmp_path: Path) -> None:
    made = result(tmp_path, told())
    vintages.keep(told(), tmp_path)
    assert kept(tmp_path) == [f"vintages/2026Q3/2026-10-09-{made.digest[:8]}.json"]


def test_before_a_vintage_comes_the_newest_that_is_not_the_same(tmp_path: Path) -> None:
    first, second = result(tmp_path, told()), told(extracted="2026-10-23", received=22)
    assert vintages.earlier(first, tmp_path) is None
    for _ in range(2):  # a second run on the same data has the same one before it
        before = vintages.earlier(second, tmp_path)
        assert before is not None
        assert before.digest == first.digest
        result(tmp_path, second)
    assert vintages.earlier(told(period="2026Q2"), tmp_path) is None


def test_of_the_same_data_the_one_kept_last_is_the_newest(tmp_path: Path) -> None:
    for place, received in enumerate((20, 21, 22)):
        made = result(tmp_path, told(received=received))
        os.utime(tmp_path / "vintages" / "2026Q3" / f"2026-10-09-{made.digest[:8]}.json", (place, place))
    before = vintages.earlier(told(received=20), tmp_path)
    assert before is not None
    assert before["cells"][0] == "received,2026Q3,,22,,22,,,false"


def test_the_sample_and_real_data_are_never_held_against_each_other(tmp_path: Path) -> None:
    result(tmp_path, told(synthetic=True))
    assert vintages.earlier(told(extracted="2026-10-23", synthetic=False), tmp_path) is None
    assert [bool(one["synthetic"]) for one in vintages.every(tmp_path)] == [True]
    result(tmp_path, told(extracted="2026-10-23", synthetic=False))
    assert [bool(one["synthetic"]) for one in vintages.every(tmp_path)] == [False]


def test_a_damaged_file_in_the_history_is_passed_over(tmp_path: Path) -> None:
    first = result(tmp_path, told())
    (tmp_path / "vintages" / "2026Q3" / "2026-11-01-00000000.json").write_text("{")
    before = vintages.earlier(told(received=21), tmp_path)
    assert before is not None
    assert before.digest == first.digest


def test_a_quarter_a_folder_and_a_file_mean_the_same_vintage(tmp_path: Path) -> None:
    made = result(tmp_path, told())
    file = tmp_path / kept(tmp_path)[0]
    for name in ("2026Q3", "2026q3", str(tmp_path / "2026Q3"), str(file)):
        assert vintages.named(name, tmp_path).digest == made.digest


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["2026Q4", "2026Q3"], "没有“2026Q4”，最接近的是“2026Q3”"),
        (["2026Q3", "2026Q3"], "“2026Q3”写了两次"),
        (["2026Q2", "2026Q3"], "vintage.json，“2026Q2”中没有"),
        (["2026Q1", "2026Q3"], "“2026Q1”不是，或已损坏"),
        (["2026Q3"], "“2026Q3”没有留存过不同的结果"),
        (["2026Q3", "--indicator", "recieved"], "没有“recieved”，最接近的是“received”"),
    ],
)
def test_what_is_typed_wrongly_is_one_sentence(
    tmp_path: Path, typed: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result(tmp_path, told())
    (tmp_path / "2026Q2").mkdir()
    (tmp_path / "2026Q1").mkdir()
    (tmp_path / "2026Q1" / FILE).write_text("[]")
    assert main(["compare", *typed, "--reports", str(tmp_path)]) == 2
    assert sentence in capsys.readouterr().err


def test_without_any_result_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="中还没有运行结果"):
        vintages.named("2026Q3", tmp_path)


def test_a_triangle_has_each_telling_of_a_period_and_its_difference_from_the_first(tmp_path: Path) -> None:
    for made in (told(), told(extracted="2026-10-23", received=22), told("2026Q2", "2026-07-09", 18)):
        result(tmp_path, made)
    rows = (
        vintages.triangle(tmp_path, "received").select("period", "extracted", "told_in", "value", "difference").rows()
    )
    assert rows == [
        ("2026Q1", "2026-07-09", "2026Q2", 15, 0),
        ("2026Q1", "2026-10-09", "2026Q3", 15, 0),
        ("2026Q1", "2026-10-23", "2026Q3", 15, 0),
        ("2026Q2", "2026-07-09", "2026Q2", 18, 0),
        ("2026Q3", "2026-10-09", "2026Q3", 20, 0),
        ("2026Q3", "2026-10-23", "2026Q3", 22, 2),
    ]


def test_the_command_tells_the_figure_and_all_its_tellings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result(tmp_path, told())
    result(tmp_path, told(extracted="2026-10-23", received=22))
    assert main(["compare", "2026Q3", "--reports", str(tmp_path), "--indicator", "received"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  受理审查起诉案件，2026年第三季度：20件 → 22件（+2件）" in lines
    assert lines[-1] == "  2026年第三季度：截至2026年10月9日20件 → 截至2026年10月23日22件（+2件）"


QUARTERS = [f"{year}Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]


def filled(reports: Path, count: int) -> list[Vintage]:
    """Vintages of so many quarters one after another: 95 of 100 rows filed at once, 99 a quarter later, all after two."""
    made = []
    for place, period in enumerate(QUARTERS[:count]):
        filing = {old: [(95, 99, 100)[min(place - age, 2)], ""] for age, old in enumerate(QUARTERS[: place + 1])}
        extracted = f"{2023 + (place + 1) // 4}-{1 + 3 * ((place + 1) % 4):02d}-09"
        made.append(result(reports, told(period, extracted, rows={"cases": filing})))
    return made


def test_how_many_rows_were_filed_at_first_and_in_the_end(tmp_path: Path) -> None:
    filled(tmp_path, 4)
    assert vintages.filed(tmp_path, "cases").rows() == [
        ("2023Q1", 95, 100, True),
        ("2023Q2", 95, 100, True),
        ("2023Q3", 95, 99, False),
        ("2023Q4", 95, 95, False),
    ]


def test_quarters_that_were_run_only_long_after_say_nothing_of_late_filing(tmp_path: Path) -> None:
    """All from one export of January 2026: of the last quarter of 2025 alone it tells how many rows there were at first."""
    filing = {period: [100, ""] for period in QUARTERS}
    for period in QUARTERS:
        result(tmp_path, told(period, "2026-01-09", rows={"cases": filing}))
    assert vintages.filed(tmp_path, "cases").rows() == [("2025Q4", 100, 100, False)]


@pytest.mark.parametrize(
    ("quarters", "sentence"),
    [
        (
            9,
            "“案件”表2025年第一季度已有95行；留有首次和以后行数的季度仅7个，不足8个，不能估计还有多少补录，按未完整看待。",
        ),
        (10, "“案件”表2025年第二季度已有95行；据以往8个季度的补录情况估计，占最终行数的94.9%（90%区间"),
    ],
)
def test_the_newest_quarter_is_estimated_from_eight_that_are_complete(
    tmp_path: Path, quarters: int, sentence: str
) -> None:
    newest = filled(tmp_path, quarters)[-1]
    assert retelling.still_to_come(tmp_path, "cases", newest, "zh").startswith(sentence)


@pytest.mark.parametrize("kind", ["line", "reason", "part"])
def test_every_line_is_there_in_both_languages_with_the_same_places(kind: str) -> None:
    for name, words in codebook.toml("vintages")[kind].items():
        zh, en = ({place for _, place, _, _ in Formatter().parse(words[one]) if place} for one in ("zh", "en"))
        assert zh == en, name
