"""Circumstances: what a row asking for a due date says of its case - dates, returns, events, extension - or why it cannot be read."""

import polars as pl

from casekit import codebook
from casekit.cleaning.dates import parse_dates
from casekit.cleaning.numerals import SMALL
from casekit.codebook.time_limits import BANDS

BANDS_MEANT = {"up_to_1y": BANDS[:1], "over_1y": BANDS[1:], "up_to_3y": BANDS[:2], "over_3y": BANDS[2:]}
WORDS = ("complex", "serial", "fast_track_to_ordinary")
DATED = ("jurisdiction_change", "simplified_to_ordinary", "expires")
NOT_BEFORE_RECEIPT = ("jurisdiction_change", "simplified_to_ordinary", "fast_track_to_ordinary")
ONCE = ("psychiatric_expert", "sentence_expected")
EVENT = r"^(?<name>[^=:：,，]+)(?:[=:：,，](?<value>.*))?$"
PERIOD = r"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:\.\.|/|~|—|–|至|到| to )(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)$"
OWN_DAY = "本日|received"
EXTENSION = (
    r"(?i)^(?<total>(?:to|延长至|增至|至)[_ ]*)?(?:延长|\+)?[_ ]*(?<number>\d+|[一二两三四五六七八九十]+)(?<half>\.5|个半)?"
    r"[_ ]*(?:(?<days>d|days?|日|天)|(?:m|mo|months?|个?月))$"
)


