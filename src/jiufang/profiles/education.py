"""Turn the lines of a résumé that speak of schooling into courses of study: school, degree, field, dates, and whether they ended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from jiufang.documents.records import Document
from jiufang.profiles.cuts import Piece, cut
from jiufang.profiles.lexicon import HAN, is_place, school_span
from jiufang.profiles.lines import TextLine, width
from jiufang.profiles.records import Education, StudyStatus
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.text.dates import PartialDate

IN_PROGRESS = re.compile(
    r"\bin progress\b|\bexpected\b|\banticipated\b|\bcurrently (?:enrolled|studying|pursuing|completing)\b|\bpursuing\b|\bcandidate\b|\bongoing\b|\bto be completed\b|\bcredits done\b|论文写|在读|在学|攻读中|在修|尚未毕业|未毕业|预计.{0,10}毕业|预计.{0,8}(?:取得|获得|拿到)|还差\d|还剩|laufend|en cours|en curso|in corso",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:begin(?:ning|s)?|start(?:s|ing)|will (?:start|begin|attend)|accepted|admitted|deferred|plan(?:s|ning)? to)\b|计划|拟|准备报|已录取|待入学|打算",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    r"\b(?:no degree|did not (?:finish|complete|graduate)|withdrew|withdrawn|dropped out|left (?:before|without)|incomplete|not completed|unfinished|some college|(?:one|two|three|\d) (?:semesters?|years?) (?:of|completed)|coursework toward|discontinued|abgebrochen|no finalizado)\b|肄业|退学|未完成|没(?:有)?毕业|中途|辍学|结业(?!证)|未取得(?:毕业|学位)",
    re.IGNORECASE,
)
HALF_TIME = re.compile(
    r"函授|自考|自学考试|成人(?:教育|高考)|成教|业余|夜大|电大|网络教育|远程教育|开放大学|国家开放|在职|非全日制|半脱产|\bpart[- ]time\b|\bevening\b|\bdistance\b|\bonline\b|\bexternal\b|\bcorrespondence\b|\bberufsbegleitend\b",
    re.IGNORECASE,
)
FULL_TIME = re.compile(r"(?<!非)全日制|统招|\bfull[- ]time\b", re.IGNORECASE)
MODES = re.compile(
    r"统招|普通|全日制|非|函授|自学考试|自考|成人教育|业余|在职|在读|公费师范生|师范类|免费|第一学历|最高学历|双学位|双一流|学历|学位|毕业|(?<![\u4e00-\u9fff])\d{2,4}(?:届|级)|应届|主修|专业|GPA.*|绩点.*|排名.*|证书|期间|\bmajor(?:ing)?(?: in)?\b|\bin progress\b|\bfull[- ]time\b|\bpart[- ]time\b|\bhonou?rs\b",
    re.IGNORECASE,
)
EXTRA = re.compile(
    r"\b(?:GPA|dean's list|honou?rs|coursework|courses?|thesis|minor|relevant|activities|society|award|scholarship|advisor|cum laude|credits)\b|绩点|排名|主修课程|主要课程|课程|奖学金|论文|导师|辅修|奖项|荣誉",
    re.IGNORECASE,
)
REGISTERED = re.compile(r"\b(?:registered|licen[cs]ed|chartered)\b.*\bsince\b", re.IGNORECASE)
LABEL_CELL = re.compile(
    r"^(?:毕业)?(?:院校|学校|专业|学历|学位|时间)$|^(?:应聘|求职|意向|期望|目标|申请)|^(?:邮箱|电话|手机|姓名|性别|年龄|民族|籍贯|政治面貌)"
)
OTHER_COURSE = re.compile(
    r"^(?:pg ?dip|pg ?cert|post[- ]?graduate (?:diploma|certificate)|pg diploma|pgce|graduate certificate|certificate in)", re.IGNORECASE
)
VOCATIONAL = re.compile(
    r"\b(?:vocational|career (?:center|centre|college)|trade school|technical school|practical nursing|lehre|berufsschule)\b", re.IGNORECASE
)
BARE_SCHOOL = re.compile(r"^(?:college|university|school|institute|academy|学校|院校|大学|毕业学校|毕业院校)$", re.IGNORECASE)
DIPLOMA = re.compile(r"\bdiploma\b", re.IGNORECASE)
COLLEGE = re.compile(r"\b(?:coll?eg?e|polytechnic|institute of technology|tafe|cegep)\b", re.IGNORECASE)
LESSER = re.compile(
    r"\blevel [1-4]\b|\bhigh school\b|\bsecondary\b|\bpost[- ]?grad\w*|\bprofessional\b|\bvocational\b|\buniversity\b|\bextended\b|\bnational diploma\b",
    re.IGNORECASE,
)
ABBREVIATED_MODE = re.compile(r"^(?:本科|专科|大专|硕士|博士|学士|研究生|中专|高中|高职|专升本)$")
STATES = re.compile(
    r"University of (?:California|Texas|Wisconsin|Illinois|Michigan|North Carolina|Massachusetts|Maryland|Minnesota|Colorado|Nebraska|Missouri|Tennessee|Alabama|Hawaii|Alaska|Arkansas)$|State University of New York$|University System$"
)
FIELD_EN = re.compile(
    r"^\W*(?:(?:of|in|degree|honours|\(?hons\.?\)|science|arts|engineering|business administration|applied science|commerce|education|laws|technology|fine arts)\b[\s.,]*)*",
    re.IGNORECASE,
)
HONOURS = re.compile(r"^[\s.,]*\(?\s*(?:hons?|honou?rs?)\b(?:[^()\w]*(?:[^()]*\))?)\s*", re.IGNORECASE)
# Membership of such a body is no course of study; “Royal College of Art” is a school.
BODY = re.compile(
    r"\b(?:chartered (?:institut\w+|association|society)|association of|institution of|law society|bar (?:council|association)|engineering council"
    r"|institute of (?:directors|chartered|certified|internal auditors|credit|export|leadership|marketing|accountants|financial|translation|linguists)"
    r"|(?:general (?:medical|dental|teaching)|nursing and midwifery) council|board of|society of|guild of|federation of"
    r"|royal (?:college of (?:nurs|surg|physic|psych|general pract|anaes|patho|radio|midwi|obstet|veterin|emergency|paed)\w*|institution of|society of|pharmaceutical))"
    r"|协会|学会|研究会|公会",
    re.IGNORECASE,
)
UNIVERSITY_OF = re.compile(r"\b(?:University|Universität|Université|Universidad) (?:of|de|zu)\b")
CREDENTIAL = re.compile(r"\b(?:school|college|university) (?:leaving |completion |equivalency )?(?:certificate|diploma)\b", re.IGNORECASE)
# Nothing but blanks part a school and what it gave: Lane Community College Practical Nursing Certificate.
COURSE_AFTER = re.compile(
    r"\b(College|University|Institute|Academy|School|Polytechnic)\s+(?=[A-Z])[^,;|]+\s(?:Certificate|Certification|Diploma|Program(?:me)?)$"
)
FIELD_STOP = re.compile(
    r"\s*(?:[,;(|]|\s-+\s|\t|\x00|\b(?:from|at|with|gpa|cum laude|magna|summa|19\d\d|20\d\d|university|college|institute|school)\b).*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Study:
    """The lines of one course of study while it is being put together."""

    lines: list[TextLine] = field(default_factory=list)
    school: Piece | None = None
    degrees: list[tuple[str, Degree]] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        """Tell whether any line gives a date."""
        return any(line.periods for line in self.lines)

    @property
    def view(self) -> str:
        """The lines in plain view, joined."""
        return "\n".join(line.view for line in self.lines)


def find_education(document: Document, blocks: list[list[TextLine]], *, now: PartialDate) -> tuple[Education, ...]:
    """Read the courses of study in blocks of lines about schooling.

    Args:
        document: the résumé, for verbatim quotes.
        blocks: runs of lines, in order.
        now: the last full month, which tells planned from past.
    """
    studies = [study for lines in blocks for study in group_studies(lines)]
    return tuple(record for record in (_record(document, study, now=now) for study in studies) if record)


def group_studies(lines: list[TextLine]) -> list[Study]:
    """Part lines into courses: a second school, or a second degree with its own dates, opens the next one."""
    studies: list[Study] = []
    for line in lines:
        for part in _parts(line):
            schools, degrees = _schools(part), _degrees(part)
            if not schools and BODY.search(part.body) and not any(level > Degree.ASSOCIATE for _, level in degrees):
                continue
            if (
                studies
                and studies[-1].degrees
                and (OTHER_COURSE.search(part.body) or REGISTERED.search(part.body))
                and not degrees
                and not schools
            ):
                continue
            extra = bool(EXTRA.search(part.body)) and not degrees and not part.ranges
            if not studies or (_opens(studies[-1], part, schools, degrees) and not (extra and studies[-1].school)):
                shared = studies[-1].school if studies and not schools and degrees and not part.gap else None
                studies.append(Study(school=shared))
            _add(studies[-1], part, [] if extra and studies[-1].school else schools, degrees)
    return _join(studies)


def _parts(line: TextLine) -> list[TextLine]:
    """Part “HND Computing, X College, 2015. BSc started 2025 with Y” where both sentences name a degree."""
    for stop in re.finditer(r"(?<=[a-z\d)]{3})\.\s+(?=[A-Z])", line.view):
        a, b = line.view[: stop.start()], line.view[stop.end() :]
        if find_degrees(a) and find_degrees(b) and re.search(r"\d{4}", a) and re.search(r"\d{4}", b):
            at = stop.end()
            first = replace(line, view=a, end=line.start + len(a), periods=tuple(p for p in line.periods if p[1] <= len(a)))
            rest = tuple((s - at, e - at, p) for s, e, p in line.periods if s >= at)
            wide = tuple(w - at for w in line.wide if w >= at)
            return [first, *_parts(replace(line, view=b, start=line.start + at, body_at=0, mark="", gap=False, periods=rest, wide=wide))]
    return [line]


def _opens(study: Study, line: TextLine, schools: list[Piece], degrees: list[tuple[str, Degree]]) -> bool:
    has_lines = bool(study.lines)
    if schools:
        if study.school and not (study.school.view == schools[0].view and not study.dated):
            return True
        if study.school is None and study.dated and {d for _, d in study.degrees} == {Degree.HIGH_SCHOOL} and COLLEGE.search(line.view):
            return True
        return bool(has_lines and study.school is None and study.degrees and degrees and study.dated and line.periods)
    if degrees and study.degrees:
        return bool(line.periods and study.dated) or (line.gap and bool(line.periods))
    return line.gap and bool(line.periods) and study.dated and study.school is not None


def _add(study: Study, line: TextLine, schools: list[Piece], degrees: list[tuple[str, Degree]]) -> None:
    study.lines.append(line)
    study.degrees += degrees
    if schools and study.school is None:
        study.school = schools[0]


def _join(studies: list[Study]) -> list[Study]:
    """Drop what is no course at all, and lines that precede the first school."""
    kept: list[Study] = []
    for study in studies:
        if study.school or study.degrees:
            kept.append(study)
        elif kept:
            kept[-1].lines += study.lines
    return kept


def _degrees(line: TextLine) -> list[tuple[str, Degree]]:
    found = [(line.view[a:b], level) for a, b, level in find_degrees(line.view) if not _stands_for_school(line.view, a, b)]
    if not found and DIPLOMA.search(line.view) and (VOCATIONAL.search(line.view) or re.search(r"high school", line.view, re.IGNORECASE)):
        found = [("diploma", Degree.HIGH_SCHOOL)]
    if not found and DIPLOMA.search(line.view) and COLLEGE.search(line.view) and not LESSER.search(line.view):
        found = [("diploma", Degree.ASSOCIATE)]
    return found


def _stands_for_school(view: str, start: int, end: int) -> bool:
    """Tell whether a level is only part of a school's name with another degree beside it, or a place: Boston, MA."""
    if (
        re.match(r"[A-Z]{2}$", view[start:end])
        and re.search(r"[A-Za-z],\s*$", view[:start])
        and re.match(r"\s*(?:\d{5}|$|[|,)\t]|\s-)", view[end:])
        and view[start:end] in {"MA", "MS", "ME", "AS"}
    ):
        return True
    return bool(re.match(r"(?:学校|院校|师范|部)", view[end : end + 2]))


