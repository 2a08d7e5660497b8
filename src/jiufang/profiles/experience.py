"""Turn the lines of a résumé that speak of work into engagements: employer, title, dates and what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.cuts import Piece
from jiufang.profiles.heads import Head, read_head
from jiufang.profiles.lexicon import is_part, is_place, org_strength, title_strength
from jiufang.profiles.lines import SENTENCE_END, TextLine, width
from jiufang.profiles.records import Experience, SectionKind, WorkKind
from jiufang.profiles.timeline import kind_of, months_of
from jiufang.text.dates import PartialDate
from jiufang.text.periods import Period

HEAD_WIDTH = 96
UP_MAX = 3
NAME_WORDS = 6
DEPARTMENT_WIDTH = 40
REMARK = re.compile(r"\([^()]*\)")
FIELD_LABEL = re.compile(
    r"^(?:工作描述|工作内容|工作职责|职责|主要职责|职责描述|责任描述|内容|业绩|工作业绩|主要业绩|所在部门|汇报对象|下属人数|离职原因|公司规模|公司性质|行业|所属行业|薪资|月薪|证明人|responsibilities|duties|key duties|achievements|technologies|tech stack|environment|reporting to)\s*:",
    re.IGNORECASE,
)

OPENING = re.compile(r"\s*(?P<title>[\u4e00-\u9fff]{2,12}?)(?:[一二三四五六七八九十两半\d]+(?:年|个月))?(?=[,:])")
STEP_UP = re.compile(r",\s*(?P<when>\d{4}年(?:\d{1,2}月)?)?(?:起|后|之后|升)(?:任|担任)?(?P<title>[\u4e00-\u9fff]{2,12}?)(?=[,。;]|$)")
BEGUN = re.compile(r"\b(?:I )?(?:have been there|started|joined|began|worked there)(?: there)?(?: in| since| from)?\s*$", re.IGNORECASE)
STUDENT_JOB = re.compile(r"[(（]\s*(?:a )?(?:student job|working student|werkstudent|学生兼职|在校兼职|勤工助学|勤工俭学)", re.IGNORECASE)
ASIDE = re.compile(r"^(?:行业|所属行业|公司规模|公司性质|企业性质|规模|公司行业|行业类别|industry|company size)\s*:", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """The lines of one engagement while it is being put together."""

    anchor: TextLine
    head: list[TextLine]
    section: SectionKind
    period: Period | None = None
    body: list[TextLine] = field(default_factory=list)


def find_experience(document: Document, blocks: list[tuple[SectionKind, list[TextLine]]], *, now: PartialDate) -> tuple[Experience, ...]:
    """Read the engagements in blocks of lines, each with the kind of section it stands in.

    Args:
        document: the résumé, for verbatim quotes.
        blocks: runs of lines about work, in order.
        now: the last full month; what is current runs through it.
    """
    found: list[Experience] = []
    for kind, lines in blocks:
        employer: Piece | None = None
        entries = group_entries(lines, kind)
        heads = [read_head(entry.head) for entry in entries]
        _settle(heads)
        entries, heads = _under_employers(entries, heads)
        for entry, head in zip(entries, heads, strict=True):
            if head.employer is None and (head.same or _continues(entry, head)):
                head.employer = employer
            employer = head.employer or employer
            found += _records(document, entry, head, now=now)
    return _left_open(found, now=now)


def _left_open(found: list[Experience], *, now: PartialDate) -> tuple[Experience, ...]:
    """Let the latest engagement run on when it tells only its start: “from July 2022”."""
    latest = max((e.start for e in found if e.start), default=None)
    return tuple(
        e.model_copy(update={"current": True, "months": months_of(e.start, None, current=True, now=now)})
        if e.start and e.start == latest and e.end is None and not e.current
        else e
        for e in found
    )


def _settle(heads: list[Head]) -> None:
    """Tell employer from title by the order of the other entries where both look like titles: Castle Street Chemist, Pharmacist."""
    order = sum((1 if h.employer.start < h.titles[0].start else -1) for h in heads if h.employer and h.titles and not h.doubtful)
    for head in heads:
        if head.employer or not order or len(head.titles) < 2:
            continue
        first, last = head.titles[0], head.titles[-1]
        name = first if order > 0 else last
        if last.start - first.end <= 2 and first.view[:1].isupper() and last.view[:1].isupper() and " " in name.view:
            head.employer = name
            head.titles = [t for t in head.titles if t is not name]


def _under_employers(entries: list[Entry], heads: list[Head]) -> tuple[list[Entry], list[Head]]:
    """Give positions the employer under whose dated line they stand, and let that line be no engagement of its own."""
    kept: list[tuple[Entry, Head]] = []
    covered: list[Entry] = []
    parent: tuple[Entry, Head] | None = None
    for number, (entry, head) in enumerate(zip(entries, heads, strict=True)):
        if parent and _position_under(parent, entry, head):
            head.employer = parent[1].employer
            if _same_start(parent[0], entry):
                covered.append(parent[0])
            elif head.former and len(head.titles) > len(head.former):  # “(since 2023-07), before that Analyst”
                parent[1].titles = head.former
                head.titles = [t for t in head.titles if t not in head.former]
            kept.append((entry, head))
            continue
        whole = head.employer is not None and not head.titles and entry.period is not None and number + 1 < len(entries)
        parent = (entry, head) if whole else None
        kept.append(parent or (entry, head))
    kept = [(e, h) for e, h in kept if not any(e is c for c in covered)]
    return [e for e, _ in kept], [h for _, h in kept]


def _same_start(parent: Entry, entry: Entry) -> bool:
    """Tell whether a position reaches back to the day on which the employment began."""
    outer, inner = parent.period, entry.period
    return bool(outer and inner and outer.start and inner.start and inner.start.first_month <= outer.start.last_month)


def _position_under(parent: tuple[Entry, Head], entry: Entry, head: Head) -> bool:
    """Tell whether a titled entry lies within the dates of the employer above and names none of its own."""
    outer, inner = parent[0].period, entry.period
    if not (head.titles and outer and inner and outer.start and inner.start and not entry.anchor.gap):
        return False
    first, own = head.titles[0], head.employer
    named = own is not None and own.start < first.start and org_strength(own.view) == 3 and not is_part(own.view)
    ends = outer.current or outer.end is None or (inner.end is not None and inner.end.first_month <= outer.end.last_month)
    return not named and inner.start.last_month >= outer.start.first_month and ends


def group_entries(lines: list[TextLine], section: SectionKind) -> list[Entry]:
    """Part lines into entries: each has an anchor with its dates, head lines around it, and a body."""
    anchors = _anchors(lines)
    if not anchors:
        return _undated(lines, section)
    upward = _heads_above(lines, anchors[0])
    entries: list[Entry] = []
    taken = 0
    for number, index in enumerate(anchors):
        above = _above(lines, index, taken, upward=upward)
        limit = anchors[number + 1] if number + 1 < len(anchors) else len(lines)
        below = _below(lines, index, limit, above=above, upward=upward)
        head = [
            *lines[index - above : index],
            lines[index],
            *(_title_in_front(h) or h for h in lines[index + 1 : index + 1 + below] if not FIELD_LABEL.match(h.body)),
        ]
        if entries:
            entries[-1].body = lines[taken : index - above]
        entries.append(Entry(lines[index], head, section, lines[index].ranges[0][2]))
        taken = index + 1 + below
    entries[-1].body = lines[taken:]
    return entries


def _anchors(lines: list[TextLine]) -> list[int]:
    dated = [i for i, line in enumerate(lines) if line.ranges and _leads(line)]
    if not dated:
        return []
    first = lines[dated[0]]
    anchors = [dated[0]]
    for i in dated[1:]:
        line = lines[i]
        deeper = line.indent > first.indent + 1 and first.indent == lines[dated[0]].indent and bool(line.mark) and not first.mark
        if (line.mark == first.mark and not deeper and not _remark(line, lines[anchors[-1]])) or (
            not line.mark and first.mark and not deeper and (org_strength(line.body) >= 2 or line.gap)
        ):
            anchors.append(i)
    return anchors


def _leads(line: TextLine) -> bool:
    """Tell whether the dates of a line head an entry rather than pass by in a sentence."""
    start, end, period = line.ranges[0]
    if FIELD_LABEL.match(line.body):
        return False
    before, after = BEGUN.sub("", line.view[line.body_at : start]), line.view[end:]
    if not after.strip() and _complete([line]):
        return True
    if width(before.strip(" ([|")) == 0:
        return True
    if width(before) > HEAD_WIDTH or (re.search(r"[。；;!?]|[a-z]{4}\. [A-Z]", before) and not re.search(r"\d{4}\s*$|Co\.|Inc\.", before)):
        return bool(re.search(r"\.\s*$", before)) and width(before) < HEAD_WIDTH
    return not (len(after) > 40 and re.search(r"\b(?:i|we|my|was|have|with(?! [A-Z]))\b", before)) or period.current


def _remark(line: TextLine, anchor: TextLine) -> bool:
    """Tell whether a line only details the entry above: an indented “Senior … (since 2023-07), before that …”."""
    start = line.ranges[0][0]
    return line.indent > anchor.indent and line.view[max(0, start - 1) : start] == "(" and line.index == anchor.index + 1


def _heads_above(lines: list[TextLine], first: int) -> bool:
    return first > 0 and any(_is_headlike(line) for line in lines[max(0, first - UP_MAX) : first])


def _is_headlike(line: TextLine) -> bool:
    body = REMARK.sub("", line.body)
    return not SENTENCE_END.search(line.view) and not FIELD_LABEL.match(line.body) and width(body) <= HEAD_WIDTH


def _above(lines: list[TextLine], index: int, taken: int, *, upward: bool) -> int:
    """Count the head lines above an anchor: employer and title of LinkedIn exports stand there.

    Blank lines mean little (a PDF may put one after every line): words that look like a title or an
    employer join across them, unknown names only where no body can end.
    """
    count = 0
    if not upward or _complete(lines[index : index + 1]):
        return 0
    while count < UP_MAX and index - count - 1 >= taken:
        at = index - count - 1
        line = lines[at]
        if (
            not _is_headlike(line)
            or line.indent > lines[index].indent + 1
            or (line.mark and line.mark != lines[index].mark and not _numbered(line))
        ):
            break
        across = lines[at + 1].gap
        strong = org_strength(line.body) >= 2 or title_strength(line.body) >= 2
        if (across and not strong and not _stands_alone(lines, at, taken)) or (not across and _is_body_tail(lines, at, taken)):
            break
        count += 1
        if _numbered(line) or _complete(lines[index - count : index + 1]):
            break
    return count


def _numbered(line: TextLine) -> bool:
    """Tell whether a line bears the number of an entry: “2) Merchandiser”."""
    return bool(re.fullmatch(r"\(?1[.)]?|1、", line.mark.strip())) and title_strength(line.body) + org_strength(line.body) >= 2


def _stands_alone(lines: list[TextLine], at: int, taken: int) -> bool:
    """Tell whether a short line between blank lines heads several positions: an employer of whom no lexicon knows."""
    return not lines[at].mark and (at == taken or (lines[at].gap and (bool(lines[at - 1].mark) or lines[at - 1].is_prose)))


def _is_body_tail(lines: list[TextLine], at: int, taken: int) -> bool:
    """Tell whether a bare short line ends the body of the entry before rather than heads the next."""
    line = lines[at]
    if line.gap or at == taken == 0:
        return False
    top = at
    while top > taken and not lines[top].gap:
        top -= 1
    block = lines[top : at + 1]
    if len(block) <= UP_MAX and (lines[top].gap or top == taken == 0) and all(_is_headlike(b) and not b.mark for b in block):
        return False
    previous = lines[at - 1] if at > 0 else None
    wrapped = previous is not None and bool(previous.mark) and not previous.is_prose and width(previous.view) > 60
    fresh = previous is not None and bool(previous.mark) and not line.mark
    return not (fresh or org_strength(line.body) >= 2 or title_strength(line.body) >= 2) or wrapped


def _complete(lines: list[TextLine]) -> bool:
    head = read_head(lines)
    return head.employer is not None and bool(head.titles) and not head.doubtful


def _below(lines: list[TextLine], index: int, limit: int, *, above: int, upward: bool) -> int:
    head = read_head(lines[index - above : index + 1])
    count = 0
    while (head.employer is None or not head.titles) and count < 2 and index + count + 1 < limit:
        line = lines[index + count + 1]
        if ASIDE.match(line.body) and not line.gap and count == 0:
            count += 1
            continue
        if _is_department(lines, index + count + 1, limit) and not head.titles:
            count += 1
            continue
        front = re.split(r"[:;。(]", line.body, maxsplit=1)[0]
        titled = not head.titles and title_strength(front) == 3 and width(front) <= 44 and not line.mark
        if not head.titles and line.mark in {"", lines[index].mark} and not line.gap and _title_in_front(line):
            return count + 1
        if not count and not line.gap and not line.mark and width(line.body) <= HEAD_WIDTH and _bare(lines[index]) and _complete([line]):
            return 1
        if (
            (line.gap and not titled)
            or line.is_prose
            or (line.mark and line.mark != lines[index].mark)
            or FIELD_LABEL.match(line.body)
            or width(line.body) > HEAD_WIDTH
        ):
            break
        next_is_anchor = index + count + 2 == limit < len(lines) and upward
        wanted = titled or (not head.titles and title_strength(line.body) >= 2) or (head.employer is None and org_strength(line.body) >= 2)
        if next_is_anchor or not wanted:
            break
        count += 1
        head = read_head([h for h in lines[index - above : index + count + 1] if not FIELD_LABEL.match(h.body)])
    if not count and index + 1 < limit and head.titles and head.employer is None and _named_below(lines[index + 1], lines[index]):
        return 1
    return count if count and not FIELD_LABEL.match(lines[index + count].body) else 0


def _is_department(lines: list[TextLine], at: int, limit: int) -> bool:
    """Tell whether a line names but the department between an employer and the title on the next line."""
    if at + 1 >= limit or not is_part(lines[at].body) or lines[at].gap or lines[at].mark or width(lines[at].body) > DEPARTMENT_WIDTH:
        return False
    below = lines[at + 1]
    front = re.split(r"[:;。(]", below.body, maxsplit=1)[0]
    return not (below.gap or below.mark or below.is_prose) and title_strength(front) == 3 and width(front) <= 44


def _bare(line: TextLine) -> bool:
    """Tell whether a line holds its dates alone."""
    start, end, _ = line.ranges[0]
    return not re.search(r"\w", line.view[line.body_at : start] + line.view[end:])


def _named_below(line: TextLine, anchor: TextLine) -> bool:
    """Tell whether the line under dates and title is a name of capitals only: an employer of whom no lexicon knows."""
    words = line.body.split()
    return (
        1 < len(words) <= NAME_WORDS
        and not (line.mark or line.gap or line.is_prose or line.ranges or is_place(line.body) or title_strength(line.body))
        and len(anchor.view[anchor.ranges[0][1] :].strip()) > 2
        and all(w[:1].isupper() or w in {"of", "and", "the", "&", "de", "for"} for w in words)
        and not re.search(r"[,:;\d]", line.body)
    )


def _title_in_front(line: TextLine) -> TextLine | None:
    """Return the titles with which a sentence opens, cut off: “资料员一年，2015年7月起项目技术负责人，商住楼。”."""
    match = OPENING.match(line.view, line.body_at)
    if match is None or title_strength(match["title"]) != 3:
        return None
    end = match.end("title")
    if step := STEP_UP.match(line.view, match.end()):
        end = step.end() if title_strength(step["title"]) == 3 else end
    return replace(line, view=line.view[:end], end=line.start + end, periods=tuple(p for p in line.periods if p[1] <= end))


def _undated(lines: list[TextLine], section: SectionKind) -> list[Entry]:
    """Read entries that give no dates: lines that name both an employer and a title."""
    entries: list[Entry] = []
    for line in lines:
        if not line.mark and _is_headlike(line) and title_strength(line.body) + org_strength(line.body) >= 4 and _complete([line]):
            entries.append(Entry(line, [line], section))
        elif entries:
            entries[-1].body.append(line)
    return entries


def _continues(entry: Entry, head: Head) -> bool:
    """Tell whether an entry without an employer is a further position at the one before."""
    return (
        bool(head.titles)
        and entry.period is not None
        and not re.search(r"freelanc|self-employed|independent|自由|个体|several", " ".join(t.view for t in head.titles), re.IGNORECASE)
        and entry.anchor.mark == ""
    )


def _records(document: Document, entry: Entry, head: Head, *, now: PartialDate) -> list[Experience]:
    view = " ".join(line.view for line in entry.head)
    kind = kind_of(head.words or view[:200], entry.section)
    if kind is WorkKind.INTERNSHIP and len(head.titles) > 1:  # 实习律师转执业律师: the trainee stayed
        kind = kind_of(head.titles[-1].view, entry.section)
    if kind is WorkKind.EMPLOYMENT and any(STUDENT_JOB.search(line.view) for line in entry.body):
        kind = WorkKind.STUDENT_JOB
    if not kind.counts and kind.value == "gap":
        head = Head(tail_at=head.tail_at)
    period = entry.period or Period(None, None)
    bullets = _bullets(document, entry, head)
    quoted = tuple(
        document.evidence(line.start, head.tail_at if head.tail_at and line is entry.anchor else line.end) for line in entry.head
    )
    employer = document.text[head.employer.start : head.employer.end].strip() if head.employer else None
    titles: list[Piece | None] = [*head.titles] or [None]
    return [
        Experience(
            employer=employer,
            title=(title.joined or document.text[title.start : title.end].strip()) if title else None,
            start=period.start,
            end=None if period.current else period.end,
            current=period.current,
            months=months_of(period.start, period.end, current=period.current, now=now),
            kind=kind,
            bullets=bullets,
            evidence=quoted,
        )
        for title in titles
    ]


def _bullets(document: Document, entry: Entry, head: Head) -> tuple[Evidence, ...]:
    spans = [(head.tail_at, max(line.end for line in entry.head if line.start <= head.tail_at))] if head.tail_at else []
    for line in entry.body:
        if line.mark or not spans or line.gap or _ended(document, spans[-1][1]) or not entry.body or not line.view[:1].islower():
            spans.append((line.start + line.body_at, line.end))
        else:
            spans[-1] = (spans[-1][0], line.end)
    return tuple(document.evidence(a, b) for a, b in spans if document.text[a:b].strip() and not is_place(document.text[a:b]))


def _ended(document: Document, end: int) -> bool:
    return document.text[end - 1 : end] in {"。", "；", ";", ".", "!", "！"}
