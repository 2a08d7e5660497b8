"""Compose a pool of any size out of real lines of résumés: what each profile says, its facets, and the mean of its lines' real vectors.

A profile takes most lines of one résumé of `training/jobs`, often some of a second one of the same trade, and now and then one or two of
any trade, as careers do. Months, degree, place, languages and availability are drawn. Nothing in it is a person's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.index.entries import EVERYBODY, HIGHEST, K1, MEAN_LENGTH, MEANT, B, Entry, Facets, entry_of, facet_terms, word_counts
from jiufang.index.postings import OFFSET
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.skills import load_skills

JOBS = Path(__file__).parent.parent / "training" / "jobs"
SEED = 20261123
PLACES = "北京 上海 深圳 广州 杭州 成都 武汉 南京 西安 苏州 london manchester leeds birmingham bristol glasgow dublin berlin toronto sydney".split()
TONGUES = ("en", "zh", "ja", "de", "fr", "pl", "es", "ko")
DEGREES = (0.05, 0.1, 0.2, 0.42, 0.2, 0.03)  # none … doctor


@dataclass(frozen=True)
class Drawn:
    """Profiles drawn: the lines of the profile `i` are `lines[ends[i-1]:ends[i]]`; a row of `facts` holds months, degree, place, tongues, days."""

    lines: NDArray[np.int32]
    ends: NDArray[np.int64]
    facts: NDArray[np.int32]

    def of(self, number: int) -> NDArray[np.int32]:
        """Return the lines of one profile."""
        return self.lines[self.ends[number - 1] if number else 0 : self.ends[number]]

    def keep(self, path: Path) -> None:
        """Write it down: drawing a million takes minutes."""
        np.savez(path, lines=self.lines, ends=self.ends, facts=self.facts)

    @classmethod
    def kept(cls, path: Path) -> Drawn:
        """Return what `keep` wrote."""
        with np.load(path) as read:
            return cls(read["lines"], read["ends"], read["facts"])


class Material:
    """The lines of all résumés by résumé and trade, read once.

    Args:
        jobs: the folder of labelled jobs.
    """

    def __init__(self, jobs: Path = JOBS) -> None:
        self.texts: list[str] = []
        self.resumes: list[NDArray[np.int32]] = []
        self.trades: dict[str, list[int]] = {}
        known: dict[str, int] = {}
        for path in sorted(jobs.glob("*.json")):
            for resume in json.loads(path.read_text("utf-8"))["resumes"]:
                said = features(Profile.from_text(resume["text"], as_of=resume["as_of"]))
                lines = [s.text for s in said.statements if s.kind in MEANT] + [t.title for t in said.tenures if t.title]
                self.trades.setdefault(path.stem, []).append(len(self.resumes))
                self.resumes.append(np.array([known.setdefault(line, len(known)) for line in dict.fromkeys(lines)], np.int32))
        self.texts = list(known)
        self.trade_of = {resume: trade for trade, resumes in self.trades.items() for resume in resumes}

    def vectors(self, encoder: Encoder) -> NDArray[np.float32]:
        """Return the vector of each line."""
        return np.concatenate([encoder.encode(self.texts[i : i + 64]) for i in range(0, len(self.texts), 64)])

    @cached_property
    def words(self) -> list[dict[str, int]]:
        """The words of each line, counted."""
        return [word_counts(text) for text in self.texts]

    @cached_property
    def skills(self) -> list[tuple[str, ...]]:
        """The skills that each line names."""
        return [tuple(dict.fromkeys(m.id for m in load_skills().find(text))) for text in self.texts]

    def draw(self, count: int, *, seed: int = SEED) -> Drawn:
        """Compose so many profiles; the first of a larger draw are those of a smaller one."""
        chance = np.random.default_rng(seed)
        lines, ends, facts, total = [], np.zeros(count, np.int64), np.zeros((count, 5), np.int32), 0
        for i in range(count):
            drawn = self._one(chance)
            lines.append(drawn)
            total += len(drawn)
            ends[i] = total
            tongues = sum(1 << k for k in range(len(TONGUES)) if chance.random() < (0.7, 0.5, 0.06, 0.05, 0.05, 0.03, 0.05, 0.03)[k])
            facts[i] = (
                int(chance.gamma(2.2, 45)),
                int(np.searchsorted(np.cumsum(DEGREES), chance.random())),
                int(min(len(PLACES) - 1, chance.geometric(0.12) - 1)),
                tongues,
                int(chance.choice((0, 14, 30, 90, -1), p=(0.1, 0.1, 0.2, 0.1, 0.5))),
            )
        return Drawn(np.concatenate(lines), ends, facts)

    def _one(self, chance: np.random.Generator) -> NDArray[np.int32]:
        first = int(chance.integers(len(self.resumes)))
        parts = [self._some(first, chance.uniform(0.5, 0.95), chance)]
        if chance.random() < 0.6:
            near = self.trades[self.trade_of[first]]
            parts.append(self._some(near[int(chance.integers(len(near)))], chance.uniform(0.15, 0.5), chance))
        if chance.random() < 0.4:
            parts.append(chance.integers(len(self.texts), size=int(chance.integers(1, 4)), dtype=np.int32))
        return np.unique(np.concatenate(parts))

    def _some(self, resume: int, share: float, chance: np.random.Generator) -> NDArray[np.int32]:
        lines = self.resumes[resume]
        return lines[chance.random(len(lines)) < share] if len(lines) else lines


def means(drawn: Drawn, vectors: NDArray[np.float32], start: int, stop: int) -> NDArray[np.float32]:
    """Return the vectors of some profiles: the mean of their lines' vectors, of length 1."""
    made = np.zeros((stop - start, vectors.shape[1]), np.float32)
    for row, number in enumerate(range(start, stop)):
        lines = drawn.of(number)
        made[row] = vectors[lines].sum(axis=0) if len(lines) else vectors[number % len(vectors)]
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def facets(material: Material, drawn: Drawn, number: int) -> Facets:
    """Return the facets of a drawn profile."""
    months, degree, place, tongues, days = (int(x) for x in drawn.facts[number])
    stated = tuple(dict.fromkeys(id for line in drawn.of(number) for id in material.skills[line]))
    return Facets(
        skills=stated,
        months=months,
        degree=list(Degree)[degree],
        places=(PLACES[place],),
        languages=tuple((code, "C1") for k, code in enumerate(TONGUES) if tongues >> k & 1),
        available=None if days < 0 else days,
    )


