"""Turn a résumé into the languages of a person: how well, by which test, in whose words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiufang.documents.records import Document, Evidence
from jiufang.privacy.identifiers import find_emails, find_urls
from jiufang.profiles.records import Language, Section, SectionKind, TestScore
from jiufang.taxonomy.languages import BANDS, NONE, LanguageTaxonomy, Mention, TestMention, load_languages
from jiufang.text.language import is_cjk

CLAUSE = re.compile(r"[。；;！!？?\n]|\.(?=\s|$)")
FAILED = re.compile(
    r"^[^，,。；;\n]{0,10}(?:没过|未过|没有?通过|未通过|不及格|failed|not passed|did not pass)|^[^，,。；;\n]{0,8}(?:备考|准备中|报考)",
    re.IGNORECASE,
)
ATTEMPT = re.compile(
    r"(?:正在|准备|计划|打算|未(?:参加|考|过|通过)|没(?:考|过|有考)|备考|preparing for|plan(?:ning)? to (?:take|sit)|have not taken)[^，,。；;\n]{0,8}$",
    re.IGNORECASE,
)
DENIED_EN = re.compile(r"(?:\bno|\bnot|\bnever|\bdon['’]t|\bdo not|\bcannot|\bwithout|\bzero)\s+(?:\w+\s){0,3}$", re.IGNORECASE)
ONLY_ONE = re.compile(r"no (?:second|other|foreign) language|only language|monolingual|无其他语言|不会外语", re.IGNORECASE)
# A language that is spoken somewhere, taught, or translated from is not yet one that the person speaks.
THIRD_PARTY = re.compile(r"(?:客户|患者|市场|学生|供应商|官员)[^，。；\n]{0,6}(?:说|讲|用)$")
ACTION_ZH = re.compile(r"(?:全部用|用|以|看|读写?|阅读|说|讲|会|懂)$")
ACTION_EN = re.compile(
    r"\b(?:speak|spoke|speaks|speaking|fluent in|conversational|conversant in|bilingual|native|read|write|meetings? in|calls? in|demos? in|negotiat\w+ in|work(?:ing)? in|present\w* in|taught in|studied in|served? \w+ in|support\w* in|language|proficient in|basic|some|intermediate|advanced|mother tongue)\W+(?:\w+\W+(?:and\W+)?){0,2}$",
    re.IGNORECASE,
)
SPOKEN_KINDS = frozenset(
    {
        SectionKind.LANGUAGES,
        SectionKind.SKILLS,
        SectionKind.CERTIFICATES,
        SectionKind.PERSONAL,
        SectionKind.SUMMARY,
        SectionKind.OTHER,
        SectionKind.HEADER,
    }
)
SILENT = frozenset({SectionKind.REFERENCES, SectionKind.EDUCATION})
BRACKETS = re.compile(r"[(（][^()（）\n]*[)）]")
SHARED = re.compile(r"\s*(?:[,，、/&]|and|和|与|及|or)+\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    code: str
    name: str
    level: str | None = None
    level_text: str = ""
    tests: dict[str, TestScore] = field(default_factory=dict)
    test_level: str | None = None
    evidence: list[Evidence] = field(default_factory=list)
    denied: bool = False


def find_languages(document: Document, sections: Sequence[Section] = ()) -> tuple[Language, ...]:
    """Return the languages that a résumé claims, in the order in which it names them.

    A stated level counts before the band of a test, and of several levels the highest. Languages that the
    résumé denies (“no French”, 西班牙语零基础) are left out.
    """
    taxonomy = load_languages()
    found: dict[str, _Found] = {}
    closed = [(s, e) for finder in (find_emails, find_urls) for s, e, _ in finder(document.text)]
    tests = [t for t in taxonomy.find_tests(document.text) if not _inside(t.start, closed)]
    for mention in taxonomy.find(document.text):
        if not _inside(mention.start, closed) and _claimed(document.text, mention, sections, tests, taxonomy):
            _note_level(document, taxonomy, found, mention, tests)
    for test in tests:
        _note_test(document, taxonomy, found, test)
    kept = [entry for entry in found.values() if entry.evidence and not (entry.denied and not entry.tests and entry.level is None)]
    return tuple(_language(entry) for entry in sorted(kept, key=lambda f: f.evidence[0].start))


def _claimed(text: str, mention: Mention, sections: Sequence[Section], tests: list[TestMention], taxonomy: LanguageTaxonomy) -> bool:
    kind = _kind_at(mention.start, sections)
    labelled_level = bool(re.match(r"\s*[:：]", text[mention.end : mention.end + 3])) and _own_level(text, mention, taxonomy) is not None
    if kind in SILENT and not labelled_level and not any(t.start <= mention.start < t.end for t in tests):
        return False
    before, after = _clause(text, mention.start, mention.end)
    if THIRD_PARTY.search(before):
        return False
    if re.match(r"\s+only\b", after, re.IGNORECASE):
        return True
    if kind in {SectionKind.LANGUAGES, SectionKind.PERSONAL} or _denied(before, after):
        return True
    if _own_level(text, mention, taxonomy):
        return True
    spoken = bool(ACTION_EN.search(before) or ACTION_ZH.search(before))
    labelled = bool(re.search(r"(?:languages?|语言(?:能力)?|外语|lenguages|idiomas)\s*[:：][^\n]*$", before, re.IGNORECASE)) or bool(
        re.match(r"\s*[:：]", after)
    )
    return spoken or labelled or (kind in SPOKEN_KINDS and _listed(text, mention, taxonomy))


def _listed(text: str, mention: Mention, taxonomy: LanguageTaxonomy) -> bool:
    """Tell whether the line holds little but languages: “Tamil, Hindi, English”."""
    start, end = text.rfind("\n", 0, mention.start) + 1, text.find("\n", mention.end)
    line = BRACKETS.sub("", text[start : end if end >= 0 else len(text)])
    names = taxonomy.find(line)
    rest = len(re.sub(r"[\s,，、./·|;；&()（）]|and|和", "", line)) - sum(len(m.surface) for m in names)
    piece = re.split(r"[.;；。]", text[max(start, mention.start - 40) : mention.start])[-1]
    return (
        (len(names) > 1 and rest <= 12)
        or (len(names) == 1 and rest <= 2)
        or (len(names) > 1 and not SHARED.sub("", _without(piece, taxonomy)))
    )


def _without(piece: str, taxonomy: LanguageTaxonomy) -> str:
    for m in reversed(taxonomy.find(piece)):
        piece = piece[: m.start] + piece[m.end :]
    return piece.strip(" \t:-•·")


def _note_level(
    document: Document, taxonomy: LanguageTaxonomy, found: dict[str, _Found], mention: Mention, tests: list[TestMention]
) -> None:
    text = document.text
    entry = found.setdefault(mention.id, _Found(mention.id, taxonomy.name(mention.id, "zh" if is_cjk(mention.surface) else "en")))
    before, after = _clause(text, mention.start, mention.end)
    own = _own_level(text, mention, taxonomy)
    if _denied(before, after) or (own and own[0] == NONE):
        entry.denied = True
        return
    start, end = min(mention.start, own[1] if own else mention.start), max(mention.end, own[2] if own else mention.end)
    if any(t.start <= mention.start < t.end for t in tests) and not own:
        return  # 英语 of 英语六级 says no more than the test does
    entry.evidence.append(document.evidence(start, end))
    if own and _higher(own[0], entry.level):
        entry.level, entry.level_text = own[0], text[own[1] : own[2]]


def _note_test(document: Document, taxonomy: LanguageTaxonomy, found: dict[str, _Found], test: TestMention) -> None:
    before, after = _clause(document.text, test.start, test.end)
    if FAILED.match(after) or ATTEMPT.search(before):
        return
    entry = found.setdefault(test.language, _Found(test.language, taxonomy.name(test.language, "zh" if is_cjk(document.text) else "en")))
    old = entry.tests.get(test.test)
    if old is None or old.score is None:
        entry.tests[test.test] = TestScore(test=test.test, score=test.score)
    entry.evidence.append(document.evidence(test.start, test.end))
    if test.level and _higher(test.level, entry.test_level):
        entry.test_level = test.level


def _own_level(text: str, mention: Mention, taxonomy: LanguageTaxonomy) -> tuple[str, int, int] | None:
    """Return the level word that belongs to this language and not to the next one in the list."""
    low, high = _clause_bounds(text, mention.start, mention.end)
    others = [m for m in taxonomy.find(text[low:high]) if m.start + low != mention.start]
    next_start = min(
        (m.start + low for m in others if m.start + low >= mention.end and not _same_group(text[mention.end : m.start + low])), default=high
    )
    after = [(band, s + mention.end, e + mention.end) for band, s, e in taxonomy.level_words(text[mention.end : next_start])]
    after = [hit for hit in after if hit[1] - mention.end <= 40]
    if after and not _inside_next(text, after[0], others, low, mention.end) and not _opens_next(text, after[0], others, low):
        return after[0]
    previous_end = max(
        (m.end + low for m in others if m.end + low <= mention.start and not _same_group(text[m.end + low : mention.start])), default=low
    )
    before = [(band, s + previous_end, e + previous_end) for band, s, e in taxonomy.level_words(text[previous_end : mention.start])]
    if before and _follows_another(text, before[-1], previous_end, mention.start):
        return None
    return (
        before[-1]
        if before and mention.start - before[-1][2] <= 24 and not re.search(r"[)）]", text[before[-1][2] : mention.start])
        else None
    )


def _follows_another(text: str, hit: tuple[str, int, int], previous_end: int, start: int) -> bool:
    """Tell whether a level word belongs to the language before it: 普通话母语，英语雅思7.5."""
    return (
        previous_end > 0
        and not re.search(r"[,，;；、/|]", text[previous_end : hit[1]])
        and bool(re.search(r"[,，;；、/|]", text[hit[2] : start]))
    )


def _inside_next(text: str, hit: tuple[str, int, int], others: list[Mention], low: int, end: int) -> bool:
    """Tell whether a level stands in brackets behind a later language: the fluent of “English, Spanish (fluent)”."""
    between = [m.end + low for m in others if end <= m.start + low < hit[1]]
    return bool(between) and bool(re.fullmatch(r"\s*[(（]\s*", text[max(between) : hit[1]]))


def _same_group(between: str) -> bool:
    return bool(SHARED.fullmatch(between))


def _opens_next(text: str, hit: tuple[str, int, int], others: list[Mention], low: int) -> bool:
    """Tell whether a level word stands just before another language: “English; conversational Spanish”."""
    return any(re.fullmatch(r"\s*(?:in|at)?\s*", text[hit[2] : m.start + low], re.IGNORECASE) for m in others if m.start + low >= hit[2])


def _denied(before: str, after: str) -> bool:
    if DENIED_EN.search(before) or re.search(r"(?:不会|不懂|没学过|未学过)(?:说|讲)?$", before):
        return True
    return bool(
        re.match(r"\s*(?:基本|完全|几乎)?(?:不会|零基础|没学过|没有学过|未学过|不懂|从未学)|\s*[(:：（-]?\s*none\b", after, re.IGNORECASE)
    )


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    low, high = _clause_bounds(text, start, end)
    return text[low:start], text[end:high]


def _clause_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    low = max((m.end() for m in CLAUSE.finditer(text, max(0, start - 120), start)), default=max(0, start - 120))
    stop = CLAUSE.search(text, end, min(len(text), end + 120))
    return low, stop.start() if stop else min(len(text), end + 120)


def _higher(new: str, old: str | None) -> bool:
    return new in BANDS and (old is None or BANDS.index(new) > BANDS.index(old))


def _kind_at(offset: int, sections: Sequence[Section]) -> SectionKind:
    return next((s.kind for s in reversed(sections) if s.start <= offset < s.end), SectionKind.OTHER)


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _language(entry: _Found) -> Language:
    level = entry.level or entry.test_level
    return Language(
        name=entry.name,
        code=entry.code,
        level=level,
        level_text=entry.level_text,
        tests=tuple(entry.tests.values()),
        evidence=tuple(entry.evidence),
    )
