"""Other servers are told of what happened, and of nothing else: signed, at least once, as long as there is hope, never in our own network."""

from __future__ import annotations

import http.server
import json
import threading
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

pytest.importorskip("procrastinate")

from sqlalchemy import text
from tests.access.cast import MONDAY, THEIRS, Watch

from jiufang.access.addresses import lookup
from jiufang.access.outgoing import Outgoing
from jiufang.access.webhooks import SCHEDULE, TYPES, State, verify
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.queue import Kind, Timing, Worker
from jiufang.settings import Settings
from jiufang.store import audit, webhooks
from jiufang.workspace import telling
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import REST, Webhooks, deliver, tell

QUICK = Timing(poll=0.05, beat=0.2, dead_after=0.6, first_wait=0.0, grace=5.0)
BY = "mei@example.org"


@dataclass
class Receiver:
    """A server that gets webhooks, and answers as it is told to; None hangs up."""

    url: str = ""
    status: int | None = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def types(self):
        """What it was told of."""
        return [json.loads(body)["type"] for _, body in self.got]


@pytest.fixture
def receiver():
    """One that runs on this machine."""
    made = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if made.status is None:
                return
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://localhost:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield made
        server.shutdown()


@pytest.fixture
def watch():
    """A clock that goes when it is told to, far ahead: the queue looks at the real one, by which nothing put off is due."""
    return Watch(MONDAY.replace(year=2126))


@pytest.fixture
def ws(store, tmp_path):
    """A workspace that may speak to this machine."""
    store.outbox = tell
    settings = Settings(models_dir=tmp_path / "none", cache_dir=tmp_path / "kept", workers=1, webhook_hosts=("LOCALHOST",))
    return OpenWorkspace(store, settings=settings, by=BY)


@pytest.fixture
def hook(ws, receiver):
    """The receiver's id, and the secret that it was given."""
    return ws.webhooks.add(receiver.url, ["*"], by=BY)


def happen(ws, subject="job", action="opened", **details):
    """Let something happen that others may want to know."""
    with ws.session() as session:
        audit.log(session, actor=BY, action=action, subject=subject, **details)


def work(ws, watch, *, outgoing=None):
    """Send what is due by the clock of the test."""
    with ws.session() as session:
        due = {"at": watch()}
        session.connection.execute(text("UPDATE tasks SET not_before = NULL WHERE not_before <= :at"), due)
        session.connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = NULL WHERE scheduled_at <= :at"), due)
        session.connection.execute(text("UPDATE queue.procrastinate_jobs SET scheduled_at = 'infinity' WHERE scheduled_at IS NOT NULL"))
    handler = partial(deliver, outgoing=outgoing or telling.speaking(ws), clock=watch)
    assert Worker(ws.store, {Kind.DELIVER: handler}, concurrency=1, timing=QUICK).run(until_empty=True)
    with ws.session() as session:
        told = "UPDATE queue.procrastinate_jobs j SET scheduled_at = t.not_before FROM tasks t WHERE t.id::text = j.args->>'task'"
        session.connection.execute(text(told))


def last(ws, hook):
    """Return the newest delivery."""
    return ws.webhooks.history(hook[0])[0].delivery


@pytest.fixture(autouse=True)
def same_time(monkeypatch, watch):
    """What happens, happens by the clock of the test."""
    monkeypatch.setattr(telling, "now", watch)


def test_it_arrives_signed(ws, hook, receiver, watch):
    """A receiver can tell that it is from us and when; it holds ids, codes and counts, and no words."""
    happen(ws, requirements=7, title="Baker wanted: Ada Canary", job="3f2a8c1e-0000-7000-8000-000000000001")
    work(ws, watch)
    (headers, body), delivery = receiver.got[0], last(ws, hook)

    assert verify([hook[1]], headers, body, at=watch()) == delivery.event
    assert json.loads(body) == {
        "type": "job.opened",
        "timestamp": watch().isoformat(),
        "data": {"id": None, "requirements": 7, "job": "3f2a8c1e-0000-7000-8000-000000000001"},
    }
    assert (delivery.state, delivery.tries, delivery.reason) == (State.DELIVERED, 1, "204")


