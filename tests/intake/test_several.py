"""Two tables on one sheet are refused: their rows would be mixed, and cases counted that are none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from casekit.ground.errors import UserError
from casekit.intake import read_folder

HEADER = ["部门受案号", "受理日期", "审结日期"]
ONE = ["甲检起诉受〔2026〕46909900001号", "2026-07-01", "2026-07-20"]
TWO = ["甲检起诉受〔2026〕46909900002号", "2026-07-02", "2026-07-21"]


def test_a_second_table_below_is_one_sentence_with_its_row(workbook: Callable[..., Path], tmp_path: Path) -> None:
    below = [["二、评查情况"], ["评查编号", "部门受案号", "评查等次"], ["P1", ONE[0], "合格"]]
    workbook(表=[HEADER, ONE, [], *below])
    with pytest.raises(UserError, match=r"“案件\.xlsx”的“表”第5行是另一张表的表头"):
        list(read_folder(tmp_path))


def test_a_second_table_beside_is_one_sentence_with_its_column(workbook: Callable[..., Path], tmp_path: Path) -> None:
    workbook(表=[[*HEADER, None, "部门受案号", "姓名"], [*ONE, None, TWO[0], "某甲"]])
    with pytest.raises(UserError, match=r"“案件\.xlsx”的“表”从E列起是另一张表"):
        list(read_folder(tmp_path))


@pytest.mark.parametrize(
    "rows",
    [
        [HEADER, ONE, HEADER, TWO],
        [[*HEADER, "自首", "坦白"], [*ONE, "自首", "坦白"]],
        [[*HEADER, "部门受案号"], [*ONE, TWO[0]]],
        [["序号", *HEADER, None, "审结处理"], ["序号", *ONE, None, "起诉"]],
    ],
)
def test_one_table_is_read(workbook: Callable[..., Path], tmp_path: Path, rows: list[list[str]]) -> None:
    workbook(表=rows)
    assert len(list(read_folder(tmp_path))) == 1
