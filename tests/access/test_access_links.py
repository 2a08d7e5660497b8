"""Private links open one thing, for a while, most of them once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.cast import ADA, MEI, OURS, THEIRS, Watch, dice

from jiufang.access.links import LASTS, OPENS_AGAIN, Links
from jiufang.access.memory import MemoryLinks
from jiufang.access.policy import Thing, allowed
from jiufang.access.roles import Permission, Role
from jiufang.access.tokens import Kind, Token
from jiufang.errors import NotFound

ID = UUID(int=400)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def links(watch: Watch) -> Links:
    return Links(MemoryLinks(), clock=watch, random=dice())


@pytest.mark.parametrize("kind", LASTS)
def test_a_link_opens_what_it_is_for(links: Links, kind: Kind):
    """The same token is no link of another kind."""
    text, link = links.make(kind, OURS, id=ID, about=ADA)

    assert links.open(text, kind) == link
    for other in set(LASTS) - {kind}:
        with pytest.raises(NotFound):
            links.open(text, other)


@pytest.mark.parametrize("kind", LASTS)
def test_most_links_are_used_up(links: Links, kind: Kind):
    """Looking at the page uses nothing up; sending its form does, but for a candidate's, who comes back."""
    text, _ = links.make(kind, OURS, id=ID, about=ADA)
    for _ in range(3):
        links.open(text, kind)
    links.use(text, kind)

    if kind in OPENS_AGAIN:
        links.use(text, kind)
    else:
        with pytest.raises(NotFound):
            links.use(text, kind)


def test_of_two_at_once_one_gets_in(links: Links):
    """Somebody who read the link a moment before it was used up does not use it again."""
    _, link = links.make(Kind.OWNER, OURS, id=ID, about=OURS)
    links.shelf.use(link.id, at=links.clock())

    assert not links.shelf.use(link.id, at=links.clock())


@pytest.mark.parametrize("kind", LASTS)
def test_links_grow_old(links: Links, watch: Watch, kind: Kind):
    """After its time a link opens nothing, and says no more than a wrong one does."""
    text, _ = links.make(kind, OURS, id=ID, about=ADA)
    watch.go(seconds=LASTS[kind].total_seconds() - 1)
    links.open(text, kind)
    watch.go(seconds=1)
    told = set()
    for tried in (text, text[:-1] + "x", ""):
        with pytest.raises(NotFound) as refusal:
            links.open(tried, kind)
        told.add(str(refusal.value))

    assert len(told) == 1


def test_a_new_link_replaces_the_old(links: Links):
    """Whoever asks for a new password twice has one link that works."""
    old, _ = links.make(Kind.PASSWORD, OURS, id=ID, about=MEI.id)
    other, _ = links.make(Kind.PASSWORD, OURS, id=UUID(int=401), about=ADA)
    new, _ = links.make(Kind.PASSWORD, OURS, id=UUID(int=402), about=MEI.id, lasts=dt.timedelta(minutes=5))

    with pytest.raises(NotFound):
        links.open(old, Kind.PASSWORD)
    links.open(new, Kind.PASSWORD)
    links.open(other, Kind.PASSWORD)


def test_a_candidate_reaches_their_own_conversation(links: Links):
    """And no other, and nothing else of the tenant's."""
    text, _ = links.make(Kind.CANDIDATE, OURS, id=ID, about=ADA)
    ada = links.candidate(text)

    assert ada.role is Role.CANDIDATE
    assert {p for p in Permission if allowed(ada, p, Thing(OURS, frozenset({ADA})))} == {
        Permission.SCREENING_ANSWER,
        Permission.CONSENT_GIVE,
    }
    assert not any(allowed(ada, p, Thing(OURS, frozenset({UUID(int=8)}))) for p in Permission)
    assert str(ada) == f"link:{ID}"


@given(st.sampled_from(Kind), st.uuids(), st.binary(min_size=32, max_size=32))
def test_tokens_are_read_as_written(kind: Kind, tenant: UUID, secret: bytes):
    """Whatever tenant and secret, a token comes back the same, in letters that one double-click selects."""
    token = Token(kind, tenant, secret)

    assert Token.parse(token.text, kind) == token
    assert token.text.replace("_", "").isalnum()
    assert len(token.text) == 3 + 1 + 22 + 1 + 43 + 6
    assert str(secret) not in repr(token)


def test_one_secret_for_two_uses_is_two_tokens():
    """Kind and tenant are part of what is hashed: what is kept for one use is not found for another."""
    secret = bytes(32)

    assert len({Token(kind, tenant, secret).hash for kind in Kind for tenant in (OURS, THEIRS)}) == 2 * len(Kind)


@given(st.text(max_size=90))
def test_no_text_is_a_token(text: str):
    """Whatever is sent, it is read or is none; nothing breaks."""
    assert all(Token.parse(text, kind) is None for kind in Kind)
