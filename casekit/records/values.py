"""Values: a column of text read as what its field says it is; a text that cannot be read is blank beside its reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import polars as pl

from casekit import cleaning, codebook
from casekit.intake.pseudonyms import pseudonymise


@dataclass(frozen=True)
class Field:
    """A field of a clean table as the codebook describes it."""

    table: str
    name: str
    kind: str
    vocabulary: str | None = None
    chosen_by: bool = False


BARE = "bare_number"
NAMES: dict[str, Literal["name", "id"]] = {"name": "name", "id": "id"}
YEAR = r"^((?:19|20)\d{2})(?:\.0|年|年度|年末|年底)?$"
MASKED = r"某|[*＊×]|[xX]{2}"

ALIKE = {"date", "sentence", "crime", "flag", "number", "months", "days", "count", "yuan", "text", "word"}
"""Kinds of which a cell is read the same whatever column it is in; not numbers of cases, which a column of them explains."""

MODERATE = 50_000
YEAR_LAST = r"\d{1,2}\s*[-/.／．－]\s*\d{1,2}\s*[-/.／．－]\s*\d{4}"

Reader = Callable[[pl.Series, Field], pl.DataFrame]


def read_columns(columns: Sequence[tuple[Field, pl.Series]], secret: bytes) -> dict[str, pl.DataFrame]:
    """`read` of every column by its field's name; in a sheet of moderate size columns of one kind are read as one column.

    Reading has a price a column, whatever its length: a small sheet of many columns is read several times faster so.
    """
    alike: dict[tuple[str, str | None], list[tuple[Field, pl.Series]]] = {}
    for field, texts in columns:
        kind = field.kind if _is_alike(field, texts) else field.name
        alike.setdefault((kind, field.vocabulary), []).append((field, texts))
    return {name: cells for group in alike.values() for name, cells in _together(group, secret).items()}


def _is_alike(field: Field, texts: pl.Series) -> bool:
    """Whether a cell of the column says the same in another column; 4/8/2019 does not."""
    if field.kind not in ALIKE or texts.len() > MODERATE:
        return False
    return field.kind != "date" or not texts.str.contains(YEAR_LAST).any()


def _together(group: list[tuple[Field, pl.Series]], secret: bytes) -> dict[str, pl.DataFrame]:
    """Columns of one kind, read one under the other and parted again."""
    first, height = group[0][0], group[0][1].len()
    if len(group) == 1:
        return {first.name: read(first, group[0][1], secret)}
    whole = read(first, pl.concat([texts.alias("text") for _, texts in group]), secret)
    parts = {field.name: whole.slice(place * height, height) for place, (field, _) in enumerate(group)}
    return {name: _renamed(part, first.name, name) for name, part in parts.items()}


def _renamed(cells: pl.DataFrame, first: str, name: str) -> pl.DataFrame:
    """The cells with columns called after their own field."""
    return cells.rename({own: name + own.removeprefix(first) for own in cells.columns if own != "problem"})


def read(field: Field, texts: pl.Series, secret: bytes) -> pl.DataFrame:
    """The values of one column: the field's own column (or several, prefixed by its name) and `problem`."""
    if field.kind in NAMES:
        return _named(field, pseudonymise(unmasked(texts), secret, NAMES[field.kind]), None)
    found = READERS[field.kind](texts, field)
    return found.select(pl.exclude("problem"), pl.col("problem").cast(pl.String))


