"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""

from jiufang.web.api import accounts, applications, candidates, documents, jobs, keys, session, tasks

ROUTERS = (
    session.routes,
    accounts.routes,
    keys.routes,
    documents.routes,
    tasks.routes,
    jobs.routes,
    candidates.routes,
    applications.routes,
)
"""In the order in which the document of the API tells of them."""
