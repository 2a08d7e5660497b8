"""What access refuses, and why; the classes that an edge tells apart.

    BadInput
    ├── NotFound, Conflict  of the whole tree; what an actor may not know of is not found
    │   └── Stale               what is to be changed is not the version that was read
    ├── WeakPassword        a password that others have, or that is soon guessed
    ├── InvalidToken        a cursor, link or state that was not made here, or is used elsewhere
    ├── NoVersion           a change that does not say which version it changes
    └── KeyReused           an idempotency key that came with another request before
    RefusedByPolicy
    ├── NotSignedIn         nobody is known to be asking
    │   └── ConfirmAgain    somebody is, but has to prove it again for this
    ├── NotAllowed          the actor's role, key or link does not reach that far
    ├── ForeignOrigin       a change that another site asked the browser for
    └── TooMany             too often; `seconds` says when to come back
    StillRunning            the same request is being answered at this moment
    NoReply                 another server could not be reached, broke off, took too long or said too much

A thing of another tenant, or out of a role's reach, is not found rather than forbidden: to learn that it exists would be to
learn something (ASVS 8.2).
"""

from __future__ import annotations

import math

from jiufang.errors import BadInput, Conflict, JiufangError, RefusedByPolicy


class WeakPassword(BadInput):
    """A password that others have, or that is soon guessed."""


class InvalidToken(BadInput):
    """Something signed that was not made here, or was made for another use."""


class Stale(Conflict):
    """What is to be changed is not the version that was read."""


class NoVersion(BadInput):
    """A change that does not say which version it changes."""


class KeyReused(BadInput):
    """An idempotency key that came with another request before."""


class NotSignedIn(RefusedByPolicy):
    """Nobody is known to be asking."""


class ConfirmAgain(NotSignedIn):
    """Somebody is known to be asking, and has to prove it again for this."""


class NotAllowed(RefusedByPolicy):
    """The actor's role, key or link does not reach that far."""


class ForeignOrigin(RefusedByPolicy):
    """A change that another site asked the browser for."""


class TooMany(RefusedByPolicy):
    """Asked too often.

    Args:
        message: what was asked too often.
        seconds: until when to wait.
    """

    def __init__(self, message: str, *, subject: str = "", hint: str = "", seconds: float = 0.0) -> None:
        super().__init__(message, subject=subject, hint=hint or f"try again in {math.ceil(seconds)} s")
        self.seconds = seconds


class StillRunning(JiufangError):
    """The same request is being answered at this moment."""


class NoReply(JiufangError):
    """Another server could not be reached, broke off, took too long or said too much."""
