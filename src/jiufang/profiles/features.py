"""Turn a profile into its feature record: the only thing that matching may read of a person.

An allow-list, not a filter over the profile: statements in their blind form, engagements, degrees without
schools, skills, certificates, languages, months. Swapping a name, sex, age, origin, school or address in a
résumé leaves `Features.fingerprint()` as it was; tests/profiles/test_features.py holds it to that.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from typing import Any

from jiufang.documents.records import Evidence, Record
from jiufang.privacy.blind import PERSON, SCHOOL, blind
from jiufang.profiles.records import Certificate, Education, Experience, Language, Profile, SectionKind, Skill, StudyStatus, WorkKind
from jiufang.profiles.statements import split_statements
from jiufang.taxonomy.degrees import Degree
from jiufang.text.dates import PartialDate


class StatementKind(StrEnum):
    """What a statement is: said of work it weighs, in a bare list it is a keyword, as praise of oneself it proves nothing."""

    WORK = "work"
    PROJECT = "project"
    STUDY = "study"
    LIST = "list"
    WISH = "wish"
    SELF_PRAISE = "self_praise"


class Statement(Record):
    """A sentence or bullet that may bear on a job. `entry` is the index of its engagement in `Features.tenures`."""

    evidence: Evidence
    text: str
    section: SectionKind
    entry: int | None = None
    kind: StatementKind


class Tenure(Record):
    """An engagement without its person: what, where, from when to when, and which statements tell of it."""

    title: str | None = None
    employer: str | None = None
    kind: WorkKind = WorkKind.EMPLOYMENT
    start: PartialDate | None = None
    end: PartialDate | None = None
    current: bool = False
    months: int = 0
    evidence: tuple[Evidence, ...] = ()
    statements: tuple[int, ...] = ()


class Study(Record):
    """A degree without its school."""

    level: Degree
    field: str | None = None
    status: StudyStatus = StudyStatus.COMPLETED
    full_time: bool | None = None
    evidence: tuple[Evidence, ...] = ()


class Features(Record):
    """What matching may know of a person."""

    as_of: str
    lang: str
    statements: tuple[Statement, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    degrees: tuple[Study, ...] = ()
    highest_degree: Degree = Degree.NONE
    skills: tuple[Skill, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    languages: tuple[Language, ...] = ()
    total_months: int = 0
    location: str | None = None
    availability: str | None = None

    def fingerprint(self) -> str:
        """Return the SHA-256 of everything but quotes and their places, as 64 hexadecimal digits."""
        plain = _without_quotes(self.to_dict())
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


PROJECT_KINDS = frozenset({SectionKind.PROJECTS, SectionKind.PUBLICATIONS})
WORK_KINDS = frozenset({SectionKind.EXPERIENCE, SectionKind.INTERNSHIP, SectionKind.VOLUNTEERING})
STUDY_KINDS = frozenset({SectionKind.EDUCATION})
LIST_KINDS = frozenset({SectionKind.SKILLS, SectionKind.CERTIFICATES, SectionKind.LANGUAGES, SectionKind.AWARDS})
PRAISE = re.compile(
    r"(?:认真|踏实|负责任|责任心|抗压|吃苦|乐观|开朗|沟通能力|学习能力|团队精神|敬业|积极|主动|热情|自律|适应能力|执行力|细心|耐心|爱心|精通主流)|"
    r"\b(?:passionate|results[- ]driven|self[- ]motivated|hard[- ]?working|dynamic|team player|fast learner|quick learner|detail[- ]oriented|dedicated|enthusiastic|proven track record|go-getter|motivated|compassionate|punctual|reliable)\b",
    re.IGNORECASE,
)
WISH = re.compile(
    r"(?:求职意向|应聘|期望|希望|计划|打算|想(?:学|考|转|往|从事)|意向|目标)|\b(?:seeking|objective|hope to|plan to|want to|looking for|would like|aspire|my dream|intend to|goal is)\b",
    re.IGNORECASE,
)
# A line is a list when little but separators parts its words: no verb phrase is this dense in commas.
LIST_SHARE = 0.08
SEPARATOR = re.compile(r"[,，、;；|｜/·•]")
NOTHING_LEFT = re.compile(r"(?:\[(?:person|school)\]|[\W\d_])+")
STUDIED = re.compile(
    r"本科|硕士|博士|大专|学士|毕业|进修|培训班|课程|结业|Bachelor|Master|B\.?Sc?\.?\b|M\.?Sc?\.?\b|B\.?A\.?\b|Ph\.?D|MBA|diploma"
    r"|\b(?:course|refresher|coursework|studied|attended|graduated?|certificate) (?:\w+ ){0,3}(?:at|from|in|with)\b",
    re.IGNORECASE,
)
SCHOOL_WORD = re.compile(r"大学|学院|学校|University|College|Institute|School", re.IGNORECASE)
POSTCODE = re.compile(r"[\s,，]*\b\d{5}(?:-\d{4})?\b|[\s,，]*\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")


def features(profile: Profile) -> Features:
    """Return the feature record of a profile.

    Names, pronouns, sex, age, origin, family, politics, faith, looks, contact data, schools, years of study
    and leisure are taken out of every text in it; evidence still quotes the document for people to read.
    """
    hide = _Hidden(profile)
    statements = tuple(s for s in _statements(profile, hide) if s.text)
    return Features(
        as_of=profile.as_of,
        lang=profile.lang,
        statements=statements,
        tenures=tuple(_tenure(i, entry, statements, hide) for i, entry in enumerate(profile.experience)),
        degrees=tuple(_study(entry) for entry in profile.education),
        highest_degree=profile.highest_degree,
        skills=tuple(s for s in profile.skills if not hide.names_person(s.name)),
        certificates=profile.certificates,
        languages=profile.languages,
        total_months=profile.total_months,
        location=POSTCODE.sub("", profile.location).strip() or None if profile.location else None,
        availability=hide.blind(profile.availability) or None if profile.availability else None,
    )


class _Hidden:
    """The names and schools that a profile's texts may not bear."""

    def __init__(self, profile: Profile) -> None:
        employers = {e.employer for e in profile.experience if e.employer}
        name = profile.contact.name or ""
        # A single Latin word is more likely a misread verb than a name, unless it has a line to itself.
        alone = any(line.strip() == name for line in profile.document.text.split("\n"))
        self.names = (name,) if name and (alone or len(name.split()) > 1 or not name.isascii()) else ()
        # A school that also employs the person is named as the employer; there it bears on the job.
        self.schools = tuple(sorted({e.school for e in profile.education if e.school and e.school not in employers}))

    def blind(self, text: str, *, studying: bool = False) -> str:
        return blind(text, names=self.names, schools=self.schools, studying=studying)

    def names_person(self, name: str) -> bool:
        return blind(name, names=self.names, schools=self.schools) in {"", PERSON, SCHOOL}


