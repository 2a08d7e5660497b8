"""Sort the lines of a résumé into runs about work and runs about schooling: by section first, by what they say where sections err."""

from __future__ import annotations

import re
from dataclasses import replace

from jiufang.profiles.lexicon import HAN, org_strength, school_span, title_strength
from jiufang.profiles.lines import TextLine, width
from jiufang.profiles.records import SectionKind
from jiufang.profiles.sections import Placed
from jiufang.taxonomy.degrees import find_degrees

WORK = frozenset({SectionKind.EXPERIENCE, SectionKind.INTERNSHIP})
CLOSED = frozenset(
    {
        SectionKind.PROJECTS,
        SectionKind.CERTIFICATES,
        SectionKind.PUBLICATIONS,
        SectionKind.AWARDS,
        SectionKind.REFERENCES,
        SectionKind.LANGUAGES,
    }
)
# Degrees stand among certificates and trainings as well.
STUDIED = frozenset({SectionKind.CERTIFICATES})
OPEN_KINDS = frozenset({SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.OBJECTIVE, SectionKind.PERSONAL})
NEAR = 2  # lines between the dates of a job and its employer or title
CONTACT = re.compile(r"@|邮箱|(?:电话|手机|(?:tel|phone|cell|mobile|e-?mail)\b)\s*(?:号码?)?[\s:.+(]*\d", re.IGNORECASE)
DEGREE_NEAR = re.compile(r"学历|毕业院校|毕业于|最高学历|毕业:|graduated from|degree:", re.IGNORECASE)
TRAINING = re.compile(r"培训|课程|训练营|boot ?camp|refresher|workshop|\bcourse\b|seminar", re.IGNORECASE)

COURSE = re.compile(r"\bpost-?graduate (?:certificate|diploma)\b|\bPG ?(?:cert|dip)\b|\bPGCE\b", re.IGNORECASE)
FIRST_PERSON = re.compile(r"(?:I|We|He|She|My)(?:'m|'ve)? ")
HEAD_WIDTH = 96
PARTS = r"[,|(\t]|\s{2,}|\s-\s|(?: \.){3,}|\.{3,}|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])"
LEAD = re.compile(
    r"(?:now|currently|at present|presently|before(?: that| this)?|previously|earlier|prior|most recently|目前|现在|此前|之前|再之前|最近)\s*:",
    re.IGNORECASE,
)
SOLD = re.compile(r"做过.{0,12}(?:销售|中介|工作|员)")

REMARK = re.compile(r"\([^()]*\)")
Run = tuple[SectionKind, list[TextLine]]


def sort_lines(placed: list[Placed]) -> tuple[list[Run], list[list[TextLine]]]:
    """Return the runs of lines about work (with the kind of their section) and about schooling."""
    topics = [_topic(item, placed[i + 1].line if i + 1 < len(placed) else None) for i, item in enumerate(placed)]
    _add_heads(placed, topics)
    work: list[Run] = []
    study: list[list[TextLine]] = []
    last: tuple[str, int] | None = None
    for index, (item, topic) in enumerate(zip(placed, topics, strict=True)):
        if not topic and last and last[0] == "work" and _rides_along(item, placed, index, topics):
            topic = "work"
        if not topic or (item.heading and item.heading.inline_at is None):
            last = None if not topic else last
            continue
        line = _inline(item)
        key = (topic, item.section)
        if topic == "work":
            if last == key:
                work[-1][1].append(line)
            else:
                work.append((item.kind, [line]))
        elif last == key:
            study[-1].append(line)
        else:
            study.append([line])
        last = key
    return work, study


def _add_heads(placed: list[Placed], topics: list[str]) -> None:
    """Count the lines around bare dates as work where they name a title: jobs under a heading of which nobody knows."""
    for index, item in enumerate(placed):
        if item.heading or item.kind not in OPEN_KINDS or not _short_dated(item.line) or topics[index] == "study":
            continue
        near = _neighbours(placed, topics, index)
        bare = _bare_dates(item.line)
        if topics[index] == "work" or any(_names_title(placed[i].line) or (bare and _names_firm(placed[i].line)) for i in near):
            for i in [index, *(n for n in near if bare or _names_employer(placed[n].line))]:
                topics[i] = topics[i] or "work"


def _neighbours(placed: list[Placed], topics: list[str], index: int) -> list[int]:
    """Return the short lines right above dates, else the one below them."""
    above: list[int] = []
    for i in range(index - 1, max(-1, index - 1 - NEAR), -1):
        usable = not placed[i].heading and placed[i].section == placed[index].section and not topics[i] and not placed[i].line.ranges
        if not usable or placed[i].line.mark or placed[i].line.is_prose or CONTACT.search(placed[i].line.view) or placed[i + 1].line.gap:
            break
        above.append(i)
    if any(_names_title(placed[i].line) or _names_employer(placed[i].line) for i in above):
        return above
    below = [i for i in range(index + 1, min(len(placed), index + 1 + NEAR)) if placed[i].section == placed[index].section]
    return [i for i in below if not placed[i].line.gap and not placed[i].line.is_prose and not topics[i]]


def _bare_dates(line: TextLine) -> bool:
    start, end, _ = line.ranges[0]
    return not re.search(r"\w", line.view[line.body_at : start] + line.view[end:])


def _short_dated(line: TextLine) -> bool:
    return bool(line.ranges) and (_bare_dates(line) or (width(line.body) <= HEAD_WIDTH and not line.is_prose and _is_work(line)))


def _names_title(line: TextLine) -> bool:
    return any(title_strength(part.strip()) == 3 for part in re.split(PARTS, line.body) if part.strip())


