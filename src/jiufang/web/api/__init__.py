"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""

from jiufang.web.api import (
    accounts,
    applications,
    candidates,
    consents,
    decisions,
    documents,
    interviews,
    jobs,
    keys,
    messages,
    notes,
    screenings,
    search,
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
    search.routes,
    searches.routes,
    applications.routes,
    decisions.routes,
    interviews.routes,
    messages.routes,
    screenings.routes,
    webhooks.routes,
    system.routes,
)
"""In the order in which the document of the API tells of them."""
