"""Benchmark: cleaning against the bare read, and against pandas + openpyxl where PEER names that script and a Python that has them.

Usage: python tests/benchmarks/cleaning.py [--rows 200000] [--csv-rows 1000000]
Prints ratios of one run on one machine; peak memory is that of a process of its own for each job.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

JOB = """
import resource, sys, time
start = time.perf_counter()
{body}
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
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
TERMS = [
    "判处有期徒刑八个月，缓刑一年",
    "判处拘役二个月，并处罚金人民币三千元",
    "判处有期徒刑一年六个月",
    "单处罚金人民币一万元",
]


def cases(rows: int) -> pl.DataFrame:
    """Rows such as an office exports: 40 columns, most of them repeating, a number and two dates that hardly do."""
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
    return frame.with_columns(pl.lit(f"备注{n}").alias(f"列{n}") for n in range(40 - frame.width))


def timed(body: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a job in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", JOB.format(body=body), str(folder)], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def compared(name: str, bare: str, folder: Path) -> None:
    (read, read_peak), (clean, clean_peak) = timed(bare, folder), timed(CLEAN, folder)
    print(f"{name}: bare read {read:.2f} s, {read_peak:.0f} MB; clean {clean:.2f} s, {clean_peak:.0f} MB; ", end="")
    print(f"ratio {clean / read:.2f}, memory ratio {clean_peak / read_peak:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"] = name + "/config"
        book, text = Path(name, "book"), Path(name, "text")
        book.mkdir()
        cases(given.rows).write_excel(book / "cases.xlsx")
        compared(f"workbook of {given.rows} x 40", BARE_XLSX, book)
        text.mkdir()
        (text / "cases.csv").write_bytes(cases(given.csv_rows).write_csv().encode("gb18030"))
        compared(f"GB18030 CSV of {given.csv_rows} x 40", BARE_CSV, text)


if __name__ == "__main__":
    main()
