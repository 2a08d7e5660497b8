"""Turn a document into a profile: sections first, then what each room of the résumé says."""

from __future__ import annotations

import datetime as dt

from jiufang.documents.records import Document
from jiufang.profiles.blocks import sort_lines
from jiufang.profiles.certificates import find_certificates
from jiufang.profiles.contact import find_contact, find_location
from jiufang.profiles.education import find_education, highest_degree
from jiufang.profiles.experience import find_experience
from jiufang.profiles.extras import find_availability, find_projects, find_publications, find_salary
from jiufang.profiles.inferred import infer
from jiufang.profiles.labelled import find_labelled
from jiufang.profiles.languages import find_languages
from jiufang.profiles.lines import read_lines
from jiufang.profiles.missing import find_missing
from jiufang.profiles.notices import find_notices
from jiufang.profiles.prose import told_education, told_experience
from jiufang.profiles.records import Profile
from jiufang.profiles.sections import place_lines, section_records
from jiufang.profiles.skills import find_skills
from jiufang.profiles.timeline import total_months
from jiufang.text.dates import last_full_month
from jiufang.text.language import detect_language


def parse_profile(document: Document, *, as_of: str | None = None, lang: str | None = None) -> Profile:
    """Read a résumé.

    Args:
        document: what the file visibly says.
        as_of: the day (YYYY-MM-DD) on which “present” is written; today when absent.
        lang: ISO 639-1 code; detected when absent.

    Returns:
        The profile; every fact in it quotes the document.
    """
    day = as_of or dt.datetime.now(tz=dt.UTC).date().isoformat()
    now = last_full_month(day)
    lines = read_lines(document)
    placed = place_lines(lines)
    work, study = sort_lines(placed)
    education = find_education(document, study, now=now) or told_education(document, placed)
    labelled = find_labelled(document, placed, now=now)
    experience = told_experience(document, placed, labelled or find_experience(document, work, now=now), now=now)
    sections = section_records(placed, document)
    projects = find_projects(document, placed)
    profile = Profile(
        file=document.name,
        member=document.member,
        sha256=document.sha256,
        lang=lang or detect_language(document.text),
        as_of=day,
        contact=find_contact(document, lines),
        highest_degree=highest_degree(education),
        education=education,
        experience=experience,
        skills=find_skills(document, sections, experience, projects),
        certificates=find_certificates(document, sections, as_of=day),
        languages=find_languages(document, sections),
        projects=projects,
        publications=find_publications(document, placed),
        availability=find_availability(document),
        expected_salary=find_salary(document),
        location=find_location(document, lines),
        total_months=total_months(experience, now=now),
        sections=sections,
        warnings=find_notices(document, experience, now=now),
        document=document,
    )
    return profile.model_copy(update={"missing": find_missing(profile), "inferred": infer(profile)})
