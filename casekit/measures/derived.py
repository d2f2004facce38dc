"""Derived columns: what several subjects count by, made from the clean tables when a measure asks for them."""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import polars as pl

from casekit import codebook
from casekit.measures import (
    agreement,
    causes,
    composition,
    derivatives,
    distance,
    fast_track,
    file_readings,
    like_cases,
    limits,
    probation_and_fine,
    proposals,
)
from casekit.records.records import Records

YES = "yes"
KEYS = {"file_readings": ["reading_id"], "suspects": agreement.KEY, "proposals": proposals.KEY}
Frame = Callable[[Records], pl.DataFrame]


@dataclass(frozen=True)
class Derived:
    """A column made from others: `needs` must all be there, of `uses` at least one; a missing one counts as blank.

    It is an expression over its own table, or with `framed` a column of a frame that is made from all tables, by the key of
    its own.
    """

    made: pl.Expr
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    framed: Frame | None = None


def derived(table: str) -> dict[str, Derived]:
    """Every derived column of a table by name."""
    known = {"cases": _cases, "suspects": _suspects, "file_readings": _file_readings, "proposals": _proposals}
    return known[table]() if table in known else {}


def missing(table: str, name: str, columns: set[str]) -> str | None:
    """The first source column that `name` lacks, or None when it can be had from `columns`."""
    if name in columns:
        return None
    if (column := derived(table).get(name)) is None:
        return name
    lacking = next((need for need in column.needs if need not in columns), None)
    unused = column.uses[0] if column.uses and not columns & set(column.uses) else None
    return lacking or unused


def with_derived(frame: pl.LazyFrame, table: str, names: list[str], records: Records) -> pl.LazyFrame:
    """The frame with the derived columns asked for; source columns that only `uses` names are filled with blanks."""
    columns = set(frame.collect_schema().names())
    made = {name: column for name, column in derived(table).items() if name in names and name not in columns}
    blank = {use for column in made.values() for use in column.uses} - columns
    filled, key = frame.with_columns(**{name: pl.lit(None) for name in sorted(blank)}), KEYS.get(table, ["case_id"])
    for framed in dict.fromkeys(column.framed for column in made.values()):
        if framed is not None:
            own = [name for name, column in made.items() if column.framed == framed]
            filled = filled.join(kept(framed, records).lazy().select(*key, *own), on=key, how="left", validate="m:1")
    return filled.with_columns(**{name: column.made for name, column in made.items() if column.framed is None})


_KEPT: WeakKeyDictionary[Records, dict[Frame, tuple[list[object], pl.DataFrame]]] = WeakKeyDictionary()


def kept(framed: Frame, records: Records) -> pl.DataFrame:
    """A frame made of records, made once as long as their tables stay what they are."""
    tables: list[object] = list(records.tables.values())
    made = _KEPT.setdefault(records, {})
    known = made[framed][0] if framed in made else []
    if len(known) != len(tables) or any(one is not other for one, other in zip(known, tables, strict=True)):
        made[framed] = (tables, framed(records))
    return made[framed][1]


def _cases() -> dict[str, Derived]:
    return {
        "is_received": Derived(pl.col("received_on").is_not_null(), needs=("received_on",)),
        "is_concluded": _concluded("conclusion"),
        "is_returned_once": Derived(pl.col("first_returned_on").is_not_null(), needs=("first_returned_on",)),
        "is_returned_twice": Derived(pl.col("second_returned_on").is_not_null(), needs=("second_returned_on",)),
        "is_extended": Derived((pl.col("extended_times") > 0).fill_null(False), needs=("extended_times",)),
        "case_steps": Derived(pl.col("case_steps"), needs=("concluded_on",), framed=composition.sums),
        **_of_limits(),
        **_of_levers(),
        **_of_causes(),
        "review_days": Derived(
            (pl.col("concluded_on") - pl.col("received_on")).dt.total_days(), needs=("concluded_on", "received_on")
        ),
    }


def _of_levers() -> dict[str, Derived]:
    """Procedures, searches for guiding cases, and the days of each return that came back."""
    charged = {
        name: Derived(pl.col(name), needs=("charged_on", "procedure"), framed=fast_track.of_cases)
        for name in ("is_fast_track", "could_be_fast_track")
    }
    searched = pl.col("guiding_case_searched").fill_null(False).cast(pl.Boolean)
    return {
        **charged,
        **_of_return("first"),
        **_of_return("second"),
        "is_charged": Derived(pl.col("charged_on").is_not_null(), needs=("charged_on",)),
        "is_guiding_searched": Derived(searched, needs=("guiding_case_searched",)),
    }


