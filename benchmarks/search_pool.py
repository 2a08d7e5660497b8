"""Compose a pool of any size out of real lines of résumés: what each profile says, its facets, and the mean of its lines' real vectors.

A profile takes most lines of one résumé of `training/jobs`, often some of a second one of the same trade, and now and then one or two of
any trade, as careers do. Months, degree, place, languages and availability are drawn. Nothing in it is a person's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.index.entries import MEANT, Entry, Facets, entry_of, word_counts
from jiufang.profiles.features import features
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder
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
    from jiufang.taxonomy.degrees import Degree

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
