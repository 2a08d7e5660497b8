"""Pages of decisions: what was decided for a job, by whom and why; what one decision rested on, and its score computed again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request

from jiufang.access.roles import Permission
from jiufang.decisions.explanation import Explanation, text
from jiufang.decisions.reasons import Reason, grounds
from jiufang.decisions.stages import ENDS, Template
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.listing import Cursor, Paging
from jiufang.web.sheets import Pages, Sheet, voice_of
from jiufang.workspace.logbook import Chain, DecisionRow
from jiufang.workspace.records import OpeningShown
from jiufang.workspace.sight import called, covered

pages = Pages()
ROWS = 50


class Decisions(Sheet):
    """What was decided for a job, the latest first; `chain` is there once somebody asked for it to be checked."""

    opening: OpeningShown
    decisions: tuple[DecisionRow, ...]
    who: dict[str, str]
    names: dict[str, str]
    deciders: dict[str, str]
    reasons: dict[str, str]
    may_check: bool
    chain: Chain | None = None
    next: str | None = None


class Explained(Sheet):
    """What a decision rested on; `plain` says it in words, for the candidate who asks."""

    decision: DecisionRow
    who: str
    by: str
    why: str
    explanation: Explanation
    plain: str
    before: str
    after: str
    again: bool


@pages.page("/jobs/{job}/decisions", "decisions.html")
@needs(Permission.DECISIONS_READ, of=things.job)
def decisions(asked: Asking, request: Request, job: UUID, check: bool = False, cursor: Cursor = None) -> Sheet:
    """Show what was decided for a job."""
    may_check = asked.may(Permission.AUDIT_READ, things.tenant(asked, {}))
    chain = asked.ws.log.verify()[0] if check and may_check else None
    with asked.ws.together():
        return _of_job(asked, request, job, cursor, may_check=may_check, chain=chain)


def _of_job(asked: Asked, request: Request, job: UUID, cursor: str | None, **besides: Any) -> Decisions:
    lang, blind, template = voice_of(request).lang, sight.of_job(asked, job), asked.ws.stages(job)
    paging = Paging(asked, "pages/decisions", cursor, job=job)
    found = asked.ws.decided.list(job=job, by=asked.by, blind=blind, after=paging.after, limit=ROWS)
    people = called(asked.ws, {one.person for one in found.rows}, by=asked.by, blind=blind, what="decisions")
    return Decisions(
        opening=asked.ws.openings.get(job),
        decisions=found.rows,
        who={str(id): row.label for id, row in people.items()},
        names=_names(template, lang),
        deciders=_deciders(asked),
        reasons={str(one.id): _why(one, lang) for one in found.rows},
        next=paging.next(found),
        **besides,
    )


@pages.page("/decisions/{decision}", "decision.html")
@needs(Permission.DECISIONS_READ, of=things.decision)
def decision(asked: Asking, request: Request, decision: UUID, again: bool = False) -> Sheet:
    """Show what a decision rested on; with `again`, the program of today reads the résumé anew."""
    lang, made = voice_of(request).lang, asked.ws.decided.get(decision)
    blind = sight.of_job(asked, made.job)
    shown = asked.ws.decided.get(decision, by=asked.by, blind=blind)
    told = asked.ws.explain(decision, again=again, by=asked.by)
    if blind and not told.erased:
        told = Explanation.model_validate(covered(asked.ws, made.person, told.to_dict()))
    people = called(asked.ws, [made.person], by=asked.by, blind=blind, what="decision")
    names = _names(asked.ws.stages(made.job), lang)
    by = _deciders(asked).get(made.made_by, made.made_by)
    return Explained(
        decision=shown,
        who=people[made.person].label if made.person in people else "",
        by=by,
        why=_why(shown, lang, told),
        explanation=told,
        plain=text(_signed(told, by), lang=lang if lang == "zh" else "en"),
        before=names.get(told.decision.before, told.decision.before),
        after=names.get(made.action, made.action),
        again=again,
    )


def _signed(told: Explanation, by: str) -> Explanation:
    """Return an explanation with the name of who decided, as a candidate reads it, and not their address."""
    return told.model_copy(update={"decision": told.decision.model_copy(update={"by": by})})


def _names(template: Template, lang: str) -> dict[str, str]:
    return {one.id: one.name(lang) for one in (*template.stages, *ENDS)}


def _deciders(asked: Asked) -> dict[str, str]:
    return {user.email: user.name or user.email for user in asked.entrance.users.listed()}


def _why(made: DecisionRow, lang: str, told: Explanation | None = None) -> str:
    """Return the reason of a decision as one reads it: what the list calls it, the requirement, the words."""
    given = Reason(code=made.facts.get("because", ""), requirement=made.facts.get("requirement", ""), words=made.reason or "")
    ground = grounds().get(given.code)
    named = (ground.zh if lang == "zh" else ground.en) if ground and ground.code != "words" else ""
    asked = next((one.text for one in told.elements if one.requirement == given.requirement), "") if told else given.requirement
    colon, between = ("：", "；") if lang == "zh" else (": ", "; ")
    return between.join(filter(None, [colon.join(filter(None, [named, asked])), given.words]))
