"""An English office: everything a user sees is English, but for what the data itself says."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from office import exports

from casekit import run
from casekit.__main__ import main
from casekit.ground import paths
from casekit.ground.errors import UserError

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
DATA = re.compile(r"案件\.csv|人员\.csv|填表\.csv|案件类别|受理日期|案别|备忘|甲院")
NUMBER = "甲检起诉受〔2026〕46909900{:04}号"
CASES = "\n".join(f"{NUMBER.format(n)} | 甲 | 2026-0{4 + n % 3}-0{1 + n % 9} | 2026-07-01 | 乙" for n in range(60))
PERSONS = "\n".join(f"{NUMBER.format(n)} | 2026-06-20 | 拘役一个月" for n in range(60))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    (folder / "settings.toml").write_text('language = "en"\noffice_name = "甲院"\n', "utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exports(
        tmp_path_factory.mktemp("exports"),
        案件=f"部门受案号 | 案件名称 | 受理日期 | 审结日期 | 案别\n{CASES}\n | 丙 | 2026-06-31 | | ",
        人员=f"部门受案号 | 判决日期 | 判决结果\n{PERSONS}",
        填表="备忘 | 说明\n甲 | 乙",
    )


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, office: Path, data: Path, told: list[str]) -> run.Done:
    with pytest.MonkeyPatch.context() as patch:  # the key of every test, which this fixture comes before
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))
        return run.run(data=data, output=tmp_path_factory.mktemp("reports"), office=office, told=told.append)


def chinese(text: str) -> list[str]:
    """The Chinese of a text that is not the data's own."""
    return HAN.findall(DATA.sub("", text))


def test_what_is_told_on_the_way_is_english(done: run.Done, told: list[str]) -> None:
    assert [line for line in told if chinese(line)] == []
    assert any(line.startswith("Unknown header '案别';") for line in told)
    assert any(
        "belong to no known table (headers peculiar to each kind: cases 0, evaluations 0," in line for line in told
    )
    assert any(line.startswith("leaving check: ") for line in told)
    assert told[-1].startswith("done in ")


def cells(path: Path) -> Iterator[str]:
    """Every text in a workbook's cells."""
    with zipfile.ZipFile(path) as package:
        yield from re.findall(r"<t[^>]*>([^<]*)</t>", package.read("xl/sharedStrings.xml").decode())
        yield from re.findall(r'<sheet name="([^"]*)"', package.read("xl/workbook.xml").decode())


@pytest.mark.parametrize("name", ["findings.md", "manifest.json", "briefing.docx", "quality.xlsx"])
def test_what_a_run_leaves_is_english(done: run.Done, name: str) -> None:
    file = done.folder / name
    if name.endswith(".docx"):
        with zipfile.ZipFile(file) as package:
            texts = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", package.read("word/document.xml").decode())
    else:
        texts = list(cells(file)) if name.endswith(".xlsx") else file.read_text("utf-8").splitlines()
    assert [text for text in texts if chinese(text)] == []
    assert len(texts) > 10


def test_what_the_notebooks_computed_is_english(done: run.Done) -> None:
    for path in (done.folder / "notebooks").iterdir():
        notebook = nbformat.read(path, 4)
        shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        printed = [one.get("text") or one.get("data", {}).get("text/plain", "") for one in shown]
        assert [text for text in printed if chinese(text)] == []


def test_the_fault_of_a_notebook_is_english_to_its_last_word(
    tmp_path: Path, office: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = nbformat.read(paths.notebooks()[0], 4)
    broken.cells[2].source = "from casekit import load\nload(data, 'tomorrow')"
    nbformat.write(broken, tmp_path / "99-broken.ipynb")
    monkeypatch.setattr(paths, "notebooks", lambda: [tmp_path / "99-broken.ipynb"])
    command = ["run", "--data", data, "--output", tmp_path / "out", "--office", office]
    assert main(list(map(str, command))) == 2
    assert capsys.readouterr().err == (
        "Every notebook must run from top to bottom; 99-broken failed: A quarter is written like '2026Q2'; "
        "got 'tomorrow'. Correct it in the command. Correct the notebook and run again; the last output is untouched.\n"
    )


def test_a_report_of_cleaned_data_keeps_its_notices_in_the_language_of_the_office(
    tmp_path: Path, office: Path, data: Path
) -> None:
    run.clean(data, tmp_path / "clean", office)
    notices = json.loads((tmp_path / "clean" / "report.json").read_text("utf-8"))["notices"]
    assert [line for line in notices if chinese(line)] == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('language = "en"\nsmal_number = 3\n', "Unknown setting 'smal_number'; did you mean 'small_number'?"),
        ('language = "en"\nsmall_number = true\n', "The setting 'small_number' must be a whole number of at least 1;"),
        ('language = "fr"\n', "设置“language”须为“zh”或“en”，收到“fr”。"),
        ('language = "en\n', "设置文件须为 UTF-8 的 TOML，"),
    ],
)
def test_a_fault_in_the_settings_is_told_in_the_language_that_can_be_read(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str], settings: str, sentence: str
) -> None:
    (tmp_path / "settings.toml").write_text(settings, "utf-8")
    assert main(["clean", str(data), "--output", str(tmp_path / "out"), "--office", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_user_error_outside_a_run_says_itself_in_both_languages(data: Path, office: Path) -> None:
    with pytest.raises(UserError) as error:
        run.run("2031Q1", data=data, office=office)
    assert str(error.value).startswith("数据须完整覆盖所选季度2031Q1，收到的数据只到2026年")
    assert error.value.say("en").startswith("The data must cover all of 2031Q1; they end on ")
