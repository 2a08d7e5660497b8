"""Add résumés: files or folders, sent with or without JavaScript; what became of each is read from the tasks, and so survives everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.web import multipart, sight, things
from jiufang.web.api.documents import Taken, take
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.pages.tasks import Matching, matching_of
from jiufang.web.reasons import spoken
from jiufang.web.replying import told
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace import intake
from jiufang.workspace.intake import Handed
from jiufang.workspace.records import OpeningRow

pages = Pages()
OFFERED = 100  # open jobs to choose from
NAMED = 5  # files that a sentence names
ENDED = frozenset({"done", "cancelled", "dead"})


class Upload(Sheet):
    """The form for files, and what became of those of the last day.

    Attributes:
        job: what whoever is in them applies for; None adds them to the talent pool alone.
        files: the latest first; those that could not be read and those under way before all others.
        read: how many résumés were read.
        covered: how many of them are of people whose names are not shown.
        open: how many files are still to be read.
        matching: how far matching is, where a job is given.
    """

    job: OpeningRow | None
    jobs: tuple[tuple[str, str], ...]
    files: tuple[Handed, ...]
    read: int
    covered: int
    open: int
    failed: int
    matching: Matching | None
    most: int
    wrong: str = ""


@pages.page("/upload", "upload.html")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
def upload_form(asked: Asking, request: Request, job: UUID | None = None) -> Sheet:
    """Show the form for files, and what became of the last ones."""
    return _shown(asked, voice_of(request), job)


@pages.form("/upload")
@needs(Permission.CANDIDATES_WRITE, of=things.tenant)
async def upload(asked: Asking, request: Request, job: UUID | None = None) -> Response:
    """Take files; what is kept is not lost any more, however the request goes on."""
    serving, taken = asked.site.serving, []
    async with asked.site.uploads:
        found = multipart.files(request.stream(), request.headers.get("content-type", ""), file=serving.file, count=serving.files)
        async for part in found:
            if part.content or part.name != multipart.NAMELESS:  # a field in which nothing was chosen
                taken.append(await run_in_threadpool(take, asked, part, job))
    if "application/json" in request.headers.get("accept", ""):
        voice = voice_of(request)
        return told({"files": [one.model_copy(update={"reason": spoken(voice, one.reason)}) for one in taken]}, status=202)
    return await run_in_threadpool(_answer, asked, request, taken, job)


def _answer(asked: Asked, request: Request, taken: Sequence[Taken], job: UUID | None) -> Response:
    voice = voice_of(request)
    refused = [one for one in taken if one.status == "refused"]
    if not taken:
        return shown_again(_shown(asked, voice, job, wrong=voice.say("No file was chosen.")), "upload.html")
    if refused:
        return shown_again(_shown(asked, voice, job, wrong=_refusals(voice, refused)), "upload.html")
    known = sum(one.status == "known" for one in taken)
    sentences = [voice.say_many("%(n)s file is here.", "%(n)s files are here.", len(taken))]
    if known:
        sentences.append(voice.say_many("%(n)s of them was read before.", "%(n)s of them were read before.", known))
    return onward("/upload", " ".join(sentences), job=job)


def _refusals(voice: Voice, refused: Sequence[Taken]) -> str:
    named = voice.listed([f"{one.file} ({spoken(voice, one.reason)})" for one in refused[:NAMED]])
    return voice.say_many("%(n)s file was refused: %(named)s", "%(n)s files were refused: %(named)s", len(refused), named=named)


def _shown(asked: Asked, voice: Voice, job: UUID | None, *, wrong: str = "") -> Upload:
    opening = None if job is None else asked.ws.openings.get(job)
    blind = job is not None and sight.of_job(asked, job)
    files = intake.handed(asked.ws, by=asked.by, now=asked.at, job=job, blind=blind)
    told: dict[str, Any] = {} if opening is None else opening.model_dump(include=set(OpeningRow.model_fields))
    return Upload(
        job=OpeningRow(**told) if told else None,
        jobs=tuple((str(one.id), one.title) for one in asked.ws.openings.list(limit=OFFERED).rows),
        files=tuple(one.model_copy(update={"reason": spoken(voice, one.reason)}) for one in sorted(files, key=_urgency)),
        read=sum(one.read if one.status == "archive" else one.person is not None for one in files),
        covered=sum(one.person is not None and one.name is None for one in files),
        open=sum(one.state not in ENDED for one in files),
        failed=sum(one.state == "dead" or one.status == "failed" for one in files),
        matching=None if job is None else matching_of(asked.ws, job),
        most=asked.site.serving.file >> 20,
        wrong=wrong,
    )


def _urgency(one: Handed) -> tuple[int, dt.timedelta]:
    """Put what somebody may have to do something about first, then what is under way, then what is done."""
    place = 0 if one.state == "dead" or one.status == "failed" else 1 if one.state not in ENDED else 2
    return place, dt.datetime.max.replace(tzinfo=dt.UTC) - one.at
