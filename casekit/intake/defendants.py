"""Defendants: who stands trial in a judgment, in the order of their introduction, and where a passage speaks of whom."""

import polars as pl

_ROLE = r"(?:被告人|被告单位|上诉人|上诉单位|被[*×＊]甲?)"
_NAME = r"[^，,。；;：:（()）“”《》]{1,40}?"
_ASIDE = r"(?:[（(][^）)]{0,60}[）)])?"
_PRESENTED = rf"(?:被告人|被告单位|上诉人){_ASIDE}[:：]?(?:自报|自称)?(?:姓名|名)?"
_INTRODUCED = rf"{_PRESENTED}{_NAME}{_ASIDE}[，,][^。]{{0,40}}"
_BODY = r"(?:公司|企业|厂|店|中心|合作社|事务所|银行|商行|经营部|集团)"
_COMPANY = rf"被告单位{_ASIDE}[:：]?({_NAME}{_BODY}){_ASIDE}(?:[，,。]|诉讼代表人|法定代表人|住所)"
_ABOUT = (
    r"[，,][^。]{0,40}?(?:男|女|族|[0-9〇○一二三四五六七八九]年|生于|住|户籍|身份|公民|法定代表人|诉讼代表人|负责人|统一社会|"
    r"因涉嫌|因本案|因犯|曾用名|绰号|别名|外号|化名|又名|小名|自报|文化|[系是][^。]{0,12}人|个体|农民|无业)"
)
_DECREED = rf"{_ROLE}({_NAME})(?:犯|无罪|构成|不构成|有罪|免予|免于|不负刑)"
_CHARGED = rf"指控(?:被告人|被告单位)({_NAME})(?:犯|涉嫌|构成|[^，。；]{{2,20}}罪?一案)"
_NO_NAME = r"[的被犯]|辩护|到庭|因涉嫌|身份|自愿|委托|无罪|以及其|在押|均系|^[0-9]|之[父母子女]|^人|^单位"
_LETTER = "^[甲乙丙丁戊己庚辛壬癸A-ZＡ-Ｚ]$"
_BY_PAUSE = r"、(?:被告人|被告单位)?|(?:和|及|与|以及)(?:被告人|被告单位)|(?:被告人|被告单位)"
OWN, OTHER = "甲", "乙"
"""What stands for a defendant's own name, and for a fellow defendant's, in the texts that leave."""


def named(passages: pl.DataFrame) -> pl.DataFrame:
    """The same with `names`: each text's defendants in the disposition's order, empty where none is named.

    They are those whom the head introduces; of a text without a head, those of the disposition, else of the charge. Whom
    the disposition alone names is added, unless the head introduces a single one: then it is that person under another
    mask.
    """
    introduced = pl.col("introduced").list.len()
    everyone = pl.concat_list(mentioned("disposition").fill_null([]), "names", "decreed").list.unique(
        maintain_order=True
    )
    first_known = pl.when(pl.col("decreed").list.len() > 0).then("decreed").otherwise("charged")
    return (
        passages.lazy()
        .with_columns(
            introduced=_introduced(), charged=_listed("said", _CHARGED), decreed=_listed("disposition", _DECREED)
        )
        .with_columns(names=pl.when(introduced > 0).then("introduced").otherwise(first_known))
        .with_columns(names=pl.when(introduced == 1).then("names").otherwise(everyone))
        .drop("introduced", "charged", "decreed")
        .collect(engine="streaming")
    )


def mentioned(passage: str) -> pl.Expr:
    """The defendants whom a passage names, each once, in order; 王某 is not found within 王某甲."""
    return pl.col(passage).str.extract_many(_longest_first(), leftmost=True).list.unique(maintain_order=True)


def unnamed(passage: str, own: str) -> pl.Expr:
    """The passage with every defendant's name replaced: `own`'s by `OWN`, another's by `OTHER`."""
    any_name = _longest_first().list.eval(pl.element().str.escape_regex()).list.join("|")
    pieces = pl.col(passage).str.extract_all(pl.format("(?s){}|.", any_name))
    marked = pl.when(pl.element().str.len_chars() > 1).then("\x02" + pl.element() + "\x03").otherwise(pl.element())
    known = pieces.list.eval(marked).list.join("").str.split(pl.format("\x02{}\x03", pl.col(own))).list.join(OWN)
    return known.str.replace_all("\x02[^\x03]*\x03", OTHER)


def _longest_first() -> pl.Expr:
    return pl.col("names").list.eval(pl.element().sort_by(pl.element().str.len_chars(), descending=True))


def _introduced() -> pl.Expr:
    head = pl.col("head").fill_null(pl.col("text").str.head(3000))
    companies = head.str.extract_all(_COMPANY).list.eval(pl.element().str.extract(_COMPANY))
    found, person = head.str.extract_all(_INTRODUCED), pl.element()
    is_introduction = person.str.contains(_ABOUT)
    name = person.str.extract(rf"^{_PRESENTED}({_NAME}){_ASIDE}[，,]")
    has_sex = person.str.contains(r"[，,][^。]{0,20}?[男女](?:[，,。（(]|$)")
    bare = pl.when(has_sex).then(name).otherwise(name.str.replace(r"[男女]$", ""))
    return _plausible(pl.concat_list(companies, found.list.eval(bare.filter(is_introduction))))


def _listed(passage: str, pattern: str) -> pl.Expr:
    """The names in lists such as 被告人甲、乙犯…, which have no introduction."""
    lists = pl.col(passage).str.extract_all(pattern).list.eval(pl.element().str.extract(pattern))
    parted = (
        lists.list.join("、").str.replace_all(_BY_PAUSE, "、").str.replace_all("([^、]{2,})和([^、]{2,})", "$1、$2")
    )
    return _plausible(parted.str.split("、"))


def _plausible(names: pl.Expr) -> pl.Expr:
    name = pl.element()
    is_name = ((name.str.len_chars() >= 2) | name.str.contains(_LETTER)) & ~name.str.contains(_NO_NAME)
    return names.list.eval(name.filter(is_name)).list.unique(maintain_order=True).fill_null([])
