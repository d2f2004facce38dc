"""Vintages: those kept beside the quarters, the one that a name or path means, and how a figure was revised over them."""

import difflib
import os
from datetime import date
from pathlib import Path

import polars as pl

from casekit.ground import quarter
from casekit.ground.errors import UserError, fault
from casekit.ground.settings import Settings
from casekit.release import vintage
from casekit.release.vintage import FILE, Vintage

HISTORY = "vintages"
SETTLED = 2  # quarters after which what is dated in one is taken for complete


def keep(made: Vintage, reports: Path) -> None:
    """Keep a vintage in the history of its quarter, unless it is there already."""
    folder = reports / HISTORY / made["period"]
    file = folder / f"{made['extracted'] or vintage.UNDATED}-{made.digest[:8]}.json"
    if file.is_file():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        begun = folder / f".{file.name}"
        begun.write_text(made.text, "utf-8")
        begun.replace(file)
    except OSError as error:
        raise fault("cannot_write", folder=HISTORY) from error


def earlier(made: Vintage, reports: Path) -> Vintage | None:
    """The newest vintage of the same quarter that is not the same: of the latest data, and of these kept last. Those of a
    synthetic sample and of real data are never held against each other."""
    kept = [one for one in map(read, _history(reports, made["period"])) if one is not None]
    others = [one for one in kept if one.digest != made.digest and one["synthetic"] == made["synthetic"]]
    return others[-1] if others else None


def named(name: str, reports: Path) -> Vintage:
    """The vintage that is meant by a quarter, the folder of a result, or a file; a fault where there is none."""
    path = Path(name).expanduser()
    folder = path if path.exists() else reports / _quarter(name)
    file = folder if folder.is_file() else folder / FILE
    if not folder.exists():
        known = [one.parent.name for one in sorted(reports.glob(f"[!.]*/{FILE}"))]
        near = next(iter(difflib.get_close_matches(name, known, 1, 0)), "")
        raise fault("vintage_unknown", name=name, near=near) if near else fault("vintage_none", folder=reports.name)
    if not file.is_file():
        raise fault("vintage_missing", name=name)
    if (found := read(file)) is None:
        raise fault("vintage_unreadable", name=name)
    return found


def read(file: Path) -> Vintage | None:
    """The vintage in a file, or None where it holds none."""
    try:
        return vintage.read(file)
    except (OSError, ValueError):
        return None


def every(reports: Path) -> list[Vintage]:
    """All vintages of a folder of results, each once, by the last day of their data and then by quarter; where there are any of
    real data, those of a synthetic sample are left out."""
    files = [*_history(reports, "*"), *sorted(reports.glob(f"[!.]*/{FILE}"))]
    found = {one.digest: one for one in map(read, files) if one is not None}
    real = [one for one in found.values() if not one["synthetic"]]
    return sorted(real or found.values(), key=lambda one: (one["extracted"], one["period"]))


def triangle(reports: Path, indicator: str, groups: str = "") -> pl.DataFrame:
    """How an indicator's figures were revised: period, extracted (the last day of the data), told_in (the quarter that was run),
    value, first (what was told first), difference; a row a period and vintage, by both.

    `groups` is as a vintage writes it (`crime=盗窃罪`); a hidden figure is null, and so is every difference from it.
    """
    told = [
        one.counted.filter(pl.col("indicator") == indicator, pl.col("groups") == groups).select(
            "period", extracted=pl.lit(one["extracted"]), told_in=pl.lit(one["period"]), value="value"
        )
        for one in every(reports)
    ]
    schema = {"period": pl.String, "extracted": pl.String, "told_in": pl.String, "value": pl.Float64}
    first = pl.col("value").first().over("period")
    joined = pl.concat([pl.DataFrame(schema=schema), *told]).with_columns(first=first)
    return joined.with_columns(difference=pl.col("value") - pl.col("first")).sort("period", maintain_order=True)


def filed(reports: Path, table: str) -> pl.DataFrame:
    """How many rows of each quarter a table had when the data first covered it, and when last: quarter, early, final, settled.

    `settled` says that the last data go on for two quarters or more after the first, so that nothing is awaited. Data that
    began to be kept only later say nothing of how a quarter was filed.
    """
    told = [
        {"quarter": name, "rows": count, "age": _number(covered) - _number(name)}
        for one in every(reports)
        if (covered := newest(one))
        for name, (count, _) in one["rows"].get(table, {}).items()
        if count is not None and name != vintage.UNDATED and name <= covered
    ]
    counts = pl.DataFrame(told, {"quarter": pl.String, "rows": pl.Int64, "age": pl.Int64})
    young = counts.filter((pl.col("age") == 0).any().over("quarter"))
    first = pl.col("rows").filter(pl.col("age") == 0).first()
    settled = pl.col("age").max() >= SETTLED
    return young.group_by("quarter").agg(early=first, final=pl.col("rows").last(), settled=settled).sort("quarter")


def newest(made: Vintage) -> str:
    """The latest quarter that a vintage's data cover, as the office's months and years end; nothing for data without dates."""
    if not made["extracted"]:
        return ""
    ends = {name: made["settings"][name] for name in ("month_end", "year_end") if name in made["settings"]}
    return quarter.latest(date.fromisoformat(made["extracted"]), Settings(**ends)).name


def _number(name: str) -> int:
    """The quarters up to one, so that two can be held apart."""
    return int(name[:4]) * 4 + int(name[5:])


def _history(reports: Path, period: str) -> list[Path]:
    """The kept files of a quarter, oldest data first; of the same data in the order in which they were kept."""
    files = (reports / HISTORY).glob(f"{period}/[!.]*.json")
    return sorted(files, key=lambda file: (file.name[:10], os.stat(file).st_mtime_ns, file.name))


def _quarter(name: str) -> str:
    """The name of a period as folders have it; anything else as it came."""
    try:
        return quarter.parse(name).name
    except UserError:
        return name
