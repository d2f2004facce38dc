"""Judgments: the full text of public criminal judgments, to one row for each defendant."""

import polars as pl

from casekit.cleaning import parse_case_numbers, parse_crimes, parse_dates
from casekit.cleaning.sentences import COLUMNS
from casekit.intake.defendants import mentioned, named
from casekit.intake.dispositions import decided, outcome
from casekit.intake.passages import any_of, taken_apart
from casekit.intake.speakers import PROSECUTION, proposed

_SAID = [(prefix + name, kind) for prefix in ("recommended_", "adjusted_") for name, kind in COLUMNS.items()]
SCHEMA = pl.Schema(
    {
        "text_no": pl.Int64, "defendant_no": pl.Int64, "court": pl.String, "case_number": pl.String,
        "procuratorate": pl.String, "charged_on": pl.Date, "judged_on": pl.Date, "procedure": pl.String,
        "charged_crimes": pl.List(pl.String), "crime": pl.String, "crimes": pl.List(pl.String), "plea": pl.String,
        "speaker": pl.String, "recommendation_text": pl.String, **dict(_SAID[: len(COLUMNS)]),
        "adjustment_text": pl.String, **dict(_SAID[len(COLUMNS) :]),
        "sentence_text": pl.String, **COLUMNS,
    }
)  # fmt: skip

_NUMBER = r"[（(〔\[［【][12][0-9×xX*＊某]{3}[）)〕\]］】][^。，；：、\s（）()]{0,12}?[刑][^。，；：\s]{1,12}?号(?:之[一二三四五])?"
_COURT = r"([\p{Han}*×＊某]{2,30}?法院)刑事"
_PROSECUTOR = r"(?:公诉机关|抗诉机关)[:：]?([^，。；：]{2,40}?检察院)"
_CHARGING = r"([^，。；：]{2,40}?检察院)(?:于[^，。；]{4,14}日)?以"
_DAY = r"((?:[12][0-9]{3}|二[〇○零ＯO一二三四五六七八九]{3}|同|次|当)年?[^，。；于至]{0,8}?[日号])"
_CHARGED_ON = rf"于{_DAY}(?:依法)?向本院[^。；]{{0,60}}?提起公诉"
_CHARGED_BY = rf"检察院于{_DAY}以[^。]{{0,60}}?起诉书"
_SIGNED_ON = r"[二2][0-9〇○◯零ＯOoΟО一二三四五六七八九×✕*xX]{3}年[^年月日。]{1,3}月[^年月日。]{1,3}日"
_STATUTES = r"附[:：]?(?:相关|本案|法律|有关|本判决)|《中华人民共和国"
_PROCEDURE = r"(?:适用|转为|转入|转换为|变更为|改为|按照?|以)[^。；，]{0,8}?(?:速裁|简易|普通)程序"
_PROPOSED = r"(?:建议|同意|申请|决定是否|征得|可以?|提出|要求)[^。；，]{0,12}$"
_PROCEDURES = {"速裁": "fast_track", "简易": "simplified", "普通": "ordinary"}
_CHARGE = r"((?:指控|控诉|以)(?:被告人|被告单位)[^。；]{2,300}?犯[^。；]{2,200}?罪[^。；]*)"
_CRIME = r"(?:犯有?|构成|以)((?:[^，,。；：（(犯]|犯罪){2,40}罪)"
_PLEA = "认罪认罚|具结"
_TAKEN_BACK = "被告人[^，]{0,8}反悔"