def read_chosen(field: Field, texts: pl.Series, cells: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The values of a column whose vocabulary another column of the row picks, as a grade's by its rule version.

    Where that column is blank or absent, only words that all the vocabularies read alike are read.
    """
    column, vocabularies = codebook.choices(field.table, field.name) or ("", {})
    if column not in cells:
        return cells[field.name]
    choice = pl.Series("choice", cells[column][column]).replace_strict(
        vocabularies, default=None, return_dtype=pl.String
    )
    read = {name: _word(texts, replace(field, vocabulary=name)) for name in dict.fromkeys(vocabularies.values())}
    picked = cells[field.name]
    for name, frame in read.items():
        picked = picked.select(
            pl.when(choice == name).then(frame[each]).otherwise(each).alias(each) for each in picked.columns
        )
    return picked


def unmasked(texts: pl.Series) -> pl.Series:
    """Names and numbers that stand for one person: 张某某 and 6226****1996 may be anybody's, and are blank."""
    masked = texts.str.contains(MASKED).fill_null(False)
    return texts.to_frame("text").select(pl.when(~masked).then("text")).to_series()


def _named(field: Field, values: pl.Series, problems: pl.Series | None) -> pl.DataFrame:
    problem = pl.lit(None, pl.String) if problems is None else problems
    return pl.DataFrame({field.name: values}).with_columns(problem=problem)


def _column(
    parse: Callable[[pl.Series], pl.DataFrame], column: str, dtype: pl.DataType | None, texts: pl.Series, field: Field
) -> pl.DataFrame:
    found = parse(texts)
    values = found[column] if dtype is None else found[column].cast(dtype)
    return _named(field, values, found["problem"])


def _text(texts: pl.Series, field: Field) -> pl.DataFrame:
    return _named(field, texts.to_frame("text").select(cleaning.clean_text(pl.col("text"))).to_series(), None)


def _key(texts: pl.Series, field: Field) -> pl.DataFrame:
    """A number in its normal writing; one of an unknown form is kept as it stands and told, a damaged one is blank.

    A column of nothing but bare numbers is another system's own numbering, and nothing to tell.
    """
    found = cleaning.parse_case_numbers(texts)
    foreign = (found["problem"] == BARE).sum() == texts.len() - texts.null_count()
    written = _text(texts, field)[field.name]
    damaged = pl.col("problem").fill_null("").str.starts_with("damaged")
    return found.with_columns(written.alias("written")).select(
        pl.when(damaged).then(None).otherwise(pl.coalesce("case_number", "written")).alias(field.name),
        pl.col("year").cast(pl.Int32).alias(f"{field.name}_year"),
        pl.col("kind").alias(f"{field.name}_kind"),
        pl.when(not foreign).then("problem").alias("problem"),
    )


def _count(texts: pl.Series, field: Field) -> pl.DataFrame:
    found = cleaning.parse_numbers(texts)
    whole = pl.col("number") == pl.col("number").round()
    return found.select(
        pl.when(whole).then("number").cast(pl.Int64).alias(field.name),
        pl.when(~whole).then(pl.lit("not_whole")).otherwise("problem").alias("problem"),
    )


def _yuan(texts: pl.Series, field: Field) -> pl.DataFrame:
    found = cleaning.parse_amounts(texts)
    single = pl.col("yuan_low") == pl.col("yuan_high")
    return found.select(
        pl.when(single).then("yuan_low").alias(field.name),
        pl.when(pl.col("problem").is_null() & ~single)
        .then(pl.lit("amount_range"))
        .otherwise("problem")
        .alias("problem"),
    )


def _year(texts: pl.Series, field: Field) -> pl.DataFrame:
    """A year of four digits, with or without the word for it: 2025, 2025年, 2025年末."""
    text = cleaning.clean_text(pl.col("text"))
    found = texts.to_frame("text").select(text, year=text.str.extract(YEAR).cast(pl.Int64))
    unread = pl.col("year").is_null() & pl.col("text").is_not_null()
    return found.select(pl.col("year").alias(field.name), problem=pl.when(unread).then(pl.lit("not_a_year")))


def _crime(texts: pl.Series, field: Field) -> pl.DataFrame:
    found = cleaning.parse_crimes(texts)
    return found.select(pl.col("crime").alias(field.name), pl.col("crimes").alias(f"{field.name}_all"), "problem")


def _span(texts: pl.Series, field: Field) -> pl.DataFrame:
    """The text of a span with its first and last day as columns of their own: expert_period gives expert_from_on, expert_to_on."""
    found, stem = cleaning.parse_spans(texts), field.name.removesuffix("_period")
    days = found.select("problem", pl.col("first").alias(f"{stem}_from_on"), pl.col("last").alias(f"{stem}_to_on"))
    return pl.concat([_text(texts, field).drop("problem"), days], how="horizontal")


def _word(texts: pl.Series, field: Field) -> pl.DataFrame:
    found = cleaning.parse_words(texts, field.vocabulary or "")
    return _named(field, found["code"], found["problem"])


def _flag(texts: pl.Series, field: Field) -> pl.DataFrame:
    """A yes or a no; of a field with words of its own (已封存, 未成年人) these too."""
    found = _column(cleaning.parse_flags, "flag", None, texts, field)
    if not field.vocabulary:
        return found
    said = cleaning.parse_words(texts, field.vocabulary)["code"].replace_strict(
        {"yes": True, "no": False}, default=None
    )
    spoken = found.with_columns(said=said.cast(pl.Boolean))
    return spoken.select(
        pl.coalesce(field.name, "said").alias(field.name), problem=pl.when(pl.col("said").is_null()).then("problem")
    )


def _sentence(texts: pl.Series, field: Field) -> pl.DataFrame:
    found = cleaning.parse_sentences(texts)
    fields = found.drop("problem").rename(lambda name: f"{field.name}_{name}")
    return pl.concat([_text(texts, field).drop("problem"), fields, found.select("problem")], how="horizontal")


READERS: dict[str, Reader] = {
    "key": _key,
    "case_number": _key,
    "order": _count,
    "count": _count,
    "text": _text,
    "date": partial(_column, cleaning.parse_dates, "date", None),
    "number": partial(_column, cleaning.parse_numbers, "number", None),
    "months": partial(_column, cleaning.parse_numbers, "number", None),
    "days": partial(_column, cleaning.parse_numbers, "number", None),
    "yuan": _yuan,
    "year": _year,
    "flag": _flag,
    "crime": _crime,
    "word": _word,
    "sentence": _sentence,
    "span": _span,
}
