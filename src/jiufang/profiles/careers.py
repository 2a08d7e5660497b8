"""Read the careers that running text tells step by step: “joined … in 2015 as …, became … in 2017, and left for …”, 升任, 跳槽到."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jiufang.profiles.lexicon import HAN, LEGAL, is_part, is_place, org_strength, school_span, title_strength
from jiufang.text.dates import PartialDate
from jiufang.text.periods import MONTHS, Period, find_periods

CLAUSE = re.compile(r"[,;:。!?]\s*|(?<=[a-z)\d])\.\s+(?=[A-Z])|\.$|\s(?:and|then|where|but)\s(?=[a-z])")
ORG_EN = re.compile(
    r"\b(?:at|with|for|joined|joining|by|within|to|into|over to)\s+(?:the\s+)?"
    r"(?P<org>[A-Z][\w&'.-]*(?: (?:of|and|&|de|the) [A-Z][\w&'.-]*| [A-Z&][\w&'.-]*){0,6})"
)
TITLE_EN = re.compile(
    r"\b(?:as|became|become|(?:been|was|am)(?! (?:promoted|made|appointed|hired|moved))|made|appointed|promoted to|up to|role of|post of|position of|hired me as)\s+(?:an?\s+|the\s+|its\s+|their\s+)?"
    r"(?P<title>[A-Za-z][\w&/'-]*(?: [A-Za-z&/'-]+){0,5}?)(?=\s+(?:at|with|for|in|from|since|on|under|until|there|ever|by|when|to)\b|\s*$)"
)
JOINED_ZH = "进入|加入|入职|跳槽[到至]?|转[到至入]|调[入到至]|受聘于|就职于|任职于|供职于|来到|回到"
ORG_ZH = re.compile(
    rf"(?:{JOINED_ZH}|在|于|去|到)(?:了)?(?P<org>[\u4e00-\u9fffA-Za-z()·]{{3,24}}?)(?=做|任|担任|当|从事|出任|工作|上班|干|历任|先后|,|$|至今|一直)"
)
FIRM = re.compile(rf"(?:{JOINED_ZH}|at|join|over to)")  # what follows these words is a place to work
TITLE_ZH = re.compile(
    r"(?:做|升任|晋升为?|升为|升|提拔为|提为|转任|转岗为?|调任|改任|担任|出任|历任|后任|兼任|任|当|从事|成为)(?:过|了|上)?"
    r"(?P<title>[\u4e00-\u9fffA-Za-z/]{2,14}?)(?=至今|到现在|一职|岗位|职务|工作|直到|[,(\d]|$)"
)
NO_ORG = re.compile(r"岗位|部门|期间|专业|学习|毕业|行业|领域|方面|家里|老家|月份?$|年$")
LEFT = re.compile(r"\b(?:left|resigned|retired|until|till|ended|closed)\b|离职|离开|辞职|退休|结束", re.IGNORECASE)
UNTIL = re.compile(r"(?:到|至|直到|\buntil|\btill|\bto|\bthrough)\s*$", re.IGNORECASE)
STILL = re.compile(r"至今|到现在|现任|目前|\b(?:ever since|since then|to this day|to date|still|now|currently)\b", re.IGNORECASE)
NOT_MINE = re.compile(r"\b(?:my (?:colleague|boss|manager|team)|he|she|they|his|her)\b|(?:同事|领导|师傅|父亲|母亲)")
TITLE_WORDS = 4  # a clause of more words is no bare title

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One position in a told career; spans are offsets in the passage."""

    org: Span | None = None
    title: Span | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    current: bool = False
    quote: Span = (0, 0)

    @property
    def period(self) -> Period:
        """Return when the position was held."""
        return Period(self.start, None if self.current else self.end, self.current)


def career_steps(text: str) -> list[Step]:
    """Return the dated positions of which a passage in plain view tells, in its order.

    Args:
        text: one line or paragraph, in plain view.
    """
    steps: list[Step] = []
    waiting: list[Period] = []
    for start, end in _clauses(text):
        clause = text[start:end]
        if NOT_MINE.search(clause):
            continue
        org, title = _org(text, start, end), _title(text, start, end)
        dates = _dates(text, start, end)
        if not org and not title:
            waiting = _date_alone(steps, clause, dates, waiting)
            continue
        _advance(steps, Step(org, title, quote=(start, end)), dates or waiting, clause)
        waiting = []
    return [s for s in _closed(steps, text) if s.org and s.title and s.start]


