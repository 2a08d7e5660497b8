"""The one tree of errors that Jiufang raises.

    JiufangError
    ├── BadInput                what was given cannot be used
    │   ├── UnreadableDocument    a file that cannot be read: broken, locked, a bomb, an unknown type
    │   ├── InvalidJob            a job whose requirements do not make sense
    │   ├── NotFound              nothing of that id, or nothing that this tenant may see
    │   └── Conflict              somebody else was there first; look again, then decide again
    ├── MissingCapability       something optional is not installed or not fetched yet
    │   └── ModelMissing          a model folder is absent; the hint says which command fetches it
    ├── RefusedByPolicy         Jiufang could, and will not: a wrong hash, a forbidden source
    │   └── NotConfirmed          a decision about so many that somebody has to be asked again
    ├── Sealed                  content that does not open: erased, altered, moved
    ├── Unavailable             out of reach for the moment: the database restarts, the disk is full; doing it again is safe
    ├── NoAnswer                a language model gave none: unreachable, refused, out of time or budget, nonsense
    └── InternalError           our own defect; please report it

An error says what happened, to what, and what to do next. It knows nothing of HTTP or exit codes:
one table in each edge maps class to status.
"""

from __future__ import annotations


class JiufangError(Exception):
    """Any failure that Jiufang foresaw.

    Args:
        message: what happened, in words for the person who will read it.
        subject: what it happened to: a file name, a requirement, a model.
        hint: what to do next.
    """

    def __init__(self, message: str, *, subject: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject
        self.hint = hint

    def __str__(self) -> str:
        told = f"{self.subject}: {self.message}" if self.subject else self.message
        return f"{told} ({self.hint})" if self.hint else told

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (the reading pool); keyword arguments need help to be pickled.
        return _rebuild, (type(self), self.message, self.subject, self.hint)


def _rebuild(kind: type[JiufangError], message: str, subject: str, hint: str) -> JiufangError:
    return kind(message, subject=subject, hint=hint)


class BadInput(JiufangError):
    """What was given cannot be used."""


class UnreadableDocument(BadInput):
    """A file that cannot be read: broken, locked, a bomb, or of an unknown type."""


class InvalidJob(BadInput):
    """A job whose requirements do not make sense."""


class NotFound(BadInput):
    """Nothing has that id, or nothing that this tenant may see."""


class Conflict(BadInput):
    """Somebody else changed it in the meantime, or it is there already."""


class MissingCapability(JiufangError):
    """Something optional is not installed or not fetched yet."""


class ModelMissing(MissingCapability):
    """A model folder is absent; the hint says which command fetches it."""


class RefusedByPolicy(JiufangError):
    """Jiufang could, and will not."""


class NotConfirmed(RefusedByPolicy):
    """A decision about so many people that somebody has to be asked again before it is made."""


class Sealed(JiufangError):
    """Content that does not open: its person was erased, or somebody altered or moved it."""


class Unavailable(JiufangError):
    """Something needed is out of reach for the moment; the same call may work later, and does nothing twice."""


class NoAnswer(JiufangError):
    """A language model gave no answer that could be used."""


class InternalError(JiufangError):
    """A defect of ours."""
