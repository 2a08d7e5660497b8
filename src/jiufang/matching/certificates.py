"""Check whether a licence or certificate is held and in force: named, of the right rank, not lapsed, not merely planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jiufang.matching.claims import bystander
from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.needs import ALTERNATIVE, BOTH, Need
from jiufang.matching.outcome import NOTHING, Outcome, worst
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.specialities import agrees, rival
from jiufang.matching.stance import is_list, stance
from jiufang.matching.topics import Unit, bag_of, coverage
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.skills import load_skills
from jiufang.text.dates import last_full_month
from jiufang.text.periods import find_periods
from jiufang.text.tokens import CJK_RUN

HELD_SECTIONS = frozenset({SectionKind.CERTIFICATES, SectionKind.HEADER, SectionKind.EDUCATION, SectionKind.AWARDS})
NAMED = 0.55  # weighted share of the certificate's words that a clause must name
LAPSED = re.compile(
    r"(?<!未)过期|已到期|失效|作废|注销|吊销|逾期|超期|未(?:续|年检|年审|复审|延续)|\blapsed\b|\bexpired\b|\bran out\b|\bout of date\b|\binactive\b|\bretired status\b|\brevoked\b|\bsuspended\b|\bnot renewed\b|\bsurrendered\b|\blet (?:it|that|mine) (?:go|lapse)\b|\blast renewed\b|\bplaced on inactive|\bexpiry passed\b",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"有效期?至?到?|有效至|到期|截至|至|\bvalid\b|\bexpir|\bthrough\b|\bto\b|\buntil\b|\bgood (?:through|until)\b|\bin date\b|\bcurrent\b",
    re.IGNORECASE,
)
HOLDS = re.compile(r"(?:19|20)\d\d|取得|持有|有效|已|\bheld\b|\bhold\b|\bactive\b|\bvalid\b|\bcurrent\b|\bpassed\b", re.IGNORECASE)
PARTWAY = re.compile(
    r"已?过.{0,8}[科门]|[科门]已?过|通过.{0,8}[科门]|还差|尚差|只差|剩|在考|待(?:考|审|公布|面试|评)|笔试(?:已)?通过|理论(?:已)?(?:通过|过)|学习中|在读|培训中|实习期|考试已通过|公示|领证中|备案中|阶段|\bpassed\b.{0,40}\b(?:of|remaining|left|booked|pending|outstanding|to go|not)\b|\bof (?:four|five|six|seven|eight|nine|ten|\d+)\b|\benrol+ed\b|\bin progress\b|\bpending\b|\bbooked\b|\btheory (?:test )?passed\b|\bpart[- ]qualified\b|\bcandidate\b|\bexam(?:s)? (?:in|this|due)\b|\bawaiting\b|\bstill (?:open|to)\b|\boutstanding\b|\bstudying\b|\bmodules\b|\bpermit\b|\bprovisional\b|\btraining underway\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"计划|打算|准备|拟|明年|尚未(?:报|参加|考)|未报名|未参加|暂未|希望|\bplan|\bintend|\bhope|\bnext (?:year|spring|summer|autumn)|\bnot yet\b|\bwould\b|\binterested\b|\bconsidering\b",
    re.IGNORECASE,
)
STILL_TO_COME = re.compile(
    r"\bhope\b|\bbooked\b|\bnot (?:yet )?(?:licen[cs]ed|certified|taken|sat)|\bnot yet\b|\bthis coming\b|\bafter graduation\b|\breading\b|\bstudying for\b|待报名|报名中|打算|计划|明年|尚未|还没(?:有)?(?:考|报|拿)|没有考",
    re.IGNORECASE,
)
SOME_DONE = re.compile(
    r"已?过.{0,8}[科门]|[科门]已?过|通过|\bpassed\b|\bof (?:two|three|four|five|six|\d+)\b|剩|还差|笔试|理论", re.IGNORECASE
)
COURSE_ONLY = re.compile(
    r"培训班|结业证|培训合格证|不是执业|课程(?:结业)?|\bcourse certificate\b|\bcompletion certificate\b|\bworkshop\b|\bprep course\b",
    re.IGNORECASE,
)
MANY_SKILLS = 4  # named skills in one line: no list of certificates
LOWER, KEYED = 0.6, 0.9  # certainty of a lower certificate of the same kind, and of a number or initials alone
CHOICES = re.compile(r"或者?|\bor\b", re.IGNORECASE)
KEY = re.compile(r"(?<![A-Za-z0-9])(?:\d{4,5}|\d{2}(?:st|nd|rd|th)|[A-Z]{3,6}|[A-Z]+\d+[A-Z]?)(?![A-Za-z0-9])")
NO_KEYS = frozenset({"AND", "THE", "FOR", "UK", "USA", "EU", "PRC"})
ORDINAL = re.compile(r"\b(\d{2})(?:st|nd|rd|th)\b")
EQUIVALENT = re.compile(r"同等|等同|相当|equivalent|comparable|similar|等相关", re.IGNORECASE)
PARTS = re.compile(r"[,，、；;]|和|及|与|\+|\band\b|\bplus\b|或者?|/|\bor\b", re.IGNORECASE)


def check_certificate(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return whether the certificates asked for are held and in force as of the view's date."""
    names = _names(need)
    outcomes = [_check_one(need, words, units, view) for words, units in names]
    if not outcomes:
        return NOTHING
    if len(outcomes) > 1 and (BOTH.search(need.text) or (not ALTERNATIVE.search(need.text) and not re.search(r"/", need.text))):
        return worst(outcomes)
    order = [Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, Verdict.NOT_SHOWN]
    return min(outcomes, key=lambda o: (order.index(o.verdict), -o.confidence))


