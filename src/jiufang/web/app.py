"""Make the application that a server runs: the REST API over one workspace, with room for the pages beside it."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from jiufang.access.limits import InMemory, Limiter
from jiufang.access.moments import Clock, now
from jiufang.web import api, failing, openapi
from jiufang.web.bounds import Bounds
from jiufang.web.declaring import guarded
from jiufang.web.door import Door
from jiufang.web.envelope import Envelope
from jiufang.web.serving import Serving
from jiufang.web.site import UPLOADS_AT_ONCE, Site
from jiufang.workspace.entering import Entrance, Entrances
from jiufang.workspace.opened import OpenWorkspace

PREFIX = "/api/v1"
UPLOADS = frozenset({f"{PREFIX}/documents", "/upload"})
ATTACHMENTS = "/attachments"  # how the paths of smaller uploads end
BACK = "/session/provider/back"
LEAST_UPLOADS = 2  # at once in one process, however many there are


def create_app(
    workspace: OpenWorkspace,
    *,
    serving: Serving | None = None,
    entrance_of: Callable[[UUID], Entrance] | None = None,
    limiter: Limiter | None = None,
    clock: Clock = now,
    also: Sequence[APIRouter] = (),
) -> FastAPI:
    """Return the application.

    Args:
        workspace: what is served; it has to stay open for as long.
        serving: under which names, and how much a request may bring.
        entrance_of: what lets the people of a tenant in; the workspace's own when None.
        limiter: counts what is asked; within this process when None.
        clock: gives the present moment.
        also: routers besides the API: health and metrics, pages.

    Raises:
        TypeError: a route of the API does not say who may use it.
    """
    chosen = serving or Serving()
    counted = limiter or InMemory(clock=clock)
    entrances = entrance_of or Entrances(workspace, clock=clock, redirect=chosen.origin + PREFIX + BACK)
    layers = [
        Middleware(Envelope, serving=chosen),
        Middleware(
            Bounds, limit=lambda path: chosen.upload if path in UPLOADS else chosen.file if path.endswith(ATTACHMENTS) else chosen.body
        ),
    ]
    app = FastAPI(
        title="Jiufang",
        version="1",
        middleware=layers,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # its page would come from a CDN
        redoc_url=None,
        redirect_slashes=False,
    )
    uploads = Semaphore(max(LEAST_UPLOADS, UPLOADS_AT_ONCE // chosen.processes))
    site = Site(workspace, chosen, entrances, limiter=counted, clock=clock, uploads=uploads)
    app.state.site, app.state.gate = site, Door(site)
    guarded(api.ROUTERS)
    for router in api.ROUTERS:
        app.include_router(router, prefix=PREFIX)
    for router in also:
        app.include_router(router)
    failing.install(app)
    openapi.install(app, api.ROUTERS)
    return app
