"""The records of the interview room: a kit of questions, each with what it probes, its evidence and its scorecard row."""

from __future__ import annotations

from typing import Literal

from jiufang.documents.records import Evidence, Record

SCHEMA_VERSION = "1"

BANK = "bank"

ProbeKind = Literal["requirement", "claim", "gap", "duty", "competency"]


class Probe(Record):
    """What a question is to find out.

    `requirement` is the id of a requirement (`requirements` all of them where one question probes several), `claim` the
    résumé's words, `gap` a stretch of time, `duty` the ad's words; `text` says it in words whatever the kind.
    """

    kind: ProbeKind
    text: str
    requirement: str | None = None
    requirements: tuple[str, ...] = ()
    claim: str | None = None
    gap: str | None = None
    duty: str | None = None
    verdict: str | None = None


class Anchor(Record):
    """One step of the four-point scale, and what an answer on it is like."""

    points: int
    text: str


class ScoreRow(Record):
    """A row of the scorecard: what is rated, and the anchors from 1 to 4; none where a question is not rated."""

    competency: str
    anchors: tuple[Anchor, ...] = ()


class Question(Record):
    """One question with all that the interviewer needs to ask it well and to rate the answer.

    `minutes` includes follow-ups. `worded_by` says who put the question and its follow-ups into words: the bank, or a
    model by name; what is probed, quoted and rated is ours in either case.
    """

    id: str
    question: str
    probes: Probe
    evidence: tuple[Evidence, ...] = ()
    good_answer: str
    follow_ups: tuple[str, ...] = ()
    minutes: int
    scorecard: ScoreRow
    pattern: str = ""
    worded_by: str = BANK


class Kit(Record):
    """An interview: questions in the order in which they are best asked.

    `opening` and `closing` are words to the interviewer. `minutes` adds up the questions. `problem` says why a model that was
    asked to word them did not.
    """

    schema_version: str = SCHEMA_VERSION
    lang: str
    job: str
    title: str = ""
    sector: str = ""
    file: str = ""
    candidate: str = ""
    opening: str = ""
    closing: str = ""
    minutes: int = 0
    questions: tuple[Question, ...] = ()
    problem: str = ""