def _schools(line: TextLine) -> list[Piece]:
    pieces, _ = cut(line)
    found: list[Piece] = []
    for index, piece in enumerate(pieces):
        span = school_span(piece.view)
        if span is None or width(piece.view) > 120 or BARE_SCHOOL.match(piece.view) or CREDENTIAL.fullmatch(piece.view):
            continue
        if BODY.search(piece.view) and not any(level > Degree.ASSOCIATE for _, level in _degrees(line)):
            continue
        view = piece.view[span[0] : span[1]]
        if not HAN.search(view):
            view, shift = _english_name(view)
            if not view:
                continue
            span = (span[0] + shift, span[0] + shift + len(view))
            if (
                index + 1 < len(pieces)
                and STATES.search(view)
                and is_place(pieces[index + 1].view)
                and pieces[index + 1].group == piece.group
            ):
                found.append(Piece(piece.start + span[0], pieces[index + 1].end, f"{view}, {pieces[index + 1].view}", piece.group))
                continue
        found.append(Piece(piece.start + span[0], piece.start + span[1], view, piece.group))
    return _primary(found, pieces) if found else []


def _english_name(view: str) -> tuple[str, int]:
    """Cut degree words and verbs away from an English school name."""
    start = 0
    if match := re.search(r"\b(?:at|from|with|studied at|attended)\s+(?:the\s+)?(?=[A-Z])", view):
        start = match.end()
    degrees = find_degrees(view)
    if degrees and degrees[0][0] <= 2 and (named := UNIVERSITY_OF.search(view, degrees[0][1])):
        start = named.start()  # B.A. Drama University of Kent: nothing but blanks parts them
    leads = bool(degrees) and degrees[0][0] <= 2 and start == 0 and not re.search(r"high school|secondary school", view, re.IGNORECASE)
    if leads and not re.search(r"\b(?:university|college|institute)\b", view[degrees[0][1] :], re.IGNORECASE):
        return "", 0
    text = COURSE_AFTER.sub(r"\1", view[start:])
    text = re.sub(r"\s*\b(?:diploma|graduate|graduated)\b\.?$", "", text, flags=re.IGNORECASE).rstrip(" ,")
    inner = [d for d in find_degrees(text) if d[0] > 2 and d[2] is not Degree.HIGH_SCHOOL]
    if inner and school_span(text[: inner[0][0]]):
        text = text[: inner[0][0]].rstrip(" ,-(")
    good = re.search(r"[A-Z]", text) and not re.search(r"\b(?:online|bridge|programme?|course)\b", text, re.IGNORECASE)
    return (text, start) if good else ("", 0)


