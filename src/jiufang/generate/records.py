"""The records of the drafting room: given facts, drafts whose sentences cite them, and what a check of them found."""

from __future__ import annotations

from enum import StrEnum

from jiufang.documents.records import Evidence, Record

SCHEMA_VERSION = "1"


class FactKind(StrEnum):
    """Where a fact comes from."""

    REQUIREMENT = "requirement"  # what the ad asks for
    JOB = "job"  # anything else of the ad: title, place, duties, terms
    COMPANY = "company"  # what the company says of itself, in its templates or its file of facts
    SLOT = "slot"  # filled in for this letter: a name, a time, an amount, a decision
    RESUME = "resume"  # words of the résumé, or what was found in it
    MESSAGE = "message"  # words that the candidate wrote
    WORDING = "wording"  # a sentence of the template, of which a model may say no more in other words


class Fact(Record):
    """Something that a draft may say: `text` as it was given, `source` the place it comes from (`R2`, `time`, `line 7`)."""

    id: str
    kind: FactKind
    text: str
    source: str = ""
    evidence: Evidence | None = None


class Sentence(Record):
    """A sentence of a draft, the ids of the facts that it cites, and its place: paragraphs and their lines count from 0."""

    text: str
    cites: tuple[str, ...] = ()
    paragraph: int = 0
    line: int = 0


class Draft(Record):
    """A text on its way to a person: subject, sentences, and the facts that it may cite."""

    schema_version: str = SCHEMA_VERSION
    kind: str
    lang: str
    tone: str = "formal"
    subject: str = ""
    sentences: tuple[Sentence, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def body(self) -> str:
        """The sentences as lines of paragraphs; a blank stands between two English ones."""
        paragraphs: dict[int, dict[int, list[str]]] = {}
        for sentence in self.sentences:
            paragraphs.setdefault(sentence.paragraph, {}).setdefault(sentence.line, []).append(sentence.text)
        between = "" if self.lang == "zh" else " "
        return "\n\n".join("\n".join(between.join(texts) for texts in lines.values()) for lines in paragraphs.values())


class Support(StrEnum):
    """What a check says of a sentence."""

    NOT_FACTUAL = "not_factual"  # a greeting, a question, a courtesy: nothing that could be wrong
    GROUNDED = "grounded"
    UNGROUNDED = "ungrounded"


class Unsupported(Record):
    """What no fact bears out: `kind` is number, date, time, contact, quote, name, word, claim, negation or citation."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.text}”"


class Judged(Record):
    """A sentence with the facts that bear it out, or with what none does."""

    text: str
    support: Support
    cites: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()

    @property
    def reason(self) -> str:
        """What is wrong, in words that a model can mend by; empty when nothing is."""
        return "; ".join(f"{u} is in no given fact" if u.kind != "citation" else u.text for u in self.unsupported)


class Grounding(Record):
    """The check of a whole draft."""

    sentences: tuple[Judged, ...]

    @property
    def ok(self) -> bool:
        """Whether no sentence is ungrounded."""
        return not self.ungrounded

    @property
    def ungrounded(self) -> tuple[Judged, ...]:
        """The sentences that say what no fact bears out."""
        return tuple(s for s in self.sentences if s.support is Support.UNGROUNDED)

    @property
    def share(self) -> float:
        """The share of the factual sentences that are grounded, 1 when none is factual."""
        factual = [s for s in self.sentences if s.support is not Support.NOT_FACTUAL]
        return sum(s.support is Support.GROUNDED for s in factual) / len(factual) if factual else 1.0
