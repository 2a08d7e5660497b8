"""P15: a log holds ids, codes and counts. Whatever a request brings, and whatever libraries log, no word of a candidate gets in."""

from __future__ import annotations

import io
import json
import logging
import uuid

import pytest

pytest.importorskip("fastapi")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from jiufang.errors import BadInput
from jiufang.privacy.identifiers import find_identifiers
from jiufang.web import journal
from jiufang.web.envelope import Envelope
from jiufang.web.serving import Serving

CANARIES = ("Ada Lindqvist", "ada.lindqvist@example.com", "+44 20 7946 0123", "陈嘉树", "13812345678", "110105199003072398")


@pytest.fixture
def lines():
    """Everything that is logged, as lines of JSON."""
    kept = {name: (one.handlers[:], one.level, one.propagate) for name, one in _loggers()}
    stream = io.StringIO()
    journal.install(stream, level=logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for name, one in _loggers():
        if name in kept:
            one.handlers, one.level, one.propagate = kept[name]


def _loggers():
    names = ("", "jiufang", "uvicorn", "uvicorn.error", "uvicorn.access", "procrastinate")
    return [(name, logging.getLogger(name)) for name in names]


def found(told):
    """Return the canaries and identifiers in what was logged."""
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in told)
    return [canary for canary in CANARIES if canary in text] + list(find_identifiers(text))


@pytest.mark.parametrize("canary", CANARIES)
def test_what_libraries_log(lines, canary):
    """Their texts stay as they stand in their code; what they put into the gaps, quote or raise does not."""
    library = logging.getLogger("somebody.elses")
    library.warning("cannot read %s on page %d", canary, 3)
    library.warning(f"cannot read {canary}")
    library.error({"name": canary})
    try:
        raise ValueError(canary)
    except ValueError:
        library.exception("failed for %(name)s", {"name": canary})
    told = lines()

    assert len(told) == 4
    assert told[0]["event"] == "cannot read … on page 3"
    assert told[3]["error"] == "ValueError"
    assert found(told) == []


def test_what_requests_bring(lines):
    """Paths, queries, headers, bodies and errors that quote them leave the route and the status behind, and no more."""
    app = FastAPI(middleware=[Middleware(Envelope, serving=Serving())])

    @app.post("/candidates/{name}")
    def fail(name: str, q: str = "") -> None:
        raise {"1": ValueError(f"{name} {q}"), "2": BadInput(name, subject=q)}.get(q[:1], RuntimeError(name))

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        for number, canary in enumerate(CANARIES):
            answer = client.post(f"/candidates/{canary}", params={"q": f"{number % 3}{canary}"}, content=canary.encode())
            assert answer.status_code >= 400
    told = lines()

    requests = [line for line in told if "route" in line]
    assert {line["route"] for line in requests} == {"/candidates/{name}"}
    assert len(requests) == len(CANARIES)
    assert found(told) == []


def test_our_own_lines_are_kept(lines):
    """Ids, codes and counts of ours are all there; a line break or colour code makes no second line."""
    task = uuid.uuid4()
    logging.getLogger("jiufang.queue.worker").info("%s task %s: attempt %s, %s", "parse", task, 2, "put back")
    logging.getLogger("jiufang.queue.worker").info("task %s: %s", task, "a\nb\x1b[31m")
    first, second = lines()

    assert first["event"] == f"parse task {task}: attempt 2, put back"
    assert second["event"] == f"task {task}: …"


def test_the_test_can_fail(lines):
    """What our own code would log in so many words is found."""
    logging.getLogger("jiufang.web").warning("seen: ada.lindqvist@example.com")

    assert found(lines())
