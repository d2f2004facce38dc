"""Documents in a folder of exports: each is one row of a table, joined to its case, and nothing is lost."""

from pathlib import Path

import polars as pl
import pytest

from casekit import sheets
from casekit.measures.documents import facts_of_cases
from casekit.records import documents, store
from casekit.records.load import load
from casekit.records.records import Records
from casekit.subjects import arrival

NUMBER = "甲检起诉受〔2026〕4690980000{}号"
CASES = "部门受案号,统一受案号,受理日期,起诉书文号\n" + "".join(
    f"{NUMBER.format(n)},4690982026000000{n},2026-0{n}-05,甲检刑诉〔2026〕{n}号\n" for n in (1, 2, 3)
)
PAPERS = {
    "起诉书1.txt": f"起诉书\n受理案号：{NUMBER.format(1)}\n被告人陈琤锴，男。\n经依法审查查明：甲盗窃。\n本院认为",
    "报告1.txt": f"审查报告\n受理案号：{NUMBER.format(1)}\n经审查认定：甲在超市盗窃。\n本院认为",
    "另存1.txt": f"起诉书\n受理案号：{NUMBER.format(1)}\n被告人陈琤锴，男。\n经依法审查查明：甲盗窃。\n\n本院认为",
    "不诉2.txt": f"不起诉决定书\n受理案号：{NUMBER.format(9)}\n经依法审查查明：乙打人。\n本院认为",
    "陈琤锴.txt": "起诉书\n甲检刑诉〔2026〕3号\n经依法审查查明：丙醉驾。\n本院认为",
    "无号.txt": "起诉书\n被告人丁",
    "空.txt": " ",
    "旧.doc": "old",
    "~$锁.docx": "lock",
}


def folder_of(folder: Path, exports: bool = True) -> Path:
    (folder / "文书" / "三月").mkdir(parents=True)
    for name, text in PAPERS.items():
        (folder / "文书" / "三月" / name).write_text(text, "utf-8")
    if exports:
        (folder / "案件.csv").write_text(CASES, "utf-8")
    return folder


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return load(folder_of(tmp_path_factory.mktemp("exports")))


def test_every_document_is_accepted_rejected_or_merged(records: Records) -> None:
    counts = {name: records.report[name] for name in ("received", "accepted", "rejected", "merged")}
    assert counts == {"received": 10, "accepted": 8, "rejected": 1, "merged": 1}
    assert records.rejected.select("file", "sheet", "row", "reason").row(0) == (
        "文书/三月/空.txt",
        "",
        1,
        "document_empty",
    )
    assert records.merged.select("file", "kept_file").row(0) == ("文书/三月/起诉书1.txt", "文书/三月/另存1.txt")


def test_documents_are_joined_as_other_tables_and_by_the_number_of_the_indictment(records: Records) -> None:
    found = records.table("documents").sort("file").select("file", "case_id").collect().rows()
    assert [(file.rpartition("/")[2], case) for file, case in found] == [
        ("不诉2.txt", NUMBER.format(9)),
        ("另存1.txt", "46909820260000001"),
        ("报告1.txt", "46909820260000001"),
        ("无号.txt", None),
        ("陈琤锴.txt", "46909820260000003"),
    ]


def test_a_document_without_its_case_is_kept_and_told(records: Records) -> None:
    told = records.problems.filter(pl.col("table") == "documents").select("file", "code").sort("code", "file").rows()
    assert [(file.rpartition("/")[2], code) for file, code in told] == [
        ("不诉2.txt", "case_not_in_cases"),
        ("无号.txt", "document_names_its_case"),
        ("无号.txt", "document_tells_facts"),
    ]


def test_documents_are_told_of_by_folder_and_kind_and_never_by_a_persons_name(records: Records) -> None:
    lines = ["文书/（不起诉决定书1份）", "文书/（其他文书1份）", "文书/（审查报告1份）", "文书/（起诉书4份）"]
    assert [row["file"] for row in records.report["files"]] == [*lines, "案件.csv"]
    assert arrival.by_file(records)["family"].to_list() == ["文书"] * 4 + ["案件"]
    assert sorted(records.report["inputs"]) == sorted([*lines, "案件.csv"])
    assert records.names.to_list() == ["陈琤锴"]
    quality = "\n".join(sheet.frame.write_csv() for sheet in sheets.quality(records))
    assert "陈琤锴" not in quality + str(records.report)
    assert [line for line in records.report["notices"] if "份" in line] == [
        "文书须为 docx 或 txt，另有1份为其他格式（doc、wps、rtf、pdf），未读取。请另存为 docx 后放入。",
        "有的文书不能读取，共1份，有密码、不完整或没有文字，记为未采用。请去掉密码或重新复制；"
        "文件名见 casekit clean 所写的 rejected.parquet。",
    ]


def test_the_facts_of_a_case_are_those_of_its_indictment(records: Records) -> None:
    assert facts_of_cases(records).rows() == [
        ("46909820260000001", "甲盗窃。"),
        ("46909820260000003", "丙醉驾。"),
        (NUMBER.format(9), "乙打人。"),
    ]


def test_a_folder_of_documents_alone_is_read_and_kept(tmp_path: Path) -> None:
    alone = load(folder_of(tmp_path / "data", exports=False))
    store.write(alone, tmp_path / "clean")
    again = load(tmp_path / "clean")
    assert (again.report["received"], again.period.name) == (7, "undated")
    assert again.table("documents").collect().equals(alone.table("documents").collect())
    assert facts_of_cases(again).height == 2


def test_the_documents_of_a_sealed_case_are_set_aside_unsaid(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / "人员.csv").write_text(f"部门受案号,姓名,罪名,是否封存\n{NUMBER.format(1)},甲某,盗窃,已封存\n", "utf-8")
    records = load(tmp_path)
    closed = records.rejected.filter(pl.col("reason") == "sealed").select("file", "text").rows()
    assert closed == [("人员.csv", None), ("文书/三月/另存1.txt", None), ("文书/三月/报告1.txt", None)]
    assert "46909820260000001" not in records.table("documents").collect()["case_id"]


def test_a_folder_a_case_is_one_line_a_kind() -> None:
    many = pl.DataFrame({"file": [f"{n}/a.txt" for n in range(11)], "document_kind": "other", "folder": ""})
    assert documents.lines(many, "zh")["line"].unique().to_list() == ["（其他文书11份）"]
    assert documents.lines(many, "en")["line"].unique().to_list() == ["(other document: 11)"]


def test_data_without_documents_has_no_facts_of_them(sample: Records) -> None:
    assert facts_of_cases(sample).columns == ["case_id", "facts"]