def _names(need: Need) -> list[tuple[str, tuple[Unit, ...]]]:
    """Return (words, units) of each certificate that the requirement names; one when nothing tells them apart."""
    parts = [p for p in PARTS.split(need.text) if load_certificates().find(p)]
    distinct = {m.id for p in parts for m in load_certificates().find(p)}
    if len(parts) >= 2 and len(distinct) >= 2:
        return [(p, tuple(u for u in need.units if u.word in p.lower())) for p in parts]
    choices = [(p, _units(need, p)) for p in CHOICES.split(need.text)] if not distinct else []
    if len(choices) >= 2 and all(units for _, units in choices):
        return choices
    units = tuple(u for u in need.units if u.weight >= 1.0) or need.units
    return [(need.text, units)] if units or distinct or _keys(need.text) else []


def _units(need: Need, words: str) -> tuple[Unit, ...]:
    return tuple(u for u in need.units if u.weight >= 1.0 and u.word in words.lower())


def _check_one(need: Need, words: str, units: Sequence[Unit], view: View) -> Outcome:
    asked = _asked(words)
    found: list[tuple[float, int, Verdict, tuple[int, int]]] = []
    for sentence in view.sentences:
        for number, clause in enumerate(sentence.clauses):
            share = _named(asked, words, units, clause, sentence)
            if share < NAMED:
                continue
            verdict = _read(need, sentence, clause, number, view)
            if share == LOWER and verdict is not Verdict.NOT_SHOWN:
                verdict = Verdict.PARTIAL if HOLDS.search(sentence.text) or verdict is Verdict.MET else Verdict.CONTRADICTED
            found.append((share, -number, verdict, _span(sentence, clause, number)))
    if not found:
        return NOTHING
    rank = {Verdict.MET: 3, Verdict.PARTIAL: 2, Verdict.CONTRADICTED: 1, Verdict.NOT_SHOWN: 0}
    share, _, verdict, span = max(found, key=lambda f: (round(f[0], 1), rank[f[2]], f[1]))
    against = [f for f in found if f[2] is Verdict.CONTRADICTED and f[0] >= share - 0.05]
    if verdict is Verdict.MET and against:  # "RN" after a name says less than "license inactive since 2024"
        share, _, verdict, span = against[0]
    return Outcome(verdict, view.quote([span]) if verdict is not Verdict.NOT_SHOWN else (), share, "certificate")


def _asked(words: str) -> frozenset[str]:
    """Return the taxonomy's certificates that words may mean; in Chinese, CPA is the Chinese one too."""
    asked = {m.id for m in load_certificates().find(words)}
    return frozenset(asked | ({"cpa_cn"} if "cpa_us" in asked and CJK_RUN.search(words) else set()))


@lru_cache(maxsize=20000)
def _held(text: str) -> frozenset[str]:
    return frozenset(m.id for m in load_certificates().find(text))


@lru_cache(maxsize=20000)
def _keys(words: str) -> frozenset[str]:
    """Return the numbers and initials that name a certificate by themselves: 2391, 7671, 18th, NVQ."""
    return frozenset(m.group().lower() for m in KEY.finditer(words) if m.group() not in NO_KEYS)


def _named(asked: frozenset[str], words: str, units: Sequence[Unit], clause: Clause, sentence: Sentence) -> float:
    """Return how surely a clause names the certificate: by the taxonomy, its number or initials, or the share of its words."""
    taxonomy = load_certificates()
    held = _held(clause.text)
    if asked and held:
        if any(taxonomy.satisfies(h, a) for h in held for a in asked):
            return 1.0
        if any(taxonomy.satisfies(a, h) or h.startswith(f"{a}_") for h in held for a in asked):
            return LOWER
        kin = any(h.split("_")[0] == a.split("_")[0] for h in held for a in asked)
        return (KEYED if agrees(words, sentence.text) else LOWER) if kin else 0.0
    if not asked and _keys(words) & _keys(clause.text):
        return KEYED
    own = coverage(units, [(1.0, bag_of(clause.text))])
    if own < 0.3:
        return 0.0
    return coverage(units, [(1.0, bag_of(clause.text)), (0.7, bag_of(sentence.text))])


