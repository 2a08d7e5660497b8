"""Who works at a company whose server runs, and openings with applicants, made beside the server as the program's other commands do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.access.cast import CHEAP
from tests.browser.papers import AD, MIDDLING, STRONG, WEAK, Paper, resume
from tests.browser.served import Served

import jiufang
from jiufang.access.roles import Role
from jiufang.jobs.records import Job
from jiufang.settings import Settings
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

PASSWORD = "spruce kettle violet harbour"
STAFF = {
    "mei": (Role.OWNER, "Mei Lin"),
    "tom": (Role.RECRUITER, "Tom Reed"),
    "li": (Role.HIRING_MANAGER, "Li Wen"),
    "ivy": (Role.INTERVIEWER, "Ivy Chen"),
    "ruth": (Role.AUDITOR, "Ruth Adler"),
}


def address(name: str) -> str:
    """Return the address of somebody who works there."""
    return f"{name}@example.org"


@dataclass(frozen=True)
class Opening:
    """A job with those who applied, the best first."""

    id: UUID
    papers: tuple[Paper, ...]
    applications: tuple[UUID, ...]
    persons: tuple[UUID, ...]

    @property
    def path(self) -> str:
        """Where its shortlist is."""
        return f"/jobs/{self.id}"

    def triage(self, place: int = 0) -> str:
        """Return where one of the applicants is looked through."""
        return f"{self.path}/triage/{self.applications[place]}"


@dataclass(frozen=True)
class Town:
    """A company with its server and its people."""

    served: Served
    ws: OpenWorkspace
    ids: dict[str, UUID]
    sessions: dict[str, Any] = field(default_factory=dict)

    def newcomer(self, role: Role = Role.OWNER) -> str:
        """Let somebody begin to work here, for who signs in time and again is held back; return what `address` makes an address of."""
        name = f"newcomer-{len(self.ids)}"
        entrance = Entrances(self.ws, passwords=CHEAP)(self.ws.tenant)
        user, token = entrance.invite(address(name), role, by=address("mei"), name=name.title())
        entrance.accept(token, PASSWORD)
        self.ids[name] = user.id
        return name

    def opening(
        self, lang: str, kinds: Sequence[str] = (STRONG, MIDDLING, WEAK), *, blind: bool = False, team: Sequence[str] = ()
    ) -> Opening:
        """Open a job and let people apply; they are read and matched when this returns.

        Args:
            lang: of the ad and the résumés.
            kinds: what sort of people.
            blind: whether they are judged without names.
            team: whose own the job is.
        """
        job = self.ws.add_job(Job.from_text(AD[lang]), by=address("mei"), blind=blind)
        id, papers = UUID(job.id), [resume(lang, kind) for kind in kinds]
        if team:
            self.ws.openings.assign(id, [self.ids[name] for name in team], by=address("mei"))
        added = self.ws.add(self.files(papers), as_of="2026-11-01", job=job)
        persons = [one.person for one in added if one.person]
        self.ws.shortlist(job)
        applications = [self.ws.applicants.find(person, id) for person in persons]
        return Opening(id, tuple(papers), tuple(one for one in applications if one), tuple(persons))

    def files(self, papers: Sequence[Paper]) -> list[Path]:
        """Write résumés into files."""
        folder = self.served.folder / "papers"
        folder.mkdir(exist_ok=True)
        for one in papers:
            (folder / one.file).write_text(one.text, encoding="utf-8")
        return [folder / one.file for one in papers]


@contextmanager
def settled(folder: Path) -> Iterator[Town]:
    """Open a workspace with its people, and serve it.

    Args:
        folder: an empty one.
    """
    served = Served(folder)
    settings = Settings(models_dir=folder / "none", cache_dir=folder / "cache", workers=1)
    with jiufang.open(served.workspace, settings=settings) as ws:
        town = Town(served, ws, _people(ws))
        served.start()
        try:
            yield town
        finally:
            served.end()


def _people(ws: OpenWorkspace) -> dict[str, UUID]:
    entrance = Entrances(ws, passwords=CHEAP)(ws.tenant)
    link = entrance.first_link()
    assert link is not None, "the workspace is new"
    ids = {"mei": entrance.first_owner(link, email=address("mei"), name=STAFF["mei"][1], password=PASSWORD).id}
    for name, (role, full) in STAFF.items():
        if name not in ids:
            user, token = entrance.invite(address(name), role, by=address("mei"), name=full)
            entrance.accept(token, PASSWORD)
            ids[name] = user.id
    return ids
