"""Which files are tables, what they are by their bytes, and one sentence for each that cannot be read."""

import zipfile
from pathlib import Path

import pytest

from casekit.ground.errors import UserError
from casekit.intake import list_files, read_file, read_folder

CSV = "部门受案号,受理日期\nA1,2026-01-05\n"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def refusal(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(read_folder(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有").startswith("没有这个文件夹")


def test_an_empty_folder_is_one_sentence_at_once(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="须有至少一个表格文件"):
        read_folder(tmp_path)


def test_a_folder_with_only_lock_files_and_notes_is_empty(tmp_path: Path, text) -> None:
    for name in ("~$案件.xlsx", ".DS_Store", "README.md", "truth.toml", "README.csv"):
        text(CSV, name)
    assert "须有至少一个表格文件" in refusal(tmp_path)


def test_what_is_no_table_is_left_aside_and_named(tmp_path: Path, text) -> None:
    for name in ("案件.csv", "~$案件.xlsx", ".DS_Store", "README.md", "truth.toml", "图.png", "说明.txt"):
        text(CSV if name == "案件.csv" else "本次导出说明", name)
    arrived = list_files(tmp_path)
    assert [file.name for file in arrived.files] == ["案件.csv"]
    assert [file.name for file in arrived.documents] == ["说明.txt"]
    assert set(arrived.ignored) == {"~$案件.xlsx", ".DS_Store", "README.md", "truth.toml", "图.png"}
    assert "图.png" in arrived.notices[0].zh


def test_a_txt_of_tabs_is_a_table(tmp_path: Path, text) -> None:
    text(CSV.replace(",", "\t"), "案件.txt")
    assert next(read_folder(tmp_path)).frame["受理日期"].to_list() == ["2026-01-05"]


def test_files_in_folders_keep_their_path_with_slashes(tmp_path: Path, text) -> None:
    (tmp_path / "一季度").mkdir()
    text(CSV, "一季度/案件.csv")
    assert [sheet.file for sheet in read_folder(tmp_path)] == ["一季度/案件.csv"]


def test_two_files_with_the_same_bytes_are_told_and_both_read(tmp_path: Path, text) -> None:
    text(CSV, "a.csv"), text(CSV, "b.csv"), text(CSV.replace("A1", "B1"), "c.csv")
    arrived = list_files(tmp_path)
    assert len(arrived.files) == 3
    assert [told.zh for told in arrived.notices] == ["“b.csv”与“a.csv”内容相同，可能放了两次。请留一个。"]


def test_an_xlsx_named_csv_is_read_and_told(workbook) -> None:
    path = workbook("a.xlsx", 表=[["部门受案号", "受理日期"], ["A1", "2026-01-05"]])
    sheet = next(read_file(path.rename(path.with_suffix(".csv"))))
    assert sheet.frame.rows() == [(2, "A1", "2026-01-05")]
    assert [told.zh for told in sheet.notices] == ["“a.csv”扩展名是 .csv，内容是 xlsx，已按 xlsx 读取。请核对文件名。"]


def test_an_xlsx_named_xls_is_read_and_told(workbook) -> None:
    path = workbook("a.xlsx", 表=[["部门受案号", "受理日期"], ["A1", "2026-01-05"]])
    sheet = next(read_file(path.rename(path.with_suffix(".xls"))))
    assert sheet.frame.rows() == [(2, "A1", "2026-01-05")]
    assert "内容是 xlsx" in sheet.notices[0].zh


def test_an_old_xls_named_xlsx_is_read_and_told(tmp_path: Path, real: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes((real / "messy" / "全国普通高等学校名单.xls").read_bytes())
    sheet = next(read_file(tmp_path / "a.xlsx"))
    assert sheet.frame.height == 2631
    assert "内容是 xls" in sheet.notices[0].zh


def test_a_csv_named_xls_is_read_and_told(text) -> None:
    sheet = next(read_file(text(CSV.replace(",", "\t"), "a.xls", "gb18030")))
    assert sheet.frame.rows() == [(2, "A1", "2026-01-05")]
    assert "内容是 csv" in sheet.notices[0].zh


def test_a_workbook_without_a_table_suffix_is_found_by_its_bytes(tmp_path: Path, workbook) -> None:
    path = workbook("a.xlsx", 表=[["部门受案号", "受理日期"], ["A1", "2026-01-05"]])
    path.rename(tmp_path / "导出.dat")
    assert [file.name for file in list_files(tmp_path).files] == ["导出.dat"]


BAD = {
    "a password": ("a.xlsx", OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "“a.xlsx”有密码，不能读取。"),
    "a png named csv": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "扩展名是 .csv，内容不是文本"),
    "random bytes named csv": ("a.csv", bytes((i * 197 + 31 * (i // 7)) % 256 for i in range(4000)), "内容不是文本"),
    "a pdf named csv": ("a.csv", b"%PDF-1.4\n1 0 obj\n", "内容不是文本"),
    "a doc named xls": ("a.xls", OLE + bytes(4096) + "WordDocument".encode("utf-16-le"), "内容不是工作簿"),
    "a png named xlsx": ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "内容不是工作簿"),
    "a web page named xls": ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "网页或 XML，不能读取"),
    "an ole file of a few bytes": ("a.xls", OLE + b"abc", "“a.xls”不完整（现有11字节），不能读取"),
    "nothing": ("a.csv", b"", "“a.csv”不完整（现有0字节），不能读取"),
    "zeros only": ("a.xlsx", bytes(100), "不完整（现有100字节），不能读取"),
    "a header only": ("a.csv", "部门受案号,受理日期\n".encode(), "“a.csv”只有表头，没有数据。"),
    "no header": ("a.csv", b"1,2\n3,4\n", "“a.csv”前20行未找到"),
    "utf-8 with a broken character": (
        "a.csv",
        f"案号,名称\n{'甲乙丙丁' * 9},".encode() + b"\xe5\x93\n",
        "第2行有不能识别",
    ),
    "gb18030 with a broken character": (
        "a.csv",
        "案号,名称\n甲甲甲,乙乙乙\n".encode("gb18030") * 9 + b"\x81\x20\n",
        "第19行",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(case: str, tmp_path: Path) -> None:
    name, content, sentence = BAD[case]
    (tmp_path / name).write_bytes(content)
    assert sentence in refusal(tmp_path)


def test_a_truncated_xlsx_is_one_clear_sentence(tmp_path: Path, workbook) -> None:
    path = workbook(表=[["部门受案号"], ["A1"]])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path) == f"“案件.xlsx”不完整（现有{len(whole) // 2}字节），不能读取。请等复制结束，或重新复制。"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_xls_is_one_clear_sentence(share: float, tmp_path: Path, real: Path) -> None:
    whole = (real / "messy" / "全国普通高等学校名单.xls").read_bytes()
    (tmp_path / "a.xls").write_bytes(whole[: int(len(whole) * share)])
    assert "“a.xls”不完整" in refusal(tmp_path)


def test_an_xlsx_with_a_broken_member_is_one_clear_sentence(tmp_path: Path, workbook) -> None:
    path = workbook(表=[["部门受案号", "甲"], *[[f"A{n}", "乙"] for n in range(500)]])
    whole = bytearray(path.read_bytes())
    at = whole.find(b"xl/worksheets/sheet1.xml") + 400
    whole[at : at + 40] = bytes(40)
    path.write_bytes(whole)
    assert "不完整" in refusal(tmp_path)


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path, workbook) -> None:
    path = workbook(表=[["部门受案号"], ["A1"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/a.bin", bytes(210 << 20))
    assert "远大于文件本身" in refusal(tmp_path)


def test_an_xlsb_and_an_ods_are_named_not_skipped(tmp_path: Path) -> None:
    for name, member in (("a.xlsb", "xl/workbook.bin"), ("b.ods", "content.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as book:
            book.writestr(member, "x")
        assert "另存为 xlsx" in refusal(tmp_path)
        (tmp_path / name).unlink()
