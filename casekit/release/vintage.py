"""A vintage: what one run told and what it was counted from, small enough to keep and with no row in it."""

import hmac
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground.quarter import parse
from casekit.ground.settings import Settings
from casekit.measures.disclosure import KEYS, SHOWN, Protection, protection
from casekit.records.records import Records
from casekit.release.adding import along
from casekit.release.keep import Kept

FILE, FORM = "vintage.json", 1
CELL = ("indicator", "period", "groups")
SCHEMA = dict.fromkeys(CELL, pl.String) | dict.fromkeys(SHOWN, pl.Float64) | {"hidden": pl.Boolean, "along": pl.String}
SIGNIFICANT = 6
SETTINGS = ("small_number", "public", "month_end", "year_end", "steps_counted", "holidays_added", "workdays_added")
WORDS = ("version", "zh", "en", "basis", "status", "worked", "gives", "extracted", "digits", "steady_within")
COUNTS_WITH = ("polars", "numpy", "scipy", "scikit-learn")
WORDS_ONLY = ("indicators.toml", "sentences.toml", "lines.toml", "vintages.toml", "messages.toml")
PLACES = ("file", "sheet", "row", "origin")
UNDATED = "undated"


@dataclass(frozen=True, eq=False)
class Vintage:
    """What a vintage.json holds; whatever an older one lacks is empty."""

    content: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """A part of it: period, extracted, language, key, code, settings, definitions, rows, kept; empty where it has none."""
        empty: Any = {} if name in ("code", "settings", "definitions", "rows", "kept") else ""
        return self.content.get(name) or empty

    @cached_property
    def cells(self) -> pl.DataFrame:
        """Every figure: indicator, period, groups (`name=value`, parted by ;), its numbers, whether it is hidden, and the columns
        `along` which its frame goes."""
        lines = [",".join(SCHEMA), *self.content.get("cells", [])]
        read = pl.read_csv(io.StringIO("\n".join(lines)), schema_overrides=SCHEMA)
        return read.with_columns(pl.col("groups", "along").fill_null(""))

    @cached_property
    def counted(self) -> pl.DataFrame:
        """The figures that can be held against another vintage's: each told once under its name, of no quarter yet to come (these
        are foreseen, not counted)."""
        is_foreseen = pl.col("period").str.contains(r"^\d{4}Q\d$") & (pl.col("period") > self["period"])
        return self.cells.filter(~is_foreseen).unique(CELL, keep="none", maintain_order=True)

    @property
    def digest(self) -> str:
        """Equal for two vintages that hold the same, and for no others."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The file as it is written."""
        return json.dumps(self.content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def of(records: Records, kept: list[Kept], beside: Iterable[pl.DataFrame] = ()) -> Vintage:
    """The vintage of a run that also left the protected frames `beside` what was kept; no clock, host or path is in it."""
    each = {one.name: _cells(one.frames) for one in kept}
    told = _lines(pl.concat([*each.values(), _cells(beside)]).unique(maintain_order=True))
    return Vintage(
        {
            "form": FORM,
            "period": records.period.name,
            "extracted": records.report["extracted"],
            "synthetic": records.is_synthetic,
            "language": records.settings.language,
            "key": records.report["key"] if records.secret else "",
            "code": {"version": version("casekit"), "digest": code()},
            "settings": {name: records.settings.as_json()[name] for name in SETTINGS} | {"own": _digest(records.own)},
            "definitions": {name: defined(block) for name, block in codebook.toml("indicators").items()},
            "rows": {name: rows(records, name) for name in sorted(records.tables)},
            "kept": {one.name: _kept(one, each[one.name]) for one in kept},
            "cells": told,
        }
    )


def read(path: Path) -> Vintage:
    """The vintage in a file; a ValueError where it holds none."""
    content = json.loads(path.read_text("utf-8"))
    if not isinstance(content, dict) or "form" not in content:
        raise ValueError(path.name)
    return Vintage(content)


def rows(records: Records, table: str) -> dict[str, list[Any]]:
    """By quarter of a table's main date: how many rows it has (null where that is small) and a digest of what they say.

    The digest is keyed, so that nobody without the office's key can try what a row says against it; without a key there
    is none. A row's own place in the files does not count.
    """
    frame = records.table(table).collect()
    told = [name for name in frame.columns if name not in PLACES and (not name.endswith("_id") or name == "case_id")]
    written = [_as_text(name, frame.schema[name]).fill_null("\0") for name in sorted(told)]
    placed = quarters(frame, table, records.settings)
    parts = (
        frame.select(quarter=placed, said=pl.concat_str(written, separator="\x1f"))
        .group_by("quarter")
        .agg(count=pl.len(), said=pl.col("said").sort().str.join("\x1e"))
        .sort("quarter")
    )
    shown = protection(records.settings)
    return {
        quarter: [_protected(count, shown), _keyed(said, records.secret)] for quarter, count, said in parts.iter_rows()
    }


def defined(block: dict[str, Any]) -> dict[str, Any]:
    """The version of an indicator, and a digest of what decides its count: its block without its words."""
    counting = {name: block[name] for name in block if name not in WORDS and not name.endswith(("_zh", "_en"))}
    return {"version": block["version"], "digest": _digest(counting)}


@cache
def code() -> str:
    """A digest of casekit's own source, words and definitions apart, and of the versions of what it counts with."""
    home = Path(__file__).parents[1]
    files = [file for kind in ("py", "toml", "csv") for file in home.rglob(f"*.{kind}")]
    own = {file.relative_to(home).as_posix(): file for file in files if file.name not in WORDS_ONLY}
    counting = {name: file for name, file in own.items() if not name.startswith("sample/")}
    made = {name: sha256(file.read_bytes()).hexdigest() for name, file in counting.items()}
    return _digest(made | {name: version(name) for name in COUNTS_WITH})


def quarters(frame: pl.DataFrame, table: str, settings: Settings) -> pl.Expr:
    """The quarter that each row's main date lies in, as the office's months and years end."""
    named = dict(codebook.tables().select("table", "dated_by").iter_rows()).get(table)
    if named not in frame.columns or frame[named].drop_nulls().is_empty():
        return pl.lit(UNDATED)
    years = range(frame[named].min().year, frame[named].max().year + 2)
    periods = [parse(f"{year}Q{number}", settings) for year in years for number in (1, 2, 3, 4) if 1900 < year < 2100]
    starts = pl.Series([period.start for period in periods])
    at = starts.search_sorted(frame[named], side="right").cast(pl.Int64) - 1
    names = pl.Series([period.name for period in periods]).gather(at.clip(0))
    return pl.when(pl.col(named).is_null()).then(pl.lit(UNDATED)).otherwise(names)


def _cells(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=SCHEMA), *map(_of_frame, frames)]).unique(maintain_order=True)