def _of_causes() -> dict[str, Derived]:
    """What each case is put down to, and where: its town, else its police station."""
    places = ("town", "police_station")
    of_cause = {name: Derived(pl.col(name), framed=causes.of_cases) for name in causes.MADE}
    followed = {name: Derived(pl.col(name), ("received_on",), framed=derivatives.of_cases) for name in derivatives.MADE}
    return of_cause | followed | {"place": Derived(pl.coalesce(pl.col(*places).cast(pl.String)), uses=places)}


def _of_return(number: str) -> dict[str, Derived]:
    """Whether a case came back from a return, on a day after it, and how many days that took."""
    away, back = ends = (f"{number}_returned_on", f"{number}_resubmitted_on")
    days = (pl.col(back) - pl.col(away)).dt.total_days()
    return {
        f"{number}_return_days": Derived(days, needs=ends),
        f"is_{number}_back": Derived((days >= 0).fill_null(False), needs=ends),
    }


def _file_readings() -> dict[str, Derived]:
    return {
        "is_requested": Derived(pl.col("requested_on").is_not_null(), needs=("requested_on",)),
        "wait_workdays": Derived(
            pl.col("wait_workdays"), needs=("requested_on", "arranged_on"), framed=file_readings.of_readings
        ),
    }


def _proposals() -> dict[str, Derived]:
    """How each proposal was taken up, from `proposals`."""
    made = proposals.of_proposals
    framed = {name: Derived(pl.col(name), ("delivered_on", "replied_on"), framed=made) for name in proposals.MADE}
    return framed | {name: Derived(*parts) for name, parts in proposals.expressions().items()}


def _suspects() -> dict[str, Derived]:
    terms = ("sentence_penalty", "imprisonment_months", "probation_months")
    sentenced = pl.any_horizontal(*(pl.col(name).is_not_null() for name in terms))
    given = pl.col("sentence_probation").cast(pl.String) == YES
    on_probation = given.fill_null(False) | (pl.col("probation_months").cast(pl.Float64) > 0).fill_null(False)
    return {
        "is_received": Derived(pl.col("received_on").is_not_null(), needs=("received_on",)),
        "is_concluded": _concluded("decision"),
        "has_arrest_decision": Derived(pl.col("arrest_decision").is_not_null(), needs=("arrest_decision",)),
        "is_sentenced": Derived(sentenced, uses=terms),
        "is_on_probation": Derived(on_probation, uses=("sentence_probation", "probation_months")),
        **_of_agreement(),
        **_of_distance(),
        **_of_like_cases(),
    }


def _of_agreement() -> dict[str, Derived]:
    """How the judgment stands to the recommendations, from `agreement.of_persons`."""
    needs = {name: agreement.NEEDS + (agreement.ADJUSTED,) * (name in agreement.OF_LAST) for name in agreement.MADE}
    return {name: Derived(pl.col(name), needs=needs[name], framed=agreement.of_persons) for name in agreement.MADE}


def _of_distance() -> dict[str, Derived]:
    """How far the judgment lies from the recommendation: in months, and in probation and fine."""
    needs = {"final_standing": (*distance.NEEDS, agreement.ADJUSTED)}
    return {
        name: Derived(pl.col(name), needs=needs.get(name, distance.NEEDS), framed=module.of_persons)
        for module in (distance, probation_and_fine)
        for name in module.MADE
    }


def _of_like_cases() -> dict[str, Derived]:
    """Whether a person has a reference range and was sentenced within it; months of those in custody for a term."""
    framed = {name: Derived(pl.col(name), like_cases.NEEDS, framed=like_cases.of_persons) for name in like_cases.MADE}
    kind, months = pl.col("sentence_penalty").cast(pl.String), pl.col("sentence_months_low").cast(pl.Float64)
    custodial = kind.is_in(like_cases.CUSTODIAL).fill_null(False) & (pl.col("sentence_form") == "fixed").fill_null(
        False
    )
    return framed | {
        "is_custodial": Derived(custodial, like_cases.NEEDS, uses=("sentence_form",)),
        "custodial_months": Derived(months, like_cases.NEEDS),
    }


def _concluded(decision: str) -> Derived:
    """Concluded is what has its date and neither left the office nor stands at a mere step."""
    left = [*codebook.toml("outcomes")["moved"], *codebook.toml("outcomes")["underway"]]
    elsewhere = pl.col(decision).cast(pl.String).is_in(left).fill_null(False)
    return Derived(
        pl.col("concluded_on").is_not_null() & ~elsewhere, needs=("concluded_on",), uses=("concluded_on", decision)
    )


def _of_limits() -> dict[str, Derived]:
    """Where a case stands against the limit of its review, from `limits.of_cases`."""
    names = limits.OF_A_CASE
    return {name: Derived(pl.col(name), needs=("received_on",), framed=limits.of_reviews) for name in names}
