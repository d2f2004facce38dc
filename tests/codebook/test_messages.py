"""Every message a user may see is there in both languages, in three parts, with the same places to fill."""

from string import Formatter

import pytest

from casekit import codebook
from casekit.ground.errors import messages


def places(parts: list[str]) -> set[str]:
    """Names of the places to fill."""
    return {name for part in parts for _, name, _, _ in Formatter().parse(part) if name is not None}


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_message_has_three_parts_in_both_languages_with_the_same_places(key: str) -> None:
    message = messages()[key]
    assert set(message) == {"zh", "en"}
    assert [len(message["zh"]), len(message["en"])] == [3, 3]
    assert all(message["zh"] + message["en"])
    assert places(message["zh"]) == places(message["en"])


@pytest.mark.parametrize("key", sorted(messages()))
def test_a_message_ends_as_a_sentence_and_says_where_to_correct_it(key: str) -> None:
    message = messages()[key]
    assert message["zh"][2].endswith("。")
    assert message["zh"][2].startswith(("请", "如", "结果", "带出前"))
    assert message["en"][2].endswith(".")
    assert message["en"][0][0].isupper() or message["en"][0][0] in "{'ch"
    assert not any("Mend" in part for part in message["en"])


@pytest.mark.parametrize("kind", ["line", "help"])
def test_what_the_command_line_says_has_both_languages_with_the_same_places(kind: str) -> None:
    for name, said in codebook.toml("lines")[kind].items():
        assert set(said) == {"zh", "en"}, name
        assert all(said.values()), name
        assert places([said["zh"]]) == places([said["en"]]), name
