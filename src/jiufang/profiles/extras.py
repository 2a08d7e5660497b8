"""Read the smaller facts of a résumé: projects, publications, when somebody can start, what they hope to earn."""

from __future__ import annotations

import re

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.lines import TextLine, width
from jiufang.profiles.records import Project, SectionKind
from jiufang.profiles.sections import Placed
from jiufang.text.view import plain_view

AVAILABLE = re.compile(
    r"(?:到岗时间|到岗日期|可到岗|入职时间|notice period|availability|available (?:from|immediately|in|on|full[- ]time|to start)|can start|could start)\s*[:：]?\s*[^\n|;。；，,]{0,40}"
    r"|(?:[^\n|;。；，,：:\s]{0,14})(?:随时到岗|立即到岗|可立即到岗|可随时到岗|即可到岗|内到岗|可到岗)",
    re.IGNORECASE,
)
SALARY = re.compile(
    r"(?:(?:期望|意向|要求)(?:月薪|年薪|薪资|薪酬|薪水|待遇|工资)?|薪资要求|税前|(?:expected|desired|target) (?:salary|compensation|pay)|salary expectations?|compensation)\s*(?:是|为|[:：])?\s*"
    r"(?P<value>(?:above |from |over |around )?[$€£¥￥]?\d[\d,.]*\s?[kKwW万千元]?(?:\s?[-~至到]\s?[$€£¥￥]?\d[\d,.]*\s?[kKwW万千元]?)?(?:\s?[/每](?:月|年|month|year|annum))?(?:以上|左右|元)?|面议|negotiable|open)",
    re.IGNORECASE,
)
BARE_SALARY = re.compile(r"(?<![\dA-Za-z])\d{1,3}(?:\.\d)?\s?-\s?\d{1,3}(?:\.\d)?\s?(?:[kK](?![A-Za-z])|万(?:/年)?)")
PAPER = re.compile(r"\b(?:19|20)\d\d\b|《|\bet al\b|\bjournal\b|专利号|期刊|doi", re.IGNORECASE)
PROJECT_LABEL = re.compile(r"^(?:项目名称|项目|project(?: name)?)\s*:\s*", re.IGNORECASE)


def find_projects(document: Document, placed: list[Placed]) -> tuple[Project, ...]:
    """Return the projects that stand in sections of their own, each with its lines."""
    projects: list[Project] = []
    body: list[Evidence] = []
    for item in placed:
        if item.kind is not SectionKind.PROJECTS or (item.heading and item.heading.inline_at is None):
            continue
        quote = document.evidence(item.line.start, item.line.end)
        if not projects or _opens(item.line, bool(body)):
            projects.append(_project(document, item.line, quote))
            body = [quote]
        else:
            body.append(quote)
            projects[-1] = projects[-1].model_copy(update={"evidence": tuple(body)})
    return tuple(projects)


def _opens(line: TextLine, begun: bool) -> bool:
    if line.ranges and not line.is_prose:
        return True
    return bool(PROJECT_LABEL.match(line.body)) or (line.gap and begun and not line.is_prose) or (bool(line.mark) and ":" in line.body[:30])


def _project(document: Document, line: TextLine, quote: Evidence) -> Project:
    view = line.view
    for start, end, _ in line.periods:
        view = view[:start] + " " * (end - start) + view[end:]
    at = line.body_at + (label.end() if (label := PROJECT_LABEL.match(line.body)) else 0)
    parts = [m for m in re.finditer(r"[^\s|:。][^\t|:。]*?(?=\s{2,}|[\t|:。]|$)", view[at:]) if m.group().strip(" ()-,")]
    span = parts[0].span() if parts else (0, len(view) - at)
    name = document.text[line.start + at + span[0] : line.start + at + span[1]].strip(" ()（）-—–,，")
    period = line.periods[0][2] if line.periods else None
    return Project(
        name=name if width(name) <= 90 else name[:45],
        start=period.start if period else None,
        end=period.end if period else None,
        evidence=(quote,),
    )


def find_publications(document: Document, placed: list[Placed]) -> tuple[Evidence, ...]:
    """Return one quote for each line of the publication sections that reads like a reference."""
    lines = [
        item.line for item in placed if item.kind is SectionKind.PUBLICATIONS and not (item.heading and item.heading.inline_at is None)
    ]
    return tuple(
        document.evidence(line.start + line.body_at, line.end) for line in lines if PAPER.search(line.view) or width(line.view) > 30
    )


def find_availability(document: Document) -> str | None:
    """Return the words that say when the person can start."""
    match = AVAILABLE.search(plain_view(document.text))
    return document.text[slice(*match.span())].strip(" \t:：-–—") if match else None


def find_salary(document: Document) -> str | None:
    """Return the pay that the person asks for, as written."""
    view = plain_view(document.text)
    if match := SALARY.search(view):
        return document.text[slice(*match.span("value"))].strip()
    bare = BARE_SALARY.search(view)
    return document.text[slice(*bare.span())] if bare else None
