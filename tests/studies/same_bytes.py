"""Study: run the same inputs in surroundings that have nothing in common; every file must have the same bytes.

Usage: python tests/studies/same_bytes.py [--work FOLDER] > tests/studies/same_bytes.toml
A run whose folder is there already is not run again.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("casekit", "notebooks", "data", "pyproject.toml", "requirements.lock")
HOW = """Made by tests/studies/same_bytes.py: one snapshot of the project in folders of two names, run on the shipped sample
and on the same exports as an office's own (one key, two folders of one name). differing: files whose digests in
manifest.json, or other entries of it, are not those of the first run on the same data. other: C locale, another time zone,
hash seed, user, umask, one processor, files copied in the opposite order with other times. later: every clock that Python
reads is three years on; eight threads; a third umask. own: relative and absolute paths, both sets of surroundings mixed."""
CLOCK = """import datetime, time
YEARS = 3 * 365 * 86400
class Clock(type):
    def __instancecheck__(cls, value):
        return isinstance(value, real)
real, tell, told, at, plain = datetime.datetime, time.time, time.time_ns, time.gmtime, time.localtime
class later(real, metaclass=Clock):
    now = classmethod(lambda cls, tz=None: real.now(tz) + datetime.timedelta(seconds=YEARS))
    utcnow = today = classmethod(lambda cls: real.now() + datetime.timedelta(seconds=YEARS))
datetime.datetime = later
time.time, time.time_ns = lambda: tell() + YEARS, lambda: told() + YEARS * 10**9
time.gmtime = lambda seconds=None: at(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: plain(time.time() if seconds is None else seconds)
"""
PLAIN: Mapping[str, str] = {"LANG": "C.UTF-8"}
OTHER = {
    "LANG": "C",
    "LC_ALL": "C",
    "TZ": "Asia/Kathmandu",
    "PYTHONHASHSEED": "1",
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "USER": "somebody",
    "SOURCE_DATE_EPOCH": "0",
}
LATER = {
    "LC_ALL": "C.UTF-8",
    "TZ": "America/Anchorage",
    "PYTHONHASHSEED": "2",
    "POLARS_MAX_THREADS": "8",
    "OMP_NUM_THREADS": "8",
}


def copied(source: Path, target: Path, turned: bool = False) -> Path:
    """A folder copied file by file, the other way round and with other times if `turned`; one that is there stays."""
    if target.exists():
        return target
    for number, path in enumerate(sorted((p for p in source.rglob("*") if p.is_file()), reverse=turned)):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        if turned:
            os.utime(copy, (10**9 + number, 10**9 + number))
    return target


def project(target: Path, turned: bool = False) -> Path:
    """The project as it stands now, without what is not needed to run it."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            copied(ROOT / name, target / name, turned)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def run(home: Path, data: str, output: Path, given: Mapping[str, str], mask: str, before: list[str]) -> dict[str, str]:
    """Run a project; the digest of every file, and every other entry of the manifest as text."""
    config = {
        "CASEKIT_HOME": str(home),
        "XDG_CONFIG_HOME": str(output.parents[1] / "config"),
        "HOME": str(output.parent),
    }
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")}
    command = [*before, sys.executable, "-m", "casekit", "run", "--data", data, "--output", str(output)]
    shell = ["sh", "-c", f'umask {mask}; exec "$@"', "sh", *command]
    if not any(output.glob("*/manifest.json")):
        subprocess.run(shell, cwd=home, env=kept | config | dict(given), check=True, stdout=sys.stderr)
    found = json.loads(next(output.glob("*/manifest.json")).read_text("utf-8"))
    return {name: json.dumps(value) for name, value in (found | found.pop("files")).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work")
    given = parser.parse_args()
    work = Path(given.work or tempfile.mkdtemp())
    here, there = project(work / "here"), project(work / "另一 文件夹", turned=True)
    (work / "clock").mkdir(exist_ok=True)
    (work / "clock" / "sitecustomize.py").write_text(CLOCK, "utf-8")
    own = [copied(ROOT / "data" / "sample", work / name / "exports", turned=name == "b") for name in "ab"]
    (work / "config" / "casekit").mkdir(parents=True, exist_ok=True)
    (work / "config" / "casekit" / "pseudonym.key").write_bytes(bytes(range(32)))
    (work / "config" / "casekit" / "pseudonym.key").chmod(0o600)
    later = LATER | {"PYTHONPATH": str(work / "clock")}
    one = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    surroundings = {
        "plain": (here, "data/sample", PLAIN, "022", []),
        "other": (there, str(there / "data" / "sample"), OTHER, "077", one),
        "later": (there, "data/sample", later, "000", []),
        "own": (here, str(own[0]), PLAIN, "022", []),
        "own_later": (there, os.path.relpath(own[1], there), OTHER | later | {"LC_ALL": "C"}, "077", []),
    }
    print(f'how = """{HOW}"""', flush=True)
    first: dict[str, dict[str, str]] = {}
    for name, (home, data, settings, mask, before) in surroundings.items():
        found = run(home, data, work / "reports" / name, settings, mask, ["nice", *before])
        base = first.setdefault(name.partition("_")[0] if name.startswith("own") else "", found)
        differing = sorted(key for key in base.keys() | found.keys() if base.get(key) != found.get(key))
        print(f"\n[{name}]\nentries = {len(found)}\ndiffering = {differing}", flush=True)


if __name__ == "__main__":
    main()