def _primary(found: list[Piece], pieces: list[Piece]) -> list[Piece]:
    """Prefer the university to the faculty named beside it."""
    best = [p for p in found if re.search(r"大学|University|Universität|Université|Universidad", p.view)] or found
    return sorted(best, key=lambda p: p.start)


def _record(document: Document, study: Study, *, now: PartialDate) -> Education | None:
    view = study.view
    status = _status(study, now=now)
    text, degree = _highest(study)
    start, end = _dates(study)
    if study.school is None and not study.degrees:
        return None
    school = study.school or _unknown_school(study)
    full_time = False if HALF_TIME.search(view) and not re.search(r"(?<!非)全日制", view) else True if FULL_TIME.search(view) else None
    return Education(
        school=document.text[school.start : school.end].strip() if school else None,
        degree=degree,
        degree_text=text,
        field=_field(study),
        start=start,
        end=end,
        status=status,
        full_time=full_time,
        evidence=tuple(document.evidence(line.start, line.end) for line in study.lines),
    )


def _unknown_school(study: Study) -> Piece | None:
    """Take the capitalised name beside a dated degree for the school when no word marks one: Sciences Po Paris."""
    for line in study.lines[:2]:
        for piece in cut(line)[0]:
            text = piece.view
            known = (
                HAN.search(text)
                or is_place(text)
                or find_degrees(text)
                or MODES.search(text)
                or EXTRA.search(text)
                or re.search(r"\d", text)
            )
            if line.periods and not known and text[:1].isupper() and 1 < len(text.split()) <= 6 and _degrees(line):
                return piece
    return None


