"""Find the stretches of work that statements tell of, with their dates, so that months can be counted exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.beginnings import joined_on
from jiufang.matching.clauses import Sentence, place
from jiufang.matching.stance import stance
from jiufang.matching.underline import closed
from jiufang.matching.view import View
from jiufang.profiles.features import Tenure as Given
from jiufang.profiles.records import SectionKind, WorkKind
from jiufang.text.dates import last_full_month
from jiufang.text.periods import find_periods

INTERNSHIP = re.compile(
    r"实习(?!律师事务|单位导师|基地|生导师|生?带教|指导|生\d+名|生[一二两三四五]名)|\bintern(?:ship)?\b(?! audit)|\bworking student\b|\bplacement\b|\bco-op\b|学徒|\btrainee(?:ship)?\b|见习|勤工|规培|规范化培训|(?:暑期|暑假|寒假|暑期)(?:工|兼职|打工|\S{0,4}小时工)|在校期间|\bcampus job\b|\bstudent job\b|\bsummer (?:job|vacation|scheme)\b|\bvacation scheme\b|\bpre-?reg(?:istration)?\b|\bwork experience week\b|\bwhile (?:at|in|still at) (?:school|university|college)\b|\bat school\b",
    re.IGNORECASE,
)
PART_TIME = re.compile(
    r"兼职|每周[一二两三四\d]个?(?:晚|夜|天|班)|\bpart[- ]time\b|\bzero[- ]hours\b|\bweekends only\b|\bevenings\b|\b(?:hours?|hrs?|h) ?(?:a|per|/) ?week\b|\bjob[- ]share\b|(?:业余|课余)时间|\bsecond job\b|\bcasual\b",
    re.IGNORECASE,
)
# Who leads volunteers is paid for it.
VOLUNTEER = re.compile(
    r"志愿(?!者?(?:管理|主管|招募|协调|专员|经理|项目|总监))|义工(?!管理|主管)|\bvolunteer(?!s? (?:manage|coordinat|co-ordinat|program|lead|officer))|\bpro bono\b",
    re.IGNORECASE,
)
STUDY = re.compile(
    r"大学|学院|本科|硕士|学士|大专|博士|就读|\buniversity\b|\bcollege\b|\bBSc\b|\bMSc\b|\bB\.?A\.?\b|\bbachelor|\bmaster[’']s|\bdegree\b",
    re.IGNORECASE,
)
# A full stop parts what is dated, a row of dots ("Resins .......... Feb 2025") leads the eye to the date.
SPLIT = re.compile(r"[;；]|\n|\band\b(?=\s+(?:\w+\.?\s+)?(?:19|20)\d\d)|。|(?<!\.)\.\s+(?=[A-Z])|→")
# Lines that tell of something else than the work above them: schooling, papers, languages, wishes.
OTHER_MATTER = re.compile(
    r"^[^\w]*(?:[一二三四五六七八九十\d]{1,2}[、.．)）]\s*)?(?:(?:教育|学历|学习|学位|毕业|证书|证件|证照|持证|资格|职称|语言|英语|英文|外语|日语|技能|软件|工具|电脑|计算机|其他|其它|备注|自我评价|自评|获奖|荣誉|奖项|爱好|兴趣|意向|求职意向|期望|要求|驾照|驾龄|家庭|生活|志愿|培训|论文|专利|发表)(?:背景|经历|情况|能力|水平|掌握|及|与|/|、|\w{0,4})?\s*(?:[：:】\]—\-–|　]|\s|$)"
    r"|(?:education|qualifications?|certs?|certificat\w+|courses?|training|languages?|skills?|software|tools|it|references?|publications?|interests|hobbies|other|misc\w*|volunteering|pro bono|awards?|memberships?|licen[cs]es?|studies|degrees?|personal|availability|salary|notice)\b[^.;]{0,24}?(?::|$|\s[–—-]\s))",
    re.IGNORECASE,
)
IDLE = re.compile(
    r"待业|空窗|求职中|陪读|休整|休养|养病|在家(?:照顾|带)|照顾(?:父|母|老人|孩子|家)|带孩子|产假|备考|\bcareer break\b|\bsabbatical\b|\b(?:parental|maternity|paternity|sick) leave\b|\bgap year\b|\bunemployed\b|\bredundan\w+\b|\btravell?ing\b",
    re.IGNORECASE,
)
# What the person did not do; "costs are not shared with suppliers" says nothing of that.
LEFT_UNDONE = re.compile(
    r"未|没(?:有)?(?:再|从事|接触|做|参与|负责|干|带|担任)|不(?:再|参与|负责|涉及|从事|做|接触|写|带|授课|直接|担任|属于)|\bnever\b|\b(?:did|do|does|was|have|had|am)(?: not|n[’']t)\b|\bno (?:\w+ )?(?:duties|involvement|responsib\w+|experience|exposure)\b|\bnot (?:involved|responsible|part of|my)\b",
    re.IGNORECASE,
)
IDLE_WORDS = 36  # code points beside the words for a break, dates among them; more tells of work too
BULLET = re.compile(r"\s*[-•·●▪■*–—>✓]")
POST_WORDS, CHARACTERS_A_WORD = 5, 2  # a line of dates with fewer words than these is told by the line above it
LINE_GAP = 3  # code points between a title and the dates on the next line
NO_WORK = frozenset(
    {
        SectionKind.EDUCATION,
        SectionKind.CERTIFICATES,
        SectionKind.AWARDS,
        SectionKind.LANGUAGES,
        SectionKind.PUBLICATIONS,
        SectionKind.OBJECTIVE,
    }
)


@dataclass(frozen=True)
class Tenure:
    """A dated stretch: the months it covers, the words beside the dates, and the sentences told under it."""

    months: frozenset[int]
    head: str
    span: tuple[int, int]
    sentences: tuple[Sentence, ...]
    internship: bool = False
    part_time: bool = False
    title: str = ""
    post: str = ""  # title and employer, without the dated lines told under them
    named: tuple[tuple[int, int], ...] = ()

    @property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Return the words that name the dates, the post and the employer, as stretches of the document."""
        return self.named or (self.span,)


