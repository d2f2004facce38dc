"""Pictures: an exhibit as PNG or SVG, the same bytes on every run, without browser, network or system fonts."""

import atexit
import base64
import json
import os
import re
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from casekit.exhibits import charts, theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.show import plain
from casekit.ground.errors import fault
from casekit.release import legible

ARGUMENTS = (
    "--disable-gpu",
    "--allow-file-access-from-files",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--no-sandbox",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""


def png(drawn: Any, bare: bool = False) -> bytes:
    """The picture in pixels, twice the size in each direction: 1800 wide, 305 dpi at 15 cm."""
    return base64.b64decode(_rendered(drawn, "png", bare))


def svg(drawn: Any, bare: bool = False) -> bytes:
    """The picture as SVG; its words stay text, the random id of the page is replaced.

    An empty style comes and goes with the order of the browser's own steps, so it is left out.
    """
    text = _rendered(drawn, "svg", bare).replace(' style=""', "")
    if found := re.search(r'id="(?:top)?defs-([0-9a-f]{6})"', text):
        text = text.replace(found[1], "casekit")
    return text.encode()


def _rendered(drawn: Any, form: str, bare: bool) -> str:
    figure = plain(charts.draw(drawn, bare) if isinstance(drawn, Exhibit) else drawn)
    legible.refuse(figure, font())
    size = {"width": theme.WIDTH, "height": theme.HEIGHT}
    size |= {axis: figure["layout"][axis] for axis in size if axis in figure["layout"]}
    if find_spec("kaleido") is None:
        raise fault("renderer_missing")
    if find_spec("kaleido.scopes") is None:
        return _by_browser(figure, form, size)
    return renderer().draw(figure, {"format": form, "scale": theme.SCALE if form == "png" else 1} | size)


def font() -> Path:
    """The file of the Chinese font that pictures are drawn with; its absence is an error, never boxes."""
    if find_spec("pylopdf_fonts_zh_cn") is None:
        raise fault("font_missing")
    from pylopdf_fonts_zh_cn import sans_path

    path = Path(sans_path())
    if not path.is_file():
        raise fault("font_missing")
    return path


@cache
def renderer() -> "Renderer":
    """The one renderer of this process, started at the first picture and stopped with the program."""
    started = Renderer()
    atexit.register(started.close)
    return started


class Renderer:
    """A running kaleido 0.2.1: one JSON line in, one out, one picture at a time."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="casekit-")
        self._lock = Lock()
        executable = Path(str(files("kaleido"))) / "executable"
        command = [str(executable / "bin" / "kaleido")] if os.name == "posix" else [str(executable / "kaleido.cmd")]
        self._process = subprocess.Popen(
            [*command, "plotly", f"--plotlyjs={_plotly_js()}", *ARGUMENTS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=executable,
            env=os.environ | self._surroundings(executable),
        )
        self._answer()

    def draw(self, figure: dict[str, Any], wanted: dict[str, Any]) -> str:
        """The picture: base64 for PNG, the text itself for SVG."""
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({"data": figure} | wanted).encode() + b"\n")
            self._process.stdin.flush()
            return str(self._answer()["result"])

    def close(self) -> None:
        """Stop the process and remove its font cache."""
        with suppress(OSError):
            self._process.communicate(timeout=5)
        self._folder.cleanup()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"code": 1}
        if answer["code"]:
            raise fault("renderer_missing")
        return answer

    def _surroundings(self, executable: Path) -> dict[str, str]:
        """Only our fonts and its own, whatever the machine has: the same bytes everywhere."""
        settings = Path(self._folder.name) / "fonts.conf"
        folders = [font().parent, executable / "xdg" / "fonts"]
        lines = "".join(f"<dir>{_xml(folder)}</dir>" for folder in folders)
        settings.write_text(FONTS.format(folders=lines, cache=_xml(settings.parent / "cache")), "utf-8")
        libraries = os.pathsep.join(filter(None, [str(executable / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]))
        ours = {"FONTCONFIG_FILE": str(settings), "XDG_DATA_HOME": str(executable / "xdg")}
        return ours | {"LD_LIBRARY_PATH": libraries}


def _plotly_js() -> str:
    """The address of plotly's own script, which may hold spaces or Chinese characters only as a URI."""
    with as_file(files("plotly") / "package_data" / "plotly.min.js") as script:
        return script.resolve().as_uri()


def _xml(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;")


def _by_browser(figure: dict[str, Any], form: str, size: dict[str, Any]) -> str:
    """Where kaleido 1 and a browser are installed instead; slower, and its bytes are that browser's."""
    import kaleido

    wanted = {"format": form, "scale": theme.SCALE if form == "png" else 1} | size
    picture: bytes = kaleido.calc_fig_sync(figure, opts=wanted, kopts={"mathjax": False})
    return picture.decode() if form == "svg" else base64.b64encode(picture).decode()