def _of_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The cells of a protected frame, whose groups stand before its counts."""
    names = [name for name in frame.columns[: frame.columns.index("numerator")] if name not in KEYS]
    groups = [pl.format("{}={}", pl.lit(name), pl.col(name).cast(pl.String).fill_null("")) for name in names]
    numbers = [pl.col(name).cast(pl.Float64).round_sig_figs(SIGNIFICANT) for name in SHOWN]
    joined = pl.concat_str(groups, separator=";") if groups else pl.lit("")
    texts = (pl.col(name).cast(pl.String) for name in KEYS)
    return frame.select(*texts, joined.alias("groups"), *numbers, "hidden", along=pl.lit(along(frame)))


def _lines(cells: pl.DataFrame) -> list[str]:
    whole = pl.col(pl.Float64)
    plain = cells.with_columns(
        pl.when(whole.round() == whole).then(whole.cast(pl.Int64).cast(pl.String)).otherwise(whole.cast(pl.String))
    )
    return plain.write_csv(include_header=False).splitlines()


def _kept(one: Kept, cells: pl.DataFrame) -> dict[str, Any]:
    """A digest of the counts that something kept was made from, and its sentences in words."""
    return {"digest": _digest(_lines(cells)), "sentences": list(one.sentences)}


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    listed = isinstance(kind, pl.List)
    return pl.col(name).cast(pl.List(pl.String)).list.join("|") if listed else pl.col(name).cast(pl.String)


def _protected(count: int, shown: Protection) -> int | None:
    return None if 0 < count < shown.threshold else (count + shown.rounding // 2) // shown.rounding * shown.rounding


def _keyed(said: str, secret: bytes) -> str | None:
    return hmac.new(secret, said.encode(), "sha256").hexdigest()[:24] if secret else None


def _digest(what: Any) -> str:
    return sha256(json.dumps(what, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:24]
