"""Tables of hiring: jobs and their versions, applications, matches, interviews, scorecards, messages, screening."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, UniqueConstraint, func, text

from jiufang.store.tables.base import count, digest, link, lot, record, refers, sealed, table, time, words

UNSCORED = -1.0  # where an application without a score stands in the order: behind all that have one

jobs = table(
    "jobs",
    words("title"),
    words("status", default="open"),
    words("template", default="社招"),
    Column("blind", Boolean, nullable=False, server_default=text("true")),
    count("current", default=1),
    doc="an opening; what it asks for is in its current version",
)

job_versions = table(
    "job_versions",
    link("job_id"),
    count("number"),
    record("job"),
    record("weights"),
    words("reason", default=""),
    words("made_by"),
    UniqueConstraint("tenant_id", "job_id", "number"),
    refers("job_id", "jobs"),
    kind="append_only",
    doc="the requirements and weights of a job from one moment on; `job` is the record of the jobs room",
)

job_team = table(
    "job_team",
    link("job_id"),
    link("user_id"),
    UniqueConstraint("tenant_id", "job_id", "user_id"),
    refers("job_id", "jobs", on_delete="CASCADE"),
    refers("user_id", "users", on_delete="CASCADE"),
    doc="a user whose own a job is: its hiring managers",
)
Index("job_team_user_id_idx", job_team.c.tenant_id, job_team.c.user_id, job_team.c.job_id)

applications = table(
    "applications",
    link("person_id"),
    link("job_id"),
    words("stage", default="new"),
    time("stage_since", now=True),
    words("source", default=""),
    link("duplicate_of", optional=True),
    link("match_id", optional=True),
    Column("score", Double),
    lot(),
    UniqueConstraint("tenant_id", "person_id", "job_id"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("job_id", "jobs", on_delete="CASCADE"),
    doc="one person for one job, the stage that somebody moved them to, and their last match; who merged persons are has one that counts",
)
_counted = applications.c.duplicate_of.is_(None)
Index("applications_job_id_idx", applications.c.tenant_id, applications.c.job_id, applications.c.stage, postgresql_where=_counted)
Index(
    "applications_score_idx",
    applications.c.tenant_id,
    applications.c.job_id,
    func.coalesce(applications.c.score, text("-1.0::double precision")),
    applications.c.lot,
    applications.c.id,
    postgresql_where=_counted,
)
Index(
    "applications_lot_idx",
    applications.c.tenant_id,
    applications.c.job_id,
    applications.c.lot,
    applications.c.id,
    postgresql_where=_counted,
)
Index("applications_arrived_idx", applications.c.tenant_id, applications.c.job_id, applications.c.id, postgresql_where=_counted)

matches = table(
    "matches",
    link("person_id"),
    link("profile_id"),
    link("job_version_id"),
    words("scorer"),
    Column("score", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    record("verdicts"),
    Column("latest", Boolean, nullable=False, server_default=text("true")),
    lot(),
    sealed("match"),
    UniqueConstraint("tenant_id", "profile_id", "job_version_id", "scorer"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("profile_id", "profiles", on_delete="CASCADE"),
    refers("job_version_id", "job_versions", on_delete="CASCADE"),
    doc="one profile against one version of a job by one version of the scorer; the findings quote the person and are sealed",
)
Index("matches_job_version_id_idx", matches.c.tenant_id, matches.c.job_version_id, matches.c.score)
Index(
    "matches_latest_idx",
    matches.c.tenant_id,
    matches.c.job_version_id,
    matches.c.score,
    matches.c.lot,
    matches.c.id,
    postgresql_where=matches.c.latest,
)
Index("matches_person_id_idx", matches.c.tenant_id, matches.c.person_id, matches.c.job_version_id)

interviews = table(
    "interviews",
    link("application_id"),
    link("person_id"),
    time("starts_at", optional=True),
    count("minutes", optional=True),
    words("status", default="planned"),
    record("interviewers"),
    sealed("place", optional=True),
    sealed("kit", optional=True),
    refers("application_id", "applications", on_delete="CASCADE"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="a conversation that is planned or was held, with the questions prepared for it",
)
Index("interviews_application_id_idx", interviews.c.tenant_id, interviews.c.application_id)
Index("interviews_person_id_idx", interviews.c.tenant_id, interviews.c.person_id)
Index("interviews_starts_at_idx", interviews.c.tenant_id, interviews.c.starts_at, interviews.c.id)

scorecards = table(
    "scorecards",
    link("interview_id"),
    link("person_id"),
    words("made_by"),
    record("ratings"),
    sealed("notes", optional=True),
    time("submitted_at", optional=True),
    UniqueConstraint("tenant_id", "interview_id", "made_by"),
    refers("interview_id", "interviews", on_delete="CASCADE"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="what one interviewer found, on the scale fixed beforehand; hidden from others until theirs is in",
)
Index("scorecards_person_id_idx", scorecards.c.tenant_id, scorecards.c.person_id)

messages = table(
    "messages",
    link("person_id"),
    link("application_id", optional=True),
    words("direction"),
    words("channel", default="email"),
    words("kind", default=""),
    words("status", default="draft"),
    link("thread_id", optional=True),
    words("made_by", default=""),
    digest("external_id", optional=True),
    sealed("body"),
    time("sent_at", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("application_id", "applications", on_delete="CASCADE"),
    doc="a letter to a person, or from them",
)
Index("messages_person_id_idx", messages.c.tenant_id, messages.c.person_id, messages.c.id)
Index("messages_status_idx", messages.c.tenant_id, messages.c.status, messages.c.id)
Index("messages_thread_id_idx", messages.c.tenant_id, messages.c.thread_id, messages.c.id)
Index(
    "messages_external_id_key",
    messages.c.tenant_id,
    messages.c.external_id,
    unique=True,
    postgresql_where=messages.c.external_id.is_not(None),
)

attachments = table(
    "attachments",
    link("person_id"),
    link("message_id", optional=True),
    words("made_by"),
    words("media_type", default=""),
    digest("sha256"),
    count("size"),
    sealed("name"),
    sealed("content"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("message_id", "messages", on_delete="CASCADE"),
    doc="a file that goes with a letter, or that somebody laid beside a person; nothing is read in it",
)
Index("attachments_person_id_idx", attachments.c.tenant_id, attachments.c.person_id, attachments.c.id)
Index("attachments_message_id_idx", attachments.c.tenant_id, attachments.c.message_id)

screening_sessions = table(
    "screening_sessions",
    link("person_id"),
    link("application_id"),
    link("job_version_id"),
    link("match_id", optional=True),
    words("mode"),
    words("phase"),
    sealed("session", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("application_id", "applications", on_delete="CASCADE"),
    refers("job_version_id", "job_versions", on_delete="CASCADE"),
    doc="a conversation with a candidate, who comes by a private link",
)
Index("screening_sessions_person_id_idx", screening_sessions.c.tenant_id, screening_sessions.c.person_id, screening_sessions.c.id)
Index("screening_sessions_application_id_idx", screening_sessions.c.tenant_id, screening_sessions.c.application_id)
