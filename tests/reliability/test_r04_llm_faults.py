"""R04: whatever a language model's server does, every task ends, in at most three tries a question, and scoring goes on without it.

Two letters for each of twelve faults here; fifty by `JIUFANG_R04_JOBS=50 pytest -n0 -s tests/reliability/test_r04_llm_faults.py`.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter

import pytest

pytest.importorskip("procrastinate")
pytest.importorskip("httpcore")

from tests.llm.loopback import Server, dripping, http, reset, said, saying

from jiufang.generate import Kind as Letter
from jiufang.jobs.records import Job
from jiufang.llm import GuardedModel
from jiufang.llm.compatible import CompatibleServer
from jiufang.llm.hosts import endpoint
from jiufang.llm.ledger import Ledger
from jiufang.llm.patience import ATTEMPTS, FAILURES, Patience
from jiufang.matching.reading import ModelReader
from jiufang.queue import State, Timing
from jiufang.settings import Settings
from jiufang.store import matches, messages
from jiufang.workspace import tasks
from jiufang.workspace.background import draft_later, hand_in, match_later, worker
from jiufang.workspace.opened import OpenWorkspace

JOBS = int(os.environ.get("JIUFANG_R04_JOBS", "2"))
QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
ADA = b"Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour. March 2019 - present\n- Built Python pipelines.\n"
AD = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n"
ASKED_TO_WAIT = 0.4  # seconds
FAULTS = {
    "429 with Retry-After": http(b"{}", status="429 Too Many Requests", headers=f"Retry-After: {ASKED_TO_WAIT}\r\n"),
    "500": http(b"down", status="500 Internal Server Error"),
    "silence": lambda connection, asked: time.sleep(2),
    "slow drip": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "broken off": reset,
    "closed at once": lambda connection, asked: None,
    "less than promised": lambda connection, asked: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"),
    "truncated JSON": saying('{"sentences": [{"n": 1, "te'),
    "wrong schema": saying('{"score": 100}'),
    "five megabytes": http(said("x" * 5_000_000)),
    "refusal": http(json.dumps({"choices": [{"message": {"content": None, "refusal": "I cannot"}}]}).encode()),
    "no choices": http(b'{"choices": []}'),
}


class Clock:
    """Time that passes when somebody sleeps, so that waits between attempts take none."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)

    def __call__(self) -> float:
        """Tell the time."""
        return time.monotonic() + sum(self.slept)


@pytest.fixture
def provider():
    """A server on loopback."""
    made = Server()
    yield made
    made.close()


@pytest.fixture
def clock():
    """A clock whose sleeps take no time."""
    return Clock()


@pytest.fixture
def ws(store, provider, clock, tmp_path):
    """A workspace whose language model is that server, which has a second for an answer."""
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1, reader="llm")
    opened = OpenWorkspace(store, settings=settings, by="mei@example.com")
    patience = Patience(clock=clock, sleep=clock.sleep, draw=random.Random(1).random)
    model = GuardedModel(CompatibleServer(endpoint(provider.url), "tried"), Ledger(tmp_path / "ledger"), patience=patience, seconds=1.0)
    vars(opened.engine).update(language_model=model, reader=ModelReader(model))
    return opened


def matched(ws):
    """Keep a person and a job, match them in the background, return the match's id and the task."""
    hand_in(ws, ADA, "ada.txt")
    assert worker(ws, timing=QUICK).run(until_empty=True)
    ws.add_job(Job.from_text(AD))
    asked = match_later(ws, ws.jobs[0].id)
    assert worker(ws, timing=QUICK).run(until_empty=True)
    with ws.session() as session:
        (made,) = matches.find(session, job_version=ws.jobs[0].version_id, scorer=ws.engine.scorer(thorough=True)).values()
    return made.id, asked


@pytest.mark.timeout(120 + 10 * JOBS)
@pytest.mark.parametrize("fault", FAULTS)
def test_r04_every_task_ends(ws, provider, clock, fault):
    """Letters keep the template's words and say why; nobody is asked more than three times, nor at all once it has failed five times."""
    provider.script = [FAULTS[fault]]
    match, task = matched(ws)
    assert (tasks.find(ws, task.id).state, tasks.find(ws, task.id).attempt) == (State.DONE, 1)
    asked = [
        draft_later(ws, match, Letter.THANKS, facts={"sender": f"Mei {n}", "company": "Harbour Works"}, lang="en", reword=True)
        for n in range(JOBS)
    ]
    assert worker(ws, timing=QUICK).run(until_empty=True)
    with ws.session() as session:
        letters = [messages.load(session, message).body for message, _ in asked]

    assert {tasks.find(ws, task.id).state for _, task in asked} == {State.DONE}
    assert all(one["draft"] == one["template"] and one["problem"] and one["worded_by"] == "template" for one in letters)
    tries = Counter(json.dumps(request["messages"]) for request in provider.requests)
    assert max(tries.values()) <= ATTEMPTS
    repeated = any(count > 1 for count in tries.values())
    assert len(provider.requests) <= FAILURES or not repeated  # what is worth trying again opens the circuit
    if "Retry-After" in fault:
        assert clock.slept
        assert min(clock.slept) >= ASKED_TO_WAIT
    assert len(set(clock.slept)) == len(clock.slept)  # jitter: never twice the same wait
    print(f"R04 {fault}: {len(asked)} letters done, {len(provider.requests)} requests, waits {[round(s, 2) for s in clock.slept]}")  # noqa: T201


def test_r04_a_letter_is_reworded_once_the_server_is_back(ws, provider):
    """The same flow with a server that answers: its words are taken where they rest on the facts, so the test above tests something."""
    provider.script = [saying('{"n": 1}')]
    match, _ = matched(ws)

    def thanks(connection, asked):
        told = [line for line in asked["messages"][-1]["content"].split("-asked>\n")[1].splitlines() if line[:1].isdigit()]
        rows = [{"n": int(line.split(":")[0]), "text": line.split(": ", 1)[1].replace("Thank you", "Many thanks")} for line in told]
        saying(json.dumps({"sentences": rows}))(connection, asked)

    provider.script = [thanks]
    message, task = draft_later(ws, match, Letter.THANKS, facts={"sender": "Mei", "company": "Harbour Works"}, lang="en", reword=True)
    assert worker(ws, timing=QUICK).run(until_empty=True)
    with ws.session() as session:
        letter = messages.load(session, message).body

    assert tasks.find(ws, task.id).state is State.DONE
    assert letter["problem"] == ""
    assert letter["draft"] != letter["template"]