def _read(need: Need, sentence: Sentence, clause: Clause, number: int, view: View) -> Verdict:
    following = sentence.clauses[number + 1 : number + 3]
    tail = " ".join(c.text for c in following)
    near = f"{clause.text} {tail}" if _belongs(following) or LAPSED.search(tail) else clause.text
    held = stance(clause, None, following)
    if held.kin or bystander(sentence):
        return Verdict.NOT_SHOWN
    before = sentence.text[: clause.start - sentence.start]
    if PLANNED.search(before) and not HOLDS.search(near):  # "I plan to get my RN, ACLS and CCRN"
        return Verdict.CONTRADICTED
    if lapsed(near, view):
        return Verdict.CONTRADICTED
    if (COURSE_ONLY.search(near) and re.search(r"尚未|未|not", near)) or re.search(r"不是执业", near):
        return Verdict.CONTRADICTED
    if PARTWAY.search(near) and not (STILL_TO_COME.search(near) and not SOME_DONE.search(near)):
        return Verdict.PARTIAL
    if _bare(sentence.statement.text, sentence.text) and (sentence.statement.section not in HELD_SECTIONS or _tags(sentence.text)):
        return Verdict.NOT_SHOWN
    if rival(need.text, near) or _other_edition(need.text, clause.text):
        return Verdict.CONTRADICTED
    if held.denied or held.others or held.learning or PLANNED.search(near) or STILL_TO_COME.search(near):
        return Verdict.CONTRADICTED
    lower = rank_gap(need.text, near)
    if lower is not None and lower < 0:
        return Verdict.CONTRADICTED
    return Verdict.PARTIAL if held.hedged else Verdict.MET


def _bare(line: str, text: str) -> bool:
    """Tell whether words are keywords of a list rather than a certificate told of."""
    return is_list(line, text) and not HOLDS.search(text)


def _tags(text: str) -> bool:
    """Tell a cloud of keywords, in whatever section, from a line of certificates."""
    return len(load_skills().find(text)) >= MANY_SKILLS


def _other_edition(asked: str, given: str) -> bool:
    wanted, shown = ORDINAL.findall(asked), ORDINAL.findall(given)
    return bool(wanted and shown) and max(shown) < min(wanted)


def _belongs(following: Sequence[Clause]) -> bool:
    return bool(following) and (
        bool(LAPSED.search(following[0].text)) or bool(PARTWAY.search(following[0].text)) or len(following[0].text) <= 24
    )


def lapsed(text: str, view: View) -> bool:
    """Tell whether a text says that a certificate has run out, in words or by a date before the view's day."""
    if LAPSED.search(text) and not re.search(r"未过期|not expired|never lapsed", text):
        return True
    last = last_full_month(view.as_of).last_month
    for start, end, period in find_periods(text):
        before = text[max(0, start - 24) : start]
        after = text[end : end + 8]
        if period.end and (
            re.search(r"有效期?至?|到期|expir|valid|through|until|in date|ran out", before, re.IGNORECASE)
            or re.search(r"到期|expir", after)
        ):
            return period.end.last_month < last
        if period.is_range and period.end and not period.current and re.search(r"有效|valid", text):
            return period.end.last_month < last
    return False


RANKS = (
    (re.compile(r"初级|助理"), re.compile(r"中级"), re.compile(r"副高|高级|正高")),
    (
        re.compile(r"三级|third[- ]class|class[- ]?3", re.I),
        re.compile(r"二级|二建|second[- ]class|class[- ]?2", re.I),
        re.compile(r"一级|一建|first[- ]class|class[- ]?1", re.I),
    ),
    (re.compile(r"黄带|yellow belt", re.I), re.compile(r"绿带|green belt", re.I), re.compile(r"黑带|black belt", re.I)),
    (
        re.compile(r"foundation|associate level|入门", re.I),
        re.compile(r"practitioner|professional level", re.I),
        re.compile(r"expert level", re.I),
    ),
    (
        re.compile(r"\bnon-?registered\b", re.I),
        re.compile(r"\blevel (?:1|i|one)\b", re.I),
        re.compile(r"\blevel (?:2|ii|two)\b", re.I),
        re.compile(r"\blevel (?:3|iii|three)\b", re.I),
        re.compile(r"\blevel (?:4|iv|four)\b", re.I),
        re.compile(r"\blevel (?:5|v|five)\b", re.I),
        re.compile(r"\blevel (?:6|vi|six)\b", re.I),
        re.compile(r"\blevel (?:7|vii|seven)\b", re.I),
    ),
)


def rank_gap(asked: str, given: str) -> int | None:
    """Return how many ranks what is given stands above what is asked; None when they share no scale."""
    for scale in RANKS:
        wanted = [i for i, p in enumerate(scale) if p.search(asked)]
        shown = [i for i, p in enumerate(scale) if p.search(given)]
        if wanted and shown:
            return max(shown) - min(wanted)
    return None


def _span(sentence: Sentence, clause: Clause, number: int) -> tuple[int, int]:
    following = sentence.clauses[number + 1 : number + 2]
    if len(sentence.text) <= 60 or not _belongs(following):
        return sentence.span if len(sentence.text) <= 60 else clause.span
    return clause.span[0], following[0].span[1]
