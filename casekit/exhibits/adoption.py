"""Adoption: who can be compared, what the cards record beside what is computed, and the reasons they give."""

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import number
from casekit.measures.absent import Absent, passing_absence
from casekit.records.records import Records

SOON = 3  # days before judgment


@passing_absence
def standing(persons: pl.DataFrame, records: Records) -> Sentence:
    """How many persons judged after plea leniency can be compared, and why the others cannot."""
    words, labels = phrases("agreement", records), codebook.labels("agreement_standing", records.settings.language)
    found = dict(persons["agreement_standing"].value_counts().iter_rows())
    apart = [
        words["part"].format(label=label, n=number(found[code])) for code, label in labels.items() if code in found
    ]
    loose = persons.filter(agreement_standing="loose")
    fitting = loose.filter(pl.col("final_agreement").is_in(["accepted", "loose_fits"])).height
    tail = words["loose"].format(n=number(fitting)) if loose.height else ""
    opening = words["judged"].format(period=records.headline.say(records.settings.language), n=number(persons.height))
    return Sentence(opening + words["joint"].join(apart) + words["stop"] + tail)


@passing_absence
def crossed(frame: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """What the cards record, a row each, against what is computed, a column each."""
    language, words = records.settings.language, phrases("agreement", records)
    recorded, computed = codebook.labels("adoption_result", language), codebook.labels("agreement", language)
    summed = frame.pivot("agreement", index="adopted", values="persons", aggregate_function="sum")
    wide = _labelled(summed, "adopted", "adoption_result", records)
    there = [code for code in computed if code in wide.columns]
    order = {code: place for place, code in enumerate(recorded)}
    listed = wide.with_columns(pl.col(there).fill_null(0), together=pl.sum_horizontal(there)).sort(
        pl.col("adopted").replace_strict(order, default=len(order)), maintain_order=True
    )
    classes = columns(computed, **{code: code for code in there})
    own = [*columns(words, recorded="label"), *classes, *columns(words, all="together")]
    return _table(listed, own, words["crossed"], int(frame["persons"].sum()), records, name)


@passing_absence
def recorded(frame: pl.DataFrame, records: Records) -> Sentence:
    """How many records fit what is computed, and how many cards say nothing."""
    words, said = phrases("agreement", records), frame.drop_nulls("adopted")
    n, odd = int(said["persons"].sum()), int(said.filter(~pl.col("fits"))["persons"].sum())
    blank = int(frame["persons"].sum()) - n
    sentence = words["fit" if odd else "all_fit"] if n else words["unrecorded"]
    tail = words["blank"].format(n=number(blank)) if blank and n else ""
    return Sentence(sentence.format(n=number(n), odd=number(odd)) + tail)


@passing_absence
def refusals(frame: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """The recorded reasons for non-adoption with their articles."""
    words = phrases("agreement", records)
    if frame.is_empty():
        return Absent(words["no_refusal"])
    named = _labelled(_with_articles(frame), "non_adoption_reason", "non_adoption_reason", records)
    own = columns(words, reason="label", article="article", persons="persons")
    return _table(named, own, words["refused"], int(frame["persons"].sum()), records, name)


@passing_absence
def reasons(frame: pl.DataFrame, records: Records) -> Sentence:
    """How many of the recorded reasons are among the five grounds of article 201(1), and how many among those of 201(2)."""
    words, n = phrases("agreement", records), int(frame["persons"].sum())
    if n == 0:
        return Sentence(words["no_refusal"])
    first, second = (pl.col("article").eq_missing(f"201({paragraph})") for paragraph in (1, 2))
    grounds = {"exempt": first, "improper": second, "unsaid": ~first & ~second}
    summed = {name: pl.col("persons").filter(ground).sum() for name, ground in grounds.items()}
    counts = {name: number(count) for name, count in _with_articles(frame).select(**summed).row(0, named=True).items()}
    return Sentence(words["reasons"].format(n=number(n), **counts))


@passing_absence
def timing(persons: pl.DataFrame, records: Records) -> Sentence:
    """How long before judgment recommendations were adjusted, and how many in fast-track cases, where that is lawful at court."""
    adjusted = persons.filter("is_agreement_counted", "is_adjusted")
    if adjusted.is_empty():
        return Sentence(phrases("agreement", records)["no_adjustment"])
    days = (pl.col("judged_on") - pl.col("adjusted_on")).dt.total_days()
    told = {
        "on_the_day": days == 0, "before": days.is_between(1, SOON), "earlier": days > SOON, "undated": days.is_null(),
        "fast_track": pl.col("procedure") == "fast_track",
    }  # fmt: skip
    counts = adjusted.select(n=pl.len(), **{name: when.sum() for name, when in told.items()}).row(0, named=True)
    said = {name: number(count) for name, count in counts.items()}
    is_told = adjusted["procedure"].is_not_null().any()
    fast = phrases("agreement", records)["fast_track"].format(n=said["fast_track"]) if is_told else ""
    return Sentence(phrases("agreement", records)["timed"].format(soon=SOON, fast=fast, **said))


@passing_absence
def adjustments(frame: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """The recorded reasons for adjustments: by whom asked, how many, how many accepted, and when."""
    language, words = records.settings.language, phrases("agreement", records)
    if frame.is_empty():
        return Absent(words["no_adjustment"])
    asked = frame.with_columns(pl.col("asked").replace(codebook.labels("adjustment_asked", language)))
    named = _labelled(asked, "adjustment_reason", "adjustment_reason", records)
    own = columns(words, reason="label", asked="asked", persons="persons", accepted="accepted", days="days")
    return _table(named, own, words["adjusted"], int(frame["persons"].sum()), records, name, words["adjusted_note"])


def _with_articles(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the paragraph of the Criminal Procedure Law that a reason is in; blank where it is in none."""
    known = codebook.read("vocabularies").filter(vocabulary="non_adoption_reason").select("code", "basis")
    basis = pl.col("non_adoption_reason").replace_strict(dict(known.iter_rows()), default=None, return_dtype=pl.String)
    return frame.with_columns(article=basis.str.extract(r"刑诉法(\d+\(\d\))"))


def _labelled(frame: pl.DataFrame, column: str, vocabulary: str, records: Records) -> pl.DataFrame:
    """The frame with the words of a coded column as `label`; those of a blank where there is none."""
    labels, blanks = (codebook.labels(name, records.settings.language) for name in (vocabulary, "filled"))
    return frame.with_columns(label=pl.col(column).replace(labels).fill_null(blanks["blank"]))


def _table(
    frame: pl.DataFrame, own: list[Column], finding: str, n: int, records: Records, name: str, note: str = ""
) -> Exhibit:
    period, words = records.headline.say(records.settings.language), phrases("agreement", records)
    population = words["population"].format(period=period, n=number(n))
    return tabled(frame, own, records, name=name, finding=finding, population=population, note=note)
