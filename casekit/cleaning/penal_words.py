"""Penal words: the words of a sentence, each written as one sign, so that a sentence becomes a short formula.

判处有期徒刑一年六个月，缓刑二年，并处罚金人民币二千元 becomes VY1y6m,H2y,BF2qr. What is no such word (names, crimes,
dates) becomes one `_`: thousands of texts share a formula, and the grammar is read once for all of them.
"""

from itertools import product

import polars as pl

from casekit.cleaning.numerals import ARABIC, PLAIN, WIDE, longest_first

KINDS = {"G": "control", "J": "detention", "Y": "imprisonment", "W": "life", "S": "death", "Z": "death_suspended"}
WHOLE = {"W": "life", "S": "death", "Z": "death_suspended", "N": "exempt", "L": "not_guilty"}
"""Dispositions without a term."""

_SIGNS = {
    "Y": "有期徒刑 有期 徒刑 有期徒刑为 有期徒刑期 有期徒刑刑期 刑期为有期徒刑 判处刑期",
    "^Y": "期徒刑 有期刑 有期徒 有徒刑 有期徒刑是 有期徒刑刑 有期徒刑有期徒刑 有斯徒刑 有期徙刑",
    "J": "拘役 拘役为 拘役刑 拘役期",
    "^J": "拘疫 居役 拘投 拘役是",
    "G": "管制 管制刑",
    "W": "无期徒刑 无期",
    "S": "死刑 死刑立即执行",
    "Z": "死缓",
    "H": "缓刑 缓 緩刑 判缓 宣告缓刑 宣告其缓刑 缓刑期为 缓刑期 缓刑期限",
    "P": "考验期 考验期为 考验期限 考验期限为",
    "HP": ("缓刑考验期 缓刑考验期为 缓刑考验期限 缓刑考验期限为 缓刑的考验期 缓刑的考验期限 缓刑考验期间为"),
    "Q": "缓期 缓期执行",
    "n": "实刑 监禁刑 不判缓 不缓刑 不缓",
    "F": (
        "罚金 罰金 处罚金 罚金刑 罚金刑为 罚金为 罚金额 罚金额为 罚金数额 罚金数额为 罚金金额 罚金金额为 罚金共计 罚金合计 "
        "罚金计 罚金各 罚金（元） 罚金(元) 罚金额（元） 罚金额(元) 罚金数额（元） 罚金数额(元) 罚金金额（元） 罚金金额(元)"
    ),
    "A": "单处 独立适用 单独判处 单独适用 只处 仅处",
    "B": "并处 並處 并科 附加判处 并判处",
    "I": "并处或单处 并处或者单处 单处或并处 单处或者并处 并处、单处",
    "N": (
        "免予刑事处罚 免于刑事处罚 免予刑事处分 免于刑事处分 免除刑事处罚 免刑 定罪免刑 免予处罚 免于处罚 免除处罚 免处"
    ),
    "L": "无罪 宣告无罪 不负刑事责任 不承担刑事责任",
    "R": "剥夺政治权利 剥夺其政治权利 剥权 剥政",
    "O": "驱逐出境",
    "M": "没收 没收财产 没收个人财产 没收个人全部财产 没收其个人全部财产",
    "C": "数罪并罚 两罪并罚 二罪并罚 三罪并罚 四罪并罚 并罚",
    "K": "决定执行 合并执行 决定合并执行 并罚执行 数罪并罚执行 数罪并罚后执行 总和执行 最终执行 判决执行有期徒刑前",
    "E": "执行",
    "V": "判处 判處 处以 科处 判 被判 被判处 被处 获刑 判刑 领刑 审判处",
    "j": "建议 建议判处 提议 建议： 建议: 量刑建议： 量刑建议: 建议量刑： 建议量刑:",
    "l": "改判 改判为 调整为 变更为 调整量刑建议为 变更量刑建议为 判决如下",
    "v": "处 在",
    "p": "被告人 被告单位 上诉人 原审被告人 犯罪嫌疑人 被告 同案犯 罪犯",
    "D": "分别 分处",
    "T": "不等",
    "U": "撤销 撤消",
    "c": "曾 前科 前罪 刑满 刑满释放 假释 另查 另查明 再查 再查明 又查 又查明 还查 还查明 原判 劣迹",
    "f": "如果 若 如能 如被告人 如其 则",
    "!": "适用× 适用x 适用X 适用* 宣告× 宣告X",
    "x": "× X x * 某 ✕ ╳ ＊ ｘ Ｘ ● ■ □ △ ▲ ? ？",
    ">": "以上 及以上",
    "<": "以下 以内 之内 及以下",
    "{": "不超过 不高于 不多于 最高 至多",
    "}": "不低于 不少于 最低 至少",
    "-": "至 到 － — – ― ~ ～ 〜 − -- —— 直至 以上不满",
    "@": "约 大约 大概 左右 上下",
    "|": "或 或者 或是",
    "&": "和 与 及 以及",
    "/": "、",
    ",": "， : ： （ ） ( ) 【 】 [ ] 〔 〕",
    ";": "。 ；",
    "y": "年 年零 年又 年另 载 年间 年之间",
    "m": "个月 月零 个月零 个月又 个月另 个月加 個月 箇月 个月间 个月之间",
    "o": "月",
    "d": "日 天",
    "t": "半",
    "tm": "个半月 半个月 .5个月 点五个月",
    "ty": ".5年 点五年",
    "y@": "年多 年余",
    "m@": "个多月 个月多 个月余 月余",
    "r": "元 圆 元整 元正 块 块钱",
    "+r": "余元 多元",
    "+wr": "余万元",
    "w+r": "万余元 万多元",
    "": "人民币 人民币各 RMB ￥ ¥ 的 又 其 “ ” \" ' ‘ ’ 「 」 之 为 期限 刑期 刑期： 刑期:",
}
_NOISE = (
    "有期徒刑以上 拘役以上 管制刀具 管制器具 管制物品 交通管制 管制药品 管制类 精神药品 暂缓 缓解 缓慢 "
    "缓和 迟缓 缓交 缓缴 延缓 缓刑部分 缓刑期间 缓刑期内 缓刑考验期内 缓刑考验期间 缓刑考验期限内 "
    "缓刑的部分 缓刑人员 假释考验期 执行完毕 执行以前 执行之日 执行前 执行期 拒不执行 执行机关 "
    "暂予监外执行 执行通知 判决 谈判 审判 裁判 判断 宣判 研判 评判 判令 判决书 处罚 处分 处理 处于 "
    "在案 在逃 在押 现在 存在 所在 减去有期徒刑 减去 减为无期徒刑 减刑 年龄 年满 周年 至今 以至 甚至 至于 到案 "
    "到庭 到场 达到 得到 收到 受到 到期 减轻或免予刑事处罚 减轻或者免予刑事处罚 减轻或免除处罚 "
    "减轻或者免除处罚 减轻、免除处罚 从轻或免予刑事处罚 从轻或者免予刑事处罚 减轻或免于刑事处罚 "
    "减轻或者免于刑事处罚 减轻或者免除刑事处罚 不宜免予刑事处罚 不应免予刑事处罚 不予免除处罚 不认为无罪 "
    "无罪辩护 无罪意见 疑罪从无 第一年 建议书 量刑建议书 罚金刑罚 若干 或许 契约 约定 相约 预约 条约 "
    "节约 有期待 如何 执行死刑前 执行逮捕 执行拘留 取保候审执行 曾经济 参与 给与 赠与 及时 波及 涉及 "
    "危及 和解 和平 调和 刑拘 行拘 年内不得 年内禁止 非监禁刑 非监禁 不判实刑 不判处实刑 不宜判处实刑 "
    "是否适用缓刑 是否缓刑 能否适用缓刑 免处罚金 免除罚金 免缴罚金 无罚金 罚金：无 罚金:无 折抵罚金 抵缴罚金 "
    "抵扣罚金 抵作罚金 抵充罚金 充抵罚金 冲抵罚金 已缴纳罚金 已经缴纳罚金 已预缴罚金 "
    "预缴罚金 预缴纳罚金 预先缴纳罚金 提前缴纳罚金 主动缴纳罚金 已缴罚金 代缴罚金 代为缴纳罚金"
)
_MAY = (
    "可 可以 可考虑 可以考虑 考虑 亦可 也可 可予 可以予以 可对其 可以对其 可考虑对其 可对被告人 "
    "可以对被告人 可依法 可以依法 符合"
)
_NOT = (
    "不 不宜 不予 不应 不能 不得 不建议 不再 不可 不可以 不同意 不对其 不宜对其 不建议对其 不应对其 "
    "不对被告人 不宜对被告人 不符合 不适宜 不具备 未 不应当 不予以 建议不 不主张 不适合 不对该被告人"
)
_FINED = ["并处", "判处", "单处", "并判处", "处", "科处", "附加", "适用"]
_KINDS_ASKED = ["管制", "拘役", "有期徒刑", "无期徒刑", "死刑"]
_PROBATION_ASKED = ["缓刑", "适用缓刑", "是否缓刑", "是否适用缓刑", "宣告缓刑", "是否宣告缓刑"]
_NONE = ["否", "无", "不适用", "未适用"]
_DO = "适用 宣告 判处 判 处以 并处 予以 给予 实行 考虑 考虑适用 建议适用 对其适用 宣判"


