"""Turn where a candidate stands and what somebody decides into a move, or say why it cannot be made."""

from __future__ import annotations

from enum import StrEnum

from jiufang.decisions.stages import Kind, Template
from jiufang.documents.records import Record
from jiufang.errors import BadInput, RefusedByPolicy

ADVANCE = "advance"  # the action of going one stage on, whatever it is called


class Way(StrEnum):
    """In which direction a candidate is moved."""

    ADVANCE = "advance"
    BACK = "back"  # an earlier stage: somebody had clicked too fast, or wants to look again
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"  # back among the candidates after an end


NEEDS_REASON = frozenset({Way.REJECT, Way.WITHDRAW, Way.BACK, Way.REOPEN})


class Move(Record):
    """From which stage to which, in which direction; `skipped` names the stages passed over."""

    before: str
    after: str
    way: Way
    skipped: tuple[str, ...] = ()


def move(template: Template, here: str, action: str) -> Move:
    """Return the move that an action is.

    Args:
        template: the stages of the job.
        here: the stage that the candidate stands at.
        action: the stage that they go to, `advance` for the next one, `reject`, `withdraw`.

    Raises:
        BadInput: there is no such stage, or the candidate stands there already.
        RefusedByPolicy: what may not be passed over would be.
    """
    target = template.stage(_next(template, here) if action == ADVANCE else action)
    if target.id == here:
        raise BadInput("the candidate stands there already", subject=target.id, hint="load the list again")
    way = _way(template, here, target.id)
    skipped = _between(template, here, target.id) if way in {Way.ADVANCE, Way.REOPEN} else ()
    missing = [id for id in skipped if template.stage(id).needed]
    if missing:
        raise RefusedByPolicy(f"nobody gets there without {', '.join(missing)}", subject=target.id, hint=f"decide on {missing[0]} first")
    return Move(before=here, after=target.id, way=way, skipped=skipped if way is Way.ADVANCE else ())


def followers(template: Template, here: str) -> tuple[str, ...]:
    """Return the stages that a candidate may go to from a stage, in the template's order."""
    found = []
    for stage in (*(s.id for s in template.stages), "reject", "withdraw"):
        try:
            found.append(move(template, here, stage).after)
        except (BadInput, RefusedByPolicy):
            continue
    return tuple(found)


def _next(template: Template, here: str) -> str:
    if template.stage(here).kind is not Kind.OPEN:
        raise BadInput("there is no next stage", subject=here, hint="name the stage to go to")
    return template.stages[template.place(here) + 1].id


def _way(template: Template, here: str, there: str) -> Way:
    start, end = template.stage(here).kind, template.stage(there).kind
    if end is Kind.REJECTED:
        return Way.REJECT
    if end is Kind.WITHDRAWN:
        return Way.WITHDRAW
    if start in {Kind.REJECTED, Kind.WITHDRAWN}:
        return Way.REOPEN
    return Way.ADVANCE if template.place(there) > template.place(here) else Way.BACK


def _between(template: Template, here: str, there: str) -> tuple[str, ...]:
    """Return what lies between two stages; who comes back from an end starts before the first."""
    start = -1 if template.stage(here).kind in {Kind.REJECTED, Kind.WITHDRAWN} else template.place(here)
    return tuple(stage.id for stage in template.stages[start + 1 : template.place(there)])
