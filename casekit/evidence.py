"""Evidence: for causes at places without a proposal, the paper on like cases that an analyst finishes in Word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from casekit import codebook
from casekit.briefing import WORDS, finding, headed
from casekit.exhibits import findings, pack
from casekit.exhibits.candidate import Candidate
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.release.glosses import Glosses
from casekit.release.paper import Block, Chart, Finding, Paper, Prompt, Section, Table
from casekit.subjects.causes import effects
from casekit.subjects.causes.candidates import candidates, first

FACETS = ("time_band", "place_kind", "relation", "trigger", "method", "amount_band")
UNSAFE = re.compile(r"[\\/:*?\"<>|\s.]+")
LONGEST = 60


def papers(records: Records) -> dict[str, Paper]:
    """A paper for each of the first candidates by file stem (01-cause-place); none where there is no candidate."""
    rows = first(candidates(records))
    followed = effects.followed(records) if rows else []
    stems = [UNSAFE.sub("_", f"{place:02}-{row['case_cause']}-{row['place']}") for place, row in enumerate(rows, 1)]
    packs = [Pack(Candidate(records, row, followed), Glosses(records.settings.language)) for row in rows]
    return {stem[:LONGEST]: one.paper() for stem, one in zip(stems, packs, strict=True)}


def folder(records: Records) -> str:
    """The name of the folder that they stand in."""
    return str(codebook.toml("sentences")["evidence"][records.settings.language]["folder"])


@dataclass(frozen=True)
class Pack:
    """The paper on one candidate: counts and sentences made, prompts where people write, quarterly counts in the annex."""

    of: Candidate
    glosses: Glosses

    def paper(self) -> Paper:
        """All of it; `glosses` are the terms not yet explained."""
        records, words, made = (
            self.of.records,
            self.of.words,
            (self._facts, self._features, self._causes, self._measures),
        )
        headings = [WORDS[records.settings.language][name] for name in ("facts", "features", "causes", "measures")]
        sections = [Section(heading, tuple(part())) for heading, part in zip(headings, made, strict=True)]
        cases, persons = self.of.quarters("received"), self.of.quarters("persons_received")
        annex = (Table(pack.by_quarter(cases, persons, records, words)),)
        lead = words["lead"] + words["rounded"] * records.settings.public
        return headed(records, words["title"], lead, sections, annex)

    def _facts(self) -> Iterable[Block]:
        of, compared = self.of, self.of.records.compared
        cases, persons, days = (
            of.measured(name, periods=compared) for name in ("received", "persons_received", "days_to_decision")
        )
        yield self._finding("cases", findings.change(cases, of.records, persons=persons), of.share())
        yield self._finding("course", of.recurs())
        yield self._finding("persons", of.of_all(of.flags(), "persons_received") or of.words["persons_none"])
        yield self._finding("crime", of.of_all(of.counted("crime")))
        yield self._finding("days", findings.change(days, of.records))
        yield Chart(pack.trend(of.quarters("received"), of.records, of.words), of.words["trend_caption"])
        yield self._finding("areas", of.words["beside"])
        yield Table(pack.by_area(of.areas(), of.records, of.words))

    def _features(self) -> Iterable[Block]:
        of = self.of
        told = {facet: of.of_all(of.counted(facet)) for facet in FACETS}
        yield from (self._finding(facet, sentence) for facet, sentence in told.items() if sentence)
        table = pack.situations(of.measured("received", by="situation"), of.records, of.words)
        yield self._finding("situations", of.words["situations_said" if table else "situations_none"])
        yield from [Table(table)] if table else []

    def _causes(self) -> Iterable[Block]:
        """Under each aspect what the data has to refer to, and a prompt."""
        of = self.of
        beside = {
            "individual": (of.flags(), of.named("trigger")),
            "family": (of.flag("received", "is_family"),),
            "supervision": (of.named("industry"), of.gaps("supervision")),
            "rules": (of.gaps("rules"), of.told()),
            "technical": (of.gaps("technical"),),
        }
        for aspect, parts in beside.items():
            told = of.words["then"].join(filter(None, parts))
            yield self._finding(aspect, of.words["refer"].format(parts=told) if told else "")
            yield Prompt(of.words[f"ask_{aspect}"])

    def _measures(self) -> Iterable[Block]:
        """What was proposed on the cause before and what came of it, and prompts for whom to address and what to ask."""
        of = self.of
        yield self._finding("similar", of.proposed(), of.effected())
        if of.similar.texts.height:
            yield Table(pack.proposed(of.similar.texts, of.records, of.words))
        yield Prompt(of.words["ask_body"])
        yield Prompt(of.words["ask_measures"])

    def _finding(self, name: str, *sentences: "str | Absent") -> Finding:
        names = WORDS[self.of.records.settings.language]
        said = names["between"].join(str(one) for one in sentences if isinstance(one, str) and one)
        return finding(self.of.words[name], said or self.of.words["nothing"], names, self.glosses)
