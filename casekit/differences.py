"""Differences: what two vintages tell differently, said line by line in the office's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.branch import Row
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.theme import number
from casekit.figured import SPACE, alone, change, is_middle, is_share, label, said, span
from casekit.ground import written
from casekit.ground.errors import Language, Words, both, listed
from casekit.measures.disclosure import SHOWN
from casekit.release.vintage import UNDATED, Vintage
from casekit.revisions import REASONS, Revisions

PARTS = ("rows", "definitions", "settings", "code", "kept")


@dataclass(frozen=True)
class Differences:
    """Two vintages held against each other, and the language in which that is said."""

    found: Revisions
    language: Language = "zh"

    def lines(self, listing: str = "") -> list[str]:
        """What they were made from, each figure that differs by reason, the sentences, and of two quarters the main figures
        side by side. `listing` names the indicator whose groups are listed one by one."""
        begun = [self._say("sides", **{end: self._side(one) for one, end in self.found.ends})]
        if self.found.old.digest == self.found.new.digest:
            return [*begun, self._say("same")]
        body = [*self._made_from(), *self._figures(listing), *self._touched(), *self._sentences(), *self._headlines()]
        return [*begun, self._counted(), *body]

    def section(self) -> list[str]:
        """The end of findings.md: what is different from the last time, as a list under its heading; nothing where no figure is."""
        if not self.found.changed.height:
            return []
        told = [*self._made_from(), *self._figures(), *self._touched()]
        marked = [f"  - {one.strip()}" if one.startswith(" ") else f"- {one}" for one in told]
        return ["", f"## {self._say('heading')}", "", self._counted(), "", *marked]

    def line(self) -> str:
        """How many figures differ from the last time and why, in one line; empty where none does."""
        counts = self._by_reasons()
        if not counts:
            return ""
        each = [self._say("by", why=_why(reasons), count=own.height) for reasons, own in counts.items()]
        whole = self._say("all_by", why=_why(next(iter(counts)))) if len(counts) == 1 else listed(each)
        return self._say("line", count=self._many(self.found.changed.height, "figure"), why=whole)

    def _say(self, key: str, **fields: object) -> str:
        return said(key, self.language, **fields)

    def _many(self, count: int, noun: str) -> str:
        return written.many(count, noun).say(self.language)

    def _side(self, one: Vintage) -> str:
        until = written.day(date.fromisoformat(one["extracted"]), self.language) if one["extracted"] else "—"
        return self._say("side", period=span(one["period"], self.language), until=until)

    def _counted(self) -> str:
        found = self.found
        alone = dict(zip(("old", "new"), found.alone, strict=True))
        counts = {"both": found.both.height, "changed": found.changed.height, "hidden": found.hidden}
        same = found.both.height - found.changed.height - found.hidden
        return self._say("counted", same=same, **counts, **alone)

    def _made_from(self) -> list[str]:
        """Rows, definitions, settings, program: what is different of each, and that the rest is the same."""
        found = self.found
        told = [self._rows(one) for one in found.rows]
        told += [self._say("caution")] if {"late", "gone"} & {one.reason for one in found.rows} else []
        names = listed(label(name, self.language) for name in found.definitions)
        told += [self._say("definitions", names=names)] if found.definitions else []
        told += [self._setting(name, *pair) for name, pair in found.settings.items()]
        told += [self._say("code")] if found.is_other("code") else []
        told += [self._say("key")] if not found.is_one_key else []
        lacks = [name for name in PARTS if not (found.old[name] and found.new[name])]
        parts = listed(Words(**codebook.toml("vintages")["part"][name]) for name in lacks)
        told += [self._say("lacking", names=parts)] if lacks else []
        rest = "otherwise_same" if told else "all_same"
        return told if lacks or not found.is_one_key else [*told, self._say(rest)]

    def _rows(self, one: Any) -> str:
        table = codebook.table_label(one.table, self.language)
        place = self._say("undated") if one.quarter == UNDATED else span(one.quarter, self.language)
        counts = {end: number(count) for end, count in (("old", one.old), ("new", one.new))}
        return self._say(one.reason, table=table, quarter=place, **counts)

    def _setting(self, name: str, old: Any, new: Any) -> str:
        return self._say("own") if name == "own" else self._say("setting", name=name, old=_plain(old), new=_plain(new))

    def _by_reasons(self) -> dict[str, pl.DataFrame]:
        """The changed figures by what they can be put down to, a single reason first."""
        parted = self.found.changed.partition_by("reasons", as_dict=True, maintain_order=True)
        order = sorted(parted, key=lambda key: (key[0].count("|"), [REASONS.index(one) for one in key[0].split("|")]))
        return {key[0]: parted[key] for key in order}

    def _figures(self, listing: str = "") -> list[str]:
        """Each figure of a whole by reason, and how many more there are by group; of the indicator to be listed every one."""
        told = []
        for reasons, own in self._by_reasons().items():
            told.append(self._say("revised", why=_why(reasons), count=self._many(own.height, "figure")))
            single = (pl.col("groups") == "") | (pl.col("indicator") == listing)
            told += [f"  {self._figure(row)}" for row in own.filter(single).iter_rows(named=True)]
            rest = own.filter(~single).group_by("indicator", maintain_order=True).len()
            told += [
                "  " + self._say("parts", label=label(name, self.language), count=count, name=name)
                for name, count in rest.iter_rows()
            ]
        return told

    def _figure(self, row: Row) -> str:
        old, new = ({name: row[f"{name}_{end}"] for name in (*SHOWN, "hidden")} for end in ("old", "new"))
        name, told = row["indicator"], [self._value(one, row["indicator"]) for one in (old, new)]
        if told[0] == told[1]:
            told = [self._with_interval(one, name, text) for one, text in zip((old, new), told, strict=True)]
        places = {"period": span(row["period"], self.language), "groups": self._groups(row["groups"], name)}
        is_rounded = any(side["settings"].get("public") for side, _ in self.found.ends)
        moved = "" if is_rounded else change(old["value"], new["value"], name, self.language, new["denominator"])
        return self._say("figure", label=label(name, self.language), **places, old=told[0], new=told[1], change=moved)

    def _value(self, row: Row, name: str) -> str:
        """A figure as it is written; a share with what it is of; ＊ where it is hidden."""
        if row["hidden"]:
            return PROTECTED
        text = alone(row["value"], name, self.language, row["denominator"])
        if is_middle(name):
            return self._say("based", value=text, n=number(row["denominator"] or row["numerator"]))
        if row["denominator"] is None:
            return text
        return self._say("share", value=text, **{end: number(row[end]) for end in ("numerator", "denominator")})

    def _with_interval(self, row: Row, name: str, text: str) -> str:
        ends = {end: number(row[end], 3, percent=is_share(name, row["denominator"])) for end in ("low", "high")}
        return self._say("interval", value=text, **ends)

    def _groups(self, groups: str, name: str) -> str:
        table, told = codebook.toml("indicators").get(name, {}).get("table", ""), ""
        for one in groups.split(";") if groups else ():
            column, _, value = one.partition("=")
            heads = codebook.toml("sentences")["columns"][self.language]
            head = heads.get(column) or codebook.field_label(table, column, self.language)
            plain: object = {"true": True, "false": False, "": None}.get(value, value)
            label_of = codebook.group_label(table, column, plain, self.language)
            rests = codebook.toml("sentences")["causes"][self.language] if column == "case_cause" else {}
            told += self._say("group", name=head, value=rests.get(value, label_of))
        return told

    def _touched(self) -> list[str]:
        return [self._say("touched", names=listed(self.found.touched))] if self.found.touched else []

    def _sentences(self) -> list[str]:
        told = [self._say("sentences", count=len(self.found.sentences))] if self.found.sentences else []
        for name, old, new in self.found.sentences:
            told.append(f"  {name}")
            pairs = zip_longest((("before", one) for one in old), (("now", one) for one in new))
            told += [f"    {self._say(key, sentence=one)}" for pair in pairs for key, one in filter(None, pair)]
        return told

    def _headlines(self) -> list[str]:
        """Of two quarters the figures of each as a whole, beside each other."""
        if self.found.is_of_one_period:
            return []
        old, new = (dict(self._own(one)) for one, _ in self.found.ends)
        shared = [name for name in new if name in old]
        told = [
            "  " + self._say("headline", label=label(name, self.language), old=old[name], new=new[name])
            for name in shared
        ]
        return [self._say("headlines"), *told] if told else []

    def _own(self, one: Vintage) -> Iterator[tuple[str, str]]:
        whole = one.counted.filter(pl.col("groups") == "", pl.col("period") == one["period"])
        for row in whole.iter_rows(named=True):
            value = self._value(row, row["indicator"])
            yield row["indicator"], f"{span(row['period'], self.language)}{SPACE[self.language]}{value}"


def _why(reasons: str) -> Words:
    each = [Words(**codebook.toml("vintages")["reason"][reason]) for reason in reasons.split("|")]
    if len(each) == 1:
        return each[0]
    return both(lambda language: said("several", language, names=listed(each)))


def _plain(value: Any) -> Words | str:
    return listed(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
