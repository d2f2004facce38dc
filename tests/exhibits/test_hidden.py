"""Hidden rows: a sentence says so in words, a figure and a table show ＊, and nowhere does a hidden number become 0."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from casekit import codebook
from casekit.exhibits import charts, compose, findings, table
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.ground import quarter
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings
from casekit.measures.measure import measure
from casekit.records.records import Records
from casekit.subjects import arrival

PERIODS = ["2026Q1-Q3", "2025Q1-Q3"]


def records(*persons: tuple[str, bool | None, int, int], language: Any = "zh") -> Records:
    """Sentenced persons by day and by whether they were minors: how many given probation, of how many."""
    rows = [
        (f"{day}-{minor}-{no}", day, minor, "imprisonment", "yes" if no < k else None)
        for day, minor, k, n in persons
        for no in range(n)
    ]
    columns = ["case_id", "judged_on", "is_minor", "sentence_penalty", "sentence_probation"]
    frame = pl.DataFrame(rows, columns, orient="row").with_columns(pl.col("judged_on").str.to_date())
    received = frame.select("case_id", received_on="judged_on")
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": True, "understood": []}
    none, chosen = pl.DataFrame(), replace(Settings(), language=language)
    problems = pl.DataFrame(schema=dict.fromkeys(("table", "column", "file", "sheet", "row", "code"), pl.String))
    rejected = pl.DataFrame(schema=dict.fromkeys(("reason", "file", "sheet", "row"), pl.String))
    tables = {"suspects": frame.join(received, on="case_id"), "cases": received}
    return Records(dict(tables), rejected, none, problems, report, quarter.parse("2026Q3"), chosen, None)


TWO = records(("2026-07-01", False, 20, 60), ("2026-07-01", True, 2, 40))
THREE = records(("2026-07-01", False, 20, 60), ("2026-07-01", True, 2, 40), ("2026-07-01", None, 30, 60))


@pytest.fixture
def sensitive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every indicator counts as one about minors."""
    for block in codebook.toml("indicators").values():
        monkeypatch.setitem(block, "sensitive", True)


def by_minor(given: Records) -> Exhibit:
    seen = measure(given, "probation", by="is_minor")
    said = findings.between(seen, given, "is_minor", short=True)
    return compose.groups(seen, given, "x", said, by="is_minor")  # type: ignore[return-value]


def words(drawn: Any) -> list[str]:
    return [note["text"] for note in drawn.to_plotly_json()["layout"]["annotations"]]


def test_a_figure_shows_a_star_and_no_mark_for_a_hidden_group_and_says_what_a_star_is() -> None:
    figure = by_minor(THREE)
    assert figure.hidden == "hidden"
    assert figure.population == "2026年第三季度，n＝60人（不含＊）"
    assert figure.note == "＊数量过小，或为防止推算，不显示。"
    drawn = charts.draw(figure)
    assert [text for text in words(drawn) if text == "＊" or "/" in text] == ["＊", "＊", "50.0%（30/60）"]
    assert list(drawn.to_plotly_json()["data"][0]["x"]) == [None, None, 0.5]


def test_where_all_is_hidden_no_number_stands_for_it() -> None:
    figure = by_minor(TWO)
    assert figure.population == "2026年第三季度，n＝＊人"
    assert figure.finding == "缓刑占比按是否未成年分，有的组数量过小"
    assert not any(digit in "".join(words(charts.draw(figure))[2:]) for digit in "123456789")


def test_a_table_shows_a_star_for_the_share_its_counts_and_its_interval() -> None:
    seen = measure(THREE, "probation", by="is_minor")
    shown = compose.listing(seen, THREE, "x", by="is_minor")
    assert table.grid(shown).rows[0][1:] == ["＊", "＊"]  # type: ignore[arg-type]
    assert table.grid(shown).rows[2][1:] == ["50.0（30/60）", "37.7—62.3"]  # type: ignore[arg-type]
    assert "＊数量过小" in table.html(shown)  # type: ignore[arg-type]


