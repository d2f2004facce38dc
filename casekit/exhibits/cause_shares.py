"""Cause shares: which causes make up the cases of a period, as bars, as a table against a year earlier, and in words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.absent import passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.disclosure import is_hidden
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics.concentration import differ
from casekit.statistics.uncertainty import difference

OTHER, SEVERAL = "other", 3
Row = dict[str, Any]


@passing_absence
@remade
def chart(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Causes by their share of the newest period's cases, the three most frequent dark, the undetermined open and last;
    `measured` is that of `subjects.causes.burden.by_cause`."""
    words, language = cause_words(records), records.settings.language
    now = labelled(_newest(measured), records).with_columns(hidden=is_hidden(measured))
    shown = now.filter(pl.col("hidden") | (pl.col("numerator") > 0))
    n = shown["denominator"].drop_nulls()
    rest, open_row = (shown.filter(case_cause=code)["label"].to_list() for code in (OTHER, UNDETERMINED))
    population = words["chart_population"].format(period=span(measured, language), n=number(n[0] if n.len() else None))
    return charts.bars(
        shown,
        label="label",
        order="code",
        subject=tuple(row["label"] for row in most(shown)[:SEVERAL]) or ("",),
        rest=tuple(rest),
        hollow=tuple(open_row),
        cumulative=words["cumulative"],
        heading=words["heading"],
        finding=str(title(measured, records)),
        measure=words["measure"],
        population=population,
        note=words["chart_note"],
        name=name,
        hidden="hidden",
        source=records.source,
        language=language,
        numerator="numerator",
        denominator="denominator",
        low="low",
        high="high",
    )


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Each cause's cases and share in the newest period and, where there is one, a year earlier, with the change in points."""
    words, language = cause_words(records), records.settings.language
    now = labelled(_newest(measured), records)
    columns = [
        Column(header=words["cause"], value="label"),
        Column(header=words["n_now"].format(period=span(measured, language)), value="numerator"),
        Column(header=words["share"], value="value", digits=1, percent=True),
        Column(header=words["interval"], value="interval"),
    ]
    frame = now.with_columns(interval=ends(now, "low", "high", 100))
    if measured["period"].n_unique() > 1:
        before = _earlier(measured).select("case_cause", n_before="numerator", share_before="value")
        joined = frame.join(before, on="case_cause", how="left", maintain_order="left")
        frame = joined.with_columns(change=pl.col("value") - pl.col("share_before"))
        columns += [
            Column(header=words["n_before"], value="n_before"),
            Column(header=words["share_before"], value="share_before", digits=1, percent=True),
            Column(header=words["change"], value="change", digits=1, percent=True, signed=True),
        ]
    return listed(frame, columns, records, name, words["title"], words["table_note"])


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """How much of all cases the most frequent causes make up, and how many are undetermined, in a line."""
    words, rows = cause_words(records), labelled(_newest(measured), records)
    named, undetermined = most(rows)[:SEVERAL], _undetermined(rows)
    if not named and undetermined:
        return Sentence(words["title_none"])
    if not named or undetermined is None or any(row["value"] is None for row in named) or named[0]["denominator"] < FEW:
        return Sentence(words["title_few"])
    share = number(sum(row["numerator"] for row in named) / named[0]["denominator"], 1, percent=True)
    said = words["title_some"] if len(named) > 1 else words["title_one"]
    return Sentence(
        said.format(
            k=words["numerals"][len(named)],
            share=share,
            rest=number(undetermined / named[0]["denominator"], 1, percent=True),
        )
    )


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """The most frequent causes of the newest period with their counts, what they make up together, how many are undetermined."""
    words, language = cause_words(records), records.settings.language
    rows = labelled(_newest(measured), records)
    named, undetermined = most(rows)[:SEVERAL], _undetermined(rows)
    n = rows["denominator"].drop_nulls()
    places = {"period": span(measured, language), "n": number(n[0] if n.len() else None)}
    places["undetermined"] = PROTECTED if undetermined is None else number(undetermined)
    if not named or not n.len():
        return Sentence(words["said_none"].format(**places))
    parts = [words["counted"].format(cause=row["label"], n=number(row["numerator"])) for row in named]
    total = sum(row["numerator"] for row in named)
    places |= {"causes": joined(parts, words), "total": number(total)}
    if n[0] < FEW:
        return Sentence(words["said_few"].format(**places))
    share = {"share": number(total / n[0], 1, percent=True)}
    if undetermined is not None:
        share["rest"] = number(undetermined / n[0], 1, percent=True)
    branch = "said_hidden" if undetermined is None else "said_one" if len(named) == 1 else "said_some"
    return Sentence(words[branch].format(**places, **share))


