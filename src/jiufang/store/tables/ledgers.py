"""Tables that only grow: decisions and the audit log, each row chained to the one before by its hash."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from jiufang.store.tables.base import count, digest, link, refers, sealed, table, time, verbatim, words

decisions = table(
    "decisions",
    count("number"),
    time("at"),
    words("made_by"),
    words("action"),
    link("person_id"),
    link("job_id"),
    link("job_version_id", optional=True),
    link("match_id", optional=True),
    verbatim("facts"),
    sealed("reason", optional=True),
    digest("previous"),
    digest("hash"),
    UniqueConstraint("tenant_id", "number"),
    refers("person_id", "persons"),
    refers("job_id", "jobs"),
    refers("job_version_id", "job_versions"),
    kind="append_only",
    doc="what somebody decided about a candidate, and why; `facts` holds score, rank and scorer at that moment",
)
Index("decisions_person_id_idx", decisions.c.tenant_id, decisions.c.person_id)
Index("decisions_job_id_idx", decisions.c.tenant_id, decisions.c.job_id)

audit_log = table(
    "audit_log",
    count("number"),
    time("at"),
    words("actor"),
    words("action"),
    words("subject"),
    link("subject_id", optional=True),
    verbatim("details"),
    digest("previous"),
    digest("hash"),
    UniqueConstraint("tenant_id", "number"),
    kind="append_only",
    doc="who did or saw what; ids and counts, no words of a candidate",
)
Index("audit_log_subject_id_idx", audit_log.c.tenant_id, audit_log.c.subject_id)
Index("audit_log_actor_idx", audit_log.c.tenant_id, audit_log.c.actor, audit_log.c.number)

sightings = table(
    "sightings",
    link("person_id"),
    link("entry_id"),
    refers("entry_id", "audit_log"),
    kind="append_only",
    doc="whom an entry of the audit log is about, where it tells of several; the chained entry names them too",
)
Index("sightings_person_id_idx", sightings.c.tenant_id, sightings.c.person_id, sightings.c.id)

chain_heads = table(
    "chain_heads",
    words("chain"),
    count("number"),
    digest("hash"),
    digest("signature"),
    UniqueConstraint("tenant_id", "chain"),
    doc="the last row of each chain, signed with a key of the tenant's, so that rows cut off at the end are missed",
)
