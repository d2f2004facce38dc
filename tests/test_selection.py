"""What the paper takes: the project's choice, the office's own instead, and names that cannot be meant."""

import pytest
from drawn import made_bars, made_line

from casekit import codebook, selection
from casekit.exhibits.sentence import Said
from casekit.ground import paths
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings
from casekit.release.keep import Kept

HEADLINE, MAIN = "00-quarter-at-a-glance-0-headline", "90-briefing-1-main"
OWN = Settings(briefing=("31-recurring-causes-1-share", "00-a"))


def said(name: str, *sentences: str) -> Kept:
    return Kept(Said(name, "受理", sentences))


def test_the_choice_takes_the_sentences_it_names_and_the_table_under_them() -> None:
    kept = [said(HEADLINE, "一。", "二。", "三。"), said("99-other", "四。"), Kept(made_line(name=MAIN))]
    [taken] = selection.taken(kept, Settings(), "facts")
    assert taken.said.sentences == ("一。", "二。")
    assert taken.see is kept[2]


def test_a_section_shorter_than_the_choice_gives_what_it_has() -> None:
    [taken] = selection.taken([said(HEADLINE, "一。")], Settings(), "facts")
    assert (taken.said.sentences, taken.see) == (("一。",), None)


def test_a_paragraph_has_a_phrase_of_its_own_and_says_also_what_another_section_says() -> None:
    choice = codebook.toml("briefing")["facts"][1]
    own, other = choice["kept"], choice["also"]["kept"]
    [taken] = selection.taken([said(own, "一。", "二。"), said(other, "三。", "四。")], Settings(), "facts")
    assert taken.said.sentences == ("一。", "四。")
    assert taken.phrase == "办案用时和未结案件"
    [alone] = selection.taken([said(own, "一。")], Settings(), "facts")
    assert alone.said.sentences == ("一。",)


def test_every_name_of_the_choice_stands_in_a_notebook() -> None:
    known = selection.names(path.read_text("utf-8") for path in paths.notebooks())
    choice = codebook.toml("briefing")
    named = {
        entry.get(key) for section in ("facts", "features") for entry in choice[section] for key in ("kept", "see")
    }
    named |= {entry["also"]["kept"] for entry in choice["facts"] if "also" in entry}
    assert named - {None} <= set(known)
    assert choice["causes"] in known


def test_the_choice_shows_one_figure_and_one_table() -> None:
    entries = [entry for section in ("facts", "features") for entry in codebook.toml("briefing")[section]]
    assert len([entry for entry in entries if "see" in entry]) == 2


def test_an_office_takes_its_own_in_its_order_and_figures_are_shown() -> None:
    kept = [said("00-a", "一。", "二。"), said(HEADLINE, "三。"), Kept(made_bars()), Kept(made_line())]
    [fact], [feature] = (selection.taken(kept, OWN, section) for section in ("facts", "features"))
    assert fact.said.sentences == ("一。", "二。")
    assert feature.said is feature.see is kept[2]


def test_what_was_not_kept_this_time_is_passed_over_and_said() -> None:
    assert selection.taken([Kept(made_bars())], OWN, "facts") == []
    assert selection.missing([Kept(made_bars())], OWN) == ["00-a"]
    assert selection.missing([], Settings()) == []


def test_a_name_that_no_notebook_keeps_is_refused_with_the_nearest() -> None:
    selection.refuse_unknown(Settings(briefing=(HEADLINE,)))
    with pytest.raises(
        UserError, match="没有“00-quarter-at-a-glance-0-headlin”，最接近的是“00-quarter-at-a-glance-0-headline”"
    ):
        selection.refuse_unknown(Settings(briefing=(HEADLINE[:-1],)))
