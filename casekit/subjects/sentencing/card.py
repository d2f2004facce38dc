"""Card: fields of the case card held against the text or the field that says the same, as places to read."""

from dataclasses import dataclass

import polars as pl

from casekit import codebook
from casekit.cleaning import parse_crimes
from casekit.ground.errors import Language
from casekit.measures.absent import passing_absence
from casekit.records.records import Records
from casekit.subjects.sentencing.law import short

NEAR = 0.05  # months: as near as terms are written
CONVICTED = "犯([^，,；;。判处犯]{1,30}罪)"
STATED = {
    "sentence_term_months": pl.Float64, "stated_form": pl.String, "judgment_difference": pl.String, "adopted": pl.String,
    "plea": pl.String, "plea_signed_on": pl.Date, "charged_on": pl.Date,
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """What the card says, what the text says, and whether they differ: blank where there is nothing to compare."""

    card: pl.Expr
    text: pl.Expr
    differs: pl.Expr


@passing_absence
def compared(persons: pl.DataFrame, records: Records) -> pl.DataFrame:
    """One row a comparison that could be made, of `law.persons`: case_id, suspect_no, judged_on, stage, code, card_says and
    text_says (in words), flag (they differ)."""
    came, language = records.columns("suspects"), records.settings.language
    blank = {name: pl.lit(None, dtype) for name, dtype in STATED.items() if name not in persons.columns}
    full = persons.with_columns(_convicted(persons["sentence"]), **blank)
    pairs = _terms(language) | _words(language) | _dates(language, came)
    place = ("case_id", "suspect_no", "judged_on", pl.lit("card").alias("stage"))
    made = [
        full.select(*place, code=pl.lit(code), card_says=pair.card, text_says=pair.text, flag=pair.differs)
        for code, pair in pairs.items()
    ]
    return pl.concat(made).drop_nulls("flag")


def _convicted(texts: pl.Series) -> pl.Series:
    """The crime that each judgment's text names; blank where it names none or several."""
    named = texts.to_frame("text").select(crimes=pl.col("text").str.extract_all(CONVICTED).list.unique())
    one = named.select(pl.when(pl.col("crimes").list.len() == 1).then(pl.col("crimes").list.first()))
    return parse_crimes(one.to_series().str.strip_prefix("犯"))["crime"].alias("convicted")


def _terms(language: Language) -> dict[str, Pair]:
    """Months of the card beside those of the sentence; 0 says that there was no such penalty."""
    kind, given = pl.col("sentence_penalty"), pl.col("sentence_probation") == "yes"
    term = pl.when(kind == "imprisonment").then("sentence_months_high").when(kind.is_not_null()).then(0.0)
    trial = pl.when(given).then("sentence_probation_months_high").when(kind.is_not_null()).then(0.0)
    pairs = {
        "card_imprisonment": ("imprisonment_months", term),
        "card_probation": ("probation_months", trial),
        "card_term": ("sentence_term_months", pl.col("sentence_months_high")),
    }
    words = codebook.toml("sentences")["law_penalty"][language]["months"]
    return {
        code: Pair(
            pl.format(words, short(pl.col(field))), pl.format(words, short(read)), (pl.col(field) - read).abs() > NEAR
        )
        for code, (field, read) in pairs.items()
    }


def _words(language: Language) -> dict[str, Pair]:
    """Words of the card beside what its texts and crimes say."""
    form, read, difference = (pl.col(name) for name in ("stated_form", "recommended_form", "judgment_difference"))
    crime, judged, convicted = (pl.col(name) for name in ("crime", "judged_crime", "convicted"))
    told = pl.when(difference.is_in(["same", "charge"])).then((crime != judged) != (difference == "charge"))
    forms, kinds = ("recommendation_form", "judgment_difference")
    charged, given, named = (_label(one, "crime", language) for one in (crime, judged, convicted))
    return {
        "card_form": Pair(
            _label(form, forms, language), _label(read, forms, language), (form == "fixed") != (read == "fixed")
        ),
        "card_crime": Pair(pl.coalesce(given, charged), named, pl.coalesce(judged, crime) != convicted),
        "card_difference": Pair(_label(difference, kinds, language), pl.format("{} → {}", charged, given), told),
    }


def _dates(language: Language, came: set[str]) -> dict[str, Pair]:
    """Words of the card beside a date or text that should be there or not.

    Of an export that never says 调整后采纳, an adjustment beside 采纳 is no difference: it has one word for both.
    """
    words = codebook.toml("sentences")["card_words"][language]
    adopted, adjusted, later = pl.col("adopted"), pl.col("adjusted").is_not_null(), "adopted_after_adjustment"
    plea, signed = pl.col("plea"), pl.col("plea_signed_on").is_not_null()
    settled = pl.when((adopted == later).any() & adopted.is_in(["adopted", later])).then(adjusted != (adopted == later))
    charged = pl.col("charged_on").is_not_null() & plea.is_in(["applied", "not_applied"])
    kept = pl.when(charged).then(signed != (plea == "applied"))
    pairs = {
        "card_adjusted": ("adjusted", "adoption_result", adopted, adjusted, settled),
        "card_plea": ("plea_signed_on", "plea", plea, signed, kept),
    }
    return {
        code: Pair(
            _label(said, vocabulary, language),
            pl.when(there).then(pl.lit(words["there"])).otherwise(pl.lit(words["gone"])),
            differs,
        )
        for code, (column, vocabulary, said, there, differs) in pairs.items()
        if column in came
    }


def _label(code: pl.Expr, vocabulary: str, language: Language) -> pl.Expr:
    return code.replace(codebook.labels(vocabulary, language))
