"""Documents of cases: the facts that a case's own papers find, for cases whose card has none."""

import polars as pl

from casekit.records.records import Records

ORDER = ("indictment", "review_report", "non_prosecution", "other")
"""Whose facts stand where a case has several papers: those it was charged with, else those the review found."""
USED = {"case_id": pl.String, "document_kind": pl.String, "facts": pl.String}


def facts_of_cases(records: Records) -> pl.DataFrame:
    """case_id and facts, one row a case that a paper with facts belongs to: of the first kind in `ORDER`, and of several of
    one kind the longest. Empty where the data has no papers."""
    if not set(USED) <= records.columns("documents"):
        return pl.DataFrame(schema={"case_id": pl.String, "facts": pl.String})
    kind = pl.col("document_kind").replace_strict({code: place for place, code in enumerate(ORDER)}, default=len(ORDER))
    papers = records.table("documents").select(*USED).drop_nulls(["case_id", "facts"])
    ordered = papers.sort(
        "case_id", kind, pl.col("facts").str.len_chars(), "facts", descending=[False, False, True, False]
    )
    return ordered.unique("case_id", keep="first", maintain_order=True).select("case_id", "facts").collect()
