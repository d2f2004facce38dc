"""The command line: what a new user gets wrong is one clear sentence and exit code 2, without a traceback."""

import _thread
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from casekit.__main__ import main
from casekit.ground import paths

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


def test_a_narrow_terminal_or_one_that_was_closed_ends_no_task() -> None:
    command = [sys.executable, "-c", "from casekit.__main__ import _say; [_say('完成 1') for _ in range(9999)]"]
    narrow = os.environ | {"PYTHONIOENCODING": "ascii"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=narrow) as task:
        assert task.stdout is not None
        assert task.stderr is not None
        assert task.stdout.readline().split() == [b"??", b"1"]
        task.stdout.close()
        assert (task.stderr.read(), task.wait()) == (b"", 0)


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
    assert (done.returncode, done.stderr.strip()) == (
        2,
        "“a.xlsx”不完整（现有3000字节），不能读取。请等复制结束，或重新复制。",
    )


def test_a_workbook_named_csv_is_read_and_told(casekit: Run, tmp_path: Path) -> None:
    done = casekit("clean", folder(tmp_path, a__csv=workbook(tmp_path / "whole.xlsx")), "--output", tmp_path / "out")
    assert done.returncode == 0
    assert "“a.csv”扩展名是 .csv，内容是 xlsx，已按 xlsx 读取。请核对文件名。" in done.stdout
    assert "接收1行 ＝ 采用1 ＋ 未采用0 ＋ 合并重复0" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "2026 2"], "季度写作“2026Q2”，收到“2026 2”。请改命令中的季度。"),
        (["run", "0000Q1"], "季度写作“2026Q2”，收到“0000Q1”。请改命令中的季度。"),
        (["run", "2016Q3"], "数据须覆盖所选季度2016Q3，收到的案件自2026年4月1日起。请补导出，或改用其后的季度。"),
        (["run", "2031q1"], "数据须完整覆盖所选季度2031Q1，收到的数据只到2026年7月9日。请补导出，或改用2026Q2。"),
        (["run", "2031Q1"], "数据须完整覆盖所选季度2031Q1，收到的数据只到2026年7月9日。请补导出，或改用2026Q2。"),
    ],
)
def test_a_wrong_quarter_is_one_sentence(casekit: Run, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = casekit(*arguments, "--data", folder(tmp_path, a__csv=GOOD), "--output", tmp_path)
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


def test_a_missing_folder_is_one_sentence(casekit: Run, tmp_path: Path) -> None:
    done = casekit("run", "--data", tmp_path / "nowhere")
    assert (done.returncode, done.stderr.strip()) == (
        2,
        f"没有这个文件夹：“{tmp_path / 'nowhere'}”。请核对数据文件夹的路径（--data）。",
    )


def test_an_unknown_setting_is_one_sentence_in_the_language_that_can_be_read(casekit: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("smal_number = 3\n", "utf-8")
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "out", "--office", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip() == "不认识设置“smal_number”，是否为“small_number”？请改 settings.toml 第1行。"


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


def test_a_file_in_the_way_of_the_output_is_never_replaced(casekit: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "taken")
    assert (done.returncode, (tmp_path / "taken").read_text()) == (2, "mine")
    assert done.stderr.strip() == "结果须写入文件夹，“taken”是文件，没有改动。请换 --output。"
    assert casekit("sample", "--cases", 3, "--output", tmp_path / "taken").returncode == 2
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("inside", [".", "reports", "a/b"])
def test_results_may_not_be_written_into_the_exports(casekit: Run, tmp_path: Path, inside: str) -> None:
    data = folder(tmp_path, a__csv=GOOD)
    (tmp_path / "link").symlink_to(data)
    for command in (["run", "--data", data], ["clean", data]):
        done = casekit(*command, "--output", tmp_path / "link" / inside)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("结果不得写入数据文件夹，“")
    assert [path.name for path in data.iterdir()] == ["a.csv"]


def test_the_raw_folder_is_never_replaced_by_what_was_made_of_it(casekit: Run, tmp_path: Path) -> None:
    data = folder(tmp_path, a__csv=GOOD)
    assert casekit("clean", data, "--output", data).returncode == 2
    assert (data / "a.csv").read_text("utf-8") == GOOD


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--cases", "0"], "--cases 须为不小于1的整数，收到“0”。请改命令。"),
        (["--cases", "3", "--seed", "-1"], "--seed 须为不小于0的整数，收到“-1”。请改命令。"),
    ],
)
def test_a_sample_of_no_size_is_one_sentence(casekit: Run, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = casekit("sample", *arguments, "--output", tmp_path / "out")
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("header,table\n某列,cases\n", "缺 field。"),
        ("表头,表,字段\n某列,cases,remarks\n", "缺 header、table、field。"),
        ("header,table,field\n某列,case,remarks\n", "“某列”写的是“case”和“remarks”，最接近的是“cases,remarks”。"),
        ("header,table,field\n某列,案件,附注\n", "“某列”写的是“案件”和“附注”，最接近的是“cases,remarks”。"),
        ("header,table,field\n某列,cases,remark\n", "“某列”写的是“cases”和“remark”，最接近的是“cases,remarks”。"),
        ("header,table,field\n某列,cases\n", "“某列”写的是“cases”和“”，"),
        ("header,table,field\n某列,cases,remarks\n".encode("gb18030"), "headers.csv 须为 UTF-8 的逗号分隔文本，"),
    ],
)
def test_an_office_header_file_that_cannot_be_used_is_one_sentence(
    casekit: Run, tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    (office / "headers.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "out", "--office", office)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", ["", "# 还没有\n", "\ufeffheader,table,field,file\n某列,cases,remarks,,,\n"])
def test_an_office_header_file_that_is_empty_or_marked_or_long_is_read(
    casekit: Run, tmp_path: Path, content: str
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    (office / "headers.csv").write_text(content, "utf-8")
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "out", "--office", office)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_configuration_folder_that_cannot_be_written_is_one_sentence(
    casekit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("a file")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    done = casekit("clean", folder(tmp_path, a__csv=GOOD), "--output", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith("代号密钥须能写入本人的配置文件夹，")


@pytest.mark.parametrize(
    ("typed", "came"),
    [
        ([], "（没有命令）"),
        (["go"], "go"),
        (["clean"], "clean"),
        (["run", "2026Q3", "--nope"], "run 2026Q3 --nope"),
        (["sample", "--cases", "many", "--output", "x"], "sample --cases many --output x"),
    ],
)
def test_a_command_written_wrongly_is_one_sentence(casekit: Run, typed: list[str], came: str) -> None:
    done = casekit(*typed)
    assert (done.returncode, done.stderr) == (2, f"命令须按说明书写，收到“{came}”。请加 --help 查看写法。\n")


@pytest.mark.parametrize("typed", [["--help"], ["run", "--help"], ["clean", "-h"], ["sample", "-h"], ["check", "-h"]])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_in_the_language_of_the_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str], language: str
) -> None:
    (tmp_path / "settings.toml").write_text(f'language = "{language}"\n', "utf-8")
    with pytest.raises(SystemExit) as ended:
        main([*typed, "--office", str(tmp_path)])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith({"zh": "用法: casekit", "en": "usage: casekit"}[language])
    assert ({"zh": "显示本说明", "en": "show this help"}[language]) in said
    assert said.isascii() is (language == "en")


def test_an_interrupted_command_says_that_nothing_was_written(casekit: Run, tmp_path: Path) -> None:
    ended = threading.Event()
    presser = threading.Thread(target=_press, args=(ended,))
    presser.start()
    done = casekit("clean", paths.sample(), "--output", tmp_path / "out")
    ended.set()
    presser.join()
    assert (done.returncode, done.stderr) == (130, "已停止，未写入任何结果，上次结果未动\n")
    assert not (tmp_path / "out").exists()


def _press(ended: threading.Event) -> None:
    """Interrupt again each second: Python drops an interrupt that meets it in a callback of a library."""
    while not ended.wait(0.8):
        _thread.interrupt_main()
