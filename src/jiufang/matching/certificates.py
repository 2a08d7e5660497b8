"""Check whether a licence or certificate is held and in force: named, of the right rank, not lapsed, not merely planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jiufang.matching.claims import bystander
from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.needs import ALTERNATIVE, BOTH, Need
from jiufang.matching.outcome import NOTHING, Outcome, worst
from jiufang.matching.ranks import rank_gap
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.specialities import agrees, rival
from jiufang.matching.stance import is_list, stance
from jiufang.matching.topics import Unit, bag_of, coverage
from jiufang.matching.underline import closed
from jiufang.matching.validity import LAPSED, lapsed
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.skills import load_skills
from jiufang.text.tokens import CJK_RUN

HELD_SECTIONS = frozenset({SectionKind.CERTIFICATES, SectionKind.HEADER, SectionKind.EDUCATION, SectionKind.AWARDS})
NAMED = 0.55  # weighted share of the certificate's words that a clause must name
HOLDS = re.compile(r"(?:19|20)\d\d|取得|持有|有效|已|\bheld\b|\bhold\b|\bactive\b|\bvalid\b|\bcurrent\b|\bpassed\b", re.IGNORECASE)
PARTWAY = re.compile(
    r"已?过.{0,8}[科门]|[科门]已?过|通过.{0,8}[科门]|还差|尚差|只差|剩|在考|待(?:考|审|公布|面试|评)|笔试(?:已)?通过|理论(?:已)?(?:通过|过)|学习中|在读|培训中|实习期|考试已通过|公示|领证中|备案中|阶段|\bpassed\b.{0,40}\b(?:of|remaining|left|booked|pending|outstanding|to go|not)\b|\bof (?:four|five|six|seven|eight|nine|ten|\d+)\b|\benrol+ed\b|\bin progress\b|\bpending\b|\bbooked\b|\btheory (?:test )?passed\b|\bpart[- ]qualified\b|\bcandidate\b|\bexam(?:s)? (?:in|this|due)\b|\bawaiting\b|\bstill (?:open|to)\b|\boutstanding\b|\bstudying\b|\bmodules\b|\bpermit\b|\bprovisional\b|\btraining underway\b|\bhalf-?way\b|\bawaited\b|\bunder review\b|\b\d+ hours completed\b|制作中|尚未领|未领到|等待|Part ?[1I一](?![\dI])[^，。,;；]{0,6}(?:通过|已过)|(?:通过|已过)[^，。,;；]{0,4}Part ?[1I一](?![\dI])|\blicentiate\b|\balumn\w+|\bassociate of\b|\bstill (?:gathering|need)",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"(?:未|没|没有|均未)(?:能)?(?:通过|合格|过(?!期)|及格|过线|考过)|不合格|不及格|未合格|落榜|再考|重考|补考|\b(?:did not|didn[’']t|not|never) (?:yet )?pass\w*|\bfailed\b|\bre-?sit\w*|\bre-?tak(?:e|ing)\b|\bno certificate\b",
    re.IGNORECASE,
)
OBTAINED = re.compile(
    r"(?:取得|获得|拿到|领取|考取)[^，。；]{0,16}(?:证|资格)|合格证|\bawarded\b|\bconferred\b|\bcertified since\b|\blicen[cs]ed since\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"(?:同事|同学|成员|下属|团队(?:里|中|内)?|公司|工厂|我司|单位|企业|门店|医院|厂|部门)[^，。；]{0,10}(?:持有?|通过|取得|获得?|拥有|具备)|\b(?:colleagues?|supervisor|manager|company|plant|site|team|employer|store|firm|branch|shop|factory)\b[^,.;]{0,24}\b(?:holds?|held|is|are|was|were|has|have|passed|achieved|gained|earned)\b",
    re.IGNORECASE,
)
SELF = re.compile(r"本人|我(?!司|们|所在|国)|自己|\bI\b|\bmy(?:self)?\b|\bmine\b", re.IGNORECASE)
TALK = re.compile(
    r"证|资格|注册|续|成绩|考试|复训|\bcertificat|\blicen[cs]e|\bregistration|\brenew|\bexam|\bresult|\bcharter|\brefresher|\bmembership|\bapplication\b",
    re.IGNORECASE,
)
NONE_AT_ALL = re.compile(
    r"^(?:专业|职业|资格)?(?:证书|资格证书?|执照)(?:情况)?[：:]\s*(?:无|暂无|没有)$|^(?:certificat\w+|licen[cs]es?)[：:]\s*(?:none|nil|n/a)$|\bI (?:have|hold) no (?:professional |formal )?(?:certificat\w+|licen[cs]es?|qualifications)\b|(?:没有|无)(?:任何|什么)(?:职业|专业|资格)?(?:资格)?证书?",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"备考|报名|列入[^，。；]{0,10}计划|\bregister(?:ed|ing) (?:for|to sit)\b|\bwill (?:sit|take)\b|\bsign(?:ed|ing) up\b|\bnot booked\b|计划|打算|准备|拟|明年|尚未(?:报|参加|考)|未报名|未参加|暂未|希望|\bplan|\bintend|\bhope|\bnext (?:year|spring|summer|autumn)|\bnot yet\b|\bwould\b|\binterested\b|\bconsidering\b",
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
SHORT = 45  # code points of a sentence that is quoted whole; twice that in Latin script
STANDING = 3  # clauses behind a certificate that may tell of its standing
LOWER, KEYED = 0.6, 0.9  # certainty of a lower certificate of the same kind, and of a number or initials alone
CHOICES = re.compile(r"或者?|\bor\b", re.IGNORECASE)
KEY = re.compile(r"(?<![A-Za-z0-9])(?:\d{4,5}|\d{2}(?:st|nd|rd|th)|[A-Z]{3,6}|[A-Z]+\d+[A-Z]?)(?![A-Za-z0-9])")
NO_KEYS = frozenset({"AND", "THE", "FOR", "UK", "USA", "EU", "PRC"})
ORDINAL = re.compile(r"\b(\d{2})(?:st|nd|rd|th)\b")
KIND_ONLY = re.compile(
    r"certif|licen[cs]|training|qualif|course|card|formal|accredit|credential|^(?:专业|相关|有效|正式|持有?)?(?:证书?|资格|资质|执照|认证|培训|证件|职称)$"
)
OTHER_PROOF = re.compile(
    r"apprentice|time-served|certificat|licen[cs]|qualif|diploma|registration|学徒|出师|证|资格|资质|执照", re.IGNORECASE
)
LEAST_INITIALS = 3
JOINING = frozenset({"of", "at", "and", "for", "in", "the", "to"})
CHINESE_OF = {
    "cpa_us": "cpa_cn",
    "pharmacist_us": "pharmacist_cn",
    "rn": "nurse_cn",
    "teacher_us": "teacher_cn",
    "bar_us": "law_cn",
    "md_license": "physician_cn",
}
IN_CHINA = re.compile(r"china|chinese|\bPRC\b|中国|国家|全国", re.IGNORECASE)
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
    parts = CHOICES.split(need.text)
    choices = [(p, units) for p in parts if (units := _units(need, p))]
    if len(parts) >= 2 and choices and (not distinct or all(OTHER_PROOF.search(p) or _held(p) for p in parts)):
        return choices
    units = tuple(u for u in need.units if u.weight >= 1.0) or need.units
    return [(need.text, units)] if units or distinct or _keys(need.text) else []


def _units(need: Need, words: str) -> tuple[Unit, ...]:
    """Return what a choice names besides the kind of proof: "MEDDIC training or certification" asks for MEDDIC either way."""
    own = tuple(u for u in need.units if u.weight >= 1.0 and u.word in words.lower())
    return own if any(not KIND_ONLY.search(u.word) for u in own) else ()


def _check_one(need: Need, words: str, units: Sequence[Unit], view: View) -> Outcome:
    asked = _asked(words)
    found: list[tuple[float, tuple[bool, int], Verdict, tuple[int, int]]] = []
    for sentence in view.sentences:
        for number, clause in enumerate(sentence.clauses):
            share = _named(asked, words, units, clause, sentence)
            if share < NAMED:
                continue
            verdict = _read(need, sentence, clause, number, view)
            if share == LOWER and verdict is not Verdict.NOT_SHOWN:
                ranked = rank_gap(words, clause.text)
                held = verdict is Verdict.MET or (HOLDS.search(sentence.text) and (ranked is None or ranked >= 0))
                verdict = Verdict.PARTIAL if held else Verdict.CONTRADICTED
            told = sentence.statement.section is SectionKind.CERTIFICATES or bool(TALK.search(sentence.text))  # more than a mention
            found.append((share, (told, -number), verdict, closed(view.document.text, *_span(sentence, clause, number))))
    if not found:
        return _none_at_all(view)
    rank = {Verdict.MET: 3, Verdict.PARTIAL: 2, Verdict.CONTRADICTED: 1, Verdict.NOT_SHOWN: 0}
    share, _, verdict, span = max(found, key=lambda f: (round(f[0], 1), rank[f[2]], f[1]))
    against = [f for f in found if f[2] is Verdict.CONTRADICTED and f[0] >= share - 0.05]
    if verdict is Verdict.MET and against:  # "RN" after a name says less than "license inactive since 2024"
        share, _, verdict, span = against[0]
    return Outcome(verdict, view.quote([span]) if verdict is not Verdict.NOT_SHOWN else (), share, "certificate")


def _none_at_all(view: View) -> Outcome:
    """Take “certificates: none” as a no to each."""
    for sentence in view.sentences:
        for clause in sentence.clauses:
            if NONE_AT_ALL.search(clause.text):
                return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), LOWER, "certificate")
    return NOTHING


def _asked(words: str) -> frozenset[str]:
    """Return the taxonomy's certificates that words may mean; in China, a CPA is the Chinese one too."""
    asked = {m.id for m in load_certificates().find(words)}
    chinese = {CHINESE_OF[a] for a in asked if a in CHINESE_OF} if CJK_RUN.search(words) or IN_CHINA.search(words) else set()
    return frozenset(asked | chinese)


