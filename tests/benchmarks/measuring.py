"""Benchmark: an indicator measured on millions of rows of parquet, streaming; time should grow with rows, memory stay far below 8 GB.

Usage: python tests/benchmarks/measuring.py [--rows 5000000 50000000]
Each measure is a process of its own; cases have 40 crimes, persons come three a case.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path


def make(folder: Path, rows: int) -> None:
    """Two clean tables of `rows` rows each."""
    import polars as pl

    row = pl.int_range(rows, dtype=pl.Int64, eager=True).alias("row").to_frame().lazy()
    number, day = (
        pl.format("甲检起诉受〔2026〕{}号", pl.col("row")),
        pl.lit(date(2026, 1, 1)) + pl.duration(days=pl.col("row") % 270),
    )
    flag = pl.when(pl.col("row") % 7 == 0)
    row.select(
        case_id=number,
        concluded_on=day,
        conclusion=pl.lit("prosecuted"),
        first_returned_on=flag.then(pl.lit(date(2026, 1, 1))),
        crime=pl.format("罪名{}", pl.col("row") % 40),
    ).sink_parquet(folder / "cases.parquet")
    row.select(
        case_id=pl.format("甲检起诉受〔2026〕{}号", pl.col("row") // 3),
        judged_on=day,
        sentence_penalty=pl.lit("imprisonment"),
        sentence_probation=flag.then(pl.lit("yes")),
    ).sink_parquet(folder / "suspects.parquet")


def measured(folder: Path, name: str, by: str) -> None:
    """Measure one indicator over three periods and print seconds and peak gigabytes."""
    import polars as pl

    from casekit.ground import quarter
    from casekit.ground.settings import Settings
    from casekit.measures.measure import measure
    from casekit.records.records import Records

    tables = {table: pl.scan_parquet(folder / f"{table}.parquet") for table in ("cases", "suspects")}
    none, report = pl.DataFrame(), {"begins": "2020-01-01", "synthetic": True}
    records = Records(dict(tables), none, none, none, report, quarter.parse("2026Q3"), Settings(), None)
    start = time.perf_counter()
    measure(records, name, by=[by] if by else [], periods=["2026Q1-Q3", "2026Q3", "2026Q2"])
    print(f"{time.perf_counter() - start:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000_000, 50_000_000])
    parser.add_argument("--one", nargs=3, metavar=("FOLDER", "INDICATOR", "BY"))
    parser.add_argument("--make", nargs=2, metavar=("FOLDER", "ROWS"))
    given = parser.parse_args()
    if given.one:
        return measured(Path(given.one[0]), given.one[1], given.one[2])
    if given.make:
        return make(Path(given.make[0]), int(given.make[1]))
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, __file__, "--make", folder, str(rows)], check=True)
            for name, by in (("returned_once", "crime"), ("probation", "")):
                command = [sys.executable, __file__, "--one", folder, name, by]
                seconds, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                print(f"{rows:,} rows, {name}: {seconds} s, {peak} GB")
    return None


if __name__ == "__main__":
    main()
