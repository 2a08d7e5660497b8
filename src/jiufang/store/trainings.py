"""Keep what is to be trained: which model, how, and what came out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from jiufang.store import audit
from jiufang.store.session import Session
from jiufang.store.tables.training import trainings as t


@dataclass(frozen=True)
class Training:
    """A training; `figures` is None and `artefact` empty until it is done.

    Attributes:
        what: which model, one of `jiufang.learn.lessons.LESSONS`.
        config: how: folders of examples, rounds, seed.
        figures: how good the model is on what was held out.
        artefact: the name of its folder among the trained models.
    """

    id: UUID
    what: str
    config: Mapping[str, Any]
    asked_by: str
    figures: Mapping[str, Any] | None
    artefact: str
    created_at: dt.datetime


def ask(session: Session, what: str, config: Mapping[str, Any], *, by: str) -> UUID:
    """Keep what is to be trained, return its id."""
    id = session.insert(t, what=what, config=dict(config), asked_by=by)
    audit.log(session, actor=by, action="asked for", subject="training", subject_id=id, what=what)
    return id


def load(session: Session, training: UUID) -> Training:
    """Return a training.

    Raises:
        NotFound: there is none.
    """
    return _training(session.get(t, training))


def listed(session: Session, *, limit: int = 100) -> list[Training]:
    """Return trainings, the newest first."""
    return [_training(row) for row in session.connection.execute(select(t).order_by(t.c.id.desc()).limit(limit))]


def settle(session: Session, training: UUID, *, figures: Mapping[str, Any], artefact: str) -> None:
    """Keep what came out."""
    session.update(t, training, figures=dict(figures), artefact=artefact)


def _training(row: Row[Any]) -> Training:
    return Training(row.id, row.what, row.config, row.asked_by, row.figures, row.artefact, row.created_at)