def read_judgments(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """One row a defendant (columns: `SCHEMA`), at least one row a text, in the order of texts and of the dispositions.

    Unprefixed columns are the court's sentence, `recommended_` the prosecution's first proposal, `adjusted_` its last
    adjusted one; nobody else's opinion is either. In the texts a defendant is 甲, a fellow defendant 乙. `problem` says why
    a sentence is blank: `empty_text`, `not_a_judgment`, `no_defendant`, `no_disposition` (the text ends before it), `cut_off`
    (within it), `no_sentence` (nothing is decided about this person), `upheld`, `remanded`, `withdrawn`, `terminated`, or
    why `parse_sentences` refused it. What is masked or not said is blank, never guessed; two defendants of one text under
    the same mask are one row, and refused.
    """
    passages = named(taken_apart(texts))
    people = _people(passages)
    told = (
        people.join(_facts(passages), on="text_no", how="left", maintain_order="left")
        .join(_pleas(passages), on=["text_no", "name"], how="left", maintain_order="left")
        .join(proposed(passages), on=["text_no", "name"], how="left", maintain_order="left")
        .join(decided(passages), on=["text_no", "name"], how="left", maintain_order="left")
    )
    has_proposal = pl.any_horizontal(pl.col("recommendation_text", "adjustment_text").is_not_null())
    return (
        told.hstack(_crimes(told))
        .with_columns(speaker=pl.when(has_proposal).then(pl.lit(PROSECUTION)), problem=_problem())
        .select(SCHEMA.names())
        .cast(SCHEMA)
    )


def _problem() -> pl.Expr:
    return pl.when(pl.col("sentence_text").is_null()).then("silence").otherwise("problem")


def _people(passages: pl.DataFrame) -> pl.DataFrame:
    """The defendants, numbered, and `silence`: what a missing sentence of theirs means."""
    has = {part: pl.col(part).str.len_chars().fill_null(0) > 0 for part in ("text", "disposition")}
    silence = (
        pl.when(~has["text"]).then(pl.lit("empty_text"))
        .when(~pl.col("text").str.contains("被告人|被告单位|上诉人|刑事.{0,8}(?:判决|裁定)书")).then(pl.lit("not_a_judgment"))
        .when(pl.col("names").list.len() == 0).then(pl.lit("no_defendant"))
        .when("is_cut_off").then(pl.lit("cut_off"))
        .when(~has["disposition"]).then(pl.lit("no_disposition"))
        .otherwise(pl.coalesce(outcome(), pl.lit("no_sentence")))
    )  # fmt: skip
    numbers = pl.int_ranges(1, pl.col("names").list.len() + 1)
    people = passages.select("text_no", name="names", defendant_no=numbers, silence=silence)
    return people.explode("name", "defendant_no", empty_as_null=True)


def _facts(passages: pl.DataFrame) -> pl.DataFrame:
    """What is true of the whole text: court, numbers, dates, procedure and charge."""
    text, start = pl.col("text"), pl.col("text").str.head(6000)
    said = passages.select(
        "text_no",
        court=pl.coalesce("court_line", text.str.extract(_COURT)),
        number=text.str.head(1500).str.extract(f"({_NUMBER})"),
        procuratorate=pl.coalesce(start.str.extract(_PROSECUTOR), start.str.extract(_CHARGING)),
        charged=pl.coalesce(start.str.extract(_CHARGED_BY), start.str.extract(_CHARGED_ON)),
        signed=pl.col("tail").str.replace(f"(?:{_STATUTES}).*$", "").str.extract_all(_SIGNED_ON).list.last(),
        charged_crimes=_crimes_in(start.str.extract(_CHARGE)),
        procedure=_procedure(),
    )
    return said.select(
        "text_no", "court", "procuratorate", "procedure",
        case_number=parse_case_numbers(said["number"])["case_number"],
        charged_on=parse_dates(said["charged"])["date"],
        judged_on=parse_dates(said["signed"])["date"],
        charged_crimes=parse_crimes(said["charged_crimes"])["crimes"],
    )  # fmt: skip


def _procedure() -> pl.Expr:
    """The procedure the court says it applied, the last where it changed; not the one somebody proposed."""
    said = pl.col("said").str.extract_all(rf"[^。；，]{{0,16}}{_PROCEDURE}")
    applied = pl.element().filter(~pl.element().str.replace(f"{_PROCEDURE}$", "").str.contains(_PROPOSED))
    kind = said.list.eval(applied).list.last().str.extract("(速裁|简易|普通)程序$")
    return kind.replace_strict(_PROCEDURES, default=None)


def _crimes(told: pl.DataFrame) -> pl.DataFrame:
    """The crimes of the disposition; blank where nobody was convicted."""
    is_convicted = (pl.col("penalty") != "not_guilty").fill_null(True)
    named = told.select(pl.when(is_convicted).then(_crimes_in(pl.col("sentence_text")))).to_series()
    return parse_crimes(named).select("crime", "crimes")


def _crimes_in(text: pl.Expr) -> pl.Expr:
    """The crimes that follow 犯, one after another; null where there is none. Quoted words are an earlier judgment's."""
    names = (
        text.str.replace_all("“[^”]*”", "")
        .str.extract_all(_CRIME)
        .list.eval(pl.element().str.extract(_CRIME))
        .list.unique(maintain_order=True)
    )
    return pl.when(names.list.len() > 0).then(names.list.join("、"))


def _pleas(passages: pl.DataFrame) -> pl.DataFrame:
    """`plea` of each defendant of whom the text says whether 认罪认罚 applies."""
    clause = pl.col("clause")
    is_of_all = pl.col("lead").str.contains(f"{any_of('proposals', 'shared')}|均|被告人(?:自愿|认罪|$)") | (
        pl.col("names").list.len() == 1
    )
    clauses = (
        passages.select("text_no", "names", clause=pl.col("said").str.replace_all("；", "。").str.split("。"))
        .explode("clause")
        .filter(clause.str.contains(f"{_PLEA}|{_TAKEN_BACK}"))
        .with_columns(lead=pl.coalesce(clause.str.extract(f"^(.*?)(?:{word})") for word in (_PLEA, "反悔")))
        .with_columns(of_whom=mentioned("lead"))
        .with_columns(name=pl.when(pl.col("of_whom").list.len() > 0).then("of_whom").when(is_of_all).then("names"))
    )
    denied = clause.str.contains(
        r"(?:不|未|拒绝|拒不|没有)(?:予|能|曾|再|自愿|签署|表示|适用|如实|构成|属于|符合){0,2}(?:认罪认罚|具结)"
    )
    at_trial = clause.str.contains(r"当庭[^，]{0,8}认罪认罚")
    return (
        clauses.explode("name")
        .drop_nulls("name")
        .group_by("text_no", "name")
        .agg(
            withdrawn=clause.str.contains("反悔|撤回[^，]{0,8}具结").any(),
            signed=(~denied & ~at_trial).any(),
            at_trial=(at_trial & ~denied).any(),
        )
        .select(
            "text_no",
            "name",
            plea=pl.when("withdrawn").then(pl.lit("withdrawn"))
            .when("signed").then(pl.lit("applied"))
            .when("at_trial").then(pl.lit("applied_at_trial"))
            .otherwise(pl.lit("not_applied")),
        )
    )  # fmt: skip
