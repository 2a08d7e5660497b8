"""Compare what a résumé says of a language with the level that a requirement asks for: words, tests, native use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.lexicon import read_rows
from jiufang.matching.needs import Need
from jiufang.matching.outcome import NOTHING, Outcome, worst
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.stance import is_denied, is_list, stance
from jiufang.matching.underline import closed
from jiufang.matching.view import View
from jiufang.taxonomy.skills import load_skills

WORKING = 4.0  # B2: what an ad means when it names a language and no level
NATIVE = 6.0
DESCENDING = frozenset({"JLPT", "PSC"})  # N1 and 一级 are the best
NEAR = 0.75  # this much below on the six-step scale is partly enough
MANY_SKILLS = 4  # named skills in one line: a cloud of keywords
ONLY = re.compile(
    r"\b(\w+) only\b|\bno (?:second|other|foreign) languages?\b|\bmonolingual\b|(?:只|仅)会?说?(\w+语)|无外语|不会(?:任何)?外语",
    re.IGNORECASE,
)
EITHER = re.compile(r"或|\bor\b|/|之一|任一|\beither\b|\bany of\b", re.IGNORECASE)
NOT_PASSED = re.compile(
    r"(?:未|没|没有)(?:能)?(?:通过|过|合格|报名|报|考)|不合格|\b(?:not|never|didn[’']t) (?:pass\w*|taken|booked)|\bfailed\b|\battempted\b|在学|在考|备考|自学中|\bstudying\b|\bpreparing\b|\bplanned\b",
    re.IGNORECASE,
)
FEW_WORDS = re.compile(
    r"(?:几个|简单的?|零星|个别)(?:单词|词|词汇)|单词的?水平|字母|只(?:记得|会|认识)|忘(?:光|得差不多)|\b(?:say )?hello\b|\bgreet\w*\b|\bcount to\b|\bsemesters?\b|\bhigh[- ]school\b|\bcan order\b|\bphrase\w*\b",
    re.IGNORECASE,
)
BY_OTHERS = re.compile(
    r"靠[^，。；]{0,8}(?:翻译|转译)|(?:同事|翻译)[^，。；]{0,4}(?:转译|代|帮)|\b(?:use|with|through|via) (?:an? )?(?:interpreter|translator)|\bproofread",
    re.IGNORECASE,
)
PLACE_OR_DISH = re.compile(
    r"\b(?:county|restaurant|grill|kitchen|cuisine|table|food|bakery|menu|market|literature department)\b", re.IGNORECASE
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
FURTHER = re.compile(r"\d|[甲优]|且|并|同时|口译|口语|\bwith\b|\band\b|\beach\b", re.IGNORECASE)
GOES_ON = re.compile(
    r"(?:\s[–—-]\s|[,，]\s?(?=[^,，;；.。\n]{0,30}(?:口语|用[^，,]{0,4}[文语]|[文语](?:主持|开会|汇报)|沟通|会议|邮件|谈判|对接|\bin it\b|\bcalls?\b|\bmeetings?\b|\bexchange\b|\bspoken\b|\bfluent)))([^,，;；.。\n]{2,70})",
    re.IGNORECASE,
)
MARK = re.compile(r"(?<!\d)[2-7]\d\d(?!\d)")
CET_PASS = 425  # of 710: below it there is a mark and no certificate


@dataclass(frozen=True, slots=True)
class Word:
    """A way to tell how well: a pattern and its place on the scale of 1 (A1) to 6 (C2, native)."""

    pattern: re.Pattern[str]
    level: float


@dataclass(frozen=True, slots=True)
class Test:
    """A language test: its pattern (a group for the score), language, and (score, level) steps."""

    __test__ = False
    name: str
    language: str
    pattern: re.Pattern[str]
    steps: tuple[tuple[float, float], ...]


@lru_cache(maxsize=1)
def tables() -> tuple[dict[str, re.Pattern[str]], tuple[Word, ...], tuple[Test, ...]]:
    """Return languages by code, level words, and tests, from `languages.tsv`."""
    names: dict[str, re.Pattern[str]] = {}
    words: list[Word] = []
    tests: list[Test] = []
    for row in read_rows("languages.tsv"):
        if row[0] == "name":
            names[row[1]] = re.compile(row[2], re.IGNORECASE)
        elif row[0] == "word":
            words.append(Word(re.compile(row[2], re.IGNORECASE), float(row[1])))
        else:
            steps = tuple((float(a), float(b)) for a, b in (s.split(":") for s in row[4].split()))
            tests.append(Test(row[1], row[2], re.compile(row[3], re.IGNORECASE), steps))
    return names, tuple(words), tuple(tests)


def check_language(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return how well the languages asked for are spoken; any one of alternatives will do."""
    names, _, tests = tables()
    codes = [code for code, pattern in names.items() if pattern.search(need.text)]
    codes += [t.language for t in tests if t.pattern.search(need.text) and t.language not in codes]
    if need.requirement.language in names and need.requirement.language not in codes:
        codes.append(str(need.requirement.language))
    groups = _groups(need, codes)
    if not groups:
        return NOTHING
    single = sum(len(g) for g in groups) == 1
    outcomes = [_any_of([_check_one(need, code, view, single=single) for code in group]) for group in groups]
    return outcomes[0] if len(outcomes) == 1 else worst(outcomes)