def _clauses(text: str) -> Iterator[Span]:
    at = 0
    for match in [*CLAUSE.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[at:end].strip():
            yield at, end
        at = match.end() if match else end


def _dates(text: str, start: int, end: int) -> list[Period]:
    """Return the dates of a clause, each as a period: “until 2019” has an end alone, a date by itself a start alone."""
    clause = text[start:end]
    found: list[Period] = []
    for at, _, period in find_periods(clause):
        if period.is_range:
            found.append(period)
        elif period.end and UNTIL.search(clause[:at]):
            found.append(Period(None, period.end))
        elif period.end:
            found.append(Period(period.end, None))
    return found


def _advance(steps: list[Step], new: Step, dates: list[Period], clause: str) -> None:
    """Add a position, or complete the last one when the clause only adds a name or a title to it."""
    last = steps[-1] if steps else None
    begun = next((d for d in dates if d.start), None)
    if last and begun is None and (last.title is None or (last.org is None and new.title is None)):
        steps[-1] = replace(last, org=new.org or last.org, title=new.title or last.title, quote=(last.quote[0], new.quote[1]))
    else:
        org = new.org or (last.org if last else None)
        steps.append(replace(new, org=org, start=begun.start if begun else None, current=bool(begun and begun.current)))
    ended = next((d.end for d in dates if d.end), None)
    if ended:
        steps[-1] = replace(steps[-1], end=ended)
    if STILL.search(clause):
        steps[-1] = replace(steps[-1], current=True)


def _date_alone(steps: list[Step], clause: str, dates: list[Period], waiting: list[Period]) -> list[Period]:
    """Give dates that stand alone to the position before them when it has none or is left then, else to the next one."""
    last = steps[-1] if steps else None
    if last and STILL.search(clause):
        steps[-1] = last = replace(last, current=True)
    if not dates:
        return waiting
    if last and last.start is None:
        steps[-1] = replace(last, start=dates[0].start, end=dates[0].end, current=dates[0].current)
        return []
    if last and last.end is None and (LEFT.search(clause) or dates[0].start is None):
        steps[-1] = replace(last, end=dates[0].end or dates[0].start)
        return []
    return dates


def _closed(steps: list[Step], text: str) -> list[Step]:
    """Let each position end where the next one begins; the last one runs on unless the passage tells its end."""
    closed: list[Step] = []
    for number, step in enumerate(steps):
        later = next((s.start for s in steps[number + 1 :] if s.start and step.start and s.start > step.start), None)
        if step.end is None and not step.current:
            step = (
                replace(step, end=_before(later), current=False) if later else replace(step, current=not LEFT.search(text[step.quote[0] :]))
            )
        elif step.current and later:
            step = replace(step, current=False, end=_before(later))
        closed.append(step)
    return closed


def _before(date: PartialDate) -> PartialDate:
    if date.month is None:
        return date
    return PartialDate(year=date.year - (date.month == 1), month=(date.month - 2) % 12 + 1)


def _org(text: str, start: int, end: int) -> Span | None:
    for match in (ORG_ZH if HAN.search(text[start:end]) else ORG_EN).finditer(text, start, end):
        name = match["org"].rstrip(" .")
        if _is_employer(name, firm=bool(FIRM.match(match.group()))):
            return match.start("org"), match.start("org") + len(name)
    return None


def _is_employer(name: str, *, firm: bool) -> bool:
    if is_place(name) or is_part(name) or NO_ORG.search(name) or (title_strength(name) == 3 and org_strength(name) < 3 and not firm):
        return False
    if HAN.search(name):
        return org_strength(name) >= 2 or (firm and not school_span(name))
    if name.split()[0].lower().strip(".") in MONTHS or name.isdigit():
        return False
    return org_strength(name) >= 2 or bool(LEGAL.search(name)) or name[:1].isupper()


def _title(text: str, start: int, end: int) -> Span | None:
    for match in (TITLE_ZH if HAN.search(text[start:end]) else TITLE_EN).finditer(text, start, end):
        if title_strength(match["title"]) == 3 and org_strength(match["title"]) < 3:
            return match.span("title")
    clause = text[start:end]
    lead = len(clause) - len(clause.lstrip())
    bare = clause.strip()
    is_bare = len(bare.split()) <= TITLE_WORDS and not HAN.search(bare) and bare[:2] not in {"I ", "a "} and title_strength(bare) == 3
    return (start + lead, start + lead + len(bare)) if is_bare and org_strength(bare) < 2 else None