@passing_absence
@remade
def changed(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which causes' share changed on a year earlier, allowing for the number of causes shown."""
    words = cause_words(records)
    if measured["period"].n_unique() < 2:
        return Sentence(words["changed_first"])
    both = labelled(_newest(measured), records).join(
        _earlier(measured).select("case_cause", k="numerator", n="denominator"), on="case_cause", how="left"
    )
    known = both.filter(
        pl.col("numerator").is_not_null(), pl.col("k").is_not_null(), pl.min_horizontal("n", "denominator") >= FEW
    )
    if "rounding" in known.columns and known["rounding"].max() != 1:
        return Sentence(words["changed_rounded"])
    if not most(known):
        return Sentence(words["changed_few"])
    now, before = ((known[k].to_numpy(), known[n].to_numpy()) for k, n in (("numerator", "denominator"), ("k", "n")))
    low, high = difference(now, before)
    tested = known.with_columns(
        d=pl.col("value") - pl.col("k") / pl.col("n"), d_low=pl.Series(low), d_high=pl.Series(high)
    )
    moved = tested.filter(pl.Series(differ(now, before))).to_dicts()
    parts = [_moved(row, words) for row in moved]
    branch = "changed_some" if parts else "changed_none"
    return Sentence(words[branch].format(parts=words["stop"].join(parts), k=number(known.height)))


def labelled(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The frame with the name of each cause as it is written."""
    words = cause_words(records)
    names = {OTHER: words["other"], UNDETERMINED: words["undetermined"]}
    return measured.with_columns(label=pl.col("case_cause").replace(names))


def ends(measured: pl.DataFrame, low: str, high: str, scale: int, digits: int = 1, joint: str = "—") -> pl.Series:
    """Both limits as one text; blank where they are hidden."""
    pairs = measured.select(low, high).iter_rows()
    texts = [None if None in pair else joint.join(number(end * scale, digits) for end in pair) for pair in pairs]
    return pl.Series(texts, dtype=pl.String)


def joined(parts: list[str], words: dict[str, Any]) -> str:
    """甲、乙和丙."""
    return str(words["and"].join(filter(None, (words["comma"].join(parts[:-1]), parts[-1]))))


def span(measured: pl.DataFrame, language: Language) -> str:
    """The period in words; of several quarters the first and the last."""
    first, _, last = measured["period"][0].partition("—")
    if not last:
        return quarter.parse(first).say(language)
    return ({"zh": "至", "en": " to "}[language]).join(quarter.parse(one).say(language) for one in (first, last))


def listed(frame: pl.DataFrame, columns: list[Column], records: Records, name: str, finding: str, note: str) -> Exhibit:
    population = span(frame, records.settings.language) if "—" in frame["period"][0] else ""
    marked = frame.with_columns(hidden=is_hidden(frame))
    said = {"finding": finding, "measure": "", "population": population, "note": note, "source": records.source}
    return charts.table(marked, columns=columns, hidden="hidden", name=name, language=records.settings.language, **said)


def cause_words(records: Records) -> dict[str, Any]:
    words: dict[str, Any] = codebook.toml("sentences")["causes"][records.settings.language]
    return words


def _newest(measured: pl.DataFrame) -> pl.DataFrame:
    return measured.filter(pl.col("period") == measured["period"][0])


def _earlier(measured: pl.DataFrame) -> pl.DataFrame:
    return measured.filter(pl.col("period") != measured["period"][0])


def most(rows: pl.DataFrame) -> list[Row]:
    """The causes by name whose counts can be seen, largest first."""
    named = rows.filter(~pl.col("case_cause").is_in([OTHER, UNDETERMINED]), pl.col("numerator") > 0, ~is_hidden(rows))
    return named.sort("numerator", descending=True, maintain_order=True).to_dicts()


def _undetermined(rows: pl.DataFrame) -> int | None:
    """How many are undetermined; None where that is hidden."""
    own = rows.filter(case_cause=UNDETERMINED)["numerator"].to_list()
    return own[0] if own else 0


def _moved(row: Row, words: dict[str, Any]) -> str:
    up = row["d"] > 0
    limits = (row["d_low"], row["d_high"]) if up else (-row["d_high"], -row["d_low"])
    numbers = [number(one, 1, percent=True) for one in (row["value"], abs(row["d"]), *limits)]
    return str(words["moved"]).format(*numbers, cause=row["label"], way=words["rose" if up else "fell"])
