"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""

from jiufang.web.api import accounts, documents, keys, session

ROUTERS = (session.routes, accounts.routes, keys.routes, documents.routes)
"""In the order in which the document of the API tells of them."""
