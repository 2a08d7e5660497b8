"""Fill a workspace with made-up people, so that somebody new finds every page alive: jobs, applicants, decisions, interviews, letters.

The first job has its shortlist when this returns; whoever comes later is handed in, and read by whoever works in the background.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.access.people import User
from jiufang.access.roles import Role
from jiufang.decisions.scorecards import Rating
from jiufang.errors import MissingCapability
from jiufang.jobs.records import Job
from jiufang.workspace.background import hand_in
from jiufang.workspace.entering import Entrance

if TYPE_CHECKING:
    from jiufang.shortlist.records import Shortlist
    from jiufang.workspace.opened import OpenWorkspace

OWNER, MANAGER, INTERVIEWER = "mei@example.com", "li@example.com", "ivy@example.com"
ADVANCED, TOLD, RATED = "主要要求都有依据。", "线上数据写得具体，面试时问分库分表的回滚方案。", "例子讲得清楚，数字经得起追问。"
PLACE, TAG, SEARCH = "杭州余杭，三楼会议室", "值得再看", "有重症监护经验的护士 / ICU nurses"
FACTS = {"company": "云杉票务", "sender": "林梅", "place": PLACE}
MISSING = "requirement"  # the reason for a rejection, in the log and in the letter: what the job needs is not shown
QUESTION = "ICU nurse"  # what the saved search looks for; who is handed in afterwards raises its alerts


@dataclass(frozen=True)
class Exhibit:
    """A job of the demo: its ad, whether it is judged blind, who applies at once, and who while the pages are open."""

    ad: Path
    blind: bool
    now: tuple[Path, ...]
    later: tuple[Path, ...]


def exhibits() -> tuple[Exhibit, ...]:
    """Return what the demo shows, the first job first.

    Raises:
        MissingCapability: the examples are not here.
    """
    installed, cloned = Path(str(files("jiufang"))) / "examples", Path(__file__).parents[3] / "examples"
    folder = next((one for one in (installed, cloned) if (one / "demo.toml").is_file()), None)
    if folder is None:
        raise MissingCapability("the examples are not here", subject="examples", hint="run the demo in a clone of the repository")
    told = tomllib.loads((folder / "demo.toml").read_text("utf-8"))["jobs"]

    def paths(names: Sequence[str]) -> tuple[Path, ...]:
        return tuple(folder / "resumes" / name for name in names)

    return tuple(Exhibit(folder / "jobs" / one["file"], one["blind"], paths(one.get("now", ())), paths(one["later"])) for one in told)


def fill(
    ws: OpenWorkspace, entrance: Entrance, *, now: dt.datetime, password: str, step: Callable[[str], object], done: Callable[[str], object]
) -> Shortlist:
    """Fill a new workspace, and return the shortlist of the first job.

    Args:
        ws: the workspace, empty.
        entrance: lets its people in.
        now: the present moment; interviews lie around it.
        password: of the owner.
        step: called with what is begun.
        done: called with a file's name when it is read.
    """
    step("people")
    owner = _people(entrance, password)
    shown = exhibits()
    step("jobs")
    jobs = [ws.add_job(one.ad, by=OWNER, blind=one.blind) for one in shown]
    step("reading")
    ws.add(shown[0].now, job=jobs[0], done=done)
    step("matching")
    ranked = ws.shortlist(jobs[0], applicants=True, blind=False, by=OWNER)
    step("a day's work")
    _work(ws, jobs[0], [ws.person(match) for match in ranked], now=now)
    ws.searches.save(owner.id, SEARCH, {"question": QUESTION}, by=OWNER, alert=True)
    for job, one in zip(jobs, shown, strict=True):
        for path in one.later:
            hand_in(ws, path.read_bytes(), path.name, job=UUID(job.id), by=OWNER)
    return ranked


def _people(entrance: Entrance, password: str) -> User:
    link = entrance.first_link()
    assert link is not None, "the workspace is new"
    owner = entrance.first_owner(link, email=OWNER, name="Mei Lin", password=password)
    for email, name, role in ((MANAGER, "Li Wen", Role.HIRING_MANAGER), (INTERVIEWER, "Ivy Chen", Role.INTERVIEWER)):
        entrance.invite(email, role, by=OWNER, name=name)
    return owner


def _work(ws: OpenWorkspace, job: Job, people: Sequence[UUID], *, now: dt.datetime) -> None:
    """Do for the first few what a recruiter does in a day."""
    id = UUID(job.id)
    first, second, third, *_, last = people
    applications = {person: found for person in people if (found := ws.applicants.find(person, id))}
    for person in (first, second):
        ws.decide(person, "advance", by=OWNER, reason=ADVANCED, job=id)
    ws.decide(last, "reject", by=OWNER, because=MISSING, job=id)
    ws.notes.add(first, TOLD, by=OWNER, application=applications[first])
    ws.tags.put(third, ws.tags.make(TAG, by=OWNER).id, by=OWNER)
    tomorrow = (now + dt.timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    ws.interviews.plan(applications[first], [OWNER, MANAGER], by=OWNER, starts_at=tomorrow, place=PLACE)
    _interviewed(ws, applications[second], tomorrow - dt.timedelta(days=2))
    for person, kind, also in ((first, "invitation", {}), (last, "rejection", {"reason": MISSING})):
        match = ws.applicants.get(applications[person], by=OWNER).match
        assert match is not None, "everybody was matched"
        ws.messages.draft(match.id, kind, by=OWNER, lang="zh", facts={**FACTS, "time": f"{tomorrow:%m月%d日 %H:%M}"}, **also)
    ws.screenings.invite(applications[third], by=OWNER)


def _interviewed(ws: OpenWorkspace, application: UUID, at: dt.datetime) -> None:
    """Hold an interview of which one scorecard is in, and the owner's is not."""
    held = ws.interviews.plan(application, [OWNER, INTERVIEWER], by=OWNER, starts_at=at, place=PLACE)
    ratings = [Rating(row=row.id, points=3 + number % 2) for number, row in enumerate(held.rows)]
    ws.interviews.rate(held.id, ratings, by=INTERVIEWER, words=RATED, done=True)
    ws.interviews.held(held.id, by=OWNER)