def _highest(study: Study) -> tuple[str, Degree]:
    real = [d for d in study.degrees if d[1] is not Degree.HIGH_SCHOOL] or study.degrees
    if not real:  # 本\n科: a narrow column breaks words
        joined = "".join(p.view for line in study.lines for p in cut(line)[0])
        real = [(joined[a:b], level) for a, b, level in find_degrees(joined) if level > Degree.HIGH_SCHOOL]
    return max(real, key=lambda d: d[1].rank) if real else ("", Degree.NONE)


def _dates(study: Study) -> tuple[PartialDate | None, PartialDate | None]:
    ranges = [p for line in study.lines for _, _, p in line.ranges]
    if ranges:
        return ranges[0].start, ranges[0].end
    lone = [p.end for line in study.lines[:3] for _, _, p in line.periods if p.end]
    return None, max(lone, key=lambda d: d.last_month) if lone else None


def _status(study: Study, *, now: PartialDate) -> StudyStatus:
    view = study.view
    head = "\n".join(line.view for line in study.lines[:3])
    start, end = _dates(study)
    running = any(p.current for line in study.lines for _, _, p in line.ranges)
    if WITHDRAWN.search(head):
        return StudyStatus.WITHDRAWN
    if start and start.first_month > now.last_month:
        return StudyStatus.PLANNED
    if PLANNED.search(head) and start is None and (end is None or end.last_month > now.last_month) and not IN_PROGRESS.search(head):
        return StudyStatus.PLANNED
    if running or (end and end.last_month > now.last_month and (end.month or end.year > now.year)):
        return StudyStatus.IN_PROGRESS
    if end is None and "入学" in view and not re.search(r"毕业|获|取得|拿到|结业", view):
        return StudyStatus.IN_PROGRESS
    return StudyStatus.IN_PROGRESS if IN_PROGRESS.search(view) and not re.search(r"已(?:取得|获)|毕业证", view) else StudyStatus.COMPLETED


