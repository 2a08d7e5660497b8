"""Turn an error into what a program is told of it: application/problem+json (RFC 9457).

The one table of class → status. What Jiufang did not foresee is told as “went wrong here”, with a number that the log has too, and
nothing else: no text of the exception, no trace (ASVS 16.5.1).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiufang import errors as ours
from jiufang.access import errors

MEDIA_TYPE = "application/problem+json"
AGAIN = "2"  # seconds: a killed database is there again after one
TYPES = "/problems/"  # relative to the installation, which explains them (RFC 9457 § 3.1.1)


@dataclass(frozen=True, slots=True)
class Sort:
    """What a class of errors is told as."""

    status: int
    slug: str
    title: str


TABLE: Mapping[type[ours.JiufangError], Sort] = {
    errors.WeakPassword: Sort(422, "weak-password", "The password is too weak"),
    errors.InvalidToken: Sort(400, "invalid-token", "The token or cursor is not valid here"),
    errors.Stale: Sort(412, "stale", "It was changed meanwhile"),
    errors.NoVersion: Sort(428, "no-version", "The version to change is missing"),
    errors.KeyReused: Sort(422, "key-reused", "The idempotency key was used for another request"),
    errors.StillRunning: Sort(409, "still-running", "The same request is being answered"),
    errors.ConfirmAgain: Sort(401, "confirm-again", "Please confirm that it is you"),
    errors.NotSignedIn: Sort(401, "not-signed-in", "Nobody is signed in"),
    errors.NotAllowed: Sort(403, "not-allowed", "This is not allowed"),
    errors.ForeignOrigin: Sort(403, "foreign-origin", "The request did not come from our pages"),
    errors.TooMany: Sort(429, "too-many", "Too many requests"),
    errors.NoReply: Sort(502, "no-reply", "Another server did not answer"),
    ours.NotFound: Sort(404, "not-found", "There is no such thing"),
    ours.Conflict: Sort(409, "conflict", "Somebody else was there first"),
    ours.Sealed: Sort(410, "sealed", "The content does not open any more"),
    ours.BadInput: Sort(422, "bad-input", "What was given cannot be used"),
    ours.MissingCapability: Sort(501, "missing-capability", "Something optional is not installed"),
    ours.NotConfirmed: Sort(409, "not-confirmed", "So many have to be confirmed"),
    ours.RefusedByPolicy: Sort(403, "refused", "Jiufang will not do this"),
    ours.Unavailable: Sort(503, "unavailable", "Try again in a moment"),
    ours.NoAnswer: Sort(503, "no-answer", "The language model gave no answer"),
    ours.InternalError: Sort(500, "internal", "Something went wrong here"),
    ours.JiufangError: Sort(500, "internal", "Something went wrong here"),
}
UNFORESEEN = TABLE[ours.InternalError]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, ready to be sent.

    Args:
        instance: names this occurrence, in the log as well.
        headers: that go with it, such as `Retry-After`.
        errors: one entry a field, where several things are wrong at once: {"pointer", "detail"}.
    """

    status: int
    type: str
    title: str
    detail: str
    instance: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[Mapping[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return its members; empty ones are left out."""
        members = {name: getattr(self, name) for name in ("type", "title", "status", "detail", "instance", "hint")}
        told = {name: value for name, value in members.items() if value}
        return told | ({"errors": [dict(entry) for entry in self.errors]} if self.errors else {})

    def body(self) -> bytes:
        """Return the bytes to send; ASCII, so that no text in them can be taken for anything else."""
        return json.dumps(self.to_dict()).encode("ascii")


def problem(error: BaseException, *, instance: str) -> Problem:
    """Return what is told of an error.

    Args:
        error: any.
        instance: a name for this occurrence, such as `urn:uuid:…`.
    """
    sort = sort_of(error)
    if not isinstance(error, ours.JiufangError) or sort.status == 500:
        return Problem(UNFORESEEN.status, TYPES + UNFORESEEN.slug, UNFORESEEN.title, "The log says more, under this number.", instance)
    detail = f"{error.subject}: {error.message}" if error.subject else error.message
    return Problem(sort.status, TYPES + sort.slug, sort.title, detail, instance, hint=error.hint, headers=_headers(error, sort))


def sort_of(error: BaseException) -> Sort:
    """Return what an error is told as: by its class, or the nearest above it in the table."""
    return next((TABLE[kind] for kind in type(error).__mro__ if kind in TABLE), UNFORESEEN)


def _headers(error: ours.JiufangError, sort: Sort) -> dict[str, str]:
    if isinstance(error, errors.TooMany) and math.isfinite(error.seconds):
        return {"Retry-After": str(math.ceil(error.seconds))}
    if isinstance(error, ours.Unavailable):
        return {"Retry-After": AGAIN}
    return {"WWW-Authenticate": 'Bearer realm="jiufang"'} if sort.status == 401 else {}  # RFC 9110 § 11.6.1 wants one
