"""Crime names: every way of writing a crime, to its standard name, from the codebook's list of crimes."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import polars as pl

from casekit import codebook

UMBRELLA = "umbrella"
"""What a word stands for that covers several crimes or none, like 性侵 and 酒驾: it is known, and refused."""

MARKS = "、，,；;。.·/\\|+&\"'“”‘’:：()（）[]［］【】〔〕{}<>《》 "
"""Signs inside and between names; nobody minds them: 销售有毒有害食品罪, [生产、销售][有毒、有害]食品."""

_WITHOUT_MARKS = str.maketrans("", "", MARKS)


@cache
def ways_of_writing() -> dict[str, str]:
    """Every name without its marks, with 罪 and without, to the standard name or `UMBRELLA`; longer ones first.

    A selective name (销售假药罪) leads to the whole family's. A name no longer in force stays itself with its 罪;
    without 罪 an alias of a crime in force comes first. Where two crimes generate the same words neither has them.
    """
    crimes = codebook.read("crimes")
    historic, in_force = crimes.filter(pl.col("valid_to").is_not_null()), crimes.filter(pl.col("valid_to").is_null())
    ways = (
        _generated(historic["name"].to_list())
        | _generated(in_force["name"].to_list())
        | {_bare(name): name for name in historic["name"]}
        | _listed(in_force.filter(pl.col("alias_status").is_not_null()), "aliases")
        | _listed(in_force, "selective_variants")
        | {_bare(name): name for name in in_force["name"]}
        | {_squeezed(name): name for name in crimes["name"]}
        | dict.fromkeys(_umbrella_words(crimes), UMBRELLA)
    )
    return dict(sorted(ways.items(), key=lambda way: -len(way[0])))


def _squeezed(name: str) -> str:
    return name.translate(_WITHOUT_MARKS)


def _bare(name: str) -> str:
    return _squeezed(name).removesuffix("罪")


def _listed(crimes: pl.DataFrame, column: str) -> dict[str, str]:
    """The ways in a column of words parted by |, each with 罪 and without, to the family's main name."""
    main = pl.coalesce("family_main", "name")
    rows = crimes.select(pl.col(column).str.split("|"), main.alias("main")).explode(column).drop_nulls()
    return {way: name for word, name in rows.iter_rows() for way in (_bare(word), _bare(word) + "罪")}


def _umbrella_words(crimes: pl.DataFrame) -> Iterator[str]:
    """Hints of the list of crimes, and what the codebook says must not be read as a crime."""
    refused = codebook.read("ambiguous_words").filter(pl.col("vocabulary") == "crime")["word"]
    hints = crimes["hints"].drop_nulls().str.split("|").explode()
    return (way for word in (*refused, *hints) for way in (_bare(word), _bare(word) + "罪"))


def _generated(names: list[str]) -> dict[str, str]:
    """The single members of names that list several (购买假币 of 出售、购买、运输假币罪), if unmistakable."""
    ways: dict[str, str] = {}
    shared: set[str] = set()
    for name in names:
        for way in _members(name.removesuffix("罪").split("、")):
            shared |= {way} if ways.setdefault(way, name) != name else set()
    unmistakable = {way: name for way, name in ways.items() if way not in shared}
    return unmistakable | {way + "罪": name for way, name in unmistakable.items()}


def _members(parts: list[str]) -> set[str]:
    """Names that keep some of a list's members; what comes before and after the list belongs to each of them.

    A member never stands without its verb, nor a verb without its object: 走私 alone is no 走私毒品罪.
    """
    if len(parts) == 1:
        return set()
    whole = {parts[0]} if len(parts[0]) > 5 else set()
    return whole | _some_verbs(parts) | _some_objects(parts) | _some_of_both(parts)


def _some_verbs(parts: list[str]) -> set[str]:
    """窃取、收买、非法提供 + 信用卡信息: the last verb has two characters or four."""
    head, verbs = parts[0][:-2], [parts[0][-2:], *parts[1:-1]]
    if any(len(verb) != 2 for verb in verbs):
        return set()
    last = parts[-1]
    cuts = [cut for cut in (2, 4) if cut + 2 <= len(last) or cut == len(last) == 2]
    return {head + verb + last[cut:] for cut in cuts for verb in _some([*verbs, last[:cut]])}


def _some_objects(parts: list[str]) -> set[str]:
    """伪造 + 公司、企业、事业单位、人民团体 + 印章: a tail of two characters at least, or objects of one length."""
    first, *middle, last = parts
    cuts = [
        (first[:start], [first[start:], *middle, last[: len(last) - end]], last[len(last) - end :])
        for start in range(2, len(first) - 1)
        for end in range(len(last) - 1)
        if end != 1
    ]
    return {
        head + kept + tail
        for head, objects, tail in cuts
        if tail or len({len(member) for member in objects}) == 1
        for kept in _some(objects)
    }


def _some_of_both(parts: list[str]) -> set[str]:
    """伪造、变造、买卖 + 国家机关 + 公文、证件、印章: the part in the middle ends the verbs and begins the objects."""
    ways: set[str] = set()
    for middle in range(1, len(parts) - 1):
        hinge, objects = parts[middle], parts[middle + 1 :]
        head, verbs = parts[0][:-2], [parts[0][-2:], *parts[1:middle]]
        if any(len(verb) != 2 for verb in verbs):
            continue
        cuts = [(stop, begin) for stop in (2, 4) for begin in range(stop, len(hinge) - 1)]
        for end, start in cuts:
            acts, kinds = _some([*verbs, hinge[:end]]), _some([hinge[start:], *objects])
            ways |= {head + act + hinge[end:start] + kind for act in acts for kind in kinds}
    return ways


def _some(members: list[str]) -> list[str]:
    """Every choice of members in their order, run together."""
    return ["".join(kept) for size in range(1, len(members) + 1) for kept in combinations(members, size)]
