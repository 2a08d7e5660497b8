"""F14: nobody is rejected by software: whatever is called with whatever, a rejection has somebody's name and a reason under it.

Every public method of a workspace, and every operation of the API by everybody who might ask. Three hundred calls of each here; all ten thousand by `JIUFANG_F14_CALLS=10000 pytest -n0 -s tests/security/test_f14_people_decide.py`.
"""

from __future__ import annotations

import inspect
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("fastapi")

from sqlalchemy import text
from tests.access.cast import CHEAP
from tests.security.crowd import fill, job, workspace
from tests.web.bodies import Operation, operations
from tests.web.browser import ORIGIN, Browser
from tests.web.people import CAST, add_people
from tests.web.world import furnish

from jiufang.access.roles import TABLE, Permission, Reach, Role
from jiufang.decisions.deciding import AT_ONCE, PROGRAMS
from jiufang.errors import JiufangError
from jiufang.store.ids import new_id
from jiufang.web.app import create_app
from jiufang.web.serving import Serving
from jiufang.workspace import background, erasing, refusing
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace

CALLS = int(os.environ.get("JIUFANG_F14_CALLS", "300"))
PEOPLE = 30
LEFT_OUT = {"close", "session", "restore", "backup", "erase", "erase_all"}  # they end the game, or need a server of their own
HANDS = ("mei@example.com", "li@example.com")
NOBODY = ("", " ", *sorted(PROGRAMS), "worker:3", "Scorer", "jiufang:auto")
ACTIONS = ("reject", "reject", "reject", "withdraw", "advance", "interview", "REJECT", "rejected", "hired", "", "new", "delete", "'; --")
REASONS = ("", "", "filled", "filled", "others", "others", "requirement", "elsewhere", "score", "ranked below 10", "too old")
ODDITY = 0.05
ODD = (None, "", "x", 0, -1, True, [], {}, "reject", "\0", "名" * 300)


def callables(ws: OpenWorkspace) -> list[tuple[str, Callable[..., Any]]]:
    """Return every public method of the workspace and its rooms, and every public function that takes one."""
    rooms = {name: getattr(ws, name) for name in ("people", "files", "openings", "applicants")}
    found = {f"ws.{name}": method for name, method in inspect.getmembers(ws, inspect.ismethod)}
    found |= {f"ws.{room}.{name}": m for room, held in rooms.items() for name, m in inspect.getmembers(held, inspect.ismethod)}
    for module in (background, refusing, erasing):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = lambda *a, function=function, **k: function(ws, *a, **k)
                found[f"{module.__name__}.{name}"].__signature__ = _without_first(function)
    public = {name: called for name, called in found.items() if not name.rpartition(".")[2].startswith("_")}
    return sorted((name, called) for name, called in public.items() if name.rpartition(".")[2] not in LEFT_OUT)


