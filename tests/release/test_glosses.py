"""Terms are explained where they first stand, once."""

from casekit.release.glosses import Glosses


def test_a_term_is_explained_at_its_first_use_only() -> None:
    glosses = Glosses("zh")
    assert (
        glosses.explained("件数同比下降1.2%，人数同比上升2.6%。")
        == "件数同比（与上年同期相比）下降1.2%，人数同比上升2.6%。"
    )
    assert glosses.explained("环比上升1.4%，同比下降2%。") == "环比（与上一季度相比）上升1.4%，同比下降2%。"
    assert glosses.explained("同比、环比。") == "同比、环比。"


def test_what_an_interval_is_stands_once_under_the_paragraph() -> None:
    glosses = Glosses("zh")
    assert glosses.notes("占比为12.2%。") == ()
    assert glosses.notes("相差31.3个百分点（差值95%区间23.4—38.6个百分点）。") == (
        "区间表示仅因案件数量有限而可能出现的波动，不包括漏报、错填的影响。",
    )
    assert glosses.notes("95%区间27—29天。") == ()


def test_an_english_paper_explains_the_interval_too() -> None:
    glosses = Glosses("en")
    assert len(glosses.notes("31.3 points apart (95% interval 23.4 to 38.6)")) == 1
    assert glosses.explained("12.2%, up 2 points on a year earlier") == "12.2%, up 2 points on a year earlier"
