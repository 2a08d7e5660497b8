"""Tell how surely a clause names the certificate that is asked for: by the taxonomy, by numbers and initials, by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.specialities import agrees, rival
from jiufang.matching.topics import Unit, bag_of, coverage
from jiufang.taxonomy.certificates import load_certificates
from jiufang.text.tokens import CJK_RUN

NAMED = 0.55  # weighted share of the certificate's words that a clause must name
BY_CHANCE = 0.3  # below this share of words the rest of the sentence does not help
LOWER, KEYED = 0.6, 0.9  # certainty of a lower certificate of the same kind, and of a number or initials alone
KEY = re.compile(r"(?<![A-Za-z0-9])(?:\d{4,5}|\d{2}(?:st|nd|rd|th)|[A-Z]{3,6}|[A-Z]+-?\d+[A-Z]?)(?![A-Za-z0-9])")
YEAR = re.compile(r"(?:19|20)\d\d")
NO_KEYS = frozenset({"AND", "THE", "FOR", "UK", "USA", "EU", "PRC", "NVQ", "ISO", "III"})
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
OTHER_NAME = re.compile(r"\b([A-Z]{2,6})\s?[(（]((?:[A-Z]\w+ )+\w+)[)）]")  # what initials stand for, written out


def asked_ids(words: str) -> frozenset[str]:
    """Return the taxonomy's certificates that words may mean; in China, a CPA is the Chinese one too."""
    asked = held_ids(words)
    chinese = {CHINESE_OF[a] for a in asked if a in CHINESE_OF} if CJK_RUN.search(words) or IN_CHINA.search(words) else set()
    return frozenset(asked | chinese)


@lru_cache(maxsize=20000)
def held_ids(text: str) -> frozenset[str]:
    """Return the taxonomy's certificates that a text names."""
    return frozenset(m.id for m in load_certificates().find(text))


@lru_cache(maxsize=20000)
def keys(words: str) -> frozenset[str]:
    """Return the numbers and initials that name a certificate by themselves: 2391, 7671, 18th, CISRS."""
    return frozenset(m.group().lower() for m in KEY.finditer(words) if m.group() not in NO_KEYS and not YEAR.fullmatch(m.group()))


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


def named(words: str, units: Sequence[Unit], clause: Clause, sentence: Sentence) -> float:
    """Return how surely a clause names the certificate that words ask for, 0 to 1.

    Args:
        words: the words of the requirement about this certificate.
        units: the same, as units of meaning.
        clause: a clause of the document.
        sentence: the sentence of the clause.
    """
    asked, held = asked_ids(words), held_ids(clause.text)
    if asked and _something_else(clause, sentence):
        return 0.0
    if asked and held:
        return _by_taxonomy(asked, held, words, sentence)
    own = coverage(units, [(1.0, bag_of(clause.text))])
    if _keyed(words, clause.text):
        return max(KEYED, own)
    if own < BY_CHANCE:
        return 0.0
    return coverage(units, [(1.0, bag_of(clause.text)), (0.7, bag_of(sentence.text))])


def satisfied(asked: frozenset[str], held: frozenset[str]) -> bool:
    """Tell whether one of the certificates that are held is one that is asked for, or covers it."""
    return any(load_certificates().satisfies(h, a) for h in held for a in asked)


def _by_taxonomy(asked: frozenset[str], held: frozenset[str], words: str, sentence: Sentence) -> float:
    taxonomy = load_certificates()
    if satisfied(asked, held):
        return 1.0
    alike = agrees(words, sentence.text) and not rival(words, sentence.text)
    if any(taxonomy.satisfies(a, h) or h.startswith(f"{a}_") for h in held for a in asked):
        return KEYED if alike else LOWER
    kin = any(h.split("_")[0] == a.split("_")[0] for h in held for a in asked)
    return (KEYED if agrees(words, sentence.text) else LOWER) if kin else 0.0


def _keyed(words: str, given: str) -> bool:
    """Tell whether numbers or initials name it; initials that are written out as something else do not."""
    return bool(keys(words) & keys(given) or keys(given) & initials(words) or keys(words) & initials(given))


def _something_else(clause: Clause, sentence: Sentence) -> bool:
    """Tell whether the initials of a clause are written out as no certificate that is known: “the CFA (City Farm Alliance)”."""
    spelled = OTHER_NAME.search(sentence.text)
    return bool(spelled and re.search(rf"\b{spelled[1]}\b", clause.text) and not held_ids(spelled[2]))
