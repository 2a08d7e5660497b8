"""Hold decisions to their rules: a person makes them, and makes many at once only when asked again."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

from jiufang.documents.records import Record
from jiufang.errors import RefusedByPolicy

AT_ONCE = 20  # more candidates than this are not moved by one word (trust F14)
GOOD_FOR = dt.timedelta(minutes=10)
# Parts of the program sign what they do in the audit log by these names; none of them decides about anybody.
PROGRAMS = frozenset(
    {"api", "jiufang", "job", "llm", "matcher", "migration", "model", "restore", "scheduler", "scorer", "system", "worker"}
)


class Bulk(Record):
    """One decision about many: what a confirmation is for, and for nothing else."""

    job: str
    action: str
    persons: tuple[str, ...]
    by: str
    because: str = ""
    words: str = ""

    @property
    def asks_again(self) -> bool:
        """Tell whether so many have to be confirmed."""
        return len(set(self.persons)) > AT_ONCE


def decider(by: str) -> str:
    """Return who decides, as written down.

    Raises:
        RefusedByPolicy: it is nobody, or a part of the program (GDPR art. 22, PIPL art. 24).
    """
    name = by.strip()
    if not name or name.casefold().partition(":")[0] in PROGRAMS:
        raise RefusedByPolicy("only a person decides about a person", subject=by or "nobody", hint="say who decides")
    return name


def confirmation(bulk: Bulk, *, key: bytes, now: dt.datetime) -> str:
    """Return the token that confirms this very decision within `GOOD_FOR`.

    Args:
        bulk: what is to be decided.
        key: a secret of the tenant's.
        now: the moment, with its time zone.
    """
    until = int((now + GOOD_FOR).timestamp())
    return f"{until}.{_signature(bulk, until, key)}"


def confirm(bulk: Bulk, token: str, *, key: bytes, now: dt.datetime) -> None:
    """Let a decision about many pass if it needs no confirmation or has one.

    Raises:
        RefusedByPolicy: it needs one, and the token is none, too old, or for another decision.
    """
    if not bulk.asks_again:
        return
    told, _, signature = token.partition(".")
    until = int(told) if told.isascii() and told.isdigit() else 0
    count = len(set(bulk.persons))
    if not hmac.compare_digest(signature.encode(), _signature(bulk, until, key).encode()):
        hint = "ask for a confirmation, and repeat the same decision with its token"
        raise RefusedByPolicy(f"a decision about {count} people at once has to be confirmed", subject=bulk.action, hint=hint)
    if now.timestamp() > until:
        raise RefusedByPolicy("the confirmation is too old", subject=bulk.action, hint="look again, and ask for a new one")


def _signature(bulk: Bulk, until: int, key: bytes) -> str:
    told = {**bulk.to_dict(), "persons": sorted(set(bulk.persons)), "until": until}
    return hmac.new(key, json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), hashlib.sha256).hexdigest()