def _field(study: Study) -> str | None:
    for line in study.lines:
        pieces, _ = cut(line)
        for piece in pieces:
            if field_name := _field_of(piece):
                return field_name
    return None


def _field_of(piece: Piece) -> str | None:
    view = re.sub(r"\([^()]*(?:类|一流|制|重点|方向)[^()]*\)", "", piece.view)
    if HAN.search(view):
        span = school_span(view)
        rest = (view[: span[0]] + view[span[1] :]) if span else view
        for a, b, _ in reversed(find_degrees(rest)):
            rest = rest[:a] + rest[b:]
        rest = MODES.sub("", rest).strip(" ()·,:、-/")
        good = (
            2 <= len(rest) <= 20
            and HAN.search(rest)
            and not is_place(rest)
            and not LABEL_CELL.match(rest)
            and not re.search(r"[。;]|学院$|系$|分$|还差|已过|入学|曾|通过", rest)
        )
        return rest if good else None
    degrees = find_degrees(view)
    if not degrees:
        return None
    behind = HONOURS.sub(" ", view[degrees[0][1] :])
    rest = FIELD_STOP.sub("", FIELD_EN.sub("", behind, count=1))
    inside = re.match(r"\W*\(([^()]+)\)", behind)
    rest = inside[1] if inside else rest
    rest = rest.strip(" .-:'")
    return rest if 2 < len(rest) < 60 else None


def highest_degree(education: tuple[Education, ...]) -> Degree:
    """Return the highest degree that was completed; a course in progress does not count."""
    done = [e.degree for e in education if e.status is StudyStatus.COMPLETED]
    return max(done, key=lambda d: d.rank, default=Degree.NONE)
