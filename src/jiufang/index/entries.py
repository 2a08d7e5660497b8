"""Turn the features of a person into what they are found by: words, facets, and the passages whose meaning counts.

Everything comes from the feature record, so whatever never reaches that (name, sex, age, origin, school) is no part of an entry either.

Facets are written as terms beside the words, so that one index answers both:

    s:java       a skill that the résumé states; i:python one that follows from it (Django implies Python)
    y:60         at least 60 months of work, in steps
    d:3          at least a bachelor's degree (taxonomy.degrees ranks)
    c:上海        lives there; both the city and the region around it
    l:ja l:ja:B2 speaks Japanese; at least at that level
    a:30         can start within 30 days
    p:pmp        holds the certificate
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiufang.index.availability import days_until
from jiufang.index.places import places_of
from jiufang.index.words import word_counts
from jiufang.profiles.features import Features, StatementKind
from jiufang.profiles.records import CertificateStatus, StudyStatus
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.languages import BANDS
from jiufang.taxonomy.skills import load_skills
from jiufang.text.normalise import fold

__all__ = ["DAYS", "EVERYBODY", "MEANT", "MONTHS", "RULES", "Entry", "Facets", "entry", "entry_of", "facets_of", "word_counts"]

RULES = "1"  # of what follows; another value makes everything be indexed anew
MEANT = frozenset({StatementKind.WORK, StatementKind.PROJECT, StatementKind.STUDY, StatementKind.LIST})
"""What is searched: not what somebody wishes for, nor praise of oneself."""

EVERYBODY = "*"
TOLD = ("y:", "d:", "c:", "l:", "a:", "s:")
"""A facet of which something is known is marked by its bare prefix, so that silence can be told from a no."""

MONTHS = (*range(6, 121, 6), *range(132, 481, 12))
DAYS = (0, 7, 14, 30, 60, 90, 180)

# BM25 (Robertson & Zaragoza 2009, section 3.4). The mean length is a constant, so that a weight never has to be computed again.
K1, B, MEAN_LENGTH = 1.2, 0.6, 250
HIGHEST = 255


@dataclass(frozen=True, slots=True)
class Facets:
    """What of a person can be filtered by; skills, places, languages and certificates by their keys."""

    skills: tuple[str, ...] = ()
    months: int = 0
    degree: Degree = Degree.NONE
    places: tuple[str, ...] = ()
    languages: tuple[tuple[str, str | None], ...] = ()
    available: int | None = None
    certificates: tuple[str, ...] = ()

    @property
    def inferred(self) -> tuple[str, ...]:
        """Skills that follow from the stated ones."""
        taxonomy, stated = load_skills(), set(self.skills)
        return tuple(sorted({id for skill in self.skills for id in taxonomy.implies(skill)} - stated))


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person is found by.

    Attributes:
        impacts: how much each term weighs, 1 to 255 for words, 255 for facets.
        facets: the facets to count, one value each.
    """

    impacts: Mapping[str, int]
    facets: tuple[str, ...]


def entry(said: Features) -> Entry:
    """Return the entry of a feature record."""
    counts: dict[str, int] = {}
    for text, times in _texts(said):
        for word, count in word_counts(text).items():
            counts[word] = counts.get(word, 0) + count * times
    return entry_of(counts, facets_of(said))


def entry_of(counts: Mapping[str, int], facets: Facets) -> Entry:
    """Return the entry of words, counted, and facets."""
    taxonomy = load_skills()
    told = dict(counts)
    for id in (skill for skill in facets.skills if skill in taxonomy):
        for word in word_counts(" ".join(taxonomy.names(id)[:1]) + " " + taxonomy.name(id, "zh")):
            told.setdefault(word, 1)  # what is called so in one language is found in the other
    length = sum(told.values())
    impacts = {word: impact(count, length) for word, count in told.items()}
    terms = list(facet_terms(facets))
    return Entry({**impacts, **dict.fromkeys([EVERYBODY, *terms], HIGHEST)}, counted_facets(facets))