def test_what_did_not_happen_is_not_told(ws, hook, receiver, watch):
    """A transaction that is taken back tells nobody; nor does what is not on the list."""
    with pytest.raises(ZeroDivisionError), ws.session() as session:
        audit.log(session, actor=BY, action="opened", subject="job", broken=1 / 0)
    happen(ws, action="looked at")
    work(ws, watch)

    assert receiver.got == []
    assert "job.looked_at" not in TYPES


def test_only_what_was_asked_for(ws, receiver, watch):
    """A receiver is told of its types, by the company that it belongs to."""
    ws.webhooks.add(receiver.url, ["person.erased"], by=BY)
    ws.store.add_tenant(THEIRS, "Blue Fish")
    theirs = OpenWorkspace(ws.store, settings=ws.engine.settings, tenant=THEIRS, by="mallory")
    happen(ws)
    happen(theirs, "person", "erased")
    happen(ws, "person", "erased", removed=3)
    work(ws, watch)

    assert receiver.types == ["person.erased"]
    with pytest.raises(BadInput, match="no such events"):
        ws.webhooks.add(receiver.url, ["person.thought"], by=BY)
    assert theirs.webhooks.listed() == []


def test_a_receiver_that_fails_is_tried_ten_times(ws, hook, receiver, watch):
    """At growing distances over three days; then it is given up, and can be begun again."""
    receiver.status = 500
    happen(ws)
    for n in range(len(SCHEDULE) + 1):
        work(ws, watch)
        assert len(receiver.got) == n + 1
        work(ws, watch)  # not before its time
        delivery = last(ws, hook)
        assert (delivery.tries, delivery.reason) == (n + 1, "500")
        watch.at = delivery.next_at or watch.at
    assert (delivery.state, len({headers["webhook-id"] for headers, _ in receiver.got})) == (State.DEAD, 1)
    work(ws, watch)
    assert len(receiver.got) == 10
    receiver.status = 200
    sent = ws.webhooks.history(hook[0])[0].id
    ws.webhooks.again(sent, by=BY)
    work(ws, watch)
    assert last(ws, hook).state is State.DELIVERED
    with pytest.raises(Conflict):
        ws.webhooks.again(sent, by=BY)


def test_killed_before_it_is_noted_it_is_sent_again(ws, hook, receiver, watch, monkeypatch):
    """At least once: the receiver got it, we did not learn so, and it gets it once more under the same id."""
    kept, fails = webhooks.settle, [OSError("gone")]
    monkeypatch.setattr(webhooks, "settle", lambda *given: kept(*given) if not fails else (_ for _ in ()).throw(fails.pop()))
    happen(ws)
    for _ in range(2):
        work(ws, watch)

    assert len(receiver.got) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert last(ws, hook).state is State.DELIVERED


def test_who_does_not_answer_is_left_alone_for_a_while(ws, hook, receiver, watch):
    """Of five events one is tried; the others wait without having been tried, and arrive when it is back."""
    receiver.status = None
    for _ in range(5):
        happen(ws)
    work(ws, watch)
    assert len(receiver.got) == 1
    assert sorted(sent.delivery.tries for sent in ws.webhooks.history(hook[0])) == [0, 0, 0, 0, 1]
    receiver.status = 204
    watch.at += REST * 2
    work(ws, watch)

    assert {sent.delivery.state for sent in ws.webhooks.history(hook[0])} == {State.DELIVERED}
    assert ws.webhooks.find(hook[0]).rests_until is None


def test_who_asks_to_wait_is_waited_for(ws, hook, receiver, watch):
    """Retry-After counts where it is later than our own time."""
    receiver.status, receiver.headers = 429, {"Retry-After": "7200"}
    happen(ws)
    work(ws, watch)

    assert (last(ws, hook).next_at - watch()).total_seconds() == 7200


