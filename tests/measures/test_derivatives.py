"""What counts as a derivative matter, and for which cases it is looked for."""

from datetime import date

from office import written

from casekit.measures import derivatives

CASES = """
case_id | received_on | withdrawn_on | non_prosecution_complained_on
A       | 2025-01-10  |              |
B       | 2025-03-01  |              | 2025-06-01
C       | 2025-09-30  | 2025-12-01   |
D       | 2026-03-01  |              |
"""
PERSONS = """
case_id | suspect_no | suspect_id | appealed
A       | 1          | p1         | true
A       | 2          | p2         |
B       | 1          | p2         | false
C       | 1          |            |
D       | 1          | p2         |
"""
EXTRACTED = date(2026, 9, 30)


def flags(name: str, **texts: str) -> dict[str, bool]:
    made = derivatives.of_cases(written(extracted=EXTRACTED, **texts))
    return dict(made.select("case_id", name).rows())


def test_a_case_is_followed_from_a_year_after_its_receipt_on() -> None:
    assert flags("is_followed", cases=CASES) == {"A": True, "B": True, "C": True, "D": False}


def test_any_matter_of_case_or_persons_counts_and_a_case_counts_once() -> None:
    assert flags("has_derivative", cases=CASES, suspects=PERSONS) == {"A": True, "B": True, "C": True, "D": False}
    assert flags("appeal", cases=CASES, suspects=PERSONS) == {"A": True, "B": False, "C": False, "D": False}


def test_a_new_case_is_one_of_the_same_party_received_later_within_a_year() -> None:
    """p2: A 2025-01-10, B 2025-03-01 (50 days on), D 2026-03-01 (365 days after B); nobody is found again in C."""
    assert flags("again", cases=CASES, suspects=PERSONS) == {"A": True, "B": True, "C": False, "D": False}


def test_matters_without_a_column_are_named_and_none_at_all_tells_nothing() -> None:
    bare = "case_id | received_on\nA | 2025-01-10"
    assert derivatives.lacking(written(cases=CASES)) == ["appeal", "protest", "reconsideration", "again"]
    assert flags("has_derivative", cases=bare) == {"A": None}