@lru_cache(maxsize=20000)
def _held(text: str) -> frozenset[str]:
    return frozenset(m.id for m in load_certificates().find(text))


@lru_cache(maxsize=20000)
def _keys(words: str) -> frozenset[str]:
    """Return the numbers and initials that name a certificate by themselves: 2391, 7671, 18th, NVQ."""
    return frozenset(m.group().lower() for m in KEY.finditer(words) if m.group() not in NO_KEYS)


@lru_cache(maxsize=20000)
def initials(text: str) -> frozenset[str]:
    """Return the initials of the names in capitals, with and without their small words: First Aid at Work is FAW."""
    found: set[str] = set()
    run: list[str] = []
    for word in [*re.findall(r"[A-Za-z]+|[^A-Za-z\s]", text), ""]:
        if word[:1].isupper() or (run and word in JOINING):
            run.append(word)
            continue
        found |= _initials_of(run)
        run = []
    return frozenset(found)


def _initials_of(run: Sequence[str]) -> set[str]:
    tails = [run[i:] for i in range(len(run)) if run[i] not in JOINING]
    short = {"".join(w[0] for w in tail if w not in JOINING).lower() for tail in tails}
    return {s for s in short if len(s) >= LEAST_INITIALS}


def _named(asked: frozenset[str], words: str, units: Sequence[Unit], clause: Clause, sentence: Sentence) -> float:
    """Return how surely a clause names the certificate: by the taxonomy, its number or initials, or the share of its words."""
    taxonomy = load_certificates()
    held = _held(clause.text)
    if asked and held:
        if any(taxonomy.satisfies(h, a) for h in held for a in asked):
            return 1.0
        if any(taxonomy.satisfies(a, h) or h.startswith(f"{a}_") for h in held for a in asked):
            return KEYED if agrees(words, sentence.text) and not rival(words, sentence.text) else LOWER
        kin = any(h.split("_")[0] == a.split("_")[0] for h in held for a in asked)
        return (KEYED if agrees(words, sentence.text) else LOWER) if kin else 0.0
    if (not asked and _keys(words) & _keys(clause.text)) or _keys(clause.text) & initials(words) or _keys(words) & initials(clause.text):
        return KEYED
    own = coverage(units, [(1.0, bag_of(clause.text))])
    if own < 0.3:
        return 0.0
    return coverage(units, [(1.0, bag_of(clause.text)), (0.7, bag_of(sentence.text))])


