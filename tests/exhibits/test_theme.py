"""Numbers as written, widths, ticks and the greys that a photocopy leaves."""

from itertools import pairwise

import pytest

from casekit.exhibits import theme


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (0.1206, {"digits": 1, "percent": True}, "12.1"),
        (-0.058, {"digits": 3, "signed": True}, "−0.058"),
        (0.007, {"digits": 3, "signed": True}, "+0.007"),
        (-0.0004, {"digits": 3, "signed": True}, "0.000"),
        (9999, {}, "9999"),
        (11517, {}, "11,517"),
        (None, {}, "—"),
    ],
)
def test_a_number_is_written_as_the_paper_writes_it(value: float | None, form: dict[str, int], written: str) -> None:
    assert theme.number(value, **form) == written  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("highest", "unit", "words"),
    [
        (0.23, "%", ["0", "5%", "10%", "15%", "20%"]),
        (0.18, "", ["0", "0.05", "0.10", "0.15"]),
        (60, "天", ["0", "20天", "40天", "60天"]),
        (0.011, "%", ["0", "0.25%", "0.50%", "0.75%", "1.00%"]),
    ],
)
def test_ticks_are_round_few_and_carry_the_unit(highest: float, unit: str, words: list[str]) -> None:
    assert theme.tick_words(theme.ticks(highest), unit) == words


def test_fills_that_touch_stay_apart_in_grey() -> None:
    greys = [theme.lightness(fill) for fill in (theme.SUBJ, theme.MID, theme.LIGHT, theme.PALE)]
    assert all(lighter - darker >= 15 for darker, lighter in pairwise(greys))


def test_lightness_runs_from_black_to_white() -> None:
    assert theme.lightness("#000000") == pytest.approx(0)
    assert theme.lightness("#FFFFFF") == pytest.approx(100, abs=0.01)
    assert theme.lightness("#777777") == pytest.approx(50.0, abs=0.1)


def test_a_chinese_character_is_one_em_and_a_digit_about_half() -> None:
    assert theme.ems("占12") == pytest.approx(1 + 2 * 0.56)


def test_a_long_label_is_cut_with_an_ellipsis() -> None:
    assert theme.cut("电动自行车停放无人看管", 6) == "电动自行车…"
    assert theme.cut("盗窃", 6) == "盗窃"
