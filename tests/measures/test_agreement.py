"""Agreement by hand: every class, every part that can differ, who counts, and the court's own words in real cases."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office import judged

from casekit.measures import agreement


def parts(person: dict[str, Any], side: str = "first") -> list[str]:
    """In what a person's judgment differs."""
    return [part for part in agreement.PARTS if person[f"{side}_{part}_differs"]]


FIXED = [
    ("有期徒刑六个月", "判处有期徒刑六个月", "accepted", ""),
    ("有期徒刑六个月，并处罚金二千元", "判处有期徒刑六个月，并处罚金人民币2000元", "accepted", ""),
    ("拘役二个月，缓刑三个月", "判处拘役二个月，宣告缓刑三个月", "accepted", ""),
    ("有期徒刑六个月，并处罚金", "判处有期徒刑六个月，并处罚金三千元", "accepted", ""),  # no amount named, none held against
    ("有期徒刑六个月，适用缓刑", "判处有期徒刑六个月，缓刑一年", "accepted", ""),  # no probation term named
    ("有期徒刑三年，可以适用缓刑", "判处有期徒刑三年", "accepted", ""),  # may: either fits
    ("有期徒刑三年，可以适用缓刑", "判处有期徒刑三年，缓刑四年", "accepted", ""),
    ("有期徒刑十个月零十五日", "判处有期徒刑十个月零十五日", "accepted", ""),
    ("单处罚金五千元", "单处罚金人民币五千元", "accepted", ""),
    ("免予刑事处罚", "犯盗窃罪，免予刑事处罚", "accepted", ""),
    ("有期徒刑六个月，并处罚金二千元", "判处有期徒刑六个月，并处罚金一千元", "principal_only", "fine"),
    ("有期徒刑六个月，并处罚金二千元", "判处有期徒刑六个月", "principal_only", "fine"),
    ("有期徒刑六个月", "判处有期徒刑六个月，并处罚金一千元", "principal_only", "fine"),
    ("单处罚金五千元", "单处罚金人民币四千元", "differs", "fine"),  # the fine is the whole penalty
    ("有期徒刑七个月", "判处有期徒刑六个月", "differs", "term"),
    ("拘役五个月", "判处有期徒刑六个月", "differs", "kind"),
    ("有期徒刑六个月", "判处有期徒刑六个月，缓刑一年", "differs", "probation"),
    ("有期徒刑六个月，不适用缓刑", "判处有期徒刑六个月，缓刑一年", "differs", "probation"),
    ("拘役二个月，缓刑三个月", "判处拘役二个月", "differs", "probation"),
    ("拘役二个月，缓刑三个月", "判处拘役二个月，缓刑四个月", "differs", "probation_term"),
    ("有期徒刑一年，缓刑一年，并处罚金二千元", "判处有期徒刑十个月，并处罚金三千元", "differs", "term probation fine"),
    ("有期徒刑一年，缓刑二年，并处罚金二千元", "犯盗窃罪，免予刑事处罚", "differs", "kind"),
    ("拘役二个月，缓刑三个月，并处罚金二千元", "单处罚金人民币二千元", "differs", "kind"),
]  # fmt: skip
RANGES = [
    ("有期徒刑六个月至九个月", "判处有期徒刑六个月", "accepted", ""),  # both ends belong to it
    ("有期徒刑六个月至九个月", "判处有期徒刑九个月，缓刑一年", "accepted", ""),  # silent on probation: left open
    ("有期徒刑六个月至九个月，并处罚金", "判处有期徒刑七个月，并处罚金二千元", "accepted", ""),
    ("有期徒刑六个月至九个月", "判处有期徒刑十个月", "differs", "term"),
    ("有期徒刑七个月至九个月", "判处有期徒刑六个月", "differs", "term"),
    ("有期徒刑六个月至九个月", "判处拘役五个月", "differs", "kind"),
    ("有期徒刑六个月至九个月，适用缓刑", "判处有期徒刑七个月", "differs", "probation"),
    ("有期徒刑六个月至九个月，并处罚金三千元至四千元", "判处有期徒刑七个月，并处罚金三千元", "accepted", ""),
    ("有期徒刑六个月至九个月，并处罚金三千元至四千元", "判处有期徒刑七个月，并处罚金五千元", "principal_only", "fine"),
    ("拘役四个月至有期徒刑一年", "判处拘役四个月", "accepted", ""),
    ("拘役四个月至有期徒刑一年", "判处拘役三个月", "differs", "term"),
    ("拘役四个月至有期徒刑一年", "判处有期徒刑一年", "accepted", ""),
    ("拘役四个月至有期徒刑一年", "判处有期徒刑一年一个月", "differs", "term"),
    ("拘役四个月至有期徒刑一年", "判处管制六个月", "differs", "kind"),
]
LOOSE = [
    ("拘役至有期徒刑一年", "判处拘役一个月", "loose_fits", ""),  # no lower end was named
    ("拘役至有期徒刑一年", "判处有期徒刑二年", "loose_differs", "term"),
    ("有期徒刑一年六个月以下", "判处有期徒刑一年", "loose_fits", ""),
    ("有期徒刑一年六个月以下", "判处有期徒刑一年，缓刑二年", "loose_fits", ""),
    ("有期徒刑一年六个月以下", "判处有期徒刑二年", "loose_differs", "term"),
    ("有期徒刑一年六个月以下", "判处拘役五个月", "loose_differs", "kind"),
    ("判处拘役，并处罚金", "判处拘役三个月，并处罚金二千元", "loose_fits", ""),
    ("判处拘役，并处罚金", "判处有期徒刑六个月，并处罚金二千元", "loose_differs", "kind"),
    ("一年以下有期徒刑、拘役或者管制", "判处拘役三个月", "loose_fits", ""),
    ("一年以下有期徒刑、拘役或者管制", "判处有期徒刑二年", "loose_differs", "term"),
    ("有期徒刑六个月左右", "判处有期徒刑七个月", "loose_fits", ""),
    ("判处有期徒刑××，并处罚金", "判处有期徒刑七个月", "cannot_tell", ""),
    ("有期徒刑六个月", "判处××××", "cannot_tell", ""),
    ("有期徒刑六个月", None, "cannot_tell", ""),
]


