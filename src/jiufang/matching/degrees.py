"""Compare the courses of study that a résumé tells of with the degree that a requirement asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from jiufang.matching.clauses import Sentence, place
from jiufang.matching.lexicon import read_rows, stance_pattern
from jiufang.matching.needs import Need
from jiufang.matching.outcome import NOTHING, Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.topics import DULL_WEIGHT, Unit, bag_of, coverage, units_of
from jiufang.matching.underline import degree_words
from jiufang.matching.view import View
from jiufang.profiles.features import Study as GivenStudy
from jiufang.profiles.records import SectionKind
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.text.dates import last_full_month
from jiufang.text.periods import find_periods

IN_PROGRESS = re.compile(
    r"在读|就读(?!于)|在考|未毕业|攻读|正在读|在职读|入学|预计.{0,10}毕业|将于.{0,10}毕业|还差|[缺差剩].{0,6}(?:门|论文|学分)|(?:课程|学分).{0,2}(?:已?修完|修满|读完|过半|结束)|论文.{0,4}(?:未|没|在写|开题|待|进行|撰写)|(?:未|没|待|尚未)(?:.{0,2})(?:答辩|毕业|取得|拿到|发证)|开题|第[一二三四五六\d]学?年(?!级)|[研大博硕][一二三四](?![\u4e00-\u9fff]{0,2}毕业)|学位证?书?.{0,3}(?:没|未)|没有?(?:学士|硕士|博士)?学位|(?:未|没)(?:有)?(?:拿到?|取得|获得?).{0,4}学位"
    r"|\bexpected\b|\bin progress\b|\bcandidate\b|\bpursuing\b|\benrol+ed\b|\bcurrently (?:studying|reading|doing)\b|\bunfinished\b|\bto be (?:awarded|completed|submitted)\b|\bgraduating\b|\b(?:due|finish(?:ing|es)|complet(?:ing|es)|ends?) (?:in )?(?:\w+ )?20\d\d|\bongoing\b|\bstudent\b|\bstudying\b|\btrainee\b|\bABD\b|\bpart completed\b|\bremaining\b|\bpresent\b|至今"
    r"|\b(?:year|term|semester|module)s? (?:\d|one|two|three|four|five|six) of\b|\b(?:first|second|third|fourth|fifth|sixth|final|1st|2nd|3rd|\dth|\d|one|two|three|four|five|six) of (?:the )?(?:\d+|two|three|four|five|six|seven|eight|ten|twelve)\b|\b(?:first|second|third|fourth|fifth|final)[- ]year (?:of|student)\b|\b\d+ of \d+ (?:credits|modules|units|papers|years|terms)\b|\bof \w+ (?:modules|units|papers|credits)\b"
    r"|\b(?:thesis|dissertation)\b.{0,12}\b(?:pending|due|outstanding|to (?:come|write|be)|left|unsubmitted)\b|\bcompletion program\w*|\b(?:started|began|begun) (?:in )?(?:\w+ )?20\d\d|\bstill to\b",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"肄业|退学|弃读|辍学|中途|结业(?!证书)|未获|没拿到|未取得|只拿|放弃|未录取|落榜|\bdiscontinued\b|\bdropped out\b|\bwithdrew\b|\bleft (?:in|before|after|without)\b|\bdid not (?:finish|complete|graduate|go on)|\bnot (?:completed|finished|awarded)\b|\bno degree\b|\b(?:then|and|later) (?:stopped|dropped|left|quit)\b|\babandoned\b|\bgave (?:it )?up\b|\bsemesters? only\b|\bnever (?:finished|completed|graduated)",
    re.IGNORECASE,
)
# All was done but the last step: part of the degree is there.
NEARLY = re.compile(
    r"(?:课程|学分|全部).{0,4}(?:修完|修满|读完|合格)|学位证|(?:没有?|未)(?:.{0,4})学士学位|论文.{0,4}(?:未|没)|\b(?:thesis|dissertation)\b|\b[a-z]+ of \w+ (?:modules|papers|units)",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"打算|计划|报了?名|(?:没有?|未)(?:去)?入学|准备(?:报|考)|拟|报读|(?:还|尚)?(?:没有?|未)开学|明年|考研中|备考|\bplan(?:s|ning)?\b|\bintend|\bapplying\b|\bapplied to\b|\bhope",
    re.IGNORECASE,
)
FULL_TIME = re.compile(r"全日制|统招|第一学历|\bfull[- ]time\b", re.IGNORECASE)
NOT_FULL = re.compile(
    r"非全日制|函授|自考|成人|夜大|网络教育|电大|开放大学|在职|业余|专升本.{0,4}(?:函授|成人)|\bpart[- ]time\b|\bdistance\b|\bevening\b",
    re.IGNORECASE,
)
FULL_OK = re.compile(
    r"不限(?:全日制|统招|学习形式|形式)|全日制不限|含(?:非全日制|成人|自考|函授|专升本)|非全日制(?:亦|也|均)?可|专升本(?:亦|也|均)?可|自考|成人本科",
    re.IGNORECASE,
)
OPEN_FIELD = re.compile(r"专业不限|不限专业|any (?:field|discipline|subject|major)|or similar|equivalent", re.IGNORECASE)
OTHERS = re.compile(r"父亲|母亲|妻子|丈夫|爱人|女儿|儿子|employer|wife|husband|father|mother|brother|sister", re.IGNORECASE)
# The level is named to be denied: "hold no bachelor's degree", “没有再读本科”.
REFUSED = re.compile(
    r"(?:没有?|未|不)(?:再|去|能|想|打算|准备|继续)*(?:读|上|考|念|拿|取得)?(?:过|到)?(?:本科|硕士|研究生|博士|学士)|\b(?:no|without a|not a|never (?:did|had|took|finished|completed) (?:a|an|the|my)) (?:(?!in\b)\w+ )?(?:bachelor|master|doctor|ph\.?d|degree)|\b(?:bachelor|master)[’']?s?(?: degree)? (?:is|was|are) (?:not|never)\b|\b(?:bachelor|master)[’']?s?(?: degree)?:? (?:none|not planned|not started)\b",
    re.IGNORECASE,
)
NO_FIELD = re.compile(
    r"^educated$|毕业|学位|统招|留服|认证|国家|高校|院校|海外|学历|本科|专科|知名|方向|学院|相关|类$|双学士|degree|universit|college|school|complet|award|accredit|graduat|honou?rs|gpa|recogni|equivalent|foreign|discipline|subject|another|other|first|class|minimum|two-year|four-year|finished|needed|mode|stud(?:y|ies)$|certificat|qualif|valid|higher|above|must|须|教育部|学制|国外|限$|hold|verified|at least|level|years?$",
    re.IGNORECASE,
)
# The person says outright that there was no such schooling.
UNSCHOOLED = re.compile(
    r"\b(?:no|without a|never (?:had|got|took) a) (?:(?:\w+ ){0,2}degree|(?:law|film|art|medical|business|graduate) school|college|university|diploma|qualifications?)\b|\bleft school\b|\bnever (?:went|been) to (?:college|university)\b|\bdid not (?:go to|attend) (?:college|university)\b|\bdropped out of (?:school|secondary|high school)\b|\bschooling ended\b"
    r"|初中(?:毕业|文化|学历|肄业)|(?<![\u4e00-\u9fff])初中(?![\u4e00-\u9fff])|小学(?:毕业|文化|学历)|初[一二三](?:辍学|没读完|就)|没(?:有)?(?:上过?|读过?|念过?)(?:过)?(?:大学|高中|大专|本科|技校|[\u4e00-\u9fff]{0,4}(?:学校|学院))|(?:没有|无)(?:任何)?(?:学历|文凭|学位)",
    re.IGNORECASE,
)
SCHOOLING = re.compile(r"学历|本科|大专|高中|中专|degree|bachelor|master|diploma|doctor|graduat|专业|HN[CD]|毕业", re.IGNORECASE)
# A degree without a word for its level.
PLAIN_DEGREE = re.compile(
    r"(?<!\bno )(?<!\bany )(?<!\bthe )\b[a-z]{4,} (?:\w+ )?degree\b|\bdegree in\b|\bIng\. ?\(|\bing[ée]nieur\b|\bstudent\b[^.;]{0,60}\byear \w+ of \w+|大[一二三四](?:在读|学生)",
    re.IGNORECASE,
)
ABBREVIATED = re.compile(
    r"(?:B\.? ?Tech|M\.? ?Tech|B\.? ?Comm?|M\.? ?Comm?|B\.? ?Sc|M\.? ?Sc|B\.? ?Eng|M\.? ?Eng|B\.? ?Arch|Dipl|Dr|rer|nat)$", re.IGNORECASE
)
SHORT_SENTENCE = 40  # code points: an abbreviation ends only a short one
ENDS_LATER = re.compile(r"毕业|发证|发放|拿证|取得|答辩|年\d{1,2}月发|award|graduat|complet|finish|due|until|to\b|[-–—~至]", re.IGNORECASE)
YEAR_END = 2  # months: a bare year is taken to its end, so what ends within the year of reading may be over
FIELD_MATCH = 0.34
UNREAD = frozenset({SectionKind.SKILLS, SectionKind.CERTIFICATES, SectionKind.LANGUAGES, SectionKind.OBJECTIVE})


@dataclass(frozen=True, slots=True)
class Study:
    """A course of study: its level, whether it ended with a degree, and where the résumé says so."""

    level: Degree
    text: str
    span: tuple[int, int]
    status: str  # done, progress, left, planned
    part: bool


def check_degree(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return how the degrees told compare with the degree asked for; a lower one stated speaks against."""
    asked = need.requirement.degree or asked_level(need.text)
    studies = studies_of(view)
    fields = _fields(need)
    if not studies:
        return _unschooled(view)
    fitting = [s for s in studies if s.level.rank >= asked.rank]
    done = [s for s in fitting if s.status == "done" and _mode_fits(need, s)]
    in_field = [s for s in done if _in_field(fields, s, studies, similarities)]
    if in_field:
        return _outcome(Verdict.MET, in_field[-1:], view, fields)
    progress = [s for s in fitting if s.status == "progress" and _in_field(fields, s, studies, similarities)]
    if progress and _mode_fits(need, progress[0]):
        return _outcome(Verdict.PARTIAL, progress[:1], view, fields)
    if done:
        return _outcome(
            Verdict.PARTIAL if OPEN_FIELD.search(need.text) or need.requirement.must is False else Verdict.CONTRADICTED,
            done[:1],
            view,
            fields,
        )
    lower = sorted(studies, key=lambda s: -s.level.rank)
    return _outcome(Verdict.CONTRADICTED, lower[:1], view, fields)


