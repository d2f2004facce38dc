"""Reading lists: places and codes, nothing that names a case, and no way out of the room."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from office import loaded

from casekit import codebook
from casekit.exhibits.reading import reading
from casekit.ground import paths
from casekit.intake.pseudonyms import code
from casekit.records import store
from casekit.records.load import load
from casekit.records.records import Records

NUMBER = "甲检起诉受〔2026〕46909900{:03d}号"


@pytest.fixture
def office(tmp_path: Path) -> Records:
    """Twelve cases in two files, on rows 2 to 7 of each."""
    head = "部门受案号 | 受理日期 | 审结日期"
    files = {
        name: "\n".join([head, *(f"{NUMBER.format(n)} | 2026-06-30 | 2026-07-20" for n in range(first, first + 6))])
        for name, first in (("甲", 1), ("乙", 7))
    }
    return loaded(tmp_path, **files)


def cases(count: int = 12, **beside: list[object]) -> pl.DataFrame:
    """The cases from the last to the first, with more columns."""
    numbers = [NUMBER.format(n) for n in range(12, 12 - count, -1)]
    return pl.DataFrame({"case_id": pl.Series(numbers, dtype=pl.String)} | beside)


def test_at_most_ten_are_listed_in_the_order_given_with_file_and_row(office: Records) -> None:
    listed = reading(office, cases(), "waiting")
    assert [row[0] for row in listed.rows] == ["乙.csv"] * 6 + ["甲.csv"] * 4
    assert [row[2] for row in listed.rows] == ["7", "6", "5", "4", "3", "2", "7", "6", "5", "4"]
    assert "12" in repr(listed)
    assert "10" in repr(listed)
    assert listed.headers == ("文件", "工作表", "行号", listed.headers[3])
    assert len(reading(office, cases(), "waiting", most=3).rows) == 3


def test_a_case_is_told_by_the_offices_code_of_it_alone(office: Records) -> None:
    listed = reading(office, cases(), "waiting")
    assert [row[3] for row in listed.rows[:2]] == [code(NUMBER.format(n), office.secret, "case")[:8] for n in (12, 11)]
    assert len({row[3] for row in listed.rows}) == 10
    for text in (repr(listed), listed._repr_html_(), str(listed.rows)):
        assert "甲检" not in text
        assert "46909900" not in text


def test_an_office_that_cleaned_with_its_own_key_sees_the_same_codes_and_without_it_none(
    office: Records, tmp_path: Path
) -> None:
    store.write(office, tmp_path / "clean")
    assert reading(load(tmp_path / "clean"), cases(), "waiting") == reading(office, cases(), "waiting")
    assert not any(office.secret in file.read_bytes() for file in (tmp_path / "clean").iterdir())
    (paths.private() / "pseudonym.key").write_bytes(bytes(range(32)))
    without = reading(load(tmp_path / "clean"), cases(), "waiting")
    (paths.private() / "pseudonym.key").write_bytes(office.secret)
    assert {row[3] for row in without.rows} == {"—"}
    assert without.rows[0][:3] == ("乙.csv", "", "7")


def test_the_key_is_in_no_text_of_the_records(office: Records) -> None:
    assert office.secret
    assert office.secret.hex() not in repr(office) + str(office.report)


def test_more_columns_stand_beside_and_blanks_are_dashes(office: Records) -> None:
    listed = reading(office, cases(2, waited=[200, None]), "waiting")
    assert [row[4] for row in listed.rows] == ["200", "—"]


def test_markup_in_a_file_name_is_text(office: Records) -> None:
    named = office.table("cases").with_columns(file=pl.lit("<b>甲&乙</b>.csv")).collect()
    shown = reading(replace(office, tables={"cases": named}), cases(1), "waiting")._repr_html_()
    assert "&lt;b&gt;甲&amp;乙&lt;/b&gt;.csv" in shown
    assert "<b>" not in shown


def test_where_there_is_nothing_to_read_one_sentence_says_so(office: Records) -> None:
    listed = reading(office, cases(0), "waiting")
    assert listed.rows == ()
    assert repr(listed) == "没有需要列出的案件。"
    assert "<table" not in listed._repr_html_()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_to_read_is_said_in_both_languages(office: Records, language: str) -> None:
    named = replace(office, settings=replace(office.settings, language=language))
    sentences = {kind: repr(reading(named, cases(), kind)) for kind in codebook.toml("sentences")["reading"]}
    assert [kind for kind, sentence in sentences.items() if not sentence or "{" in sentence] == []
