"""A10: the table in the documentation, the table in the code and what the policy does are one. A09, as far as it is decided here."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from uuid import UUID

import pytest
from tests.access.cast import ADA, MONDAY, OURS, STAFF, THEIRS, actor, program

from jiufang.access.errors import ConfirmAgain, NotAllowed
from jiufang.access.policy import Actor, Thing, Via, allowed, grantable, is_fresh, require, sees_identity, sees_scorecard
from jiufang.access.roles import TABLE, Permission, Reach, Role
from jiufang.access.table import parse, written
from jiufang.errors import NotFound

PAGE = Path(__file__).parents[2] / "docs" / "access.md"
ROWS = parse(PAGE.read_text("utf-8"))
CELLS = [(row["permission"].strip("`"), role, row[role.replace("_", " ")]) for row in ROWS for role in Role]


def thing(*, own: UUID | None = None, tenant: UUID = OURS) -> Thing:
    return Thing(tenant, frozenset({own} if own else ()), "job 7")


def test_the_page_shows_the_table():
    """docs/access.md holds the table as the code has it, line for line."""
    text = PAGE.read_text("utf-8")

    assert written(text) == text
    assert [row["permission"].strip("`") for row in ROWS] == [str(p) for p in Permission]


@pytest.mark.parametrize(("permission", "role", "cell"), CELLS)
def test_every_cell_of_the_page_is_what_happens(permission: str, role: Role, cell: str):
    """`all` reaches everything of the tenant's, `own` what one has a part in, `–` nothing; nothing reaches another tenant's."""
    who, what = actor(role), Permission(permission)

    assert allowed(who, what, thing(own=who.id)) == (cell in {"own", "all"})
    assert allowed(who, what, thing(own=UUID(int=99))) == (cell == "all")
    assert not allowed(who, what, thing(own=who.id, tenant=THEIRS))


@pytest.mark.parametrize(("permission", "role", "cell"), CELLS)
def test_refusals_do_not_tell_what_exists(permission: str, role: Role, cell: str):
    """Whoever could and may not hears “not found”, for others' things, other tenants' and none alike; whoever never could, “not allowed”."""
    who, what = actor(role), Permission(permission)
    for there in (thing(tenant=THEIRS), thing(own=UUID(int=99))):
        if allowed(who, what, there):
            require(who, what, there, at=MONDAY)
        else:
            with pytest.raises(NotAllowed if cell == "–" else NotFound) as refusal:
                require(who, what, there, at=MONDAY)
            assert str(THEIRS) not in str(refusal.value)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["permission"])
def test_the_last_column_is_what_happens(row: dict[str, str]):
    """What needs somebody there is refused to keys; what is asked afresh is refused after a quarter of an hour."""
    permission = Permission(row["permission"].strip("`"))
    for role in Role.staff():
        mine = thing(own=STAFF[role].id)
        reached = TABLE[permission].reach[role] is not Reach.NO
        assert allowed(program(role, permission), permission, mine) == (reached and "in person" not in row["besides"])
        assert (permission in grantable(role)) == (reached and "in person" not in row["besides"])
        late = actor(role, proved_at=MONDAY - dt.timedelta(minutes=16))
        assert is_fresh(late, permission, at=MONDAY) == ("afresh" not in row["besides"])
        if reached and "afresh" in row["besides"]:
            with pytest.raises(ConfirmAgain):
                require(late, permission, mine, at=MONDAY)


def test_a_key_does_no_more_than_its_scopes():
    """For every pair of permissions, a key with the one does not do the other."""
    for one, other in itertools.permutations(Permission, 2):
        key = program(Role.OWNER, one)
        assert not allowed(key, other, thing(own=key.id)), (one, other)


def test_a_key_does_no_more_than_its_user():
    """A scope that the user's role lacks is worth nothing, also when the role was taken from them later."""
    key = program(Role.INTERVIEWER, *Permission)

    can = {p for p in Permission if allowed(key, p, thing(own=key.id))}

    assert can == grantable(Role.INTERVIEWER)


def test_nobody_but_a_person_decides():
    """No key, link or worker advances or rejects a candidate (GDPR art. 22): only sessions of those who may."""
    for role in Role:
        assert not allowed(program(role, *Permission), Permission.DECISIONS_MAKE, thing(own=STAFF[role].id)) if role in STAFF else True
    assert not allowed(actor(Role.CANDIDATE), Permission.DECISIONS_MAKE, thing(own=ADA))
    assert allowed(actor(Role.RECRUITER), Permission.DECISIONS_MAKE, thing())


def test_candidates_have_links_and_nobody_else_has():
    """An actor that mixes the two cannot be made."""
    with pytest.raises(ValueError, match="links"):
        Actor(OURS, ADA, Role.CANDIDATE, Via.SESSION, ADA)
    with pytest.raises(ValueError, match="links"):
        Actor(OURS, ADA, Role.OWNER, Via.LINK, ADA)
    with pytest.raises(ValueError, match="scopes"):
        Actor(OURS, ADA, Role.OWNER, Via.API_KEY, ADA)


@pytest.mark.parametrize("role", Role)
def test_a_blind_job_shows_nobody_who_it_is(role: Role):
    """Where a job is blind identity is shown to no role, and to those who may unblind once they did."""
    who = actor(role)
    mine = thing(own=who.id)

    assert not sees_identity(who, mine, blind=True)
    assert sees_identity(who, mine, blind=True, unblinded=True) == (role in {Role.OWNER, Role.RECRUITER})
    assert sees_identity(who, mine, blind=False) == (role not in {Role.AUDITOR, Role.CANDIDATE})


def test_a_key_never_unblinds():
    """A program sees no identity in a blind job, whatever its scopes."""
    assert not sees_identity(program(Role.OWNER, *Permission), thing(), blind=True, unblinded=True)


def test_an_interviewer_is_not_led_by_others():
    """Another's scorecard is shown to an interviewer once their own is in; to a recruiter who does not interview, at once."""
    ivy, tom, other = actor(Role.INTERVIEWER), actor(Role.RECRUITER), UUID(int=42)
    interview = thing(own=ivy.id)

    assert not sees_scorecard(ivy, interview, author=other, takes_part=True, handed_in=False)
    assert sees_scorecard(ivy, interview, author=ivy.id, takes_part=True, handed_in=False)
    assert sees_scorecard(ivy, interview, author=other, takes_part=True, handed_in=True)
    assert sees_scorecard(tom, interview, author=other, takes_part=False, handed_in=False)
    assert not sees_scorecard(tom, interview, author=other, takes_part=True, handed_in=False)
    assert not sees_scorecard(actor(Role.AUDITOR), interview, author=other, takes_part=False, handed_in=False)
