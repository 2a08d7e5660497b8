"""Turn what a clause says of a language into a place on the scale from nothing (0) to the mother tongue (6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.language_tests import is_cloud, level_shown, load_tests
from jiufang.matching.lexicon import read_rows
from jiufang.matching.stance import is_list, stance

GOOD = 4.0  # from here a word is not outweighed by a test
WEAK = 2.5  # up to here a word outweighs a better one beside it: “基础日语，能流利问候”
BY_OTHERS_LEVEL = 2.5
PARTLY = 3.0  # understands and does not speak, speaks and does not write: some of it
USED = 4.5  # worked in the language
NATIVE = 6.0
NAMED_ONLY = 3.6  # the language is named and nothing said of how well
LONG_LIST = 60
FEW_WORDS = re.compile(
    r"(?:几个|简单的?|零星|个别)(?:单词|词|词汇)|单词的?水平|字母|只(?:记得|会|认识)|忘(?:光|得差不多)|\b(?:say )?hello\b|\bgreet\w*\b|\bcount to\b|\bsemesters?\b|\bhigh[- ]school\b|\bcan order\b|\bphrase\w*\b"
    r"|会?说?(?:欢迎光临|你好|谢谢)|皮毛|几句|两句|\ba (?:few|couple of|handful of) (?:words|phrases|sentences)\b|\b(?:one|two|three) words\b|\bmenus?\b|\bbeers?\b|\bcervezas?\b|\bscript only\b|\bstops at\b|\bpurposes only\b|\bdropped\b|\bholiday\b|\btourist\b|\bduolingo\b",
    re.IGNORECASE,
)
BY_OTHERS = re.compile(
    r"靠[^，。；]{0,8}(?:翻译|转译)|(?:同事|翻译)[^，。；]{0,4}(?:转译|代|帮)|(?:由|找|请|要叫?|有|带)[^，。；]{0,4}翻译(?!过|了|工作|硕|专业|本科)|\b(?:use|with|through|via|have|had|using|need|needs) (?:an? |the )?(?:interpreter|translator|translation)|\bproofread"
    r"|仍?需(?:要)?(?:借助)?翻译",
    re.IGNORECASE,
)
NOT_THE_TONGUE = re.compile(
    r"\b(?:county|restaurant|grill|kitchen|cuisine|table|food|bakery|menu|market|literature department|translation software)\b"
    r"|(?:儿子|女儿|孩子|太太|老婆|丈夫|同事|室友)[^，。；]{0,6}(?:学|说|会)|\b(?:my|her|his) (?:son|daughter|wife|husband|colleague|boss)\b",
    re.IGNORECASE,
)
# A language before a noun that is no way of using it is an adjective: “Hmong neighbourhood”, “Greek taverna”.
ADJECTIVE = re.compile(
    r"[ -](?!(?:native|fluen|speak|spoke|language|and\b|or\b|at\b|from\b|to\b|in\b|is\b|was\b|with\b|for\b|as\b|on\b|by\b|since|only|read|writ|good|basic|conversation|mother|first|second|both|interpret|translat|level|calls?\b|emails?|skills?|proficien|too\b|also|daily|my\b|we\b|because|every|school|degree|graduate|studies|major|exam|test|certificate|advanced|intermediate|excellent|very|quite|well\b))[a-z]+",
)
ONE_SIDE = re.compile(
    r"(?:听得懂|能听|听懂|可读|能读|能看|看得懂)[^。；]{0,8}(?:不(?:太|大|怎么)?(?:会|能)?说|不会讲|不(?:太|大)?会讲|口语(?:一般|较?弱|差|不行))|口语[^，。；]{0,3}(?:一般|较弱|差|不行|吃力)"
    r"|\b(?:underst\w+|follow\w*|read)\b[^.;]{0,24}\b(?:don[’']t|do not|not|cannot|can[’']t) (?:really )?(?:speak|talk|write)|\bnot confident\b|\bspoken a bit\b",
    re.IGNORECASE,
)
NO_WRITING = re.compile(
    r"不会写|不能写|书写不|写作不|\b(?:can(?:not|[’']t)|don[’']t|do not|not) (?:read or )?write\b|\bspoken only\b|\bnot written\b",
    re.IGNORECASE,
)
NO_SPEAKING = re.compile(
    r"不(?:太|大)?会(?:说|讲)|哑巴|口语(?:较?弱|较?差|吃力|不行|没练|零)|电话[^，。；]{0,4}吃力|开会[^，。；]{0,4}翻译|\b(?:can(?:not|[’']t)|don[’']t|do not|not) speak\b|\breads? only\b|\breading only\b",
    re.IGNORECASE,
)
WEAKENED = re.compile(r"较弱|吃力|需(?:要)?翻译|靠翻译|不行|较差|不流利|哑巴|看个大概", re.IGNORECASE)
STRONG_WORD = re.compile(r"fluent|流利|native|母语|advanced", re.IGNORECASE)
AT_WORK = re.compile(
    r"(?<![应信作])用|使用|沟通|交流|谈判|会议|邮件|对接|授课|演讲|撰写|文献|客户|汇报|全程|采访|讲解|带团|字幕|calls|meetings|negotiat|present|wrote|written|spoken|clients|customers|translat|interpret|\bfiles\b|\bspeak\w*\b|\bcounsel",
    re.IGNORECASE,
)
IN_IT = re.compile(r"\b(?:in|into|from|with)(?: [a-z]+ and)? $", re.IGNORECASE)
SCHOOLED = re.compile(r"[语文](?:专业)?[，,、]?\s?(?:本科|硕士|研究生)|\b(?:BA|MA|degree) (?:in|\()", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one clause tells of a language; `sides` are the skills that it denies, speaking and writing, `heard` the level less that denial."""

    level: float
    clause: Clause
    sure: float
    sides: frozenset[str] = frozenset()
    heard: float = 0.0