def _names_employer(line: TextLine) -> bool:
    return width(line.body) <= HEAD_WIDTH and (org_strength(line.body) >= 2 or line.body.isupper())


def _names_firm(line: TextLine) -> bool:
    """Tell whether a line opens with the name of a firm, which is no school."""
    return not _names_school(line) and org_strength(re.split(PARTS, line.body)[0]) == 3


def _with_next(line: TextLine, following: TextLine | None) -> TextLine:
    """Read a line that holds nothing but dates together with the next one."""
    if (
        following is None
        or not line.ranges
        or line.view[line.body_at : line.ranges[0][0]].strip()
        or line.view[line.ranges[-1][1] :].strip()
    ):
        return line
    return replace(line, view=f"{line.view} {following.view}")


def _names_school(line: TextLine) -> bool:
    return any(school_span(part) for part in re.split(r"[,|\t]|\s{2,}|\s-\s", line.body))


def _inline(item: Placed) -> TextLine:
    """Hide the label of “Education: Kent State University” from the readers of entries."""
    if item.heading and item.heading.inline_at:
        return replace(item.line, body_at=max(item.line.body_at, item.heading.inline_at))
    return item.line


def _topic(item: Placed, following: TextLine | None) -> str:
    line, kind = item.line, item.kind
    if item.heading and item.heading.inline_at is None:
        return ""
    if kind is SectionKind.EDUCATION:
        told = _with_next(line, following)
        return (
            "work"
            if (_is_work(line) or (told is not line and SOLD.search(told.view)))
            and not find_degrees(told.view)
            and not _names_school(told)
            and not line.mark
            else "study"
        )
    if kind in WORK:
        return "study" if _is_study(line) and not _has_title(line) else "work"
    if kind in CLOSED or (width(line.view) > 170 and not _is_work(line)):
        return "study" if kind in STUDIED and _is_study(line) else ""
    if _is_study(line) and (kind not in {SectionKind.SUMMARY} or line.ranges):
        return "study"
    return "work" if (_is_work(line) or _opens_job(line, following)) and not CONTACT.search(line.view) else ""


NOT_WORK = re.compile(
    r"\b(?:registered(?! (?:nurse|manager|dieti))|licen[cs]ed|certified|chartered|member of|membership|citizen)\b", re.IGNORECASE
)


def _opens_job(line: TextLine, following: TextLine | None) -> bool:
    """Tell whether a line that begins with its dates names an employer whose title stands on the next line."""
    if not line.ranges or following is None or following.gap or width(line.body) > 80:
        return False
    if line.ranges[0][0] > line.body_at + 1:
        name = line.view[line.body_at : line.ranges[0][0]].strip()
        parts = [p for p in re.split(PARTS, following.body) if p.strip()]
        return org_strength(name) == 3 and not _names_school(line) and any(title_strength(p) == 3 for p in parts)
    return bool(line.view[line.ranges[0][1] :].strip()) and title_strength(re.split(r"[(,;|]", following.body)[0]) == 3


def _is_study(line: TextLine) -> bool:
    if width(line.body) > 130 or not (find_degrees(line.view) or COURSE.search(line.view)):
        return False
    if _has_title(line):
        return False
    school = any(school_span(part) for part in re.split(r"[,|\t]|\s{2,}|\s-\s", line.body))
    return school and bool(line.periods or DEGREE_NEAR.search(line.view) or re.search(r"\b(?:University|College)\b", line.view))


def _has_title(line: TextLine) -> bool:
    return any(
        title_strength(part.strip()) == 3
        for part in re.split(r"[,|\t]|\s{2,}|\s-\s|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", line.body)
        if part.strip()
    )


def _is_work(line: TextLine) -> bool:
    """Tell whether a line outside the work section is the dated head of a job all the same."""
    if not line.ranges or (width(line.body) > 150 and line.ranges[0][0] > HEAD_WIDTH):
        return False
    start, end, _ = line.ranges[0]
    if FIRST_PERSON.match(line.body):
        return False
    if NOT_WORK.search(line.view) and not any(org_strength(p.strip()) >= 2 for p in re.split(PARTS, line.view)):
        return False
    rest = line.view[line.body_at : start] + "\t" + line.view[end:]
    if HAN.search(rest) and start - line.body_at > 30:
        return False
    parts = [p.strip() for p in re.split(r"[\t|,()]|\.\s|\s{2,}|\s-+\s|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", rest) if p.strip()]
    titled = any(title_strength(p) == 3 for p in parts)
    named = any(org_strength(p) >= 2 and not title_strength(p) for p in parts)
    return (
        (titled and (named or start <= line.body_at + 2 or len(parts) >= 2))
        or (named and start <= line.body_at + 2)
        or _employer_with_dates(line)
        or bool(SOLD.search(rest))
    )


def _employer_with_dates(line: TextLine) -> bool:
    """Tell whether a line only names an employer and the months of work there: its title stands elsewhere, or nowhere."""
    start, end, period = line.ranges[0]
    if line.is_prose or width(line.body) > HEAD_WIDTH or _names_school(line) or not (period.start and period.start.month):
        return False
    if LEAD.match(line.body):
        return True
    last = not re.search(r"\w", REMARK.sub("", line.view[end:]))
    return last and not line.body[:1].islower() and org_strength(line.view[line.body_at : start]) == 3


def _rides_along(item: Placed, placed: list[Placed], index: int, topics: list[str]) -> bool:
    """Tell whether a line without topic is the body of the job found above it outside the work section."""
    if item.heading is not None or item.kind in CLOSED or item.kind in {SectionKind.EDUCATION, SectionKind.LANGUAGES}:
        return False
    return placed[index - 1].section == item.section and not (item.line.gap and not item.line.mark and not item.line.indent)
