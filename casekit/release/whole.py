"""Whole: an output folder appears complete or not at all, one task at a time, and a killed task is healed by the next."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casekit.ground.errors import fault


@contextmanager
def whole(target: Path, mark: str) -> Iterator[Path]:
    """Give a work folder beside `target`; it becomes `target` at the end, or nothing changes.

    A folder that holds anything but no file `mark` was not made by us and is never replaced. A second task on the same
    target is a UserError at once. What a failed task left is removed: it may hold case rows.
    """
    target = target.resolve()
    from filelock import FileLock, Timeout

    work, old, lock = (target.parent / f".{target.name}.{kind}" for kind in ("new", "old", "lock"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            _recover(target, work, old)
            _refuse_what_is_not_ours(target, mark)
            work.mkdir()
            try:
                yield work
                _swap(target, work, old)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout:
        raise fault("run_in_progress", folder=target.name) from None
    except (PermissionError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise fault("cannot_write", folder=target.name) from error


def _refuse_what_is_not_ours(target: Path, mark: str) -> None:
    if target.exists() and not target.is_dir():
        raise fault("file_in_the_way", file=target.name)
    if target.is_dir() and any(target.iterdir()) and not (target / mark).is_file():
        raise fault("folder_taken", folder=target.name)


def _recover(target: Path, work: Path, old: Path) -> None:
    """Put back what a killed task left: the old folder if the swap was half done, and no half-built one."""
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (work, old):
        shutil.rmtree(left, ignore_errors=True)


def _swap(target: Path, work: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        work.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