def enough(tenures: Sequence[Tenure], months: float) -> list[Tenure]:
    """Return the latest tenures that together cover so many months; all where they do not."""
    covered: set[int] = set()
    kept: list[Tenure] = []
    for tenure in sorted(tenures, key=lambda t: -max(t.months, default=0)):
        if len(covered) >= months:
            break
        covered |= tenure.months
        kept.append(tenure)
    return kept


def asserted(tenure: Tenure) -> str:
    """Return what is told of a stretch of work, less what the person says not to have done."""
    return _parts(tenure)[0]


def denials(tenure: Tenure) -> tuple[str, ...]:
    """Return what the person says not to have done there, clause by clause."""
    return _parts(tenure)[1]


@lru_cache(maxsize=4096)
def _parts(tenure: Tenure) -> tuple[str, tuple[str, ...]]:
    told: list[str] = []
    denied: list[str] = []
    for sentence in tenure.sentences:
        for number, clause in enumerate(sentence.clauses):
            held = stance(clause, None, sentence.clauses[number + 1 : number + 2])
            if not held.denied:
                told.append(clause.text)
            elif LEFT_UNDONE.search(clause.text) and stance(clause, None, ()).denied:
                denied.append(clause.text)
    return " ".join(told), tuple(denied)


def tenures_of(view: View) -> tuple[Tenure, ...]:
    """Return the dated stretches of work in reading order; what stands below a date belongs to it until the next."""
    return view.once("tenures", lambda: _tenures_of(view))


def _tenures_of(view: View) -> tuple[Tenure, ...]:
    if view.tenures:
        return tuple(_given(view, number) for number, t in enumerate(view.tenures) if t.start)
    last = last_full_month(view.as_of).last_month
    found: list[Tenure] = []
    carried, beside = "", False
    for statement in view.statements:
        if statement.section in NO_WORK:
            continue
        told = tuple(s for s in view.sentences if s.statement is statement)
        dated = _dated(statement.text, last)
        idles = [d for d in dated if idle(statement.text[d[1] : d[2]])]
        dated = [d for d in dated if d not in idles]
        if OTHER_MATTER.search(statement.text):
            beside = True
        elif dated:
            beside = False
        if not dated:
            found = found if beside else _add_to_last(found, told)
            carried = statement.text if len(statement.text) < 60 and not idles and not BULLET.match(statement.text) else ""
            continue
        for months, start, end in dated:
            head = statement.text[start:end]
            inside = tuple(s for s in told if s.start < end and s.end > start)
            above = carried if len(dated) == 1 and _bare_of_words(head) else ""
            context = f"{above} {statement.context}".strip()
            if _is_study(head, statement.section):
                continue
            found.append(_tenure(months, f"{context} {head}".strip(), place(statement, start, end), inside))
        carried = ""
    return tuple(found)