def entries(material: Material, drawn: Drawn, start: int, stop: int) -> Iterator[Entry]:
    """Yield what is indexed of some profiles."""
    for number in range(start, stop):
        counts: dict[str, int] = {}
        for line in drawn.of(number):
            for word, count in material.words[line].items():
                counts[word] = counts.get(word, 0) + count
        yield entry_of(counts, facets(material, drawn, number))


class Packer:
    """Makes the postings of many drawn profiles at once, the same as `postings.pack` makes of their entries, some fifty times as fast.

    Args:
        material: the lines.
    """

    def __init__(self, material: Material) -> None:
        self.terms: dict[str, int] = {}
        taxonomy = load_skills()
        words = [self._numbered(counts.items()) for counts in material.words]
        self._words = _stack(words)
        every = sorted({skill for skills in material.skills for skill in skills})
        place = {skill: i for i, skill in enumerate(every)}
        self._skills = _stack([[(place[s], 1) for s in skills] for skills in material.skills])
        self._stated = np.array([self._term(f"s:{s}") for s in every], np.int64)
        self._inferred = np.array([self._term(f"i:{s}") for s in every], np.int64)
        self._implied = _stack([[(place[i], 1) for i in sorted(taxonomy.implies(s)) if i in place] for s in every])
        self._further = _stack([[(self._term(f"i:{i}"), 1) for i in sorted(taxonomy.implies(s)) if i not in place] for s in every])
        self._names = _stack([self._numbered(word_counts(f"{taxonomy.names(s)[0]} {taxonomy.name(s, 'zh')}").items()) for s in every])

    def pack(self, drawn: Drawn, start: int, stop: int) -> Iterator[tuple[str, bytes, bytes]]:
        """Yield term, numbers and impacts of the profiles of one segment."""
        lines, owners = _lines(drawn, start, stop)
        words, counts, holders = _taken(self._words, lines, owners)
        skills, _, havers = _taken(self._skills, lines, owners)
        havers, skills = _distinct(havers, skills)
        named, _, bearers = _taken(self._names, skills, havers)
        holders, words, counts = _summed(np.r_[holders, bearers], np.r_[words, named], np.r_[counts, np.zeros(len(named), np.int64)])
        counts = np.maximum(counts, 1)
        lengths = np.bincount(holders, counts, stop - start)
        parts = counts / (counts + K1 * (1 - B + B * lengths[holders] / MEAN_LENGTH))
        impacts = np.clip(np.rint(HIGHEST * parts), 1, HIGHEST).astype(np.uint8)
        yield from self._named(holders, words, impacts)
        yield from self._facets(drawn, start, stop, havers, skills)

    def _facets(
        self, drawn: Drawn, start: int, stop: int, havers: NDArray[np.int64], skills: NDArray[np.int64]
    ) -> Iterator[tuple[str, bytes, bytes]]:
        implied, _, whose = _taken(self._implied, skills, havers)
        whose, implied = _distinct(whose, implied)
        width = len(self._stated)
        only = ~np.isin(whose * width + implied, havers * width + skills)
        further, _, those = _taken(self._further, skills, havers)
        those, further = _distinct(those, further)
        owners = np.r_[havers, whose[only], those]
        terms = np.r_[self._stated[skills], self._inferred[implied[only]], further]
        yield from self._named(owners, terms, None)
        held: dict[str, list[int]] = {}
        for number in range(start, stop):
            months, degree, place, tongues, days = (int(x) for x in drawn.facts[number])
            spoken = tuple((code, "C1") for k, code in enumerate(TONGUES) if tongues >> k & 1)
            plain = Facets((), months, list(Degree)[degree], (PLACES[place],), spoken, None if days < 0 else days)
            for term in (EVERYBODY, *facet_terms(plain)):
                held.setdefault(term, []).append(number - start)
        held["s:"] = np.unique(havers).tolist()
        for term, offsets in held.items():
            yield term, np.array(offsets, OFFSET).tobytes(), b""

    def _named(
        self, owners: NDArray[np.int64], terms: NDArray[np.int64], impacts: NDArray[np.uint8] | None
    ) -> Iterator[tuple[str, bytes, bytes]]:
        order = np.lexsort((owners, terms))
        owners, terms = owners[order].astype(OFFSET), terms[order]
        borders = np.flatnonzero(np.diff(terms)) + 1
        names = list(self.terms)
        for begin, end in zip([0, *borders], [*borders, len(terms)], strict=True):
            if end > begin:
                weights = b"" if impacts is None else impacts[order[begin:end]].tobytes()
                yield names[terms[begin]], owners[begin:end].tobytes(), weights

    def _term(self, term: str) -> int:
        return self.terms.setdefault(term, len(self.terms))

    def _numbered(self, counts: Iterable[tuple[str, int]]) -> list[tuple[int, int]]:
        return [(self._term(word), count) for word, count in counts]