def test_who_wants_no_more_gets_no_more(ws, hook, receiver, watch):
    """410 switches a receiver off; what was on its way is given up with the reason; switched on, it gets what happens from then on."""
    receiver.status = 410
    happen(ws)
    happen(ws)
    work(ws, watch)
    happen(ws)
    assert len(receiver.got) == 1
    assert not ws.webhooks.find(hook[0]).active
    assert {sent.delivery.reason for sent in ws.webhooks.history(hook[0])} == {"410", "switched off"}
    receiver.status = 200
    ws.webhooks.change(hook[0], by=BY, active=True)
    happen(ws)
    work(ws, watch)
    assert len(receiver.got) == 2


def test_redirections_are_not_followed(ws, hook, receiver, watch):
    """A message goes where the owner said, and nowhere else."""
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    happen(ws)
    work(ws, watch)

    assert len(receiver.got) == 1
    assert last(ws, hook).reason == "302"


def test_a_secret_is_renewed(ws, hook, receiver, watch):
    """Both sign until the next is made; a removed receiver is forgotten with what was on its way."""
    new = ws.webhooks.renew_secret(hook[0], by=BY)
    happen(ws)
    work(ws, watch)
    headers, body = receiver.got[0]
    assert verify([hook[1]], headers, body, at=watch()) == verify([new], headers, body, at=watch())
    happen(ws)
    ws.webhooks.remove(hook[0], by=BY)
    work(ws, watch)
    assert len(receiver.got) == 1
    with pytest.raises(NotFound):
        ws.webhooks.find(hook[0])


def test_nothing_is_sent_into_the_own_network(ws, receiver, watch):
    """Neither by a URL, nor by a name that leads elsewhere after it was judged (DNS rebinding); the hosts of the settings are excepted."""
    strict = Webhooks(ws, outgoing=Outgoing())
    for url in (receiver.url, "https://127.0.0.1/hook", "https://169.254.169.254/latest", "http://example.org/hook", "https://[::1]/hook"):
        with pytest.raises(RefusedByPolicy):
            strict.add(url, ["*"], by=BY)
    with pytest.raises(BadInput):
        strict.add("file:///etc/passwd", ["*"], by=BY)
    seemly = Outgoing(resolve=lambda *_: ["93.184.216.34"])
    hook = Webhooks(ws, outgoing=seemly).add("https://hooks.example.org/x", ["*"], by=BY)
    with pytest.raises(RefusedByPolicy):
        Webhooks(ws, outgoing=seemly).change(hook[0], by=BY, url="https://10.0.0.1/x")
    happen(ws)
    work(ws, watch, outgoing=replace(seemly, resolve=lambda name, port: lookup("localhost", port)))

    assert (last(ws, hook).reason, receiver.got) == ("no such place", [])


def test_tasks_that_end_are_told(ws, hook, receiver, watch):
    """An integrator learns that a file was read, or given up; deliveries tell nobody of themselves."""
    with ws.session() as session:
        telling.ask(session, Kind.PARSE, {"document": hook[0]}, by=BY)
        telling.ask(session, Kind.DRAFT, {"message": hook[0]}, by=BY)

    def hopeless(_):
        raise BadInput("no")

    assert Worker(ws.store, {Kind.PARSE: lambda _: None, Kind.DRAFT: hopeless}, timing=QUICK).run(until_empty=True)
    work(ws, watch)
    work(ws, watch)

    told = sorted((body["type"], body["data"]["kind"]) for body in (json.loads(body) for _, body in receiver.got))
    assert told == [("task.dead", "draft"), ("task.done", "parse")]


def test_secrets_lie_sealed(ws, hook):
    """No row shows what signs."""
    with ws.session() as session:
        row = session.connection.execute(text("SELECT webhooks::text FROM webhooks")).scalar_one()

    assert hook[1].removeprefix("whsec_").encode().hex() not in row
    assert hook[1] not in row


def test_old_deliveries_are_forgotten(ws, hook, receiver, watch):
    """What ended long ago is removed; what is on its way stays."""
    happen(ws)
    work(ws, watch)
    happen(ws)
    with ws.session() as session:
        session.connection.execute(text("UPDATE deliveries SET updated_at = now() - interval '40 days'"))
        assert webhooks.forget(session, days=30) == 1
    assert len(ws.webhooks.history(hook[0])) == 1
