"""All tables, by topic; `metadata` is what migrations must arrive at."""

from jiufang.store.tables.access import (
    api_keys,
    deliveries,
    idempotency_keys,
    links,
    rate_buckets,
    saved_searches,
    sessions,
    tenant_keys,
    tenants,
    users,
    webhooks,
)
from jiufang.store.tables.base import metadata
from jiufang.store.tables.hiring import applications, interviews, job_versions, jobs, matches, messages, scorecards, screening_sessions
from jiufang.store.tables.ledgers import audit_log, chain_heads, decisions
from jiufang.store.tables.people import (
    consents,
    documents,
    erasures,
    merge_proposals,
    notes,
    person_identifiers,
    person_keys,
    persons,
    profiles,
    taggings,
    tags,
)
from jiufang.store.tables.stages import stage_templates
from jiufang.store.tables.tasks import tasks

__all__ = [
    "api_keys",
    "applications",
    "audit_log",
    "chain_heads",
    "consents",
    "decisions",
    "deliveries",
    "documents",
    "erasures",
    "idempotency_keys",
    "interviews",
    "job_versions",
    "jobs",
    "links",
    "matches",
    "merge_proposals",
    "messages",
    "metadata",
    "notes",
    "person_identifiers",
    "person_keys",
    "persons",
    "profiles",
    "rate_buckets",
    "saved_searches",
    "scorecards",
    "screening_sessions",
    "sessions",
    "stage_templates",
    "taggings",
    "tags",
    "tasks",
    "tenant_keys",
    "tenants",
    "users",
    "webhooks",
]
