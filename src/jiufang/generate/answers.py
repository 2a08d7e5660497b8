"""Turn a candidate's message into answers, each from a fact that was given; what none answers is asked for and told later."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.errors import BadInput
from jiufang.generate.facts import Book
from jiufang.generate.lawful import CLAUSE, may_quote
from jiufang.generate.quotes import LONGEST, said, width, without_loose_ends
from jiufang.generate.records import Fact, FactKind, Sentence
from jiufang.generate.templates import Field, entry
from jiufang.generate.words import Word, carriers, content_of
from jiufang.taxonomy.terms import flatten
from jiufang.tone.sentences import sentences

MOST = 6  # answers in one letter
QUESTION = re.compile(
    r"[?？]|吗|请问|想问|想了解|想知道|能否|可否|是否|有没有|多少|哪[里儿些个天]|什么|几[点天轮个]|"
    r"^(?:and |also |so )?(?:could|can|would|do|does|did|is|are|will|what|when|where|which|who|how|why)\b|"
    r"\b(?:wonder(?:ing)?|like to know|curious|let me know (?:if|whether|what|when|how)|tell me)\b",
    re.IGNORECASE,
)
BROAD = frozenset({"employer", "workplace", "requirements"})  # “which”, “where” and “required” stand in questions about anything
SHARED = 2  # words that a question and a fact must share where no topic is known


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that candidates ask about, and how a sentence looks that answers it; `fact` is None where its own words decide.

    Of `things`, one that a question names must stand in the answer: who asks for a flat is not told of insurance.
    """

    id: str
    name: Mapping[str, str]
    ask: re.Pattern[str]
    fact: re.Pattern[str] | None
    things: tuple[re.Pattern[str], ...] = ()


def answers(message: str, *, words: Mapping[str, str], lang: str, book: Book) -> list[list[Sentence]]:
    """Return an answer to each question of a message.

    Args:
        message: what the candidate wrote.
        words: the sentences of an answer: found, given, unknown, closed, unread, unsaid.
        lang: of the letter.
        book: the facts that may answer; the questions are written down in it.

    Raises:
        BadInput: the message asks nothing.
    """
    asked = [message[a:b] for a, b in sentences(message) if QUESTION.search(message[a:b])]
    if not asked:
        raise BadInput("no question was found in the message", subject="answer", hint="give it with --message, or choose another kind")
    given = [f for f in book.facts if f.kind in {FactKind.COMPANY, FactKind.JOB, FactKind.REQUIREMENT} or _answers_by_key(f)]
    told = (made for question in asked for made in _answer(said(question), given, words=words, lang=lang, book=book))
    once = {" ".join(s.text for s in made): made for made in told}
    return list(once.values())[:MOST]


