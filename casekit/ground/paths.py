"""Paths: where the project, the office's settings, the sample and the office's key are."""

import os
from pathlib import Path

from casekit.ground.errors import fault


def project() -> Path:
    """The project folder: CASEKIT_HOME, else the nearest parent of the working folder, else the editable install's."""
    if home := os.environ.get("CASEKIT_HOME"):
        return _required(Path(home).resolve())
    here = Path.cwd().resolve()
    candidates = [here, *here.parents, Path(__file__).resolve().parents[2]]
    return _required(next(filter(_is_project, candidates), here))


def office() -> Path:
    """The folder of what an office edits: `settings.toml` and `headers.csv`."""
    return project() / "data" / "office"


def sample() -> Path:
    """The shipped synthetic exports."""
    return project() / "data" / "sample"


def notebooks() -> list[Path]:
    """The notebooks in reading order."""
    return sorted((project() / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def resolve(path: str | Path) -> Path:
    """An absolute path: as given from the working folder if it is there, else from the project folder."""
    given = Path(path).expanduser()
    return given.resolve() if given.is_absolute() or given.exists() else (project() / given).resolve()


def private() -> Path:
    """The user's own configuration folder, where the office's pseudonym key lives; never beside outputs."""
    from platformdirs import user_config_path

    return user_config_path("casekit", appauthor=False)


def _is_project(folder: Path) -> bool:
    return (folder / "notebooks").is_dir() and (folder / "data" / "office").is_dir()


def _required(folder: Path) -> Path:
    if _is_project(folder):
        return folder
    raise fault("project_missing")
