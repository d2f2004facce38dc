"""An exhibit: one measured frame and everything said about it, from which every drawing is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.rules import rules
from casekit.ground.errors import Language

Form = Literal[
    "bars",
    "dots",
    "line",
    "table",
    "control",
    "funnel",
    "curves",
    "flow",
    "pyramid",
    "ranges",
    "distance",
    "before_after",
    "tiles",
]
Order = Literal["code", "size"]

FORMS: dict[Language, dict[Form, str]] = {
    "zh": {
        "bars": "条形图",
        "dots": "点图",
        "line": "折线图",
        "table": "三线表",
        "control": "控制图",
        "funnel": "漏斗图",
        "curves": "阶梯线图",
        "flow": "流程图",
        "pyramid": "双向条形图",
        "ranges": "区间图",
        "distance": "分布条形图",
        "before_after": "前后对照图",
        "tiles": "色块图",
    },
    "en": {
        "bars": "bar chart",
        "dots": "dot chart",
        "line": "line chart",
        "table": "table",
        "control": "control chart",
        "funnel": "funnel",
        "curves": "step curves",
        "flow": "flow chart",
        "pyramid": "two-sided bar chart",
        "ranges": "range chart",
        "distance": "distance chart",
        "before_after": "before-and-after chart",
        "tiles": "tile chart",
    },
}
ALT: dict[Language, str] = {
    "zh": "图{number}，{form}。{finding}。数据见表。",
    "en": "Figure {number}, {form}. {finding}. Data in the table.",
}


@dataclass(frozen=True, kw_only=True)
class Break:
    """A change of rules: the first period after it, as the label column writes it, and the words beside the line."""

    at: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: header, frame column, and how its numbers are written.

    Text stands left as it is unless it is to stand `right`; numbers stand right. With `numerator` and
    `denominator` a cell reads `12.1（48/398）`.
    A share is held as 0.121 and written 12.1 when `percent` is set; then the header must carry the %.
    """

    header: str
    value: str
    digits: int = 0
    percent: bool = False
    signed: bool = False
    numerator: str | None = None
    denominator: str | None = None
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class Side:
    """The left side of a pyramid: its name, and the columns of its numbers, of those a year before, of its protection."""

    name: str
    value: str
    before: str | None = None
    hidden: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Exhibit:
    """One figure or table before it is drawn; `frame` has one row a mark, in drawing order.

    With unit `%` the value columns hold shares of one (0.121 is drawn as 12.1%), else they hold the unit itself.
    `hidden` names a boolean column of protected rows: they have no mark and ＊ for a number; other nulls are —.
    `subject` rows are dark, `rest` rows (其他) faint, `hollow` rows (未能判定) open; `total` has numbers and no mark.
    `heading` is over the number column, `cumulative` over the running share; `names` are now, before and the change.
    `center` and limits hold within a `phase`; `signal` is true, or a word, where reading the cases is advised.
    `size` is n in a funnel, its unit is the `heading`; `beside` are the curves of its limits.
    `spread` are the ends of the line through a dot that stands on a band from `low` to `high`.
    `series` parts a long frame into curves, `stacked` or not; `target` is where a flow goes, `words` name its returns.
    """

    name: str
    form: Form
    frame: pl.DataFrame
    label: str
    finding: str
    measure: str
    population: str
    source: str
    note: str = ""
    value: str = "value"
    low: str | None = None
    high: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    before: str | None = None
    hidden: str | None = None
    unit: str = "%"
    digits: int = 1
    order: Order = "code"
    subject: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    total: str | None = None
    heading: str = ""
    names: tuple[str, str, str] = ("本期", "上年同期", "比上年同期")
    cumulative: str = ""
    breaks: tuple[Break, ...] = ()
    columns: tuple[Column, ...] = ()
    center: str | None = None
    phase: str | None = None
    signal: str | None = None
    size: str | None = None
    beside: pl.DataFrame | None = None
    series: str | None = None
    stacked: bool = True
    target: str | None = None
    words: str | None = None
    left: Side | None = None
    spread: tuple[str, str] | None = None
    language: Language = "zh"
    again: Callable[[], "Exhibit"] | None = None

    def __post_init__(self) -> None:
        for rule, kept in rules(self):
            if not kept:
                raise ValueError(f"exhibit {self.name!r}: {rule}")

    @property
    def is_drawn(self) -> bool:
        """Whether it is a figure; a table is written."""
        return self.form != "table"

    @property
    def subtitle(self) -> str:
        """What is measured, in which unit, over whom: `measure，population`."""
        return theme.opened(
            (", " if self.language == "en" else "，").join(filter(None, (self.measure, self.population)))
        )

    @property
    def values(self) -> tuple[str, ...]:
        """The columns drawn by position, those that the axis must hold."""
        sides = (self.left.value, self.left.before) if self.left else ()
        own = (self.value, self.center, self.low, self.high, self.before, *sides, *(self.spread or ()))
        return tuple(column for column in own if column)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The series of stacked curves that are piled up, in order: all but the `total` and the comparison."""
        apart = (self.total, self.names[1]) if self.stacked else ()
        named = self.frame[self.series].cast(pl.String).unique(maintain_order=True) if self.series else ()
        return tuple(name for name in named if name not in apart)

    def alt(self, number: int | None = None) -> str:
        """The alternative text: form, finding, and that the data stand in a table; `图1，折线图。…。数据见表。`."""
        form = FORMS[self.language][self.form]
        said = ALT[self.language].format(number=number or "", form=form, finding=self.finding)
        return said.replace(" ,", ",")
