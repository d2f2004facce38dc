"""The gate: identifiers are found wherever they hide, and honest numbers and citations pass."""

import random
import zipfile
from pathlib import Path

import polars as pl
import pytest
from office import loaded

from casekit.ground.errors import UserError
from casekit.records import store
from casekit.records.load import load
from casekit.release import gate


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证11010119900307001X。", None),
        ("身份证110101199003070070。", "id_number"),
        ("电话13800138000，", "phone"),
        ("统一受案号46909920260000100", "unified_number"),
        ("甲检起诉受[2026]46909900001号", "department_number"),
        ("甲检起诉受（2026）46909900001号", "department_number"),
        ("（2019）冀0684刑初66号", "court_number"),
        ("法发〔2021〕21号", None),
        ("高检发办字〔2023〕100号", None),
        ("受理412件，同比下降5.5%（减少24件）", None),
        ("0.1380013800013", None),
        ("sha256 9f13800138000ab", None),
    ],
)
def test_identifiers_are_told_from_numbers_and_citations(text: str, kind: str | None) -> None:
    assert [found.kind for found in gate.identifiers(text)] == ([kind] if kind else [])


def test_random_numbers_are_hardly_ever_taken_for_identity_numbers() -> None:
    chance = random.Random(1)
    text = "\n".join(str(chance.randrange(10**17, 10**18)) for _ in range(20_000))
    assert [found for found in gate.identifiers(text) if found.kind == "id_number"] == []


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
