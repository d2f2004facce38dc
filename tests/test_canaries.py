"""An office that exports half, in a thin quarter: distinctive names, numbers and phones in every text column reach no output,
log or traceback; what is not there, or too little, is said plainly."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from office import exports
from seen import shown

from casekit.__main__ import main
from casekit.ground import paths

CANARIES = ("欧阳卡纳瑞", "司徒金丝雀", "110101199003070070", "13800138000", "卡纳瑞盗窃案", "秘密暗号")
ROWS = "\n".join(
    f"甲检起诉受〔2026〕46909900{n:03d}号 | 欧阳卡纳瑞 | 司徒金丝雀 | 110101199003070070 | 卡纳瑞盗窃案 | 秘密暗号13800138000"
    f" | 2026-0{4 + n % 3}-1{n % 10} | 2026-0{5 + n % 3}-2{n % 9} | 起诉 | 秘密暗号 | 秘密暗号 | 秘密暗号 |"
    for n in range(8)
)
HEADERS = " | ".join(
    [
        "部门受案号",
        "嫌疑人姓名",
        "承办检察官",
        "身份证号",
        "案件名称",
        "案情摘要",
        "受理日期",
        "审结日期",
        "审结处理",
        "移送罪名",
        "附注",
        "没见过的列",
        "一退日期",
    ]
)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that a run leaves, and what it said on the screen."""
    folder, said = tmp_path_factory.mktemp("office"), StringIO()
    data = exports(folder, 案件=f"{HEADERS}\n{ROWS}")
    command = ["run", "--data", data, "--output", folder / "reports", "--office", folder]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))
        assert main(list(map(str, command))) == 0
    return folder / "reports", said.getvalue()


def texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, and every part of its packages."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.name, path.read_bytes()
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as package:
                yield from ((f"{path.name}/{name}", package.read(name)) for name in package.namelist())


def test_no_canary_reaches_an_output_or_the_screen(left: tuple[Path, str]) -> None:
    folder, said = left
    assert "完成" in said
    assert [canary for canary in CANARIES if canary in said] == []
    assert [(name, canary) for name, text in texts(folder) for canary in CANARIES if canary.encode() in text] == []


def test_an_office_that_exports_half_gets_half_politely(left: tuple[Path, str]) -> None:
    folder = left[0] / "2026Q2"
    said = shown(folder)
    assert "本次数据未包含一次重报日期，本节略。" in said
    assert "本次数据未包含“检察建议”表，本节略。" in said
    assert not re.search(r"未包含[a-z_]", said)
    assert re.search(r"受理审查起诉案件\d+件\d+人；上年同期无数据，不作比较。", said)
    assert "None" not in (folder / "findings.md").read_text("utf-8")
    assert (folder / "briefing.docx").stat().st_size > 10_000


def test_a_thin_quarter_is_said_in_counts_and_not_in_rates(left: tuple[Path, str]) -> None:
    folder = left[0] / "2026Q2"
    text = (folder / "findings.md").read_text("utf-8")
    assert "受理审查起诉案件8件8人；上年同期无数据，不作比较。" in text
    assert "审结案件一次退回补充侦查占比：6件中有0件，数量较少，不报比例。" in text
    assert "可计入的为0件，不报比例" in text
    assert "各组均不足30件，或者没有可计入的数，不分组列示。" in shown(folder)
    assert not re.search(r"占比为\d", text)


def test_a_failing_notebook_shows_no_canary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import nbformat

    broken = nbformat.read(paths.notebooks()[0], 4)
    broken.cells[
        3
    ].source = "records = load(data, period)\nraise ValueError(records.table('cases').collect()['facts'][0][:4])"
    nbformat.write(broken, tmp_path / "99-broken.ipynb")
    monkeypatch.setattr(paths, "notebooks", lambda: [tmp_path / "99-broken.ipynb"])
    data = exports(tmp_path, 案件=f"{HEADERS}\n{ROWS}")
    assert main(["run", "--data", str(data), "--output", str(tmp_path / "reports"), "--office", str(tmp_path)]) == 2
    said = "".join(capsys.readouterr())
    assert "ValueError" in said
    assert [canary for canary in CANARIES if canary in said] == []
    assert not any((tmp_path / "reports").glob("[!.]*"))
