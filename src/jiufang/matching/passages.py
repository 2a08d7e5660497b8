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
LONG = 40  # tokens of a sentence; of a longer one only the clause in question is read
HEAD_LENGTH = 100  # code points of the line above an entry
LATIN_PER_TOKEN = 4.0  # code points
NEAR_WEIGHT = 1.0  # of the encoder's similarity beside the share of words found
SECTION_CREDIT = 0.5  # of a line of the section that is made for this kind of requirement, which the encoder does not see
# What only says who somebody is, or proves one kind of requirement alone, is not read for the others.
NEVER = frozenset({SectionKind.HEADER, SectionKind.PERSONAL, SectionKind.REFERENCES})
ONLY_FOR = {SectionKind.CERTIFICATES: Kind.CERTIFICATE, SectionKind.LANGUAGES: Kind.LANGUAGE, SectionKind.EDUCATION: Kind.DEGREE}


Stretch = tuple[Statement, int, int]
"""`statement.text[start:end]`."""


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


def passage_for(need: Need, view: View, similarities: Similarities, *, budget: int = BUDGET) -> Passage:
    """Return the lines most likely to bear on a requirement, of about `budget` tokens; empty when none may be read."""
    allowed = [s for s in view.sentences if _allowed(need, s)]
    whole = _firsts(allowed)
    if sum(_tokens(s.statement.text) for s in whole) <= budget:
        return _joined([(s.statement, 0, len(s.statement.text)) for s in whole])
    ranked = sorted(allowed, key=lambda s: (-_promise(need, s, similarities), s.span[0]))
    told: list[Stretch] = []
    heads: list[Stretch] = []
    chosen: list[Sentence] = []
    left = float(budget)
    for sentence in ranked:
        stretch = _cut(need, sentence)
        above = _heads([sentence], view, chosen)
        cost = _cost(stretch) + sum(map(_cost, above))
        if chosen and cost > left:
            continue
        chosen.append(sentence)
        told.append(stretch)
        heads += above
        left -= cost
    covered = {id(statement) for statement, _, _ in told}
    return _joined(sorted([*told, *(h for h in heads if id(h[0]) not in covered)], key=lambda t: (t[0].offset + t[1], t[2])))


def _cut(need: Need, sentence: Sentence) -> Stretch:
    """Return a sentence, or of a long one the clause that names most of the requirement with what follows it."""
    if _tokens(sentence.text) <= LONG or len(sentence.clauses) == 1:
        return sentence.statement, sentence.start, sentence.end
    best = max(range(len(sentence.clauses)), key=lambda i: (coverage(need.units, [(1.0, bag_of(sentence.clauses[i].text))]), -i))
    end = sentence.clauses[best].end
    for clause in sentence.clauses[best + 1 :]:
        if _tokens(sentence.statement.text[sentence.clauses[best].start : clause.end]) > LONG:
            break
        end = clause.end
    return sentence.statement, sentence.clauses[best].start, end


def _cost(stretch: Stretch) -> float:
    statement, start, end = stretch
    return _tokens(statement.text[start:end])


def _allowed(need: Need, sentence: Sentence) -> bool:
    section = sentence.statement.section
    return section not in NEVER and ONLY_FOR.get(section, need.kind) is need.kind


def _firsts(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the first sentence of each statement."""
    seen: set[int] = set()
    return [s for s in sentences if not (id(s.statement) in seen or seen.add(id(s.statement)))]  # type: ignore[func-returns-value]


def _promise(need: Need, sentence: Sentence, similarities: Similarities) -> float:
    bags = [(1.0, bag_of(sentence.text)), (0.5, bag_of(f"{sentence.statement.context} {sentence.statement.text}"))]
    near = SECTION_CREDIT if sentence.statement.section in ONLY_FOR else similarities.get(sentence.text, 0.0)
    return round(coverage(need.units, bags) + NEAR_WEIGHT * near, 3)


def _heads(chosen: Sequence[Sentence], view: View, known: Sequence[Sentence]) -> list[Stretch]:
    """Return the first line of the entries that sentences belong to, where it is not known yet: it holds the dates."""
    entries = {s.statement.entry for s in chosen} - {s.statement.entry for s in known} - {None}
    told = {id(s.statement) for s in chosen}
    firsts: dict[int, Statement] = {}
    for statement in view.statements:
        if statement.entry is not None:
            firsts.setdefault(statement.entry, statement)
    found = [firsts[e] for e in sorted(e for e in entries if e is not None) if id(firsts[e]) not in told]
    return [(statement, 0, min(len(statement.text), HEAD_LENGTH)) for statement in found]


def _joined(parts: Sequence[Stretch]) -> Passage:
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
