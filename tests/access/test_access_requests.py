"""Requests that come twice, change what they read, or read page by page."""

from __future__ import annotations

import datetime as dt
import json
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.cast import OURS, THEIRS, Watch, actor, program

from jiufang.access.cursors import MOST, USUAL, Listing, page, read_size
from jiufang.access.errors import InvalidToken, KeyReused, NoVersion, Stale, StillRunning
from jiufang.access.etags import etag, parse, require_match, unchanged
from jiufang.access.idempotency import Answer, once, read_key, request_hash
from jiufang.access.memory import MemoryAnswers
from jiufang.access.roles import Role
from jiufang.access.sealing import Seal, derive
from jiufang.errors import BadInput

ASKED = request_hash("POST", "/api/v1/jobs", b'{"title": "x"}')
TOM = actor(Role.RECRUITER)


def answering(status: int = 201):
    done = []

    def answer() -> Answer:
        done.append(1)
        return Answer(status, (("Location", f"/jobs/{len(done)}"),), b"{}")

    return done, answer


def test_twice_is_once():
    """The same request with the same key is done once and answered twice alike."""
    shelf, (done, answer) = MemoryAnswers(), answering()

    first, again = (once(shelf, TOM, "k", ASKED, answer) for _ in range(2))

    assert (first[1], again[1]) == (False, True)
    assert first[0] == again[0]
    assert len(done) == 1


def test_twenty_at_once_are_one():
    """R02: of twenty requests at the same moment one is done; the others hear that it is running, or its answer."""
    shelf, (done, answer) = MemoryAnswers(), answering()
    barrier, lock = Barrier(20), Lock()
    heard: list[str] = []

    def send() -> None:
        barrier.wait()
        try:
            told = once(shelf, TOM, "k", ASKED, answer)[0].headers[0][1]
        except StillRunning:
            told = "running"
        with lock:
            heard.append(told)

    with ThreadPoolExecutor(20) as pool:
        for _ in range(20):
            pool.submit(send)

    assert len(done) == 1
    assert len(heard) == 20
    assert set(heard) <= {"/jobs/1", "running"}


def test_another_request_with_the_same_key_is_refused():
    """Method, path and body count; what parts them cannot be moved from one to the other."""
    shelf, (done, answer) = MemoryAnswers(), answering()
    once(shelf, TOM, "k", ASKED, answer)
    others = [("PUT", "/api/v1/jobs", b'{"title": "x"}'), ("POST", "/api/v1/job", b's{"title": "x"}'), ("POST", "/api/v1/jobs", b"")]
    for method, path, body in others:
        with pytest.raises(KeyReused):
            once(shelf, TOM, "k", request_hash(method, path, body), answer)
    assert len(done) == 1


def test_keys_are_of_one_actor():
    """Another key or session with the same idempotency key is another request: nobody reads another's answer."""
    shelf, (done, answer) = MemoryAnswers(), answering()
    once(shelf, TOM, "k", ASKED, answer)

    assert once(shelf, program(Role.RECRUITER), "k", ASKED, answer)[1] is False
    assert len(done) == 2


def test_failures_can_be_tried_again():
    """A server error, or an exception, keeps nothing; a client's error is kept like any answer."""
    shelf, (_, answer) = MemoryAnswers(), answering(500)
    once(shelf, TOM, "k", ASKED, answer)
    assert once(shelf, TOM, "k", ASKED, answer)[1] is False

    def breaks() -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(shelf, TOM, "b", ASKED, breaks)
    assert once(shelf, TOM, "b", ASKED, answering(422)[1])[1] is False
    assert once(shelf, TOM, "b", ASKED, answering()[1]) == (Answer(422, (("Location", "/jobs/1"),), b"{}"), True)


def test_a_dead_process_blocks_nobody_for_long():
    """A request that was claimed and never answered is refused for two minutes, and then done."""
    shelf, watch, (done, answer) = MemoryAnswers(), Watch(), answering()
    shelf.claim(f"{TOM.via}:{TOM.credential}", "k", ASKED, at=watch(), until=watch() + dt.timedelta(minutes=2))
    with pytest.raises(StillRunning):
        once(shelf, TOM, "k", ASKED, answer, clock=watch)
    watch.go(minutes=2)

    assert once(shelf, TOM, "k", ASKED, answer, clock=watch)[1] is False
    assert len(done) == 1


def test_answers_are_forgotten_after_a_day():
    """After 24 hours the key is free."""
    shelf, watch, (_, answer) = MemoryAnswers(), Watch(), answering()
    once(shelf, TOM, "k", ASKED, answer, clock=watch)
    watch.go(hours=23, minutes=59)
    assert once(shelf, TOM, "k", ASKED, answer, clock=watch)[1] is True
    watch.go(minutes=1)

    assert once(shelf, TOM, "k", ASKED, answer, clock=watch)[1] is False


@pytest.mark.parametrize(
    ("header", "key"),
    [('"abc-1"', "abc-1"), ("abc-1", "abc-1"), (" 8e03978e-40d5-43dd-bc93-6894a57f9324 ", "8e03978e-40d5-43dd-bc93-6894a57f9324")],
)
def test_keys_are_read(header: str, key: str):
    """As the draft has them, in quotes, and as most clients send them, without."""
    assert read_key(header) == key


