"""The command line: what a new user gets wrong is one clear sentence and exit code 2, without a traceback."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from casekit.__main__ import main

GOOD = "部门受案号,受理日期,审结日期\n甲检起诉受〔2026〕46909900001号,2026-04-01,2026-07-09\n"
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2048)


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def casekit(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def run(*arguments: object) -> Done:
        code = main(list(map(str, arguments)))
        return Done(code, *capsys.readouterr())

    return run


Run = Callable[..., Done]


def test_the_module_itself_ends_with_the_code_and_no_traceback() -> None:
    command = [sys.executable, "-m", "casekit", "run", "2026 2"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "季度写作“2026Q2”，收到“2026 2”。请改命令中的季度。\n")


def folder(tmp_path: Path, **files: bytes | str) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    for name, content in files.items():
        raw = content.encode() if isinstance(content, str) else content
        (data / name.replace("__", ".")).write_bytes(raw)
    return data


def workbook(path: Path) -> bytes:
    import polars as pl

    pl.read_csv(GOOD.encode()).write_excel(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "数据文件夹须有至少一个表格文件，“{data}”是空的。请放入导出文件。"),
        ({"a__csv": "部门受案号,受理日期,审结日期\n"}, "“a.csv”只有表头，没有数据。请重新导出。"),
        ({"a__xlsx": OLE}, "“a.xlsx”有密码，不能读取。请去掉密码后重新放入。"),
        ({"a__csv": bytes(range(256)) * 20}, "“a.csv”扩展名是 .csv，内容不是文本。请核对文件。"),
    ],
)
def test_a_folder_that_cannot_be_read_is_one_sentence(
    casekit: Run, tmp_path: Path, files: dict[str, bytes], sentence: str
) -> None:
    data = folder(tmp_path, **files)
    done = casekit("clean", data, "--output", tmp_path / "out")
    assert (done.returncode, done.stderr.strip()) == (2, sentence.format(data=data))
    assert not (tmp_path / "out").exists()


def test_a_truncated_workbook_is_one_sentence(casekit: Run, tmp_path: Path) -> None:
    half = workbook(tmp_path / "whole.xlsx")[:3000]
    done = casekit("clean", folder(tmp_path, a__xlsx=half), "--output", tmp_path / "out")
    assert (done.returncode, done.stderr.strip()) == (2, "“a.xlsx”不完整（只有3000字节）。请等复制结束，或重新复制。")


def test_a_workbook_named_csv_is_read_and_told(casekit: Run, tmp_path: Path) -> None:
    done = casekit("clean", folder(tmp_path, a__csv=workbook(tmp_path / "whole.xlsx")), "--output", tmp_path / "out")
    assert done.returncode == 0
    assert "“a.csv”扩展名是 .csv，内容是 xlsx，已按 xlsx 读取。请核对文件名。" in done.stdout
    assert "接收1行 ＝ 采用1 ＋ 未采用0 ＋ 合并重复0" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "2026 2"], "季度写作“2026Q2”，收到“2026 2”。请改命令中的季度。"),
        (["run", "2031Q1"], "数据须完整覆盖所选季度，2031Q1只到2026-07-09。请补导出，或改用2026Q2。"),
    ],
)
def test_a_wrong_quarter_is_one_sentence(casekit: Run, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = casekit(*arguments, "--data", folder(tmp_path, a__csv=GOOD), "--output", tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


def test_a_missing_folder_is_one_sentence(casekit: Run, tmp_path: Path) -> None:
    done = casekit("run", "--data", tmp_path / "nowhere")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        f"没有这个文件夹：“{tmp_path / 'nowhere'}”。请核对 --data 后的路径。",
    )


def test_an_unknown_setting_is_one_sentence_in_the_language_that_can_be_read(casekit: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("smal_number = 3\n", "utf-8")
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "out", "--office", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip() == "不认识设置“smal_number”，是否为“small_number”？请改 settings.toml:1。"


def test_an_english_office_is_told_in_english(casekit: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "en"\n', "utf-8")
    done = casekit("clean", folder(tmp_path), "--output", tmp_path / "out", "--office", tmp_path)
    assert done.stderr.startswith("The data folder needs at least one table file;")


def test_a_zip_that_is_no_workbook_is_one_sentence(casekit: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as package:
        package.writestr("readme.txt", "x")
    done = casekit("clean", folder(tmp_path, a__xlsx=(tmp_path / "z.zip").read_bytes()), "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_output_into_a_file_is_one_sentence_and_touches_nothing(casekit: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "taken" / "out")
    assert (done.returncode, (tmp_path / "taken").read_text()) == (2, "mine")
    assert done.stderr.startswith("不能写入“")
