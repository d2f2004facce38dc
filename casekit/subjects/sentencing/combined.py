"""Combined: the component terms that a judgment of several crimes names, and what they allow the executed term to be."""

import polars as pl

from casekit.cleaning import parse_sentences

DECIDED = "决定执行"
EARLIER = "余刑|残刑|撤销|尚未执行|未执行完毕|前罪|原判|漏罪|假释"
"""Words of an earlier term, with which the bounds of article 69 do not hold (articles 70, 71 and 77)."""

TERM = r"罪[，,、：:]?判处"
PART = "^([^犯以罪]*)"  # of the words after 判处, those before the next crime and before 数罪并罚
TWENTY, TWENTY_FIVE, THIRTY_FIVE = 240.0, 300.0, 420.0
CAPS = {"detention": 12.0, "control": 36.0}


def executed_bounds(texts: pl.Series) -> pl.DataFrame:
    """What the executed term of each text may be, in its order: part_least (the longest part), part_sum, part_most (the sum,
    or the cap under it), all in months.

    Blank where a text names fewer than two parts, parts of different kinds or without a fixed term, or an earlier term.
    """
    before = (
        texts.to_frame("text")
        .with_row_index("line")
        .with_columns(before=pl.col("text").str.extract(f"^(.*?){DECIDED}"))
    )
    usable = before.filter(
        pl.col("before").str.count_matches(TERM) >= 2,
        pl.col("before").str.count_matches(TERM) == pl.col("before").str.count_matches("判处"),
        ~pl.col("text").str.contains(EARLIER),
    )
    parts = usable.select("line", part=pl.col("before").str.split("判处").list.slice(1)).explode("part")
    return before.select("line").join(_bounds(parts), on="line", how="left", maintain_order="left").drop("line")


def _bounds(parts: pl.DataFrame) -> pl.DataFrame:
    """The bounds of each line's parts, where all are one kind of penalty with a fixed term."""
    read = parse_sentences("判处" + parts["part"].str.extract(PART).str.strip_chars("，,、；;。数二两三四五")).select(
        "penalty", "months_low", "form"
    )
    found = (
        pl.concat([parts, read], how="horizontal")
        .group_by("line")
        .agg(
            kind=pl.col("penalty").first(),
            is_one=(pl.col("penalty").n_unique() == 1) & (pl.col("form") == "fixed").fill_null(False).all(),
            part_least=pl.col("months_low").max(),
            part_sum=pl.col("months_low").sum(),
        )
    )
    long = pl.when(pl.col("part_sum") < THIRTY_FIVE).then(TWENTY).otherwise(TWENTY_FIVE)
    cap = pl.col("kind").replace_strict(CAPS, default=None, return_dtype=pl.Float64).fill_null(long)
    usable = found.filter("is_one", pl.col("kind").is_in(["imprisonment", *CAPS]))
    return usable.select("line", "part_least", "part_sum", part_most=pl.min_horizontal("part_sum", cap))
