"""Tell what a candidate is told about their data before they agree to a conversation: who asks, what is kept, for how long, who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from jiufang.generate.lawful import off_limits
from jiufang.screening.wording import notice
from jiufang.store import retention, screenings
from jiufang.store import tables as t
from jiufang.store.session import Session
from jiufang.workspace.company import read

VERSION = "screening-2"  # of the words; what is agreed to is kept with it
NOBODY = {"zh": "招聘方", "en": "the hiring company"}  # where an installation has not been given its company's name
UNTITLED = {"zh": "您申请的职位", "en": "the job you applied for"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a candidate is told; `text` is part of what they agree to."""

    company: str
    title: str
    text: str


def of(session: Session, kept: screenings.Screening) -> Notice:
    """Return the notice of a conversation, in its language."""
    return about(session, kept.job_version, lang=kept.talk.lang)


def about(session: Session, job_version: UUID, *, lang: str) -> Notice:
    """Return the notice of a conversation about a job."""
    company = read(session).name or NOBODY[lang]
    title = _title(session, job_version) or UNTITLED[lang]
    days = retention.days(session)
    keeps = notice("kept_open", lang, company=company) if days is None else notice("kept_for", lang, days=days)
    return Notice(company, title, notice(VERSION, lang, company=company, title=title, keeps=keeps))


def _title(session: Session, job_version: UUID) -> str:
    """Return what a job is called, unless its name says what may not be asked for."""
    query = select(t.jobs.c.title).join(t.job_versions, t.job_versions.c.job_id == t.jobs.c.id)
    title = str(session.connection.execute(query.where(t.job_versions.c.id == job_version)).scalar_one())
    return "" if off_limits(title) else title
