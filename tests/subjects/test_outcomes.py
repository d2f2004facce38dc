"""Outcomes within a month and two: non-prosecutions by the kind their persons have, minors' own decision protected."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import durations
from casekit.exhibits.table import grid
from casekit.records.records import Records
from casekit.subjects.efficiency import decision, outcomes

RECEIVED, EXTRACTED = date(2026, 7, 1), date(2026, 10, 9)
GROUPS = {  # conclusion, kinds of its persons, days, cases
    "起诉": ("prosecuted", [""], 10, 40),
    "酌定不起诉": ("not_prosecuted", ["discretionary"], 20, 10),
    "证据不足不起诉": ("not_prosecuted", ["insufficient_evidence", ""], 50, 8),
    "不起诉（各人种类不同）": ("not_prosecuted", ["discretionary", "statutory"], 50, 6),
    "不起诉（种类未填）": ("not_prosecuted", [""], 20, 6),
}
OPEN = 30


def office(conditional: int = 0, extracted: date = EXTRACTED) -> Records:
    """100 cases received on one day, 30 of them still open, and of those some ended by conditional non-prosecution."""
    cases, persons = (
        ["case_id | received_on | concluded_on | conclusion"],
        ["case_id | suspect_no | non_prosecution_kind"],
    )
    left = {"": (None, [""], 0, OPEN - conditional), "附": ("conditional_non_prosecution", [""], 20, conditional)}
    for name, (conclusion, kinds, days, count) in (GROUPS | left).items():
        for number in range(count):
            ended = RECEIVED + timedelta(days=days) if conclusion else ""
            cases.append(f"{name}{number} | {RECEIVED} | {ended} | {conclusion or ''}")
            persons += [f"{name}{number} | {place} | {kind}" for place, kind in enumerate(kinds, 1)]
    return written(extracted, cases="\n".join(cases), suspects="\n".join(persons))


def shown(of: Records) -> dict[str, list[str]]:
    made: Any = durations.kinds(outcomes.kinds(of), of, "11-kinds")
    return {row[0]: row[1:4] for row in grid(made).rows}


def test_non_prosecutions_stand_by_the_kind_that_all_persons_of_a_case_share() -> None:
    """Of 100 cases, all followed for 100 days: within 30 days 40, 10 and 6; within 60 days 8 and 6 more."""
    assert shown(office()) == {
        "起诉": ["40", "40.0", "40.0"],
        "酌定不起诉": ["10", "10.0", "10.0"],
        "证据不足不起诉": ["8", "0.0", "8.0"],
        "不起诉（各人种类不同）": ["6", "0.0", "6.0"],
        "不起诉（种类未填）": ["6", "6.0", "6.0"],
    }


def test_the_kinds_add_up_to_the_share_not_charged_of_the_curves() -> None:
    told: Any = outcomes.kinds(office())
    curves: Any = decision.curves(office())
    whole = curves.filter(series="not_prosecuted")["value"].max()
    assert told.filter(pl.col("conclusion") != "prosecuted")["value"].sum() == pytest.approx(whole)


def test_few_conditional_non_prosecutions_are_hidden_with_another_outcome_even_in_the_room() -> None:
    rows = shown(office(conditional=3))
    hidden = [name for name, cells in rows.items() if cells[0] == "＊"]
    assert "附条件不起诉" in hidden
    assert len(hidden) == 2
    assert rows["起诉"][0] == "40"


def test_shares_within_60_days_wait_until_cases_were_followed_so_long() -> None:
    """Extracted after 54 days: the open cases were seen for 54, so the second month is not known yet."""
    rows = shown(office(extracted=RECEIVED + timedelta(days=54)))
    assert rows["起诉"][1:] == ["40.0", "—"]


def test_without_kinds_on_record_all_are_unsaid() -> None:
    of = office()
    bare = written(EXTRACTED, cases="case_id | received_on | concluded_on | conclusion")
    tables = {"cases": of.tables["cases"]}
    bare.tables.clear()
    bare.tables.update(tables)
    told: Any = outcomes.kinds(bare)
    assert told["conclusion"].to_list() == ["prosecuted", "unsaid"]
