"""Another office's export: one table alone, headers renamed - every notebook still runs and says so plainly."""

from pathlib import Path

import polars as pl
import pytest
from office import exports
from seen import shown

from casekit import run
from casekit.records.load import load

NUMBER = "甲检起诉受〔2026〕46909900{:03d}号"
CASES = "\n".join(
    f"{NUMBER.format(n)} | 2026-0{4 + n % 3}-1{n % 10} | 2026-0{5 + n % 3}-2{n % 9} | 起诉" for n in range(90)
)


def test_renamed_headers_are_told_with_the_nearest_known_one_and_then_read(tmp_path: Path) -> None:
    data = exports(tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期 | 案件审结处理\n{CASES}")
    told = load(data, office=tmp_path)
    assert "conclusion" not in told.columns("cases")
    assert any("案件审结处理" in line and "审结处理" in line for line in told.report["notices"])
    (tmp_path / "headers.csv").write_text("header,table,field\n案件审结处理,cases,conclusion\n", "utf-8")
    assert (
        load(data, office=tmp_path).table("cases").select(pl.col("conclusion").eq("prosecuted").all()).collect().item()
    )


@pytest.mark.parametrize("only", ["人员", "评查"])
def test_persons_or_evaluations_alone_run(tmp_path: Path, only: str) -> None:
    texts = {
        "人员": f"部门受案号 | 嫌疑人姓名 | 判决日期 | 判决结果\n{NUMBER.format(1)} | 甲乙丙 | 2026-06-30 | 判处拘役一个月",
        "评查": f"评查编号 | 部门受案号 | 评查种类 | 评查日期\nP1 | {NUMBER.format(1)} | 常规抽查 | 2026-06-30",
    }
    done = run.run(data=exports(tmp_path, **{only: texts[only]}), output=tmp_path / "reports", office=tmp_path)
    assert done.folder.name == "2026Q2"
    assert "本节略" in shown(done.folder)
