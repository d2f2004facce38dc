"""Verdicts: cases before and after a proposal beside places without one, as figure, table and sentences."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import Row
from casekit.exhibits.branch import is_hidden as few
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import cut, number, opened
from casekit.ground import quarter, written
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.causes.aims import OWN
from casekit.subjects.causes.effects import JUDGED, OTHERS

CHANCE = 0.05
LONG = 60
COLUMNS = ("proposal", "own", "others", "naive", "ratio", "slope", "placebo", "verdict")


@passing_absence
@remade
def chart(months: pl.DataFrame, compared: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The months of one proposal's place beside those of the comparison places, these scaled to the same level before; the
    frames are those of `subjects.causes.effects.monthly` and `.compared`."""
    words, sides = _words(records), _sides(compared, int(months["proposal"][0]))
    own, others = sides[OWN], sides[OTHERS]
    hidden = few(own) or few(others)
    scale = None if hidden or not others["mean_before"] else own["mean_before"] / others["mean_before"]
    factor = pl.when(pl.col("part") == OWN).then(1.0).otherwise(pl.lit(scale, pl.Float64))
    frame = months.with_columns(hidden=is_hidden(months), shown=pl.col("numerator") * factor)
    means = [
        {"part": part, "phase": phase, "mean": None if hidden else by * row[f"mean_{phase}"]}
        for part, row, by in ((OWN, own, 1.0), (OTHERS, others, scale or 0.0))
        for phase in ("before", "after")
    ]
    places = _places(own, records) | {"first": months["month"].min(), "last": months["month"].max()}
    branch = "hidden" if hidden else own["standing"]
    return charts.before_after(
        frame,
        label="month",
        series="part",
        phase="phase",
        value="shown",
        beside=pl.DataFrame(means, {"part": pl.String, "phase": pl.String, "mean": pl.Float64}),
        hidden="hidden",
        names=(opened(words["panel"].format(**places)), words["compared"].format(**places), ""),
        heading=words["mean"],
        finding=codebook.toml("sentences")["effects"][f"title_{branch}"][records.settings.language].format(**places),
        measure=words["measure"].format(**places),
        population=words["said"].format(**places),
        source=records.source,
        note=words["caveat"],
        digits=1,
        name=name,
        language=records.settings.language,
    )


