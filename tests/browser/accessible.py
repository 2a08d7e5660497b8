"""A company behind a port of this machine, its pages by address, and eyes that look at a page as axe and the rules of WCAG do."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from tests.access.cast import CHEAP
from tests.postgres import TEMPLATE, fresh
from tests.web.neighbours import PATIENT, house
from tests.web.people import CAST, OURS, add_people
from tests.web.world import AD

from jiufang.access import cookies
from jiufang.access.tokens import Kind, Token
from jiufang.settings import Settings
from jiufang.store.connect import APPLICATION, Database
from jiufang.store.ids import new_id
from jiufang.store.master import Keyring, MasterKey
from jiufang.store.opening import Store
from jiufang.store.vault import Vault
from jiufang.web.app import create_app
from jiufang.web.pages import ROUTERS
from jiufang.web.serving import Serving
from jiufang.workspace.entering import Entrances
from jiufang.workspace.opened import OpenWorkspace
from jiufang.workspace.telling import tell

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
CHECKS = HERE / "checks.js"
SAMPLES = ("Priya-Raman-CV.pdf", "周慕白-应届.pdf", "Daniel-Hofer-resume.docx")
WIDE, PHONE, NARROW = {"width": 1360, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 640}


@dataclass
class Premises:
    """A company that is served.

    Attributes:
        url: where.
        world: the id of one of each, by what paths call it.
    """

    url: str
    app: Any
    ws: Any
    world: dict[str, str] = field(default_factory=dict)

    @property
    def entrance(self) -> Any:
        """What lets people in."""
        return self.app.state.site.entrance_of(OURS)

    def cookies(self, name: str, *, lang: str = "en", theme: str = "") -> list[dict[str, str]]:
        """Return what the browser of somebody carries who just signed in; of a stranger without a name."""
        told = {"lang": lang} | ({"theme": theme} if theme else {})
        if name:
            known = self.entrance.sessions.begin(CAST[name], id=new_id())
            told[cookies.name(https=False)] = known.token
        return [{"name": key, "value": value, "url": self.url} for key, value in told.items()]

    def link(self, screening: str = "") -> str:
        """Return the token of a candidate's link."""
        return str(self.entrance.candidate_link(screening or self.world["screening"], by="tom@example.org"))


@contextmanager
def served(make: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """Serve an application on a free port.

    Args:
        make: makes it, for an origin.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = make(url)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield url, app
    server.should_exit = True
    thread.join(10)


@contextmanager
def filled(server: Any) -> Iterator[Premises]:
    """Serve a company with something of everything, and samples as they come: PDF, Word, Chinese."""
    with house(server) as built:
        ws, world = built.ws, built.world
        ws.shortlist(UUID(world["job"]))  # its title was changed since everybody was matched
        world |= _samples(ws)
        with served(lambda url: _app(ws, url)) as (url, app):
            yield Premises(url, app, ws, world)


@contextmanager
def empty(server: Any, folder: Path) -> Iterator[Premises]:
    """Serve a company on its first day."""
    for name in fresh(server, TEMPLATE):
        database = Database(server.url(user=APPLICATION, database=name), owner_url=server.url(database=name))
        store = Store(database, Vault(Keyring((MasterKey.new(),))))
        store.add_tenant(OURS, "Harbour Works")
        store.outbox = tell
        ws = OpenWorkspace(store, settings=Settings(models_dir=folder / "none", cache_dir=folder / "kept", workers=1), by="mei@example.org")
        with served(lambda url, ws=ws: _app(ws, url)) as (url, app):
            add_people(app)
            yield Premises(url, app, ws)
        database.close()


def _app(ws: Any, url: str) -> Any:
    return create_app(ws, serving=Serving(origin=url, strangers=PATIENT), entrance_of=Entrances(ws, passwords=CHEAP), also=ROUTERS)


def _samples(ws: Any) -> dict[str, str]:
    """Add samples to a job that shows who they are, one of them to one that is judged blind, and a job for which nobody applied."""
    from jiufang.jobs.records import Job

    job = ws.add_job(Job.read(REPOSITORY / "examples" / "jobs" / "backend-zh.md"), by="tom@example.org", blind=False)
    blind, lonely = (ws.add_job(Job.from_text(AD), by="tom@example.org", blind=True) for _ in range(2))
    added = ws.add([REPOSITORY / "examples" / "resumes" / name for name in SAMPLES], as_of="2026-11-01", job=job)
    ws.shortlist(job)
    seen = [str(ws.applicants.find(one.person, UUID(job.id))) for one in added]
    return {
        "seen_job": job.id,
        "seen_person": str(added[0].person),
        "seen_document": str(added[0].document),
        "seen_application": seen[0],
        "seen_other": seen[1],
        "blind_job": blind.id,
        "blind_application": str(ws.applicants.apply(added[2].person, UUID(blind.id), by="tom@example.org")),
        "lonely_job": lonely.id,
    }


def nothing() -> str:
    """Return a token as links of a first owner, an invitation or a new password hold, which opens nothing."""
    return Token.new(Kind.SESSION, OURS).text


@dataclass(frozen=True)
class Found:
    """What was wrong with a page.

    Args:
        rule: which rule it breaks.
        where: the element.
        told: what is wrong.
    """

    rule: str
    where: str
    told: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.where} {self.told}".strip()


RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe(page: Any, *, only: tuple[str, ...] = ()) -> list[Found]:
    """Return what axe finds on a page.

    Args:
        page: where it was loaded.
        only: these rules alone.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    chosen = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(RULES)}
    told = page.evaluate(
        "(runOnly) => axe.run(document, {runOnly, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        if not only
        else "(runOnly) => axe.run(document, {runOnly, resultTypes: ['violations']})",
        chosen,
    )
    return [
        Found(f"axe {one['id']}", str(node["target"]), node.get("failureSummary", "")[:400])
        for one in told["violations"]
        for node in one["nodes"]
    ]


def checks(page: Any, which: str, *given: Any) -> list[Found]:
    """Return what a check of `checks.js` finds on a page."""
    if not page.evaluate("typeof checks === 'object'"):
        page.evaluate(CHECKS.read_text(encoding="utf-8"))
    told = page.evaluate(f"(given) => checks.{which}(...given)", list(given))
    return [Found(**one) for one in told]


def listen(page: Any, url: str) -> list[Found]:
    """Note from now on whatever a page says on the console, what it throws, and what it asks of others."""
    heard: list[Found] = []
    page.on("console", lambda one: heard.append(Found("console", one.type, one.text[:300])) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(Found("script", str(error)[:300])))
    page.on("request", lambda asked: None if asked.url.startswith((url, "data:", "blob:")) else heard.append(Found("foreign", asked.url)))
    return heard


def at(address: str, world: Mapping[str, str]) -> str:
    """Return an address with the ids of a world in it."""
    return address.format(**world)


def report(found: Mapping[str, list[Found]]) -> str:
    """Return what was found, page by page, as lines."""
    return "\n".join(
        json.dumps({page: [str(one) for one in those]}, ensure_ascii=False, indent=1) for page, those in found.items() if those
    )