def topics_of(question: str) -> list[Topic]:
    """Return what a question is about, by the table's order; broad topics give way to anything nearer."""
    hit = [t for t in topics() if t.ask.search(question)]
    near = [t for t in hit if t.id not in BROAD]
    return (near or hit[:1])[:2]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Return the topics of the table."""
    return tuple(
        Topic(
            id=t["id"],
            name={"zh": t["zh"], "en": t["en"]},
            ask=_compiled(t["ask"]),
            fact=_compiled(t["fact"]) if t["fact"] else None,
            things=tuple(_compiled(thing) for thing in t.get("things", ())),
        )
        for t in _table()["topic"]
    )


def _answer(question: str, given: Sequence[Fact], *, words: Mapping[str, str], lang: str, book: Book) -> Iterator[list[Sentence]]:
    asked = book.add(FactKind.MESSAGE, question, source="message")
    if _compiled(_table()["closed"]["pattern"]).search(question):
        yield entry(words["closed"], {}, (asked,))
        return
    about = topics_of(question)
    for topic in about:
        name = Field(topic.name[lang], book.add(FactKind.MESSAGE, topic.name[lang], source="topic"))
        found = _found(topic, question, given)
        if not found:
            yield entry(words["unknown"], {"topic": name}, (asked,))
        for fact, quote in found:
            pattern = words["found" if fact.kind in {FactKind.JOB, FactKind.REQUIREMENT} else "given"]
            yield entry(pattern, {"topic": name, "quote": Field(quote, fact.id)})
    if not about:
        yield _by_words(question, asked, given, words)


def _by_words(question: str, asked: str, given: Sequence[Fact], words: Mapping[str, str]) -> list[Sentence]:
    """Return the answer of the fact that shares the most words with a question of no known topic, or say that we will ask."""
    best = max(given, key=lambda f: len(_shared(question, f)), default=None)
    if best is not None and len(_shared(question, best)) >= SHARED and may_quote(question):
        both = words["found" if best.kind is not FactKind.COMPANY else "given"].replace("{topic}", "“{question}”")
        return entry(both, {"question": Field(question, asked), "quote": Field(said(best.text), best.id)})
    if may_quote(question):
        return entry(words["unread"], {"question": Field(question, asked)})
    return entry(words["unsaid"], {}, (asked,))


def _found(topic: Topic, question: str, given: Sequence[Fact]) -> list[tuple[Fact, str]]:
    """Return the fact that answers a topic, with what of it is quoted: what was filled in by the topic's name before what the ad says."""
    by_key = [f for f in given if f.source == topic.id]
    if by_key:
        return [(by_key[0], said(by_key[0].text))]
    if topic.id == "duties":
        return [(f, said(f.text)) for f in given if f.source == "duty"][:3]
    if topic.fact is None:
        near = [f for f in given if f.kind is FactKind.REQUIREMENT and _shared(question, f)]
        return [(f, said(f.text)) for f in sorted(near, key=lambda f: -len(_shared(question, f)))[:2]]
    named = [thing for thing in topic.things if thing.search(question)]
    return [(f, quote) for f, quote in _told(topic.fact, question, given) if not named or any(thing.search(quote) for thing in named)]


def _told(pattern: re.Pattern[str], question: str, given: Sequence[Fact]) -> list[tuple[Fact, str]]:
    """Return the fact with clauses that a pattern finds: the company's own before the ad's; what the ad asks for is no answer about what it offers."""
    needs = [flatten(f.text) for f in given if f.kind is FactKind.REQUIREMENT]
    found = [(f, quote) for f in given if f.kind is not FactKind.REQUIREMENT and (quote := _quoted(f, pattern))]
    free = [(f, quote) for f, quote in found if not any(flatten(quote) in need or need in flatten(quote) for need in needs)]
    return sorted(free, key=lambda pair: (pair[0].kind is not FactKind.COMPANY, -len(_shared(question, pair[0])), len(pair[0].text)))[:1]


def _quoted(fact: Fact, pattern: re.Pattern[str]) -> str:
    """Return what of a fact answers: the whole of what the company says, the clauses of an ad."""
    whole = fact.kind is FactKind.COMPANY and width(fact.text) <= LONGEST and pattern.search(fact.text)
    return said(fact.text) if whole else _clauses_of(fact.text, pattern)


def _clauses_of(text: str, pattern: re.Pattern[str]) -> str:
    """Return the clauses of a sentence from the first to the last that a pattern finds, the first alone when they are too long; none, nothing."""
    if not pattern.search(text):
        return ""
    hits = [m.span() for m in CLAUSE.finditer(text) if pattern.search(m.group())] or [(0, len(text))]
    start, end = hits[0][0], hits[-1][1]
    kept = (start, end) if width(text[start:end]) <= LONGEST else hits[0]
    return said(text[slice(*without_loose_ends(text, *kept))])


def _shared(question: str, fact: Fact) -> list[Word]:
    return [w for w in carriers(question) if content_of(fact.text).says(w)]


def _answers_by_key(fact: Fact) -> bool:
    return fact.kind is FactKind.SLOT and fact.source in {t.id for t in topics()}


@lru_cache(maxsize=64)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("jiufang.generate") / "data" / "topics.toml").read_text(encoding="utf-8"))
