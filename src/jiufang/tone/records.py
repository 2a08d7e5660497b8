"""The records of the tone room: what attitude towards the job a text states, sentence by sentence, each in its own words."""

from __future__ import annotations

from enum import StrEnum

from jiufang.documents.records import Record

SCHEMA_VERSION = "1"


class Attitude(StrEnum):
    """What a sentence, as written, says for or against the job, its terms or the search."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Topic(StrEnum):
    """What a motive or a concern is about."""

    SALARY = "salary"
    RELOCATION = "relocation"
    AVAILABILITY = "availability"
    REASON_FOR_LEAVING = "reason_for_leaving"
    GROWTH = "growth"
    WORK_LIFE = "work_life"
    STABILITY = "stability"
    COMMUTE = "commute"
    VISA = "visa"
    CONTRACT = "contract"
    OTHER = "other"


class Standing(StrEnum):
    """How a topic comes up: as something that speaks for the job, against it, or as a mere statement or question."""

    MOTIVE = "motive"
    CONCERN = "concern"
    STATED = "stated"


class Said(Record):
    """One sentence: `quote` is `text[start:end]`, verbatim; offsets count code points.

    `probability` is the calibrated probability of the attitude given, the share of such sentences that a
    reader would label so; it says nothing of the person.
    """

    quote: str
    start: int
    end: int
    attitude: Attitude
    probability: float
    topics: tuple[Topic, ...] = ()


class Mention(Record):
    """A motive, a concern or a plain statement on one topic, with the sentence that makes it."""

    topic: Topic
    standing: Standing
    quote: str
    start: int
    end: int


class ToneReading(Record):
    """What one text says for and against the job: counts and quotes, no total.

    `reader` names the version of the head and the encoder. `unread` counts sentences in languages other
    than Chinese and English, which are left alone.
    """

    schema_version: str = SCHEMA_VERSION
    reader: str
    sentences: tuple[Said, ...]
    mentions: tuple[Mention, ...] = ()
    counts: dict[Attitude, int]
    unread: int = 0