PAIRS = [*FIXED, *RANGES, *LOOSE]
ADJUSTED = [
    (None, "differs", "differs", "differs"),
    ("有期徒刑六个月", "differs", "accepted", "adjusted_accepted"),
    ("有期徒刑五个月", "differs", "differs", "differs"),
    ("有期徒刑六个月，并处罚金一千元", "differs", "principal_only", "principal_only"),
    ("有期徒刑一年以下", "differs", "loose_fits", None),
]
AS_GIVEN = {"recommended": "有期徒刑六个月", "sentence": "判处有期徒刑六个月"}
CHARGED = date(2026, 6, 1)
STANDINGS = [
    ({}, "counted"),
    ({"plea_signed_on": CHARGED, "charged_on": CHARGED}, "counted"),
    ({"plea_signed_on": date(2026, 6, 2), "charged_on": CHARGED}, "at_trial"),
    ({"plea": "applied_at_trial"}, "at_trial"),
    ({"plea": "not_applied"}, None),
    ({"plea": "withdrawn"}, None),
    ({"plea": None}, None),
    ({"recommended": None}, "not_made"),
    ({"recommended": "有期徒刑一年以下"}, "loose"),
    ({"recommended": "有期徒刑××"}, "cannot_tell"),
    ({"sentence": "判处××××"}, "cannot_tell"),
    ({"sentence": None}, "cannot_tell"),
    ({"sentence": None, "judged_on": None}, None),
    ({"adjusted": "有期徒刑一年以下"}, "loose"),
]
Persons = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def persons() -> Persons:
    """What is made of all persons above and below, by list, in order: read once, as reading takes most of the time."""
    eight = {"recommended": "有期徒刑八个月", "sentence": "判处有期徒刑六个月"}
    lists: Persons = {
        "pairs": [{"recommended": one[0], "sentence": one[1]} for one in PAIRS],
        "adjusted": [eight | {"adjusted": one[0]} for one in ADJUSTED],
        "standings": [AS_GIVEN | one[0] for one in STANDINGS],
        "away": [AS_GIVEN | {"adjusted": "有期徒刑五个月"}],
    }
    made = iter(agreement.of_persons(judged([person for listed in lists.values() for person in listed])).to_dicts())
    return {name: [next(made) for _ in listed] for name, listed in lists.items()}


