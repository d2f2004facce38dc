"""Tables: everything the sample knows, one frame a table, columns named as the codebook's fields."""

from dataclasses import dataclass
from typing import cast

import polars as pl

from casekit.sample import (
    cases,
    courts,
    decisions,
    documents,
    evaluations,
    file_readings,
    interruptions,
    narratives,
    people,
    places,
    proposals,
    reviews,
    terms,
    wording,
)
from casekit.sample.effects import Effects
from casekit.sample.streams import Streams

HANDLERS = 40
CARD = {
    "places": "place_kind",
    "relations": "relation",
    "triggers": "trigger",
    "time_bands": "time_band",
    "cause": "theme",
}
LIGHT = ("单处罚金", "免予刑事处罚", "拘役", "管制")
FIXED, RANGE = "确定刑", "幅度刑"
SEARCHED, SEARCHED_MORE, UNSAID = 0.58, 0.05, 0.12
"""The share of cases with a guiding-case search in 2021, what each year adds, and the share that says nothing of it."""

STEPS = {
    "received_on": "受理", "extension_1_on": "一次延长审查起诉期限", "extension_2_on": "二次延长审查起诉期限",
    "extension_3_on": "三次延长审查起诉期限", "suspended_on": "中止审查", "resumed_on": "恢复审查",
    "first_returned_on": "一次退回补充侦查", "first_resubmitted_on": "一次补查重报",
    "second_returned_on": "二次退回补充侦查", "second_resubmitted_on": "二次补查重报", "concluded_on": "审结", "charged_on": "提起公诉",
}  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """Cases, suspects, evaluations, defects, steps, file readings, proposals, places and documents, before they are put into files."""

    cases: pl.DataFrame
    suspects: pl.DataFrame
    evaluations: pl.DataFrame
    defects: pl.DataFrame
    steps: pl.DataFrame
    file_readings: pl.DataFrame
    proposals: pl.DataFrame
    places: pl.DataFrame
    documents: pl.DataFrame

    def of(self, name: str) -> pl.DataFrame:
        """The table of that name."""
        return cast(pl.DataFrame, getattr(self, name))


def drawn(count: int, streams: Streams, effects: Effects) -> Tables:
    """All tables of a sample of `count` cases, with the effects in force."""
    candidates = cases.pool(count, streams, effects)
    arrested = people.suspects(candidates, streams).pipe(decisions.held, streams)
    pool = decisions.of_custody(candidates, arrested).pipe(reviews.reviewed, streams, effects)
    pool = courts.foreseen(pool, streams)
    reviewed = pool.select("department_number", pl.exclude(candidates.columns))
    persons = arrested.join(reviewed, on="department_number", how="left", maintain_order="left")
    persons = decisions.decided(persons, streams).pipe(terms.sentenced, streams, effects)
    told = decisions.of_cases(pool, persons).pipe(narratives.narrated, streams).pipe(courts.followed, streams, effects)
    told = told.pipe(interruptions.written, streams).pipe(_on_card, streams)
    evaluated = evaluations.evaluated(told, streams, effects)
    kept = told.filter("kept")
    suspects = persons.pipe(_in_words, streams).filter("kept")
    readings = file_readings.asked(told, streams).filter("kept")
    found, beside = evaluations.found(evaluated, streams), (proposals.proposed(count, streams), places.counted(streams))
    papers = documents.drawn(kept, suspects, streams)
    return Tables(kept, suspects, evaluated, found, _steps(kept), readings, *beside, papers)


def sealed() -> pl.Expr:
    """Whether the law seals a suspect's record: a minor not charged, or sentenced to five years or less."""
    light = (pl.col("judged_months") <= 60) | pl.col("judged_kind").is_in(LIGHT)
    return pl.col("is_minor") & ((pl.col("decision") == decisions.NOT_CHARGED) | light).fill_null(False)


def _in_words(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The suspects with recommendations and judgments as texts, and the crime as judged; some records marked as sealed."""
    form = pl.when("is_range").then(pl.lit(RANGE)).otherwise(pl.lit(FIXED))
    named = persons.with_columns(
        stated_form=pl.when("is_recommended").then(form),
        judged_crime=pl.when(pl.col("judged_on").is_not_null()).then("crime"),
        is_sealed=pl.when(sealed() & (pl.col("suspect_no") == 1)).then(True),
    )
    texts = {"sentence": wording.judgments, "recommended": wording.recommendations, "adjusted": wording.adjusted}
    return named.with_columns(**{name: write(named, streams) for name, write in texts.items()})


def _on_card(pool: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases with what stands on their card beside dates and persons; the cause is confirmed for about half."""
    handlers = people.names("handler", HANDLERS, streams).gather(pool["handler_no"].to_list())
    confirmed, remarked = (pl.lit(pl.Series(streams.uniform(name, pool.height))) for name in ("confirmed", "remarks"))
    return pool.rename(CARD).with_columns(
        cause=pl.when((confirmed < 0.55) & (pl.col("theme") != "其他")).then("theme"),
        referred_crime="crime",
        case_type=pl.lit("一审公诉案件"),
        police_station=pl.col("town") + "派出所",
        handler=handlers,
        remarks=pl.when(remarked < 0.03).then(pl.lit("曾因同类行为被行政处罚")),
        extended_times=pl.when(pl.col("extended_times") > 0).then("extended_times"),
        guiding_case_searched=_searched(pool.height, streams),
    )


def _searched(size: int, streams: Streams) -> pl.Expr:
    """Whether a concluded case has a search for guiding cases on record; for some nothing is said."""
    draw, unsaid = (pl.lit(pl.Series(streams.uniform(f"guiding/{name}", size))) for name in ("searched", "unsaid"))
    year = pl.col("concluded_on").dt.year() - 2021
    return pl.when((unsaid >= UNSAID) & year.is_not_null()).then(draw < SEARCHED + SEARCHED_MORE * year)


def _steps(kept: pl.DataFrame) -> pl.DataFrame:
    """One row a dated step of a case, in order."""
    common = ["row_no", "department_number", "received_on", "unit_code"]
    frames = [
        kept.select(*common, step=pl.lit(step), stepped_on=day, order=pl.lit(order, pl.UInt32))
        for order, (day, step) in enumerate(STEPS.items())
    ]
    steps = (
        pl.concat(frames).drop_nulls("stepped_on").with_columns(row_no=pl.col("row_no") * len(STEPS) + pl.col("order"))
    )
    ordered = steps.sort("received_on", "department_number", "stepped_on", "order")
    return ordered.with_columns(step_note=pl.lit(None, pl.String))