def passages(said: Features) -> list[str]:
    """Return the texts whose meaning is a person's: what they did, learnt and know, and as what they worked."""
    texts = [s.text for s in said.statements if s.kind in MEANT]
    return list(dict.fromkeys([*texts, *(t.title for t in said.tenures if t.title)]))


def facets_of(said: Features) -> Facets:
    """Return the facets of a feature record."""
    covers = load_certificates().covered_by
    held = (c for c in said.certificates if c.status is CertificateStatus.HELD)
    return Facets(
        skills=tuple(dict.fromkeys(s.id or _key(s.name) for s in said.skills)),
        months=said.total_months,
        degree=said.highest_degree,
        places=tuple(map(_key, places_of(said.location))) if said.location else (),
        languages=tuple(sorted({x.code: x.level for x in said.languages}.items())),
        available=days_until(said.availability) if said.availability else None,
        certificates=tuple(dict.fromkeys(id for c in held for id in (sorted(covers(c.id)) if c.id else [_key(c.name)]))),
    )


def facet_terms(facets: Facets) -> Iterable[str]:
    """Yield the terms by which facets are filtered."""
    yield from (f"s:{id}" for id in facets.skills)
    yield from (f"i:{id}" for id in facets.inferred)
    yield from (f"y:{step}" for step in MONTHS if step <= facets.months)
    yield from (f"d:{rank}" for rank in range(1, facets.degree.rank + 1))
    yield from (f"c:{place}" for place in facets.places)
    for code, level in facets.languages:
        yield f"l:{code}"
        yield from (f"l:{code}:{band}" for band in BANDS[: BANDS.index(level) + 1 if level in BANDS else 0])
    yield from (f"a:{days}" for days in DAYS if facets.available is not None and facets.available <= days)
    yield from (f"p:{id}" for id in facets.certificates)
    known = (facets.months, facets.degree.rank, facets.places, facets.languages, facets.available is not None, facets.skills)
    yield from (mark for mark, told in zip(TOLD, known, strict=True) if told)


def counted_facets(facets: Facets) -> tuple[str, ...]:
    """Return the values by which people are counted: each once, years and degrees by their highest step."""
    steps = [step for step in MONTHS if step <= facets.months and step % 12 == 0]
    values = [f"s:{id}" for id in facets.skills] + [f"i:{id}" for id in facets.inferred]
    values += [f"y:{steps[-1]}"] if steps else []
    values += [f"d:{facets.degree.rank}"] if facets.degree.rank else []
    values += [f"c:{place}" for place in facets.places] + [f"l:{code}" for code, _ in facets.languages]
    values += [f"a:{facets.available}"] if facets.available is not None else []
    return tuple(dict.fromkeys([*values, *(f"p:{id}" for id in facets.certificates)]))


def impact(count: int, length: int) -> int:
    """Return the part of BM25 that a word has in one text, as 1 to 255 of the most that it can have."""
    part = count / (count + K1 * (1 - B + B * length / MEAN_LENGTH))
    return max(1, min(HIGHEST, round(HIGHEST * part)))


def rarity(holders: int, everybody: int) -> float:
    """Return the part of BM25 that a term has anywhere: the rarer, the more (its idf, never below 0)."""
    return math.log(1 + (everybody - holders + 0.5) / (holders + 0.5))


def _key(name: str) -> str:
    """Return a name as part of a term: on one line, and without what a database's text cannot hold."""
    return fold(name.replace("\0", ""))


def _texts(said: Features) -> Iterable[tuple[str, int]]:
    """Yield the texts to search and how much each counts: what somebody worked as twice what they wrote of it."""
    for statement in said.statements:
        if statement.kind in MEANT:
            yield statement.text, 1
    for tenure in said.tenures:
        yield tenure.title or "", 2
        yield tenure.employer or "", 1
    for study in said.degrees:
        if study.status is not StudyStatus.WITHDRAWN:
            yield study.field or "", 1
    yield from ((skill.name, 1) for skill in said.skills)
    certificates = load_certificates()
    yield from ((certificates.name(c.id) if c.id and c.id in certificates else c.name, 1) for c in said.certificates)
