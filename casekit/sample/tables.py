"""Tables: everything the sample knows, one frame a table, columns named as the codebook's fields."""

from dataclasses import dataclass

import polars as pl

from casekit.sample import cases, decisions, evaluations, narratives, people, reviews, terms, wording
from casekit.sample.effects import Effects
from casekit.sample.streams import Streams

HANDLERS = 40
FIXED, RANGE = "确定刑", "幅度刑"
STEPS = {
    "received_on": "受理", "first_returned_on": "一次退回补充侦查", "first_resubmitted_on": "一次补查重报", "second_returned_on": "二次退回补充侦查",
    "concluded_on": "审结", "charged_on": "提起公诉",
}  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """Cases, suspects, evaluations, defects and steps, before they are put into files."""

    cases: pl.DataFrame
    suspects: pl.DataFrame
    evaluations: pl.DataFrame
    defects: pl.DataFrame
    steps: pl.DataFrame

    def of(self, name: str) -> pl.DataFrame:
        """The table of that name."""
        return dict(vars(self))[name]


def drawn(count: int, streams: Streams, effects: Effects) -> Tables:
    """All tables of a sample of `count` cases, with the effects in force."""
    pool = reviews.reviewed(cases.pool(count, streams, effects), streams, effects)
    persons = _worded(
        terms.sentenced(decisions.decided(people.suspects(pool, streams), streams), streams, effects), streams
    )
    told = _told(narratives.narrated(decisions.of_cases(pool, persons), streams), streams)
    evaluated = evaluations.evaluated(told, streams, effects).rename(
        {"kind": "pool_kind", "kind_of_evaluation": "kind"}
    )
    defects = evaluations.found(evaluated, streams).rename({"kind": "defect_kind"})
    kept = told.filter("kept")
    return Tables(kept, persons.filter("kept"), evaluated, defects, _steps(kept))


def _worded(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The suspects with recommendations and judgments in words, and the crime as charged and as judged."""
    named = persons.with_columns(
        person_crime="crime",
        stated_form=pl.when(pl.col("is_recommended")).then(
            pl.when("is_range").then(pl.lit(RANGE)).otherwise(pl.lit(FIXED))
        ),
        judged_crime=pl.when(pl.col("judged_on").is_not_null()).then("crime"),
        is_sealed=pl.when(_sealed() & (pl.col("suspect_no") == 1)).then(True),
    )
    texts = {"sentence": wording.judgments, "recommended": wording.recommendations, "adjusted": wording.adjusted}
    return named.with_columns(**{name: write(named, streams) for name, write in texts.items()})


def _sealed() -> pl.Expr:
    """Whether the law seals the person's record: a minor not charged, or sentenced to five years or less."""
    light = (pl.col("judged_months") <= 60) | pl.col("judged_kind").is_in(["单处罚金", "免予刑事处罚", "拘役", "管制"])
    return pl.col("is_minor") & ((pl.col("decision") == decisions.NOT_CHARGED) | light).fill_null(False)


def _told(pool: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases with what stands on their card beside dates and persons."""
    handlers = people.names("handler", HANDLERS, streams)
    confirmed = pl.lit(pl.Series(streams.uniform("cause/confirmed", pool.height) < 0.55))
    remarked = pl.lit(pl.Series(streams.uniform("remarks", pool.height) < 0.03))
    return pool.rename(
        {
            "places": "place_kind",
            "relations": "relation",
            "triggers": "trigger",
            "time_bands": "time_band",
            "cause": "theme",
        }
    ).with_columns(
        cause=pl.when(confirmed & (pl.col("theme") != "其他")).then("theme"),
        referred_crime="crime",
        case_type=pl.lit("一审公诉案件"),
        police_station=pl.col("town") + "派出所",
        handler=handlers.gather(pool["handler_no"].to_list()),
        remarks=pl.when(remarked).then(pl.lit("曾因同类行为被行政处罚")),
        extended_times=pl.when(pl.col("extended_times") > 0).then("extended_times"),
    )


def _steps(kept: pl.DataFrame) -> pl.DataFrame:
    """One row a dated step of a case, in order."""
    frames = [
        kept.select("row_no", "department_number", "received_on", "unit_code", step=pl.lit(step), stepped_on=name)
        for name, step in STEPS.items()
    ]
    steps = (
        pl.concat(frames)
        .drop_nulls("stepped_on")
        .with_columns(order=pl.col("step").replace_strict({step: place for place, step in enumerate(STEPS.values())}))
    )
    steps = steps.with_columns(row_no=pl.col("row_no") * len(STEPS) + pl.col("order"))
    return (
        steps.sort("received_on", "department_number", "stepped_on", "order")
        .with_columns(step_note=pl.lit(None, pl.String))
        .drop("order")
    )
