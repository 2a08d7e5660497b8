"""Turn a sentence into the words that carry what it says: courtesy and grammar out, names, tools and weighty words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jiufang.matching.topics import ideas_in, stem
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.languages import load_languages
from jiufang.taxonomy.skills import load_skills
from jiufang.taxonomy.terms import flatten
from jiufang.text import tables
from jiufang.text.tokens import CJK_RUN, LATIN, word_frequency, words_of

RARE = 60  # of jieba's counts: below, a Han word that begins with a surname is a name (王敏 3, 方便 2400)
LONGEST_COURTESY = 6  # characters
SHORT = 4  # letters up to which a courtesy within a claim (“the”, “your”) need not recur
APART = frozenset({"idiom", "stance"})
PHRASE = 3  # characters from which a Chinese courtesy is found before the words around it are cut
ORGANISATION = re.compile(r"(?:有限|股份|科技|集团|公司|大学|学院|医院|银行|研究院|事务所|中学|小学)")
NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|unable|missing|lack(?:s|ed|ing)?|absent)\b|n['’]t\b|缺(?=少|乏|失)|[不没未无勿](?!$)|(?<![除是])非|[别莫](?=[要再去])",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:if|whether|unless|should you|in case)\b|如果|如(?=您|有|需|不|果)|若|倘若|要是|是否|能否|可否|假如|万一|无论", re.IGNORECASE
)
CONTRACTED = re.compile(
    r"(?:do|does|did|wo|ca|could|would|should|is|are|was|were|has|have|had|must|need|might)n['’]t|(?:i|you|we|they|he|she|it|that|there|here|who|what)['’](?:ll|ve|re|d|m|s)"
)
CAPITAL = re.compile(r"[A-Z]")
BEGINS = re.compile(r"(?:^|[.!?:;]|\n)[\s\x00“\"]*$")
# What follows the first word of a sentence only when that is no name: “Ring the bell”, “Half an hour”.
OBJECT = re.compile(r"\s+(?:an?|the|your|our|my|me|us|you|it|this|that|these|those|any|some|every|each)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries something: `kind` is word, name (compared exactly) or claim (commits or praises)."""

    text: str
    start: int
    end: int
    kind: str = "word"
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Content:
    """What the words of a text can bear out: folded text, stems, ideas, and the ids of tools, certificates and languages."""

    folded: str
    latin: frozenset[str]
    stems: frozenset[str]
    ideas: frozenset[int]
    ids: frozenset[str]

    def says(self, word: Word) -> bool:
        """Tell whether a word of a draft stands here: names letter by letter or by id, other words by stem or idea."""
        folded = flatten(word.text)
        if word.kind == "claim" and " " in folded:
            return all(stem(part) in self.stems for part in folded.split() if not _courteous(part) or len(part) > SHORT)
        if word.ids:
            return bool(word.ids & self.ids) or _stands(folded, self.folded)
        if word.kind == "name":
            return folded in self.latin if folded.isascii() else _stands(folded, self.folded)
        if folded.isascii() and (folded in self.latin or stem(folded) in self.stems):
            return True
        return (not folded.isascii() and _han_in(folded, self.folded)) or bool(ideas_in(folded) & self.ideas)


@lru_cache(maxsize=4096)
def content_of(text: str) -> Content:
    """Return what a text can bear out."""
    folded = flatten(text)
    latin = frozenset(part for m in LATIN.finditer(folded) for part in (m.group(), *re.split(r"[-/&+.'’]", m.group())) if part)
    return Content(folded, latin, frozenset(map(stem, latin)), ideas_in(folded), frozenset(id for _, _, id in named(text)))


def negated(text: str) -> bool:
    """Tell whether a text denies something, idioms such as “do not hesitate” apart."""
    return bool(NEGATION.search(without_idioms(text)))


def conditional(text: str) -> bool:
    """Tell whether a text only supposes."""
    return bool(CONDITION.search(text))


def without_idioms(text: str) -> str:
    """Return a text with its set phrases blanked out, every other character in its place."""
    return _pattern("idiom").sub(lambda m: " " * len(m.group()), text)


def weighty(text: str) -> Iterator[Word]:
    """Yield the words of a text that commit, rank or praise."""
    for m in _pattern("claim").finditer(text):
        yield Word(m.group(), *m.span(), "claim")


