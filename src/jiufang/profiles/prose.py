"""Read engagements and degrees that a résumé tells in sentences: “在某公司做计划员（2025.07—至今）”, “Account Executive at Dockhand, since …”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiufang.documents.records import Document
from jiufang.profiles.blocks import WORK
from jiufang.profiles.careers import career_steps
from jiufang.profiles.lexicon import LEGAL, org_strength, school_span, title_strength
from jiufang.profiles.records import Education, Experience, SectionKind, StudyStatus
from jiufang.profiles.sections import Placed
from jiufang.profiles.timeline import kind_of, months_of
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.text.dates import PartialDate
from jiufang.text.periods import Period, find_periods
from jiufang.text.view import plain_view

TOLD = frozenset({SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.SKILLS, SectionKind.OBJECTIVE})
STEPS_AT_LEAST = 2  # one dated position in running text may be a remark
SENTENCE = re.compile(r"[^。;\n]+?(?:[。;\n]|(?<=[a-z)]{2})\.\s+(?=[A-Z])|$)")
HELD_ZH = re.compile(
    r"(?:在|于|就职于|任职于|供职于|现任|加入)(?P<org>[\u4e00-\u9fffA-Za-z()·]{3,30}?)(?:的|,)?(?:做|任|担任|从事|当|出任|任职)(?:过|了)?(?P<title>[\u4e00-\u9fffA-Za-z/]{2,14}?)(?:工作|一职)?(?=[(,。;]|$)"
)
HELD_EN = re.compile(
    r"(?:(?:\b(?:I|She|He) (?:have |has |had )?(?:been|was|am|is|worked as|served as|work as)|\b(?:working|worked|serving|employed) as) (?:an? |the )?)?(?P<title>(?!I\b|She\b|He\b|Before\b|Since\b|Then\b|Prior\b|After\b|Now\b|Currently\b|Previously\b|From\b)[A-Z][\w&/-]*(?: [A-Za-z&/-]+){0,5}?) (?:at|with|for) (?P<org>(?:the )?[A-Z][\w&'.-]*(?: (?:of|and|&|de) [A-Z][\w&'.-]*| [A-Z][\w&'.-]*){0,6})"
)
CAME_AS = re.compile(
    r"\b(?:came|joined|started|hired|began|working|worked|work|serving) (?:there )?as (?:an? |the )?(?P<title>[A-Za-z][A-Za-z -]{2,40}?) (?:in|on|since|from) (?=[A-Z][a-z]+ \d{4}|\d{4})"
)
AT_ORG = re.compile(r"\bat (?:the )?(?P<org>[A-Z][\w&'.-]*(?: (?:of|and|&) [A-Z][\w&'.-]*| [A-Z][\w&'.-]*){1,6})")
STILL = re.compile(r"\b(?:have .{0,40}since|since then|still|to this day|ever since)\b", re.IGNORECASE)
STUDIED_ZH = re.compile(
    r"(?:第一学历是|学历是|读(?:了|的是|过|完)|就读于|考(?:上|入|进)(?:了)?|(?<=[又后我])上了|进修了|拿(?:到|了)|取得了?)(?P<rest>[\u4e00-\u9fff]{2,20}?(?:大学|学院|学校|中专|电大)[^,。;\n]{0,24})"
)
GRADUATED_ZH = re.compile(r"毕业于(?P<rest>[^,。;\n]{3,40})")


def told_experience(document: Document, placed: list[Placed], known: tuple[Experience, ...], *, now: PartialDate) -> tuple[Experience, ...]:
    """Return the engagements known, and those that sentences outside the work sections tell and that no entry holds yet.

    Args:
        document: the résumé, for verbatim quotes.
        placed: its lines in their sections.
        known: the engagements read from entries.
        now: the last full month; what is current runs through it.
    """
    found: list[Experience] = []
    for start, text in _passages(document, placed):
        for entry in [*_held(document, start, text, now=now), *_came(document, start, text, now=now)]:
            if not any(_same(entry, other) for other in (*known, *found)):
                found.append(entry)
    return _with_steps(document, placed, (*known, *found), now=now)


def _with_steps(document: Document, placed: list[Placed], known: tuple[Experience, ...], *, now: PartialDate) -> tuple[Experience, ...]:
    """Put the steps of a career that one passage tells in place of the fewer entries that were read from it."""
    entries = list(known)
    for start, text in _passages(document, placed, kinds=TOLD | WORK):
        inside = [e for e in entries if e.evidence and start <= e.evidence[0].start < start + len(text)]
        steps = [
            _entry(document, _moved(s.title, start), _moved(s.org, start), s.period, _moved(s.quote, start), now=now)
            for s in career_steps(text)
            if s.title and s.org
        ]
        if len(inside) < len(entries) or len(steps) < STEPS_AT_LEAST or len(steps) <= len(inside):
            continue  # the career has entries elsewhere: the passage sums it up
        entries = [e for e in inside if e.employer and not any(s.start == e.start for s in steps)] + steps
    return tuple(entries)


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def told_education(document: Document, placed: list[Placed]) -> tuple[Education, ...]:
    """Return the degrees that a sentence tells: “2025年6月毕业于集美大学机械工程专业，工学学士”."""
    found: list[Education] = []
    for start, text in _passages(document, placed):
        for match in [*GRADUATED_ZH.finditer(text), *STUDIED_ZH.finditer(text)]:
            span = school_span(match["rest"])
            end = text.find("。", match.end())
            told = text[match.start() : end if end > 0 else len(text)][:60]
            degrees = find_degrees(told)
            if span is None:
                continue
            told = told.split(";")[0]
            degrees = [d for d in degrees if d[1] <= len(told)]
            before = find_periods(told) or find_periods(text[max(0, match.start() - 16) : match.start()])
            at = start + match.start("rest")
            found.append(
                Education(
                    school=document.text[at + span[0] : at + span[1]],
                    degree=degrees[0][2] if degrees else Degree.NONE,
                    degree_text=told[slice(*degrees[0][:2])] if degrees else "",
                    end=before[-1][2].end if before else None,
                    status=StudyStatus.COMPLETED,
                    evidence=(document.evidence(start + match.start(), start + match.start() + len(told)),),
                )
            )
    return tuple(found)


def _passages(document: Document, placed: list[Placed], *, kinds: frozenset[SectionKind] = TOLD) -> Iterator[tuple[int, str]]:
    """Yield (offset, plain view) of each line outside the sections that have entries of their own."""
    for item in placed:
        if item.kind in kinds and len(item.line.view) > 16:
            yield item.line.start, plain_view(document.text[item.line.start : item.line.end])


def _held(document: Document, start: int, text: str, *, now: PartialDate) -> Iterator[Experience]:
    for sentence in SENTENCE.finditer(text):
        periods = [p for p in find_periods(sentence.group()) if p[2].is_range]
        if not periods:
            continue
        for pattern in (HELD_ZH, HELD_EN):
            match = pattern.search(sentence.group())
            if match and any(match.end() <= p[0] < periods[0][0] for p in find_periods(sentence.group())):
                continue  # the first dates behind the words are others
            if match and title_strength(match["title"]) == 3 and _names(match["org"]):
                base = start + sentence.start()
                yield _entry(
                    document,
                    (base + match.start("title"), base + match.end("title")),
                    (base + match.start("org"), base + match.end("org")),
                    periods[0][2],
                    (base, base + len(sentence.group())),
                    now=now,
                )
                break


def _came(document: Document, start: int, text: str, *, now: PartialDate) -> Iterator[Experience]:
    """Read “… at Miami Valley Hospital. I came as a nurse resident in August 2023 … and have … since.”."""
    match = CAME_AS.search(text)
    org = AT_ORG.search(text)
    if not match or not org or not title_strength(match["title"]) or org_strength(org["org"]) < 2:
        return
    dates = [p for p in find_periods(text[match.end("title") : match.end("title") + 40]) if p[2].end or p[2].start]
    if not dates or not STILL.search(text[match.start() :]):
        return
    begun = dates[0][2].start or dates[0][2].end
    sentence_end = text.find(". ", match.end())
    span = (start + match.start(), start + (sentence_end if sentence_end > 0 else len(text)))
    yield _entry(
        document,
        (start + match.start("title"), start + match.end("title")),
        (start + org.start("org"), start + org.end("org")),
        Period(begun, None, current=True),
        span,
        now=now,
    )


def _entry(
    document: Document, title: tuple[int, int], org: tuple[int, int], period: Period, quote: tuple[int, int], *, now: PartialDate
) -> Experience:
    words = document.text[slice(*title)]
    return Experience(
        employer=document.text[slice(*org)].strip(" .,"),
        title=words,
        start=period.start,
        end=None if period.current else period.end,
        current=period.current,
        months=months_of(period.start, period.end, current=period.current, now=now),
        kind=kind_of(words, SectionKind.EXPERIENCE),
        bullets=(document.evidence(*quote),),
        evidence=(document.evidence(*quote),),
    )


def _names(org: str) -> bool:
    return org_strength(org) >= 2 or bool(LEGAL.search(org)) or (org[:1].isupper() and len(org.split()) <= 4)


def _same(a: Experience, b: Experience) -> bool:
    """Tell whether two engagements are one: the same employer, or the same start."""
    same_name = bool(a.employer and b.employer and (a.employer in b.employer or b.employer in a.employer))
    return same_name or (a.start is not None and a.start == b.start)