def _unschooled(view: View) -> Outcome:
    """Hear who says outright to have no degree, or no more than the school everybody leaves."""
    told = next((s for s in view.sentences if UNSCHOOLED.search(s.text) and not OTHERS.search(s.text)), None)
    return Outcome(Verdict.CONTRADICTED, view.quote([told.span]), 0.75, "degree") if told else NOTHING


def _outcome(verdict: Verdict, studies: list[Study], view: View, fields: tuple[Unit, ...]) -> Outcome:
    return Outcome(verdict, view.quote([_underlined(s, view, fields) for s in studies]), 0.85, "degree")


def _underlined(study: Study, view: View, fields: tuple[Unit, ...]) -> tuple[int, int]:
    first, last = study.span
    start, end = degree_words(view.document.text[first:last], fields)
    return first + start, first + end


def _mode_fits(need: Need, study: Study) -> bool:
    return not (FULL_TIME.search(need.text) and not FULL_OK.search(need.text) and study.part)


def asked_level(text: str) -> Degree:
    """Return the lowest level that a requirement's words accept."""
    found = [level for level, _ in _levels(text)]
    return min(found, key=lambda level: level.rank) if found else Degree.BACHELOR


def studies_of(view: View) -> list[Study]:
    """Return the courses of study that the sentences tell of."""
    if view.degrees:
        return [_given(study, view) for study in view.degrees if study.level.rank > 0]
    found = []
    for sentence in view.sentences:
        if sentence.statement.section in UNREAD or OTHERS.search(sentence.text):
            continue
        levels = _held(sentence.text)
        if not levels and PLAIN_DEGREE.search(sentence.text) and not UNSCHOOLED.search(sentence.text):
            levels = [(Degree.BACHELOR, 0)]
        if levels:
            found += _read(_whole(sentence), levels, view.as_of)
    return found


