"""Effects: what the monthly number of cases of a cause became after a proposal about it, beside places without one."""

from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures import causes, derived
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.records.records import Records
from casekit.statistics.impact import POWER, Effect, impact, placebos, power
from casekit.subjects.causes.aims import OWN, Aim, Counted, counted, measured, month, settings

STANDINGS = ("fell", "rose", "not_shown", "too_little", "recent", "alone", "together")
JUDGED = STANDINGS[:3]
OTHERS = "others"
PHASES = ("before", "left_out", "after")


@dataclass(frozen=True, eq=False)
class Followed:
    """A proposal and how it stands (a code of STANDINGS). `months` has the counts it is judged by, with their `phase`; `best` is
    the power these could have with no more spread than chance; `effect` is there where it was worked out."""

    aim: Aim
    standing: str
    months: pl.DataFrame = field(default_factory=pl.DataFrame)
    best: float = 0.0
    effect: Effect | None = None
    placebos: tuple[Effect, ...] = ()


def followed(records: Records) -> list[Followed] | Absent:
    """Every proposal issued by the end of the period that names its cause, oldest first.

    Cases count by the day of receipt, up to the last whole month of the period; the month of issue and the three before it are
    neither before nor after. Compared are the places where in all that time nothing was proposed about the same cause. A
    proposal that comes while an earlier one about its cause covers its place is taken together with that one. Where even the
    best power is too small, only as many are fitted as the table may need.
    """
    if (absent := _absent(records)) is not None:
        return absent
    cases = counted(records)
    told = [_standing(aim, cases) for aim in cases.aims]
    if not told:
        return nothing_to_count(records)
    likely = sorted((one for one in told if one.best), key=lambda one: -one.best)
    fitted = [one for place, one in enumerate(likely) if one.best >= POWER or place < settings()["most"]]
    return [_judged(one) if one in fitted else one for one in told]


@passing_absence
def standings(followed: list[Followed], records: Records) -> pl.DataFrame:
    """How many proposals stand how, as a measured frame by `effect`: every code of STANDINGS in that order."""
    found = [one.standing for one in followed]
    rows = [{"effect": standing, "numerator": found.count(standing)} for standing in STANDINGS]
    return measured(rows, "proposals_issued", records, "effect")


@passing_absence
def compared(followed: list[Followed], records: Records) -> pl.DataFrame | Absent:
    """The proposals that were fitted, two rows each, as a measured frame: indicator, period, proposal (a number), part (OWN,
    OTHERS), numerator (cases after), denominator (before and after), value, low, high, note; then cause, unit_code, town, issued,
    crime, standing, places, the monthly means before and after, naive (their quotient), ratio, low_ratio, high_ratio, slope
    (a year's), low_slope, high_slope, needed, placebos and alike (those of them that would have looked like a change).

    The judged come first, what fell or rose before the others, the newest first; then those nearest to being judged.
    """
    chosen = _in_order(followed)
    if not chosen:
        return Absent(codebook.toml("sentences")["effects"]["unfitted"][records.settings.language])
    units = records.table("cases").select(pl.col("unit").drop_nulls().unique().sort()).collect()["unit"].to_list()
    codes = {unit: unit if records.settings.unit_names else f"{place:02}" for place, unit in enumerate(units, 1)}
    rows = [row for place, one in enumerate(chosen) for row in _rows(one, place, codes.get(one.aim.unit or ""))]
    return measured(rows, "received", records, "proposal", "part")


@passing_absence
def monthly(followed: list[Followed], records: Records, place: int) -> pl.DataFrame | Absent:
    """The months of the proposal that stands at `place` in `compared`, where it is judged, as a measured frame: indicator, period,
    part, phase, month, numerator, ..., and `proposal`. The places compared with are counted together."""
    shown = [one for one in _in_order(followed) if one.standing in JUDGED]
    if place >= len(shown):
        words = codebook.toml("sentences")["effects"]["undrawn" if shown else "none_drawn"][records.settings.language]
        return Absent(words.format(n=len(shown), k=place + 1))
    part = pl.when(pl.col("place") == OWN).then(pl.lit(OWN)).otherwise(pl.lit(OTHERS)).alias("part")
    summed = shown[place].months.group_by(part, "phase", "period").agg(numerator=pl.col("count").sum())
    rows = summed.sort(pl.col("part") != OWN, "period").to_dicts()
    told = [row | {"month": month(row["period"]), "proposal": place} for row in rows]
    return measured(told, "received", records, "part", "phase", "month")


@passing_absence
def to_read(followed: list[Followed], records: Records) -> pl.DataFrame:
    """The judged proposals, as in `compared`, and what they were found to be: proposal_id, issued, verdict (texts)."""
    words = codebook.labels("effect", records.settings.language)
    judged = [one for one in _in_order(followed) if one.standing in JUDGED]
    rows = [(one.aim.proposal_id, one.aim.on.isoformat(), words[one.standing]) for one in judged]
    return pl.DataFrame(rows, dict.fromkeys(("proposal_id", "issued", "verdict"), pl.String), orient="row")


