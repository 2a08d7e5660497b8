"""Turn a profile into what it does not state but implies: each with its rule, how sure it is, and the words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiufang.profiles.records import Education, Inferred, Profile, StudyStatus, WorkKind
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.skills import load_skills
from jiufang.text.dates import PartialDate, last_full_month

# How often each rule is right, by judgement; measured figures replace these when labels exist.
IMPLIED, HINTED, NEXT_START, STILL_THERE, STATED_YEARS, SCHOOL_TYPE, ENDED, NATIVE = 0.95, 0.6, 0.7, 0.6, 0.7, 0.6, 0.8, 0.8

NUMERALS = (
    {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
    | {w: i for i, w in enumerate("零一二三四五六七八九十")}
    | {"两": 2}
)
YEARS_ZH = re.compile(
    r"(?:(?P<n>\d{1,2}(?:\.\d)?)|(?P<w>[一二两三四五六七八九十]{1,2}))\s*(?:多|余|\+|来)?\s*年\s*(?:多|以上)?\s*(?:的)?(?:[\u4e00-\u9fffA-Za-z]{0,12}?)(?:经验|工作|从业|教龄|经历)"
)
YEARS_ZH_BEFORE = re.compile(r"(?:工作(?:经验|年限)?|从业|教龄|经验)\s*[:：]?\s*(?P<n>\d{1,2}(?:\.\d)?)(?P<w>)\s*(?:多|余|\+)?\s*年")
YEARS_EN = re.compile(
    r"\b(?:(?P<n>\d{1,2}(?:\.\d)?)|(?P<w>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\s*\+?\s*(?:years?|yrs?)\b(?!\s+old|-old)(?=[^.\n]{0,40}\b(?:experience|in\b|as\b|of\b|work))",
    re.IGNORECASE,
)
SCHOOL_LEVELS = (
    (re.compile(r"职业技术学院|高等专科|专科学校|高专|职业学院|community college|technical college", re.IGNORECASE), Degree.ASSOCIATE),
    (
        re.compile(r"高级中学|高中|第[一二三四五六七八九十\d]+中学|职高|中专|技校|high school|secondary school", re.IGNORECASE),
        Degree.HIGH_SCHOOL,
    ),
)


def infer(profile: Profile) -> tuple[Inferred, ...]:
    """Return what follows from a profile by rule; stated facts are never overwritten, only unstated ones filled."""
    return (*_skills(profile), *_end_dates(profile), *_months(profile), *_degrees(profile), *_study_status(profile), *_native(profile))


def _skills(profile: Profile) -> Iterator[Inferred]:
    taxonomy = load_skills()
    stated = {skill.id for skill in profile.skills}
    seen: set[str] = set()
    for skill in profile.skills:
        follows = [(id, IMPLIED, "implies") for id in sorted(taxonomy.implies(skill.id or ""))]
        follows += [(id, HINTED, "suggests") for id in sorted(taxonomy.hints(skill.id or ""))]
        for id, confidence, verb in follows:
            if id in stated or id in seen:
                continue
            seen.add(id)
            name = taxonomy.name(id, profile.lang)
            yield Inferred(
                field=f"skills.{id}", value=name, rule=f"{skill.name} {verb} {name}", confidence=confidence, evidence=skill.spans[:1]
            )


def _end_dates(profile: Profile) -> Iterator[Inferred]:
    now = last_full_month(profile.as_of)
    for index, entry in enumerate(profile.experience):
        if not entry.start or entry.end or entry.current or entry.kind is WorkKind.GAP:
            continue
        later = [e.start for e in profile.experience if e.start and e.start > entry.start]
        field = f"experience.{index}.end"
        if later:
            yield Inferred(
                field=field,
                value=str(_before(min(later))),
                rule="ends before the next engagement starts",
                confidence=NEXT_START,
                evidence=entry.evidence[:1],
            )
        else:
            yield Inferred(
                field=field,
                value=str(now),
                rule="the latest engagement without an end is taken as current",
                confidence=STILL_THERE,
                evidence=entry.evidence[:1],
            )


def _before(date: PartialDate) -> PartialDate:
    if date.month is None:
        return date
    index = date.first_month - 1
    return PartialDate(year=index // 12, month=index % 12 + 1)


def _months(profile: Profile) -> Iterator[Inferred]:
    if profile.total_months:
        return
    for pattern in (YEARS_ZH, YEARS_ZH_BEFORE, YEARS_EN):
        m = pattern.search(profile.document.text)
        if m:
            months = round(12 * _number(m))
            yield Inferred(
                field="total_months",
                value=str(months),
                rule="years as the résumé states them; no dated work",
                confidence=STATED_YEARS,
                evidence=(profile.document.evidence(*m.span()),),
            )
            return


def _number(m: re.Match[str]) -> float:
    if m["n"]:
        return float(m["n"])
    word = m["w"].casefold()
    if word.startswith("十") and len(word) == 2:
        return 10 + NUMERALS[word[1]]
    return NUMERALS.get(word, NUMERALS.get(word[0], 0))


def _degrees(profile: Profile) -> Iterator[Inferred]:
    for index, entry in enumerate(profile.education):
        level = _school_level(entry) if entry.degree is Degree.NONE else None
        if level:
            yield Inferred(
                field=f"education.{index}.degree",
                value=level.value,
                rule="the usual degree of this type of school",
                confidence=SCHOOL_TYPE,
                evidence=entry.evidence[:1],
            )


def _school_level(entry: Education) -> Degree | None:
    return next((level for pattern, level in SCHOOL_LEVELS if entry.school and pattern.search(entry.school)), None)


def _study_status(profile: Profile) -> Iterator[Inferred]:
    now = last_full_month(profile.as_of)
    for index, entry in enumerate(profile.education):
        if entry.status is StudyStatus.COMPLETED and entry.end and entry.end.first_month > now.last_month + 1:
            yield Inferred(
                field=f"education.{index}.status",
                value=StudyStatus.IN_PROGRESS.value,
                rule="the course ends after the profile's date",
                confidence=ENDED,
                evidence=entry.evidence[:1],
            )


def _native(profile: Profile) -> Iterator[Inferred]:
    code = {"zh": "zh", "en": "en"}.get(profile.lang)
    if code and all(language.code != code for language in profile.languages):
        yield Inferred(field=f"languages.{code}", value=code, rule="the language that the résumé is written in", confidence=NATIVE)
