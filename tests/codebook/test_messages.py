"""Every message a user may see is there in both languages, in three parts, with the same places to fill."""

from string import Formatter

import pytest

from casekit.ground.errors import messages


def places(parts: list[str]) -> set[str]:
    """Names of the places; `form_en` is the English wording of `form`, so it counts as the same place."""
    return {name.removesuffix("_en") for part in parts for _, name, _, _ in Formatter().parse(part) if name is not None}


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_message_has_three_parts_in_both_languages_with_the_same_places(key: str) -> None:
    message = messages()[key]
    assert set(message) == {"zh", "en"}
    assert [len(message["zh"]), len(message["en"])] == [3, 3]
    assert all(message["zh"])
    assert places(message["zh"]) == places(message["en"])
