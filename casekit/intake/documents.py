"""Documents: the office's own papers (docx, txt) as text, and what each says of its kind, its case and the facts."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl

from casekit import codebook
from casekit.cleaning import clean_text, parse_case_numbers
from casekit.cleaning.text import FOLDS
from casekit.ground.errors import UserError
from casekit.intake.decoding import decoded
from casekit.intake.files import OLE, File, first_bytes, ole_kind
from casekit.intake.passages import unpaged
from casekit.intake.word_text import NoDocument, word_text

READ = {"file": pl.String, "text": pl.String, "reason": pl.String, "digest": pl.Binary}
HEAD = 400
_OPEN, _CLOSE = "[〔\\[［（(【]", "[〕\\]］）)】]"
_SERIAL = rf"受{_OPEN}\d{{4}}{_CLOSE}\d{{8,16}}号?"
_FORMS = {
    "unified": r"[1-8]\d{5}(?:19|20)\d{9}",
    "department": rf"[\p{{Han}}A-Za-z0-9·\-]{{0,14}}{_SERIAL}",
    "court": rf"{_OPEN}\d{{4}}{_CLOSE}[\p{{Han}}\d]{{2,16}}号",
}
_SPARE = {
    "unified": rf"(?:^|\D)({_FORMS['unified']})",
    "department": rf"(?:^|[^\p{{Han}}0-9A-Za-z])(\p{{Han}}{{1,12}}{_SERIAL})",
}
_ENDED = r"(?:[^\dXx]|$)"
"""What follows a number: 17 digits and an X are an identity number."""
_OWN = rf"(\p{{Han}}{{0,8}}检\p{{Han}}{{1,12}}{_OPEN}\d{{4}}{_CLOSE}第?Z?\d{{1,7}}号)"


def read_documents(files: Iterable[File]) -> pl.DataFrame:
    """One row a document: file, its text and the sha256 of that text without blanks; for one that cannot be read a
    `reason` instead: document_locked, document_unreadable, document_empty."""
    return pl.DataFrame(list(_read(files)), READ, orient="row")


def understood(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents with what they say: document_kind, unified_number, department_number, court_number, case_year,
    document_no (起诉书文号 and the like), facts, and people, the names of those accused.

    The number beside a label (受理案号：) counts; without one the first 受案号 of the text, then of the file's name. A court's number
    counts beside a label alone: most others are of earlier judgments. Facts are what stands between the codebook's marks.
    """
    lines = unpaged(pl.col("text").str.replace_many(FOLDS | {"\n": "\n"})).str.replace_all(r"[^\S\n]+", "")
    read = documents.with_columns(lines=lines).with_columns(flat=pl.col("lines").str.replace_all(r"\s", ""))
    said = read.with_columns(
        document_kind=_kind(),
        document_no=pl.col("lines").str.head(HEAD).str.extract(_OWN),
        facts=_facts(),
        people=pl.col("flat")
        .str.extract_all(_any("people", "named"))
        .list.eval(pl.element().str.extract(_any("people", "named"))),
        **{f"{kind}_number": made for kind, made in _numbers().items()},
    )
    return _as_written(said).with_columns(text=clean_text(pl.col("text"))).drop("lines", "flat")


def _read(files: Iterable[File]) -> Iterator[tuple[str, str | None, str | None, bytes | None]]:
    for file in files:
        try:
            text = word_text(file.path) if file.kind == "docx" else decoded(file.path, file.name)[0].decode()
        except (NoDocument, UserError):
            yield file.name, None, _reason(file.path), None
            continue
        bare = "".join(text.split())
        if bare:
            yield file.name, text, None, sha256(bare.encode()).digest()
        else:
            yield file.name, None, "document_empty", None


def _reason(path: Path) -> str:
    """Why a document cannot be read; a file that may not even be opened is one of those that cannot."""
    try:
        head = first_bytes(path)
        locked = head.startswith(OLE) and ole_kind(path) == "password"
    except UserError:
        return "document_unreadable"
    return "document_locked" if locked else "document_unreadable" if head.strip() else "document_empty"


def _any(part: str, name: str) -> str:
    """The codebook's ways of wording a mark, as one pattern."""
    return "(?:" + "|".join(codebook.toml("documents")[part][name]) + ")"


def _kind() -> pl.Expr:
    """The kind by the first line of the head that ends in a title, else by the file's name, else other."""
    words = codebook.words("document_kind")
    title = "|".join(sorted(words, key=len, reverse=True))
    after = rf"(?:[（(][^\n）)]{{0,12}}[）)]|{_OWN})?"
    heading = pl.col("lines").str.head(HEAD).str.extract(rf"(?m)^[^\n，。；]{{0,40}}?({title}){after}$")
    named = pl.col("file").str.split("/").list.last().str.extract(f"({title})")
    return pl.coalesce(heading, named).replace_strict(words, default="other", return_dtype=pl.String)


def _facts() -> pl.Expr:
    """What stands between the marks, where the second begins a sentence or a line; else up to wherever it first stands."""
    begin, end = f"(?:{_any('facts', 'begin')}(?:如下)?[：:，,。\\s]*)+", _any("facts", "end")
    whole = pl.col("lines").str.extract(rf"(?s){begin}(.+?[。；！）”\n])为?{end}").str.replace_all(r"\s", "")
    return clean_text(pl.coalesce(whole, pl.col("flat").str.extract(f"{begin}(.+?)(?:{end}|$)")))


def _numbers() -> dict[str, pl.Expr]:
    """The number of each kind as it stands: beside a label, else the first 受案号, else the one in the file's name."""
    label, lines = _any("numbers", "label") + r"[：:\s]*", pl.col("lines")
    sources = pl.col("text").str.replace_many(FOLDS | {"\n": "\n"}), pl.col("file").str.replace(r"\.[^.]*$", "")
    beside = {kind: lines.str.extract(f"{label}({form}){_ENDED}") for kind, form in _FORMS.items()}
    unlabelled = pl.all_horizontal(made.is_null() for made in beside.values())
    spare = {kind: pl.coalesce(one.str.extract(f"{form}{_ENDED}") for one in sources) for kind, form in _SPARE.items()}
    spare["unified"] = pl.when(spare["department"].is_null()).then(spare["unified"])
    return beside | {kind: pl.coalesce(beside[kind], pl.when(unlabelled).then(made)) for kind, made in spare.items()}


def _as_written(said: pl.DataFrame) -> pl.DataFrame:
    """The numbers in their official writing and the year of the case; what is none of its kind is blank."""
    read = {kind: parse_case_numbers(said[f"{kind}_number"]) for kind in ("unified", "department", "court")}
    own = parse_case_numbers(said["document_no"])["case_number"]
    numbers = {
        f"{kind}_number": found.select(pl.when(pl.col("kind") == kind).then("case_number")).to_series()
        for kind, found in read.items()
    }
    years = pl.coalesce(pl.lit(found["year"]) for found in read.values())
    return said.with_columns(**numbers, document_no=own, case_year=years.cast(pl.Int32))
