"""Turn a match into the lines of a brief for a client: what was found, without who the person is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiufang.documents.records import Evidence
from jiufang.generate.facts import Book, found
from jiufang.generate.quotes import need_of, quoted, said
from jiufang.generate.records import FactKind, Sentence
from jiufang.generate.safety import faults
from jiufang.generate.templates import Field, entry
from jiufang.jobs.records import Kind
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.privacy.generalisation import duration
from jiufang.privacy.redaction import redact
from jiufang.profiles.records import CertificateStatus, Language, Profile
from jiufang.profiles.redacted import person_names
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.languages import load_languages

LABEL = re.compile(r"^(?:到岗时间|可到岗时间|到岗|入职时间|available|availability|start date)\s*[:：]?\s*(?=\S)", re.IGNORECASE)
DEGREES_ZH = {Degree.HIGH_SCHOOL: "高中", Degree.ASSOCIATE: "大专", Degree.BACHELOR: "本科", Degree.MASTER: "硕士", Degree.DOCTOR: "博士"}
DEGREES_EN = {Degree.HIGH_SCHOOL: "high school", Degree.ASSOCIATE: "associate degree", Degree.BACHELOR: "bachelor's degree", Degree.MASTER: "master's degree", Degree.DOCTOR: "doctorate"}  # fmt: skip


def card(match: Match, *, words: Mapping[str, str], lang: str, book: Book) -> list[list[Sentence]]:
    """Return the lines of a brief: career in outline, then each requirement with its evidence.

    Args:
        match: the candidate's findings.
        words: the lines: years, degree, certificates, languages, availability, and one a verdict.
        lang: of the brief.
        book: where the facts are written down, in the form that the client sees.
    """
    veil = Veil.of(match.profile)
    told = [(key, words[key].format(value=value)) for key, value in _outline(match.profile, lang, veil)]
    outline = [[Sentence(text=line, cites=(book.add(FactKind.RESUME, line, source=key),))] for key, line in told]
    return [*outline, *(line for f in match.findings if (line := _line(f, match, words=words, lang=lang, book=book, veil=veil)))]


@dataclass(frozen=True, slots=True)
class Veil:
    """What must not be seen of one person, and how a text is shown without it."""

    names: tuple[str, ...]
    schools: tuple[str, ...]
    employers: tuple[str, ...]
    as_of: str

    @classmethod
    def of(cls, profile: Profile) -> Veil:
        """Return the veil of a profile."""
        names = (profile.contact.name or "", *person_names(profile.document))
        schools = tuple(e.school for e in profile.education if e.school)
        employers = tuple(e.employer for e in profile.experience if e.employer)
        return cls(tuple(n for n in dict.fromkeys(names) if n), schools, employers, profile.as_of)

    def over(self, text: str) -> str:
        """Return a text without names, contacts and schools, with employers, cities, ages and periods made coarser."""
        seen = redact(text, names=self.names, schools=self.schools, coarse_employers=self.employers, generalise=True, as_of=self.as_of)
        return said(seen.text)


def _outline(profile: Profile, lang: str, veil: Veil) -> Iterator[tuple[str, str]]:
    chinese = lang == "zh"
    if profile.total_months:
        yield "years", duration(profile.total_months, chinese=chinese)
    degree = (DEGREES_ZH if chinese else DEGREES_EN).get(profile.highest_degree)
    if degree:
        yield "degree", degree
    known = load_certificates()
    held = [c for c in profile.certificates if c.status is CertificateStatus.HELD]
    certificates = dict.fromkeys(known.name(c.id, lang) if c.id else veil.over(c.name) for c in held)
    spoken = dict.fromkeys(_spoken(s, lang) for s in profile.languages)
    for key, told in (("certificates", certificates), ("languages", spoken)):
        names = [name for name in told if not faults(name)]  # a rare mother tongue tells an origin
        if names:
            yield key, ("、" if chinese else ", ").join(names)
    if profile.availability:
        yield "availability", LABEL.sub("", veil.over(profile.availability))


def _spoken(language: Language, lang: str) -> str:
    """Return a language with its level; a mother tongue counts as the highest level learnt, for whose it is tells an origin."""
    level = {"native": "C2"}.get(language.level or "", language.level or "")
    return f"{load_languages().name(language.code, lang)} {level}".strip()


def _line(finding: Finding, match: Match, *, words: Mapping[str, str], lang: str, book: Book, veil: Veil) -> list[Sentence]:
    need = need_of(finding.requirement)
    if not need:
        return []
    fields = {"need": Field(need, book.add(FactKind.REQUIREMENT, finding.requirement.text, source=finding.requirement.id))}
    dated = finding.requirement.kind is Kind.EXPERIENCE_YEARS  # of a line of dates and employers little is left to quote
    quote = "" if dated else _veiled(finding.evidence, match, veil)
    if quote:
        fields["quote"] = Field(quote, book.add(FactKind.RESUME, quote, source=finding.requirement.id))
    fact = found(finding, need, lang=lang)
    bare = not quote and finding.verdict is not Verdict.NOT_SHOWN
    return entry(words[f"{finding.verdict.value}{'_bare' if bare else ''}"], fields, (book.add(fact.kind, fact.text, source=fact.source),))


def _veiled(evidence: tuple[Evidence, ...], match: Match, veil: Veil) -> str:
    """Return the first quote that still says something once it is veiled."""
    for quote in (q for e in evidence if (q := quoted(e, match.profile.document))):
        seen = veil.over(quote.quote)
        if seen and "[" not in seen:
            return seen
    return ""
