"""What a candidate sees of themselves behind their link, and may do about it: what is kept, their facts to set right, their rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict, NotFound
from jiufang.screening.records import Phase
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.talk import LINK, seen
from jiufang.web.refusals import in_one
from jiufang.web.sheets import LINKS, Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace import own_facts, own_file
from jiufang.workspace.own_facts import Facts, Job, Study
from jiufang.workspace.own_file import OwnFile
from jiufang.workspace.screenings import TalkShown

pages = Pages()
LONGEST = 300  # characters of a field
ONE = ("name", "email", "phone", "location", "availability")
JOB = ("title", "employer", "start", "end")
STUDY = ("school", "field", "degree", "start", "end")
NOW = {"zh": "至今", "en": "now"}  # the end of what still goes on


class Own(Sheet):
    """What is kept of a candidate, and what they may do about it."""

    base: str = Field(exclude=True, repr=False)
    talk: TalkShown
    file: OwnFile


class Correction(Sheet):
    """What software read of a candidate, to be set right; nothing where it read nothing."""

    base: str = Field(exclude=True, repr=False)
    talk: TalkShown
    facts: Facts | None
    now: str
    wrong: str = ""


@pages.page(LINKS + "{token}/kept", "talk_kept.html")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def kept(asked: Asking, request: Request, token: str) -> Sheet:
    """Show a candidate what is kept of them."""
    return Own(base=LINKS + token, talk=seen(asked, request), file=own_file.of(asked.ws, asked.of_link))


@pages.form(LINKS + "{token}/rights")
@needs(Permission.CONSENT_GIVE, of=things.own, via=LINK)
def claim(
    asked: Asking, request: Request, token: str, claim: Annotated[Literal["withdraw", "refuse", "allow", "erase"], Form()]
) -> Response:
    """Take consent back, refuse to be assessed by software or allow it again, ask for erasure."""
    shown, by, say = seen(asked, request), str(asked.actor), voice_of(request).say
    if claim in {"refuse", "allow"}:
        own_file.assess(asked.ws, asked.of_link, allowed=claim == "allow", lang=shown.lang, by=by)
        told = (
            say("Software may assess your résumé again.")
            if claim == "allow"
            else say("Noted. A person reads your résumé; no software ranks it.")
        )
        return onward(f"{LINKS}{token}/kept", told)
    if shown.phase not in {Phase.WITHDRAWN, Phase.DECLINED}:
        own_file.withdraw(asked.ws, asked.of_link, lang=shown.lang)
    if claim == "withdraw":
        return onward(f"{LINKS}{token}#now")
    own_file.ask_erasure(asked.ws, asked.of_link, lang=shown.lang, by=by)
    return onward(f"{LINKS}{token}/kept", say("Asked. A person sees to it. What you said here is gone already."))


@pages.page(LINKS + "{token}/facts", "talk_facts.html")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
def facts_form(asked: Asking, request: Request, token: str) -> Sheet:
    """Show a candidate what software read in their résumé, to be set right."""
    return _facts(asked, request, token)


@pages.form(LINKS + "{token}/facts")
@needs(Permission.SCREENING_ANSWER, of=things.own, via=LINK)
async def correct(asked: Asking, request: Request, token: str) -> Response:
    """Keep what a candidate set right."""
    form = await request.form(max_fields=1000)
    told = {name: [str(value) for value in form.getlist(name)] for name in form}
    return await run_in_threadpool(_correct, asked, request, token, told)


def _facts(asked: Asked, request: Request, token: str) -> Correction:
    shown = seen(asked, request)
    try:
        read = own_facts.facts(asked.ws, own_file.person_of(asked.ws, asked.of_link), by=str(asked.actor))
    except NotFound:
        read = None
    return Correction(base=LINKS + token, talk=shown, facts=read, now=NOW[shown.lang])


def _correct(asked: Asked, request: Request, token: str, form: Mapping[str, Sequence[str]]) -> Response:
    sheet, say = _facts(asked, request, token), voice_of(request).say
    told = written(form)
    try:
        done = own_facts.correct(asked.ws, own_file.person_of(asked.ws, asked.of_link), told, by=str(asked.actor))
    except (BadInput, Conflict) as refused:
        again = {"facts": told, "wrong": in_one(voice_of(request), refused)}
        return shown_again(sheet.model_copy(update=again), "talk_facts.html")
    saved = say("Saved. The recruiters see that you corrected it yourself.") if done else say("Nothing was changed.")
    return onward(f"{LINKS}{token}/facts", saved)


def written(form: Mapping[str, Sequence[str]]) -> Facts:
    """Return the facts that a form holds; lines are lists of fields of one name.

    Raises:
        BadInput: it is not that form.
    """
    texts = [part for text in form.get("skills", ()) for part in text.replace("、", ",").replace("，", ",").replace("\n", ",").split(",")]
    skills = tuple(" ".join(text.split())[:LONGEST] for text in texts if text.strip())
    one = {name: _plain(next(iter(form.get(name, ())), "")) for name in ONE}
    try:
        jobs = tuple(Job(**_open(row)) for row in _rows(form, "job", JOB))
        studies = tuple(Study(**row) for row in _rows(form, "study", STUDY))
        profile = next(iter(form.get("profile", ())), "") or None
        return Facts.model_validate({**one, "jobs": jobs, "studies": studies, "skills": skills, "profile": profile})
    except ValueError:
        raise BadInput("this is not the form of this page", hint="load the page again") from None


def _open(row: dict[str, str]) -> dict[str, str | bool]:
    """Return a line of a career in which the end says whether it goes on."""
    goes_on = row["end"].casefold() in NOW.values()
    return {**row, "end": "" if goes_on else row["end"], "current": goes_on}


def _rows(form: Mapping[str, Sequence[str]], kind: str, fields: Sequence[str]) -> list[dict[str, str]]:
    columns = [[_plain(value) for value in form.get(f"{kind}-{field}", ())] for field in fields]
    return [dict(zip(fields, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
