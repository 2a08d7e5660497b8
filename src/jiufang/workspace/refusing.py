"""People who refuse to be assessed by software: not matched, not ranked, not last; somebody reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.shortlist.records import Unscored
from jiufang.store import consents, lots, people, profiles
from jiufang.store.profiles import Kept
from jiufang.store.refusals import ASSESSMENT
from jiufang.store.session import Session

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

VERSION = "1"
WORDS = {
    "zh": "我不同意由软件评估我的简历，请由人来阅读。",
    "en": "I do not want software to assess my résumé. A person shall read it.",
}


def refuse(ws: OpenWorkspace, person: UUID, *, by: str, words: str = WORDS["en"], version: str = VERSION) -> None:
    """Write down that a person refuses to be assessed by software; from now on they are neither matched nor ranked.

    Args:
        ws: the workspace.
        person: who.
        by: who wrote it down: the candidate's link, or a recruiter.
        words: what they were shown and agreed to.
        version: the version of those words.
    """
    with ws.session() as session:
        consents.record(session, person, purpose=ASSESSMENT, given=False, text=words, version=version, by=by)


def allow(ws: OpenWorkspace, person: UUID, *, by: str, words: str, version: str = VERSION) -> None:
    """Write down that a person who had refused may be assessed by software after all."""
    with ws.session() as session:
        consents.record(session, person, purpose=ASSESSMENT, given=True, text=words, version=version, by=by)


def unscored(session: Session, kept: Iterable[Kept], *, job: UUID, blind: bool) -> tuple[Unscored, ...]:
    """Return who has to be read by a person for a job, in an order drawn by lot: the same each time, another one for each job."""
    root = {people.root(session, one.person): one for one in kept}
    drawn = sorted(root, key=lambda person: lots.draw(job, person))
    names = [f"unscored {number}" if blind else _name(session, root[person]) for number, person in enumerate(drawn, start=1)]
    return tuple(Unscored(id=str(person), name=name) for person, name in zip(drawn, names, strict=True))


def _name(session: Session, kept: Kept) -> str:
    return profiles.load(session, kept.id).contact.name or ""