_OTHER_ASCII = [*range(0x41, 0x7E), *map(ord, "#$%&+<=>@!~")]
"""Letters and signs that would be taken for ours."""


def _table() -> dict[str, str]:
    digits = "一二两三四五六七八九"
    words = WIDE | PLAIN | dict.fromkeys([chr(code + wide) for code, wide in product(_OTHER_ASCII, (0, 0xFEE0))], "_")
    words |= {first + second + unit: "~" for first, second in product(digits, digits) for unit in ("年", "个月")}
    words |= dict.fromkeys(_NOISE.split(), "_")
    for how, sign in (("", "H"), (_MAY, "k"), (_NOT, "n")):
        words |= {way + do + "缓刑": sign for way, do in product(how.split() or [""], [*_DO.split(), ""])}
        words |= {way + "缓刑适用": sign for way in how.split()}
    words |= _denied() | _clipped()
    words |= {word: sign for sign, listed in _SIGNS.items() for word in listed.split(" ")}
    return longest_first(words)


def _denied() -> dict[str, str]:
    """What a card's cell or a judgment names to say that it is not there: 不并处罚金, 缓刑：否, 拘役：无."""
    no_fine = {how + do + "罚金": "_" for how, do in product(_NOT.split(), _FINED)}
    no_kind = {kind + mark + none: "_" for kind, mark, none in product(_KINDS_ASKED, "：:", "无否")}
    probation = {asked + mark + "是": "H" for asked, mark in product(_PROBATION_ASKED, "：:")}
    no_probation = {asked + mark + none: "n" for asked, mark, none in product(_PROBATION_ASKED, "：:", _NONE)}
    return no_fine | no_kind | probation | no_probation


