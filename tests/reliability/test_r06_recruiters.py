"""R06: twenty recruiters move, rate and annotate the same fifty candidates over the API; no update is lost, nothing hangs, nothing breaks.

Eight sessions for five seconds here; the whole of it by
`JIUFANG_R06_SESSIONS=20 JIUFANG_R06_SECONDS=300 pytest -n0 -s tests/reliability/test_r06_recruiters.py`.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from benchmarks import company
from benchmarks.served import Answer, Caller, Served
from tests.reliability.linearity import Kind, Op, faults

import jiufang
from jiufang.settings import Settings

SESSIONS = int(os.environ.get("JIUFANG_R06_SESSIONS", "8"))
SECONDS = float(os.environ.get("JIUFANG_R06_SECONDS", "5"))
SEED = int(os.environ.get("JIUFANG_R06_SEED", "6"))
CANDIDATES = 50
PEOPLE = 4  # who share the sessions: a note is changed by those of its writer
STAGES = ("new", "screen", "review", "interview")
TOO_LONG = 30.0  # seconds; who waits longer waits for ever


class Recruiter(threading.Thread):
    """One session: reads something, changes it on what was read, and writes down what became of it."""

    def __init__(self, number: int, caller: Caller, world: World, until: float) -> None:
        super().__init__(name=f"recruiter {number}", daemon=True)
        self.caller, self.world, self.until = caller, world, until
        self.chance = random.Random(f"{SEED} {number}")
        self.person = number % PEOPLE
        self.history: list[Op] = []
        self.answers: Counter[str] = Counter()
        self.slowest, self.number = 0.0, 0

    def run(self) -> None:
        """Work until it is time to go home."""
        while time.monotonic() < self.until:
            self.chance.choice((self.move, self.move, self.rate, self.annotate, self.rename, self.tag))()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[Answer, float, float]:
        """Ask, and tell from when to when."""
        start = time.monotonic()
        answer = self.caller.ask(method, path, body, **headers)
        end = time.monotonic()
        self.answers[f"{method} {answer.status}"] += 1
        self.slowest = max(self.slowest, end - start)
        return answer, start, end

    def read(self, key: str, path: str, value: str) -> dict[str, Any]:
        """Read a thing."""
        answer, start, end = self.ask("GET", path)
        told: dict[str, Any] = answer.json()
        self.history.append(Op(Kind.READ, key, start, end, told["version"], str(told[value]), self.name))
        return told

    def wrote(self, key: str, answer: Answer, start: float, end: float, base: int, value: str) -> None:
        """Write down what became of a change that was made on a version."""
        if answer.status in {200, 201}:
            made = answer.json().get("version", base + 1)  # a decision is no application: that it made the next version, the end shows
            self.history.append(Op(Kind.WRITTEN, key, start, end, made, value, self.name))
        elif answer.status == 412:
            self.history.append(Op(Kind.STALE, key, start, end, base, who=self.name))

    def move(self) -> None:
        """Move a candidate to another stage, if nobody else did since they were looked at."""
        application, person = self.chance.choice(self.world.applications)
        seen = self.read(f"application {application}", f"/applications/{application}", "stage")
        stage = self.chance.choice([one for one in STAGES if one != seen["stage"]])
        wish = {"persons": [person], "action": stage, "reason": "another look", "seen": {person: seen["version"]}}
        told = self.ask("POST", f"/jobs/{self.world.job}/decisions", wish)
        self.wrote(f"application {application}", *told, seen["version"], stage)

    def annotate(self) -> None:
        """Put other words into a note of one's own, which one has open in several windows."""
        note = self.chance.choice(self.world.notes[self.person])
        seen = self.read(f"note {note}", f"/notes/{note}", "body")
        words = self._words()
        told = self.ask("PATCH", f"/notes/{note}", {"body": words}, If_Match=f'"{seen["version"]}"')
        self.wrote(f"note {note}", *told, seen["version"], words)

    def rate(self) -> None:
        """Rate a candidate on one's own scorecard, which is open in several windows."""
        interview = self.chance.choice(self.world.interviews)
        key, path = f"card {interview} {self.person}", f"/interviews/{interview}/scorecard"
        answer, start, end = self.ask("GET", path)
        seen = answer.json()
        self.history.append(Op(Kind.READ, key, start, end, seen["version"], seen["card"]["words"], self.name))
        words = self._words()
        wish = {"ratings": [{"row": self.world.row, "points": self.chance.randint(1, 4), "words": words}], "words": words}
        told = self.ask("PUT", path, wish, If_Match=f'"{seen["version"]}"')
        self.wrote(key, *told, seen["version"], words)

    def rename(self) -> None:
        """Change a tag that everybody uses."""
        tags = {one["id"]: one for one in self.ask("GET", "/tags")[0].json()["items"]}
        tag = tags[self.chance.choice(self.world.tags)]
        words = self._words()
        told = self.ask("PATCH", f"/tags/{tag['id']}", {"name": words}, If_Match=f'"{tag["version"]}"')
        self.wrote(f"tag {tag['id']}", *told, tag["version"], words)

    def tag(self) -> None:
        """Give a candidate a tag or take it away: the same whoever does it how often."""
        _, person = self.chance.choice(self.world.applications)
        self.ask(self.chance.choice(("PUT", "DELETE")), f"/candidates/{person}/tags/{self.chance.choice(self.world.tags)}")

    def _words(self) -> str:
        self.number += 1
        return f"{self.name} {self.number}"