def stances(text: str) -> list[Word]:
    """Return the words of a text whose denial matters, though they say little: mentions, shows, 提到."""
    return [Word(m.group(), *m.span()) for m in _pattern("stance").finditer(text)]


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, id) of the tools, certificates and languages that a text names."""
    found = [(m.start, m.end, f"skill:{m.id}") for m in load_skills().find(text)]
    found += [(m.start, m.end, f"certificate:{m.id}") for m in load_certificates().find(text)]
    found += [(m.start, m.end, f"language:{m.id}") for m in load_languages().find(text)]
    return tuple(found)


def carriers(text: str) -> list[Word]:
    """Return the words of a text that carry something, in order.

    Tools, certificates, languages, and words written like names are names; the rest are words.
    """
    text = _phrases().sub(lambda m: " " * len(m.group()), text)
    found: list[Word] = []
    ends = _word_ends(text)
    for start, end, id in named(text):
        surface = text[start:end]
        if not _courteous(surface) and {start, end} <= ends:
            same = frozenset(i for a, b, i in named(text) if (a, b) == (start, end))
            found.append(Word(surface, start, end, "name", same | {id}))
    taken = [(w.start, w.end) for w in found]
    for word in (*_latin(text), *_han(text)):
        if all(word.end <= a or word.start >= b for a, b in taken):
            found.append(word)
    return sorted(dict.fromkeys(found), key=lambda w: w.start)


def _word_ends(text: str) -> set[int]:
    """Return where a name may begin or end: not within a Chinese word, as 展会 in 有进展会及时联系."""
    within: set[int] = set()
    for run in CJK_RUN.finditer(text):
        for word, offset in words_of(run.group()):
            within.update(range(run.start() + offset + 1, run.start() + offset + len(word)))
    return set(range(len(text) + 1)) - within


def _latin(text: str) -> Iterator[Word]:
    for m in LATIN.finditer(text):
        word = m.group().rstrip("'’")
        plain = re.sub(r"['’]s$", "", word)
        if _courteous(plain) or not re.search(r"[^\W\d_]", plain) or (len(plain) == 1 and plain.islower()):
            continue
        called = not BEGINS.search(text[: m.start()]) or not OBJECT.match(text, m.end())
        kind = "name" if (CAPITAL.search(plain[1:]) or (CAPITAL.match(plain) and called)) or re.search(r"\d", plain) else "word"
        yield Word(plain, m.start(), m.start() + len(plain), kind)


def _han(text: str) -> Iterator[Word]:
    for m in _titled().finditer(text):
        yield Word(m.group(), *m.span(), "name")
    for run in CJK_RUN.finditer(text):
        for word, offset in words_of(run.group()):
            start = run.start() + offset
            end = start + len(word)
            if not _courteous(word):
                person = is_person(word) and word_frequency(word) < RARE
                kind = "name" if person or ORGANISATION.match(text, end) else "word"
                yield Word(word, start, end, kind)


def is_person(text: str) -> bool:
    """Tell whether a text has the shape of a Chinese person's name.

    >>> is_person("王敏"), is_person("后端")
    (True, False)
    """
    given = len(text) - (2 if text[:2] in _surnames() else 1 if text[:1] in _surnames() else len(text))
    return 1 <= given <= 2 and bool(CJK_RUN.fullmatch(text))


@lru_cache(maxsize=20000)
def _courteous(word: str) -> bool:
    """Tell whether a word, or each part of it, is courtesy or grammar."""
    folded = flatten(word)
    if folded in _courtesy():
        return True
    if CONTRACTED.fullmatch(folded):
        return True
    if folded.isascii():
        parts = re.split(r"[\s/&+.'’-]+", folded)
        return len(parts) > 1 and all(part in _courtesy() for part in parts if part)
    return any(folded[:n] in _courtesy() and _courteous(folded[n:]) for n in range(min(len(folded) - 1, LONGEST_COURTESY), 0, -1))


def _han_in(word: str, text: str) -> bool:
    """Tell whether a Han word stands in a text, whole or pair by pair."""
    return word in text or (len(word) > 2 and all(word[i : i + 2] in text for i in range(len(word) - 1)))


def _stands(name: str, text: str) -> bool:
    return bool(whole(name).search(text))


@lru_cache(maxsize=4096)
def whole(name: str) -> re.Pattern[str]:
    """Return the pattern of a name as a whole word, in folded text."""
    edge = r"[0-9a-z\u00c0-\u024f]"
    lead, tail = (f"(?<!{edge})" if name[:1].isascii() else ""), (f"(?!{edge})" if name[-1:].isascii() else "")
    return re.compile(lead + re.escape(name) + tail)


@lru_cache(maxsize=1)
def _courtesy() -> frozenset[str]:
    return frozenset(flatten(w) for name in ("courtesy_en.txt", "courtesy_zh.txt") for w in tables.words("generate", name))


@lru_cache(maxsize=1)
def _titled() -> re.Pattern[str]:
    """Return how somebody is called by surname and title: 孙总, 王老师."""
    single = "".join(sorted(s for s in _surnames() if len(s) == 1))
    return re.compile(
        rf"(?<![\u4e00-\u9fff])[{single}](?:总|先生|女士|老师|经理|主任)|(?<=[的由和与请是为跟同])[{single}](?:总(?!体|部|的|之)|先生|女士|老师)"
    )


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """Return the courtesies that are phrases, which a dictionary may cut elsewhere."""
    phrases = sorted((w for w in _courtesy() if len(w) >= PHRASE and CJK_RUN.fullmatch(w)), key=lambda w: (-len(w), w))
    return re.compile("|".join(phrases))


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    words = tables.words("profiles", "surnames.txt")  # compound names one by one, the single characters as one run
    return frozenset(w if len(w) == 2 else c for w in words for c in (w if len(w) != 2 else [w]))


@lru_cache(maxsize=3)
def _pattern(meaning: str) -> re.Pattern[str]:
    """Return the expressions of idioms, of words of stance, or, as `claim`, of all the others."""
    rows = [row for row in tables.rows("generate", "weighty.tsv") if (row[0] if row[0] in APART else "claim") == meaning]
    return re.compile("|".join(expression for _, _, expression in rows), re.IGNORECASE)
