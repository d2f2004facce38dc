"""The files of the codebook agree with one another and with themselves."""

from datetime import date
from importlib.resources import files

import polars as pl
import pytest

from casekit import codebook

FILES = sorted(path.name.removesuffix(".csv") for path in files(codebook).iterdir() if path.name.endswith(".csv"))
VOCABULARIES = codebook.read("vocabularies")["vocabulary"].unique(maintain_order=True).to_list()
STATUSES = {"verified", "secondary", "memory"}
KINDS = {
    *("key", "order", "name", "id", "text", "date", "count", "number", "months", "yuan", "days", "flag"),
    *("crime", "word", "sentence", "case_number", "span", "year"),
}
SENTENCE_COLUMNS = {
    *("penalty", "months_low", "months_high", "penalty_high", "probation", "probation_months_low"),
    *("probation_months_high", "fine_yuan_low", "fine_yuan_high", "fine", "form", "combined", "problem"),
}
# columns the intake or the parsers make, which no field row stands for
MADE = {"case_id", "evaluation_id", "step_no", "proposal_id"}


def every_field() -> pl.DataFrame:
    return codebook.fields()


def fields_of(table: str) -> set[str]:
    own = every_field().filter(pl.col("table").is_in([table, "*"]))
    parsed = own.filter(pl.col("kind") == "sentence")["field"].to_list()
    return set(own["field"]) | {f"{field}_{column}" for field in parsed for column in SENTENCE_COLUMNS} | MADE


# ------------------------------------------------------------------ every file


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_file_has_as_many_cells_as_the_header_and_no_spaces_around(name: str) -> None:
    frame = codebook.read(name)
    padded = frame.filter(pl.any_horizontal(pl.all() != pl.all().str.strip_chars()))
    assert padded.is_empty()
    assert not frame.is_empty()


@pytest.mark.parametrize("name", [name for name in FILES if "status" in codebook.read(name).columns])
def test_every_fact_has_a_basis_and_an_allowed_status(name: str) -> None:
    frame = codebook.read(name)
    assert set(frame["status"]) <= STATUSES
    assert frame["basis"].null_count() == 0