def _read(need: Need, sentence: Sentence, clause: Clause, number: int, view: View) -> Verdict:
    following = sentence.clauses[number + 1 : number + 3]
    tail = " ".join(c.text for c in following)
    near = f"{clause.text} {tail}" if _belongs(following) or LAPSED.search(tail) else clause.text
    near = f"{near} {_next(sentence, clause, view)}".strip()
    held = stance(clause, None, following)
    if held.kin or bystander(sentence) or (ELSEWHERE.search(clause.text) and not SELF.search(clause.text)):
        return Verdict.NOT_SHOWN
    before = sentence.text[: clause.start - sentence.start]
    if PLANNED.search(before) and not HOLDS.search(near):  # "I plan to get my RN, ACLS and CCRN"
        return Verdict.CONTRADICTED
    if lapsed(near, view.as_of):
        return Verdict.CONTRADICTED
    if (COURSE_ONLY.search(near) and re.search(r"尚未|未|not", near)) or re.search(r"不是执业", near):
        return Verdict.CONTRADICTED
    if FAILED.search(near) and not (SOME_DONE.search(near) and PARTWAY.search(near)):
        return Verdict.CONTRADICTED
    if PARTWAY.search(near) and not OBTAINED.search(near) and not (STILL_TO_COME.search(near) and not SOME_DONE.search(near)):
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


def _next(sentence: Sentence, clause: Clause, view: View) -> str:
    """Return the next sentence of the same line where it goes on about the certificate and names no other."""
    if clause is not sentence.clauses[-1] and not _belongs(sentence.clauses[clause.order - sentence.clauses[0].order + 1 :]):
        return ""
    after = next((s for s in view.sentences if s.statement is sentence.statement and s.start >= sentence.end), None)
    if after is None or not TALK.search(after.text) or _held(after.text) or _keys(after.text):
        return ""
    return after.text if LAPSED.search(after.text) or FAILED.search(after.text) or PARTWAY.search(after.text) else ""


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


def _span(sentence: Sentence, clause: Clause, number: int) -> tuple[int, int]:
    """Return the stretch to quote: a short sentence about this certificate alone, else its clause and what is said of its standing."""
    limit = SHORT * (1 if CJK_RUN.search(sentence.text) else 2)
    if len(sentence.text) <= limit and not any(_held(c.text) - _held(clause.text) for c in sentence.clauses):
        return sentence.span
    end = clause.span[1]
    for following in sentence.clauses[number + 1 : number + 1 + STANDING]:
        if _held(following.text) or not (_belongs([following]) or HOLDS.search(following.text)):
            break
        end = following.span[1]
    return clause.span[0], end
