"""A workspace that keeps what it is given: candidates, jobs, matches and decisions, in a folder or a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.cache import NoCache
from jiufang.decisions.stages import template as template_of
from jiufang.documents.records import Reading
from jiufang.errors import ModelMissing, NotFound
from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.settings import Settings
from jiufang.store import applications, audit, documents, jobs, matches, people
from jiufang.store.backup import Backup
from jiufang.store.connect import CONNECTIONS
from jiufang.store.erasure import Certificate
from jiufang.store.jobs import KeptJob
from jiufang.store.opening import DEFAULT_TENANT, Store, open_store
from jiufang.store.session import Session
from jiufang.store.stages import templates
from jiufang.workspace import backing, erasing, keeping, mailing, matching_pool, refusing
from jiufang.workspace.deciding import Deciding, id_of
from jiufang.workspace.engine import PICTURE_DPI, Parsed, Workspace
from jiufang.workspace.keeping import Added
from jiufang.workspace.promoting import Promoted
from jiufang.workspace.rooms import Rooms
from jiufang.workspace.veiling import veiled

if TYPE_CHECKING:
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from jiufang.protocols import Encoder
    from jiufang.shortlist.records import Shortlist

OWNER = "owner"  # who works here when nobody is named
AHEAD = 16  # files read into memory while the first of them is kept


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

    def draw(self, data: bytes, page: int, *, member: str | None = None, turned: int = 0) -> bytes:
        """Return a page of a file as WebP, drawn in a worker; empty when it cannot be."""
        return self._pool.render(data, page, dpi=PICTURE_DPI, member=member, turned=turned)

    def profiles_of(self, path: Path, reading: Reading, as_of: str) -> tuple[Parsed, ...]:
        """Return the résumés of a file that was read, and what in it could not be."""
        return self._profiles(path, reading, as_of)

    def scorer(self, *, thorough: bool) -> str:
        """Return the name and version that matches bear when they are made now."""
        from jiufang.matching.engine import scorer_version

        version = scorer_version(self.encoder, self.verifier if thorough else None, self.reader if thorough else None)
        weighed = self.weighed() if thorough else None
        return f"{version}+{weighed.scorer.name}" if weighed else version


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
        self.engine = Engine(settings=settings or Settings(), cache=NoCache(), promoted=Promoted(self))

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
            for path, kept in keeping.begun(self, waiting[start : start + AHEAD]):
                added += kept if isinstance(kept, list) else keeping.settle(self, path, *kept, day)
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
            pool = matching_pool.pool(session, kept.id if applicants else None)
            refusing_it = matching_pool.pool(session, kept.id if applicants else None, scored=False)
            unscored = refusing.unscored(session, refusing_it.values(), job=kept.id, blind=blind)
        scores = matching_pool.scores(self, kept, pool, everybody=not applicants)
        border = sorted((score for _, score in scores.values()), reverse=True)[: size or None][-1:]
        shown = [(id, profile) for profile, (id, score) in scores.items() if score >= (border or [0.0])[0]]
        with self.session() as session:
            found = matches.load_several(session, [id for id, _ in shown], job=kept.job)
            audit.log(session, actor=by or self.by, action="listed", subject="job", subject_id=kept.id, people=len(found), blind=blind)
        blinds = {
            match.profile.sha256 + (match.profile.member or ""): pool[profile].fingerprint
            for id, profile in shown
            if (match := found.get(id)) is not None
        }
        ranked = shortlist.order(kept.job, list(found.values()), size=size, fingerprint=lambda p: blinds[p.sha256 + (p.member or "")])
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
        """
        return backing.back_up(self, Path(folder).absolute())

    def restore(self, folder: str | Path) -> Backup:
        """Put a backup in the place of everything that is here; who was erased since then stays erased.

        Raises:
            BadInput: the backup is damaged, or locked with another master key; everything is as it was.
        """
        return backing.restore(self, Path(folder).absolute())

    def close(self) -> None:
        """Give everything back; the last to leave a folder stops its server."""
        self.store.close()

    def __enter__(self) -> OpenWorkspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _received(self, session: Session, profile: Profile) -> documents.Received:
        found = documents.find(session, bytes.fromhex(profile.sha256), member=profile.member or "") if profile.sha256 else None
        if found is None:
            raise NotFound("this candidate is not kept here", subject=profile.file, hint="add the file to the workspace first")
        return found


def open_workspace(
    target: str | Path, *, settings: Settings | None = None, by: str = OWNER, connections: int = CONNECTIONS
) -> OpenWorkspace:
    """Open a workspace, made when it is new.

    Args:
        target: a folder, or the address of a database (`postgresql://…`), for which `JIUFANG_MASTER_KEY` is needed.
        settings: models, threads, database; from the environment when absent.
        by: who works in it, unless a call says otherwise.
        connections: how many to the database this process may hold at once.

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
        connections=connections,
    )
    store.outbox = mailing.outbox(chosen)
    opened = OpenWorkspace(store, settings=chosen, by=by)
    erasing.finish(opened)
    return opened