def _given(study: GivenStudy, view: View) -> Study:
    """Take a course of study as the feature record gives it."""
    states = {"completed": "done", "in_progress": "progress", "planned": "planned", "withdrawn": "left"}
    span = (min(e.start for e in study.evidence), max(e.end for e in study.evidence)) if study.evidence else (0, 0)
    told = [s.text for s in view.statements if s.offset < span[1] and s.offset + len(s.verbatim) > span[0]]
    return Study(
        study.level,
        " ".join([study.field or "", *told]),
        span,
        _given_status(study, states[study.status.value], view),
        study.full_time is False,
    )


def _given_status(study: GivenStudy, status: str, view: View) -> str:
    """Take back a degree whose level the quoted words only deny."""
    words = " ".join(view.document.text[e.start : e.end] for e in study.evidence)
    refused = REFUSED.search(words)
    return "left" if refused and not any(level.rank >= study.level.rank for level, _ in _levels(REFUSED.sub(" ", words))) else status


def _whole(sentence: Sentence) -> Sentence:
    """Give back what the full stop of an abbreviation cut off: "B.Tech. Food Technology", "Dr. rer. nat. in Pharmacy"."""
    said = sentence.statement.text
    if sentence.end - sentence.start > SHORT_SENTENCE or not ABBREVIATED.search(sentence.text):
        return sentence
    end = min((at for at in (said.find(mark, sentence.end + 1) for mark in ";；。\n") if at > 0), default=len(said))
    return replace(sentence, text=said[sentence.start : end], end=end)


