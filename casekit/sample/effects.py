"""Effects: the truths planted in the sample, with their sizes, each of which can be left out."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl


@cache
def planned() -> dict[str, dict[str, Any]]:
    """Every effect by name: words (zh, en, find), size, place, period, tolerance."""
    return tomllib.loads(files(__package__).joinpath("effects.toml").read_text("utf-8"))


def adding() -> dict[str, dict[str, Any]]:
    """The effects that add cases of a cause in a place until it has `size` in the period, where it would have `expected`."""
    return {name: effect for name, effect in planned().items() if "expected" in effect}


@dataclass(frozen=True)
class Effects:
    """The effects in force: all but those left out."""

    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if unknown := self.without - set(planned()):
            raise KeyError(f"no such effect: {sorted(unknown)}; there are: {list(planned())}")

    def has(self, name: str) -> bool:
        """Whether an effect is in force."""
        return name not in self.without

    def size(self, name: str, otherwise: float = 1.0) -> float:
        """The size of an effect; `otherwise` (as a rule: no change) where it is left out."""
        return float(planned()[name]["size"]) if self.has(name) else otherwise


def since(name: str, day: str) -> pl.Expr:
    """Whether the date column `day` lies in the effect's period."""
    effect = planned()[name]
    return pl.col(day).is_between(effect["from"], effect.get("to", date.max))


def concerns(name: str) -> pl.Expr:
    """Whether a case is of the effect's cause and place, whenever it came."""
    effect = planned()[name]
    asked = [
        pl.col(key) == effect[key] for key in ("crime", "cause", "town", "unit_code", "department") if key in effect
    ]
    asked += [pl.col(key).is_in(effect[f"{key}s"]) for key in ("crime", "cause", "town") if f"{key}s" in effect]
    return pl.all_horizontal(asked) if asked else pl.lit(True)
