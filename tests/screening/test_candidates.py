"""Scripted candidates talk to the screening, and each conversation ends as it should."""

from __future__ import annotations

import json

import pytest

from jiufang.generate.lawful import off_limits
from jiufang.screening import rematch
from jiufang.screening.records import Session
from jiufang.screening.slots import MOST

from .conftest import candidates, follow, matched

ALL = candidates()


def test_there_are_seventy_of_them():
    """At least seventy candidates are scripted, in every file some."""
    assert len(ALL) >= 70


@pytest.mark.parametrize("script", ALL)
def test_the_conversation_ends_as_it_should(script):
    """Phase, slots, verdicts, flags, language and words are as the script says; at most eight questions; nothing unlawful is said."""
    expect = script["expect"]

    session, replies = follow(script)

    said = "\n".join(replies)
    assert session.asked <= MOST
    assert not [reply for reply in replies if off_limits(reply)]
    assert session.phase == expect.get("phase", session.phase)
    assert {id: session.slot(id).state.value for id in expect.get("slots", {})} == expect.get("slots", {})
    assert session.lang == expect.get("lang", session.lang)
    assert len(session.flags) == expect.get("flags", len(session.flags))
    assert len(session.passed_on) == expect.get("passed_on", len(session.passed_on))
    assert session.erase is expect.get("erase", session.erase)
    assert [text for text in expect.get("contains", ()) if text not in said] == []
    assert [text for text in expect.get("lacks", ()) if text in said] == []
    assert [text for text in expect.get("gone", ()) if text in session.model_dump_json()] == []


@pytest.mark.parametrize("script", [c for c in ALL if c.values[0]["expect"].get("verdicts")])
def test_the_answers_count_in_the_match(script):
    """Matching again gives the verdicts that the answers support; what changed quotes the candidate, word for word."""
    found = matched(script["job"])

    session, _ = follow(script)
    again = rematch(found, session)

    expected = script["expect"]["verdicts"]
    assert {id: again.match[id].verdict.value for id in expected} == expected
    spoken = [turn.text for turn in session.turns if turn.by == "candidate"]
    for change in again.changes:
        assert change.evidence
        assert all(any(part in text for text in spoken) for e in change.evidence for part in e.quote.split("\n\n"))
        assert "self-reported" in change.source


@pytest.mark.parametrize("script", ALL)
def test_a_kill_at_any_turn_changes_nothing(script):
    """Stored and loaded after every turn, a conversation goes on exactly as it would have."""
    session, replies = follow(script)
    other, same = follow(script, reload=True)

    assert same == replies
    assert other == session == Session.load(json.loads(session.model_dump_json()))
