"""Nearest: one closed case beside the like cases it is nearest to, with what differs; for the screen, never for a paper."""

from dataclasses import replace

import polars as pl

from casekit import codebook
from casekit.exhibits.reading import Reading, reading
from casekit.exhibits.tabled import phrases
from casekit.exhibits.theme import number
from casekit.measures import like_cases
from casekit.measures.absent import Absent, nothing_to_count, passing_absence
from casekit.records.records import Records
from casekit.subjects.sentencing import reference


@passing_absence
def of_case(case: str | pl.DataFrame, records: Records) -> Reading | Absent:
    """The range of one closed case, and the like cases it is nearest to with what differs; for the screen, never for a paper.

    The case is named by its number or the code in a reading list, or is the first of the frame of such a list.
    """
    if isinstance(case, pl.DataFrame) and case.is_empty():
        return nothing_to_count(records)
    found = reference.similar(records, case if isinstance(case, str) else case["case_id"][0])
    if isinstance(found, Absent):
        return found
    own, near = found
    words = phrases("reference", records)
    differs = [words["joint"].join(_told(one, records) for one in row) or "—" for row in near["differs"]]
    terms = {"sentence_months": reference.months("months"), "judged": pl.col("judged_on").cast(pl.String)}
    shown = near.select(*like_cases.KEY, **terms).with_columns(pl.Series("differing", differs, pl.String))
    sentence = words["one_case"].format(**_case(own, words), shown=number(near.height))
    return replace(reading(records, shown, "similar"), sentence=sentence)


def _case(own: pl.DataFrame, words: dict[str, str]) -> dict[str, str]:
    """A person's range, recommendation and sentence as text."""
    terms = {name: reference.months(name) for name in ("low", "middle", "high", "months")}
    said = reference.span("recommended_low", "recommended_high")
    row = own.head(1).select("crime", **terms, said=said, n=pl.col("n_before").cast(pl.String)).to_dicts()[0]
    recommended = words["months"].format(months=row["said"]) if row["said"] else words["unknown"]
    return {**row, "recommended": recommended}


def _told(text: str, records: Records) -> str:
    """`prior_record:0` in words: 无前科."""
    name, value = text.split(":")
    words, language = phrases("reference_words", records), records.settings.language
    if name in words:
        return str(words[name].format(n=value))
    what = codebook.field_label("suspects", name, language)
    if name not in like_cases.circumstances() and name != "fled":
        return f"{what}{'' if language == 'zh' else ' '}{value}"
    return str(words["has" if value == "1" else "lacks"].format(crime="", what=what)).strip(" ,")
