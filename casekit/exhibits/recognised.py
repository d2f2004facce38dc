"""Recognised: how the causes of cases were determined, and the rules' causes beside those that people confirmed."""

import json

import polars as pl

from casekit import codebook
from casekit.exhibits import charts, wording
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures import derived
from casekit.measures.absent import Absent, measure_if_given, nothing_to_count, passing_absence
from casekit.measures.causes import BASES
from casekit.measures.causes import of_cases as of_causes
from casekit.measures.disclosure import is_hidden as _hidden
from casekit.measures.measure import FEW
from casekit.records import own_causes
from casekit.records.records import Records


def basis(records: Records) -> "pl.DataFrame | Absent":
    """The cases received in the headline period by how their cause was determined."""
    return measure_if_given(records, "received", by="cause_basis", periods=[records.headline])


def compared(records: Records, indicator: str, by: str | tuple[str, ...] = ()) -> "pl.DataFrame | Absent":
    """`cause_rule_told` or `cause_rule_right` of the headline period; by `case_cause`, which is the confirmed one."""
    return measure_if_given(records, indicator, by=by, periods=[records.headline])


@passing_absence
@remade
def determined(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many cases there are of each basis, in the order in which they count."""
    words = codebook.toml("sentences")["determined"][records.settings.language]
    labels = codebook.labels("cause_basis", records.settings.language)
    rows = {row["cause_basis"]: row for row in measured.to_dicts()}
    shown = [name for name in BASES if name in rows and not is_hidden(rows[name]) and rows[name]["numerator"]]
    parts = [words["part"].format(label=labels[name], n=number(rows[name]["numerator"])) for name in shown]
    parts += [words["hidden"]] * any(map(is_hidden, rows.values()))
    branch = "some" if parts else "none"
    said = wording.words(f"determined.{branch}", records)
    return Sentence(said.format(period=_period(measured, records), parts=words["join"].join(parts)))


@passing_absence
@remade
def said(told: pl.DataFrame, right: pl.DataFrame, records: Records) -> Sentence:
    """How many confirmed causes the rules alone tell, how many of them are the same, and how many they leave open."""
    first, second = told.row(0, named=True), right.row(0, named=True)
    hidden = is_hidden(first) or is_hidden(second) or not first["denominator"]
    branch = "hidden" if hidden else "few" if second["denominator"] < FEW else "full"
    counts = {"n": first["denominator"], "told": first["numerator"], "k": second["numerator"]}
    places = {name: number(None if hidden else count) for name, count in counts.items()}
    if branch == "full":
        places |= {name: number(second[name], 1, percent=True) for name in ("value", "low", "high")}
        places["silent"] = number(first["denominator"] - first["numerator"])
    return Sentence(wording.words(f"recognised.{branch}", records).format(period=_period(told, records), **places))


@passing_absence
@remade
def table(told: pl.DataFrame, right: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """For each confirmed cause: cases, those the rules tell, those of them that are the same, and their share from 30 cases."""
    language = records.settings.language
    words = codebook.toml("sentences")["recognised"][language]
    own = right.select("case_cause", right="numerator", share="value", unsaid=_hidden(right))
    frame = told.filter((pl.col("denominator") > 0) | _hidden(told)).join(own, on="case_cause", how="left")
    if frame.is_empty():
        return nothing_to_count(records)
    enough = (pl.col("numerator") >= FEW) & ~pl.col("unsaid")
    rows = frame.with_columns(share=pl.when(enough).then("share"))
    columns = [
        Column(header=words["cause"], value="case_cause"),
        Column(header=words["confirmed"], value="denominator"),
        Column(header=words["told"], value="numerator"),
        Column(header=words["right"], value="right"),
        Column(header=words["share"], value="share", digits=1, percent=True),
    ]
    return charts.table(
        rows,
        columns=columns,
        name=name,
        finding=words["title"],
        measure="",
        population=_period(told, records),
        note=words["note"],
        source=records.source,
        language=language,
    )


@remade
def unexplained(records: Records) -> Sentence | Absent:
    """How many narratives neither a person nor a rule explains and how to learn themes of them; where themes are kept, how many
    of the headline period are of none of them."""
    if not records.columns("cases"):
        return nothing_to_count(records)
    left = derived.kept(of_causes, records).filter(pl.col("cause_basis").is_in(BASES[2:]))
    cases = records.table("cases").select("case_id", *_if_there(records, "facts", "received_on")).collect()
    own = left.join(cases, on="case_id")
    if own_causes.THEMES not in records.own:
        n = own["facts"].drop_nulls().len() if "facts" in own.columns else 0
        branch = "some" if n >= records.settings.small_number else "none"
        return Sentence(wording.words(f"unexplained.{branch}", records).format(n=number(n)))
    period, then = records.headline, quarter.parse(json.loads(records.own[own_causes.THEMES])["period"])
    read = own.filter(pl.col("received_on").is_between(period.start, period.end)).drop_nulls("is_new")
    n, language = int(read["is_new"].sum()), records.settings.language
    few = min(n, read.height) < records.settings.small_number
    said = {"then": then.say(language), "period": period.say(language), "of": number(read.height), "n": number(n)}
    return Sentence(wording.words(f"unexplained.kept{'_few' if few else ''}", records).format(**said))


def _if_there(records: Records, *names: str) -> list[str]:
    return [name for name in names if name in records.columns("cases")]


def _period(measured: pl.DataFrame, records: Records) -> str:
    return quarter.parse(measured["period"][0]).say(records.settings.language)