def read(given: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with an own `row`, as values: procedure, custody (null where unknown), bands, events (list), received,
    last_returned, last_resubmitted, returns, jurisdiction_change, simplified_to_ordinary, expires, expert_from,
    expert_to, extra_months, extra_days, extra_is_total, problem (the first found, else null)."""
    asked = given.select(
        "row",
        "stage",
        *_word("procedure", {**codebook.words("procedure"), **_procedures()}),
        *_word("custody", {**codebook.words("custody"), "unknown": None, "any": None}),
    )
    received = parse_dates(given["received"]).rename({"date": "day", "problem": "unread"})
    dated = pl.concat([given, received], how="horizontal")
    own = dated.select("row", received="day", received_problem=_of_column("unread", "received"))
    for part in (own, _returns(dated), _events(dated), _extension(dated)):
        asked = asked.join(part, on="row", how="left", validate="1:1", maintain_order="left")
    return asked.with_columns(problem=_first_problem(asked)).drop("^.*_problem$")


def _procedures() -> dict[str, str | None]:
    """The procedures that the table of limits itself names; any is as good as not said."""
    named = {str(code): str(code) for code in codebook.read("time_limits")["procedure"].unique()}
    return {**named, "any": None}


def _word(column: str, words: dict[str, str | None]) -> tuple[pl.Expr, pl.Expr]:
    """The code of a word, and the problem of one that has none."""
    text = pl.col(column).str.normalize("NFKC")
    code = text.replace_strict(words, default=None, return_dtype=pl.String)
    unknown = text.is_not_null() & ~text.is_in(list(words))
    return code.alias(column), pl.when(unknown).then(pl.lit(f"unknown_word:{column}")).alias(f"{column}_problem")


def _returns(given: pl.DataFrame) -> pl.DataFrame:
    """The last return and resubmission, how often it was returned, and whether it is still away."""
    columns = ["row", "number", "kind", "day"]
    long = _listed(given)
    received = given.select("row", "day", number=pl.lit(-1, pl.Int64), kind=pl.lit(0))
    ordered = pl.concat([long.select(columns), received.select(columns)]).sort("row", "number", "kind")
    order = ordered.group_by("row").agg(falls=(pl.col("day").drop_nulls().diff().dt.total_days() < 0).any())
    away, back = pl.col("kind") == 0, pl.col("kind") == 1
    counted = long.group_by("row").agg(
        returns=away.sum(),
        resubmissions=back.sum(),
        last_returned=pl.col("day").filter(away).max(),
        last_resubmitted=pl.col("day").filter(back).max(),
        unread=pl.col("problem").drop_nulls().first(),
    )
    joined = counted.join(order, on="row", how="left")
    is_open = pl.col("returns") == pl.col("resubmissions") + 1
    unmatched = (pl.col("returns") != pl.col("resubmissions")) & ~is_open
    problem = (
        pl.when(pl.col("unread").is_not_null()).then("unread")
        .when(unmatched).then(pl.lit("returns_unmatched"))
        .when("falls").then(pl.lit("dates_out_of_order"))
    )  # fmt: skip
    return joined.select(
        "row", "returns", "last_returned", "last_resubmitted", is_away=is_open, returns_problem=problem
    )


def _listed(given: pl.DataFrame) -> pl.DataFrame:
    """Each date of the lists parted by |, in order: row, number, kind (0 returned, 1 resubmitted), day, problem; a trailing
    | says nothing."""
    texts = []
    for kind, column in enumerate(("returned_on", "resubmitted_on")):
        text = pl.col(column).str.strip_chars_end("| ").str.split("|")
        long = given.select("row", text=text).drop_nulls("text").explode("text")
        texts.append(
            long.with_columns(number=pl.int_range(pl.len()).over("row"), kind=pl.lit(kind), column=pl.lit(column))
        )
    both = pl.concat(texts)
    read = pl.concat([both, parse_dates(both["text"])], how="horizontal").rename({"date": "day"})
    missing = pl.when(pl.col("day").is_null()).then(pl.col("problem").fill_null("date_missing"))
    return read.with_columns(problem=pl.format("{}:{}", missing, "column"))


def _of_column(problem: str, column: str) -> pl.Expr:
    return pl.format("{}:{}", pl.col(problem), pl.lit(column))


def _events(given: pl.DataFrame) -> pl.DataFrame:
    """What the events say: bands, events (list of words), a column for each date, and the exam's first and last day."""
    text = pl.col("other_event").str.split(by=";").list.join("|").str.split(by="；").list.join("|").str.split("|")
    long = given.select("row", received_day="day", text=text).explode("text")
    said = long.with_columns(pl.col("text").str.strip_chars()).filter(
        pl.col("text").is_not_null() & (pl.col("text") != "")
    )
    named = said.with_columns(parts=pl.col("text").str.extract_groups(EVENT)).unnest("parts")
    event = pl.col("name").str.strip_chars().str.normalize("NFKC").replace_strict(
        codebook.words("limit_event"), default=None, return_dtype=pl.String
    )  # fmt: skip
    known = named.with_columns(event=event, value=pl.col("value").str.strip_chars())
    dated = _with_days(_with_bands(known))
    day = {name: pl.col("day").filter(pl.col("event") == name).max() for name in DATED}
    return dated.group_by("row").agg(
        bands=pl.col("bands").drop_nulls().first(),
        events=pl.col("event").filter(pl.col("event").is_in(WORDS)),
        expert_from=pl.col("from").drop_nulls().first(),
        expert_to=pl.col("to").drop_nulls().first(),
        events_problem=_event_problem().drop_nulls().first(),
        **day,
    )


def _with_bands(events: pl.DataFrame) -> pl.DataFrame:
    """The bands that a penalty to be expected may lie in."""
    code = pl.col("value").replace_strict(codebook.words("sentence_expected"), default=None, return_dtype=pl.String)
    meant = pl.DataFrame({"code": list(BANDS_MEANT), "bands": [list(bands) for bands in BANDS_MEANT.values()]})
    coded = events.with_columns(code=pl.when(pl.col("event") == "sentence_expected").then(code))
    return coded.join(meant, on="code", how="left", maintain_order="left")


def _with_days(events: pl.DataFrame) -> pl.DataFrame:
    """The day of an event that has one (of a change of jurisdiction it may be said that it is the day received), and the
    first and last day of a psychiatric examination."""
    value, event = pl.col("value"), pl.col("event")
    texts = events.select(day="value", **{"from": value.str.extract(PERIOD, 1), "to": value.str.extract(PERIOD, 2)})
    read = parse_dates(pl.concat([texts[name] for name in texts.columns]))["date"]
    days = [read.slice(place * events.height, events.height).alias(name) for place, name in enumerate(texts.columns)]
    own = (event == "jurisdiction_change") & value.str.contains(OWN_DAY).fill_null(False) & pl.col("day").is_null()
    is_exam = event == "psychiatric_expert"
    return events.with_columns(days).with_columns(
        pl.when(own).then("received_day").otherwise("day").alias("day"),
        *(pl.when(is_exam).then(name).alias(name) for name in ("from", "to")),
    )


def _event_problem() -> pl.Expr:
    """What is wrong with an event: not known, without the value it needs, or said twice with different values."""
    event, value = pl.col("event"), pl.col("value")
    named = pl.format("unknown_event:{}", pl.col("name"))
    lacks_day = event.is_in(DATED) & pl.col("day").is_null()
    bad_exam = (event == "psychiatric_expert") & ~(pl.col("from") <= pl.col("to")).fill_null(False)
    twice = pl.any_horizontal((event == name) & ((event == name).cum_sum() > 1) for name in ONCE)
    bad_word = event.is_in(WORDS) & value.is_not_null() & pl.col("day").is_null()
    bad_bands = (event == "sentence_expected") & pl.col("bands").is_null()
    early = event.is_in(NOT_BEFORE_RECEIPT) & (pl.col("day") < pl.col("received_day"))
    return (
        pl.when(event.is_null()).then(named)
        .when(lacks_day | bad_exam | twice | bad_word | bad_bands).then(pl.format("unclear_event:{}", event))
        .when(early).then(pl.lit("dates_out_of_order"))
    )  # fmt: skip


def _extension(given: pl.DataFrame) -> pl.DataFrame:
    """The extension of the running round, the last of a list parted by |: months, days, and whether it is a total."""
    listed = given.select("row", text=pl.col("extension").str.strip_chars_end("| ").str.split("|")).drop_nulls("text")
    last = listed.select("row", rounds=pl.col("text").list.len(), text=pl.col("text").list.last().str.strip_chars())
    last = last.with_columns(pl.col("text").str.replace("^(?:延长)?半个月$", "15d"))
    read = last.with_columns(parts=pl.col("text").str.normalize("NFKC").str.extract_groups(EXTENSION)).unnest("parts")
    number = pl.col("number").replace_strict(SMALL, default=None, return_dtype=pl.Int64)
    in_days, half = pl.col("days").is_not_null(), pl.col("half").is_not_null()
    unread = number.is_null() | (in_days & half)
    return read.select(
        "row",
        extensions="rounds",
        extra_months=pl.when(in_days).then(0).otherwise(number),
        extra_days=pl.when(in_days).then(number).when(half).then(15).otherwise(0),
        extra_is_total=pl.col("total").is_not_null(),
        extension_problem=pl.when(unread).then(pl.lit("unknown_extension")),
    )


def _first_problem(read: pl.DataFrame) -> pl.Expr:
    """The first thing that cannot be read; a list of extensions longer than the rounds of review is not clear."""
    rounds = 1 + pl.col("returns").fill_null(0) + pl.col("jurisdiction_change").is_not_null().cast(pl.UInt32)
    too_many = pl.when(pl.col("extensions") > rounds).then(pl.lit("unknown_extension"))
    names = [name for name in read.columns if name.endswith("_problem")]
    return pl.coalesce([*names, too_many])
