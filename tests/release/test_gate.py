"""The gate: identifiers are found wherever they hide, and honest numbers and citations pass."""

import random
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from drawn import made_bars
from office import exports, loaded

from casekit import run
from casekit.ground.errors import UserError
from casekit.records import store
from casekit.records.load import load
from casekit.release import gate
from casekit.release.keep import keep


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证11010119900307001X。", None),
        ("身份证110101199003070070。", "id_number"),
        ("电话13800138000，", "phone"),
        ("统一受案号46909920260000100", "unified_number"),
        ("甲检起诉受[2026]46909900001号", "department_number"),
        ("甲检起诉受（2026）46909900001号", "department_number"),
        ("甲检起诉受【2026】46909900001号", "department_number"),
        ("（2019）冀0684刑初66号", "court_number"),
        ("（2012）乌中刑一终字第3号", "court_number"),
        ("以甲检一部刑诉〔2026〕Z12号起诉书", "document_number"),
        ("甲公（刑）诉字〔2026〕12号", "document_number"),
        ("甲检建〔2026〕3号", None),
        ("Tel.13800138000.", "phone"),
        ("13800138000.5", None),
        ("法发〔2021〕21号", None),
        ("高检发办字〔2023〕100号", None),
        ("受理412件，同比下降5.5%（减少24件）", None),
        ("0.1380013800013", None),
        ("sha256 9f13800138000ab", None),
    ],
)
def test_identifiers_are_told_from_numbers_and_citations(text: str, kind: str | None) -> None:
    assert gate.identifiers(text) == ([kind] if kind else [])


def test_random_numbers_are_hardly_ever_taken_for_identity_numbers() -> None:
    chance = random.Random(1)
    text = "\n".join(str(chance.randrange(10**17, 10**18)) for _ in range(20_000))
    assert "id_number" not in gate.identifiers(text)


