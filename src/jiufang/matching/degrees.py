"""Compare the courses of study that a résumé tells of with the degree that a requirement asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
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

IN_PROGRESS = re.compile(
    r"在读|在考|未毕业|预计.{0,10}毕业|将于.{0,10}毕业|还差|剩.{0,6}(?:门|论文)|函授.{0,4}在读|尚未(?:毕业|取得|拿到)|\bexpected\b|\bin progress\b|\bcandidate\b|\bpursuing\b|\benrol+ed\b|\bcurrently (?:studying|reading|doing)\b|\bunfinished\b|\bto be (?:awarded|completed)\b|\bgraduating\b|\bdue (?:in )?20|\bongoing\b|\bstudent\b|\bABD\b|\bpart completed\b|\bof \w+ (?:modules|units|papers|credits)\b|\bremaining\b|\bpresent\b|至今",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"肄业|退学|辍学|中途|结业(?!证书)|未获|没拿到|未取得|只拿|放弃|未录取|落榜|\bdiscontinued\b|\bdropped out\b|\bwithdrew\b|\bleft (?:in|before|after|without)\b|\bdid not (?:finish|complete|graduate|go on)|\bnot (?:completed|finished|awarded)\b|\bno degree\b|\bsemesters? only\b|\bnever (?:finished|completed|graduated)",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"打算|计划|准备(?:报|考)|拟|明年|考研中|备考|\bplan(?:s|ning)?\b|\bintend|\bapplying\b|\bapplied to\b|\bhope", re.IGNORECASE
)
FULL_TIME = re.compile(r"全日制|统招|第一学历|\bfull[- ]time\b", re.IGNORECASE)
NOT_FULL = re.compile(
    r"非全日制|函授|自考|成人|夜大|网络教育|电大|开放大学|在职|业余|专升本.{0,4}(?:函授|成人)|\bpart[- ]time\b|\bdistance\b|\bevening\b",
    re.IGNORECASE,
)
FULL_OK = re.compile(r"含(?:非全日制|成人|自考|函授|专升本)|非全日制(?:亦|也|均)?可|专升本(?:亦|也|均)?可|自考|成人本科", re.IGNORECASE)
OPEN_FIELD = re.compile(r"专业不限|不限专业|any (?:field|discipline|subject|major)|相关|related|or similar|equivalent", re.IGNORECASE)
OTHERS = re.compile(r"父亲|母亲|妻子|丈夫|爱人|女儿|儿子|employer|wife|husband|father|mother|brother|sister", re.IGNORECASE)
NO_FIELD = re.compile(
    r"毕业|学位|统招|留服|认证|国家|高校|院校|海外|学历|本科|专科|知名|方向|学院|相关|类$|双学士|degree|universit|college|school|complet|award|accredit|graduat|honou?rs|gpa|recogni|equivalent|foreign|discipline|subject|another|other|first|class|minimum|two-year|four-year|finished|needed",
    re.IGNORECASE,
)
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
        return NOTHING
    fitting = [s for s in studies if s.level.rank >= asked.rank]
    done = [s for s in fitting if s.status == "done" and _mode_fits(need, s)]
    in_field = [s for s in done if not fields or _field_fits(fields, s, similarities)]
    if in_field:
        return _outcome(Verdict.MET, in_field[-1:], view, fields)
    progress = [s for s in fitting if s.status == "progress" and (not fields or _field_fits(fields, s, similarities))]
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
        levels = _levels(sentence.text)
        if levels:
            found += _read(sentence, levels)
    return found


def _given(study: GivenStudy, view: View) -> Study:
    """Take a course of study as the feature record gives it."""
    states = {"completed": "done", "in_progress": "progress", "planned": "planned", "withdrawn": "left"}
    span = (min(e.start for e in study.evidence), max(e.end for e in study.evidence)) if study.evidence else (0, 0)
    told = [s.text for s in view.statements if s.offset < span[1] and s.offset + len(s.verbatim) > span[0]]
    return Study(study.level, " ".join([study.field or "", *told]), span, states[study.status.value], study.full_time is False)


def _read(sentence: Sentence, levels: list[tuple[Degree, int]]) -> list[Study]:
    groups = _segments(sentence, [at for _, at in levels])
    studies = []
    for start, end in groups:
        text = sentence.text[start:end]
        inside = [level for level, at in levels if start <= at < end]
        if inside and not _about_school_only(text):
            span = place(sentence.statement, sentence.start + start, sentence.start + end)
            studies.append(Study(_named_level(text, inside), text, span, _status(text), bool(NOT_FULL.search(text))))
    return studies


def _segments(sentence: Sentence, places: list[int]) -> list[tuple[int, int]]:
    """Cut a sentence that tells of several degrees at the separators between them."""
    cuts = [0]
    for first, second in pairwise(places):
        between = sentence.text[first:second]
        gaps = [m.start() for m in re.finditer(r"[；;，,。/|]|\s{2,}|\.\s", between)]
        if gaps:
            cuts.append(first + gaps[0] + 1)
    cuts.append(len(sentence.text))
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _named_level(text: str, inside: list[Degree]) -> Degree:
    if re.search(r"专升本", text):
        return Degree.BACHELOR
    return max(inside, key=lambda level: level.rank)


def _about_school_only(text: str) -> bool:
    return bool(re.search(r"研究生导师|本科生?(?:教学|课程|导师|院校)|硕士生?导师|bachelor party", text))


def _status(text: str) -> str:
    if LEFT.search(text):
        return "left"
    if PLANNED.search(text) and not re.search(r"毕业", text):
        return "planned"
    if IN_PROGRESS.search(text) and not re.search(r"已毕业|awarded|graduated|毕业于", text):
        return "progress"
    if stance_pattern("negation", "both").search(text) and re.search(r"学位|degree|毕业", text):
        return "left"
    return "done"


def _levels(text: str) -> list[tuple[Degree, int]]:
    found = [(level, start) for start, _, level in find_degrees(text)]
    for level, pattern in _patterns():
        found += [(level, m.start()) for m in pattern.finditer(text)]
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


def _field_fits(fields: tuple[Unit, ...], study: Study, similarities: Similarities) -> bool:
    bag = bag_of(study.text)
    if any(coverage((u,), [(1.0, bag)]) >= FIELD_MATCH for u in fields):
        return True
    asked = " ".join(u.word for u in fields)
    return any(family.search(asked) and members.search(study.text) for family, members in _families())


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(row[0], re.IGNORECASE), re.compile(row[1], re.IGNORECASE)) for row in read_rows("fields.tsv"))
