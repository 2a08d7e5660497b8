"""The REST API `/api/v1`: one router a kind of thing, each thin over the workspace."""

from jiufang.web.api import session

ROUTERS = (session.routes,)
"""In the order in which the document of the API tells of them."""