@pytest.mark.parametrize("name", [name for name in FILES if "valid_from" in codebook.read(name).columns])
def test_validity_dates_are_iso_and_in_order(name: str) -> None:
    frame = codebook.read(name).select(pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d", strict=True))
    assert frame.filter(pl.col("valid_to") < pl.col("valid_from")).is_empty()


def test_every_file_with_a_status_is_a_source_of_the_unverified_list() -> None:
    with_status = {name for name in FILES if "status" in codebook.read(name).columns}
    assert {source[0] for source in codebook.SOURCES} == with_status


# ------------------------------------------------------------------ tables and fields


def test_every_field_belongs_to_a_table_and_has_a_known_kind() -> None:
    assert set(every_field()["table"]) == {*codebook.tables()["table"], "*"}
    assert set(every_field()["kind"]) <= KINDS


def test_no_table_has_a_field_twice() -> None:
    assert every_field().filter(pl.struct("table", "field").is_duplicated()).is_empty()


def test_no_field_of_every_table_is_also_a_field_of_one() -> None:
    shared = every_field().filter(pl.col("table") == "*")["field"]
    assert every_field().filter(pl.col("table") != "*", pl.col("field").is_in(shared.implode())).is_empty()


def test_only_what_is_written_in_words_has_a_vocabulary_and_it_exists() -> None:
    worded = every_field().filter(pl.col("kind") == "word")
    assert worded["vocabulary"].null_count() == 0
    assert every_field().filter(~pl.col("kind").is_in(["word", "flag"]))["vocabulary"].drop_nulls().is_empty()
    assert {name for names in worded["vocabulary"] for name in names.split("|")} <= set(VOCABULARIES)


@pytest.mark.parametrize("family", codebook.tables()["family"].unique(maintain_order=True).to_list())
def test_a_header_leads_to_one_field_of_its_family(family: str) -> None:
    tables = [*codebook.tables().filter(pl.col("family") == family)["table"], "*"]
    headers = every_field().filter(pl.col("table").is_in(tables)).explode("headers").drop_nulls("headers")
    twice = headers.filter(pl.col("headers").is_duplicated()).select("headers", "table", "field")
    assert twice.is_empty(), twice


def test_headers_are_half_width_without_spaces() -> None:
    headers = every_field()["headers"].explode().drop_nulls().to_list()
    assert [header for header in headers if header != codebook.normal(header).replace(" ", "")] == []


def test_no_header_is_both_read_and_refused() -> None:
    headers = set(every_field()["headers"].explode().drop_nulls())
    assert headers & set(codebook.read("refused_headers")["header"]) == set()


def test_every_field_has_a_label_in_both_languages() -> None:
    assert every_field().select("label_zh", "label_en").null_count().row(0) == (0, 0)


def test_no_column_of_a_parsed_sentence_stands_in_the_way_of_another_field() -> None:
    for table in codebook.tables()["table"]:
        own = every_field().filter(pl.col("table") == table)
        for field in own.filter(pl.col("kind") == "sentence")["field"]:
            assert {f"{field}_{column}" for column in SENTENCE_COLUMNS}.isdisjoint(own["field"])


def test_the_step_of_a_date_is_in_the_vocabulary_of_steps_and_each_step_has_one_date() -> None:
    steps = every_field().drop_nulls("step")
    assert set(steps["kind"]) == {"date"}
    assert set(steps["table"]) == {"cases"}
    assert set(steps["step"]) <= set(codebook.labels("step"))
    assert steps["step"].is_duplicated().sum() == 0


def test_a_choice_names_a_column_its_codes_and_vocabularies_of_the_field() -> None:
    chosen = every_field().drop_nulls("chosen_by")
    assert chosen["field"].to_list() == ["grade"]
    for row in chosen.iter_rows(named=True):
        column, vocabularies = codebook.choices(row["table"], row["field"]) or ("", {})
        chooser = every_field().filter(pl.col("table") == row["table"], pl.col("field") == column).row(0, named=True)
        assert set(vocabularies) == set(codebook.labels(chooser["vocabulary"]))
        assert set(vocabularies.values()) == set(row["vocabulary"].split("|"))


def test_a_span_is_a_period_whose_two_days_are_fields_of_the_same_table() -> None:
    spans = every_field().filter(pl.col("kind") == "span").select("table", "field").rows()
    assert spans == [("cases", "expert_period")]
    for table, field in spans:
        stem = field.removesuffix("_period")
        assert {f"{stem}_from_on", f"{stem}_to_on"} <= fields_of(table)


def test_flags_and_dates_are_named_as_what_they_are() -> None:
    dates = every_field().filter(pl.col("kind") == "date")["field"]
    assert [field for field in dates if not field.endswith(("_on", "_to"))] == []


# ------------------------------------------------------------------ vocabularies


def test_no_vocabulary_has_a_code_twice() -> None:
    rows = codebook.read("vocabularies")
    assert rows.filter(pl.struct("vocabulary", "code").is_duplicated()).is_empty()


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_word_of_a_vocabulary_means_one_code_or_is_listed_as_ambiguous(vocabulary: str) -> None:
    listed = codebook.read("ambiguous_words").filter(pl.col("vocabulary") == vocabulary)["word"]
    assert set(codebook.ambiguous(vocabulary)) == set(listed)


def test_a_word_for_a_crime_means_one_crime_or_is_listed_as_ambiguous() -> None:
    listed = codebook.read("ambiguous_words").filter(pl.col("vocabulary") == "crime")["word"]
    assert set(codebook.ambiguous("crime")) == set(listed)


def test_every_label_of_a_vocabulary_is_there_in_both_languages() -> None:
    assert codebook.read("vocabularies").select("label_zh", "label_en").null_count().row(0) == (0, 0)


def test_labels_of_a_vocabulary_differ_in_both_languages() -> None:
    rows = codebook.read("vocabularies")
    for label in ("label_zh", "label_en"):
        assert rows.filter(pl.struct("vocabulary", label).is_duplicated()).is_empty()


def test_every_ambiguous_word_is_of_a_vocabulary_and_has_its_reason_in_both_languages() -> None:
    words = codebook.read("ambiguous_words")
    assert set(words["vocabulary"]) <= {*VOCABULARIES, "crime"}
    assert words.select("zh", "en").null_count().row(0) == (0, 0)


def test_the_grades_of_2017_and_2026_share_no_code() -> None:
    assert set(codebook.labels("grade_2017")).isdisjoint(codebook.labels("grade_2026"))


def test_every_counted_step_is_a_step_and_there_are_sixteen() -> None:
    assert set(codebook.labels("counted_step")) <= set(codebook.labels("step"))
    assert len(codebook.labels("counted_step")) == 16


def test_the_statuses_are_a_vocabulary() -> None:
    assert set(codebook.labels("status")) == STATUSES


# ------------------------------------------------------------------ crimes and penalties


def test_every_crime_has_one_row() -> None:
    crimes = codebook.read("crimes")
    assert crimes["name"].is_duplicated().sum() == 0
    assert crimes.filter(pl.col("valid_to").is_null()).height == 483
    assert crimes.filter(pl.col("valid_to").is_not_null()).height == 61


def test_what_replaced_an_abolished_crime_exists() -> None:
    crimes = codebook.read("crimes")
    assert set(crimes["replaced_by"].drop_nulls()) <= set(crimes["name"])
    assert crimes.filter(pl.col("replaced_by").is_not_null(), pl.col("valid_to").is_null()).is_empty()


def test_a_crime_is_replaced_by_one_that_is_not_older_than_its_own_end() -> None:
    crimes = codebook.read("crimes")
    ends = dict(crimes.select("name", "valid_to").iter_rows())
    for name, end, heir in crimes.drop_nulls("replaced_by").select("name", "valid_to", "replaced_by").iter_rows():
        assert ends[heir] is None or ends[heir] > end, name


def test_every_frequent_crime_has_an_english_name() -> None:
    frequent = codebook.read("crimes").filter(pl.col("frequent") == "yes")
    assert frequent.height == 115
    assert frequent["name_en"].null_count() == 0
    assert frequent["name_en"].is_duplicated().sum() == 0


def test_the_guideline_of_2021_names_23_crimes_and_that_of_2024_seven() -> None:
    crimes = codebook.read("crimes")
    assert crimes.filter(pl.col("in_guideline_2021") == "yes").height == 23
    assert crimes.filter(pl.col("in_guideline_2024") == "yes").height == 7


def test_every_crime_with_a_statutory_range_exists_in_the_list_of_crimes() -> None:
    assert set(codebook.read("statutory_ranges")["crime"]) <= set(codebook.read("crimes")["name"])


def test_every_penalty_of_a_statutory_range_is_in_the_vocabulary() -> None:
    kinds = codebook.read("statutory_ranges")["penalty_kinds"].str.split("|").explode()
    assert set(kinds) <= set(codebook.labels("penalty_kind"))


@pytest.mark.parametrize(
    ("kind", "lowest", "highest"), [("imprisonment", 6, 180), ("detention", 1, 6), ("control", 3, 24)]
)
def test_a_statutory_range_has_months_exactly_for_the_kinds_it_names(kind: str, lowest: int, highest: int) -> None:
    low, high = pl.col(f"{kind}_min_months").cast(pl.Int64), pl.col(f"{kind}_max_months").cast(pl.Int64)
    names_it = pl.col("penalty_kinds").str.split("|").list.contains(kind)
    ranges = codebook.read("statutory_ranges").select("crime", "tier", named=names_it, low=low, high=high)
    assert ranges.filter(pl.col("named") != pl.col("low").is_not_null()).is_empty()
    assert ranges.filter(pl.col("low").is_null() != pl.col("high").is_null()).is_empty()
    assert ranges.filter(~pl.col("low").is_between(lowest, highest) | (pl.col("high") < pl.col("low"))).is_empty()
    assert ranges.filter(pl.col("high") > highest).is_empty()


def test_every_penalty_the_parser_gives_is_in_the_vocabulary() -> None:
    penalties = {
        *("control", "detention", "imprisonment", "life", "death", "death_suspended", "fine_only"),
        *("rights_only", "expulsion_only", "exempt", "not_guilty"),
    }
    assert penalties <= set(codebook.labels("penalty_kind"))


def test_a_factor_of_the_guideline_names_a_field_and_factors_that_exist() -> None:
    factors = codebook.read("guideline_factors")
    assert set(factors["field"].drop_nulls()) <= set(every_field()["field"])
    assert set(factors["not_combined_with"].drop_nulls().str.split("|").explode()) <= set(factors["key"])
    assert factors["key"].is_duplicated().sum() == 0


def test_a_factor_lowers_or_raises_by_a_range_in_order() -> None:
    percent = codebook.read("guideline_factors").with_columns(pl.col("min_percent", "max_percent").cast(pl.Int64))
    assert percent.filter(pl.col("min_percent") > pl.col("max_percent")).is_empty()
    assert percent.filter(pl.col("max_percent") > 60).is_empty()


# ------------------------------------------------------------------ time limits


def test_every_time_limit_has_an_article_and_one_key() -> None:
    limits = codebook.read("time_limits")
    assert limits.filter(~pl.col("basis").str.contains(r"\d")).is_empty()
    assert limits["key"].is_duplicated().sum() == 0


def test_a_time_limit_has_a_whole_set_of_known_words() -> None:
    limits = codebook.read("time_limits")
    assert set(limits["unit"]) == {"day", "month", "workday", "hour"}
    assert set(limits["custody"]) == {"in_custody", "not_in_custody", "any"}
    assert set(limits["restarts_clock"]) == {"yes", "no"}
    assert set(limits["holiday_rule"]) == {
        *("holiday_shift_unless_in_custody", "holiday_shift", "no_holiday_shift", "workday")
    }
    assert limits["limit_value"].cast(pl.Float64).min() == 0
    assert limits.filter(pl.col("extension_value").is_null() != pl.col("extension_unit").is_null()).is_empty()


STATED = [
    # key, limit, unit, extension, extension unit: read in the law
    ("review_ordinary", "1", "month", "15", "day"),  # 刑诉法172(1)
    ("review_fast_track_up_to_1y", "10", "day", None, None),
    ("review_fast_track_over_1y", "15", "day", None, None),
    ("return_police", "1", "month", None, None),  # 刑诉法175(3)
    ("arrest_review_detained", "7", "day", None, None),  # 刑诉法91(3)
    ("non_prosecution_reconsideration", "30", "day", None, None),  # 规则379
    ("appeal_judgment", "10", "day", None, None),  # 刑诉法230
    ("trial_fast_track", "10", "day", None, None),  # 刑诉法225
    ("bail_max", "12", "month", None, None),  # 刑诉法79
]


@pytest.mark.parametrize(("key", "limit", "unit", "extension", "extension_unit"), STATED)
def test_a_time_limit_is_what_the_article_says(
    key: str, limit: str, unit: str, extension: str | None, extension_unit: str | None
) -> None:
    row = codebook.read("time_limits").filter(pl.col("key") == key)
    columns = ("limit_value", "unit", "extension_value", "extension_unit")
    assert row.select(columns).row(0) == (limit, unit, extension, extension_unit)


# ------------------------------------------------------------------ rules


def test_every_rule_has_a_table_an_action_and_both_sentences() -> None:
    rules = codebook.read("rules")
    assert set(rules["table"]) <= {*codebook.tables()["table"], "*"}
    assert set(rules["action"]) == {"reject", "blank", "flag"}
    assert rules.select("zh", "en").null_count().row(0) == (0, 0)
    assert rules.filter(pl.struct("table", "rule").is_duplicated()).is_empty()


def test_a_rule_that_rejects_names_no_column_and_every_other_names_columns_of_its_table() -> None:
    for table, action, column in codebook.read("rules").select("table", "action", "column").iter_rows():
        assert (column is None) == (action == "reject")
        if column not in (None, "*"):
            assert set(column.split("|")) <= fields_of(table), (table, column)


def test_a_rule_is_named_as_a_sentence_in_code() -> None:
    assert codebook.read("rules").filter(~pl.col("rule").str.contains(r"^[a-z]+(_[a-z]+)+$")).is_empty()


# ------------------------------------------------------------------ what the law says of overlapping facts


def test_the_grades_were_in_force_one_after_the_other() -> None:
    ends = {date.fromisoformat(day) for day in _dates("grade_2017", "valid_to")}
    starts = {date.fromisoformat(day) for day in _dates("grade_2026", "valid_from")}
    assert max(ends) < min(starts)


def test_no_two_tiers_of_a_crime_in_one_paragraph_have_the_same_number() -> None:
    ranges = codebook.read("statutory_ranges")
    assert ranges.filter(pl.struct("crime", "article", "tier").is_duplicated()).is_empty()


def _dates(vocabulary: str, column: str) -> list[str]:
    return codebook.read("vocabularies").filter(pl.col("vocabulary") == vocabulary)[column].to_list()
