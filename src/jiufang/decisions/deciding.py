"""Hold decisions to their rules: a person makes them, and makes many at once, or one after the other in no time, only when asked again.

Who cuts a rejection of two hundred into ten of twenty decides no less in bulk, and so does who presses a key two hundred times a
minute: both are added up. Who reads one résumé after the other is never asked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

from jiufang.decisions.stages import REJECTED, WITHDRAWN
from jiufang.documents.records import Record
from jiufang.errors import NotConfirmed, RefusedByPolicy

AT_ONCE = 20  # more candidates than this are not moved by one word (trust F14)
GOOD_FOR = dt.timedelta(minutes=10)
# What ends an application is added up over so long, where several went by one word, and where each went alone: 21 within a minute
# leave less than three seconds for each, in which nobody reads a résumé.
BATCHES_WITHIN = dt.timedelta(minutes=10)
SINGLES_WITHIN = dt.timedelta(minutes=1)
ENDING = frozenset({REJECTED, WITHDRAWN})
# Parts of the program sign what they do in the audit log by these names; none of them decides about anybody.
PROGRAMS = frozenset(
    {"api", "jiufang", "job", "llm", "matcher", "migration", "model", "restore", "scheduler", "scorer", "system", "worker"}
)


class Bulk(Record):
    """One decision about many: what a confirmation is for, and for nothing else.

    `lately` counts whom the same hand has ended applications of for this job, unasked, within `BATCHES_WITHIN` and `SINGLES_WITHIN`.
    """

    job: str
    action: str
    persons: tuple[str, ...]
    by: str
    because: str = ""
    words: str = ""
    lately: int = 0

    @property
    def count(self) -> int:
        """The number of people that it amounts to."""
        return len(set(self.persons)) + self.lately

    @property
    def asks_again(self) -> bool:
        """Tell whether so many have to be confirmed."""
        return self.count > AT_ONCE


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
        NotConfirmed: it needs one, and the token is none, too old, or for another decision.
    """
    if not bulk.asks_again:
        return
    told, _, signature = token.partition(".")
    until = int(told) if told.isascii() and told.isdigit() else 0
    if not hmac.compare_digest(signature.encode(), _signature(bulk, until, key).encode()):
        hint = "ask for a confirmation, and repeat the same decision with its token"
        raise NotConfirmed(f"{_told(bulk)} has to be confirmed", subject=bulk.action, hint=hint)
    if now.timestamp() > until:
        raise NotConfirmed("the confirmation is too old", subject=bulk.action, hint="look again, and ask for a new one")


def _told(bulk: Bulk) -> str:
    told = f"a decision about {len(set(bulk.persons))} people at once"
    return f"{told}, {bulk.count} with those of a moment ago," if bulk.lately else told


def _signature(bulk: Bulk, until: int, key: bytes) -> str:
    told = {**bulk.to_dict(), "persons": sorted(set(bulk.persons)), "until": until}
    del told["lately"]  # which goes on while somebody is being asked
    return hmac.new(key, json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), hashlib.sha256).hexdigest()
