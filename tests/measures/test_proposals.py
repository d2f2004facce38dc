"""When a reply falls due, and how a proposal stands on the day of the data."""

from datetime import date

import polars as pl
import pytest
from office import table, written

from casekit.measures import proposals

TODAY = date(2026, 10, 9)


def told(text: str, today: date | None = TODAY) -> pl.DataFrame:
    return proposals.of_proposals(written(today, proposals=text))


DUE = """
proposal_id | kind              | delivered_on | stated_due_on | is_urgent | due_on     | due_problem
two months  | social_governance | 2026-03-04   |               |           | 2026-05-04 |
month's end | social_governance | 2026-04-30   |               |           | 2026-06-30 |
no 30th     | other             | 2025-12-30   |               |           | 2026-02-28 |
holiday     | other             | 2026-08-03   |               |           | 2026-10-03 |
court       | retrial           | 2026-03-04   |               |           | 2026-06-04 |
admin       | public_interest   | 2026-03-04   |               | false     | 2026-05-04 |
urgent      | public_interest   | 2026-03-04   |               | true      | 2026-03-19 |
stated      | social_governance | 2026-03-04   | 2026-03-20    | true      | 2026-03-20 |
longer      | social_governance | 2026-03-04   | 2026-08-01    |           | 2026-05-04 |
blank kind  |                   | 2026-03-04   |               |           | 2026-05-04 |
undelivered | other             |              |               |           |            | received_missing
older       | other             | 2018-03-05   |               |           |            | before_rule:2019-02-26
"""


def test_a_reply_is_due_two_months_after_delivery_or_by_the_limit_of_its_kind_or_the_earlier_day_stated() -> None:
    expected = table(DUE)
    given = expected.drop("due_on", "due_problem").write_csv(separator="|")
    office = written(TODAY, proposals=given)
    frame = office.table("proposals").collect().with_columns(pl.col("is_urgent") == "true")
    office.tables["proposals"] = frame
    made = proposals.of_proposals(office)
    assert made["due_on"].cast(pl.String).to_list() == expected["due_on"].to_list()
    assert made["due_problem"].to_list() == expected["due_problem"].to_list()


REPLIES = """
delivered_on | replied_on | outcome               | reply
2026-03-04   | 2026-05-04 | adopted               | replied_in_time
2026-03-04   | 2026-05-05 | not_adopted           | replied_late
2026-03-04   |            |                       | overdue
2026-03-04   |            | not_adopted           | overdue
2026-03-04   |            | adopted               | adopted_without_reply
2026-03-04   |            | partly_adopted        | adopted_without_reply
2026-09-30   |            | adopted_without_reply | adopted_without_reply
2026-03-04   |            | replied_adopted       | unknown
             | 2026-05-04 | adopted               | unknown
             |            |                       | unknown
2026-08-09   |            |                       | not_due
2026-08-08   |            |                       | overdue
2026-09-30   |            | adopted               | not_due
2026-03-04   |            | objection_upheld      | withdrawn
"""


@pytest.mark.parametrize(("delivered", "replied", "outcome", "reply"), table(REPLIES).rows())
def test_a_proposal_stands_in_one_class(delivered: str, replied: str, outcome: str, reply: str) -> None:
    row = " | ".join(one or "" for one in (delivered, replied, outcome))
    made = told(f"proposal_id | delivered_on | replied_on | outcome\nA | {row}")
    assert made["proposal_reply"].to_list() == [reply]


def test_on_data_without_its_day_what_is_not_answered_cannot_be_told() -> None:
    text = "proposal_id | delivered_on | replied_on\nA | 2026-03-04 | 2026-05-04\nB | 2026-03-04 |"
    assert told(text, None)["proposal_reply"].to_list() == ["replied_in_time", "unknown"]


def test_a_reply_before_its_limit_has_run_out_waits_for_the_others() -> None:
    text = "proposal_id | delivered_on | replied_on\nA | 2026-09-01 | 2026-09-20\nB | 2026-07-01 | 2026-08-20"
    made = told(text)
    assert made.select("is_reply_told", "is_replied_in_time").rows() == [(False, False), (True, True)]
