"""Do in the background what takes long: read a file that was handed in, match everybody with a job, draft a letter.

What is handed in is kept, sealed, in the transaction that asks for the task; from then on it is acknowledged and will be done, once,
whatever is killed. Tasks hold the ids of rows; what a letter is to say lies sealed in its row.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.cache import code_fingerprint
from jiufang.queue import Handler, Kind, Run, State, Task, Timing, Worker, ask, find, yet_to_begin
from jiufang.queue import listed as listed_tasks
from jiufang.store import applications, documents, jobs, matches, messages, people, profiles, tables
from jiufang.store.lists import applications as listed
from jiufang.store.session import Session
from jiufang.workspace import keeping, mailing, matching_pool, training, upkeep
from jiufang.workspace.engine import READ_THOROUGHLY
from jiufang.workspace.intake import READ
from jiufang.workspace.matching_pool import KEPT_AT_ONCE
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import deliver, speaking

PATIENCE, LOOK = 30.0, 0.25  # seconds to wait for others who work for the same job, and between two looks
TRIED_AGAIN = 2  # times; what exhausts a process thrice is a bomb, or will never be read here: it ends as a file that was not read, and why


class MachineGaveUp(Exception):
    """A file was not read for a reason that lies with the machine: out of time, out of memory."""


def hand_in(ws: OpenWorkspace, data: bytes, name: str, *, by: str = "", job: UUID | None = None) -> Task | None:
    """Keep a file and ask for its reading; once this returns, nothing of it is lost.

    Args:
        ws: the workspace.
        data: the file's bytes.
        name: its name.
        by: who hands it in.
        job: what everybody in it applies for.

    Returns:
        The task that reads it, the same for the same bytes; None when all of it was read before, by this version of the program.

    Raises:
        NotFound: there is no such job.
    """
    reader = code_fingerprint()
    with ws.session() as session:
        if job is not None:
            session.get(tables.jobs, job)
        known = documents.of_file(session, hashlib.sha256(data).digest())
        if known and all(one.reader == reader for one in known):
            for one in known if job is not None else ():
                if one.status in READ:  # a broken file stands for nobody who could apply
                    _apply(session, one.person, job)
            _match_soon(ws, session, job, by=by or ws.by)
            return None
        received = documents.receive(session, data, name=name)
        ids = {"document": received.id} | ({"job": job} if job is not None else {})
        return ask(session, Kind.PARSE, ids, by=by or ws.by, content=[reader])


def match_later(ws: OpenWorkspace, job: UUID, *, by: str = "") -> Task:
    """Ask for everybody to be matched with a job as it stands; for the same people and job it is the same task."""
    with ws.session() as session:
        return _ask_for_matches(ws, session, job, by=by or ws.by)


def draft_later(ws: OpenWorkspace, match: UUID, kind: str, *, by: str = "", **given: Any) -> tuple[UUID, Task]:
    """Ask for a letter about a kept match.

    Args:
        ws: the workspace.
        match: the match's id.
        kind: what the letter is for, one of `jiufang.generate.Kind`.
        by: who asks.
        given: what `Workspace.reply` takes: `lang`, `tone`, `facts`, `reason`, `reword`, …

    Returns:
        The id of the message that the draft will be in, and the task.
    """
    with ws.session() as session:
        person = session.get(tables.matches, match).person_id
        message = messages.request(session, person, kind=kind, given={"match": str(match), **given})
        return message, ask(session, Kind.DRAFT, {"message": message}, by=by or ws.by)


def handlers(ws: OpenWorkspace) -> dict[Kind, Handler]:
    """Return what does each kind of task, with the workspace's settings and models, for whatever tenant a task is of."""

    def at(run: Run) -> OpenWorkspace:
        """Return the workspace of the task's tenant, with the models that are loaded."""
        theirs = OpenWorkspace(ws.store, settings=ws.engine.settings, tenant=run.tenant, by="worker")
        theirs.engine = ws.engine
        return theirs

    outgoing = speaking(ws)
    return {
        Kind.PARSE: lambda run: _parse(at(run), run),
        Kind.MATCH: lambda run: _match(at(run), run),
        Kind.DRAFT: lambda run: _draft(at(run), run),
        Kind.DELIVER: lambda run: deliver(run, outgoing),
        Kind.MAIL: lambda run: mailing.send(at(run), run),
        Kind.TRAIN: lambda run: training.train(at(run), run),
        Kind.SWEEP: lambda run: upkeep.sweep(at(run), run),
        Kind.RETAIN: lambda run: upkeep.retain(at(run), run),
        Kind.INDEX: lambda run: upkeep.index(at(run), run),
    }


