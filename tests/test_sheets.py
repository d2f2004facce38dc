"""The workbook from what was kept: one sheet a figure or table, each kind numbered in its own order."""

from dataclasses import replace
from pathlib import Path

from drawn import made_bars, made_control, made_table
from office import loaded

from casekit import sheets
from casekit.release.keep import Kept


def test_figures_and_tables_are_numbered_apart_and_only_what_excel_cannot_draw_is_a_picture(tmp_path: Path) -> None:
    records = loaded(tmp_path, 案件="部门受案号 | 受理日期\n甲检起诉受〔2026〕46909900001号 | 2026-07-02")
    kept = [Kept(made_control()), Kept(made_table()), Kept(made_bars())]
    pictures = {one.name: b"PNG" for one in kept if one.is_drawn}
    pages = sheets.book("题目", records, kept, pictures)[1:-1]
    assert [(page.name, page.picture) for page in pages] == [("图1", b"PNG"), ("表1", None), ("图2", None)]
    assert [page.plot is not None for page in pages] == [False, False, True]


def test_the_cover_is_marked_unless_the_office_publishes(tmp_path: Path) -> None:
    records = loaded(tmp_path, 案件="部门受案号 | 受理日期\n甲检起诉受〔2026〕46909900001号 | 2026-07-02")
    public = replace(records, settings=replace(records.settings, public=True))
    covers = [sheets.book("题目", one, [], {})[0].lines for one in (records, public)]
    assert ["内部资料　注意保管" in lines for lines in covers] == [True, False]


def test_a_kept_table_says_that_it_is_one() -> None:
    assert "（表1张、结论1句）" in repr(Kept(made_table()))
    assert "（图1幅、结论1句）" in repr(Kept(made_control()))
