"""Turn labelled fields into engagements: “Employer: … Position: … From: … To: …”, 单位：… 职务：… 起止时间：…"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.lexicon import is_place
from jiufang.profiles.lines import TextLine
from jiufang.profiles.records import Experience, SectionKind
from jiufang.profiles.sections import Placed
from jiufang.profiles.timeline import kind_of, months_of
from jiufang.text.dates import PartialDate
from jiufang.text.periods import Period, find_periods

LABELS = {
    "employer": (
        r"(?:name of )?(?:employer|company|organi[sz]ation|firm|employing body|institution/company)(?: name)?(?: and (?:address|location))?"
        r"|(?:公司|单位|企业|机构|雇主)(?:名称|全称)?|(?:工作|任职|所在|服务|用人|就职)(?:单位|公司|机构)(?:名称)?"
    ),
    "title": (
        r"(?:job |position |post )?(?:title|position|role|post|designation|occupation)(?: held)?|capacity|job"
        r"|(?:担任|所任|任职|工作)?(?:职位|职务|岗位)(?:名称)?"
    ),
    "period": (
        r"(?:employment |employed )?(?:period|dates?|duration|time|years?)(?: of employment| employed| of service)?|employed|tenure|in post"
        r"|(?:起止|任职|工作|在职|服务)?(?:时间|年月|日期|期间|起讫)|起止年月"
    ),
    "start": r"from|start(?:ed|ing)?(?: date)?|date (?:joined|started|from)|joined|入职(?:时间|日期)|开始(?:时间|日期)|起始(?:时间|日期)",
    "end": r"to|until|till|end(?:ed)?(?: date)?|date (?:left|ended|to)|left|离职(?:时间|日期)|结束(?:时间|日期)|截止(?:时间|日期)",
    "other": (
        r"duties|main duties|key duties|responsibilities|key responsibilities|summary|description|tasks|achievements|reason for leaving"
        r"|salary|supervisor|references?|location|place|department|industry|type|hours"
        r"|(?:主要)?(?:职责|业绩|工作内容|工作描述|职责描述)|部门|所在部门|行业|证明人|离职原因|薪资|月薪|地点|工作地点|性质"
    ),
}
FIELD = re.compile(
    r"(?:^|(?<=[\s|;,]))(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in LABELS.items()) + r")[ ]?(?::|\t|\.{3,})\s*",
    re.IGNORECASE,
)
OPEN_END = re.compile(r"[\s\-–—.…/]*(?:n/?a|无)?[\s.]*", re.IGNORECASE)  # “End: --” is how forms print a job that goes on
WORK = (SectionKind.EXPERIENCE, SectionKind.INTERNSHIP, SectionKind.VOLUNTEERING)
TRAILING = " \t|;,、·"


@dataclass(slots=True)
class Form:
    """The fields of one engagement while they are being collected: kind → (start, end) in the document."""

    section: SectionKind
    above: TextLine | None = None
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: list[TextLine] = field(default_factory=list)
    body: list[TextLine] = field(default_factory=list)
    closed: bool = False

    @property
    def tells(self) -> bool:
        """Tell whether the fields are an engagement rather than some other form."""
        named = "title" in self.fields or "employer" in self.fields
        return named and bool({"period", "start"} & self.fields.keys())


def find_labelled(document: Document, placed: list[Placed], *, now: PartialDate) -> tuple[Experience, ...]:
    """Read the engagements that a résumé gives as labelled fields.

    Args:
        document: the résumé, for verbatim quotes.
        placed: its lines, each with its section.
        now: the last full month; what is current runs through it.
    """
    found = [_record(document, form, now=now) for form in _forms(placed) if form.tells]
    return tuple(entry for entry in found if entry.start is not None)


def _forms(placed: list[Placed]) -> list[Form]:
    forms: list[Form] = []
    loose: TextLine | None = None
    for item in placed:
        fields = _fields(item.line)
        if not fields:
            loose = None if _is_heading(item) else item.line
            if forms and (_is_heading(item) or forms[-1].closed):
                forms[-1].closed = True
            elif forms:
                forms[-1].body.append(item.line)
            continue
        for kind, span in fields:
            if not forms or forms[-1].closed or (kind != "other" and kind in forms[-1].fields):
                forms.append(_begun(item, loose, forms))
            if kind == "other":
                forms[-1].body += [item.line] if forms[-1].tells and len(fields) == 1 else []
            else:
                forms[-1].fields[kind] = span
        if item.line not in (*forms[-1].lines, *forms[-1].body):
            forms[-1].lines.append(item.line)
        loose = None
    return forms


def _begun(item: Placed, loose: TextLine | None, forms: list[Form]) -> Form:
    """Begin a form; the unlabelled line right above it is its headline, not the last form's body."""
    if forms and loose is not None and forms[-1].body and forms[-1].body[-1] is loose:
        forms[-1].body.pop()
    return Form(section=item.kind if item.kind in WORK else SectionKind.EXPERIENCE, above=loose)


def _is_heading(item: Placed) -> bool:
    return item.heading is not None and item.heading.inline_at is None


def _fields(line: TextLine) -> list[tuple[str, tuple[int, int]]]:
    """Return the labels of a line in order, each with where its value stands in the document."""
    begin = line.body_at if line.mark else 0
    matches = list(FIELD.finditer(line.view[begin:]))
    if not matches or matches[0].start() > 0:
        return []
    offset = line.start + begin
    ends = [m.start() for m in matches[1:]] + [len(line.view) - begin]
    found = []
    for match, end in zip(matches, ends, strict=True):
        value = line.view[begin + match.end() : begin + end].rstrip(TRAILING)
        found.append((str(match.lastgroup), (offset + match.end(), offset + match.end() + len(value))))
    return found


def _record(document: Document, form: Form, *, now: PartialDate) -> Experience:
    period = _period(document, form)
    title, employer = _text(document, form, "title"), _text(document, form, "employer") or _named_above(document, form)
    lines = [*([form.above] if form.above and "employer" not in form.fields else []), *form.lines]
    return Experience(
        employer=employer,
        title=title,
        start=period.start,
        end=None if period.current else period.end,
        current=period.current,
        months=months_of(period.start, period.end, current=period.current, now=now),
        kind=kind_of(f"{title or ''} {employer or ''}", form.section),
        bullets=tuple(document.evidence(line.start + line.body_at, line.end) for line in form.body),
        evidence=_evidence(document, lines),
    )


def _evidence(document: Document, lines: list[TextLine]) -> tuple[Evidence, ...]:
    return tuple(document.evidence(line.start + line.body_at, line.end) for line in lines)


def _period(document: Document, form: Form) -> Period:
    """Return the dates, which may stand in one field or in two."""
    written = _text(document, form, "period") or ""
    if "start" in form.fields:
        end = _text(document, form, "end") or ""
        written = f"{_text(document, form, 'start')} - {'present' if OPEN_END.fullmatch(end) else end}"
    ranges = [period for _, _, period in find_periods(written) if period.is_range]
    return ranges[0] if ranges else Period(None, None)


def _text(document: Document, form: Form, kind: str) -> str | None:
    start, end = form.fields.get(kind, (0, 0))
    return document.text[start:end].strip() or None


def _named_above(document: Document, form: Form) -> str | None:
    """Return the name on the line above the fields, without the place behind it."""
    if form.above is None or form.above.is_prose or form.above.ranges:
        return None
    line = document.text[form.above.start + form.above.body_at : form.above.end]
    name, _, rest = line.partition(",")
    return (name if rest and is_place(rest.strip()) else line).strip() or None
