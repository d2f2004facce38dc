"""The codebook: domain facts as data, each with its source and status, and the reader of its files."""

import tomllib
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from casekit.ground.errors import Language, Words, both

# file, the columns that name a row in it, its label, and the column that holds the status
SOURCES = (
    ("fields", ("table", "field"), "label_zh", "status"),
    ("vocabularies", ("vocabulary", "code"), "label_zh", "status"),
    ("crimes", ("name",), "name", "status"),
    ("crimes", ("name",), "aliases", "alias_status"),
    ("statutory_ranges", ("crime", "tier"), "condition_zh", "status"),
    ("time_limits", ("key",), "label_zh", "status"),
    ("limit_choices", ("asked", "procedure", "event"), "key", "status"),
    ("limit_rounds", ("stage", "procedure", "sentence"), "stage", "status"),
    ("guideline_factors", ("key",), "factor_zh", "status"),
    ("rules", ("table", "rule"), "zh", "status"),
    ("breaks", ("date",), "zh", "status"),
    ("law_checks", ("code",), "zh", "status"),
    ("ambiguous_words", ("vocabulary", "word"), "word", "status"),
    ("causes", ("facet", "code"), "shows", "status"),
    ("cause_rules", ("cause", "crimes"), "cause", "status"),
    ("refused_headers", ("header",), "header", "status"),
)


@cache
def read(name: str) -> pl.DataFrame:
    """The file `name`.csv with every column as text and blanks null; shared by all callers, so never change it."""
    content = files(__package__).joinpath(f"{name}.csv").read_bytes()
    frame = pl.read_csv(content, infer_schema=False)
    return frame.with_columns(pl.col(pl.String).replace("", None))