def _groups(need: Need, codes: list[str]) -> list[tuple[str, ...]]:
    """Return the languages asked for: any of a group will do, every group must be shown; as the job gives them, else as the words do."""
    names = tables()[0]
    given = [kept for group in need.requirement.languages if (kept := tuple(c for c in group if c in names))]
    if given:
        return given
    if len(codes) > 1 and EITHER.search(need.text):
        return [tuple(codes)]
    return [(code,) for code in codes]


def _any_of(outcomes: list[Outcome]) -> Outcome:
    order = [Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, Verdict.NOT_SHOWN]
    return min(outcomes, key=lambda o: order.index(o.verdict))


def _check_one(need: Need, code: str, view: View, *, single: bool) -> Outcome:
    shown = [found for s in view.sentences for c in s.clauses if (found := _level_in(code, s, c)) is not None]
    if not shown:
        return _only(code, view)
    asked = _asked(need, code)
    by_test = _same_test(need, code, view)
    if by_test is not None:
        return by_test
    denied = [s for s in shown if s[0] <= 0]
    level, clause, sure = max(shown, key=lambda s: (s[2], s[0])) if not denied else denied[0]
    if level >= asked:
        verdict = Verdict.MET
    elif level >= asked - NEAR and level > 0:
        verdict = Verdict.PARTIAL
    else:
        verdict = Verdict.CONTRADICTED
    return Outcome(verdict, view.quote([_told(clause.span, code, view)]), 0.6 + 0.3 * sure, "language")


def _only(code: str, view: View) -> Outcome:
    """Take “English only” and “no second language” as a no to any other language."""
    names = tables()[0]
    for sentence in view.sentences:
        for clause in sentence.clauses:
            match = ONLY.search(clause.text)
            if match and (match.group(1) is None or any(p.fullmatch(match.group(1)) for c, p in names.items() if c != code)):
                return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), 0.8, "language")
    return NOTHING


def _asked(need: Need, code: str) -> float:
    names, words, tests = tables()
    text = need.text
    others = [p for c, p in names.items() if c != code and p.search(text)]
    if others:  # each language has its own words: read the piece around its name
        pieces = [p for p in re.split(r"[，,、；;和及与]|\band\b", text) if names[code].search(p)]
        text = pieces[0] if pieces else text
    levels = [lv for t in tests if t.language == code and (lv := _score(t, text)) is not None]
    levels = levels or [w.level for w in words if w.pattern.search(text)]
    if re.search(r"任何水平|any level|some |basic|基础|简单|日常", need.text, re.IGNORECASE):
        return min([*levels, 2.0])
    return max(levels) - 0.25 if levels else WORKING - 0.5


def _level_in(code: str, sentence: Sentence, clause: Clause) -> tuple[float, Clause, float] | None:
    """Return (level, clause, certainty) when a clause tells of the language."""
    names, words, tests = tables()
    scores = [lv for t in tests if t.language == code and (lv := _score(t, clause.text)) is not None]
    named = names[code].search(clause.text)
    if not named and not scores:
        return None
    if named and not scores and PLACE_OR_DISH.search(clause.text):
        return None
    if _listed(sentence) or (is_list(clause.text, clause.text) and not scores and len(clause.text) > 60):
        return None
    held = stance(clause, named.span() if named else None, sentence.clauses[clause.order - sentence.clauses[0].order + 1 :])
    near = clause.text
    if named and held.denied and not scores:
        return 0.0, clause, 1.0
    if named and not scores and FEW_WORDS.search(near) and not re.search(r"fluent|流利|native|母语|advanced", near, re.IGNORECASE):
        return (2.0 if re.search(r"semester|high[- ]school", near, re.IGNORECASE) else 1.0), clause, 1.0
    if named and not scores and BY_OTHERS.search(f"{near} {_rest(sentence, clause, code)}"):
        return 2.5, clause, 1.0
    told = [w.level for w in words if w.pattern.search(near)]
    after = _rest(sentence, clause, code)
    told = told or [w.level for w in words if after and w.pattern.search(after)]
    weak = bool(after and re.search(r"较弱|吃力|需(?:要)?翻译|靠翻译|不行|较差|一般|不流利|哑巴", f"{near}{after}"))
    if weak:
        return 2.5, clause, 1.0
    if scores:
        return max(scores + [t for t in told if t >= 4]), clause, 1.0
    if told:
        return (min(told) if min(told) <= 2.5 else max(told)), clause, 1.0
    if held.planned or held.learning:
        return 1.0, clause, 0.8
    if named and re.search(
        r"(?<![应信作])用|使用|沟通|交流|谈判|会议|邮件|对接|授课|演讲|撰写|文献|客户|汇报|全程|\bin\b|\bwith\b|calls|meetings|negotiat|present|wrote|written|spoken|clients|customers|translat|interpret",
        near,
        re.IGNORECASE,
    ):
        return 4.5, clause, 0.7
    return 3.4, clause, 0.3