@lru_cache(maxsize=1)
def load_names() -> dict[str, re.Pattern[str]]:
    """Return the languages of `languages.tsv`, a pattern a code."""
    return {row[1]: re.compile(row[2], re.IGNORECASE) for row in read_rows("languages.tsv") if row[0] == "name"}


@lru_cache(maxsize=1)
def load_families() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Return (codes, pattern) of the families, any language of which will do."""
    rows = [row for row in read_rows("languages.tsv") if row[0] == "family"]
    return tuple((tuple(row[1].split()), re.compile(row[2], re.IGNORECASE)) for row in rows)


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[float, re.Pattern[str]], ...]:
    rows = [row for row in read_rows("languages.tsv") if row[0] == "word"]
    return tuple((float(row[1]), re.compile(row[2], re.IGNORECASE)) for row in rows)


@lru_cache(maxsize=20000)
def levels_told(text: str) -> tuple[float, ...]:
    """Return the levels that the words of a text tell of, best first."""
    return tuple(level for level, pattern in _words() if pattern.search(text))


def spoken(code: str, sentence: Sentence, clause: Clause) -> Spoken | None:
    """Return what a clause tells of a language, None when it does not tell of it.

    Args:
        code: the language, as in `languages.tsv`.
        sentence: the sentence that the clause belongs to.
        clause: the clause.
    """
    scores = [lv for t in load_tests() if t.language == code and (lv := level_shown(t, clause, sentence)) is not None]
    named = load_names()[code].search(clause.text)
    if not (named or scores) or is_cloud(sentence):
        return None
    if not scores and (
        (NOT_THE_TONGUE.search(clause.text) and not FEW_WORDS.search(clause.text))
        or (is_list(clause.text, clause.text) and len(clause.text) > LONG_LIST)
    ):
        return None
    rest = _rest(sentence, clause, code)
    if scores:
        return Spoken(max([*scores, *(t for t in levels_told(clause.text) if t >= GOOD)]), clause, 1.0)
    assert named is not None
    return _in_words(_own_part(clause, named, code), rest, clause, sentence, named)


def _in_words(near: str, rest: str, clause: Clause, sentence: Sentence, named: re.Match[str]) -> Spoken | None:
    told = levels_told(near) or levels_told(rest)
    both = f"{near} {rest}"
    if not STRONG_WORD.search(near) and FEW_WORDS.search(near):
        return Spoken(1.0, clause, 1.0)
    sides = frozenset(side for side, cue in (("speaking", NO_SPEAKING), ("writing", NO_WRITING)) if cue.search(both))
    if ONE_SIDE.search(both) or (sides and told and max(told) >= WEAK):
        return Spoken(PARTLY, clause, 1.0, sides, max([PARTLY, *told]))
    held = stance(clause, named.span(), _following(sentence, clause))
    if held.denied:
        return Spoken(0.0, clause, 1.0)
    if BY_OTHERS.search(both) or WEAKENED.search(both):
        return Spoken(BY_OTHERS_LEVEL, clause, 1.0)
    if told:
        return Spoken(min(told) if min(told) <= WEAK and max(told) < NATIVE else max(told), clause, 1.0)
    if held.planned or held.learning:
        return Spoken(1.0, clause, 0.8)
    if ADJECTIVE.match(clause.text[named.end() :]):
        return None
    if AT_WORK.search(near) or SCHOOLED.search(clause.text) or IN_IT.search(clause.text[: named.start()]):
        return Spoken(USED, clause, 0.7)
    return Spoken(NAMED_ONLY, clause, 0.3)


def _own_part(clause: Clause, named: re.Match[str], code: str) -> str:
    """Return the part of a clause that is about one language: “Danish native · English C1 · German B1” has three."""
    parts = [m.span() for m in re.finditer(r"[^;；/／·、+]+", clause.text)]
    own = next(((a, b) for a, b in parts if a <= named.start() < b), (0, len(clause.text)))
    part = clause.text[own[0] : own[1]]
    return part if levels_told(part) else clause.text


def _following(sentence: Sentence, clause: Clause) -> Sequence[Clause]:
    return sentence.clauses[clause.order - sentence.clauses[0].order + 1 :]


def _rest(sentence: Sentence, clause: Clause, code: str) -> str:
    """Return the clauses after this one up to the next language: “英语（CET-4，阅读尚可，口语较弱）”."""
    rest = []
    for other in _following(sentence, clause):
        if any(p.search(other.text) for c, p in load_names().items() if c != code):
            break
        rest.append(other.text)
    return " ".join(rest[:3])
