"""Dispositions: what a court decides about each defendant, cut out of the whole disposition and read."""

import polars as pl

from casekit.cleaning.sentences import parse_sentences
from casekit.intake.defendants import mentioned, unnamed
from casekit.intake.passages import any_of

_NUMBER = r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,2}[）)]、?|[0-9]{1,2}[、.．])"
_SERVED = r"刑期|考验期|羁押|折抵|缴纳|已缴|预缴|缴清|交纳|已交|执行完毕|付清|之日起计算|核准"
_ASIDE = rf"[（(][^（()）\n]*(?:{_SERVED})[^（()）\n]*[）)]"
_PENALTY = (
    r"徒刑|拘役|管制|缓刑|罚金|处罚|无罪|死刑|死缓|剥夺政治权利|驱逐出境|决定执行|刑事责任|"
    r"没收(?:个人)?(?:全部|部分)?财产"
)
_NOT_OF_A_PERSON = rf"^{_NUMBER}?(?:撤销|维持|驳回|不核准|准许|变更|继续|责令|追缴|没收|扣押|查获|缴获|作案|随案|在案|供犯罪|违法所得|附带)"
_NO_PENALTY = (
    rf"^{_NUMBER}?[（(]?(?:刑期|缓刑考验|缓刑的考验|判决执行|判决以前|羁押|先行羁押|即自|即从|罚金(?:自|限|于|在|款|已|应|须|的?缴纳)|"
    r"上述罚金|所处罚金|禁止|依法实行社区矫正|在缓刑考验|应当在判决)|^[^，]{0,30}(?:赔偿|退赔|退缴|追缴)[^，]{0,40}$"
)
_STILL = rf"^{_NUMBER}?(?:维持[^；]*?即|变更[^；]*?为)[:：，]?[“\"]?"
_KIND = "(?:有期徒刑|拘役|管制|缓刑|并处|各?罚金|人民币)"
_N = r"[零〇一二两三四五六七八九十百千万0-9.,]"
_SHARE = rf"(?:{_KIND}*{_N}+(?:年|个月|月|日|天|万元|元)(?:[零又]?{_N}+(?:个月|月|日|天))?)"
_SHARES = rf"^(?P<before>.*?)(?P<list>{_SHARE}(?:[、和]{_SHARE})+)(?P<after>.*)$"
_MOST_LISTS = 3


def decided(passages: pl.DataFrame) -> pl.DataFrame:
    """`text_no`, `name`, `sentence_text` and what it says, one row for each defendant of whom something is decided.

    Revoked and upheld judgments, compensation, forfeiture of things and how a term is counted are left out. Of 分别判处
    甲、乙一年、六个月 everyone has his share; where the numbers of names and terms differ nobody has one.
    """
    clauses = _clauses(passages).pipe(_with_persons).filter(pl.col("clause").str.contains(_PENALTY) & ~_is_aside())
    told = (
        clauses.explode("persons", "place")
        .drop_nulls("persons")
        .rename({"persons": "name"})
        .pipe(with_own_share, "clause")
        .with_columns(unnamed("clause", "name").str.replace(rf"^{_NUMBER}", "").alias("clause"))
        .group_by("text_no", "name", maintain_order=True)
        .agg(pl.col("clause").str.join("；").alias("sentence_text"))
    )
    return told.hstack(parse_sentences(told["sentence_text"]))


def outcome() -> pl.Expr:
    """Why nothing is decided about a defendant: the earlier judgment stands, the case goes back or was withdrawn."""
    known = ("remanded", "withdrawn", "terminated", "upheld")
    return pl.coalesce(
        pl.when(pl.col("disposition").str.contains(any_of("outcomes", name))).then(pl.lit(name)) for name in known
    )


def with_own_share(clauses: pl.DataFrame, column: str) -> pl.DataFrame:
    """Lists of as many terms as there are persons, cut down to the one at the person's `place` among `count`."""
    rest, done = pl.col(column), pl.lit("")
    frame = clauses.with_columns(_rest=pl.when(pl.col("count") > 1).then(rest), _done=done)
    for _ in range(_MOST_LISTS):
        frame = frame.with_columns(_parts=pl.col("_rest").str.extract_groups(_SHARES)).with_columns(**_first_list())
    cut = pl.concat_str("_done", pl.col("_rest"))
    return frame.with_columns(pl.coalesce(cut, column).alias(column)).drop("_rest", "_done", "_parts")


def _clauses(passages: pl.DataFrame) -> pl.DataFrame:
    """The disposition in clauses, each with the item's number where it opens one."""
    apart = (
        pl.col("disposition")
        .str.strip_chars("：:，。")
        .str.replace_all(rf"(^|[。；;:：）)”])[-－—0-9]*({_NUMBER})", "$1\n$2")
        .str.replace_all(_ASIDE, "")
        .str.replace_all(r"[，,]((?:被告人|被告单位)[^，,。；]{2,40}犯)", "\n$1")
        .str.replace_all("[。；;]", "\n")
    )
    return (
        passages.select("text_no", "names", clause=apart.str.split("\n"))
        .explode("clause")
        .filter(pl.col("clause").str.len_chars() > 1)
    )


def _with_persons(clauses: pl.DataFrame) -> pl.DataFrame:
    """Adds of whom a clause speaks: whom it names before its penalty, else whom the clause before spoke of."""
    lead = pl.col("clause").str.extract(rf"^(.*?)(?:{_PENALTY})")
    is_other = pl.col("clause").str.contains(_NOT_OF_A_PERSON) & ~pl.col("clause").str.contains(_STILL)
    opens = pl.col("clause").str.contains(rf"^{_NUMBER}")
    nobody, alone = pl.lit([], dtype=pl.List(pl.String)), pl.col("names").list.len() == 1
    is_the_one = alone & pl.col("lead").str.contains(r"被告|上诉人|^被[*×＊]|^判处|^犯")
    persons = (
        pl.when(is_other & opens).then(nobody)
        .when(is_other).then(None)
        .when(mentioned("lead").list.len() > 0).then(mentioned("lead"))
        .when(is_the_one).then("names")
        .when(opens).then(nobody)
    )  # fmt: skip
    return (
        clauses.with_columns(lead=pl.coalesce(lead, "clause"))
        .with_columns(persons=persons)
        .with_columns(pl.col("persons").forward_fill().over("text_no"))
        .with_columns(count=pl.col("persons").list.len(), place=pl.int_ranges(pl.col("persons").list.len()))
    )


def _is_aside() -> pl.Expr:
    return pl.col("clause").str.contains(_NO_PENALTY)


def _first_list() -> dict[str, pl.Expr]:
    """What of the first list in `_rest` is the person's own goes with all before it to `_done`."""
    part = pl.col("_parts").struct.field
    items = part("list").str.replace_all("和", "、").str.split("、")
    own = items.list.get(pl.col("place"), null_on_oob=True)
    kind = pl.when(~own.str.contains(f"^{_KIND}")).then(items.list.first().str.extract(f"^({_KIND}+)")).fill_null("")
    chosen = pl.when(items.list.len() == pl.col("count")).then(kind + own).otherwise(part("list"))
    found = part("list").is_not_null()
    return {
        "_done": pl.when(found).then(pl.concat_str("_done", part("before"), chosen)).otherwise("_done"),
        "_rest": pl.when(found).then(part("after")).otherwise("_rest"),
    }