class World:
    """What they work on, as the first of them finds it."""

    def __init__(self, callers: list[Caller], job: str) -> None:
        first = callers[0]
        self.job, self._reader = job, first
        self.applications = [(row["id"], row["candidate"]["id"]) for row in first.all(f"/jobs/{job}/applications")]
        self.tags = [one["id"] for one in first.ask("GET", "/tags").json()["items"]][:3]
        persons = [person for _, person in self.applications[:5]]
        few = [application for application, _ in self.applications[:5]]
        panel = {"interviewers": [f"recruiter{number}@example.org" for number in range(PEOPLE)]}
        self.interviews = [_made(first, f"/applications/{application}/interviews", panel) for application in few]
        self.row = first.ask("GET", f"/interviews/{self.interviews[0]}/scorecards").json()["rows"][0]["id"]
        self._people = callers[:PEOPLE]
        for interview in self.interviews:
            for caller in self._people:  # a card that is new is version 0; from its first draft on each change is the next version
                caller.ask("PUT", f"/interviews/{interview}/scorecard", {"ratings": [], "words": "first"}, If_Match='"0"')
        self.notes = [[_made(one, f"/candidates/{person}/notes", {"body": "first"}) for person in persons] for one in callers[:PEOPLE]]

    def state(self) -> dict[str, tuple[int, str]]:
        """Return version and value of everything."""
        found = {f"application {id}": self._one(f"/applications/{id}", "stage") for id, _ in self.applications}
        found |= {f"note {id}": self._one(f"/notes/{id}", "body") for notes in self.notes for id in notes}
        for interview in self.interviews:
            for number, caller in enumerate(self._people):
                told = caller.ask("GET", f"/interviews/{interview}/scorecard").json()
                found[f"card {interview} {number}"] = told["version"], told["card"]["words"]
        tags = {one["id"]: one for one in self._reader.ask("GET", "/tags").json()["items"]}
        return found | {f"tag {id}": (tags[id]["version"], tags[id]["name"]) for id in self.tags}

    def chains(self) -> list[str]:
        """Return where the decisions of the job do not follow one from the other."""
        here, broken = dict[str, str](), list[str]()
        for one in sorted(self._reader.all(f"/jobs/{self.job}/decisions"), key=lambda one: one["number"]):
            before = here.get(one["person"], one["facts"]["before"])
            broken += [] if before == one["facts"]["before"] else [one["id"]]
            here[one["person"]] = one["action"]
        return broken

    def _one(self, path: str, value: str) -> tuple[int, str]:
        told = self._reader.ask("GET", path).json()
        return told["version"], str(told[value])


def _made(caller: Caller, path: str, body: Any) -> str:
    answer = caller.ask("POST", path, body)
    assert answer.status == 201, answer.body
    return str(answer.json()["id"])


def crew(server: Served) -> list[Caller]:
    """Return the sessions: a few people, each in several windows."""
    owner = server.owner()
    callers = server.staff(owner, "recruiter", PEOPLE)
    more = (server.signed_in(f"recruiter{number % PEOPLE}@example.org") for number in range(SESSIONS - PEOPLE))
    return [*callers, *more]


@pytest.mark.timeout(300 + SECONDS + 10 * SESSIONS)
def test_r06_no_update_is_lost(folder: Path, tmp_path: Path):
    """The history is linearisable, every refusal has its cause, every decision follows the one before; no 5xx, nobody waits for ever."""
    here = folder / "acme"
    with jiufang.open(here, settings=Settings(models_dir=tmp_path)) as ws:
        made = company.found(ws, candidates=CANDIDATES, jobs=1, seed=SEED, decided=0.0, real=0)
    with Served(here, "--no-worker", environment={"JIUFANG_MODELS": str(tmp_path)}) as server:
        callers = crew(server)
        world = World(callers, str(made.jobs[0]))
        before = world.state()
        until = time.monotonic() + SECONDS
        recruiters = [Recruiter(number, caller, world, until) for number, caller in enumerate(callers)]
        for one in recruiters:
            one.start()
        for one in recruiters:
            one.join(SECONDS + 2 * TOO_LONG)
        hung = [one.name for one in recruiters if one.is_alive()]
        after, broken = world.state(), world.chains()
    history = [op for one in recruiters for op in one.history]
    answers = sum((one.answers for one in recruiters), Counter[str]())
    kinds = Counter(op.kind for op in history)
    slowest = max(one.slowest for one in recruiters)
    wrong = faults(history, before, after)
    figures = {"sessions": len(callers), "seconds": SECONDS, **{str(kind): kinds[kind] for kind in Kind}, "slowest": round(slowest, 2)}
    print(figures, dict(sorted(answers.items())), *wrong[:10], sep="\n")  # noqa: T201 - the figures

    assert not hung
    assert not broken
    assert wrong == []
    assert {told for told in answers if told.split()[1] not in {"200", "201", "204", "412"}} == set()
    assert kinds[Kind.WRITTEN] > SESSIONS
    assert slowest < TOO_LONG
