"""People: the suspects of each case, who they are and what speaks for or against them."""

import numpy as np
import polars as pl

from casekit.sample.streams import Numbers, Streams, chosen
from casekit.sample.world import table, toml

GUARDED = ("盗窃", "诈骗", "故意伤害", "强奸", "抢劫")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
AGAIN, OTHERS_AGAIN = {"盗窃罪": 0.09, "危险驾驶罪": 0.025}, 0.02
"""The share of suspects who stood in an earlier case of the same crime; some of those cases are not in the sample."""


def suspects(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """One row a suspect of every candidate case, in order, with the case's columns."""
    persons = _repeated(cases, streams)
    return _identified(_circumstances(_again(_born(persons, streams), streams), streams), streams)


def _repeated(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases, each as often as it has suspects, with `suspect_no`."""
    times = _number(cases, streams)
    rows = np.repeat(np.arange(cases.height), times)
    order = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times) + 1
    persons = cases.rename({"row_no": "case_no"})[rows].with_columns(suspect_no=pl.Series(order))
    return persons.with_row_index("row_no")


def _number(cases: pl.DataFrame, streams: Streams) -> np.ndarray:
    """How many suspects each case has: one to four."""
    draws, more = streams.uniform("together", cases.height), cases["together"].to_numpy() * 0.8
    return 1 + (draws < more).astype(int) + (draws < more * 0.35) + (draws < more * 0.12)


def _born(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Sex, whether a minor on the day of the crime, and the day of birth that makes it so."""
    size = persons.height
    adult = 18 + np.clip(np.exp(2.75 + 0.62 * streams.normal("age", size)), 0.2, 68)
    young = 14.1 + 3.8 * streams.uniform("young", size)
    is_minor = streams.uniform("minor", size) < persons["minors"].to_numpy()
    days = np.where(is_minor, young, adult) * 365.25
    male = streams.uniform("gender", size) < np.where(persons["crime"] == "引诱、容留、介绍卖淫罪", 0.5, 0.87)
    return persons.with_columns(
        is_minor=pl.Series(is_minor),
        birth_on=pl.col("occurred_on") - pl.duration(days=pl.lit(pl.Series(days)).floor()),
        age=pl.Series(days / 365.25),
        gender=pl.Series(np.where(male, "男", "女")),
    )


def _again(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Who is there a second time: `person_no`, the row of a first case of that crime that came in before this crime, with whose
    sex and birthday, or else the row's own. Grown-ups alone, so that a birthday fits both days."""
    grown, place = ~persons["is_minor"], streams.uniform("again/who", persons.height)
    likely = persons["crime"].replace_strict(AGAIN, default=OTHERS_AGAIN, return_dtype=pl.Float64)
    again = grown & (pl.Series(streams.uniform("again", persons.height)) < likely)
    person = persons["row_no"].to_numpy().astype(int)
    for crime in persons["crime"].unique(maintain_order=True):
        first = persons.filter(~again, grown, crime=crime).sort("received_on", "row_no")
        later = persons.filter(again, crime=crime)
        before = first["received_on"].search_sorted(later["occurred_on"]).to_numpy()
        rows = later["row_no"].to_numpy()[before > 0]
        person[rows] = first["row_no"].to_numpy()[(place[rows] * before[before > 0]).astype(int)]
    same = persons[person]
    age = (pl.col("occurred_on") - pl.col("birth_on")).dt.total_days() / 365.25
    told = persons.with_columns(same["gender"], same["birth_on"], person_no=pl.Series(person))
    is_again = pl.col("person_no") != pl.col("row_no")
    return told.with_columns(is_again=is_again, age=pl.when(is_again).then(age).otherwise("age"))


def _circumstances(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The flags of the sentencing guideline, each drawn from its own stream."""
    draw = {name: pl.lit(pl.Series(streams.uniform(f"flag/{name}", persons.height))) for name in FLAGS}
    victim, amount = pl.col("has_victim") == 1, pl.col("amount_yuan").is_not_null()
    close = pl.col("crime").is_in(["交通肇事罪", "故意伤害罪"])
    repeated = pl.col("crime").is_in(["盗窃罪", "走私、贩卖、运输、制造毒品罪", "容留他人吸毒罪"])
    first = persons.with_columns(
        surrendered=draw["surrendered"]
        < pl.when(pl.col("crime") == "交通肇事罪").then(0.62).when(close).then(0.38).otherwise(0.2),
        merit=draw["merit"] < 0.015,
        recidivist=(draw["recidivist"] < pl.when(repeated).then(0.2).otherwise(0.05))
        & ~pl.col("is_minor")
        & (pl.col("crime") != "危险驾驶罪"),
        attempted=(draw["attempted"] < 0.05) & pl.col("short").is_in(GUARDED[:2] + GUARDED[3:]),
        accessory=(draw["accessory"] < 0.5) & (pl.col("suspect_no") > 1),
        restitution=(draw["restitution"] < 0.52) & amount,
        compensated=(draw["compensated"] < pl.when(close).then(0.66).otherwise(0.4)) & victim,
        elderly=pl.col("age") >= 75,
    )
    second = first.with_columns(
        confessed=(draw["confessed"] < 0.72) & ~pl.col("surrendered"),
        prior_record=(draw["prior_record"] < pl.when("is_again").then(0.6).otherwise(0.15)) & ~pl.col("recidivist"),
        forgiven=(draw["forgiven"] < pl.when("compensated").then(0.8).otherwise(0.06)) & victim,
    )
    return second.with_columns(settled=(draw["settled"] < 0.22) & pl.col("forgiven") & close)


FLAGS = (
    "surrendered", "confessed", "merit", "recidivist", "prior_record", "attempted", "accessory", "restitution", "compensated",
    "forgiven", "settled",
)  # fmt: skip


def _identified(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Name, identity number with a right check digit, schooling and occupation: all made up."""
    words, size, person = toml("names"), persons.height, persons["person_no"].to_numpy()
    return persons.with_columns(
        suspect_name=names("suspect", size, streams).gather(person),
        suspect_id=_identity(persons, streams.uniform("identity", size)),
        schooling=_word("schooling", words, streams.uniform("schooling", size)[person]),
        occupation=pl.when("is_minor")
        .then(pl.lit("学生"))
        .otherwise(_word("occupation", words, streams.uniform("occupation", size))),
    )


def _word(name: str, words: dict[str, list[str]], draws: Numbers) -> pl.Series:
    listed = words[f"{name}s" if name == "occupation" else name]
    return pl.Series(listed).gather(chosen(draws, words[f"{name}_weights"]).tolist())


def names(who: str, size: int, streams: Streams) -> pl.Series:
    """Names of people: a common surname and one or two rare characters."""
    words = toml("names")
    surnames = [*words["surnames"], *words["surnames_of_two"]]
    weights = [1 / (3 + place) for place in range(len(words["surnames"]))] + [0.002] * len(words["surnames_of_two"])
    surname = chosen(streams.uniform(f"{who}/surname", size), weights)
    first, second = (_given(f"{who}/{place}", size, streams) for place in ("given", "second"))
    alone = pl.lit(pl.Series(streams.uniform(f"{who}/alone", size) < 0.12))
    parts = pl.DataFrame({"surname": pl.Series(surnames).gather(surname.tolist()), "first": first, "second": second})
    return parts.select(
        pl.concat_str("surname", "first", pl.when(alone).then(pl.lit("")).otherwise("second"))
    ).to_series()


def _given(name: str, size: int, streams: Streams) -> pl.Series:
    characters = toml("names")["given"]
    return pl.Series(list(characters)).gather((streams.uniform(name, size) * len(characters)).astype(int).tolist())


def _identity(persons: pl.DataFrame, draws: Numbers) -> pl.Series:
    """Eighteen digits: a code of a place that does not exist, the birthday, an order that is odd for men, the check digit.

    People of one sex and birthday follow one another from where the first of them is drawn, so that no two share a number.
    """
    day = ("birth_on", "gender")
    place = (pl.lit(pl.Series(draws)).first().over(day) * 499).floor() + pl.col("person_no").rank("dense").over(day) - 1
    order = (place % 499).cast(pl.Int64) * 2 + (pl.col("gender") == "男").cast(pl.Int64)
    region = pl.lit(table("towns")["unit_code"][0])
    text = pl.concat_str(region, pl.col("birth_on").dt.to_string("%Y%m%d"), order.cast(pl.String).str.zfill(3))
    body = persons.select(text.alias("body"))
    weighed = pl.sum_horizontal(
        pl.col("body").str.slice(place, 1).cast(pl.Int64) * weight for place, weight in enumerate(WEIGHTS)
    )
    check = (weighed % 11).replace_strict(dict(enumerate(CHECK)), return_dtype=pl.String)
    return body.select(pl.concat_str("body", check)).to_series()
