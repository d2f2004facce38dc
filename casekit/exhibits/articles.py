"""Articles: how many records are to be read against the law or their own text, by check; for the screen, never for a paper."""

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import number
from casekit.measures.absent import passing_absence
from casekit.records.records import Records
from casekit.subjects.sentencing import law

FAMILIES = {"law": law.LAW, "card": ("card",)}
STAGES = {"law": law.STAGES, "card": ("card",)}


@passing_absence
def table(counted: pl.DataFrame, persons: pl.DataFrame, records: Records, family: str, name: str) -> Exhibit:
    """Every check of a family (law, card) in the codebook's order, from `law.counts`: records to be read of those that could be
    checked at each stage, its article, and what may explain it."""
    language = records.settings.language
    words = phrases("law_table", records)
    cell = pl.format("{}/{}", "flagged", "asked")
    wide = counted.with_columns(cell=cell).pivot("stage", index="code", values="cell")
    basis = {"zh": "basis", "en": "basis_en"}[language]
    known = codebook.read("law_checks").filter(pl.col("code").is_in(law.codes(*FAMILIES[family])))
    frame = known.join(wide, on="code", how="left", maintain_order="left")
    stages = [stage for stage in STAGES[family] if stage in frame.columns]
    placed = {"check": language, "article": basis} | {stage: stage for stage in stages}
    own = columns(words, **placed, **{f"{family}_lawful": f"lawful_{language}"})
    population = words["population"].format(period=records.compared[0].say(language), n=number(persons.height))
    said = {"finding": words[f"{family}_title"], "population": population, "note": words["note"]}
    return tabled(frame, own, records, name=name, **said)


@passing_absence
def said(found: pl.DataFrame, persons: pl.DataFrame, records: Records, family: str) -> Sentence:
    """How many of the persons judged have a record to be read, and how many sentences were held to no range."""
    language = records.settings.language
    words = phrases(f"{family}_said", records)
    flagged = found.filter("flag", pl.col("code").is_in(law.codes(family)))
    period, n = records.compared[0].say(language), number(persons.height)
    counts = {"count": number(_persons(flagged)), "places": number(flagged.height)}
    branch = "some" if flagged.height else "none" if found.height else "unasked"
    told = words[branch].format(period=period, n=n, stages=_by_stage(flagged, words), **counts)
    untold = _untold(found)
    return Sentence((told + (words["untold"].format(count=number(untold)) if untold > 0 else "")).strip())


def _by_stage(flagged: pl.DataFrame, words: dict[str, str]) -> str:
    """The persons at each stage that has words of its own."""
    of = {one: _persons(flagged.filter(pl.col("stage") == one)) for one in law.STAGES if one in words}
    return words.get("joint", "").join(
        words["stage"].format(stage=words[one], count=number(n)) for one, n in of.items()
    )


def _persons(rows: pl.DataFrame) -> int:
    return rows.select("case_id", "suspect_no").n_unique() if rows.height else 0


def _untold(found: pl.DataFrame) -> int:
    """The sentences that could be held to the general limits but to no crime's range."""
    general, ranged = (
        found.filter(pl.col("stage") == "sentence", pl.col("code") == code).height
        for code in ("term_general", "range_above")
    )
    return general - ranged
