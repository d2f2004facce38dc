"""Documents: indictments and review reports of a few of the newest cases whose card has no summary of facts, and their files."""

import io
import zipfile
from html import escape
from typing import Any

import polars as pl

from casekit.release.packing import packed
from casekit.sample.decisions import CHARGED
from casekit.sample.streams import Streams
from casekit.sample.world import LAST, toml

SHARE, LEAST = 30 / 8000, 4
"""Documents for each case of the sample; even a small sample has the four special ones, as far as it has cases for them."""

NEWEST = LAST.replace(month=1, day=1)
INDICTMENT, REPORT, FOLDER = "起诉书", "审查报告", "文书"
NAMELESS, UNKNOWN = 2, 3
"""Which documents name no case, and one that is in no export; the first two are about the same case."""

FAULTS = {
    NAMELESS: {"name": "document_without_number", "zh": "没有写明受案号的文书", "code": "document_names_its_case"},
    UNKNOWN: {"name": "document_of_no_case", "zh": "受案号不在导出表中的文书", "code": "case_not_in_cases"},
}
ROLES = {INDICTMENT: "被告人", REPORT: "犯罪嫌疑人"}
DAYS = {"received_text": "received_on", "concluded_text": "concluded_on"}
CHINESE = "%Y年%-m月%-d日"
ENCODINGS = ["utf-8", "gb18030"]
COLUMNS = (
    "row_no", "received_on", "unit_code", "file", "form", "document_kind", "document_no", "department_number", "facts", "text",
)  # fmt: skip
HEADING = 4
PARAGRAPH = (
    '<w:p><w:pPr><w:jc w:val="{place}"/></w:pPr><w:r><w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr>'
    '<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
)


def drawn(cases: pl.DataFrame, suspects: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """One row a document: file, how it is written, kind, its own number, the number of its case (null where none), facts, text."""
    about = _cases(cases, suspects)
    order = streams.order("documents", about["row_no"]).tolist()[: max(LEAST, round(cases.height * SHARE)) - 1]
    twice: pl.DataFrame = about[order[:1] + order]
    rows = twice.join(_persons(suspects), on="department_number", how="left", maintain_order="left")
    rows = rows.with_row_index("place").with_columns(document_kind=_kind(), form=_form())
    rows = rows.with_columns(document_no=_number(), facts="story", department_number=_number_of_the_case())
    texts = [_text(row) for row in rows.iter_rows(named=True)]
    names = pl.format(
        "{}/{}_{}.{}", pl.lit(FOLDER), "document_kind", "document_no", pl.col("form").replace(ENCODINGS, "txt")
    )
    number = pl.when(pl.col("place") != NAMELESS).then("department_number")
    told = rows.with_columns(file=names, text=pl.Series(texts, dtype=pl.String), department_number=number)
    return told.select(COLUMNS)


def written(documents: pl.DataFrame) -> dict[str, bytes]:
    """The documents as files by name."""
    rows = documents.select("file", "form", "text").iter_rows()
    return {file: _docx(text) if form == "docx" else text.encode(form) for file, form, text in rows}


def told(documents: pl.DataFrame) -> list[dict[str, Any]]:
    """Entries, as faults have them, for the document that names no case and the one whose case is in no export."""
    files = dict(enumerate(documents["file"]))
    there = [(files[place], words) for place, words in FAULTS.items() if place in files]
    return [{**words, "file": file, "sheet": "", "count": 1} for file, words in there]


def _cases(cases: pl.DataFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """Concluded cases of the newest year, of adults alone, with a cause and without a summary of facts."""
    young = suspects.filter("is_minor")["department_number"].unique()
    return cases.filter(
        pl.col("received_on") >= NEWEST, pl.col("concluded_on").is_not_null(), pl.col("moved").is_null(), pl.col("facts").is_null(),
        pl.col("theme") != "其他", ~pl.col("department_number").is_in(young.implode()),
    )  # fmt: skip


def _persons(suspects: pl.DataFrame) -> pl.DataFrame:
    """The paragraphs of each case about its people."""
    form = toml("documents")["person"]
    parts = [pl.col(part) if part in suspects.columns else pl.lit(part) for part in form]
    born = suspects.sort("department_number", "suspect_no").with_columns(
        birth_on=pl.col("birth_on").dt.to_string(CHINESE)
    )
    said = born.select("department_number", persons=pl.concat_str(parts))
    return said.group_by("department_number", maintain_order=True).agg(pl.col("persons").str.join("\n"))


def _kind() -> pl.Expr:
    """The second is a report on the first one's case; so is one in ten, and all where nobody was charged."""
    is_report = (pl.col("place") == 1) | (pl.col("place") % 10 == 6) | (pl.col("conclusion") != CHARGED)
    return pl.when(is_report).then(pl.lit(REPORT)).otherwise(pl.lit(INDICTMENT))


def _form() -> pl.Expr:
    """Every fifth is a docx, two in thirty are texts in GB18030, the others in UTF-8."""
    place = pl.col("place")
    text = pl.when(place % 15 == 4).then(pl.lit("gb18030")).otherwise(pl.lit("utf-8"))
    return pl.when(place % 5 == 0).then(pl.lit("docx")).otherwise(text)


def _number() -> pl.Expr:
    """The document's own number: 甲检刑诉〔2026〕12号 and the like."""
    word = pl.when(pl.col("document_kind") == INDICTMENT).then(pl.lit("刑诉")).otherwise(pl.lit("刑审"))
    return pl.format(
        "{}检{}〔{}〕{}号", "short_unit", word, pl.col("concluded_on").dt.year(), 211 + pl.col("place") * 3
    )


def _number_of_the_case() -> pl.Expr:
    """The case's number; in one document that of a case that is not there."""
    number = pl.col("department_number")
    return pl.when(pl.col("place") == UNKNOWN).then(number.str.replace(r"\d{5}号$", "99901号")).otherwise(number)


def _text(row: dict[str, Any]) -> str:
    """The whole text of a document."""
    words, place = toml("documents"), row["place"]
    lines = words["numbers"]["lines"]
    filled = row | {name: f"{row[day]:%Y年%-m月%-d日}" for name, day in DAYS.items()}
    filled["persons"] = "\n".join(ROLES[row["document_kind"]] + line for line in row["persons"].splitlines())
    filled["evidence"] = words["evidence"].get(row["crime"], words["evidence"]["other"])
    filled["number_line"] = "" if place == NAMELESS else lines[place % len(lines)].format(**row)
    return str(words["text"][row["document_kind"]]).format(**filled).strip() + "\n"


def _docx(text: str) -> bytes:
    """A plain Word document of a paragraph a line, the first lines in the middle, without a clock in it."""
    paragraphs = "".join(
        PARAGRAPH.format(place="center" if line < HEADING else "left", text=escape(said))
        for line, said in enumerate(text.splitlines())
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in toml("documents")["word"].items():
            archive.writestr(name, content.strip().replace("{paragraphs}", paragraphs))
    return packed(made.getvalue())
