"""A workspace that keeps what it is given: candidates, jobs, matches and decisions, in a folder or a database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.cache import NoCache, code_fingerprint
from jiufang.decisions.stages import template as template_of
from jiufang.documents.records import Reading, Record, Status
from jiufang.documents.sandbox.pool import load
from jiufang.errors import ModelMissing, NotFound
from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.settings import Settings
from jiufang.store import applications, audit, backup, documents, jobs, matches, people, profiles, refusals
from jiufang.store.backup import Backup
from jiufang.store.erasure import Certificate
from jiufang.store.jobs import KeptJob
from jiufang.store.opening import DEFAULT_TENANT, NAME, Store, open_store
from jiufang.store.profiles import Kept
from jiufang.store.session import Session
from jiufang.store.stages import templates
from jiufang.workspace import erasing, refusing, telling
from jiufang.workspace.deciding import Deciding, id_of
from jiufang.workspace.engine import READ_THOROUGHLY, Parsed, Workspace
from jiufang.workspace.rooms import Rooms
from jiufang.workspace.veiling import veiled

if TYPE_CHECKING:
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from jiufang.protocols import Encoder
    from jiufang.shortlist.records import Shortlist

OWNER = "owner"  # who works here when nobody is named
AHEAD = 16  # files read into memory while the first of them is kept
KEPT_AT_ONCE = 20  # matches a transaction: a kill loses no more


class Added(Record):
    """What became of one résumé: whose it is, and whether it was there already; or the reason why it was not read."""

    file: str
    member: str | None = None
    status: Status
    reason: str = ""
    new: bool = False
    person: UUID | None = None
    document: UUID | None = None


class Engine(Workspace):
    """Reads and matches without leaving anything on the disk: what is kept is kept sealed, by the store."""

    @cached_property
    def encoder(self) -> Encoder | None:
        """The embedded encoder without a folder of vectors, or None as long as it is not fetched."""
        from jiufang.models import default_encoder

        try:
            return default_encoder(self.settings.models_dir, vectors=None, threads=self.settings.workers)
        except ModelMissing:
            return None

    def begin(self, data: bytes, path: Path) -> Future[Reading]:
        """Begin to read a file in a worker."""
        return self._pool.submit(data, name=path.name)

    def profiles_of(self, path: Path, reading: Reading, as_of: str) -> tuple[Parsed, ...]:
        """Return the résumés of a file that was read, and what in it could not be."""
        return self._profiles(path, reading, as_of)

    def scorer(self, *, thorough: bool) -> str:
        """Return the name and version that matches bear when they are made now."""
        from jiufang.matching.engine import scorer_version

        return scorer_version(self.encoder, self.verifier if thorough else None, self.reader if thorough else None)


class OpenWorkspace(Deciding, Rooms):
    """Everything that a recruiter's day needs, kept; use `jiufang.open`, and `close` or `with` when done.

    Args:
        store: where it is kept.
        settings: models, threads, language model.
        tenant: whose workspace it is.
        by: who works in it, unless a call says otherwise; for the audit log.
    """

    def __init__(self, store: Store, *, settings: Settings | None = None, tenant: UUID = DEFAULT_TENANT, by: str = OWNER) -> None:
        self.store, self.tenant, self.by = store, tenant, by
        self.engine = Engine(settings=settings or Settings(), cache=NoCache())

    def session(self) -> AbstractContextManager[Session]:
        """Open a transaction of this workspace's, for the functions of the rooms in `jiufang.store`."""
        return self.store.session(self.tenant)

    def add(
        self, paths: Iterable[str | Path], *, as_of: str | None = None, job: Job | None = None, done: Callable[[str], object] = str
    ) -> list[Added]:
        """Keep and read files; what is kept already is not read again.

        Args:
            paths: résumés, archives and e-mails.
            as_of: the day (YYYY-MM-DD) on which “present” ends; today when absent.
            job: a job that they are applications for.
            done: called with the file's name after each file.

        Returns:
            One entry a résumé, those of an archive one by one, in the order given. When a file's entry is returned, it is on the disk.
        """
        day = as_of or dt.date.today().isoformat()
        waiting, added = list(map(Path, paths)), list[Added]()
        for start in range(0, len(waiting), AHEAD):
            for path, kept in self._begun(waiting[start : start + AHEAD]):
                added += kept if isinstance(kept, list) else self._settle(path, *kept, day)
                done(path.name)
        if job is not None:
            with self.session() as session:
                for person in {one.person for one in added if one.person}:
                    applications.apply(session, person, id_of(job))
        return added

    def add_job(self, source: Job | str | Path, *, by: str = "", blind: bool = True, template: str = "社招") -> Job:
        """Open a job, given as it is or as a file, with the stages of a template; its `id` names it from now on."""
        given = source if isinstance(source, Job) else self.engine.read_job(Path(source))
        with self.session() as session:
            stages = template_of(template, own=templates(session)).id
            return jobs.load(session, jobs.create(session, given, by=by or self.by, blind=blind, template=stages)).job

    @property
    def jobs(self) -> list[KeptJob]:
        """The open jobs, the oldest first."""
        with self.session() as session:
            return list(jobs.listed(session))

    def shortlist(
        self, job: Job | UUID, *, size: int | None = None, blind: bool = True, applicants: bool = False, by: str = ""
    ) -> Shortlist:
        """Rank everybody for a job, best first; what was matched before is not matched again.

        Args:
            job: one of `jobs`, or its id.
            size: keep the best so many, ties at the border included.
            blind: leave out who the candidates are; that names were shown, and to whom, is logged.
            applicants: rank those only who applied for this job.
            by: who looks.

        Raises:
            NotFound: there is no such job.
        """
        from jiufang import shortlist

        with self.session() as session:
            kept = jobs.load(session, id_of(job))
            pool = self._pool(session, kept.id if applicants else None)
            refusing_it = self._pool(session, kept.id if applicants else None, scored=False)
            unscored = refusing.unscored(session, refusing_it.values(), job=kept.id, blind=blind)
        scores = self._scores(kept, pool)
        border = sorted((score for _, score in scores.values()), reverse=True)[: size or None][-1:]
        shown = [(id, profile) for profile, (id, score) in scores.items() if score >= (border or [0.0])[0]]
        with self.session() as session:
            found = [matches.load(session, id) for id, _ in shown]
            audit.log(session, actor=by or self.by, action="listed", subject="job", subject_id=kept.id, people=len(found), blind=blind)
        blinds = {
            match.profile.sha256 + (match.profile.member or ""): pool[profile].fingerprint
            for match, (_, profile) in zip(found, shown, strict=True)
        }
        ranked = shortlist.order(kept.job, found, size=size, fingerprint=lambda p: blinds[p.sha256 + (p.member or "")])
        ranked = ranked.model_copy(update={"unscored": unscored})
        if not blind:
            return ranked
        return ranked.model_copy(update={"matches": tuple(veiled(match, number) for number, match in enumerate(ranked, start=1))})

    def person(self, match: Match) -> UUID:
        """Return the id of a match's candidate."""
        with self.session() as session:
            return people.root(session, self._received(session, match.profile).person)

    def erase(self, person: UUID | Match, *, by: str) -> Certificate:
        """Erase a person, and everything that they sent or said, from tables and disk.

        Args:
            person: their id, or a match of theirs.
            by: who asked for it.
        """
        return erasing.erase_all(self, [self.person(person) if isinstance(person, Match) else person], by=by)[0]

    def backup(self, folder: str | Path) -> Backup:
        """Copy everything to a new folder while others go on working; the master key is not part of it, keep that apart.

        Raises:
            BadInput: there is something at that place.
            MissingCapability: the database is run by somebody else.
        """
        server = backup.own_server(self.store.server)
        return backup.back_up(server, NAME, Path(folder).absolute(), keyring=self.store.vault.keyring)

    def restore(self, folder: str | Path) -> Backup:
        """Put a backup in the place of everything that is here; who was erased since then stays erased.

        Raises:
            BadInput: the backup is damaged, or locked with another master key; everything is as it was.
            MissingCapability: the database is run by somebody else.
        """
        return erasing.restore(self, Path(folder).absolute())

    def close(self) -> None:
        """Give everything back; the last to leave a folder stops its server."""
        self.store.close()

    def __enter__(self) -> OpenWorkspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begun(self, paths: Sequence[Path]) -> list[tuple[Path, list[Added] | tuple[bytes, Future[Reading]]]]:
        """Return what is kept of each file already, or else its bytes and the reading that was begun."""
        begun: list[tuple[Path, list[Added] | tuple[bytes, Future[Reading]]]] = []
        for path in paths:
            data, reason = load(path)
            if reason:
                begun.append((path, [Added(file=str(path), status=Status.FAILED, reason=reason)]))
                continue
            with self.session() as session:
                known = _known(session, path, data)
            begun.append((path, known or (data, self.engine.begin(data, path))))
        return begun

    def _settle(self, path: Path, data: bytes, reading: Future[Reading], day: str) -> list[Added]:
        """Keep what was read in a file, all of it or nothing."""
        read = reading.result()
        parsed = self.engine.profiles_of(path, read, day)
        with self.session() as session:
            return [_keep(session, path, data, one, transient=read.transient) for one in parsed]

    def _pool(self, session: Session, job: UUID | None, *, scored: bool = True) -> dict[UUID, Kept]:
        """Return one profile of each person, the latest, by its id: of those whom software may assess, or of those who refuse it."""
        same, refused = people.roots(session), refusals.roots(session)
        wanted = None if job is None else {same.get(person, person) for person in applications.stages(session, job)}
        latest = {same.get(kept.person, kept.person): kept for kept in profiles.current(session)}
        asked = {person: kept for person, kept in latest.items() if wanted is None or person in wanted}
        return {kept.id: kept for person, kept in asked.items() if (person in refused) is not scored}

    def _scores(self, job: KeptJob, pool: dict[UUID, Kept]) -> dict[UUID, tuple[UUID, float]]:
        """Return match and score of each profile; of a large pool only the promising are read by the models."""
        if len(pool) <= READ_THOROUGHLY:
            return self._matched(job, pool, thorough=True)
        quick = self._matched(job, pool, thorough=False)
        border = sorted((score for _, score in quick.values()), reverse=True)[READ_THOROUGHLY - 1]
        promising = {id: kept for id, kept in pool.items() if quick[id][1] >= border}
        return quick | self._matched(job, promising, thorough=True)

    def _matched(self, job: KeptJob, pool: dict[UUID, Kept], *, thorough: bool) -> dict[UUID, tuple[UUID, float]]:
        scorer = self.engine.scorer(thorough=thorough)
        with self.session() as session:
            found = {
                id: (m.id, m.score) for id, m in matches.find(session, job_version=job.version_id, scorer=scorer).items() if id in pool
            }
        missing = [id for id in pool if id not in found]
        for start in range(0, len(missing), KEPT_AT_ONCE):
            found |= self._match(job, missing[start : start + KEPT_AT_ONCE], thorough=thorough)
        return found

    def _match(self, job: KeptJob, missing: Sequence[UUID], *, thorough: bool) -> dict[UUID, tuple[UUID, float]]:
        with self.session() as session:
            loaded = {id: profiles.load(session, id) for id in missing}
        made = {id: self.engine.match(profile, job.job, thorough=thorough) for id, profile in loaded.items()}
        with self.session() as session:
            return {id: (matches.keep(session, m, profile=id, job_version=job.version_id), m.score) for id, m in made.items()}

    def _received(self, session: Session, profile: Profile) -> documents.Received:
        found = documents.find(session, bytes.fromhex(profile.sha256), member=profile.member or "") if profile.sha256 else None
        if found is None:
            raise NotFound("this candidate is not kept here", subject=profile.file, hint="add the file to the workspace first")
        return found


