"""Revisions: which figures two vintages tell differently, by how much, and what that can be put down to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground import quarter
from casekit.ground.errors import UserError
from casekit.measures.disclosure import COUNTS, SHOWN
from casekit.release.vintage import CELL, Vintage

ROWS = ("late", "gone", "altered", "either")
REASONS = (*ROWS, "other_tables", "definition", "settings", "code", "extracted", "asked", "unknown")
NEAR = 1e-5  # figures are kept to six digits
DIRECT = ("count", "share", "median", "mean")


@dataclass(frozen=True)
class Rows:
    """The rows of a table and quarter that came, went or say something else; a count that is small is None."""

    table: str
    quarter: str
    old: int | None
    new: int | None
    reason: str


@dataclass(frozen=True, eq=False)
class Revisions:
    """Two vintages held against each other, the older first; only what both tell of the same period and group counts."""

    old: Vintage
    new: Vintage

    @cached_property
    def both(self) -> pl.DataFrame:
        """Every figure told by both: indicator, period, groups, then its numbers as `_old` and `_new`."""
        sides = [side.counted.rename({name: f"{name}_{end}" for name in (*SHOWN, "hidden")}) for side, end in self.ends]
        return sides[1].join(sides[0], on=CELL, how="inner", maintain_order="left")

    @cached_property
    def changed(self) -> pl.DataFrame:
        """The figures that are told differently, with `reasons`: what they can be put down to, parted by |."""
        moved = self.both.filter(pl.any_horizontal(pl.col("hidden_old") != pl.col("hidden_new"), *map(_moved, SHOWN)))
        marked = moved.with_columns(parted=pl.col("groups") != "")
        alike = ["indicator", "period", "parted"]
        kinds = marked.select(alike).unique(maintain_order=True)
        told = ["|".join(self._reasons(*kind)) for kind in kinds.iter_rows()]
        named = kinds.with_columns(reasons=pl.Series(told, dtype=pl.String))
        return marked.join(named, on=alike, how="left", maintain_order="left").drop("parted")

    @cached_property
    def hidden(self) -> int:
        """How many figures are too small to be shown in both, and so are not compared."""
        return int((self.both["hidden_old"] & self.both["hidden_new"]).sum())

    @cached_property
    def alone(self) -> tuple[int, int]:
        """How many figures only the older and only the newer tells."""
        keys = [side.counted for side, _ in self.ends]
        first, second = (one.join(other, on=CELL, how="anti").height for one, other in (keys, reversed(keys)))
        return first, second

    @property
    def ends(self) -> tuple[tuple[Vintage, str], tuple[Vintage, str]]:
        """Both with the ending of their columns."""
        return (self.old, "old"), (self.new, "new")

    @property
    def is_of_one_period(self) -> bool:
        """Whether both are of the same quarter, so that their sentences say the same when nothing has changed."""
        return bool(self.old["period"] == self.new["period"])

    @property
    def is_one_key(self) -> bool:
        """Whether both were made with the same key, without which what rows say cannot be compared."""
        return bool(self.old["key"] == self.new["key"] != "")

    @cached_property
    def rows(self) -> list[Rows]:
        """Where rows came, went or changed: more of them are late, fewer are gone, as many that say else are altered; `either`
        where one of the counts is small or rounded."""
        found = []
        for table in sorted({*self.old["rows"], *self.new["rows"]} if self.old["rows"] and self.new["rows"] else ()):
            sides = [side["rows"].get(table, {}) for side, _ in self.ends]
            for name in sorted({*sides[0], *sides[1]}):
                old, new = ([*side.get(name, (0, ""))] for side in sides)
                if reason := self._of_rows(old, new):
                    found.append(Rows(table, name, old[0], new[0], reason))
        return found

    @cached_property
    def definitions(self) -> list[str]:
        """The indicators, told by both, that count something else now."""
        old, new = self.old["definitions"], self.new["definitions"]
        return [name for name in new if name in old and old[name] != new[name]]

    @cached_property
    def settings(self) -> dict[str, tuple[Any, Any]]:
        """The settings that differ, old and new."""
        old, new = self.old["settings"], self.new["settings"]
        return {name: (old[name], new[name]) for name in new if name in old and old[name] != new[name]}

    def is_other(self, name: str) -> bool:
        """Whether a part that both have differs."""
        return bool(self.old[name] and self.new[name] and self.old[name] != self.new[name])

    @cached_property
    def touched(self) -> list[str]:
        """The names of what was kept of one quarter both times, with other figures: what a paper made from it has to replace."""
        old, new = self.old["kept"], self.new["kept"]
        both = [name for name in new if name in old] if self.is_of_one_period else []
        return [name for name in both if old[name].get("digest") != new[name].get("digest")]

    @cached_property
    def sentences(self) -> list[tuple[str, list[str], list[str]]]:
        """By kept name the sentences that only the older and only the newer says, of one quarter and language."""
        if not self.is_of_one_period or self.is_other("language"):
            return []
        old, new = ({name: one["sentences"] for name, one in side["kept"].items()} for side, _ in self.ends)
        pairs = [(name, _without(old[name], new[name]), _without(new[name], old[name])) for name in new if name in old]
        return [pair for pair in pairs if pair[1] or pair[2]]

    def _of_rows(self, old: list[Any], new: list[Any]) -> str:
        (count, digest), (counted, digested) = old, new
        if digest == digested and count == counted:
            return ""
        if None in (count, counted) or self.new["settings"].get("public"):
            return "either"
        if count != counted:
            return "late" if counted > count else "gone"
        return "altered" if self.is_one_key else ""

    def _reasons(self, indicator: str, period: str, parted: bool) -> list[str]:
        """What a change of an indicator in a period can be put down to: everything that differs and that it is counted from.

        Where its own table is the same, another may be behind it (a cause read from documents), unless it is a plain count
        of its own rows or its definition changed.
        """
        block = codebook.toml("indicators").get(indicator, {})
        direct = bool(block) and block["kind"] in DIRECT and block["dated_by"] == _main_date(block["table"])
        own = [one for one in self.rows if one.table == block.get("table", one.table)]
        within = [one for one in own if one.quarter in quarters(period)] if direct and quarters(period) else own
        found = [reason for reason in ROWS if reason in {one.reason for one in within}]
        is_defined = indicator in self.definitions
        others = bool(self.rows) and not (found or is_defined or (direct and not parted))
        found += ["other_tables"] * others + ["definition"] * is_defined + ["settings"] * bool(self.settings)
        found += ["code"] * self.is_other("code")
        found += ["extracted"] * (self.is_other("extracted") and "extracted" in block)
        return found or [self._otherwise()]

    def _otherwise(self) -> str:
        """Where nothing that is known of explains it: rows elsewhere, the day or the quarter, else it cannot be told."""
        if self.rows:
            return "other_tables"
        return "extracted" if self.is_other("extracted") else "unknown" if self.is_of_one_period else "asked"


def quarters(period: str) -> list[str]:
    """The quarters that a period is made of; none for a span that is not whole quarters."""
    try:
        parsed = quarter.parse(period)
    except UserError:
        return []
    match parsed.kind:
        case "quarter":
            return [parsed.name]
        case "to_date" | "year":
            return [f"{parsed.year}Q{number}" for number in range(1, (parsed.quarter or 4) + 1)]
    return []


def _main_date(table: str) -> str | None:
    return dict(codebook.tables().select("table", "dated_by").iter_rows()).get(table)


def _moved(name: str) -> pl.Expr:
    """Whether a number is another; a count by anything, the others by more than their last digit."""
    old, new = pl.col(f"{name}_old"), pl.col(f"{name}_new")
    near = 0.0 if name in COUNTS else NEAR
    apart = (old - new).abs() > near * pl.max_horizontal(old.abs(), new.abs())
    return apart.fill_null(old.is_null() != new.is_null())


def _without(sentences: list[str], others: list[str]) -> list[str]:
    return [sentence for sentence in sentences if sentence not in others]
