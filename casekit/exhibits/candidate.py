"""A candidate in words: what is said of one cause at one place, all of it from the protected counts of its cases alone."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import pack
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.remade import leaving
from casekit.exhibits.theme import number
from casekit.ground import written
from casekit.ground.quarter import Period
from casekit.measures.absent import Absent, measure_if_given
from casekit.measures.measure import FEW, measure
from casekit.records.records import Records
from casekit.subjects.causes import effects
from casekit.subjects.causes.candidates import KEY
from casekit.subjects.causes.narrowed import narrowed
from casekit.subjects.causes.similar import Similar, similar

BRACES = dict.fromkeys(map(ord, "{}"))  # in a name of the data they would be taken for places to fill
NAMED = re.compile(r"\{(place|cause|period)\}")
FLAGS = ("prior_record", "recidivist", "is_repeat")
TOLD = (*effects.JUDGED, "too_little")
SHOWN = 2  # wordings of earlier proposals in a sentence


@dataclass(frozen=True)
class Candidate:
    """One candidate, `row` being its of `candidates`; a sentence that cannot be made is empty."""

    records: Records
    row: dict[str, Any]
    followed: "list[effects.Followed] | Absent"

    @property
    def key(self) -> dict[str, str]:
        """Its cause and its place."""
        return {name: self.row[name] for name in KEY}

    @cached_property
    def own(self) -> Records:
        """The records of this candidate alone."""
        return narrowed(self.records, self.row["case_cause"], self.row["place"])

    @cached_property
    def similar(self) -> Similar:
        """The earlier proposals on the cause."""
        return similar(self.records, self.row["case_cause"], self.row["crime"], self.followed)

    @cached_property
    def words(self) -> dict[str, str]:
        """The words of a paper, with the candidate's names and the period in their places."""
        language = self.records.settings.language
        names = {
            "place": self.row["place"],
            "cause": self.row["case_cause"],
            "period": self.records.headline.say(language),
        }
        plain = {name: text.translate(BRACES) for name, text in names.items()}
        given: dict[str, str] = codebook.toml("sentences")["evidence"][language]
        return {key: NAMED.sub(lambda found: plain[found[1]], words) for key, words in given.items()}

    def measured(self, name: str, by: str = "", periods: Any = ()) -> Any:
        """An indicator of this candidate's cases, protected, or an `Absent`; of the headline period if no other is asked for."""
        found = measure_if_given(self.own, name, by=by or (), periods=periods or [self.own.headline])
        return found if isinstance(found, Absent) else leaving(found, self.records, **self.key)

    def quarters(self, name: str) -> Any:
        """The same by quarter, oldest first; those that add up to a number said elsewhere are protected together."""
        asked, spans = self.records.period.recent(self.row["of_quarters"]), self.records.compared
        found = measure_if_given(self.own, name, periods=asked)
        if isinstance(found, Absent):
            return found
        said = {quarter.name: span.name for span in spans for quarter in asked if _is_within(quarter, span)}
        whole = found.select("indicator", pl.col("period").replace(said), pl.exclude("indicator", "period"))
        apart = whole.insert_column(2, found["period"].alias("quarter"))
        return leaving(apart, self.records, **self.key).drop("period").rename({"quarter": "period"})

    def areas(self) -> pl.DataFrame:
        """Cases of the cause by place, of the newest period and a year earlier, protected; places by their codes, else names."""
        every = measure(self.records, "received", by=KEY, periods=self.records.compared)
        own = every.filter(pl.col("case_cause") == self.row["case_cause"]).drop("case_cause")
        sums = pl.col("numerator").sum().over("place") > 0
        return leaving(
            _by_code(own.filter(sums).drop_nulls("place"), self.records),
            self.records,
            case_cause=self.row["case_cause"],
        )

    def share(self) -> str:
        """How much of the cause the place has; nothing where that is protected or rounded."""
        own = self.areas().filter(pl.col("place") == self.row["place"]).row(0, named=True)
        total = self.row["cause_cases"]
        if is_hidden(own) or own["rounding"] > 1:
            return ""
        counts = {"all": number(total), "n": number(own["numerator"])}
        value = number(own["numerator"] / total, 1, percent=True)
        return self.words["share" if total >= FEW else "share_few"].format(**counts, value=value)

    def recurs(self) -> str:
        """In how many quarters it came."""
        key = "recurs_all" if self.row["quarters"] == self.row["of_quarters"] else "recurs"
        return self.words[key].format(quarters=self.row["quarters"], of=self.row["of_quarters"], trend="{trend}")

    def of_all(self, parts: str, indicator: str = "received") -> str:
        """Counts said of all cases or persons of the period."""
        whole = self.measured(indicator)
        key = "counted" if indicator == "received" else "counted_persons"
        if not parts or isinstance(whole, Absent) or is_hidden(row := whole.row(0, named=True)):
            return ""
        return self.words[key].format(n=number(row["numerator"]), parts=parts)

    def counted(self, by: str) -> str:
        """The cases by a column, most first."""
        found = self.measured("received", by=by)
        return "" if isinstance(found, Absent) else pack.counted(found, by, self.words, self.records)

    def named(self, by: str) -> str:
        """The same after the name of the column."""
        label = self.words[by] if self.records.settings.language == "zh" else self.words[by].lower()
        return self.words["names"].format(label=label, parts=told) if (told := self.counted(by)) else ""

    def flags(self) -> str:
        """How many persons have each of FLAGS."""
        return self.words["join"].join(filter(None, (self.flag("persons_received", name) for name in FLAGS)))

    def flag(self, indicator: str, name: str) -> str:
        """How many have a flag."""
        found = self.measured(indicator, by=name)
        yes = [] if isinstance(found, Absent) else found.filter(pl.col(name).fill_null(False)).to_dicts()
        if not yes or is_hidden(yes[0]) or not yes[0]["numerator"]:
            return ""
        kind = "part" if indicator == "received" else "part_persons"
        return self.words[kind].format(label=self.words[name], n=number(yes[0]["numerator"]))

    def gaps(self, kind: str) -> str:
        """The weak points of a kind that were read from narratives."""
        found = self.measured("received", by="gap")
        if isinstance(found, Absent):
            return ""
        kinds = codebook.toml("proposals")["evidence"]
        apart = [*kinds["technical"], *kinds["rules"]]
        wanted = pl.col("gap").is_in(kinds[kind]) if kind in kinds else ~pl.col("gap").is_in(apart)
        told = pack.counted(found.filter(wanted.fill_null(True)), "gap", self.words, self.records)
        return self.words["names"].format(label=self.words["gap"], parts=told) if told else ""

    def told(self) -> str:
        """What earlier proposals named as the problem."""
        texts = self.similar.texts
        if not self.similar.is_on_cause:
            return ""
        gaps = texts["gap"].unique(maintain_order=True).head(SHOWN).to_list() if "gap" in texts.columns else []
        joined = {"zh": "”“", "en": "”, “"}[self.records.settings.language].join(gaps)
        return self.words["gap_told"].format(gaps=joined) if gaps else ""

    def proposed(self) -> str:
        """How many proposals there were, the newest, and where the table is."""
        earlier = self.similar
        none = "" if earlier.is_on_cause else self.words["similar_none"]
        if earlier.last_on is None:
            return none
        last = self.words["at"].format(
            month=written.month(earlier.last_on, self.records.settings.language), where=earlier.last_at
        )
        about = self.row["case_cause"] if earlier.is_on_cause else self.words["same_crime"]
        key = "similar_said" if earlier.texts.height else "similar_untold"
        apart = " " * (self.records.settings.language == "en" and bool(none))
        return (
            none + apart + self.words[key].format(about=about, n=number(earlier.count), last=last, similar="{similar}")
        )

    def effected(self) -> str:
        """What came of them, beside places without one."""
        found, labels = self.similar.standings, codebook.labels("effect", self.records.settings.language)
        told = {labels[code]: n for code, n in found.items() if code in TOLD}
        if not told:
            return self.words["effects_none"] if found else ""
        told |= {self.words["unjudged"]: n} if (n := sum(found.values()) - sum(told.values())) else {}
        parts = (self.words["part_documents"].format(label=label, n=n) for label, n in told.items())
        return self.words["effects"].format(parts=self.words["join"].join(parts))


def _is_within(quarter: Period, span: Period) -> bool:
    return span.start <= quarter.start and quarter.end <= span.end


def _by_code(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The rows with places in the order of their codes, those without one after them by name."""
    if not {"town", "place_code"} <= records.columns("places"):
        return measured.sort("period", "place", descending=[True, False])
    codes = records.table("places").select(place="town", code="place_code").unique("place", keep="first").collect()
    coded = measured.join(codes, on="place", how="left")
    return coded.sort("period", "code", "place", descending=[True, False, False], nulls_last=True).drop("code")
