"""The lines of a run: what came, that it adds up, how far it is, what was left out, and where to begin reading."""

from pathlib import Path

import nbformat
import pytest
from office import loaded

from casekit.ground.errors import Language
from casekit.terminal import Terminal

CASES = """部门受案号 | 案件名称 | 受理日期 | 审结日期
甲检起诉受〔2026〕46909900001号 | 甲 | 2026-04-01 | 2026-07-09
甲检起诉受〔2026〕46909900001号 | 甲 | 2026-04-01 | 2026-07-09
 | 乙 | 2026-04-02 |"""


@pytest.fixture
def heard() -> list[str]:
    return []


def terminal(heard: list[str], language: Language = "zh") -> Terminal:
    return Terminal(heard.append, language)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "zh",
            [
                "2026Q2（2026年4月1日至6月30日），数据：data，1个文件",
                "读取　案件.csv　　3行，识别为“案件”类，认出4个表头",
                "接收3行 ＝ 采用1 ＋ 未采用1 ＋ 合并重复1，相符",
            ],
        ),
        (
            "en",
            [
                "2026Q2 (1 April to 30 June 2026), data: data, 1 file",
                "read 案件.csv, 3 rows, as 'cases', 4 headers recognised",
                "received 3 rows = accepted 1 + rejected 1 + merged 1; it adds up",
            ],
        ),
    ],
)
def test_what_came_is_told_first_and_adds_up(
    tmp_path: Path, heard: list[str], language: Language, lines: list[str]
) -> None:
    terminal(heard, language).arrived(loaded(tmp_path, 案件=CASES), "data")
    assert heard == lines


def test_data_without_dates_is_told_as_its_year(tmp_path: Path, heard: list[str]) -> None:
    records = loaded(tmp_path, 案件="案号 | 案件名称\n（2019）琼0101刑初1号 | 甲")
    terminal(heard).arrived(records, "traffic")
    assert heard[0] == "2019年（按案号），数据：traffic，1个文件"


def notebook(folder: Path, name: str, *shown: object) -> Path:
    """A notebook of that name whose cells showed these texts: as a result, or, in a list, printed."""
    outputs = [
        nbformat.v4.new_output("stream", text="\n".join(text))
        if isinstance(text, list)
        else nbformat.v4.new_output("execute_result", data={"text/plain": text})
        for text in shown
    ]
    cells = [
        nbformat.v4.new_markdown_cell(f"# {name[:2]}　案件多久能作出决定？\n\n*How long?*"),
        *(nbformat.v4.new_code_cell("1", outputs=[one]) for one in outputs),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def test_a_notebook_is_called_by_its_question_and_in_english_by_its_file(tmp_path: Path, heard: list[str]) -> None:
    path = notebook(tmp_path, "11-time-to-decision")
    terminal(heard).notebook(path, 3, 18)
    terminal(heard, "en").notebook(path, 3, 18)
    assert heard == ["笔记本 3/18　11　案件多久能作出决定？　已用0秒", "notebook 3/18, 11 time to decision, 0 s"]


def test_a_section_without_data_is_told_once_with_its_notebooks(tmp_path: Path, heard: list[str]) -> None:
    no_table, no_dates = "本次数据未包含“司法救助”表，本节略。", "本次数据没有日期，本节略。"
    paths = [
        notebook(tmp_path, "51-petitions", no_table, [no_table, "已保留：甲"], no_dates),
        notebook(tmp_path, "61-reporting", no_dates, "没有以前季度的运行结果可比，本节略。", "共3件。"),
    ]
    terminal(heard).skipped({path: nbformat.read(path, 4) for path in paths})
    assert heard == [
        "本次数据未包含“司法救助”表，本节略（笔记本51）",
        "本次数据没有日期，本节略（笔记本51、61）",
    ]


def test_a_run_that_gave_the_same_again_says_so_in_both_languages(heard: list[str]) -> None:
    terminal(heard).say("same")
    terminal(heard, "en").say("same")
    assert heard == ["与上次逐字节相同", "byte for byte the same as last time"]


def test_sections_are_told_in_english_too(tmp_path: Path, heard: list[str]) -> None:
    path = notebook(tmp_path, "51-petitions", "This export has no dates; the section is skipped.")
    terminal(heard, "en").skipped({path: nbformat.read(path, 4)})
    assert heard == ["This export has no dates; the section is skipped (notebook 51)"]
