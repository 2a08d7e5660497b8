"""A task as others see it: what it is about, how far it is, and why it did not work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What can be done in the background."""

    PARSE = "parse"
    MATCH = "match"
    DRAFT = "draft"
    DELIVER = "deliver"
    MAIL = "mail"
    TRAIN = "train"
    SWEEP = "sweep"
    RETAIN = "retain"
    INDEX = "index"


class State(StrEnum):
    """Where a task stands; a dead one was tried in vain and waits for somebody to look at it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    DEAD = "dead"


ENDED = frozenset({State.DONE, State.CANCELLED, State.DEAD})


@dataclass(frozen=True)
class Task:
    """Something to do.

    Attributes:
        ids: the rows that it is about; a task holds no other content.
        attempt: how often a worker began it.
        failures: how often it failed; it is tried again a few times, each time later.
        kills: how often its worker vanished.
        steps: how many of `of_steps` are done.
        reason: why it failed last, was cancelled, or is dead; empty when nothing went wrong.
        not_before: when it is tried again.
    """

    id: UUID
    kind: Kind
    ids: dict[str, UUID]
    state: State
    asked_by: str
    attempt: int
    failures: int
    kills: int
    steps: int
    of_steps: int
    reason: str
    not_before: dt.datetime | None
    created_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in ENDED


@dataclass(frozen=True)
class UnderWay:
    """How many tasks have not ended, and how far that one of them is that has most to do, of those that began."""

    tasks: int
    steps: int
    of_steps: int
