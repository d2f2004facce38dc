"""Study: kill a real run at fifty random moments; no output folder may be torn, and the next run must heal what is left.

Usage: python tests/studies/kill_runs.py [--kills 50]
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path


def is_whole(folder: Path) -> bool:
    """Whether every file the manifest names is there with its digest, and nothing else is."""
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    same = all(sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in files.items())
    return same and there == {*files, "manifest.json"}


def run(output: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "casekit", "run", "--output", str(output)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    chance, torn, seen = random.Random(1), 0, 0
    with tempfile.TemporaryDirectory() as name:
        output, start = Path(name), time.monotonic()
        first = run(output).wait()
        whole = time.monotonic() - start
        for _ in range(parser.parse_args().kills):
            task = run(output)
            time.sleep(chance.uniform(0.1, 1.05) * whole)
            if task.poll() is None:
                os.killpg(task.pid, signal.SIGKILL)
            task.wait()
            seen += (output / "2026Q3").exists()
            torn += (output / "2026Q3").exists() and not is_whole(output / "2026Q3")
        last = run(output).wait()
        left = sorted(path.name for path in output.iterdir() if not path.name.endswith(".lock"))
        print(
            f"first run {first}, {whole:.1f} s; {seen} kills left a folder, torn: {torn}; next run {last}, left: {left}"
        )


if __name__ == "__main__":
    main()
