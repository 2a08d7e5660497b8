"""Turn a question and what somebody wrote into the passages that answer it, with the places of the words in them."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jiufang.index.records import Highlight, Kind, Query, Wanted, conditions
from jiufang.index.words import pieces
from jiufang.taxonomy.skills import load_skills

LONGEST = 240  # code points of a passage that is shown
SENTENCE = re.compile(r"[^\n。！？!?；;]+[。！？!?；;]?")
BEFORE = 60  # code points that are kept before the first mark of a long passage
MOST_MARKS = 12

Passage = tuple[int | None, str]
"""Where a passage stands in its document, None where it stands in none; and the passage."""


def highlights(passages: Iterable[Passage], query: Query, *, count: int = 3) -> tuple[Highlight, ...]:
    """Return the passages that hold most of what is asked for, the best first; none that hold nothing of it.

    Args:
        passages: what somebody wrote, blind or not.
        query: the question.
        count: how many at most.
    """
    words, skills = _sought(query)
    names = frozenset().union(*(_names(skill) for skill in skills))
    hopeful = []
    for place, (start, text) in enumerate(passages):
        low = text.casefold()
        here, named = len([1 for word in words if word in low]), len([1 for name in names if name in low])
        if here or named:
            hopeful.append((-here - named, place, start, text, words if here else frozenset(), skills if named else frozenset()))
    found: list[tuple[int, int, int | None, str, list[tuple[int, int]]]] = []
    for most, place, start, text, here_, named_ in sorted(hopeful, key=lambda one: one[:2]):
        if len(found) >= count and (most, place) > found[count - 1][:2]:
            break  # none that is left can hold more than these
        marks, held = _marks(text, here_, named_)
        if marks:
            insort(found, (-len(held), place, start, text, marks), key=lambda one: one[:2])
    return tuple(_cut(start, text, marks) for _, _, start, text, marks in found[:count])


def sentences(text: str) -> list[Passage]:
    """Return the sentences and lines of a document with their places."""
    found: list[Passage] = []
    for match in SENTENCE.finditer(text):
        said = match.group().strip()
        if said:
            found.append((match.start() + match.group().index(said[0]), said))
    return found


def holds(texts: Sequence[str], phrase: Wanted) -> bool:
    """Tell whether words stand beside one another in some text, in their order."""
    asked = [piece.word for piece in pieces(phrase.text)]
    return any(_beside([piece.word for piece in pieces(text)], asked) for text in texts)


def phrases(query: Query) -> list[Wanted]:
    """Return the phrases that people must hold."""
    return [wanted for wanted in conditions(query.must) if wanted.kind is Kind.PHRASE and len(wanted.needs) > 1]


def _sought(query: Query) -> tuple[frozenset[str], frozenset[str]]:
    asked = [*query.words, *conditions(query.must)]
    words = {piece.word for wanted in asked if wanted.kind in {Kind.WORD, Kind.PHRASE} for piece in pieces(wanted.text)}
    skills = {term[2:] for wanted in asked if wanted.kind is Kind.SKILL for group in wanted.needs for term in group if term[:2] == "s:"}
    return frozenset(words), frozenset(skills)


def _marks(text: str, words: frozenset[str], skills: frozenset[str]) -> tuple[list[tuple[int, int]], set[str]]:
    """Return the places of what is sought, joined where they touch, and which of it was found."""
    found = [(piece.start, piece.end, piece.word) for piece in pieces(text) if piece.word in words]
    if skills:
        taxonomy = load_skills()
        found += [(m.start, m.end, m.id) for m in taxonomy.find(text) if m.id in skills or skills & taxonomy.implies(m.id)]
    joined: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined, {what for _, _, what in found}


@lru_cache(maxsize=512)
def _names(skill: str) -> frozenset[str]:
    """Return every name of a skill and of those that imply it: a passage without any need not be read closely."""
    taxonomy = load_skills()
    return frozenset(name.casefold() for id in taxonomy.implying(skill) for name in taxonomy.names(id))


def _cut(start: int | None, text: str, marks: list[tuple[int, int]]) -> Highlight:
    """Return a passage, of a long one the part around its first mark."""
    begin = max(0, marks[0][0] - BEFORE) if len(text) > LONGEST else 0
    shown = text[begin : begin + LONGEST]
    inside = tuple((a - begin, min(b - begin, len(shown))) for a, b in marks if a - begin < len(shown))[:MOST_MARKS]
    at = None if start is None else start + begin
    return Highlight(text=shown, marks=inside, start=at, end=None if at is None else at + len(shown))


def _beside(words: list[str], asked: list[str]) -> bool:
    return any(words[i : i + len(asked)] == asked for i in range(len(words) - len(asked) + 1))
