"""Choose the few lines of a résumé that a trained reader should read against a requirement, and keep where each one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.jobs.records import Kind
from jiufang.matching.clauses import Sentence, Statement, place
from jiufang.matching.needs import Need
from jiufang.matching.relevance import Similarities
from jiufang.matching.topics import bag_of, coverage
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.text.tokens import CJK_RUN

BUDGET = 120  # tokens; a pair then takes about ten milliseconds on one core
LATIN_PER_TOKEN = 4.0  # code points
NEAR_WEIGHT = 1.0  # of the encoder's similarity beside the share of words found
STAGE = 2  # statements of one entry from which its head is worth its tokens
# What only says who somebody is, or proves one kind of requirement alone, is not read for the others.
NEVER = frozenset({SectionKind.HEADER, SectionKind.PERSONAL, SectionKind.REFERENCES, SectionKind.EDUCATION})
ONLY_FOR = {SectionKind.CERTIFICATES: Kind.CERTIFICATE, SectionKind.LANGUAGES: Kind.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: `passage[start:end]` are the words of a statement from `inside` on."""

    start: int
    end: int
    statement: Statement
    inside: int

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where `passage[start:end]`, a part of this piece, stands in the document."""
        return place(self.statement, start - self.start + self.inside, end - self.start + self.inside)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines in reading order, one below the other, and the piece behind each."""

    text: str
    pieces: tuple[Piece, ...]


def passage_for(need: Need, view: View, similarities: Similarities) -> Passage:
    """Return the lines most likely to bear on a requirement, within the budget; empty when none may be read."""
    allowed = [s for s in view.sentences if _allowed(need, s)]
    if sum(_tokens(s.statement.text) for s in _firsts(allowed)) <= BUDGET:
        return _joined([(s.statement, 0, len(s.statement.text)) for s in _firsts(allowed)])
    ranked = sorted(allowed, key=lambda s: (-_promise(need, s, similarities), s.span[0]))
    chosen: list[Sentence] = []
    spent = 0.0
    for sentence in ranked:
        cost = _tokens(sentence.text)
        if chosen and spent + cost > BUDGET:
            continue
        chosen.append(sentence)
        spent += cost
        spent += sum(_tokens(h.text) for h in _heads([sentence], view, chosen[:-1]))
    heads = [(h, 0, len(h.text)) for h in _heads(chosen, view, ())]
    told = [(s.statement, s.start, s.end) for s in chosen]
    return _joined(sorted({*heads, *told}, key=lambda t: (t[0].offset + t[1], t[2])))


def _allowed(need: Need, sentence: Sentence) -> bool:
    section = sentence.statement.section
    return section not in NEVER and ONLY_FOR.get(section, need.kind) is need.kind


def _firsts(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentence of each statement."""
    seen: set[int] = set()
    return [s for s in sentences if not (id(s.statement) in seen or seen.add(id(s.statement)))]  # type: ignore[func-returns-value]


def _promise(need: Need, sentence: Sentence, similarities: Similarities) -> float:
    bags = [(1.0, bag_of(sentence.text)), (0.5, bag_of(f"{sentence.statement.context} {sentence.statement.text}"))]
    return round(coverage(need.units, bags) + NEAR_WEIGHT * similarities.get(sentence.text, 0.0), 3)


def _heads(chosen: Sequence[Sentence], view: View, known: Sequence[Sentence]) -> list[Statement]:
    """Return the first line of the entries that sentences belong to, where it is not among them: it holds the dates."""
    entries = {s.statement.entry for s in chosen} - {s.statement.entry for s in known} - {None}
    firsts: dict[int | None, Statement] = {}
    for statement in view.statements:
        firsts.setdefault(statement.entry, statement)
    told = {id(s.statement) for s in chosen}
    return [firsts[e] for e in sorted(e for e in entries if e is not None) if e in firsts and id(firsts[e]) not in told]


def _joined(parts: Sequence[tuple[Statement, int, int]]) -> Passage:
    pieces, lines, at = [], [], 0
    for statement, start, end in parts:
        line = statement.text[start:end]
        pieces.append(Piece(at, at + len(line), statement, start))
        lines.append(line)
        at += len(line) + 1
    return Passage("\n".join(lines), tuple(pieces))


def _tokens(text: str) -> float:
    characters = sum(len(m.group()) for m in CJK_RUN.finditer(text))
    return 1 + characters + (len(text) - characters) / LATIN_PER_TOKEN
