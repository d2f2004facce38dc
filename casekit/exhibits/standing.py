"""Standing: how concluded reviews stand against their limit, in a table and in sentences; for the screen."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, shares, tabled
from casekit.exhibits.theme import number
from casekit.measures.absent import passing_absence
from casekit.records.records import Records
from casekit.statistics.bunching import Bunching
from casekit.subjects.efficiency.limits import CLOCKS, WORKDAYS

ENDS = ("used", "low", "high")
UNTOLD = ("too_few", "too_short")


@passing_absence
def table(outcomes: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The outcomes by clock, what cannot be told with its reason, and their sum."""
    words = phrases("outcomes_table", records)
    total = outcomes.select(pl.col(*CLOCKS, "cases").sum()).with_columns(label=pl.lit(words["total"]))
    named = outcomes.with_columns(label=_labels(outcomes, records))
    frame = pl.concat([named.select(total.columns), total]).with_columns(share=pl.col("cases") / total["cases"].item())
    clocks = [clock for clock in CLOCKS if clock != "unknown" or total["unknown"].item()]
    own = columns(words, outcome="label", **{clock: clock for clock in (*clocks, "cases")})
    own += shares(words, share="share")
    period, n = records.compared[0].say(records.settings.language), number(total["cases"].item())
    said = {"finding": words["title"], "population": words["population"].format(period=period, n=n)}
    return tabled(frame, own, records, name=name, note=words["note"], **said)


@passing_absence
def said(outcomes: pl.DataFrame, records: Records) -> Sentence:
    """How many are to be checked, and how many cannot be told for want of what."""
    language, words = records.settings.language, phrases("standing", records)
    of = {one: int(outcomes.filter(pl.col("outcome") == one)["cases"].sum()) for one in ("to_check", "cannot_tell")}
    opening = words["check"].format(period=records.compared[0].say(language), n=number(int(outcomes["cases"].sum())))
    tell = words["told"]
    if of["cannot_tell"]:
        lacking = outcomes.filter(pl.col("outcome") == "cannot_tell").sort("cases", "missing", descending=[True, False])
        rows = lacking.select("missing", "cases").rows()
        keys = ["field", *["next_field"] * (len(rows) - 1)]
        fields = [words[key].format(missing=name, count=number(n)) for key, (name, n) in zip(keys, rows, strict=True)]
        tell = words["untold"].format(count=number(of["cannot_tell"]), fields=_joint(records).join(fields))
    branch = "some" if of["to_check"] else "none"
    return Sentence(words[branch].format(check=opening, to_check=number(of["to_check"]), tell=tell))


@passing_absence
def used(shares: pl.DataFrame, records: Records) -> Sentence:
    """The median share of the limit used, by clock, with its interval."""
    language, words = records.settings.language, phrases("standing", records)
    if shares.is_empty():
        return Sentence(words["nobody"])
    clocks = codebook.labels("limit_clock", language)
    clauses = [
        words["used"].format(clock=clocks[clock], n=number(cases), **dict(zip(ENDS, map(_percent, ends), strict=True)))
        for clock, cases, *ends in shares.iter_rows()
    ]
    return Sentence(words["ends"].format(clauses={"zh": "，", "en": "; "}[language].join(clauses)))


@passing_absence
def gathered(found: Bunching, records: Records) -> Sentence:
    """Whether decisions gather on the last days before the limit."""
    words = phrases("gathered", records)
    branch = "few" if found.note in UNTOLD else "found" if (found.low or 0) > 0 else "unfound"
    numbers: dict[str, Any] = {
        name: number(getattr(found, name)) for name in ("observed", "n", "expected", "excess", "low", "high")
    }
    return Sentence(words[branch].format(days=WORKDAYS, **numbers) + words["uneven"] * (found.note == "uneven"))


def _labels(outcomes: pl.DataFrame, records: Records) -> pl.Series:
    language = records.settings.language
    known, lacking = codebook.labels("limit_outcome", language), phrases("outcomes_table", records)
    rows = outcomes.select("outcome", "missing").rows()
    return pl.Series(
        [lacking["lacking"].format(outcome=known[one], missing=why) if why else known[one] for one, why in rows],
        dtype=pl.String,
    )


def _percent(share: float | None) -> str:
    return number(share, 0, percent=True)


def _joint(records: Records) -> str:
    return {"zh": "、", "en": ", "}[records.settings.language]
