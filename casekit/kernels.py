"""Kernels: notebooks executed in warm kernels, the namespace reset between them, with the period filled in."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from casekit.ground import paths
from casekit.ground.errors import SURROUNDINGS, Language, UserError, fault

TIMEOUT = 300
LAUNCH = ["-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
RESET = "get_ipython().reset(new_session=True)"
Failed = CellExecutionError | CellTimeoutError | DeadKernelError


@dataclass(frozen=True)
class Parameters:
    """What stands in a notebook's parameters cell: where the data is, and for which period."""

    data: str
    period: str

    def source(self) -> str:
        """The cell as an analyst would write it."""
        return f'data = "{self.data}"\nperiod = "{self.period}"'


def execute(
    notebooks: list[Path],
    run: Parameters,
    shown: Parameters,
    keep: Path | None,
    told: Callable[[Path], None],
    language: Language = "zh",
    kernels: int = 2,
    after: Callable[[], str] = str,
) -> dict[Path, NotebookNode]:
    """Execute notebooks with `run`'s parameters and give them back carrying `shown`'s; the first failure is a UserError.

    Once all have run, the code that `after` gives (none: nothing) is run in each kernel, whose modules then know what the
    notebooks kept.
    """
    todo = iter(notebooks)
    environment = os.environ | {SURROUNDINGS: language} | ({"CASEKIT_KEEP": str(keep)} if keep else {})

    workers = [_Worker() for _ in range(min(kernels, len(notebooks)))]

    def work(worker: _Worker) -> dict[Path, NotebookNode | Failed]:
        return dict(_worked(todo, run, environment, told, worker))

    with ThreadPoolExecutor(kernels) as pool:
        try:
            done = {path: result for one in pool.map(work, workers) for path, result in one.items()}
            clean = {path: _clean(path, done[path], shown) for path in notebooks}
            if code := after():
                awake = [worker for worker in workers if worker.is_awake]
                list(pool.map(lambda worker: _executed(_cell(code), worker.kernel, environment), awake))
        finally:
            for worker in workers:
                worker.rest()
    return clean


class _Worker:
    """A warm kernel, begun when it is first used."""

    def __init__(self) -> None:
        self._manager: Any = None

    @property
    def kernel(self) -> Any:
        """The kernel's manager."""
        self._manager = self._manager or _started()
        return self._manager

    @property
    def is_awake(self) -> bool:
        """Whether the kernel has begun."""
        return self._manager is not None

    def rest(self) -> None:
        """End the kernel, if there is one."""
        if self._manager:
            self._manager.shutdown_kernel(now=True)
        self._manager = None


def _worked(
    todo: Iterator[Path],
    run: Parameters,
    environment: dict[str, str],
    told: Callable[[Path], None],
    worker: _Worker,
) -> Iterator[tuple[Path, NotebookNode | Failed]]:
    """Work through the shared list in one kernel; a kernel in which a notebook failed is not used again."""
    for path in todo:
        told(path)
        notebook = _filled(nbformat.read(path, 4), run)
        try:
            yield path, _executed(notebook, worker.kernel, environment)
            _executed(_cell(RESET), worker.kernel, environment)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            yield path, error
            worker.rest()


class ThisInterpreter(KernelSpecManager):
    """A kernel of this very interpreter, whatever kernels the user has installed under the same name."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=[sys.executable, *LAUNCH], language="python", display_name="Python 3")


def _started() -> Any:
    return KernelManager(kernel_name="python3", kernel_spec_manager=ThisInterpreter())


def _executed(notebook: NotebookNode, manager: Any, environment: dict[str, str]) -> NotebookNode:
    client = NotebookClient(notebook, km=manager, record_timing=False, coalesce_streams=True, timeout=TIMEOUT)
    executed: NotebookNode = client.execute(env=environment, cwd=str(paths.project()))
    return executed


def _cell(code: str) -> NotebookNode:
    """A notebook of one cell."""
    made: NotebookNode = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    return made


def _filled(notebook: NotebookNode, parameters: Parameters) -> NotebookNode:
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    cell.source = parameters.source()
    return notebook


def _clean(path: Path, notebook: NotebookNode | Failed, shown: Parameters) -> NotebookNode:
    """The notebook as it is stored: no times, no versions, and the parameters a reader can use; a failed one is an error."""
    if not isinstance(notebook, NotebookNode):
        raise _failure(path, notebook)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": notebook.metadata.get("kernelspec", KERNEL), "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return _filled(notebook, shown)


KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _failure(path: Path, error: Failed) -> UserError:
    """Which notebook stopped and why; what other errors than our own say is left out, as it may quote a cell of the data."""
    kind = str(getattr(error, "ename", "") or type(error).__name__)
    said = str(getattr(error, "evalue", "")).strip() if kind == UserError.__name__ else ""
    return fault("notebook_failed", notebook=path.stem, error=said.rstrip("。.") or kind)
