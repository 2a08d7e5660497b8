"""Measure how much of what a requirement is about a piece of text talks of: words, names, and ideas across languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jiufang.matching.lexicon import read_data, read_rows
from jiufang.taxonomy.skills import load_skills
from jiufang.text.normalise import fold
from jiufang.text.tokens import CJK_RUN, LATIN, tokens

NAME_WEIGHT, WORD_WEIGHT, DULL_WEIGHT = 2.0, 1.0, 0.25  # a named tool says more than a word, "system" almost nothing
PART_CREDIT = 0.7  # of a Chinese word of which only pairs of characters are found
IDEA_CREDIT = 0.85  # for the same idea in other words or another language
STEM = 7
# Sectors of the taxonomy whose names are mostly products: a like of a product is another product.
PRODUCT_CATEGORIES = frozenset(
    "ai automation backend cloud data database design devops embedded erp frontend language messaging mobile network office testing".split()
)
HITS_KEPT = 512  # of one text: about five jobs' worth
WORD_START = re.compile(r"(?<![a-z0-9])[a-z0-9%]")
SUFFIXES = re.compile(r"(?:isations?|izations?|ations?|ments?|ingly|ings?|edly|ions?|ists?|ants?|ancy|ors?|ers?|ies|ied|ed|es|ly|s|y|e)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a requirement's words point at: a word or name, its ideas, and how much it says."""

    word: str
    stem: str
    ideas: frozenset[int]
    weight: float
    skill: str | None = None

    @property
    def named(self) -> bool:
        """Tell whether the unit is a named tool, standard or product."""
        return self.weight >= NAME_WEIGHT


@dataclass(frozen=True, slots=True)
class Bag:
    """The comparable content of a piece of text."""

    folded: str
    stems: frozenset[str]
    ideas: frozenset[int]
    skills: frozenset[str]
    implied: frozenset[str]
    hits: dict[tuple[str, str | None, bool], float] = field(default_factory=dict, compare=False, repr=False)


@lru_cache(maxsize=1)
def _ideas() -> tuple[dict[str, list[tuple[str, int]]], dict[str, re.Pattern[str]], dict[str, set[int]]]:
    """Return Chinese words with their ideas by first character, patterns of the English words by their first two, and ideas by English word."""
    chinese: dict[str, list[tuple[str, int]]] = {}
    english: dict[str, set[int]] = {}
    for number, row in enumerate(read_rows("concepts.tsv")):
        for word in map(fold, row[0].split("|")):
            chinese.setdefault(word[:1], []).append((word, number))
        for word in row[1].split("|"):
            english.setdefault(word.strip().lower(), set()).add(number)
    parts: dict[str, list[str]] = {}
    for word in sorted(english, key=len, reverse=True):
        written = re.escape(word.rstrip("*")).replace(r"\?", "?") + (r"[a-z]*" if word.endswith("*") else "")
        for opening in _openings(word):
            parts.setdefault(opening, []).append(written)
    patterns = {opening: re.compile(rf"(?<![a-z0-9])(?:{'|'.join(p)})(?![a-z0-9])") for opening, p in parts.items()}
    return chinese, patterns, english


def _openings(word: str) -> set[str]:
    """Return the two characters that a word may begin with; `p?ediatric` has two such pairs."""
    plain = word.replace("?", "")[:2]
    if word[1:2] == "?":
        return {plain, word[2:4]}
    return {plain, word[0] + word[3:4]} if word[2:3] == "?" else {plain}


@lru_cache(maxsize=20000)
def ideas_in(text: str) -> frozenset[int]:
    """Return the numbers of the ideas of `concepts.tsv` that a folded text names."""
    chinese, patterns, english = _ideas()
    found: set[int] = set()
    if not text.isascii():
        found = {number for first in set(text) for word, number in chinese.get(first, ()) if word in text}
    stars, past = _stars(), 0
    for start in WORD_START.finditer(text):
        pattern = patterns.get(text[start.start() : start.start() + 2])
        match = pattern.match(text, start.start()) if pattern and start.start() >= past else None
        if match is None:
            continue
        word, past = match.group(), match.end()
        found |= english.get(word, set())
        for stem, numbers in stars.get(word[:3], ()):
            if word.startswith(stem):
                found |= numbers
    return frozenset(found)


