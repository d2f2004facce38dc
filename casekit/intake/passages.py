"""Passages: the parts of a judgment's text, in the order of the document, with a PDF's line breaks and page numbers gone."""

from functools import cache

import polars as pl

from casekit import codebook
from casekit.cleaning.numerals import as_texts
from casekit.cleaning.text import FOLDS

_N = "[ \\t]*[0-9]{1,3}[ \\t]*"
_PAGE = rf"(?m)^[ \t]*(?:[-—–－―]{_N}[-—–－―]|{_N}/{_N}|(?:共{_N}页.{{0,3}})?第{_N}页.{{0,12}})[ \t]*$"
_BARE_PAGE = rf"\n{_N}\n[ \t]*([^\s0-9年个月日天元万千百余多至到以号])"
_COURT_LINE = r"(?m)^([^\n：:，,。；0-9a-zA-Z]{2,40}法院)$"
_QUOTES_AN_EARLIER = "上诉人|原审|原判|抗诉"


@cache
def any_of(part: str, name: str) -> str:
    """The codebook's ways of wording a part, a speaker or an outcome, as one pattern."""
    return "(?:" + "|".join(codebook.toml("judgment_words")[part][name]) + ")"


def taken_apart(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`text_no`, the whole text in one line, and its passages, one row a text.

    `head` introduces court and parties, `said` is everything from the charge to the court's view, `disposition` what the
    court decides, `tail` the signatures (or what `is_cut_off` of a disposition); a passage that is not there is null. A text cut off before
    its disposition has none, even where it quotes an earlier judgment.
    """
    lines = unpaged(pl.col("text").str.replace_many(FOLDS | {"\n": "\n"}))
    return (
        as_texts(texts)
        .with_row_index("text_no")
        .lazy()
        .with_columns(lines.str.replace_all(r"[^\S\n]+", "").alias("lines"))
        .with_columns(court_line=pl.col("lines").str.extract(_COURT_LINE))
        .with_columns(text=_with_plain_titles(pl.col("lines").str.replace_all(r"\s", "")))
        .with_columns(
            head=_before("text", f"(?:{any_of('parts', 'charge')}|{any_of('parts', 'view')})"), decided=_decided()
        )
        .with_columns(disposition=pl.coalesce(_before("decided", any_of("parts", "end")), _finished("decided")))
        .with_columns(
            pl.col("text").cast(pl.String),
            said=_rest("text", "head").str.slice(0, _rest("text", "head").str.len_chars() - _length("decided")),
            tail=_rest("decided", "disposition"),
            is_cut_off=~pl.col("decided").str.contains(rf"{any_of('parts', 'end')}|。$|^$"),
        )
        .drop("lines", "decided")
        .collect(engine="streaming")
    )


def unpaged(lines: pl.Expr) -> pl.Expr:
    """The lines of a text without those that hold a page's number."""
    return lines.str.replace_all(_PAGE, "").str.replace_all(_BARE_PAGE, "\n$1")


def _with_plain_titles(text: pl.Expr) -> pl.Expr:
    for title, plain in codebook.toml("judgment_words")["titles"].items():
        text = text.str.replace_all(title, plain.replace("$1", "${1}"))
    return text


def _before(column: str, sign: str) -> pl.Expr:
    return pl.col(column).str.extract(rf"^(.*?){sign}")


def _decided() -> pl.Expr:
    """All that follows the last heading of a disposition, unless an earlier judgment may be quoted: the court's own view comes first."""
    found = pl.col("text").str.extract_groups(rf"^(?P<before>.*){any_of('parts', 'disposition')}(?P<after>.*)$")
    before, after = found.struct.field("before"), found.struct.field("after")
    is_its_own = before.str.contains(any_of("parts", "view")) | ~pl.col("text").str.contains(_QUOTES_AN_EARLIER)
    return pl.when(is_its_own).then(after)


def _length(column: str) -> pl.Expr:
    return pl.col(column).str.len_chars().fill_null(0)


def _rest(column: str, start: str) -> pl.Expr:
    return pl.col(column).str.slice(_length(start))


def _finished(column: str) -> pl.Expr:
    """A text's end without the sentence it breaks off in."""
    return pl.col(column).str.replace("[^。]*$", "")
