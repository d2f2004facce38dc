"""Benchmark: what `import casekit` costs over `import polars`, each in a fresh process, in turn.

Usage: python tests/benchmarks/importing.py [--times 9]
"""

import argparse
import subprocess
import sys
from statistics import median

TIMED = "import time; start = time.perf_counter(); import {name}; print(time.perf_counter() - start)"


def seconds(name: str) -> float:
    command = [sys.executable, "-c", TIMED.format(name=name)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=9)
    pairs = [(seconds("polars"), seconds("polars, casekit")) for _ in range(parser.parse_args().times)]
    bare, ours = (median(column) for column in zip(*pairs, strict=True))
    print(
        f"import polars {bare:.3f} s; polars and casekit {ours:.3f} s; casekit alone {median(b - a for a, b in pairs):+.3f} s"
    )


if __name__ == "__main__":
    main()
