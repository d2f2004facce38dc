"""Speakers: who says what in a judgment; only what the prosecution proposes is a recommendation."""

import polars as pl

from casekit import codebook
from casekit.cleaning.sentences import parse_sentences
from casekit.intake.defendants import mentioned, unnamed
from casekit.intake.dispositions import with_own_share
from casekit.intake.passages import any_of

PROSECUTION = "prosecution"
_SPEAKERS = ("others", "defence", PROSECUTION, "court")
_TERM = r"[零一二两三四五六七八九十半0-9](?:年|个月)(?:以下|以上|至|左右|[，；）)]|$)"
_PENALTY = rf"(?:徒刑|拘役|管制|缓刑|罚金|免[予于]刑事处罚|免除处罚|死刑|{_TERM})"
_STRAIGHT = r"(?:[^建调变]|建[^议]|[调变][^整更])*?"
_NEXT_PERSON = (
    r"(徒刑|拘役|管制|缓刑|罚金|月|年|元|以下|以上|量刑|处刑|刑罚|幅度内)[，、]"
    r"((?:并|同时|建议|对|判处|以[^，；]{2,16}罪判处)*(?:[一二三四五六七八九十两]名?)?被告(?:人|单位))"
)
_NEXT_SENTENCE = "。((?:建议|同时|并)?(?:对|判处)被告)"


def proposed(passages: pl.DataFrame) -> pl.DataFrame:
    """What the prosecution proposes, one row for each defendant: `text_no`, `name`, the first proposal, the adjusted one.

    Columns: `recommendation_text` and what it says (`recommended_...`), `adjustment_text` and what it says
    (`adjusted_...`). Of a proposal told twice the first that names a penalty counts; of adjusted ones the last. A
    proposal that names nobody is everybody's only where it speaks of all, or where one person stands trial.
    """
    own = _pieces(passages).pipe(_with_persons).explode("persons", "place").drop_nulls("persons")
    turns = (
        own.rename({"persons": "name"})
        .pipe(with_own_share, "piece")
        .with_columns(unnamed("piece", "name").alias("piece"))
        .group_by("text_no", "name", "sentence_no", maintain_order=True)
        .agg(pl.col("piece").unique(maintain_order=True).str.join("，"), pl.col("adjusted").any())
    )
    told = turns.hstack(parse_sentences(turns["piece"])).sort(~_is_full(), maintain_order=True)
    first = told.filter(~pl.col("adjusted")).unique(["text_no", "name"], keep="first", maintain_order=True)
    last = told.filter("adjusted").sort(_is_full(), maintain_order=True).unique(["text_no", "name"], keep="last")
    both = (_columns(first, "recommendation_text", "recommended_"), _columns(last, "adjustment_text", "adjusted_"))
    return both[0].join(both[1], on=["text_no", "name"], how="full", coalesce=True)


def _pieces(passages: pl.DataFrame) -> pl.DataFrame:
    """The prosecution's proposals, cut where they turn to the next defendant, each with its sentence's number."""
    trigger, over = any_of("proposals", "trigger"), any_of("proposals", "over")
    clause, speaks = pl.col("clause"), pl.col("clause").str.contains(_PENALTY)
    return (
        _clauses(passages)
        .with_columns(before=clause.str.extract(rf"^(.*?{trigger}){_STRAIGHT}{_PENALTY}"))
        .with_columns(speaker=_last_speaker(pl.col("before")), last_speaker=_last_speaker(clause))
        .with_columns(speaker=pl.coalesce("speaker", pl.col("last_speaker").forward_fill().shift(1).over("text_no")))
        .with_columns(opened=pl.col("before").is_not_null().cum_max().over("text_no", "sentence_no"))
        .filter(pl.col("opened") & (pl.col("speaker") == PROSECUTION) & speaks)
        .with_columns(
            adjusted=clause.str.contains(any_of("proposals", "adjusted")).cum_max().over("text_no", "sentence_no"),
            piece=pl.coalesce(clause.str.extract(rf"^.*?({trigger}{_STRAIGHT}{_PENALTY}.*)$"), clause),
        )
        .with_columns(pl.col("piece").str.replace(rf"^(.*?{_PENALTY}.*?){over}.*$", "$1"))
    )


def _clauses(passages: pl.DataFrame) -> pl.DataFrame:
    """What is said before the disposition of penalties or by a new speaker, in clauses with their sentence's number."""
    asked = codebook.toml("judgment_words")["speakers"]["asked"]
    said = (
        pl.col("said")
        .str.replace_all(_NEXT_SENTENCE, "；$1")
        .str.replace_all(asked, "$1")
        .str.replace_all(any_of("speakers", "nobody"), "")
    )
    return (
        passages.select("text_no", "names", sentence=said.str.split("。"))
        .explode("sentence")
        .with_row_index("sentence_no")
        .with_columns(clause=pl.col("sentence").str.replace_all(_NEXT_PERSON, "$1；$2").str.split("；"))
        .explode("clause")
        .drop("sentence")
        .filter(pl.col("clause").str.contains_any(codebook.toml("judgment_words")["speakers"]["heard"]))
    )


def _last_speaker(text: pl.Expr) -> pl.Expr:
    """Who is named last as speaking; a proposal is that of the last speaker before it."""
    signs = "|".join(f"(?P<{speaker}>{any_of('speakers', speaker)})" for speaker in _SPEAKERS)
    heard = text.str.extract_groups(f"^.*(?:{signs})").struct
    return pl.coalesce(pl.when(heard.field(name).is_not_null()).then(pl.lit(name)) for name in _SPEAKERS)


def _with_persons(pieces: pl.DataFrame) -> pl.DataFrame:
    """Adds of whom a piece speaks: whom it names, else all, else who was named before it in the sentence."""
    is_of_all = pl.col("piece").str.contains(any_of("proposals", "shared")) | (pl.col("names").list.len() == 1)
    named, named_before = mentioned("piece"), mentioned("before")
    persons = (
        pl.when(named.list.len() > 0).then(named)
        .when(is_of_all).then("names")
        .when(named_before.list.len() > 0).then(named_before)
    )  # fmt: skip
    return pieces.with_columns(persons=persons.forward_fill().over("text_no", "sentence_no")).with_columns(
        count=pl.col("persons").list.len(), place=pl.int_ranges(pl.col("persons").list.len())
    )


def _is_full() -> pl.Expr:
    return pl.any_horizontal(pl.col("penalty", "months_low", "months_high", "kinds_offered").is_not_null())


def _columns(told: pl.DataFrame, text: str, prefix: str) -> pl.DataFrame:
    said = told.drop("text_no", "name", "sentence_no", "piece", "adjusted").columns
    return told.select(
        "text_no", "name", pl.col("piece").alias(text), *(pl.col(name).alias(prefix + name) for name in said)
    )