@lru_cache(maxsize=1)
def _stars() -> dict[str, list[tuple[str, set[int]]]]:
    table: dict[str, list[tuple[str, set[int]]]] = {}
    for word, numbers in _ideas()[2].items():
        if word.endswith("*"):
            stem = word.rstrip("*").replace("?", "")
            table.setdefault(stem[:3], []).append((stem, numbers))
    return table


IRREGULAR = dict(
    pair.split(":")
    for pair in "sold:sell taught:teach led:lead ran:run built:build wrote:write written:write drove:drive driven:drive won:win bought:buy grew:grow grown:grow held:hold made:make kept:keep beat:beat beaten:beat oversaw:oversee spoke:speak spoken:speak dealt:deal took:take taken:take gave:give given:give chose:choose began:begin sent:send met:meet cut:cut found:find brought:bring fell:fall wove:weave sewn:sew swapped:swap".split()
)


@lru_cache(maxsize=50000)
def stem(word: str) -> str:
    """Return a crude English stem, so that audit, auditor and auditing meet."""
    word = IRREGULAR.get(word, word)
    if len(word) == 4 and word.isascii() and word[-1] == "s" and word[-2] not in "su":  # CFOs, APIs
        return word[:3]
    if not word.isascii() or len(word) <= 4 or not word.isalpha():
        return word
    cut = SUFFIXES.sub("", word)
    return (cut if len(cut) >= 4 else word.rstrip("s"))[:STEM]


@lru_cache(maxsize=1)
def boilerplate() -> frozenset[str]:
    """Return the words that requirements use whatever they ask for: experience, 具有, proficient."""
    return frozenset(read_data("boilerplate.txt").split())


@lru_cache(maxsize=1)
def dull() -> frozenset[str]:
    """Return the words that say little by themselves: project, 管理, team."""
    return frozenset(read_data("dull.txt").split())


def units_of(text: str) -> tuple[Unit, ...]:
    """Return what the words of a requirement point at, each once, in order."""
    taxonomy = load_skills()
    mentions = taxonomy.find(text)
    found: dict[str, Unit] = {}
    rest = list(text)
    for mention in mentions:
        word = fold(mention.surface)
        found[word] = Unit(word, stem(word), ideas_in(word), NAME_WEIGHT, mention.id)
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = "".join(rest)
    names = {fold(m.group()) for m in LATIN.finditer(left) if _is_name(m.group(), left, m.start())}
    for token in tokens(left):
        if token in boilerplate() or (len(token) < 2 and token.isascii()) or re.fullmatch(r"[\d.,%+-]+", token):
            continue
        weight = NAME_WEIGHT if token in names else DULL_WEIGHT if token in dull() or stem(token) in dull() else WORD_WEIGHT
        found.setdefault(token, Unit(token, stem(token), ideas_in(token), weight))
    return tuple(found.values())


def _is_name(word: str, text: str, start: int) -> bool:
    inner = any(c.isdigit() for c in word) or any(c.isupper() for c in word[1:])
    if not text.isascii() and CJK_RUN.search(text):
        return inner or word[0].isupper() or len(word) > 2
    return inner or (word[0].isupper() and start > 0 and not re.search(r"[.:;!?]\s*$", text[:start]))


@lru_cache(maxsize=20000)
def bag_of(text: str) -> Bag:
    """Return the comparable content of a piece of text."""
    folded = fold(text)
    taxonomy = load_skills()
    skills = frozenset(m.id for m in taxonomy.find(text))
    implied = frozenset().union(*(taxonomy.implies(s) for s in skills)) if skills else frozenset()
    return Bag(folded, frozenset(stem(m.group()) for m in LATIN.finditer(folded)), ideas_in(folded), skills, implied - skills)


