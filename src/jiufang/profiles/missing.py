"""Turn a profile into what a recruiter would ask for: one question per gap, in the résumé's language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jiufang.profiles.records import Certificate, CertificateStatus, Education, Experience, Missing, Profile, SectionKind, Skill, WorkKind
from jiufang.taxonomy.degrees import Degree
from jiufang.text import tables
from jiufang.text.dates import PartialDate, last_full_month

GAP_MONTHS = 6  # shorter breaks between jobs are usual
SKILLS_ASKED = 3  # more questions of one kind tire the candidate
# Certificates that are renewed; a degree-like title never lapses, so nobody asks until when it is valid.
RENEWED = frozenset(
    "rn lpn cna np ccrn bls acls pals nrp tncc cpr first_aid cka ckad cks aws_saa aws_sap aws_dev aws_sysops aws_ccp pmp cisa cism cissp forklift electrician_low_cn electrician_high_cn special_ops_cn welder_cn "
    "height_work_cn servsafe_manager health_cert_cn pharmacist_us pharmacist_cn teacher_us cpa_us driver_a2 hazmat_driver security_guard lifeguard real_estate_us insurance_license fire_cn safety_officer_cn ccna ccnp".split()
)


def find_missing(profile: Profile) -> tuple[Missing, ...]:
    """Return what the résumé leaves open, most needed first; breaks are put neutrally and never need an answer."""
    found = [
        *_contact(profile),
        *_experience(profile),
        *_education(profile),
        *_certificates(profile),
        *_languages(profile),
        *_skills(profile),
        *_rest(profile),
    ]
    lang = "zh" if profile.lang == "zh" else "en"
    return tuple(
        dict.fromkeys(Missing(field=place or kind, message=_questions()[kind][lang].format(what=what)) for kind, place, what in found)
    )


Asked = tuple[str, str, str]
"""The kind of question, the field it is about (as a path into the profile), and what it names."""


def _contact(profile: Profile) -> Iterator[Asked]:
    for key in ("name", "phone", "email"):
        if not getattr(profile.contact, key):
            yield f"contact.{key}", "", ""


def _experience(profile: Profile) -> Iterator[Asked]:
    if not profile.experience:
        yield "experience", "", ""
    for index, entry in enumerate(profile.experience):
        if entry.kind is not WorkKind.GAP:
            yield from _entry(index, entry)
    yield from (("experience.gap", "experience", f"{first} – {last}") for first, last in gaps(profile))


def _entry(index: int, entry: Experience) -> Iterator[Asked]:
    what = entry.title or entry.employer or ""
    place = f"experience.{index}"
    if not entry.start and not entry.end and not entry.current:
        yield "experience.dates", f"{place}.start", what
    elif not entry.start:
        yield "experience.start", f"{place}.start", what
    elif not entry.end and not entry.current:
        yield "experience.end", f"{place}.end", what
    elif entry.start.month is None or (entry.end and entry.end.month is None and not entry.current):
        yield "experience.months", f"{place}.start", what
    if not entry.title and entry.employer:
        yield "experience.title", f"{place}.title", entry.employer
    if not entry.employer and entry.title:
        yield "experience.employer", f"{place}.employer", entry.title
    if not entry.bullets:
        yield "experience.tasks", f"{place}.bullets", what


def gaps(profile: Profile) -> list[tuple[PartialDate, PartialDate]]:
    """Return the stretches of more than six months between engagements, of whatever kind, and study."""
    now = last_full_month(profile.as_of)
    dated = [(e.start, e.end or (now if e.current else e.start)) for e in (*profile.experience,) if e.start]
    dated += [(e.start, e.end or now) for e in profile.education if e.start]
    work_starts = [e.start.first_month for e in profile.experience if e.start]
    found, covered = [], 0
    for start, end in sorted((s.first_month, e.last_month) for s, e in dated):
        if covered and start - covered - 1 > GAP_MONTHS and work_starts and covered >= min(work_starts):
            found.append((_month(covered + 1), _month(start - 1)))
        covered = max(covered, end)
    if covered and now.last_month - covered > GAP_MONTHS:
        found.append((_month(covered + 1), now))
    return found


def _month(index: int) -> PartialDate:
    return PartialDate(year=index // 12, month=index % 12 + 1)


def _education(profile: Profile) -> Iterator[Asked]:
    if not profile.education:
        yield "education", "", ""
    for index, entry in enumerate(profile.education):
        yield from _course(index, entry)


def _course(index: int, entry: Education) -> Iterator[Asked]:
    what = entry.school or entry.degree_text or entry.field or ""
    if entry.degree is Degree.NONE:
        yield "education.degree", f"education.{index}.degree", what
    if not entry.field and entry.degree.rank > Degree.HIGH_SCHOOL.rank:
        yield "education.field", f"education.{index}.field", what
    if not entry.end:
        yield "education.end", f"education.{index}.end", what


def _certificates(profile: Profile) -> Iterator[Asked]:
    for index, entry in enumerate(profile.certificates):
        kind = _validity(entry)
        if kind:
            yield kind, f"certificates.{index}", entry.name


def _validity(entry: Certificate) -> str:
    if entry.status is CertificateStatus.IN_PROGRESS:
        return "certificate.progress"
    if entry.status in {CertificateStatus.EXPIRED, CertificateStatus.INACTIVE}:
        return "certificate.renewal"
    held = entry.status is CertificateStatus.HELD
    return "certificate.validity" if held and entry.id in RENEWED and not entry.expires else ""


def _languages(profile: Profile) -> Iterator[Asked]:
    for index, entry in enumerate(profile.languages):
        if entry.level is None and not entry.tests:
            yield "language.level", f"languages.{index}.level", entry.name
        for test in entry.tests:
            if test.score is None and test.test in {"CET-4", "CET-6", "IELTS", "TOEFL", "TOEIC", "JLPT", "HSK"}:
                yield "language.score", f"languages.{index}.tests", test.test


def _skills(profile: Profile) -> Iterator[Asked]:
    bare = [s for s in profile.skills if not s.used and s.level is None and s.id and _is_listed(profile, s)]
    for skill in bare[:SKILLS_ASKED]:
        yield "skills.level", f"skills.{skill.id}", skill.name


def _is_listed(profile: Profile, skill: Skill) -> bool:
    lists = [s for s in profile.sections if s.kind is SectionKind.SKILLS]
    return any(section.start <= span.start < section.end for section in lists for span in skill.spans)


def _rest(profile: Profile) -> Iterator[Asked]:
    for key in ("location", "availability"):
        if not getattr(profile, key):
            yield key, "", ""


@lru_cache(maxsize=1)
def _questions() -> dict[str, dict[str, str]]:
    return {field: {"en": en, "zh": zh} for field, en, zh in tables.rows("profiles", "missing.tsv")[1:]}
