"""Numbers in written sentences: what is a figure, in which unit and with how many digits, and what only looks like one."""

import pytest

from casekit.release.quoted import alike, numbers, of_cell, sentences, skeleton

SENTENCES = [
    (
        "2026年1至9月受理审查起诉案件1046件1233人",
        [("2026年1至9月", "date", ""), ("1046", "figure", "件"), ("1233", "figure", "人")],
    ),
    (
        "占比为14.5%（148/1022），与上年同期的14.2%",
        [("14.5", "figure", "%"), ("148", "figure", "/"), ("1022", "figure", "/"), ("14.2", "figure", "%")],
    ),
    (
        "（95%区间27—29天，n＝1046件）",
        [("95%", "level", ""), ("27", "figure", "天"), ("29", "figure", "天"), ("1046", "figure", "件")],
    ),
    (
        "每月受理124、110、129件",
        [("124", "figure", "件"), ("110", "figure", "件"), ("129", "figure", "件")],
    ),
    ("每案环节数为1∶1.46（1022案）", [("1∶1.46", "figure", "1:"), ("1022", "figure", "案")]),
    (
        "代码08的部门，见图1，刑诉法第201条，笔记本31、33",
        [("代码08", "reference", ""), ("图1", "reference", ""), ("第201条", "reference", ""), ("笔记本31、33", "reference", "")],
    ),
    (
        "丁镇2026年8月1日至9月30日44件",
        [("2026年8月1日", "date", ""), ("9月30日", "date", ""), ("44", "figure", "件")],
    ),
    ("三类成因合计占39.7%", [("三", "numeral", "类"), ("39.7", "figure", "%")]),
    ("一次退查、二次退查，一是，第三季度", [("第三季度", "date", "")]),
    (
        "近八成、一半、三分之一、十余件",
        [("近八成", "approximate", ""), ("一半", "approximate", ""), ("三分之一", "approximate", ""), ("十余", "approximate", "")],
    ),
    (
        "January to September 2026: 14.5% (148/1022), down 7.1 points (95% interval 2.9 to 11.2)",
        [
            ("January to September 2026", "date", ""),
            ("14.5", "figure", "%"),
            ("148", "figure", "/"),
            ("1022", "figure", "/"),
            ("7.1", "figure", "point"),
            ("95%", "level", ""),
            ("2.9", "figure", ""),
            ("11.2", "figure", ""),
        ],
    ),
    (
        "By 30 September 2026 135 cases were open; 27 to 29 days, Figure 1, Q3 2026, department 08",
        [
            ("30 September 2026", "date", ""),
            ("135", "figure", "case"),
            ("27", "figure", "day"),
            ("29", "figure", "day"),
            ("Figure 1", "reference", ""),
            ("Q3 2026", "date", ""),
            ("department 08", "reference", ""),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), SENTENCES)
def test_each_number_of_a_sentence_is_told_by_kind_and_unit(text: str, found: list[tuple[str, str, str]]) -> None:
    assert [(one.text, one.kind, one.unit) for one in numbers(text)] == found
    assert all(text[one.at : one.end] == one.text for one in numbers(text))


@pytest.mark.parametrize(
    ("text", "value", "digits"),
    [
        ("78.7%", 78.7, 1),
        ("７８.７％", 78.7, 1),
        ("百分之七十八点七", 78.7, 1),
        ("22,641行", 22641, 0),
        ("2.26万行", 22600, -2),
        ("一百四十八件", 148, 0),
        ("减少−2.6个百分点", -2.6, 1),
        ("+0.064", 0.064, 3),
        ("12.3万元", 12.3, 1),
    ],
)
def test_a_number_is_read_however_it_is_typed(text: str, value: float, digits: int) -> None:
    assert [(one.value, one.digits) for one in numbers(text)] == [(value, digits)]


@pytest.mark.parametrize(
    ("written", "registered", "same"),
    [
        ("78.7%", "78.7%", True),
        ("79%", "78.7%", True),
        ("78%", "78.7%", False),
        ("78.70%", "78.7%", True),
        ("2.26万件", "22,641件", True),
        ("148件", "148人", False),
        ("14.5%", "14.5天", False),
        ("148", "148件", True),
        ("2026年9月", "2026年8月", False),
        ("1至9月", "2026年1至9月", True),
        ("1月", "2026年11月", False),
    ],
)
def test_fewer_digits_are_the_same_number_and_another_unit_is_not(written: str, registered: str, same: bool) -> None:
    assert alike(numbers(written)[0], numbers(registered)[0]) is same


def test_a_cell_has_the_unit_of_its_heads_and_a_code_is_no_number() -> None:
    assert [one.unit for one in of_cell("1046", "本期", "受理案件（件）")] == ["件"]
    assert [one.unit for one in of_cell("14.5（148/1022）", "本期", "一次退查占比（%）")] == ["%", "/", "/"]
    assert [one.kind for one in of_cell("02", "分组")] == ["reference"]


def test_words_stay_when_numbers_and_stops_are_left_out() -> None:
    assert skeleton("受理412件，同比下降5.5%。") == ("受理#件同比下降#%", [2, 8])
    assert sentences("受理1.5件。审结2件。") == ["受理1.5件。", "审结2件。"]
    assert sentences("Steps per case were 1:1.46. Cases concluded: 12.") == [
        "Steps per case were 1:1.46.",
        "Cases concluded: 12.",
    ]