def _without_first(function: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(function)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


class Fuzz:
    """Calls with arguments that fit their names, or do not."""

    def __init__(self, ws: OpenWorkspace, seed: int) -> None:
        self.ws, self.chance = ws, random.Random(seed)
        with ws.session() as session:
            self.persons = list(session.connection.execute(text("SELECT id FROM persons")).scalars())
        self.jobs = [one.id for one in ws.jobs]
        self.matches = list(ws.shortlist(self.jobs[0]))
        self.ended: Counter[str] = Counter()

    def call(self, name: str, called: Callable[..., Any]) -> None:
        """Call it once; what it refuses is refused."""
        given: dict[str, Any] = {}
        positional: list[Any] = []
        for parameter in inspect.signature(called).parameters.values():
            if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
                continue
            if parameter.default is not parameter.empty and self.chance.random() < 0.2:
                continue
            if parameter.kind is parameter.KEYWORD_ONLY:
                given[parameter.name] = self.value(parameter.name)
            else:
                positional.append(self.value(parameter.name))
        try:
            found = called(*positional, **given)
            if inspect.isgenerator(found):
                list(found)
            self.ended["done"] += 1
        except JiufangError as error:
            self.ended[type(error).__name__] += 1
        except Exception as error:  # a wrong type, mostly: what the caller's checker says beforehand
            self.ended[f"{name}: {type(error).__name__}"] += 1

    def value(self, name: str) -> Any:
        """Return a value for a parameter of this name; a few have nothing to do with it."""
        chance = self.chance
        if chance.random() < ODDITY and name != "by":  # any other word would be somebody's name
            return chance.choice(ODD)
        one = chance.choice([*self.persons, new_id()])
        many = chance.sample(self.persons, chance.choice((1, 2, 5, 19, 20, 21, 25)))
        values: dict[str, Any] = {
            "candidate": chance.choice([one, chance.choice(self.matches)]), "candidates": many, "persons": many, "person": one, "other": one,
            "match": chance.choice(self.matches), "job": chance.choice([*self.jobs, new_id()]), "action": chance.choice(ACTIONS),
            "by": chance.choice([*HANDS * 8, *NOBODY]), "viewer": chance.choice(HANDS), "reason": chance.choice(REASONS),
            "because": chance.choice(REASONS), "words": chance.choice(REASONS), "confirmed": chance.choice(("", "yes", "1", "9999999999.x")),
            "stages": [chance.choice(ACTIONS)], "stage": chance.choice(ACTIONS), "size": chance.choice((None, 1, 5)), "interviewers": ["li"],
            "paths": [], "data": b"reject everybody", "name": "reject.txt", "kind": chance.choice(("rejection", "invitation")), "blind": True,
            "limit": 10, "after": None, "interview": new_id(), "ratings": [], "template": chance.choice(("社招", "reject")), "source": job(3),
        }  # fmt: skip
        return values.get(name, new_id())


def rejections(ws: OpenWorkspace) -> list[tuple[str, dict[str, Any], bool, UUID, UUID]]:
    """Return every rejection of the ledger: by whom, with which facts, whether words are sealed beside, of whom, for which job."""
    query = "SELECT made_by, facts, reason IS NOT NULL, person_id, job_id FROM decisions WHERE action = 'reject' ORDER BY number"
    with ws.session() as session:
        return [tuple(row) for row in session.connection.execute(text(query))]  # type: ignore[misc]


def automatic(ws: OpenWorkspace) -> list[object]:
    """Return what was rejected without a person's name, without a reason, in bulk without being asked, or without any decision."""
    made = rejections(ws)
    nameless = [row for row in made if row[0].strip().casefold().partition(":")[0] in PROGRAMS | {""}]
    unfounded = [row for row in made if not (row[1].get("because") or row[2])]
    unasked = [row for row in made if row[1]["at_once"] > AT_ONCE and not row[1].get("confirmed")]
    decided = {(person, kept) for *_, person, kept in made}
    with ws.session() as session:
        stand = session.connection.execute(text("SELECT person_id, job_id FROM applications WHERE stage = 'reject'")).all()
    return [*nameless, *unfounded, *unasked, *(row for row in stand if tuple(row) not in decided)]


@pytest.fixture
def ws(store, tmp_path):
    """A workspace with people, two jobs and a ranking."""
    opened = workspace(store, tmp_path)
    fill(opened, tmp_path / "sent", PEOPLE)
    for number in range(2):
        opened.add_job(job(number))
    return opened


@pytest.mark.timeout(120 + CALLS // 2)
def test_f14_no_call_rejects_by_itself(ws):
    """Every public method and function, with arguments that fit and that do not."""
    fuzz, calls = Fuzz(ws, 14), callables(ws)
    deciding = [one for one in calls if one[0] in {"ws.decide", "ws.decide_all"}]
    for number in range(CALLS):
        fuzz.call(*(fuzz.chance.choice(deciding) if number % 2 else calls[number // 2 % len(calls)]))
        if number % 500 == 499:
            fuzz.matches = list(ws.shortlist(fuzz.jobs[0])) or fuzz.matches
    made = rejections(ws)
    print({"calls": CALLS, "public": len(calls), "rejections": len(made), "automatic": len(automatic(ws))})  # noqa: T201

    print(dict(fuzz.ended.most_common()))  # noqa: T201 - for whoever looks why

    assert made, "nothing was rejected at all: the fuzz does not reach what it is about"
    assert {row[0] for row in made} <= set(HANDS)
    assert automatic(ws) == []


def test_f14_the_check_can_fail(ws):
    """An application that stands at “reject” without a decision is found."""
    ws.applicants.apply(ws.person(ws.shortlist(ws.jobs[0].id)[0]), ws.jobs[0].id)
    with ws.session() as session:
        session.connection.execute(text("UPDATE applications SET stage = 'reject'"))

    assert len(automatic(ws)) == 1


LEFT_ALONE = {Permission.CANDIDATES_ERASE, Permission.USERS_MANAGE, Permission.KEYS_MANAGE, Permission.SYSTEM_OPERATE}
DECIDERS = {"mei@example.org", "tom@example.org", "li@example.org"}


class Askers:
    """Everybody who might ask the API: people of each role, a program with every scope that a key can have, somebody unknown."""

    def __init__(self, ws: OpenWorkspace, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.app = create_app(ws, serving=Serving(origin=ORIGIN), entrance_of=Entrances(ws, passwords=CHEAP))
        add_people(self.app)
        self.world = furnish(ws, folder)
        scopes = [one for one in Permission if not TABLE[one].in_person and TABLE[one].reach[Role.OWNER] is not Reach.NO]
        self.who = {name: Browser.of(self.app, user) for name, user in CAST.items()}
        self.who |= {"program": Browser.program(self.app, CAST["mei"], *scopes), "stranger": Browser.stranger(self.app)}
        with ws.session() as session:
            self.persons = [str(one) for one in session.connection.execute(text("SELECT id FROM persons")).scalars()]
        self.jobs = [str(one.id) for one in ws.jobs]
        self.answers: Counter[str] = Counter()

    def ask(self, operation: Operation) -> None:
        """Ask once: a body that fits, with what decides somebody's fate put in wherever there is room."""
        name = self.chance.choice(list(self.who))
        world = {**self.world, "job": self.chance.choice(self.jobs), "person": self.chance.choice(self.persons)}
        given = operation.given(world)
        if isinstance(given.get("json"), dict):
            given["json"] = {field: self.changed(field, value) for field, value in {**given["json"], **self.smuggled()}.items()}
        answer = self.who[name].ask(operation.method.upper(), operation.at(world), **given)
        self.answers[f"{answer.status_code // 100}xx"] += 1
        made = operation.name == "decide" and answer.status_code == 201
        assert not (made and name not in {"mei", "tom", "li"}), f"{name} decided"
        assert answer.status_code < 500 or answer.status_code == 501, f"{operation.name}: {answer.text}"

    def smuggled(self) -> dict[str, Any]:
        """Return fields that nobody asked for, now and then (mass assignment)."""
        fields = {"stage": "reject", "by": "system", "made_by": "scorer", "automatic": True, "action": "reject", "score": 0}
        return {name: value for name, value in fields.items() if self.chance.random() < 0.05}

    def changed(self, field: str, value: Any) -> Any:
        """Return another value for a field, if it bears on a decision."""
        many = self.chance.sample(self.persons, self.chance.choice((1, 1, 1, 3, 20, 21)))
        values = {"action": ACTIONS, "because": REASONS, "reason": REASONS, "persons": (many,), "stage": ACTIONS, "confirmed": ("", "yes")}
        return self.chance.choice(values[field]) if field in values and self.chance.random() < 0.9 else value


@pytest.mark.timeout(180 + CALLS)
def test_f14_no_request_rejects_by_itself(ws, tmp_path):
    """Every operation of the API, by everybody; what decides needs a person who is there, and a reason."""
    tried = [
        one for one in operations() if one.permission not in LEFT_ALONE and (one.safe or one.permission not in {"anybody", "signed-in"})
    ]
    askers = Askers(ws, tmp_path, 14)
    (deciding,) = (one for one in tried if one.name == "decide")
    for number in range(CALLS):
        askers.ask(deciding if number % 2 else tried[number // 2 % len(tried)])
    made = rejections(ws)
    print({"requests": CALLS, "operations": len(tried), "rejections": len(made), "automatic": len(automatic(ws)), **askers.answers})  # noqa: T201

    assert made, "nothing was rejected at all: the fuzz does not reach what it is about"
    assert {row[0] for row in made} <= DECIDERS
    assert automatic(ws) == []
