"""Compare what a résumé says of a language with the level that a requirement asks for: words, tests, native use."""

from __future__ import annotations

import re

from jiufang.matching.language_tests import CET_PASS, MARK, compare, level_of_test, load_tests, result
from jiufang.matching.needs import Need
from jiufang.matching.outcome import NOTHING, Outcome, worst
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.spoken import PARTLY, Spoken, levels_told, load_families, load_names, spoken
from jiufang.matching.underline import closed
from jiufang.matching.view import View

WORKING = 4.0  # B2: what an ad means when it names a language and no level
BELOW = 0.25  # a word of a level is met from this much below it on: nobody measures finer
UNSAID = 0.5  # the same where the ad names no level
PARTIAL_FROM = 2.5  # reading knowledge: below it there is nothing to build on, whatever is asked
SHORT_OF, SHORT_OF_NATIVE = 1.75, 1.25  # how far below what is asked a level is still part of it: B1 of fluent, C1 of native
NATIVE = 5.5
UNSPOKEN = 2.0  # what is left of a language that is not spoken, where speaking is what is asked
ONLY = re.compile(
    r"\bonly (?:speak|spoken|know) (\w+)|\bspeak only (\w+)|\b(\w+) only\b|\bno (?:second|other|foreign) languages?\b|\bmonolingual\b|(?:只|仅)会?说?(\w+语)|(?:^|[：:\s])(?:外语|英语)?[：:\s]?无外语|外语[：:\s]{0,2}无|不会(?:任何)?外语",
    re.IGNORECASE,
)
EITHER = re.compile(r"或|\bor\b|/|之一|任一|\beither\b|\bany of\b", re.IGNORECASE)
ANY_LEVEL = re.compile(
    r"任何水平|any level|some |basic|基础|简单|日常|\bhelpful\b|\bwelcome\b|\buseful\b|懂(?=[^，]{0,4}[语话])", re.IGNORECASE
)
LEAST = re.compile(r"\bminimum\b|\bat least\b|\bpreferred\b|优先|最低|至少", re.IGNORECASE)
SPOKEN = re.compile(r"口语|会话|面谈|\bspoken\b|\bconvers\w+|\bspeaking\b", re.IGNORECASE)
MORE_THAN_SPOKEN = re.compile(r"听|读|写|笔|\bwrit\w+|\bunderstand\w*|\breads?\b", re.IGNORECASE)
WRITTEN = re.compile(r"书面|读写|笔|写|\bwritten\b|\bwriting\b|\bwrite\b", re.IGNORECASE)
FURTHER = re.compile(r"\d|[甲优]|且|并|同时|口译|口语|\bwith\b|\band\b|\beach\b", re.IGNORECASE)
GOES_ON = re.compile(
    r"(?:\s[–—-]\s|[,，]\s?(?=[^,，;；.。\n]{0,30}(?:口语|用[^，,]{0,4}[文语]|[文语](?:主持|开会|汇报)|沟通|会议|邮件|谈判|对接|\bin it\b|\bcalls?\b|\bmeetings?\b|\bexchange\b|\bspoken\b|\bfluent)))([^,，;；.。\n]{2,70})",
    re.IGNORECASE,
)