def _given(view: View, number: int) -> Tenure:
    """Take an engagement as the feature record gives it."""
    given = view.tenures[number]
    assert given.start is not None
    last = last_full_month(view.as_of).last_month
    stop = last if given.current or given.end is None else min(given.end.last_month, last)
    told = tuple(s for s in view.sentences if s.statement.entry == number)
    dated = [s.text for s in told if any(c.isdigit() for c in s.text) and find_periods(s.text)]
    head = " ".join(part for part in (given.title, given.employer, *dated) if part)
    span = _head_span(given)
    return Tenure(
        frozenset(range(given.start.first_month, stop + 1)),
        head,
        span,
        told,
        internship=not given.kind.counts,
        part_time=given.kind is WorkKind.PART_TIME,
        title=given.title or "",
        post=" ".join(part for part in (given.title, given.employer) if part),
        named=_named(given),
    )


def _head_span(given: Given) -> tuple[int, int]:
    """Return the stretch that names the engagement and its dates: the evidence that holds a year, else all of it."""
    dated = [e for e in given.evidence if find_periods(e.quote)] or list(given.evidence)
    return (min(e.start for e in dated), max(e.end for e in dated)) if dated else (0, 0)


def _named(given: Given) -> tuple[tuple[int, int], ...]:
    """Return where the dates, the title and the employer of an engagement stand, lines below each other as one."""
    found: list[tuple[int, int]] = []
    for evidence in sorted(given.evidence, key=lambda e: e.start):
        marks = [(start, end) for start, end, _ in find_periods(evidence.quote)]
        for words in filter(None, (given.title, given.employer)):
            at = evidence.quote.find(words)
            marks += [(at, at + len(words))] if at >= 0 else []
        if not marks:
            continue
        start, end = closed(evidence.quote, min(a for a, _ in marks), max(b for _, b in marks))
        start, end = evidence.start + start, evidence.start + end
        if found and start - found[-1][1] <= LINE_GAP:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _tenure(months: frozenset[int], head: str, span: tuple[int, int], told: tuple[Sentence, ...]) -> Tenure:
    return Tenure(months, head, span, told, bool(INTERNSHIP.search(head) or VOLUNTEER.search(head)), bool(PART_TIME.search(head)))


def _add_to_last(found: list[Tenure], told: tuple[Sentence, ...]) -> list[Tenure]:
    if not found:
        return found
    last = found[-1]
    return [*found[:-1], Tenure(last.months, last.head, last.span, last.sentences + told, last.internship, last.part_time)]


def _bare_of_words(head: str) -> bool:
    """Tell whether a dated line says so little beside its dates that the line above must name the post."""
    rest = head
    for start, end, _ in reversed(find_periods(head)):
        rest = f"{rest[:start]}{rest[end:]}"
    words = len(re.findall(r"[A-Za-z]+", rest)) + len(re.findall(r"[\u4e00-\u9fff]", rest)) / CHARACTERS_A_WORD
    return words < POST_WORDS


def idle(head: str) -> bool:
    """Tell whether a dated stretch is no work at all: a career break, looking after somebody, looking for work."""
    return bool(IDLE.search(head)) and len(IDLE.sub("", head)) < IDLE_WORDS


def _is_study(head: str, section: SectionKind) -> bool:
    return (
        section not in {SectionKind.EXPERIENCE, SectionKind.INTERNSHIP}
        and bool(STUDY.search(head))
        and not re.search(
            r"讲师|教师|老师|教授|职员|干事|辅导员|秘书|研究员|工程师|lecturer|teacher|assistant|officer|manager|engineer|professor",
            head,
            re.IGNORECASE,
        )
    )


def _dated(text: str, last: int) -> list[tuple[frozenset[int], int, int]]:
    """Return (months, start, end of the segment) for each range of dates in a line."""
    periods = [(s, e, p) for s, e, p in joined_on(text, find_periods(text)) if p.is_range]
    borders = [0, *(m.end() for m in SPLIT.finditer(text)), len(text)]
    found = []
    for number, (start, end, period) in enumerate(periods):
        assert period.start is not None
        stop = last if period.current or period.end is None else period.end.last_month
        months = frozenset(range(period.start.first_month, min(stop, max(last, period.start.first_month)) + 1))
        left = max(b for b in borders if b <= start)
        right = min(b for b in borders if b >= end)
        if number > 0 and left < periods[number - 1][1]:
            left = start if _leads(text, periods) else periods[number - 1][1]
        if number + 1 < len(periods) and right > periods[number + 1][0]:
            right = periods[number + 1][0] if _leads(text, periods) else end
        found.append((months, left, right))
    return found


def _leads(text: str, periods: Sequence[tuple[int, int, object]]) -> bool:
    """Tell whether the dates of a line stand before what they date."""
    return not re.search(r"\w", text[: periods[0][0]])