@passing_absence
@remade
def table(compared: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Each proposal compared: monthly means here and elsewhere, the change seen alone and against the comparison, how it went on
    in a year, placebo dates, and the verdict."""
    words = _words(records)
    rows = [_told(_sides(compared, place), records) for place in compared["proposal"].unique(maintain_order=True)]
    frame = pl.DataFrame(rows, dict.fromkeys(COLUMNS, pl.String) | {"hidden": pl.Boolean})
    settings = codebook.toml("proposals")["effect"]
    return charts.table(
        frame,
        columns=[Column(header=words[one], value=one) for one in COLUMNS],
        finding=words["title"],
        measure="",
        population=words["population"].format(m=settings["months"], k=settings["left_out"]),
        source=records.source,
        note=words["note"],
        hidden="hidden",
        name=name,
        language=records.settings.language,
    )


@passing_absence
@remade
def said(compared: pl.DataFrame, records: Records, place: int) -> Sentence | Absent:
    """What the months before and after the proposal at that place of `compared` say, alone and beside the comparison places."""
    if place not in compared["proposal"]:
        words: str = codebook.toml("sentences")["effects"]["unsaid"][records.settings.language]
        return Absent(words.format(n=compared["proposal"].n_unique()))
    return Sentence(_said(_sides(compared, place)[OWN], records))


@passing_absence
@remade
def tally(standings: pl.DataFrame, records: Records) -> Sentence:
    """How many proposals stand how, and how many of the judged would look like a change by chance."""
    language, sentences = records.settings.language, codebook.toml("sentences")["effects"]
    labels, joint = codebook.labels("effect", language), _words(records)["joint"]
    parts = joint.join(
        sentences["part"][language].format(label=labels[row["effect"]], n=number(row["numerator"]))
        for row in standings.filter(pl.col("numerator") > 0).to_dicts()
    )
    total = number(int(standings["numerator"].sum()))
    month = written.month(quarter.parse(standings["period"][0]).end, language)
    n = int(standings.filter(pl.col("effect").is_in(JUDGED))["numerator"].sum())
    after = sentences["chance" if n else "unjudged"][language].format(n=n, x=number(n * CHANCE, 2))
    apart = " " * (language == "en")
    return Sentence(sentences["tally"][language].format(month=month, n=total, parts=parts) + apart + after)


@passing_absence
@remade
def undetermined(cases: pl.DataFrame, records: Records) -> Sentence:
    """How many of the cases have no cause and so are in no comparison."""
    row = cases.row(0, named=True)
    places = {
        "n": number(row["denominator"]),
        "k": number(row["numerator"]),
        "share": number(row["value"], 1, percent=True),
    }
    words: str = codebook.toml("sentences")["effects"]["undetermined"][records.settings.language]
    return Sentence(words.format(**places))


def _words(records: Records) -> dict[str, str]:
    words: dict[str, str] = codebook.toml("sentences")["effects"][records.settings.language]
    return words


def _sides(compared: pl.DataFrame, proposal: int) -> dict[str, Row]:
    """The two rows of a proposal by their part."""
    return {row["part"]: row for row in compared.filter(pl.col("proposal") == proposal).to_dicts()}


def _places(row: Row, records: Records) -> dict[str, str]:
    """What the sentences say of a proposal: its own row's numbers, its cause and place, and the law that changed meanwhile."""
    language, words, sentences = records.settings.language, _words(records), codebook.toml("sentences")["effects"]
    on = date.fromisoformat(row["issued"])
    causes = row["cause"].split("、")
    whole = words["named" if records.settings.unit_names else "district"].format(code=row["unit_code"])
    place = row["town"] or whole
    of = {"cause": words["joint"].join(causes), "place": place, "month": written.month(on, language)}
    title = causes[0] if len(causes) == 1 else words["several"].format(cause=causes[0])
    before = None if row["numerator"] is None else row["denominator"] - row["numerator"]
    more = sentences["more" if _is_near(row) else "never"][language].format(months=_more(row))
    return {
        "label": words["on"].format(**of), "of": words["of"].format(**of), "cause": cut(title, 12),
        "place": place, "day": row["issued"], "k": number(row["places"]),
        "before": number(row["mean_before"], 1), "after": number(row["mean_after"], 1), "n": number(row["denominator"]),
        "n_before": number(before), "n_after": number(row["numerator"]),
        "naive": _percent(row["naive"]), "ratio": _percent(row["ratio"]), "low": _percent(row["low_ratio"]),
        "high": _percent(row["high_ratio"]), "enough": sentences["enough"][language] if row["rules_out"] else "",
        "law": _law(row, records), "more": more,
    }  # fmt: skip


def _said(row: Row, records: Records) -> str:
    branch = "hidden" if few(row) else row["standing"]
    words: str = codebook.toml("sentences")["effects"][branch][records.settings.language]
    return words.format(**_places(row, records)).strip()


def _told(sides: Mapping[str, Row], records: Records) -> Row:
    """The cells of one proposal; where it cannot be judged, no quotient against the comparison."""
    words, own, others = _words(records), sides[OWN], sides[OTHERS]
    places, judged = _places(own, records), own["standing"] in JUDGED
    verdict = codebook.labels("effect", records.settings.language)[own["standing"]]
    if not judged:
        verdict = words["more"].format(months=_more(own)) if _is_near(own) else words["never"]
    return {
        "proposal": places["of"],
        "own": words["arrow"].format(before=places["before"], after=places["after"]),
        "others": words["arrow"].format(before=number(others["mean_before"], 1), after=number(others["mean_after"], 1)),
        "naive": places["naive"],
        "ratio": _interval(own, "ratio", words) if judged else None,
        "slope": _interval(own, "slope", words) if judged else None,
        "placebo": words["tried"].format(alike=own["alike"], tried=own["placebos"]) if judged else None,
        "verdict": verdict,
        "hidden": few(own) or few(others),
    }


def _interval(row: Row, name: str, words: dict[str, str]) -> str:
    ends = {"value": row[name], "low": row[f"low_{name}"], "high": row[f"high_{name}"]}
    return words["interval"].format(**{end: _percent(value) for end, value in ends.items()})


def _percent(value: float | None) -> str:
    return number(value, 0, percent=True)


def _more(row: Row) -> str:
    """How many months more are needed."""
    return number(None if row["needed"] is None else max(1, row["needed"] - row["months_after"]))


def _is_near(row: Row) -> bool:
    return row["needed"] is not None and row["needed"] <= LONG


def _law(row: Row, records: Records) -> str:
    """The changes of law that cases of the proposal's crime saw in the months looked at."""
    language = records.settings.language
    known = codebook.read("breaks").drop_nulls("crimes").to_dicts()
    inside = [
        one for one in known if row["crime"] in one["crimes"].split("|") and row["from"] <= one["date"] <= row["to"]
    ]
    words = codebook.toml("sentences")["effects"]["law"][language]
    days = [(written.day(date.fromisoformat(one["date"]), language), one[language]) for one in inside]
    return "".join(words.format(day=day, words=said) for day, said in days)
