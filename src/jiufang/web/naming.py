"""Name the route that answered a request by its template: `/api/v1/jobs/{job}`, never by its path, which may hold anything."""

from __future__ import annotations

import re

from starlette.types import Scope

PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")


def route_of(scope: Scope) -> str | None:
    """Return the template of the route that a request was led to; None when there was none.

    A route of a router that was included knows its own part alone; what stands before it in the path is the router's prefix.
    """
    template = getattr(scope.get("route"), "path", None)
    if template is None:
        return None
    given = scope.get("path_params", {})
    own = PLACE.sub(lambda place: str(given.get(place[1], place[0])), template)
    path = str(scope["path"])
    return f"{path[: -len(own)]}{template}" if own and path.endswith(own) else str(template)
