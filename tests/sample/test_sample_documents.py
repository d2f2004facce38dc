"""The sample's papers: of newest cases without a summary, as texts and Word documents, two of which belong to no case."""

import io

import polars as pl
import pytest
from docx import Document

from casekit.codebook import words
from casekit.sample import documents
from casekit.sample.effects import Effects
from casekit.sample.streams import Streams
from casekit.sample.tables import Tables, drawn


@pytest.fixture(scope="module")
def papers(tables: Tables) -> pl.DataFrame:
    return tables.documents


def test_thirty_papers_of_two_kinds_in_three_forms(papers: pl.DataFrame) -> None:
    assert dict(papers["form"].value_counts().rows()) == {"utf-8": 22, "gb18030": 2, "docx": 6}
    assert set(papers["document_kind"]) == {"起诉书", "审查报告"} <= set(words("document_kind"))
    assert papers["file"].is_unique().all()


def test_they_are_of_concluded_cases_of_the_newest_year_without_a_summary(tables: Tables) -> None:
    known = tables.documents.join(tables.cases, on="department_number", suffix="_card")
    assert known["facts_card"].null_count() == known.height == 28
    assert known["concluded_on"].null_count() == 0
    assert known["received_on"].min().isoformat() >= "2026-01-01"  # type: ignore[union-attr]


def test_one_case_has_two_papers_one_paper_names_no_case_and_one_a_case_that_is_not_there(tables: Tables) -> None:
    numbers = tables.documents["department_number"]
    assert numbers.drop_nulls().is_duplicated().sum() == 2
    assert numbers.null_count() == 1
    assert numbers.drop_nulls().is_in(tables.cases["department_number"].implode()).not_().sum() == 1
    assert [entry["code"] for entry in documents.told(tables.documents)] == [
        "document_names_its_case",
        "case_not_in_cases",
    ]


def test_a_paper_says_its_number_what_happened_and_that_it_is_synthetic(papers: pl.DataFrame) -> None:
    text = pl.col("text")
    for part in ("facts", "document_no"):
        assert papers.select(text.str.contains(pl.col(part), literal=True).all()).item(), part
    said = papers.drop_nulls("department_number")
    assert said.select(text.str.contains("受理?案号：" + pl.col("department_number").str.escape_regex()).all()).item()
    assert papers["text"].str.contains("（合成示例）", literal=True).all()
    assert papers["text"].str.contains("经依法审查查明：\n", literal=True).all()
    assert not papers["text"].str.contains("[{}]|None").any()


def test_a_file_holds_the_text(papers: pl.DataFrame) -> None:
    files = documents.written(papers)
    for file, form, text in papers.select("file", "form", "text").iter_rows():
        if form == "docx":
            assert "\n".join(each.text for each in Document(io.BytesIO(files[file])).paragraphs) == text.strip()
        else:
            assert files[file].decode(form) == text


def test_the_smallest_sample_has_as_many_papers_as_cases_allow() -> None:
    assert drawn(1, Streams(5), Effects()).documents.height <= 2
