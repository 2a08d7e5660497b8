"""Say of each route who may use it and on what: one declaration that is enforced, documented and tested.

    @routes.get("/jobs/{job}")
    @needs(Permission.JOBS_READ, of=things.job)
    def read_job(asked: Asking, job: UUID) -> Response: ...

A route without a declaration cannot be made: `Guarded` refuses it when the program starts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from jiufang.access.policy import Thing, Via
from jiufang.access.roles import Permission

if TYPE_CHECKING:
    from jiufang.web.asked import Asked


class Finder(Protocol):
    """Finds the thing that a request is about, by the ids in its path."""

    __name__: str

    def __call__(self, asked: Asked, ids: Mapping[str, str], /) -> Thing:
        """Return it."""
        ...


Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Answer = TypeVar("Answer")
STAFF = frozenset({Via.SESSION, Via.API_KEY})


@dataclass(frozen=True)
class Declaration:
    """Who may use a route, and on what.

    Args:
        permission: what it takes; None where nobody or anybody who is known may.
        of: finds the thing that it is about; None where there is none.
        via: how somebody has to come in; empty for routes that anybody may use.
        why: the reason, where it takes no permission.
        once: a request that is sent twice with one key is answered once (`Idempotency-Key`).
        changes: the answer depends on a version that the request has to name (`If-Match`).
        at_once: nothing but the address is read of a request; who sent it is asked, and it is answered, in one go. `Guarded` finds it out.
    """

    permission: Permission | None = None
    of: Finder | None = None
    via: frozenset[Via] = frozenset()
    why: str = ""
    once: bool = False
    changes: bool = False
    at_once: bool = False

    @property
    def told(self) -> str:
        """What the document of the API calls it."""
        return str(self.permission) if self.permission else "signed-in" if self.via else "anybody"


def needs(
    permission: Permission, *, of: Finder, via: frozenset[Via] = STAFF, once: bool = False, changes: bool = False
) -> Callable[[Endpoint], Endpoint]:
    """Let those use a route who have a permission for the thing that it is about.

    Args:
        permission: as the table of roles has it.
        of: finds the thing.
        via: how somebody has to come in.
        once: it takes an `Idempotency-Key`.
        changes: it needs an `If-Match`.
    """
    return _declare(Declaration(permission, of, via, once=once, changes=changes))


def signed_in(why: str, *, via: frozenset[Via] = STAFF) -> Callable[[Endpoint], Endpoint]:
    """Let everybody use a route who is known, whatever their role."""
    return _declare(Declaration(via=via, why=why))


def anybody(why: str) -> Callable[[Endpoint], Endpoint]:
    """Let everybody use a route, known or not."""
    return _declare(Declaration(why=why))


def _declare(declared: Declaration) -> Callable[[Endpoint], Endpoint]:
    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.declared = declared  # type: ignore[attr-defined]
        return endpoint

    return mark


Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Inner = Handler
Gate = Callable[[Request, Declaration, Inner], Awaitable[Response]]


class Guarded(APIRoute):
    """A route that asks who it is before anything of the request is read."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        declared = getattr(endpoint, "declared", None)
        if not isinstance(declared, Declaration):
            raise TypeError(f"{path} does not say who may use it")
        summary, _, description = (endpoint.__doc__ or "").strip().partition("\n")
        given["summary"], given["description"] = summary.rstrip("."), _dedented(description)
        given["operation_id"] = endpoint.__name__
        reads = list(given.get("methods") or ()) == ["GET"] and not iscoroutinefunction(endpoint)
        self.declared = replace(declared, at_once=reads)
        super().__init__(path, _in_place(endpoint) if reads else endpoint, **given)

    def get_route_handler(self) -> Handler:
        """Return what answers a request: the gate, and behind it the endpoint."""
        inner, declared = super().get_route_handler(), self.declared

        async def guarded(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            return await gate(request, declared, inner)

        return guarded


def at_once(answer: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what comes of something that waits for nothing, here and now.

    Raises:
        RuntimeError: it does wait.
    """
    try:
        answer.send(None)
    except StopIteration as done:
        value: Answer = done.value
        return value
    answer.close()
    raise RuntimeError("what is answered at once waits for something")


def _in_place(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return an endpoint as one that runs in the thread that asks for it: FastAPI would else lead it into another."""

    @wraps(endpoint)
    async def here(*args: Any, **given: Any) -> Any:
        return endpoint(*args, **given)

    return here


def declaration(endpoint: Callable[..., Any]) -> Declaration:
    """Return what a route declares."""
    declared: Declaration = endpoint.declared  # type: ignore[attr-defined]
    return declared


def router(name: str) -> APIRouter:
    """Return an empty router for routes of one kind of thing, each of which has to declare who may use it."""
    return APIRouter(tags=[name], route_class=Guarded)


def _dedented(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def guarded(routers: Sequence[APIRouter]) -> list[Guarded]:
    """Return the routes of some routers.

    Raises:
        TypeError: one of them does not say who may use it.
    """
    found = [route for router in routers for route in router.routes]
    if strangers := [getattr(route, "path", "?") for route in found if not isinstance(route, Guarded)]:
        raise TypeError(f"{', '.join(strangers)}: a route that does not say who may use it")
    return [route for route in found if isinstance(route, Guarded)]