def _rest(sentence: Sentence, clause: Clause, code: str) -> str:
    """Return the clauses after this one up to the next language: “英语（CET-4，阅读尚可，口语较弱）”."""
    names, _, _ = tables()
    rest = []
    for other in sentence.clauses:
        if other.order <= clause.order:
            continue
        if any(p.search(other.text) for c, p in names.items() if c != code):
            break
        rest.append(other.text)
    return " ".join(rest[:3])


def _score(test: Test, text: str) -> float | None:
    """Return the level that a test result in a text stands for."""
    match = test.pattern.search(text)
    if match is None:
        return None
    given = next((g for g in match.groups() if g), None)
    if given is None:
        return test.steps[0][1]
    value = float(NUMBER.search(_digits(given)).group()) if NUMBER.search(_digits(given)) else 0.0  # type: ignore[union-attr]
    if test.name in DESCENDING:
        return dict(test.steps).get(value, test.steps[-1][1])
    reached = [level for score, level in test.steps if value >= score]
    return max(reached) if reached else min(level for _, level in test.steps) - 1


def _digits(text: str) -> str:
    return text.translate(str.maketrans("一二三四五六七八九", "123456789"))


def _value(test: Test, text: str) -> float | None:
    match = test.pattern.search(text)
    given = next((g for g in match.groups() if g), None) if match else None
    number = NUMBER.search(_digits(given)) if given else None
    return float(number.group()) if number else None


def by_test(need: Need, view: View) -> Outcome | None:
    """Compare results of the one test that a requirement asks for, and nothing besides; None where that is not sure.

    A mark within a grade (CET-6 of 480, no band below 6.5, 二级甲等) and a further demand (N1 and interpreting) are not compared.
    """
    asked = [t for t in tables()[2] if _value(t, need.text) is not None]
    if len(asked) != 1 or FURTHER.search(asked[0].pattern.sub("", need.text)):
        return None
    compared = _same_test(need, asked[0].language, view)
    marks = [float(m) for e in (compared.evidence if compared else ()) for m in MARK.findall(e.quote)]
    return None if asked[0].name == "CET" and any(m < CET_PASS for m in marks) else compared


def names_test(need: Need, text: str) -> bool:
    """Tell whether a text gives a result in the test that a requirement names."""
    return any(_value(t, need.text) is not None and _value(t, text) is not None for t in tables()[2])


def _values(test: Test, text: str) -> list[float]:
    return [v for m in test.pattern.finditer(text) if (v := _value(test, m.group())) is not None]


def _same_test(need: Need, code: str, view: View) -> Outcome | None:
    """Compare scores directly when the requirement names a test that the résumé was graded in."""
    found: list[Outcome] = []
    for test in tables()[2]:
        asked = _value(test, need.text)
        if test.language != code or asked is None:
            continue
        for sentence in view.sentences:
            results = [v for c in sentence.clauses for v in _passed(test, c, sentence)]
            if not results or _listed(sentence) or BY_OTHERS.search(sentence.text):
                continue
            given = min(results) if test.name in DESCENDING else max(results)
            better = given <= asked if test.name in DESCENDING else given >= asked
            lower = Verdict.PARTIAL if test.name == "CET" and given else Verdict.CONTRADICTED  # a CET-4 is half of a CET-6
            found.append(
                Outcome(Verdict.MET if better else lower, view.quote([_told(_test_span(sentence, test), code, view)]), 0.9, "language")
            )
    return min(found, key=lambda o: o.verdict is not Verdict.MET) if found else None


def _passed(test: Test, clause: Clause, sentence: Sentence) -> list[float]:
    """Return the results in a test that a clause gives; 0 for a CET that was sat and not passed."""
    after = next((c.text for c in sentence.clauses if c.order == clause.order + 1), "")
    told = clause.text if test.pattern.search(after) else f"{clause.text} {after}"
    found = _values(test, clause.text)
    marks = [float(m) for m in MARK.findall(clause.text)] if test.name == "CET" else []
    below = len(found) == 1 and bool(marks) and max(marks) < CET_PASS
    if not (below or NOT_PASSED.search(told) or is_denied(clause.text, (0, len(clause.text)))):
        return found
    return [0.0] if found and test.name == "CET" else []


def _listed(sentence: Sentence) -> bool:
    """Tell whether a test is named among keywords: without a result that says nothing."""
    return is_list(sentence.text, sentence.text) and len(load_skills().find(sentence.text)) >= MANY_SKILLS


def _told(span: tuple[int, int], code: str, view: View) -> tuple[int, int]:
    """Return a clause with the words in brackets or behind a dash that go on about the same language."""
    text = view.document.text
    start, end = closed(text, *span)
    more = GOES_ON.match(text, end)
    if more and not any(p.search(more[1]) for c, p in tables()[0].items() if c != code):
        return start, more.end(1)
    return start, end


def _test_span(sentence: Sentence, test: Test) -> tuple[int, int]:
    clause = next((c for c in sentence.clauses if test.pattern.search(c.text)), None)
    return clause.span if clause else sentence.span