@pytest.mark.parametrize(
    "name", ["findings.md", "notebooks/a.ipynb", "figures/a.svg", "briefing.docx", "13800138000.txt"]
)
def test_a_finished_folder_is_refused_with_the_place(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    if file.suffix == ".docx":
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("word/document.xml", "<w:t>电话138</w:t><w:t>00138000</w:t>")
    else:
        file.write_text("电话13800138000", "utf-8")
    with pytest.raises(UserError, match=r"不得带出身份信息，“.*(findings|a\.ipynb|a\.svg|document\.xml|13800138000)"):
        gate.read_once_more(tmp_path)


def test_an_honest_folder_passes(tmp_path: Path) -> None:
    (tmp_path / "findings.md").write_text("受理412件，见法发〔2021〕21号。", "utf-8")
    gate.read_once_more(tmp_path)


NAMES = pl.Series(["欧阳卡纳", "高峰", "110101199003070070"])


@pytest.mark.parametrize("name", ["findings.md", "notebooks/a.ipynb", "briefing.docx", "tables/欧阳卡纳.xlsx"])
def test_a_real_name_anywhere_refuses_the_folder(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    if file.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(file, "w") as package:
            package.writestr("word/document.xml", "<w:t>被告人欧阳</w:t><w:t>卡纳</w:t>")
    else:
        file.write_text("被告人欧阳卡纳", "utf-8")
    with pytest.raises(UserError, match="中有姓名或证件号码"):
        gate.read_once_more(tmp_path, NAMES)


def test_a_name_of_two_characters_is_counted_and_let_pass(tmp_path: Path) -> None:
    (tmp_path / "findings.md").write_text("早高峰时段的交通肇事", "utf-8")
    assert gate.read_once_more(tmp_path, NAMES) == 1


def test_a_cleaned_folder_holds_no_names(tmp_path: Path) -> None:
    records = loaded(
        tmp_path, 人员="部门受案号 | 嫌疑人姓名 | 起诉罪名\n甲检起诉受〔2026〕46909900001号 | 欧阳卡纳 | 盗窃罪"
    )
    assert records.names.to_list() == ["欧阳卡纳"]
    store.write(records, tmp_path / "clean")
    assert load(tmp_path / "clean").names.is_empty()
    assert not any("欧阳卡纳".encode() in path.read_bytes() for path in (tmp_path / "clean").iterdir())


def test_full_width_digits_are_read_as_digits(tmp_path: Path) -> None:
    (tmp_path / "findings.md").write_text("电话１３８００１３８０００", "utf-8")
    with pytest.raises(UserError, match="电话号码"):
        gate.read_once_more(tmp_path)


PERSONS = "部门受案号 | 嫌疑人姓名 | 起诉罪名\n甲检起诉受〔2026〕46909900001号 | 欧阳卡纳 | 盗窃罪"
CASES = "部门受案号 | 受理日期 | 审结日期\n甲检起诉受〔2026〕46909900001号 | 2026-07-01 | 2026-08-01"


def stopped(data: Path, folder: Path) -> UserError:
    """The sentence with which a run stops, having told and written nothing."""
    told: list[str] = []
    with pytest.raises(UserError) as caught:
        run.run(data=data, output=folder / "reports", office=folder, told=told.append)
    assert (told, (folder / "reports").exists()) == ([], False)
    return caught.value


@pytest.mark.parametrize("name", ["2欧阳卡纳", "2_110101199003070070", "2甲检起诉受〔2026〕46909900001号"])
def test_a_file_named_after_a_person_or_case_stops_the_run_before_anything_is_said(tmp_path: Path, name: str) -> None:
    told = stopped(exports(tmp_path, **{"1人员": PERSONS, name: CASES}), tmp_path)
    assert "第2个数据文件（按名称排列）的文件名含有" in str(told)
    assert name[1:] not in told.say("zh") + told.say("en")


def test_a_sheet_named_after_a_person_stops_the_run_too(tmp_path: Path) -> None:
    data = exports(tmp_path, **{"1人员": PERSONS})
    with xlsxwriter.Workbook(str(data / "2案件.xlsx")) as book:
        for sheet in ("案件", "欧阳卡纳"):
            page = book.add_worksheet(sheet)
            for row, line in enumerate(CASES.splitlines()):
                page.write_row(row, 0, line.split(" | "))
    assert "第2个数据文件（按名称排列）第2张工作表的表名含有" in str(stopped(data, tmp_path))


def test_a_folder_or_a_file_that_is_no_table_is_not_named_after_a_person_either(tmp_path: Path) -> None:
    data = exports(tmp_path, **{"1人员": PERSONS})
    (data / "欧阳卡纳.png").write_bytes(b"")
    assert "未作为数据读取的文件名含有" in str(stopped(data, tmp_path))
    (data / "欧阳卡纳.png").unlink()
    assert "数据文件夹名含有" in str(stopped(data.rename(tmp_path / "欧阳卡纳"), tmp_path))


def test_cleaning_stops_there_as_well(tmp_path: Path) -> None:
    data = exports(tmp_path, **{"欧阳卡纳": PERSONS})
    with pytest.raises(UserError, match="第1个数据文件（按名称排列）的文件名含有"):
        run.clean(data, tmp_path / "clean", tmp_path)
    assert not (tmp_path / "clean").exists()


def test_a_name_of_two_characters_in_a_file_name_is_let_pass(tmp_path: Path) -> None:
    records = loaded(tmp_path, 高峰=PERSONS.replace("欧阳卡纳", "高峰"))
    gate.refuse_named_inputs(records.report, records.names, "data")


@pytest.mark.parametrize("column", ["case_id", "indictment_number"])
def test_a_figure_with_a_row_a_case_is_not_kept(column: str) -> None:
    frame = made_bars().frame.with_columns(pl.Series(column, ["A1", "A2", "A3", "A4"]))
    figure = made_bars(frame)
    with pytest.raises(UserError, match="逐案数据不得带出，“31-recurring-causes-1-share”"):
        keep(replace(figure, again=lambda: figure))


def test_a_figure_of_coded_persons_is_not_kept() -> None:
    coded = made_bars(made_bars().frame.with_columns(person=pl.lit("9f3c0de2a1b4c5d6")))
    with pytest.raises(UserError, match="逐案数据不得带出"):
        keep(replace(coded, again=lambda: coded))
