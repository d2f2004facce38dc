"""The machine: what it lacks for a run, and JupyterLab started on the notebooks without a look outside."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory

from casekit import codebook
from casekit.ground import paths
from casekit.ground.errors import SURROUNDINGS, Language, UserError, Words

CHINESE = '{"locale": "zh_CN"}'
QUIET = '{"fetchNews": "false", "checkForUpdates": false}'
TRANSLATION = "@jupyterlab/translation-extension/plugin.jupyterlab-settings"
LAB_SETTINGS: dict[Language, dict[str, str]] = {
    "zh": {TRANSLATION: CHINESE, "@jupyterlab/apputils-extension/notification.jupyterlab-settings": QUIET},
    "en": {"@jupyterlab/apputils-extension/notification.jupyterlab-settings": QUIET},
}


def missing() -> list[Words]:
    """What a run would fail for: the font, the renderer, write access."""
    asked: dict[str, Callable[[], object]] = {"drawing": _draws, "writing": _writes}
    words = codebook.toml("lines")["line"]
    return [Words(**words[name]) for name, ask in asked.items() if not _works(ask)]


def unlike_lock() -> list[str]:
    """The installed packages whose version is not the one in requirements.lock, as `name installed (locked)`."""
    lock = paths.project() / "requirements.lock"
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text("utf-8"), re.MULTILINE) if lock.is_file() else []
    installed = {_plain(found.name): found.version for found in distributions() if found.name}
    return [
        f"{name} {installed[_plain(name)]} ({version})"
        for name, version in pinned
        if installed.get(_plain(name), version) != version
    ]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lab(language: Language = "zh") -> int:
    """JupyterLab on the notebooks: the office's language, no news, loopback only; its settings do not touch the user's own."""
    with TemporaryDirectory(prefix="casekit-lab-") as folder:
        for name, content in LAB_SETTINGS[language].items():
            file = Path(folder) / "user-settings" / name
            file.parent.mkdir(parents=True)
            file.write_text(content, "utf-8")
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--ip=127.0.0.1",
            f"--notebook-dir={paths.project()}",
            "--LabApp.default_url=/lab/tree/notebooks",
        ]
        own = {"JUPYTERLAB_SETTINGS_DIR": str(Path(folder) / "user-settings"), SURROUNDINGS: language}
        return subprocess.run(command, env=os.environ | own, check=False).returncode


def _works(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (UserError, OSError):
        return False
    return True


def _draws() -> None:
    from casekit.release import picture

    picture.svg({"data": [], "layout": {"width": 200, "height": 100, "title": {"text": "检查"}}})


def _writes() -> None:
    with TemporaryDirectory(dir=paths.project()):
        return