def check_language(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return how well the languages asked for are spoken; any one of alternatives will do."""
    groups = _groups(need)
    if not groups:
        return NOTHING
    outcomes = [_any_of([_check_one(need, code, view) for code in group]) for group in groups]
    return outcomes[0] if len(outcomes) == 1 else worst(outcomes)


def _groups(need: Need) -> list[tuple[str, ...]]:
    """Return the languages asked for: any of a group will do, every group must be shown; as the job gives them, else as the words do."""
    names = load_names()
    given = [kept for group in need.requirement.languages if (kept := tuple(c for c in group if c in names))]
    if given:
        return given
    codes = _codes(need)
    if not codes:
        return [family for family, pattern in load_families() if pattern.search(need.text)][:1]
    if len(codes) > 1 and EITHER.search(need.text):
        return [tuple(codes)]
    return [(code,) for code in codes]


def _codes(need: Need) -> list[str]:
    names = load_names()
    codes = [code for code, pattern in names.items() if pattern.search(need.text)]
    codes += [t.language for t in load_tests() if t.pattern.search(need.text)]
    if need.requirement.language in names:
        codes.append(str(need.requirement.language))
    return list(dict.fromkeys(codes))


def _any_of(outcomes: list[Outcome]) -> Outcome:
    order = [Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, Verdict.NOT_SHOWN]
    return min(outcomes, key=lambda o: order.index(o.verdict))


def _check_one(need: Need, code: str, view: View) -> Outcome:
    shown = [found for s in view.sentences for c in s.clauses if (found := spoken(code, s, c)) is not None]
    by_test = _same_test(need, code, view)
    if by_test is not None:
        return by_test
    if not shown:
        return _only(code, view)
    best = _best(need, shown)
    return Outcome(_verdict(best, _asked(need, code)), view.quote([_told(best.clause.span, code, view)]), 0.6 + 0.3 * best.sure, "language")


def _best(need: Need, shown: list[Spoken]) -> Spoken:
    """Return the surest and best account; a denial beside some knowledge leaves some, alone it leaves none."""
    able = max((s for s in shown if s.level > 0), key=lambda s: (s.sure, s.level), default=None)
    denied = next((s for s in shown if s.level <= 0), None)
    if able is None or (denied is not None and able.level < PARTLY):
        return denied or shown[0]
    if denied is not None:
        return Spoken(PARTLY, denied.clause, 1.0)
    if "speaking" in able.sides and SPOKEN.search(need.text) and not MORE_THAN_SPOKEN.search(need.text):
        return Spoken(UNSPOKEN, able.clause, able.sure)
    if able.sides == {"writing"} and not WRITTEN.search(need.text):
        return Spoken(able.heard, able.clause, able.sure)
    return able


def _verdict(best: Spoken, asked: float) -> Verdict:
    if best.level >= asked:
        return Verdict.MET
    short_of = SHORT_OF_NATIVE if asked >= NATIVE else SHORT_OF
    return Verdict.PARTIAL if best.level >= max(PARTIAL_FROM, asked - short_of) else Verdict.CONTRADICTED


def _only(code: str, view: View) -> Outcome:
    """Take “English only” and “no second language” as a no to any other language."""
    names = load_names()
    for sentence in view.sentences:
        for clause in sentence.clauses:
            words = [next((g for g in match.groups() if g), None) for match in ONLY.finditer(clause.text)]
            if any(word is None or any(p.fullmatch(word) for c, p in names.items() if c != code) for word in words):
                return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), 0.8, "language")
    return NOTHING


def _asked(need: Need, code: str) -> float:
    """Return the level from which the requirement is met."""
    names, text = load_names(), need.text
    if any(p.search(text) for c, p in names.items() if c != code):  # each language has its own words: read the piece around its name
        pieces = [p for p in re.split(r"[，,、；;和及与]|\band\b", text) if names[code].search(p)]
        own = next((p for p in pieces if levels_told(p)), None)
        text = own or text
    levels = [lv for t in load_tests() if t.language == code and (lv := level_of_test(t, text)) is not None]
    levels = levels or list(levels_told(text))
    if ANY_LEVEL.search(need.text):
        return min([*levels, 2.0])
    least = min if LEAST.search(text) else max
    return least(levels) - BELOW if levels else WORKING - UNSAID


def _same_test(need: Need, code: str, view: View) -> Outcome | None:
    """Compare results directly when the requirement names a test that the résumé was graded in."""
    found = [c for t in load_tests() if t.language == code and (c := compare(t, need.text, view)) is not None]
    best = max(found, key=lambda c: (c.reached, c.half), default=None)
    if best is None:
        return None
    missed = Verdict.PARTIAL if best.half else Verdict.CONTRADICTED
    verdict = Verdict.MET if best.reached else missed
    return Outcome(verdict, view.quote([_told(best.clause.span, code, view)]), 0.9, "language")


def by_test(need: Need, view: View) -> Outcome | None:
    """Compare results of the one test that a requirement asks for, and nothing besides; None where that is not sure.

    A mark within a grade (CET-6 of 480, no band below 6.5, 二级甲等) and a further demand (N1 and interpreting) are not compared.
    """
    asked = [t for t in load_tests() if result(t, need.text) is not None]
    if len(asked) != 1 or FURTHER.search(asked[0].pattern.sub("", need.text)):
        return None
    compared = _same_test(need, asked[0].language, view)
    marks = [float(m) for e in (compared.evidence if compared else ()) for m in MARK.findall(e.quote)]
    return None if asked[0].name == "CET" and any(m < CET_PASS for m in marks) else compared


def names_test(need: Need, text: str) -> bool:
    """Tell whether a text gives a result in the test that a requirement names."""
    return any(result(t, need.text) is not None and result(t, text) is not None for t in load_tests())


def is_language_test(text: str) -> bool:
    """Tell whether a requirement names a language test by its initials."""
    return bool(re.search(r"[A-Z]{3,}", text)) and any(t.pattern.search(text) for t in load_tests())


def _told(span: tuple[int, int], code: str, view: View) -> tuple[int, int]:
    """Return a clause with the words in brackets or behind a dash that go on about the same language."""
    text = view.document.text
    start, end = closed(text, *span)
    more = GOES_ON.match(text, end)
    if more and not any(p.search(more[1]) for c, p in load_names().items() if c != code):
        return start, more.end(1)
    return start, end
