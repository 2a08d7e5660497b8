"""A16: one event is one line, whatever is in it, and no candidate's words are in it; A17: errors tell nothing of the inside."""

from __future__ import annotations

import json
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.cast import MONDAY, OURS, actor

from jiufang import errors as ours
from jiufang.access import errors
from jiufang.access.events import Event, refused, seen
from jiufang.access.problems import TABLE, problem, sort_of
from jiufang.access.roles import Role
from jiufang.errors import BadInput, InternalError, JiufangError

PERSON, JOB = UUID(int=300), UUID(int=301)
EVIL = [
    "\r\n2026-11-23 GET /admin",
    "\n",
    "\x1b[2J\x1b[31mred",
    '"}\n{"action":"forged',
    "\u2028",
    "\u0085",
    "\x00",
    "\u202e",
    "\x7f",
    "a" * 65,
    "Ada Lovelace",
    "ada@example.org",
    "13812345678",
    "",
]


def event(**given: object) -> Event:
    return Event(MONDAY, OURS, "session:1", **{"action": "job.read", "subject": "job", **given})  # type: ignore[arg-type]


def test_a_look_at_a_candidate_says_who_and_what():
    """The event tells who saw which parts of whom, for which job, and whether blind."""
    told = json.loads(seen(actor(Role.RECRUITER), PERSON, at=MONDAY, shown=["profile", "document"], job=JOB, blind=True).line())

    assert told == {
        "at": "2026-11-23T09:00:00.000+00:00",
        "tenant": str(OURS),
        "actor": "session:00000000-0000-0000-0000-000000000012/user:00000000-0000-0000-0000-000000000002",
        "action": "candidate.seen",
        "subject": "person",
        "subject_id": str(PERSON),
        "ok": True,
        "details": {"shown": ["document", "profile"], "blind": True, "job": str(JOB)},
    }


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_gets_into_an_event(evil: str):
    """Neither control characters nor names, addresses or numbers pass as action, subject, detail or part of one."""
    for given_ in ({"action": evil}, {"subject": evil}, {"details": {evil: 1}}, {"details": {"a": evil}}, {"details": {"a": ("b", evil)}}):
        with pytest.raises(InternalError) as refusal:
            event(**given_)
        assert not evil or evil not in str(refusal.value)


@given(
    st.dictionaries(st.text(), st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none(), max_size=4), st.text()
)
def test_one_event_is_one_line(details: dict[str, object], subject: str):
    """Whatever is taken comes out as one line of ASCII that parses to the same; everything else is refused."""
    try:
        told = event(details=details, subject=subject)
    except InternalError:
        return
    line = told.line()

    assert re.fullmatch(r"[\x20-\x7e]+", line)
    assert json.loads(line)["details"] == details


def test_what_was_refused_is_told_by_its_class():
    """The words of an error may quote what was sent; the event has none of them."""
    told = refused(None, "session.begun", errors.NotSignedIn("ada@example.org\n is not here"), tenant=OURS, at=MONDAY).line()

    assert json.loads(told)["details"] == {"reason": "not_signed_in"}
    assert json.loads(told)["ok"] is False
    assert "ada" not in told


def every_error() -> list[type[JiufangError]]:
    def below(kind: type[JiufangError]) -> list[type[JiufangError]]:
        return [kind, *(k for sub in kind.__subclasses__() for k in below(sub))]

    return sorted(set(below(JiufangError)), key=lambda kind: f"{kind.__module__}.{kind.__name__}")


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_of_ours_is_told_as_a_problem(kind: type[JiufangError]):
    """Each class of the tree has a status, by itself or by the class above it."""
    assert kind is JiufangError or any(above in TABLE and above is not JiufangError for above in kind.__mro__)
    assert 400 <= sort_of(kind("m")).status < 600


def test_problems_are_told_as_the_rfc_says():
    """RFC 9457: type, title, status, detail, instance; ours tell besides what to do next."""
    told = problem(errors.Stale("somebody changed this", subject="job 7", hint="read it again"), instance="urn:uuid:1")

    assert json.loads(told.body()) == {
        "type": "/problems/stale",
        "title": "It was changed meanwhile",
        "status": 412,
        "detail": "job 7: somebody changed this",
        "instance": "urn:uuid:1",
        "hint": "read it again",
    }


@pytest.mark.parametrize(
    "error",
    [KeyError("password"), RuntimeError("/home/mei/secret"), InternalError("SELECT * FROM"), JiufangError("x"), OSError(28, "disk")],
)
def test_what_was_not_foreseen_tells_nothing(error: Exception):
    """A defect is a number: no text, no path, no query, no trace."""
    told = problem(error, instance="urn:uuid:1")

    assert (told.status, told.detail) == (500, "The log says more, under this number.")
    assert set(told.to_dict()) == {"type", "title", "status", "detail", "instance"}


def test_headers_go_with_some_problems():
    """429 says when to come back, 401 how to sign in."""
    assert problem(errors.TooMany("often", seconds=2.1), instance="i").headers == {"Retry-After": "3"}
    assert problem(errors.TooMany("never", seconds=float("inf"), hint="h"), instance="i").headers == {}
    assert "WWW-Authenticate" in problem(errors.NotSignedIn("who"), instance="i").headers
    assert problem(BadInput("x"), instance="i").headers == {}


@given(st.text())
def test_no_text_breaks_out_of_a_problem(text: str):
    """Whatever an error quotes, the body is ASCII JSON that says it."""
    body = problem(ours.BadInput(text, subject="x"), instance="i").body()

    assert re.fullmatch(rb"[\x20-\x7e]+", body)
    assert json.loads(body)["detail"] == f"x: {text}"