@pytest.mark.parametrize("place", range(len(PAIRS)), ids=["-".join(map(str, one[:2])) for one in PAIRS])
def test_a_judgment_stands_to_a_recommendation(persons: Persons, place: int) -> None:
    person, (_, _, result, differing) = persons["pairs"][place], PAIRS[place]
    assert person["first_agreement"] == person["final_agreement"] == result
    assert parts(person) == parts(person, "final") == differing.split()


@pytest.mark.parametrize("place", range(len(ADJUSTED)))
def test_what_was_recommended_last_is_the_adjusted_one_as_a_whole(persons: Persons, place: int) -> None:
    made = [persons["adjusted"][place][name] for name in ("first_agreement", "final_agreement", "agreement")]
    assert made == list(ADJUSTED[place][1:])


def test_a_recommendation_adjusted_away_from_what_was_given_is_accepted_at_first_and_not_in_the_end(
    persons: Persons,
) -> None:
    (person,) = persons["away"]
    assert (person["is_accepted_at_first"], person["is_accepted_finally"]) == (True, False)
    assert person["agreement"] == "differs"


@pytest.mark.parametrize("place", range(len(STANDINGS)))
def test_who_counts_and_why_not(persons: Persons, place: int) -> None:
    made, standing = persons["standings"][place], STANDINGS[place][1]
    assert made["agreement_standing"] == standing
    assert made["is_agreement_counted"] == (standing == "counted")
    assert (made["agreement"] is None) == (standing != "counted")


def test_columns_that_did_not_come_count_as_blank() -> None:
    given = judged([AS_GIVEN])
    columns = [
        "case_id",
        "suspect_no",
        "plea",
        "recommended_penalty",
        "recommended_form",
        "sentence_penalty",
        "sentence_form",
    ]
    given.tables["suspects"] = given.table("suspects").select(columns)
    assert agreement.of_persons(given)["first_agreement"].to_list() == ["accepted"]


def court_said(text: str | None) -> str | None:
    """What a court says of the prosecution's recommendation; where it also turns the defence's down, the first holds."""
    said = text or ""
    words = {
        "不予采纳": "not",
        "予以调整": "not",
        "采纳": "adopted",
        "支持": "adopted",
        "适当": "adopted",
        "恰当": "adopted",
    }
    found = sorted((said.find(word), result) for word, result in words.items() if word in said)
    return found[0][1] if found else None


def test_real_courts_say_adopted_where_it_agrees_and_not_adopted_where_it_differs(real: Path) -> None:
    """Single defendants only. Three of the 63 read that the court calls adopted differ by the definition: detention given where
    imprisonment up to a limit was recommended (two), and probation where the recommendation was silent."""
    lines = (real / "injury" / "recommendation_and_judgment.jsonl").read_text("utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if len(case["defendants"]) == 1]
    texts = [{"recommended": case["text_recommendation"], "sentence": case["text_judgment"]} for case in cases]
    made = agreement.of_persons(judged(texts))["first_agreement"].to_list()
    said = [court_said(case.get("court_view_on_recommendation")) for case in cases]
    fits = {"accepted": "fits", "loose_fits": "fits", "cannot_tell": "untold"}
    table = Counter((court, fits.get(own, "differs")) for court, own in zip(said, made, strict=True))
    assert table["not", "fits"] == 0
    assert table["not", "differs"] >= 3
    assert table["adopted", "fits"] >= 0.9 * (table["adopted", "fits"] + table["adopted", "differs"])
    assert sum(count for (_, own), count in table.items() if own == "untold") <= 0.1 * len(cases)