def _read(sentence: Sentence, levels: list[tuple[Degree, int]], as_of: str) -> list[Study]:
    groups = _segments(sentence, [at for _, at in levels])
    studies = []
    for start, end in groups:
        text = sentence.text[start:end]
        inside = [level for level, at in levels if start <= at < end]
        if inside and not _about_school_only(text):
            span = place(sentence.statement, sentence.start + start, sentence.start + end)
            studies.append(Study(_named_level(text, inside), text, span, _status(text, as_of), bool(NOT_FULL.search(text))))
    return studies


def _segments(sentence: Sentence, places: list[int]) -> list[tuple[int, int]]:
    """Cut a sentence that tells of several degrees at the separators between them."""
    cuts = [0]
    for first, second in pairwise(places):
        between = sentence.text[first:second]
        strong = [m.start() for m in re.finditer(r"[；;。|→]|\s{2,}|\.\s", between)]
        weak = [m.start() for m in re.finditer(r"[，,/](?![^（(]*[）)])", between)]
        if strong or weak:
            cuts.append(first + (strong[0] if strong else weak[-1]) + 1)
    cuts.append(len(sentence.text))
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _named_level(text: str, inside: list[Degree]) -> Degree:
    if re.search(r"专升本", text):
        return Degree.BACHELOR
    return max(inside, key=lambda level: level.rank)