def test_a_hidden_quarter_is_a_starred_gap_in_a_trend_and_is_not_left_out(sensitive: None) -> None:
    given = records(("2026-01-05", None, 20, 60), ("2026-04-05", None, 2, 60), ("2026-07-05", None, 30, 60))
    seen = measure(given, "probation", periods=["2025Q4", "2026Q1", "2026Q2", "2026Q3"])
    drawn = charts.draw(compose.trend(seen, given, "x", "缓刑占比"))  # type: ignore[arg-type]
    line = drawn.to_plotly_json()["data"][-1]
    assert [place for place, value in zip(line["x"], line["y"], strict=True) if value is not None] == [0, 2]
    stars = [note for note in drawn.to_plotly_json()["layout"]["annotations"] if note["text"] == "＊"]
    assert len(stars) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (("2026-07-01", None, 2, 60), "2026年1至9月判决宣告缓刑占比：数量过小，不单独列出。", "too small to show."),
        (
            ("2025-07-01", None, 2, 60),
            "2026年1至9月判决宣告缓刑占比为50.0%（30/60）；上年同期数量过小，不作比较。",
            "too small to compare with.",
        ),
    ],
)
def test_a_sentence_says_in_words_what_is_hidden(
    sensitive: None, language: str, given: tuple[str, bool | None, int, int], zh: str, en: str
) -> None:
    other = "2025-07-01" if given[0].startswith("2026") else "2026-07-01"
    both = records((other, None, 30, 60), given, language=language)
    seen = measure(both, "probation", periods=PERIODS)
    said, short = findings.change(seen, both), findings.title(seen, both)
    assert said == zh if language == "zh" else str(said).endswith(en)
    assert "None" not in f"{said}{short}"
    assert "—" not in str(said)


def test_a_count_of_persons_too_small_to_show_is_a_star_beside_its_cases(sensitive: None) -> None:
    given = records(("2026-07-01", None, 2, 40), ("2025-07-01", None, 3, 30))
    cases, persons = (measure(given, name, periods=PERIODS) for name in ("received", "persons_received"))
    blank = persons.with_columns(pl.lit(None, pl.Int64).alias("numerator"), note=pl.lit("hidden"))
    assert findings.change(cases, given, persons=blank) == (
        "2026年1至9月受理审查起诉案件40件＊人，件数同比上升33.3%（增加10件），人数数量过小，不单独列出。"
    )


def test_a_hidden_headline_has_no_ends_either(sensitive: None) -> None:
    few = records(("2026-07-01", None, 1, 3))
    row = arrival.headlines(few, "received").row(0, named=True)
    assert (row["numerator"], row["lowest"], row["highest"]) == (None, "＊", "＊")
    shown = compose.rows(arrival.headlines(few, "received"), few, "x", "headlines")
    assert table.grid(shown).rows[0][1:] == ["＊", "＊", "＊", "＊", "＊"]  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [TWO, THREE])
def test_what_leaves_is_what_was_seen_where_only_sensitive_numbers_are_small(given: Records) -> None:
    figure = by_minor(given)
    left = figure.again()  # type: ignore[misc]
    assert left.frame.select(figure.frame.columns).equals(figure.frame)
    assert words(charts.draw(left)) == words(charts.draw(figure))


def test_a_maker_that_forgets_the_hidden_rows_draws_them_as_hidden_all_the_same() -> None:
    from casekit.exhibits.remade import remade

    @remade
    def forgetful(seen: pl.DataFrame, given: Records) -> Exhibit:
        label = pl.col("is_minor").cast(pl.String).fill_null("?")
        said = {
            "finding": "甲",
            "measure": "占比（%）",
            "population": "n＝1",
            "source": "来源",
            "numerator": "numerator",
        }
        return charts.bars(seen.with_columns(label), label="is_minor", name="x", denominator="denominator", **said)

    figure = forgetful(measure(THREE, "probation", by="is_minor"), THREE)
    for one in (figure, figure.again()):  # type: ignore[misc]
        assert [text for text in words(charts.draw(one)) if "/" in text or "＊" in text] == [
            "＊",
            "＊",
            "50.0%（30/60）",
        ]


def test_what_was_made_from_anything_but_measured_counts_cannot_be_made_again_to_leave() -> None:
    from casekit.exhibits.remade import remade

    @remade
    def listed(rows: pl.DataFrame, given: Records) -> Said:
        return Said("x", "y", tuple(rows["case_id"]))

    said = listed(pl.DataFrame({"case_id": ["A1"]}), TWO)
    with pytest.raises(UserError, match="只有由汇总数得出的图和句子可以带出，“case_id”不是"):
        said.again()  # type: ignore[misc]
