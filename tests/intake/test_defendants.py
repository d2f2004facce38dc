"""Defendants: a company stands trial however its line is written; a proposal withdrawn for another is adjusted."""

import pytest

from casekit import read_judgments

PERSON = "被告人平某，男，1985年6月1日出生，汉族，住某县。\n"
TEXT = (
    "某省某县人民法院\n刑 事 判 决 书\n（2024）黔0321刑初58号\n公诉机关：某县人民检察院。\n{companies}"
    + PERSON
    + "某县人民检察院指控被告单位、被告人平某犯污染环境罪，于2024年6月28日向本院提起公诉。{said}\n本院认为，应予处罚。判决如下：\n"
    "{decided}被告人平某犯污染环境罪，判处有期徒刑一年八个月，并处罚金三万元。\n审判员　魏某\n二〇二四年九月三日"
)
DECIDED = "被告单位某环保有限公司犯污染环境罪，判处罚金三十万元；\n被告单位某运输厂犯污染环境罪，判处罚金十万元；\n"
COMPANIES = [
    "被告单位某环保有限公司。诉讼代表人申某。\n被告单位某运输厂。诉讼代表人车某。\n",
    "被告单位：某环保有限公司\n诉讼代表人：申某\n被告单位：某运输厂\n诉讼代表人：车某\n",
    "被告单位某环保有限公司（以下简称环保公司），住所地某县。\n被告单位某运输厂，住所地某县。\n",
]


@pytest.mark.parametrize("companies", COMPANIES)
def test_companies_and_the_person_have_a_row_each(companies: str) -> None:
    frame = read_judgments([TEXT.format(companies=companies, said="", decided=DECIDED)])
    rows = frame.select("penalty", "months_low", "fine_yuan_low", "problem").rows()
    assert rows == [
        ("fine_only", None, 300000, None),
        ("fine_only", None, 100000, None),
        ("imprisonment", 20, 30000, None),
    ]


def test_a_proposal_withdrawn_for_another_is_adjusted() -> None:
    said = "公诉机关建议判处有期徒刑一年。庭审中，公诉机关撤回原量刑建议，建议判处有期徒刑一年三个月。"
    frame = read_judgments([TEXT.format(companies="", said=said, decided="")])
    assert frame.select("recommended_months_low", "adjusted_months_low").rows() == [(12, 15)]