@pytest.mark.parametrize("header", ["", '""', "a b", "é", "x" * 129, "a\nb", '"a"b"'])
def test_odd_keys_are_refused(header: str):
    """Spaces, other letters and novels are no keys."""
    with pytest.raises(BadInput):
        read_key(header)


def test_changes_name_the_version_they_change():
    """The present version, in whatever view, or a star goes ahead; another, or a weak tag, is stale; none is refused."""
    for header in ('"3"', '"2", "3"', '"3-blind"', "*", ' "3" '):
        require_match(header, 3)
    for header in ('"2"', '"33"', 'W/"3"', '"2-3"', '"3x"'):
        with pytest.raises(Stale):
            require_match(header, 3)
    with pytest.raises(NoVersion):
        require_match(None, 3)


@pytest.mark.parametrize("header", ["3", '"3', "", ",", '"3",', '"3" "4"', 'w/"3"', "'3'", '"3"\n', '"' + "x" * 5000 + '"'])
def test_odd_tags_are_refused(header: str):
    """What is no list of entity tags is told so, and never taken for a star."""
    with pytest.raises(BadInput):
        require_match(header, 3)


@given(st.lists(st.tuples(st.booleans(), st.text("abc-/123", max_size=5)), min_size=1, max_size=5), st.sampled_from([",", ", ", " , "]))
def test_tags_are_read_as_written(tags: list[tuple[bool, str]], comma: str):
    """Any list of tags is read back."""
    assert parse(comma.join(f'{"W/" if weak else ""}"{tag}"' for weak, tag in tags)) == tags


def test_unchanged_is_told():
    """304 for the same version in the same view; weakly compared."""
    assert unchanged(etag(3, "blind"), etag(3, "blind"))
    assert unchanged('W/"3"', etag(3))
    assert unchanged("*", etag(3))
    assert not unchanged(None, etag(3))
    assert not unchanged(etag(3), etag(3, "blind"))


def listing(tenant: UUID = OURS, **query: object) -> Listing:
    return Listing(Seal(derive(b"s" * 32, "cursors")), tenant, {"route": "/candidates", "sort": "score", **query})


def test_pages_hold_everything_once():
    """Walking from cursor to cursor shows each row once, in order, while rows are added before and behind."""
    dice = random.Random(5)
    rows = sorted((dice.randrange(20), n) for n in range(500))
    there, seen, cursor = list(rows), [], None
    for step in range(1000):
        after = listing().place(cursor)
        found = page([row for row in there if after is None or row > after][:8], listing(), size=7, key=lambda row: row)
        seen += found.rows
        there = sorted([*there, (dice.randrange(20), 10_000 + step)])
        cursor = found.next
        if cursor is None:
            break

    assert [row for row in seen if row[1] < 10_000] == rows
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)


def test_a_cursor_tells_nothing():
    """Sort keys, which may be a name, cannot be read from it."""
    cursor = listing().cursor(("Ada Lovelace", 7))

    assert "Ada" not in cursor
    assert listing().place(cursor) == ("Ada Lovelace", 7)
    assert listing().cursor(("Ada Lovelace", 7)) != cursor


def test_a_cursor_opens_one_list():
    """Another tenant, filter, order or key: not valid; nor is any changed letter."""
    cursor = listing(stage="new").cursor((0.7, "id"))
    for other in (
        listing(THEIRS, stage="new"),
        listing(stage="hired"),
        listing(),
        Listing(Seal(b"x" * 32), OURS, listing(stage="new").query),
    ):
        with pytest.raises(InvalidToken):
            other.place(cursor)
    for n in range(len(cursor) - 1):  # the last letter may hold bits that stand for nothing
        with pytest.raises(InvalidToken):
            listing(stage="new").place(cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :])


@given(st.text())
def test_no_text_is_a_cursor(text: str):
    """Whatever is sent, it is refused in one way; nothing means the beginning."""
    if text:
        with pytest.raises(InvalidToken):
            listing().place(text)
    else:
        assert listing().place(text) is None


def test_what_is_sealed_for_one_purpose_is_not_for_another():
    """Keys of two purposes differ, and a value that is no place is none."""
    assert derive(b"s" * 32, "cursors") != derive(b"s" * 32, "oidc")
    seal = Seal(derive(b"s" * 32, "cursors"))
    with pytest.raises(InvalidToken):
        listing().place(seal.close({"a": 1}, bound=listing()._bound))
    assert json.dumps(seal.open(seal.close([1, "二"], bound="x"), bound="x")) == '[1, "\\u4e8c"]'


@pytest.mark.parametrize(("text", "size"), [(None, USUAL), ("1", 1), (str(MOST), MOST)])
def test_sizes_of_pages(text: str | None, size: int):
    """Fifty unless asked, up to two hundred."""
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["0", "-1", "201", "1e3", "", "１", " 1", "99999999999"])
def test_odd_sizes_are_refused(text: str):
    """What is no such number is told so rather than guessed at."""
    with pytest.raises(BadInput):
        read_size(text)