def cases(records: Records) -> pl.DataFrame | Absent:
    """How many of the cases of all months counted have no cause that could be determined, and how many there are, as a measured
    frame of one row."""
    if (absent := _absent(records)) is not None:
        return absent
    told = counted(records)
    own = told.cases.filter(pl.col("period").is_between(told.first, told.last))
    left = own.filter(pl.col("case_cause") == causes.UNDETERMINED).height
    return measured([{"numerator": left, "denominator": own.height}], "received", records)


def _absent(records: Records) -> Absent | None:
    """Why nothing can be followed: no dates, no table of proposals, no cause on either side, no place to tell cases apart by."""
    words, language = codebook.toml("sentences"), records.settings.language
    if not (records.period.is_dated and records.report["begins"]):
        return Absent(words["absent_dates"][language])
    for indicator, by in (("proposals_issued", "cause"), ("received", "case_cause"), ("received", "unit")):
        if (absent := absence(records, indicator, by=by)) is not None:
            return absent
    known = derived.kept(causes.of_cases, records)["case_cause"] != causes.UNDETERMINED
    return (
        None
        if known.any()
        else Absent(words["absent"][language].format(lacking=codebook.field_label("cases", "cause", language)))
    )


def _standing(aim: Aim, cases: Counted) -> Followed:
    """How a proposal stands before anything is fitted."""
    earlier = [one for one in cases.aims[: cases.aims.index(aim)] if aim.period - one.period <= settings()["months"]]
    if any(one.covers(aim) for one in earlier):
        return Followed(aim, "together")
    if cases.window(aim)[1] - aim.period < settings()["least"]:
        return Followed(aim, "recent")
    since, left_out = pl.col("period") - aim.period, settings()["left_out"]
    phase = pl.when(since > 0).then(pl.lit(PHASES[2])).when(since < -left_out).then(pl.lit(PHASES[0]))
    months = cases.months(aim).with_columns(phase=phase.otherwise(pl.lit(PHASES[1])))
    if not aim.places or months["place"].n_unique() == 1:
        return Followed(aim, "alone")
    sums = _sums(months)
    asked = [sums.get(key, 0) for key in ((True, PHASES[0]), (False, PHASES[0]), (False, PHASES[2]))]
    return Followed(aim, "too_little", months, best=power(*asked))


def _judged(one: Followed) -> Followed:
    """The same with its effect, and with placebo dates where it can be judged; the month of issue is left out too."""
    issued, left_out = one.aim.period + 1, settings()["left_out"] + 1
    effect = impact(one.months, OWN, issued, left_out)
    if effect is None or effect.verdict == "too_little":
        return replace(one, effect=effect)
    tried = placebos(one.months, OWN, issued)
    return replace(one, standing=effect.verdict, effect=effect, placebos=tuple(tried))


def _in_order(followed: list[Followed]) -> list[Followed]:
    """Those with an effect: the judged, first what fell or rose, the newest first; then those nearest to being judged, as many
    as the table may have."""
    fitted = [one for one in followed if one.effect is not None]
    judged = [one for one in fitted if one.standing in JUDGED]
    judged.sort(key=lambda one: (one.standing == JUDGED[2], -one.aim.on.toordinal()))
    others = sorted((one for one in fitted if one.standing not in JUDGED), key=lambda one: -one.best)
    return [*judged, *others[: max(0, settings()["most"] - len(judged))]]


def _rows(one: Followed, place: int, unit_code: str | None) -> list[dict[str, Any]]:
    """The two rows of a proposal: its own places, and those compared with."""
    assert one.effect is not None
    effect, sums, periods = one.effect, _sums(one.months), one.months["period"].sort()
    both = {
        "proposal": place, "cause": "、".join(sorted(one.aim.causes)), "unit_code": unit_code, "town": one.aim.town,
        "issued": one.aim.on.isoformat(), "from": f"{month(periods[0])}-01", "to": f"{month(periods[-1])}-31",
        "crime": one.aim.crime, "standing": one.standing,
        "places": one.months["place"].n_unique() - 1, "ratio": effect.ratio, "low_ratio": effect.low, "high_ratio": effect.high,
        "slope": effect.slope, "low_slope": effect.slope_low, "high_slope": effect.slope_high, "needed": effect.needed,
        "months_after": effect.months_after, "rules_out": effect.rules_out_a_fifth, "placebos": len(one.placebos),
        "alike": sum(other.high < 1 or other.low > 1 for other in one.placebos),
    }  # fmt: skip
    rows = []
    for part, own in ((OWN, True), (OTHERS, False)):
        before, after = sums[own, "before"], sums[own, "after"]
        means = {"mean_before": before / effect.months_before, "mean_after": after / effect.months_after}
        naive = means["mean_after"] / means["mean_before"]
        rows.append(both | means | {"part": part, "numerator": after, "denominator": before + after, "naive": naive})
    return rows


def _sums(months: pl.DataFrame) -> dict[tuple[bool, str], int]:
    """Cases by whether they are the proposal's own, and phase."""
    summed = months.group_by((pl.col("place") == OWN).alias("own"), "phase").agg(pl.col("count").sum())
    return {(own, phase): count for own, phase, count in summed.rows()}