@cache
def toml(name: str) -> dict[str, Any]:
    """The file `name`.toml as a dictionary; shared by all callers, so never change it."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def tables() -> pl.DataFrame:
    """The clean tables: table, family (tables one sheet may feed together), key (list), label_zh, label_en."""
    return read("tables").with_columns(pl.col("key").str.split("|"))


@cache
def fields() -> pl.DataFrame:
    """The columns of the clean tables; `headers` is a list, the official header first, empty where none is known.

    A field of table `*` belongs to every table of every family (the case's numbers). Headers are unique within
    a family together with `*`.
    """
    return read("fields").with_columns(pl.col("headers").fill_null("").str.split("|").list.drop_nulls().pipe(_filled))


@cache
def words(vocabulary: str) -> dict[str, str]:
    """Every way of writing (label, alias, code; NFKC) -> code; of several vocabularies when parted by `|`.

    `crime` is a vocabulary too (its codes are the official names, the abolished ones as themselves). A word that
    could mean two codes is left out: `ambiguous(vocabulary)` has it with the reason.
    """
    refused = ambiguous(vocabulary)
    return {word: codes[0] for word, codes in _codes_by_word(vocabulary).items() if word not in refused}


@cache
def ambiguous(vocabulary: str) -> dict[str, str]:
    """Words that must not be read in this vocabulary -> why (Chinese)."""
    listed = read("ambiguous_words").filter(pl.col("vocabulary").is_in(vocabulary.split("|")))
    shared = {word: "、".join(codes) for word, codes in _codes_by_word(vocabulary).items() if len(codes) > 1}
    return shared | {normal(word): reason for word, reason in listed.select("word", "zh").iter_rows()}


@cache
def labels(vocabulary: str, language: Language = "zh") -> dict[str, str]:
    """Code -> label, in the order of the file."""
    return dict(_rows(vocabulary).select("code", f"label_{language}").iter_rows())


def label_in_both(vocabulary: str, code: str) -> Words:
    """What a code is called, for a sentence whose language is not known yet."""
    return both(lambda language: labels(vocabulary, language)[code])


@cache
def field_label(table: str, field: str, language: Language = "zh") -> str:
    """What a column is called: its own label, that of the field it was read from (sentence_penalty: 判决结果) or borrowed
    from another table; a header of an export, which no file describes, is called by its own name."""
    described = pl.col("field") == field
    read_from = pl.lit(field).str.starts_with(pl.col("field") + "_") & (pl.col("kind") == "sentence")
    near = (
        fields()
        .filter(described | read_from)
        .sort(~described, ~pl.col("table").is_in([table, "*"]), maintain_order=True)
    )
    made = labels("made_column", language).get(field, field)
    return made if near.is_empty() else str(near[f"label_{language}"][0])


@cache
def table_label(table: str, language: Language = "zh") -> str:
    """What a clean table is called."""
    return str(tables().filter(pl.col("table") == table)[f"label_{language}"][0])


@cache
def problem_label(table: str, code: str, language: Language = "zh") -> str:
    """What a problem code says: a rule in its own words, else the codebook's words for what a cell could not be read as."""
    rule = read("rules").filter(pl.col("table").is_in([table, "*"]), pl.col("rule") == code)
    if rule.height:
        return str(rule[language][0])
    kind, _, detail = code.partition(":")
    found = read("problems").filter(pl.col("code").is_in([code, kind])).sort(pl.col("code") != code)
    return str(found[language][0]).format(detail) if found.height else code


def group_label(table: str, field: str, value: object, language: Language = "zh") -> str:
    """How one value of a grouping column is written: a code by its label, a flag as 取得谅解 or 未取得谅解, a blank as 未填."""
    if value is None:
        return labels("filled", language)["blank"]
    if isinstance(value, bool):
        own_words = labels("flag", language).get(f"{field}_{value}")
        return own_words or labels("filled", language)[f"flag_{value}"].format(field_label(table, field, language))
    row = fields().filter(pl.col("table") == table, pl.col("field") == field)
    own = field if field in read("vocabularies")["vocabulary"] else None  # of a derived column
    vocabulary = own if row.is_empty() else row["vocabulary"][0]
    return labels(vocabulary, language).get(str(value), str(value)) if vocabulary else str(value)


@cache
def choices(table: str, field: str) -> tuple[str, dict[str, str]] | None:
    """Which column picks the vocabulary of a field that has several, and its code -> vocabulary; None if it has one."""
    row = fields().filter(pl.col("table") == table, pl.col("field") == field).row(0, named=True)
    if row["chosen_by"] is None:
        return None
    column, pairs = row["chosen_by"].split(":")
    return column, dict(pair.split("=") for pair in pairs.split("|"))


def status_label(status: str, language: Language = "zh") -> str:
    """How a fact's status is shown: 已核实, 转引, or 待核实 for what nobody has checked against the text."""
    return labels("status", language)[status]


@cache
def unverified() -> pl.DataFrame:
    """Every fact that is shown as 待核实, in all files: file, key, label, basis."""
    return pl.concat(_from_memory(*source) for source in SOURCES)


def normal(word: str) -> str:
    """A word as it is looked up: NFKC (full-width to half-width) without spaces around it."""
    return unicodedata.normalize("NFKC", word).strip()


def _from_memory(file: str, key: tuple[str, ...], label: str, status: str) -> pl.DataFrame:
    return (
        read(file)
        .filter(pl.col(status) == "memory")
        .select(
            file=pl.lit(file),
            key=pl.concat_str(key, separator="."),
            label=pl.col(label),
            basis=pl.col("basis"),
        )
    )


@cache
def _codes_by_word(vocabulary: str) -> dict[str, list[str]]:
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code, label, aliases in _rows(vocabulary).select("code", "label_zh", "aliases").iter_rows():
        for word in dict.fromkeys(normal(word) for word in (code, label, *(aliases or "").split("|"))):
            if word and code not in codes[word]:
                codes[word].append(code)
    return dict(codes)


@cache
def _rows(vocabulary: str) -> pl.DataFrame:
    if vocabulary == "crime":
        return _crimes_as_words()
    rows = read("vocabularies").filter(pl.col("vocabulary").is_in(vocabulary.split("|")))
    if rows.is_empty():
        raise KeyError(vocabulary)
    return rows


def _crimes_as_words() -> pl.DataFrame:
    bare = pl.col("name").str.strip_suffix("罪")
    return read("crimes").select(
        code="name",
        label_zh="name",
        label_en=pl.coalesce("name_en", "name"),
        aliases=pl.concat_str(bare, "aliases", "selective_variants", separator="|", ignore_nulls=True),
    )


def _filled(headers: pl.Expr) -> pl.Expr:
    return headers.list.eval(pl.element().filter(pl.element() != ""))
