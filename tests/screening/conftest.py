"""Openings, résumés and a candidate who follows a script."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

from jiufang.generate.facts import facts_of
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile
from jiufang.screening import Phase, Session, begin, step

HERE = Path(__file__).parent
DAY = "2026-11-01"
MOST_MESSAGES = 60


@lru_cache(maxsize=1)
def cases():
    """Return the openings by their name."""
    return tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def matched(name):
    """Return the match of an opening and its résumé, by words and dates alone."""
    case = cases()[name]
    return match(Profile.from_text(case["resume"], as_of=DAY), Job.from_text(case["ad"], id=name), encoder=None)


@lru_cache(maxsize=8)
def facts(name):
    """Return what may be said about an opening."""
    return facts_of(job=matched(name).job)


def candidates():
    """Return every scripted candidate, with the file it is in."""
    found = []
    for path in sorted((HERE / "candidates").glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["candidate"]
        found += [pytest.param(entry, id=f"{path.stem}-{n}-{entry['job']}") for n, entry in enumerate(entries, start=1)]
    return found


def follow(script, *, reload=False, model=None):
    """Let a scripted candidate talk to the end of the script; return the session and all replies.

    `say` are messages in order; where it has ended, `answers` are given by slot, with `*` for any other; several at once are
    numbered, and the summary is confirmed.
    """
    found, told = matched(script["job"]), facts(script["job"])
    session, reply = begin(found, lang=script.get("lang"))
    replies = [reply]
    said = list(script.get("say", ()))
    while (said or not session.phase.over) and len(replies) < MOST_MESSAGES:
        message = said.pop(0) if said else answer(session, script)
        if message is None:
            break
        message = message.replace("{long}", "and then I did this and that at work " * 200)
        if reload:
            session = Session.load(json.loads(session.model_dump_json()))
        session, reply = step(session, message, match=found, facts=told, model=model)
        replies.append(reply)
    return session, replies


def answer(session, script):
    """Return what a candidate says to what is pending; None when the script has nothing more to say."""
    if "answers" not in script:
        return None
    answers = {"*": "没有" if session.lang == "zh" else "No", **script["answers"]}
    if session.phase is Phase.CONSENT:
        return "同意" if session.lang == "zh" else "Yes"
    if session.phase is Phase.SUMMARY:
        return script.get("confirm", "对" if session.lang == "zh" else "Yes, that is right")
    slots = [session.slot(id) for id in session.pending]
    said = [answers.get(s.id, answers["*"]) for s in slots]
    if len(slots) == 1 or slots[0].family == "practical":
        return (", " if session.lang == "en" else "，").join(dict.fromkeys(said))
    return "\n".join(f"{n}) {text}" for n, text in enumerate(said, start=1))
