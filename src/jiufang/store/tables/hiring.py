"""Tables of hiring: jobs and their versions, applications, matches, interviews, scorecards, messages, screening."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, UniqueConstraint, text

from jiufang.store.tables.base import count, link, record, refers, sealed, table, time, words

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

applications = table(
    "applications",
    link("person_id"),
    link("job_id"),
    words("stage", default="new"),
    time("stage_since", now=True),
    words("source", default=""),
    UniqueConstraint("tenant_id", "person_id", "job_id"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("job_id", "jobs", on_delete="CASCADE"),
    doc="one person for one job, and the stage that somebody moved them to",
)
Index("applications_job_id_idx", applications.c.tenant_id, applications.c.job_id, applications.c.stage)

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
    sealed("match"),
    UniqueConstraint("tenant_id", "profile_id", "job_version_id", "scorer"),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("profile_id", "profiles", on_delete="CASCADE"),
    refers("job_version_id", "job_versions", on_delete="CASCADE"),
    doc="one profile against one version of a job by one version of the scorer; the findings quote the person and are sealed",
)
Index("matches_job_version_id_idx", matches.c.tenant_id, matches.c.job_version_id, matches.c.score)

interviews = table(
    "interviews",
    link("application_id"),
    link("person_id"),
    time("starts_at", optional=True),
    words("status", default="planned"),
    record("interviewers"),
    sealed("kit", optional=True),
    refers("application_id", "applications", on_delete="CASCADE"),
    refers("person_id", "persons", on_delete="CASCADE"),
    doc="a conversation that is planned or was held, with the questions prepared for it",
)

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

messages = table(
    "messages",
    link("person_id"),
    link("application_id", optional=True),
    words("direction"),
    words("channel", default="email"),
    words("kind", default=""),
    words("status", default="draft"),
    sealed("body"),
    time("sent_at", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("application_id", "applications", on_delete="CASCADE"),
    doc="a letter to a person, or from them",
)

screening_sessions = table(
    "screening_sessions",
    link("person_id"),
    link("application_id"),
    link("job_version_id"),
    words("mode"),
    words("phase"),
    sealed("session", optional=True),
    refers("person_id", "persons", on_delete="CASCADE"),
    refers("application_id", "applications", on_delete="CASCADE"),
    refers("job_version_id", "job_versions", on_delete="CASCADE"),
    doc="a conversation with a candidate, who comes by a private link",
)
