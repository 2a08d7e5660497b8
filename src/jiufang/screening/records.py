"""The records of the screening room: a session with its slots and turns, the transcript it ends in, and what a new match changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from jiufang.documents.records import Document, Evidence, Record
from jiufang.errors import BadInput
from jiufang.interview.records import Anchor
from jiufang.matching.records import Match, Verdict

SCHEMA_VERSION = "1"


class Mode(StrEnum):
    """A short screening of what the résumé leaves open, or a first interview along the kit."""

    SCREENING = "screening"
    INTERVIEW = "interview"


class Phase(StrEnum):
    """Where a conversation stands; from `done` on nothing is asked any more."""

    CONSENT = "consent"
    ASKING = "asking"
    SUMMARY = "summary"
    DONE = "done"
    STOPPED = "stopped"  # the candidate ended it; what was said before stays
    DECLINED = "declined"  # no consent was given
    WITHDRAWN = "withdrawn"  # consent was taken back: the words are gone from the session

    @property
    def over(self) -> bool:
        """Tell whether the conversation has ended."""
        return self not in {Phase.CONSENT, Phase.ASKING, Phase.SUMMARY}


class State(StrEnum):
    """What is known of a slot."""

    OPEN = "open"
    FILLED = "filled"
    BARE = "bare"  # a yes without a word of where, when or what: never more than partly shown
    PARTLY = "partly"
    DENIED = "denied"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


class Reading(Record):
    """What an answer says of a slot: open as long as nothing clear was said; `missing` names what to ask back for."""

    state: State
    missing: str = ""


class Words(Record):
    """A stretch of what the candidate wrote: `turns[turn].text[start:end]`."""

    turn: int
    start: int
    end: int


class Slot(Record):
    """Something to find out. `value` is what asking is worth for the decision, see `values`.

    `need` are the ad's words as they may be said, `quote` those of the résumé; `requirement` is the id of a requirement,
    `question` the id of a question of the interview kit.
    """

    id: str
    kind: str
    family: str
    must: bool = True
    requirement: str | None = None
    question: str | None = None
    need: str = ""
    quote: str = ""
    verdict: Verdict = Verdict.NOT_SHOWN
    value: float = 0.0
    state: State = State.OPEN
    told: tuple[Words, ...] = ()
    backs: int = 0
    followed: tuple[str, ...] = ()  # parts of a story that were asked for

    @property
    def open(self) -> bool:
        """Tell whether nothing is known yet."""
        return self.state is State.OPEN


class Turn(Record):
    """One message. `slots` are those that it asks about or answers; `at` is the time as given, ISO 8601; `lang` what was spoken then."""

    by: str  # "candidate" or "software"
    text: str
    at: str = ""
    slots: tuple[str, ...] = ()
    lang: str = ""


class Flag(Record):
    """Something in the candidate's words that the recruiter should see, quoted: an instruction to the machine, abuse."""

    kind: str
    quote: str
    turn: int


class Session(Record):
    """A conversation, whole: stored after each turn, it goes on from there with the same questions."""

    schema_version: str = SCHEMA_VERSION
    mode: Mode = Mode.SCREENING
    lang: str
    job: str
    file: str = ""
    phase: Phase = Phase.CONSENT
    slots: tuple[Slot, ...] = ()
    turns: tuple[Turn, ...] = ()
    pending: tuple[str, ...] = ()
    question: str = ""  # the words of what is pending, and their language: put again as they were
    question_lang: str = ""
    asked: int = 0
    nudges: int = 0
    abuse: int = 0
    flags: tuple[Flag, ...] = ()
    passed_on: tuple[str, ...] = ()  # the candidate's questions that a person will answer
    consented: bool = False
    consented_at: str = ""
    confirmed: bool = False
    erase: bool = False

    def slot(self, id: str) -> Slot:
        """Return the slot with an id.

        Raises:
            KeyError: there is none.
        """
        for slot in self.slots:
            if slot.id == id:
                return slot
        raise KeyError(id)

    def with_slot(self, slot: Slot) -> Session:
        """Return the session with one slot replaced, by its id."""
        return self.model_copy(update={"slots": tuple(slot if s.id == slot.id else s for s in self.slots)})

    def words(self, slot: Slot) -> tuple[str, ...]:
        """Return what the candidate wrote for a slot, verbatim."""
        return tuple(self.turns[w.turn].text[w.start : w.end] for w in slot.told)

    @classmethod
    def load(cls, data: Any) -> Session:
        """Read a stored session.

        Raises:
            BadInput: it is none, or of a later version.
        """
        version = data.get("schema_version") if isinstance(data, dict) else None
        if version != SCHEMA_VERSION:
            raise BadInput("this is no stored conversation that this version can go on with", subject=f"schema_version {version}")
        try:
            return cls.model_validate(data)
        except ValueError as error:
            raise BadInput("the stored conversation is damaged", hint="begin a new one") from error


class Passage(Record):
    """One answer in the transcript: where it stands in the document's text, and what had been asked, kept apart."""

    start: int
    end: int
    question: str
    slots: tuple[str, ...] = ()
    at: str = ""


class Part(Record):
    """A row of the rubric: what a good answer holds, and the words that show it; no words, not heard."""

    name: str
    quotes: tuple[Evidence, ...] = ()


class Row(Record):
    """What one interview question brought, for a person to rate by the anchors; the machine rates nothing."""

    question: str
    competency: str
    requirement: str | None = None
    parts: tuple[Part, ...] = ()
    anchors: tuple[Anchor, ...] = ()


class Transcript(Record):
    """What the candidate said, as a document of their own words; our questions stand beside it and are never evidence."""

    document: Document
    passages: tuple[Passage, ...] = ()
    rows: tuple[Row, ...] = ()
    flags: tuple[Flag, ...] = ()
    passed_on: tuple[str, ...] = ()
    confirmed: bool = False


class Change(Record):
    """A requirement whose verdict the answers changed: `evidence` quotes the transcript, not the résumé; self-reported."""

    requirement: str
    text: str
    before: Verdict
    after: Verdict
    evidence: tuple[Evidence, ...] = ()
    source: str
    conflict: bool = False  # the résumé's dates or words say otherwise: to be verified by a person


class Rematch(Record):
    """A match of résumé and answers together.

    Its evidence quotes `match.profile.document`, in which the answers stand behind the résumé, from `answers_from` on.
    """

    before: float
    after: float
    answers_from: int
    changes: tuple[Change, ...] = ()
    match: Match = Field(repr=False)