Stack = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Rows of (value, count) pairs one after the other: where each begins, the values, the counts."""


def _stack(rows: list[list[tuple[int, int]]]) -> Stack:
    begins = np.r_[0, np.cumsum([len(row) for row in rows])].astype(np.int64)
    flat = np.array([pair for row in rows for pair in row], np.int64).reshape(-1, 2)
    return begins, flat[:, 0], flat[:, 1]


def _taken(stack: Stack, rows: NDArray[np.int64], owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return the values and counts of some rows, and the owner of each."""
    begins, values, counts = stack
    sizes = begins[rows + 1] - begins[rows]
    places = np.repeat(begins[rows] - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
    return values[places], counts[places], np.repeat(owners, sizes)


def _summed(owners: NDArray[np.int64], values: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    width = int(values.max()) + 1
    keys, inverse = np.unique(owners * width + values, return_inverse=True)
    return keys // width, keys % width, np.bincount(inverse, counts).astype(np.int64)


def _distinct(owners: NDArray[np.int64], values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = int(values.max(initial=0)) + 1
    keys = np.unique(owners * width + values)
    return keys // width, keys % width


def _lines(drawn: Drawn, start: int, stop: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    begins = np.r_[drawn.ends[start - 1] if start else 0, drawn.ends[start:stop]]
    return drawn.lines[begins[0] : begins[-1]].astype(np.int64), np.repeat(np.arange(stop - start), np.diff(begins))
