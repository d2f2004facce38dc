"""An output folder appears whole or not at all, and what a killed task left is healed by the next."""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from casekit.ground.errors import UserError
from casekit.release.whole import whole


def write(target: Path, *names: str) -> None:
    with whole(target, "a") as work:
        for name in names:
            (work / name).write_text(name)


def fail(target: Path) -> None:
    with whole(target, "a") as work:
        (work / "half").write_text("secret")
        raise ZeroDivisionError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    write(tmp_path / "out", "a", "b")
    write(tmp_path / "out", "a", "c")
    assert names(tmp_path / "out") == ["a", "c"]


def test_a_task_that_fails_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "out", "a")
    with pytest.raises(ZeroDivisionError):
        fail(tmp_path / "out")
    assert names(tmp_path / "out") == ["a"]
    assert [name for name in names(tmp_path) if not name.endswith(".lock")] == ["out"]


def test_a_kill_between_the_two_renames_is_healed(tmp_path: Path) -> None:
    write(tmp_path / "out", "a")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.new").mkdir()
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "out", "a"):
        raise ZeroDivisionError
    assert names(tmp_path / "out") == ["a"]


def test_where_the_new_folder_cannot_take_its_place_the_old_one_is_put_back(tmp_path: Path) -> None:
    write(tmp_path / "out", "a")
    with pytest.raises(FileNotFoundError), whole(tmp_path / "out", "a") as work:
        work.rmdir()
    assert names(tmp_path / "out") == ["a"]


def test_a_second_task_at_once_is_one_sentence(tmp_path: Path) -> None:
    with whole(tmp_path / "out", "a"), pytest.raises(UserError, match="同一输出文件夹一次只能有一个任务"):
        write(tmp_path / "out", "b")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UserError, match="不能写入"), whole(tmp_path / "file" / "out", "a"):
        pass


def started(target: Path) -> int:
    """A process of its own that writes the folder again and again until it is killed."""
    if task := os.fork():
        return task
    while True:
        with suppress(BaseException), whole(target, "a") as work:
            for name in "abcdef":
                (work / name).write_text("x" * 20000)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_fifty_kills_leave_no_torn_folder(tmp_path: Path) -> None:
    target, chance, left = tmp_path / "out", random.Random(1), 0
    for _ in range(50):
        task = started(target)
        time.sleep(chance.random() * 0.05)
        os.kill(task, signal.SIGKILL)
        os.waitpid(task, 0)
        if target.exists():
            left += 1
            assert names(target) == list("abcdef")
            assert {path.stat().st_size for path in target.iterdir()} == {20000}
    assert left >= 20
    write(target, "a", "healed")
    assert names(target) == ["a", "healed"]
    assert [name for name in names(tmp_path) if not name.endswith(".lock")] == ["out"]


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious").write_text("mine")
    with pytest.raises(UserError, match="“out”里有别的文件，没有改动"):
        write(tmp_path / "out", "a")
    assert names(tmp_path / "out") == ["precious"]
