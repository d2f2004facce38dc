"""A run on the sample: the whole way, the same bytes twice, and the same outputs as the committed notebooks."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import polars as pl
import pytest
from office import exports

from casekit import run, verify
from casekit.exhibits.exhibit import Exhibit
from casekit.ground import paths
from casekit.ground.errors import UserError
from casekit.release import retold, vintage
from casekit.release.audit import audit
from casekit.release.whole import whole

PARTS = {
    "briefing.docx",
    "briefing.xlsx",
    "findings.md",
    "manifest.json",
    "numbers.json",
    "quality.xlsx",
    "vintage.json",
    "figures",
    "notebooks",
    "tables",
    "类案分析",
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> run.Done:
    return run.run(output=tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory, done: run.Done, told: list[str]) -> run.Done:
    """A second run, in another folder, over a copy of what the first one left."""
    deeper = tmp_path_factory.mktemp("other") / "deeper"
    shutil.copytree(done.folder, deeper / "2026Q3")
    return run.run("2026Q3", data=paths.sample(), output=deeper, told=told.append)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_a_run_leaves_every_part_under_the_latest_quarter(done: run.Done) -> None:
    assert done.folder.name == "2026Q3"
    assert {path.name for path in done.folder.iterdir()} == PARTS
    assert not any(path.name.startswith(".2026Q3.new") for path in done.folder.parent.iterdir())


def test_two_runs_give_the_same_bytes_and_the_second_says_so(done: run.Done, again: run.Done, told: list[str]) -> None:
    first, second = dict(files(done.folder)), dict(files(again.folder))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert told[-2] == "与上次逐字节相同"


def test_no_hidden_count_follows_from_what_a_run_leaves(done: run.Done) -> None:
    """Notebook 13 tells open cases by age and by whether they are long open: rows that are not small are hidden besides."""
    left = vintage.read(done.folder / vintage.FILE)
    told = [frame for one in done.kept for frame in one.frames]
    papers = retold.frames(left.counted, done.records.settings)
    assert audit(told, done.records.settings).is_empty()
    assert audit(papers, done.records.settings).is_empty()
    besides = left.cells.filter(pl.col("groups") == "age=1;is_away=true", pl.col("period") == "2026Q1-Q3")
    assert besides["hidden"].to_list() == [True]


def test_executed_notebooks_equal_the_committed_ones(done: run.Done) -> None:
    for path in paths.notebooks():
        executed, committed = (nbformat.read(file, 4) for file in (done.folder / "notebooks" / path.name, path))
        assert executed.cells == committed.cells


def test_every_figure_is_drawn_twice_and_has_its_table(done: run.Done) -> None:
    names = {path.stem for path in (done.folder / "figures").iterdir()}
    assert {path.suffix for path in (done.folder / "figures").iterdir()} == {".png", ".svg"}
    tables = {path.stem for path in (done.folder / "tables").iterdir()}
    assert names < tables
    assert tables - names == {one.name for one in done.kept if isinstance(one.what, Exhibit) and not one.is_drawn}
    assert len(names) >= 2


def test_every_number_of_the_paper_is_registered_and_as_told(done: run.Done) -> None:
    checks = verify.verify(done.folder / "briefing.docx", done.folder.parent)
    assert {check.state for check in checks} == {"same"}
    assert {check.part for check in checks} == {"text", "table", "chart", "data"}


def test_the_manifest_says_what_made_the_folder_and_nothing_of_the_machine(done: run.Done) -> None:
    text = (done.folder / "manifest.json").read_text("utf-8")
    manifest = json.loads(text)
    assert manifest["received"] == manifest["accepted"] + manifest["rejected"] + manifest["merged"]
    assert manifest["files"].keys() == {name for name, _ in files(done.folder)} - {"manifest.json"}
    assert str(Path.home()) not in text
    assert str(paths.project()) not in text


def test_nothing_that_leaves_says_where_it_was_made(done: run.Done) -> None:
    for name, content in files(done.folder):
        texts = [content]
        if name.endswith((".docx", ".xlsx")):
            with zipfile.ZipFile(done.folder / name) as package:
                texts = [package.read(part) for part in package.namelist()]
        assert not any(str(paths.project()).encode() in text or b"/tmp/" in text for text in texts), name


def test_findings_begin_with_the_conservation_line_and_say_that_the_data_is_synthetic(done: run.Done) -> None:
    text = (done.folder / "findings.md").read_text("utf-8")
    assert "接收" in text.splitlines()[2]
    assert "合成示例" in text
    assert "合成" in zipfile.ZipFile(done.folder / "briefing.docx").read("word/document.xml").decode()


ONE_CASE = "部门受案号 | 受理日期\n甲检起诉受〔2026〕46909900001号 | 2026-09-30"


def test_a_run_while_another_writes_there_is_one_sentence(tmp_path: Path) -> None:
    with (
        whole(tmp_path / "2026Q3", "manifest.json"),
        pytest.raises(UserError, match="同一输出文件夹一次只能有一个任务"),
    ):
        run.run(data=exports(tmp_path, 案件=ONE_CASE), output=tmp_path)


def test_a_failing_notebook_leaves_the_last_result_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = nbformat.read(paths.notebooks()[0], 4)
    broken.cells[2].source = "1 / 0"
    nbformat.write(broken, tmp_path / "99-broken.ipynb")
    (tmp_path / "2026Q3").mkdir()
    (tmp_path / "2026Q3" / "manifest.json").write_text("kept")
    monkeypatch.setattr(paths, "notebooks", lambda: [tmp_path / "99-broken.ipynb"])
    with pytest.raises(UserError, match="99-broken出错：ZeroDivisionError"):
        run.run(data=exports(tmp_path, 案件=ONE_CASE), output=tmp_path)
    assert [path.name for path in (tmp_path / "2026Q3").iterdir()] == ["manifest.json"]
    assert not (tmp_path / ".2026Q3.new").exists()


def test_real_traffic_judgments_run_as_2019(real: Path, tmp_path: Path) -> None:
    done = run.run(data=real / "traffic_2019", output=tmp_path)
    report = done.records.report
    assert done.folder == tmp_path / "2019"
    assert [report[name] for name in ("received", "accepted", "rejected", "merged")] == [11_517, 11_459, 0, 58]
    assert "本次数据没有日期" in (done.folder / "notebooks" / "00-quarter-at-a-glance.ipynb").read_text("utf-8")
