"""An exhibit: one measured frame and everything said about it, from which every drawing is made."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import polars as pl

from casekit.exhibits import theme
from casekit.ground.errors import Language

Form = Literal["bars", "dots", "line", "table", "control", "funnel", "curves", "flow", "pyramid"]
Order = Literal["code", "size"]
TITLE, LINE = 32, 42.6  # em that fit on one line at 26 and at 20 px
LIMITS = ("size", "center", "low_95", "high_95", "low_998", "high_998")  # what stands beside a funnel

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

    Text stands left as it is; numbers stand right. With `numerator` and `denominator` a cell reads `12.1（48/398）`.
    A share is held as 0.121 and written 12.1 when `percent` is set; then the header must carry the %.
    """

    header: str
    value: str
    digits: int = 0
    percent: bool = False
    signed: bool = False
    numerator: str | None = None
    denominator: str | None = None


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
    language: Language = "zh"
    again: Callable[[], "Exhibit"] | None = None

    def __post_init__(self) -> None:
        for rule, kept in _rules(self):
            if not kept:
                raise ValueError(f"exhibit {self.name!r}: {rule}")

    @property
    def subtitle(self) -> str:
        """What is measured, in which unit, over whom: `measure，population`."""
        return (", " if self.language == "en" else "，").join(filter(None, (self.measure, self.population)))

    @property
    def values(self) -> tuple[str, ...]:
        """The columns drawn by position, those that the axis must hold."""
        sides = (self.left.value, self.left.before) if self.left else ()
        return tuple(column for column in (self.value, self.center, self.low, self.high, self.before, *sides) if column)

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


def _rules(exhibit: Exhibit) -> list[tuple[str, bool]]:
    """Every rule with whether it is kept; the first broken one is the error."""
    return [
        ("a name is a file stem of a-z, 0-9 and -", re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", exhibit.name) is not None),
        ("the frame has every column named", _named(exhibit) <= set(exhibit.frame.columns)),
        ("the frame has a row", exhibit.frame.height > 0),
        ("a finding is one line of at most 32 Chinese characters", 0 < theme.ems(exhibit.finding) <= TITLE),
        ("a finding carries no full stop", not exhibit.finding.endswith(("。", "."))),
        ("the population says n", exhibit.form == "table" or re.search("n ?[＝=]", exhibit.population) is not None),
        ("there is a source", bool(exhibit.source)),
        ("a table has columns", exhibit.form != "table" or bool(exhibit.columns)),
        ("dots have a column 'before'", exhibit.form != "dots" or exhibit.before is not None),
        ("low and high come together", (exhibit.low is None) == (exhibit.high is None)),
        ("a label stands on one row only", exhibit.form == "table" or _single(exhibit)),
        ("a running share needs a numerator", not exhibit.cumulative or exhibit.numerator is not None),
        ("source and note fit a line each", theme.ems(exhibit.source) <= LINE and theme.ems(exhibit.note) <= LINE),
        ("no value is NaN or infinite", _finite(exhibit)),
        ("a share lies between 0 and 1", _share(exhibit)),
        ("rows ordered by size go down", exhibit.order == "code" or _descending(exhibit)),
        ("curves have from one to four series", exhibit.form != "curves" or 0 < len(exhibit.outcomes) <= 4),
        ("outcomes piled up are no more than all", exhibit.form != "curves" or _whole(exhibit)),
        ("curves have time and count beside", exhibit.form != "curves" or _has_beside(exhibit, "count")),
        ("a flow has up to eight boxes beside, with both ends of each row", exhibit.form != "flow" or _boxed(exhibit)),
        ("a pyramid has a left side", exhibit.form != "pyramid" or exhibit.left is not None),
        ("a control chart has center, limits, phase and signal", exhibit.form != "control" or _phased(exhibit)),
        ("a funnel has size, signal, and its limits beside", exhibit.form != "funnel" or _limited(exhibit)),
    ]


def _named(exhibit: Exhibit) -> set[str]:
    if exhibit.form == "table":
        used = [(column.value, column.numerator, column.denominator) for column in exhibit.columns]
        return {name for names in used for name in (*names, exhibit.hidden) if name}
    counts = (exhibit.numerator, exhibit.denominator, exhibit.hidden, exhibit.left.hidden if exhibit.left else None)
    parts = (exhibit.series, exhibit.target, exhibit.words, exhibit.phase, exhibit.signal, exhibit.size)
    return {exhibit.label, *exhibit.values, *(column for column in (*counts, *parts) if column)}


def _single(exhibit: Exhibit) -> bool:
    """No label twice; in curves no time twice in a series, in a flow no way twice under the same words."""
    keys = [column for column in (exhibit.label, exhibit.series, exhibit.target, exhibit.words) if column]
    return not exhibit.frame.select(keys).is_duplicated().any()


def _has_beside(exhibit: Exhibit, *columns: str) -> bool:
    return exhibit.beside is not None and {exhibit.label, *columns} <= set(exhibit.beside.columns)


def _whole(exhibit: Exhibit) -> bool:
    parts = (
        exhibit.frame.filter(pl.col(str(exhibit.series)).is_in(exhibit.outcomes)).group_by(str(exhibit.series)).max()
    )
    return not exhibit.stacked or (parts[exhibit.value].sum() or 0) <= 1 + 1e-6


def _phased(exhibit: Exhibit) -> bool:
    return None not in (exhibit.center, exhibit.low, exhibit.high, exhibit.phase, exhibit.signal)


def _limited(exhibit: Exhibit) -> bool:
    given = exhibit.beside is not None and set(LIMITS) <= set(exhibit.beside.columns)
    return given and None not in (exhibit.size, exhibit.signal)


def _boxed(exhibit: Exhibit) -> bool:
    """Boxes stand in `node` with their `count`; ways lead from one of them to one of them."""
    if exhibit.beside is None or exhibit.target is None or not {"node", "count"} <= set(exhibit.beside.columns):
        return False
    boxes = exhibit.beside["node"]
    ends = {*exhibit.frame[exhibit.label], *exhibit.frame[exhibit.target]}
    return 0 < boxes.len() <= 8 and boxes.is_unique().all() and ends <= set(boxes)


def _finite(exhibit: Exhibit) -> bool:
    if exhibit.form == "table":
        return True
    return all(exhibit.frame[column].cast(pl.Float64).is_finite().all() for column in exhibit.values)


def _share(exhibit: Exhibit) -> bool:
    if exhibit.form == "table" or exhibit.unit != "%":
        return True
    shares = (exhibit.value,) if exhibit.form == "control" else exhibit.values  # limits may lie beyond
    return all(exhibit.frame[column].drop_nulls().is_between(-1e-9, 1 + 1e-9).all() for column in shares)


def _descending(exhibit: Exhibit) -> bool:
    """Rows by size, with 其他 and 未能判定 last whatever their size."""
    last = [*exhibit.rest, *exhibit.hollow]
    sized = exhibit.frame.filter(~pl.col(exhibit.label).is_in(last))[exhibit.value].drop_nulls().to_list()
    return all(first >= second for first, second in pairwise(sized))