def worker(ws: OpenWorkspace, *, concurrency: int | None = None, timing: Timing | None = None, kinds: set[Kind] | None = None) -> Worker:
    """Return a worker for a workspace: `run` it in a process of its own, or open it with `with` beside something else.

    Args:
        ws: the workspace, open for as long as the worker works.
        concurrency: how many tasks at once; as many as the settings give it processes when None.
        timing: how quick it is.
        kinds: what it does; everything when None.
    """
    chosen = {kind: handler for kind, handler in handlers(ws).items() if kinds is None or kind in kinds}
    chores = {kind: seconds for kind, seconds in upkeep.EVERY.items() if kind in chosen}
    return Worker(ws.store, chosen, concurrency=concurrency or ws.engine.settings.workers, timing=timing, chores=chores)


def task(ws: OpenWorkspace, id: UUID) -> Task:
    """Return a task as it is now.

    Raises:
        NotFound: there is none.
    """
    with ws.session() as session:
        return find(session, id)


def _parse(ws: OpenWorkspace, run: Run) -> None:
    """Read a file that was handed in, and keep all that was in it."""
    document = run.task.ids["document"]
    with run.session() as session:
        data, name = documents.original(session, document), documents.name(session, document)
        day = documents.received_at(session, document).date().isoformat()
    reading = ws.engine.begin(data, Path(name)).result()
    if reading.transient and run.task.failures < TRIED_AGAIN:
        raise MachineGaveUp
    parsed = ws.engine.profiles_of(Path(name), reading, day)
    with run.settle(steps=sum(one.profile is not None for one in parsed), of=len(parsed)) as session:
        for one in parsed:
            kept = keeping.keep(session, Path(name), data, one, transient=False)
            if kept.person is not None and one.profile is not None and "job" in run.task.ids:
                _apply(session, kept.person, run.task.ids["job"])
        if parsed and all(one.member for one in parsed):  # an archive holds other people's documents too: they are kept, it is not
            documents.discard(session, document)
        _match_soon(ws, session, run.task.ids.get("job"), by=run.task.asked_by)


def _apply(session: Session, person: UUID, job: UUID | None) -> None:
    """Let somebody whose file was handed in for a job apply for it, once, whoever they turned out to be."""
    who = people.root(session, person)
    if job is not None and listed.found(session, who, job) is None:
        applications.apply(session, who, job, source="upload")


def _match_soon(ws: OpenWorkspace, session: Session, job: UUID | None, *, by: str) -> None:
    """Ask for whoever was handed in for a job to be matched with it: once for all who come before that begins."""
    if job is not None and yet_to_begin(session, Kind.MATCH, {"job": job}) is None:
        _ask_for_matches(ws, session, job, by=by)


def _ask_for_matches(ws: OpenWorkspace, session: Session, job: UUID, *, by: str) -> Task:
    kept = jobs.load(session, job)
    pool = sorted(str(one.id) for one in profiles.current(session))
    a = tables.applications.c  # who applied is read by the models however many there are, so a newcomer among them is another task
    pool += sorted(str(one) for one in session.connection.execute(select(a.person_id).where(a.job_id == job)).scalars())
    content = [ws.engine.scorer(thorough=True), hashlib.sha256("".join(pool).encode()).hexdigest()]
    return ask(session, Kind.MATCH, {"job": job, "version": kept.version_id}, by=by, content=content)


def _match(ws: OpenWorkspace, run: Run) -> None:
    """Match everybody with a job, a few at a time: each few are kept at once, and matched before are not matched again."""
    _let_others_end(run)
    with run.session() as session:
        job = jobs.load(session, run.task.ids["job"])
        pool = matching_pool.pool(session, None)
        applied = matching_pool.pool(session, job.id)
    ids = sorted(pool, key=lambda id: id not in applied)  # those first for whom somebody waits
    for start in range(0, len(ids), KEPT_AT_ONCE):
        few = {id: pool[id] for id in ids[start : start + KEPT_AT_ONCE]}
        matching_pool.matched(ws, job, few, thorough=len(ids) <= READ_THOROUGHLY)
        run.step(start + len(few), len(ids))
    matching_pool.scores(ws, job, pool, everybody=True)  # of a large pool, the promising are read by the models


def _let_others_end(run: Run) -> None:
    """Wait while files for the job are being read, or it is being matched already: what they keep need not be done again.

    Not for long, since their workers may have died; then some of it is done twice, and kept once.
    """
    for _ in range(int(PATIENCE / LOOK)):
        with run.session() as session:
            begun = listed_tasks(session, state=State.RUNNING, about={"job": run.task.ids["job"]})
        same = [one for one in begun if one.kind is Kind.MATCH and one.ids == run.task.ids and one.id < run.task.id]
        if not same and all(one.kind is not Kind.PARSE for one in begun):
            return
        run.step(0, 0)
        time.sleep(LOOK)


def _draft(ws: OpenWorkspace, run: Run) -> None:
    """Write the letter that a message asks for."""
    message = run.task.ids["message"]
    with run.session() as session:
        asked = messages.load(session, message)
        given = dict(asked.body)
        match = matches.load(session, UUID(given.pop("match")))
    reply = ws.engine.reply(asked.kind, match, **given)
    with run.settle() as session:
        messages.draft(session, message, body=reply.to_dict())
