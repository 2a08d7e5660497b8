"""A person decides, and is asked again before deciding about many at once."""

from __future__ import annotations

import datetime as dt

import pytest

from jiufang.decisions.deciding import AT_ONCE, GOOD_FOR, Bulk, confirm, confirmation, decider
from jiufang.errors import NotConfirmed, RefusedByPolicy

KEY = b"k" * 32


def many(count: int = AT_ONCE + 1, **changed: object) -> Bulk:
    """Return one rejection of so many."""
    told = {"job": "j", "action": "reject", "persons": tuple(f"p{n}" for n in range(count)), "by": "mei", "because": "filled"}
    return Bulk.model_validate({**told, **changed})


@pytest.mark.parametrize("by", ["", "  ", "system", "LLM", "worker:7", "scheduler", "Jiufang"])
def test_software_decides_about_nobody(by):
    """Neither nobody nor a part of the program may be the one who decided."""
    with pytest.raises(RefusedByPolicy, match="only a person"):
        decider(by)


def test_a_person_decides():
    """By the name that they are known by."""
    assert decider(" mei@example.com ") == "mei@example.com"


def test_twenty_are_moved_at_once(now):
    """No more than that by one word; the same person named twice is one."""
    confirm(many(AT_ONCE), "", key=KEY, now=now)
    confirm(many(AT_ONCE, persons=("p1",) * 50), "", key=KEY, now=now)
    with pytest.raises(RefusedByPolicy, match="21 people"):
        confirm(many(), "", key=KEY, now=now)


def test_a_confirmation_is_for_this_decision_alone(now):
    """In any order of the candidates, and for no other action, candidate, person or reason."""
    token = confirmation(many(), key=KEY, now=now)
    confirm(many(persons=tuple(reversed(many().persons))), token, key=KEY, now=now)
    others = [{"action": "offer"}, {"job": "k"}, {"by": "li"}, {"because": "closed"}, {"words": "x"}, {"persons": (*many().persons, "q")}]
    for changed in others:
        with pytest.raises(RefusedByPolicy, match="confirmed"):
            confirm(many(**changed), token, key=KEY, now=now)


def test_a_confirmation_grows_old_and_cannot_be_made_up(now):
    """Ten minutes; and only who has the key can make one, or make one last."""
    token = confirmation(many(), key=KEY, now=now)
    late = now + GOOD_FOR + dt.timedelta(seconds=1)
    with pytest.raises(RefusedByPolicy, match="too old"):
        confirm(many(), token, key=KEY, now=late)
    told, _, signature = token.partition(".")
    for forged in (f"{int(told) + 9999}.{signature}", signature, "1.", "é.é", "٣.x", confirmation(many(), key=b"x" * 32, now=now)):
        with pytest.raises(RefusedByPolicy, match="confirmed"):
            confirm(many(), forged, key=KEY, now=late)


def test_what_was_decided_a_moment_ago_counts(now):
    """A rejection cut into small ones is no smaller; the token is for the decision, however much is added meanwhile."""
    confirm(many(5, lately=15), "", key=KEY, now=now)
    with pytest.raises(NotConfirmed, match="21 with those of a moment ago"):
        confirm(many(5, lately=16), "", key=KEY, now=now)
    token = confirmation(many(5, lately=16), key=KEY, now=now)
    confirm(many(5, lately=40), token, key=KEY, now=now)