def hit(unit: Unit, bag: Bag) -> float:
    """Return how surely a bag names a unit: 1 the word, less for parts of it or the same idea."""
    key = (unit.word, unit.skill, unit.named)
    found = bag.hits.get(key)
    if found is None:
        if len(bag.hits) >= HITS_KEPT:
            bag.hits.clear()
        found = bag.hits[key] = _hit(unit, bag)
    return found


def _hit(unit: Unit, bag: Bag) -> float:
    if unit.skill:
        if unit.skill in bag.skills:
            return 1.0
        if unit.skill in bag.implied:
            return 0.95
    if unit.stem in bag.stems:
        return 1.0
    if not unit.word.isascii() and CJK_RUN.search(unit.word):
        if unit.word in bag.folded:
            return 1.0
        part = _pairs(unit.word, bag.folded)
        if part >= 0.5:
            return PART_CREDIT * part
    if unit.ideas & bag.ideas and (not unit.named or (_is_plain(unit) and unit.ideas <= bag.ideas)):
        return IDEA_CREDIT
    return _typo(unit, bag)


def is_product(unit: Unit) -> bool:
    """Tell a product or standard (Looker, Kubernetes), whose likes are not the same thing, from a task that may be told in any words."""
    if not unit.named or not unit.word.isascii() or " " in unit.word:
        return False
    return unit.skill is None or load_skills().has_one_name(unit.skill) or load_skills().category(unit.skill) in PRODUCT_CATEGORIES


def _is_plain(unit: Unit) -> bool:
    """Tell a task in plain words (property management, 库存管理) from a product, whose likes are not the same thing."""
    if unit.skill is None:
        return False
    if " " in unit.word:
        return True
    least = 3 if load_skills().category(unit.skill) in PRODUCT_CATEGORIES else 2
    return not unit.word.isascii() and len(unit.word) >= least and not LATIN.search(unit.word)


def _pairs(word: str, text: str) -> float:
    if len(word) < 3:
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum([p in text for p in pairs]) / len(pairs)


def _typo(unit: Unit, bag: Bag) -> float:
    """Forgive one slip in a long Latin word: internl, acounting, Kubernets."""
    word = unit.stem
    if len(word) < 5 or not word.isascii() or not word.isalpha():
        return 0.0
    return 0.8 if any(abs(len(s) - len(word)) <= 1 and s[:1] == word[:1] and _one_edit(word, s) for s in bag.stems) else 0.0


def _one_edit(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    i = next((k for k in range(len(a)) if a[k] != b[k]), len(a))
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i:] == b[i + 1 :]


def coverage(units: Sequence[Unit], bags: Iterable[tuple[float, Bag]]) -> float:
    """Return the weighted share of the units that the bags name; each bag's hits count by its factor.

    Args:
        units: what the requirement is about.
        bags: (factor, bag) of the clause itself and of what stands around it.
    """
    total = sum(u.weight for u in units)
    if total == 0:
        return 0.0
    near = list(bags)
    return sum(u.weight * max((f * hit(u, b) for f, b in near), default=0.0) for u in units) / total


def spots(units: Sequence[Unit], text: str) -> list[tuple[int, int]]:
    """Return where in a text the units are named, as (start, end), in order of the units' weight."""
    low = text.lower()
    found = []
    for unit in sorted(units, key=lambda u: -u.weight):
        at = low.find(unit.word)
        if at < 0 and unit.skill:
            mention = next((m for m in load_skills().find(text) if m.id == unit.skill or unit.skill in load_skills().implies(m.id)), None)
            if mention:
                found.append((mention.start, mention.end))
                continue
        if at < 0 and unit.word.isascii():
            match = next((m for m in LATIN.finditer(low) if stem(m.group()) == unit.stem), None)
            at, size = (match.start(), len(match.group())) if match else (-1, 0)
        else:
            size = len(unit.word)
        if at >= 0:
            found.append((at, at + size))
    return found