def open_workspace(target: str | Path, *, settings: Settings | None = None, by: str = OWNER) -> OpenWorkspace:
    """Open a workspace, made when it is new.

    Args:
        target: a folder, or the address of a database (`postgresql://…`), for which `JIUFANG_MASTER_KEY` is needed.
        settings: models, threads, database; from the environment when absent.
        by: who works in it, unless a call says otherwise.

    Raises:
        BadInput: there is no master key, or it does not fit.
        MissingCapability: the extra `server` is not installed.
    """
    chosen = settings or Settings()
    address = str(target) if str(target).startswith(("postgres://", "postgresql://", "postgresql+")) else ""
    store = open_store(
        None if address else Path(target),
        url=address or chosen.database_url.reveal(),
        owner_url=chosen.database_owner_url.reveal(),
        master_key=chosen.master_key.reveal(),
    )
    store.outbox = telling.tell
    opened = OpenWorkspace(store, settings=chosen, by=by)
    erasing.finish(opened)
    return opened


def _known(session: Session, path: Path, data: bytes) -> list[Added] | None:
    """Return what is kept of a file that this program has read before; None when it has to be read."""
    found = documents.of_file(session, hashlib.sha256(data).digest())
    if not found or any(row.reader != code_fingerprint() for row in found):
        return None
    return [
        Added(file=str(path), member=row.member or None, status=Status(row.status), reason=row.reason, person=row.person, document=row.id)
        for row in found
    ]


def _keep(session: Session, path: Path, data: bytes, parsed: Parsed, *, transient: bool) -> Added:
    """Keep one résumé of a file, or why it was not read; what only the machine gave up on stays to be read."""
    received = _receive(session, path, data, parsed)
    if parsed.profile is not None:
        profiles.keep(session, received.id, parsed.profile, reader=code_fingerprint())
    if not transient:
        documents.settle(session, received.id, status=str(parsed.status), reason=parsed.reason, reader=code_fingerprint())
    told = {"file": str(path), "member": parsed.member, "status": parsed.status, "reason": parsed.reason}
    return Added(**told, new=received.new, person=received.person, document=received.id)


def _receive(session: Session, path: Path, data: bytes, parsed: Parsed) -> documents.Received:
    if parsed.member is None:
        return documents.receive(session, data, name=path.name)
    container = hashlib.sha256(data).digest()
    known = parsed.profile.document.sha256 if parsed.profile else ""
    sha256 = bytes.fromhex(known) if known else hashlib.sha256(container + parsed.member.encode()).digest()
    return documents.receive_member(session, sha256, container=container, name=path.name, member=parsed.member)
