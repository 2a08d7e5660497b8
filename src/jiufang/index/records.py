"""The records of the index room: what is searched for, what it comes to, and what a page of results tells."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from jiufang.documents.records import Record


class Kind(StrEnum):
    """What a condition is about."""

    WORD = "word"
    PHRASE = "phrase"
    SKILL = "skill"
    YEARS = "years"
    DEGREE = "degree"
    CITY = "city"
    LANGUAGE = "lang"
    AVAILABLE = "available"
    CERTIFICATE = "cert"


class Wanted(Record):
    """One condition, such as a word, a skill or so many years.

    Attributes:
        kind: what it is about.
        text: as it is written in the question.
        value: what was understood: a skill's id, `>=60` months, a degree, a place, a language with its level, days.
        needs: terms of the index; of each group one must be held.
        bars: terms of which none may be held.
        read: whether it was read out of plain words; such conditions are dropped before nobody is found.
    """

    type: Literal["wanted"] = "wanted"
    kind: Kind
    text: str
    value: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    bars: tuple[str, ...] = ()
    read: bool = False


class And(Record):
    """All of it is wanted."""

    type: Literal["and"] = "and"
    parts: tuple[Node, ...]


class Or(Record):
    """Any of it will do."""

    type: Literal["or"] = "or"
    parts: tuple[Node, ...]


class Not(Record):
    """It is not wanted."""

    type: Literal["not"] = "not"
    part: Node


Node = Annotated[Wanted | And | Or | Not, Field(discriminator="type")]


class Note(Record):
    """Something that the searcher should know: a bracket that was never closed, a condition that was dropped."""

    code: str
    about: str = ""


class Query(Record):
    """A question as it was understood.

    Attributes:
        text: as it was asked.
        must: what people have to fit; None when everybody may be found.
        words: what they are ranked by, besides their meaning.
        notes: what was not understood, or repaired.
    """

    text: str
    must: Node | None = None
    words: tuple[Wanted, ...] = ()
    notes: tuple[Note, ...] = ()


class Highlight(Record):
    """A passage that answers the question; `marks` are places in `text`, `start` and `end` where it stands in the document.

    A blind passage stands in no document: its `start` and `end` are None.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    start: int | None = None
    end: int | None = None


class Facet(Record):
    """A value and how many of those found have it."""

    value: str
    count: int


And.model_rebuild()
Or.model_rebuild()
Not.model_rebuild()
Query.model_rebuild()


def conditions(node: Node | None) -> tuple[Wanted, ...]:
    """Return every condition of a question in order, the negated ones left out."""
    match node:
        case Wanted():
            return (node,)
        case And() | Or():
            return tuple(wanted for part in node.parts for wanted in conditions(part))
        case _:
            return ()


def terms_of(node: Node | None) -> frozenset[str]:
    """Return every term of the index that a question asks for or bars."""
    match node:
        case Wanted():
            return frozenset(term for group in node.needs for term in group) | frozenset(node.bars)
        case And() | Or():
            return frozenset().union(*(terms_of(part) for part in node.parts))
        case Not():
            return terms_of(node.part)
        case _:
            return frozenset()
