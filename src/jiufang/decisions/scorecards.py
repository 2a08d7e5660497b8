"""Turn what interviewers found into a panel: each on the scale fixed beforehand, none seen before one's own is in.

Independent ratings first, then talk: whoever sees the others' ratings drifts towards them (Kahneman, Sibony & Sunstein 2021).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from statistics import median

from jiufang.documents.records import Record
from jiufang.errors import BadInput, Conflict, RefusedByPolicy
from jiufang.interview.records import Kit

SCHEMA_VERSION = "1"
POINTS = (1, 2, 3, 4)  # the four steps of the kit's anchors; without a middle that says nothing
APART = 2  # so many points between two interviewers are something to talk about


class Row(Record):
    """What is rated: a question of the kit by its id."""

    id: str
    competency: str


class Rating(Record):
    """What one interviewer found on one row; `points` is None when it was not asked. `words` say on what it rests."""

    row: str
    points: int | None = None
    words: str = ""


class Scorecard(Record):
    """The ratings of one interviewer; once submitted it stays as it is."""

    schema_version: str = SCHEMA_VERSION
    by: str
    ratings: tuple[Rating, ...] = ()
    words: str = ""
    submitted_at: dt.datetime | None = None


class RowSummary(Record):
    """One row over all scorecards that may be seen; `apart` marks one to talk about."""

    id: str
    competency: str
    points: dict[str, int]
    median: float | None = None
    apart: bool = False


class Panel(Record):
    """What somebody may see of the scorecards of an interview; no total: ratings of different things are not one number."""

    rows: tuple[RowSummary, ...]
    cards: tuple[Scorecard, ...]
    waiting_for: tuple[str, ...] = ()
    hidden: int = 0


def rows_of(kit: Kit) -> tuple[Row, ...]:
    """Return the rows that a kit has interviewers rate."""
    return tuple(Row(id=q.id, competency=q.scorecard.competency) for q in kit.questions if q.scorecard.anchors)


def checked(card: Scorecard, rows: Sequence[Row]) -> Scorecard:
    """Return a scorecard whose ratings are on the scale and of the interview.

    Raises:
        BadInput: a row is not of the kit or stands there twice, or points are not on the scale.
    """
    known, seen = {row.id for row in rows}, set[str]()
    for rating in card.ratings:
        if rating.row not in known or rating.row in seen:
            hint = f"rows of this interview are {', '.join(row.id for row in rows)}, each once"
            raise BadInput("there is no such row", subject=rating.row, hint=hint)
        if rating.points is not None and rating.points not in POINTS:
            raise BadInput(f"{rating.points} is not on the scale", subject=rating.row, hint="1 to 4, or nothing where it was not asked")
        seen.add(rating.row)
    return card


def submit(card: Scorecard, rows: Sequence[Row], *, at: dt.datetime) -> Scorecard:
    """Return a scorecard as it is handed in.

    Raises:
        Conflict: it was handed in before.
        BadInput: ratings are off the scale, or there are none.
    """
    if card.submitted_at is not None:
        raise Conflict("this scorecard is in and stays as it is", subject=card.by, hint="add a note to the candidate instead")
    if not any(rating.points for rating in checked(card, rows).ratings):
        raise BadInput("nothing was rated", subject=card.by, hint="rate at least one row, or take the interviewer off the panel")
    return card.model_copy(update={"submitted_at": at})


def panel(cards: Iterable[Scorecard], rows: Sequence[Row], *, viewer: str, interviewers: Sequence[str]) -> Panel:
    """Return what somebody may see of the scorecards.

    Args:
        cards: all of them, drafts too.
        rows: what is rated.
        viewer: who looks. An interviewer whose own is not in sees their own draft alone; others never see drafts.
        interviewers: whose scorecards are expected.

    Raises:
        RefusedByPolicy: nobody looks.
    """
    if not viewer.strip():
        raise RefusedByPolicy("scorecards are shown to somebody by name", subject="scorecards")
    told = sorted(cards, key=lambda card: card.by)
    done = [card for card in told if card.submitted_at is not None]
    waiting = tuple(name for name in interviewers if name not in {card.by for card in done})
    shown = [card for card in told if card.by == viewer] if viewer in waiting else done
    hidden = sum(card not in shown for card in done)
    return Panel(rows=tuple(_summary(row, shown) for row in rows), cards=tuple(shown), waiting_for=waiting, hidden=hidden)


def _summary(row: Row, cards: Sequence[Scorecard]) -> RowSummary:
    points = {card.by: rating.points for card in cards for rating in card.ratings if rating.row == row.id and rating.points is not None}
    found = list(points.values())
    return RowSummary(
        id=row.id,
        competency=row.competency,
        points=points,
        median=median(found) if found else None,
        apart=bool(found) and max(found) - min(found) >= APART,
    )