def _about_school_only(text: str) -> bool:
    return bool(
        re.search(
            r"研究生导师|(?:指导|带教?|面向|辅导|教)[^，。]{0,4}(?:本科|硕士|研究生)|本科(?:生|实习生)|本科生?(?:教学|课程|导师|院校)|硕士生?导师|bachelor party",
            text,
        )
    )


def _status(text: str, as_of: str) -> str:
    if REFUSED.search(text) and not _levels(REFUSED.sub(" ", text)):
        return "left"
    if LEFT.search(text) and not NEARLY.search(text):
        return "left"
    if ENDS_LATER.search(text) and _ends_after(text, as_of):
        return "progress"
    if PLANNED.search(text) and not re.search(r"毕业", text):
        return "planned"
    if IN_PROGRESS.search(text) and not re.search(r"已毕业|(?<!be )awarded|graduated|毕业于|已取得|已获", text):
        return "progress"
    if stance_pattern("negation", "both").search(text) and re.search(r"学位|degree|毕业", text):
        return "left"
    return "done"


def _ends_after(text: str, as_of: str) -> bool:
    """Tell whether the last date told of a course lies well ahead."""
    last = last_full_month(as_of).last_month
    ends = (p.end or p.start for _, _, p in find_periods(text) if not p.current)
    return any(end is not None and end.last_month > last + YEAR_END for end in ends)


def _held(text: str) -> list[tuple[Degree, int]]:
    """Return the levels that a text names, without those that it only denies beside others."""
    return _levels(REFUSED.sub(lambda denied: " " * len(denied.group()), text)) or _levels(text)


def _levels(text: str) -> list[tuple[Degree, int]]:
    named = find_degrees(text)
    found = [(level, start) for start, _, level in named]
    for level, pattern in _patterns():
        # "Master's degree in" names one level, not two.
        inside = [m.start() for m in pattern.finditer(text) if not any(a <= m.start() <= b + 1 for a, b, _ in named)]
        found += [(level, start) for start in inside]
    return sorted(found, key=lambda f: f[1])


_CACHE: list[tuple[Degree, re.Pattern[str]]] = []


def _patterns() -> list[tuple[Degree, re.Pattern[str]]]:
    if not _CACHE:
        _CACHE.extend((Degree(row[0]), re.compile(row[1], re.IGNORECASE if row[2] == "i" else 0)) for row in read_rows("degrees.tsv"))
    return _CACHE


def _fields(need: Need) -> tuple[Unit, ...]:
    if need.requirement.fields:
        return units_of(" ".join(need.requirement.fields))
    text = need.text
    for start, end, _ in reversed(find_degrees(text)):
        text = f"{text[:start]} {text[end:]}"
    for _, pattern in _patterns():
        text = pattern.sub(" ", text)
    units = units_of(FULL_OK.sub(" ", FULL_TIME.sub(" ", text)))
    return tuple(u for u in units if u.weight >= DULL_WEIGHT and not NO_FIELD.search(u.word))


def _in_field(fields: tuple[Unit, ...], study: Study, studies: Sequence[Study], similarities: Similarities) -> bool:
    """Tell whether a course is in a field asked for; one that names no field goes on with what was studied before."""
    if not fields or _field_fits(fields, study, similarities):
        return True
    if any(members.search(study.text) for _, members in _families()):
        return False
    return any(_field_fits(fields, other, similarities) for other in studies if other is not study)


def _field_fits(fields: tuple[Unit, ...], study: Study, similarities: Similarities) -> bool:
    bag = bag_of(study.text)
    if any(coverage((u,), [(1.0, bag)]) >= FIELD_MATCH for u in fields):
        return True
    asked = " ".join(u.word for u in fields)
    return any(family.search(asked) and members.search(study.text) for family, members in _families())


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(row[0], re.IGNORECASE), re.compile(row[1], re.IGNORECASE)) for row in read_rows("fields.tsv"))
