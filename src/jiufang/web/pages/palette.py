"""The command palette: pages, things to do, jobs by title and candidates by name, as somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request

from jiufang.access.policy import Thing, reach, sees_identity
from jiufang.access.roles import Permission, Reach
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import signed_in
from jiufang.web.sheets import Pages, Sheet, voice_of
from jiufang.web.speaking import Voice
from jiufang.workspace import naming
from jiufang.workspace.records import OpeningName

pages = Pages()
JOBS_LOOKED_THROUGH, JOBS, PEOPLE = 500, 6, 6
Typed = Annotated[str, Query(max_length=200)]


def message(text: str) -> str:
    """Mark a text to be translated where it is shown."""
    return text


@dataclass(frozen=True)
class Place:
    """Somewhere to go.

    Args:
        text: what it is called.
        href: where it is.
        icon: the sign before it.
        needs: who may go there; everybody when None.
    """

    text: str
    href: str
    icon: str
    needs: Permission | None = None


P = Permission
PLACES = (
    Place(message("Today"), "/", "layout-dashboard"),
    Place(message("Jobs"), "/jobs", "briefcase", P.JOBS_READ),
    Place(message("Talent pool"), "/pool", "users", P.POOL_SEARCH),
    Place(message("Interviews"), "/interviews", "calendar-check", P.INTERVIEWS_READ),
    Place(message("Messages"), "/messages", "mail", P.MESSAGES_READ),
    Place(message("Screening"), "/screening", "message-circle-question-mark", P.SCREENING_READ),
    Place(message("Possible duplicates"), "/duplicates", "copy", P.CANDIDATES_WRITE),
    Place(message("Work in the background"), "/tasks", "list-checks", P.CANDIDATES_WRITE),
    Place(message("Funnel"), "/funnel", "chart-no-axes-column", P.REPORTS_READ),
    Place(message("Audit log"), "/audit", "scroll-text", P.AUDIT_LOG),
    Place(message("Privacy"), "/privacy", "shield-check", P.SETTINGS_READ),
    Place(message("People and roles"), "/users", "user-cog", P.USERS_READ),
    Place(message("API keys"), "/keys", "key-round", P.KEYS_MANAGE),
    Place(message("Settings"), "/settings", "settings", P.SETTINGS_READ),
    Place(message("Health"), "/health", "heart-pulse", P.SYSTEM_OPERATE),
    Place(message("Account"), "/account", "circle-user"),
)
ACTIONS = (
    Place(message("Open a job"), "/jobs/new", "plus", P.JOBS_WRITE),
    Place(message("Add résumés"), "/upload", "upload", P.CANDIDATES_WRITE),
    Place(message("Closed jobs"), "/jobs?status=closed", "archive", P.JOBS_READ),
    Place(message("Drafts to send"), "/messages?status=draft", "mail", P.MESSAGES_SEND),
)


class Entry(Sheet):
    """A line of the palette."""

    text: str
    href: str
    icon: str
    beside: str = ""


class Palette(Sheet):
    """What was found, in groups."""

    q: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]


@pages.page("/palette", "palette.html")
@signed_in("everybody may go where their role leads; each line is offered to those who may")
def palette(asked: Asking, request: Request, q: Typed = "") -> Sheet:
    """Show where one can go and whom one can find by what was typed."""
    voice, wanted = voice_of(request), " ".join(q.split()).casefold()
    groups = [
        (voice.say("Candidates"), _people(asked, q) if wanted else ()),
        (voice.say("Jobs"), _jobs(asked, voice, wanted) if wanted else ()),
        (voice.say("Do"), _places(asked, voice, ACTIONS, wanted)),
        (voice.say("Go to"), _places(asked, voice, PLACES, wanted)),
        (voice.say("Search"), _searches(asked, voice, q) if wanted else ()),
    ]
    return Palette(q=q, groups=tuple((name, tuple(found)) for name, found in groups if found))


def _may(asked: Asked, permission: Permission | None) -> bool:
    return permission is None or reach(asked.actor, permission) is not Reach.NO


def _places(asked: Asked, voice: Voice, places: Iterable[Place], wanted: str) -> Sequence[Entry]:
    told = [(one, voice.say(one.text)) for one in places if _may(asked, one.needs)]
    return [
        Entry(text=text, href=one.href, icon=one.icon) for one, text in told if wanted in text.casefold() or wanted in one.text.casefold()
    ]


def _jobs(asked: Asked, voice: Voice, wanted: str) -> Sequence[Entry]:
    if not _may(asked, P.JOBS_READ):
        return ()
    known = asked.ws.openings.names(status=None, own=asked.only(P.JOBS_READ), limit=JOBS_LOOKED_THROUGH)
    found = [one for one in known if wanted in one.title.casefold()][:JOBS]
    sizes = asked.ws.openings.sizes([one.id for one in found]) if found else {}
    return [_job(voice, one, sizes[one.id]) for one in found]


def _job(voice: Voice, one: OpeningName, applicants: int) -> Entry:
    beside = voice.say("closed") if one.status == "closed" else voice.say_many("%(n)s applicant", "%(n)s applicants", applicants)
    return Entry(text=one.title, href=f"/jobs/{one.id}", icon="briefcase", beside=beside)


def _people(asked: Asked, typed: str) -> Sequence[Entry]:
    if not _may(asked, P.POOL_SEARCH):
        return ()
    sees = sees_identity(asked.actor, Thing(asked.actor.tenant, frozenset({asked.actor.id})), blind=False)
    found = naming.called(asked.ws, typed, by=asked.by, limit=PEOPLE, sees_names=sees)
    return [Entry(text=one.label, href=f"/candidates/{one.id}", icon="user", beside=one.title) for one in found]


def _searches(asked: Asked, voice: Voice, typed: str) -> Sequence[Entry]:
    if not _may(asked, P.POOL_SEARCH):
        return ()
    return [Entry(text=voice.say("Search the talent pool for “%(words)s”", words=typed), href=f"/pool?q={quote(typed)}", icon="search")]
