"""Settings: what the office decided, with a default for everything; an unknown name is an error with the nearest one."""

import difflib
import re
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from casekit.ground.errors import Words, fault

FILE = "settings.toml"


@dataclass(frozen=True)
class Settings:
    """The office's choices; `month_end` 0 is the calendar month, `extraction_date` None is the latest date in the data."""

    office_name: str = ""
    extraction_date: date | None = None
    month_end: int = 0
    year_end: str = "12-31"
    language: Literal["zh", "en"] = "zh"
    small_number: int = 3
    public: bool = False
    person_views: bool = False
    unit_names: bool = False
    steps_counted: tuple[str, ...] = ()
    holidays_added: tuple[date, ...] = ()
    workdays_added: tuple[date, ...] = ()
    briefing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Every setting as plain text, numbers and lists, in the order above."""
        return {name: _plain(value) for name, value in asdict(self).items()}


FORMS: dict[str, tuple[str, str]] = {
    "office_name": ("文字", "text"),
    "extraction_date": ("日期（如 2026-09-30）", "a date such as 2026-09-30"),
    "month_end": ("0至28的整数", "a whole number from 0 to 28"),
    "year_end": ("10-01至12-31的月-日（如“12-31”）", "month-day from 10-01 to 12-31, such as '12-31'"),
    "language": ("“zh”或“en”", "'zh' or 'en'"),
    "small_number": ("不小于1的整数", "a whole number of at least 1"),
    "public": ("true 或 false", "true or false"),
    "person_views": ("true 或 false", "true or false"),
    "unit_names": ("true 或 false", "true or false"),
    "steps_counted": ("文字列表", "a list of texts"),
    "holidays_added": ("日期列表", "a list of dates"),
    "workdays_added": ("日期列表", "a list of dates"),
    "briefing": ("文字列表", "a list of texts"),
}


def read(office: Path) -> Settings:
    """The settings of an office folder; a folder without the file has the defaults."""
    file = office / FILE
    if not file.is_file():
        return Settings()
    try:
        text = file.read_text("utf-8-sig")
        return from_plain(tomllib.loads(text), lambda name: _place(text, name))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise fault("settings_unreadable", place=FILE) from None


def from_plain(given: dict[str, Any], place: Any = lambda name: FILE) -> Settings:
    """Settings from a plain table, each value checked; `place` says where a name stands in the file."""
    known = [field.name for field in fields(Settings)]
    for name, value in given.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0)[0]
            raise fault("unknown_setting", name=name, near=near, place=place(name))
        if not _fits(name, value):
            raise fault("setting_form", name=name, form=Words(*FORMS[name]), came=_written(value), place=place(name))
    return Settings(**{name: _value(name, value) for name, value in given.items()})


def _fits(name: str, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    match name:
        case "month_end":
            return whole and 0 <= value <= 28
        case "small_number":
            return whole and value >= 1
        case "year_end":
            return isinstance(value, str) and bool(re.fullmatch(r"1[0-2]-(0[1-9]|[12]\d|3[01])", value))
        case "language":
            return value in ("zh", "en")
        case "extraction_date":
            return value is None or _is_date(value)
        case "holidays_added" | "workdays_added":
            return isinstance(value, list) and all(map(_is_date, value))
        case "steps_counted" | "briefing":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "office_name":
            return isinstance(value, str)
    return isinstance(value, bool)


def _value(name: str, value: Any) -> Any:
    if name in ("holidays_added", "workdays_added"):
        return tuple(_date(item) for item in value)
    if name == "extraction_date" and value is not None:
        return _date(value)
    return tuple(value) if isinstance(value, list) else value


def _is_date(value: Any) -> bool:
    try:
        _date(value)
    except (TypeError, ValueError):
        return False
    return True


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else date.fromisoformat(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _written(value: Any) -> Any:
    """A value as the file has it."""
    return str(value).lower() if isinstance(value, bool) else value


def _place(text: str, name: str) -> Words:
    lines = (n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*{re.escape(name)}\s*=", line))
    line = next(lines, 1)
    return Words(f"{FILE} 第{line}行", f"line {line} of {FILE}")
