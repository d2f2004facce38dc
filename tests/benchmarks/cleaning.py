"""Benchmark: cleaning against the bare read, and against another script where PEER_PYTHON and PEER name a Python and the script.

Usage: [PEER_PYTHON=... PEER=...] python tests/benchmarks/cleaning.py [--rows 200000] [--csv-rows 1000000] [--rounds 3]
Prints ratios of one run on one machine, the middle one of the rounds, with processor seconds beside the elapsed ones:
other work on the machine slows the jobs, and not alike. Each job is a process of its own, and so is the making of its
data: a process begins with the peak memory of the one that started it, so this one stays small.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

JOB = """
import resource, sys, time
start = time.perf_counter()
{body}
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
BARE_XLSX = """
import fastexcel
reader = fastexcel.read_excel(sys.argv[1] + "/cases.xlsx")
reader.load_sheet(0, header_row=None, dtypes="string").to_polars()
"""
BARE_CSV = """
import polars as pl
pl.read_csv(sys.argv[1] + "/cases.csv", encoding="gb18030", infer_schema=False)
"""
CLEAN = """
from casekit.run import clean
clean(sys.argv[1], sys.argv[1] + "-clean", sys.argv[1])
"""
WIDE, NARROW = 40, 15
TERMS = [
    "判处有期徒刑八个月，缓刑一年",
    "判处拘役二个月，并处罚金人民币三千元",
    "判处有期徒刑一年六个月",
    "单处罚金人民币一万元",
]


class Cost(NamedTuple):
    """What one job took."""

    seconds: float
    processor_seconds: float
    peak_megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.processor_seconds:.2f} s of processor), {self.peak_megabytes:.0f} MB"


def cases(rows: int) -> "pl.DataFrame":
    """Rows such as an office exports: 40 columns, most of them repeating, a number and two dates that hardly do."""
    import numpy as np
    import polars as pl

    draw = np.random.default_rng(1)
    day = pl.Series(np.datetime64("2022-01-01") + draw.integers(0, 1700, rows)).cast(pl.Date)
    year = day.dt.year().cast(pl.String)
    serial = pl.Series(range(rows)).cast(pl.String).str.zfill(7)
    pick = lambda words: pl.Series(words).gather(draw.integers(0, len(words), rows))  # noqa: E731
    frame = pl.DataFrame(
        {
            "部门受案号": pl.select("甲检起诉受〔" + year + "〕4690" + serial + "号").to_series(),
            "案件名称": pick([f"张{n}盗窃案" for n in range(5000)]),
            "受理日期": day.dt.to_string("%Y-%m-%d"),
            "审结日期": day.dt.offset_by("25d").dt.to_string("%Y/%m/%d"),
            "审结处理": pick(["起诉", "不起诉", "改变管辖"]),
            "嫌疑人姓名": pick([f"李{n}四" for n in range(5000)]),
            "起诉罪名": pick(["盗窃罪", "危险驾驶罪", "诈骗", "故意伤害罪", "帮信"]),
            "判决结果": pick(TERMS),
            "量刑建议内容": pick(TERMS),
            "判决日期": day.dt.offset_by("60d").dt.to_string("%Y-%m-%d"),
            "适用程序": pick(["速裁", "简易", "普通"]),
            "是否在押": pick(["是", "否"]),
            "是否认罪认罚": pick(["是", "否"]),
            "自首": pick(["是", "否", ""]),
            "涉案金额": pick([f"{n * 137}元" for n in range(3000)]),
        }
    )
    return frame.with_columns(pl.lit(f"备注{n}").alias(f"列{n}") for n in range(WIDE - frame.width))


def made(home: Path, rows: int, csv_rows: int) -> None:
    """The data of every comparison, each in a folder of its own."""
    for folder in ("book", "wide", "narrow"):
        (home / folder).mkdir()
    cases(rows).write_excel(home / "book" / "cases.xlsx")
    long = cases(csv_rows)
    for folder, width in (("wide", WIDE), ("narrow", NARROW)):
        (home / folder / "cases.csv").write_bytes(long[:, :width].write_csv().encode("gb18030"))


def cost(body: str, folder: Path) -> Cost:
    """What a job takes in a process of its own."""
    command = [sys.executable, "-c", JOB.format(body=body), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Cost(*map(float, done.stdout.split()[-3:]))


def middle(costs: list[Cost]) -> Cost:
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def compared(name: str, bare: str, folder: Path, rounds: int) -> Cost:
    """Print what cleaning takes beside the bare read, in turns; give back the former."""
    turns = [(cost(bare, folder), cost(CLEAN, folder)) for _ in range(rounds)]
    read, clean = middle([first for first, _ in turns]), middle([second for _, second in turns])
    times, processor, memory = (ours / theirs for ours, theirs in zip(clean, read, strict=True))
    print(f"{name}: bare read {read}; clean {clean}")
    print(f"  ratio {times:.2f} (processor {processor:.2f}), memory ratio {memory:.2f}", flush=True)
    return clean


def beside_peer(folder: Path, clean: Cost) -> None:
    """Print how many times longer the peer's script takes, once, for it takes minutes."""
    start = time.perf_counter()
    subprocess.run([os.environ["PEER_PYTHON"], os.environ["PEER"], folder, f"{folder}-peer"], check=True)
    seconds = time.perf_counter() - start
    print(f"  peer {seconds:.1f} s, {seconds / clean.seconds:.1f} times as long as clean", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-make", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only_make:
        return made(given.only_make, given.rows, given.csv_rows)
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"], home = name + "/config", Path(name)
        subprocess.run([sys.executable, *sys.argv, "--only-make", name], check=True)
        clean = compared(f"workbook of {given.rows} x {WIDE}", BARE_XLSX, home / "book", given.rounds)
        if os.environ.get("PEER"):
            beside_peer(home / "book", clean)
        for folder, width in (("wide", WIDE), ("narrow", NARROW)):
            compared(f"GB18030 CSV of {given.csv_rows} x {width}", BARE_CSV, home / folder, given.rounds)
    return None


if __name__ == "__main__":
    main()
