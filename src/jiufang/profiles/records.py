"""The records of the profiles room: what a résumé says of a person, each fact with the words that say it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from jiufang.documents.records import Document, Evidence, Record
from jiufang.taxonomy.degrees import Degree
from jiufang.text.dates import PartialDate

SCHEMA_VERSION = "1"


class StudyStatus(StrEnum):
    """Whether a course of study was finished."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"


class WorkKind(StrEnum):
    """What kind of engagement an entry is; only employment, part-time and self-employment count as experience."""

    EMPLOYMENT = "employment"
    PART_TIME = "part_time"
    SELF_EMPLOYED = "self_employed"
    INTERNSHIP = "internship"
    STUDENT_JOB = "student_job"
    VOLUNTEER = "volunteer"
    GAP = "gap"

    @property
    def counts(self) -> bool:
        """Tell whether the months count as work experience."""
        return self in {WorkKind.EMPLOYMENT, WorkKind.PART_TIME, WorkKind.SELF_EMPLOYED}


class CertificateStatus(StrEnum):
    """Whether a certificate is in force on the profile's date."""

    HELD = "held"
    EXPIRED = "expired"
    INACTIVE = "inactive"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DENIED = "denied"  # the résumé says that the person does not have it


class SectionKind(StrEnum):
    """What a stretch of a résumé is about."""

    HEADER = "header"
    SUMMARY = "summary"
    OBJECTIVE = "objective"
    EXPERIENCE = "experience"
    INTERNSHIP = "internship"
    PROJECTS = "projects"
    EDUCATION = "education"
    SKILLS = "skills"
    CERTIFICATES = "certificates"
    LANGUAGES = "languages"
    PUBLICATIONS = "publications"
    AWARDS = "awards"
    VOLUNTEERING = "volunteering"
    PERSONAL = "personal"  # sex, age, marriage, hobbies: never scored
    REFERENCES = "references"
    OTHER = "other"


class Section(Record):
    """A stretch `text[start:end]` of the document; the heading, if any, is its first line."""

    kind: SectionKind
    start: int
    end: int
    heading: str = ""


class Contact(Record):
    """Who the person is and how to reach them: kept apart from everything that is scored."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    links: tuple[str, ...] = ()
    address: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Education(Record):
    """A course of study. `school` is shown, never scored."""

    school: str | None = None
    degree: Degree = Degree.NONE
    degree_text: str = ""
    field: str | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    status: StudyStatus = StudyStatus.COMPLETED
    full_time: bool | None = None
    evidence: tuple[Evidence, ...] = ()


class Experience(Record):
    """An engagement: who for, as what, from when to when, and the lines that tell what was done."""

    employer: str | None = None
    title: str | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    current: bool = False
    months: int = 0
    kind: WorkKind = WorkKind.EMPLOYMENT
    bullets: tuple[Evidence, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Skill(Record):
    """A skill that the résumé names, with every place that names it.

    `id` is the taxonomy's (None when the skill is not in it); `level` is the résumé's own word;
    `used` tells whether some span stands in work or a project rather than in a bare list.
    """

    name: str
    id: str | None = None
    level: str | None = None
    used: bool = False
    spans: tuple[Evidence, ...] = ()


class Certificate(Record):
    """A licence or certificate and whether it is in force as of the profile's date."""

    name: str
    id: str | None = None
    status: CertificateStatus = CertificateStatus.HELD
    issued: PartialDate | None = None
    expires: PartialDate | None = None
    evidence: tuple[Evidence, ...] = ()


class TestScore(Record):
    """A result in a language test, e.g. CET-6 512, IELTS 7.0, HSK 4, 普通话二级乙等."""

    test: str
    score: str | None = None
    __test__ = False  # not a pytest class


class Language(Record):
    """A language and how well: `level` is a CEFR band (A1..C2) or `native`, None when nothing tells.

    `level_text` is the résumé's own words. `code` is ISO 639-1 where there is one, else 639-3.
    """

    name: str
    code: str
    level: str | None = None
    level_text: str = ""
    tests: tuple[TestScore, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Project(Record):
    """A project told apart from the jobs."""

    name: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    evidence: tuple[Evidence, ...] = ()


class Missing(Record):
    """Something a recruiter would ask for: the field, and the question in words."""

    field: str
    message: str


class Inferred(Record):
    """A value that is not stated: what, by which rule, how sure (0..1). It never overwrites a stated fact."""

    field: str
    value: str
    rule: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


class Warning_(Record):  # noqa: N801 - `Warning` is a builtin
    """Something the recruiter should look at: overlaps, hidden text, stuffing."""

    code: str
    message: str
    evidence: tuple[Evidence, ...] = ()


class Profile(Record):
    """What a résumé says of a person.

    `total_months` counts months with work, overlaps once, internships, student jobs and volunteering apart,
    through the month before `as_of` for what is current. The document rides along for quoting and is not
    part of the JSON.
    """

    schema_version: str = SCHEMA_VERSION
    file: str = ""
    member: str | None = None
    sha256: str = ""
    lang: str = "en"
    as_of: str
    contact: Contact = Contact()
    highest_degree: Degree = Degree.NONE
    education: tuple[Education, ...] = ()
    experience: tuple[Experience, ...] = ()
    skills: tuple[Skill, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    languages: tuple[Language, ...] = ()
    projects: tuple[Project, ...] = ()
    publications: tuple[Evidence, ...] = ()
    availability: str | None = None
    expected_salary: str | None = None
    location: str | None = None
    total_months: int = 0
    sections: tuple[Section, ...] = ()
    missing: tuple[Missing, ...] = ()
    inferred: tuple[Inferred, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    document: Document = Field(exclude=True, repr=False)

    @classmethod
    def from_text(cls, text: str, *, as_of: str | None = None, lang: str | None = None) -> Profile:
        """Parse the text of a résumé. `as_of` (YYYY-MM-DD) is the day on which “present” ends; today when absent."""
        return cls.from_document(Document.from_text(text), as_of=as_of, lang=lang)

    @classmethod
    def from_document(cls, document: Document, *, as_of: str | None = None, lang: str | None = None) -> Profile:
        """Parse a document that was read before."""
        from jiufang.profiles.parse import parse_profile

        return parse_profile(document, as_of=as_of, lang=lang)

    @classmethod
    def read(cls, path: Any, *, as_of: str | None = None, lang: str | None = None) -> Profile:
        """Read a résumé file of any supported kind.

        Raises:
            UnreadableDocument: the file cannot be read, or holds several résumés.
        """
        from jiufang.documents import read_one

        return cls.from_document(read_one(path), as_of=as_of, lang=lang)