def _statements(profile: Profile, hide: _Hidden) -> list[Statement]:
    made = []
    for section, evidence in split_statements(profile.document, profile.sections):
        text = hide.blind(evidence.quote, studying=section.kind in STUDY_KINDS or _tells_of_study(evidence.quote, section.kind))
        if not text or NOTHING_LEFT.fullmatch(text):
            continue
        entry = _entry_of(profile.experience, evidence)
        made.append(Statement(evidence=evidence, text=text, section=section.kind, entry=entry, kind=_kind(section.kind, entry, text)))
    return made


def _tells_of_study(quote: str, kind: SectionKind) -> bool:
    return kind not in WORK_KINDS and bool(STUDIED.search(quote)) and bool(SCHOOL_WORD.search(quote))


def _kind(section: SectionKind, entry: int | None, text: str) -> StatementKind:
    if section is SectionKind.OBJECTIVE or (entry is None and section not in WORK_KINDS and WISH.search(text)):
        return StatementKind.WISH
    if section in STUDY_KINDS:
        return StatementKind.STUDY
    if section in WORK_KINDS or entry is not None:
        return StatementKind.WORK
    if section in PROJECT_KINDS:
        return StatementKind.PROJECT
    if section in LIST_KINDS or len(SEPARATOR.findall(text)) > max(2, LIST_SHARE * len(text)):
        return StatementKind.LIST
    return StatementKind.SELF_PRAISE if PRAISE.search(text) else StatementKind.WORK


def _entry_of(experience: tuple[Experience, ...], evidence: Evidence) -> int | None:
    for index, entry in enumerate(experience):
        if any(b.start < evidence.end and b.end > evidence.start for b in (*entry.bullets, *entry.evidence)):
            return index
    return None


def _tenure(index: int, entry: Experience, statements: tuple[Statement, ...], hide: _Hidden) -> Tenure:
    return Tenure(
        title=hide.blind(entry.title) or None if entry.title else None,
        employer=entry.employer,
        kind=entry.kind,
        start=entry.start,
        end=entry.end,
        current=entry.current,
        months=entry.months,
        evidence=entry.evidence,
        statements=tuple(i for i, s in enumerate(statements) if s.entry == index),
    )


def _study(entry: Education) -> Study:
    return Study(level=entry.degree, field=entry.field, status=entry.status, full_time=entry.full_time, evidence=entry.evidence)


def _without_quotes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_quotes(item) for key, item in value.items() if key not in {"evidence", "spans"}}
    return [_without_quotes(item) for item in value] if isinstance(value, list) else value
