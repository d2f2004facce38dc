"""A sentence is there in both languages from the start, and is chosen when it is shown."""

import pytest

from casekit.ground.errors import SURROUNDINGS, UserError, Words, fault, listed, notice

CHINESE = "设置“small_number”须为不小于1的整数，收到“五”。请改 settings.toml 第2行。"
ENGLISH = "The setting 'small_number' must be a whole number of at least 1; got '五'. Correct line 2 of settings.toml."


@pytest.fixture
def wrong() -> UserError:
    form = Words("不小于1的整数", "a whole number of at least 1")
    place = Words("settings.toml 第2行", "line 2 of settings.toml")
    return fault("setting_form", name="small_number", form=form, came="五", place=place)


def test_a_fault_says_the_same_in_both_languages(wrong: UserError) -> None:
    assert (wrong.say(), wrong.say("zh"), wrong.say("en")) == (CHINESE, CHINESE, ENGLISH)


@pytest.mark.parametrize(("started_in", "shown"), [(None, CHINESE), ("zh", CHINESE), ("fr", CHINESE), ("en", ENGLISH)])
def test_a_notebook_shows_the_language_its_kernel_was_started_in(
    wrong: UserError, started_in: str | None, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SURROUNDINGS, raising=False)
    if started_in:
        monkeypatch.setenv(SURROUNDINGS, started_in)
    assert str(wrong) == shown


def test_a_fault_without_english_is_told_in_chinese() -> None:
    assert UserError("甲", "，乙", "。").say("en") == "甲，乙。"


def test_a_notice_is_told_in_either_language() -> None:
    told = notice("same_file", file="b.csv", other="a.csv")
    assert told.say() == "“b.csv”与“a.csv”内容相同，可能放了两次。请留一个。"
    assert told.say("en") == (
        "'b.csv' and 'a.csv' have the same content; one may have been put there twice. Keep one of them."
    )


def test_a_list_is_parted_as_its_language_parts_it() -> None:
    assert listed(["a", Words("乙", "b")]) == Words("a、乙", "a, b")
    assert listed([]) == Words("", "")