def _clipped() -> dict[str, str]:
    """Words cut short before their number: 拘4月缓6月罚3千. 拘15日 is no 拘役 but the police's."""
    few = ["十一", "十二", *map(str, range(1, 13)), *"一二两三四五六七八九十"]
    held = {
        f"拘{number}{unit}": f"J{ARABIC.get(number, number)}{unit_sign}"
        for number in few
        for unit, unit_sign in (("个月", "m"), ("月", "o"))
    }
    fined = {f"罚{number}": f"F{number}" for number in range(1, 10)}
    spelled = {
        f"罚{number}{unit}": f"F{ARABIC[number]}{PLAIN[unit]}"
        for number, unit in product("一二两三四五六七八九十", "百千万")
    }
    return held | fined | spelled


WORDS = _table()

_BLANKS = (
    r"\n\s*(?:[-—–]\s*[0-9]{1,3}\s*[-—–]|[0-9]{1,3})\s*\n\s*([^\s0-9年个月日天元万千百余多至到以])|[\s\u200b\ufeff]+"
)
"""Blanks, and a page number on a line of its own, which would join the next line's term; 8 before 个月 is none."""
_NO_WORD = (
    r"(?:[^\x00-\x7f]|[0-9]{4}[y.\-/][0-9]{1,2}[o.\-/][0-9]{1,2}d?|(?:19|20)[0-9][0-9]y(?:[0-9]+o)?(?:[0-9]+d)?)+"
)
_IDLE = r"_(?:(?:[,/|.\-@{}]|x+|[0-9]+[ymodt]*)*_)+"


def formula(texts: pl.Expr) -> pl.Expr:
    """Each text as its formula; a run of what is no penal word is one `_`, blanks (a PDF's line breaks) are nothing."""
    signs = texts.str.replace_all(_BLANKS, "$1").str.replace_many(WORDS, leftmost=True)
    return signs.str.replace_all(_NO_WORD, "_").str.replace_all(_IDLE, "_")
