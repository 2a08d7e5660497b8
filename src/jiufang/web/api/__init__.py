"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""

from jiufang.web.api import (
    accounts,
    applications,
    candidates,
    consents,
    decisions,
    documents,
    jobs,
    keys,
    notes,
    searches,
    session,
    system,
    tasks,
    webhooks,
)

ROUTERS = (
    session.routes,
    accounts.routes,
    keys.routes,
    documents.routes,
    tasks.routes,
    jobs.routes,
    candidates.routes,
    notes.routes,
    consents.routes,
    searches.routes,
    applications.routes,
    decisions.routes,
    webhooks.routes,
    system.routes,
)
"""In the order in which the document of the API tells of them."""
