"""A06 and L08 in a real browser: markup in every text of every candidate, job, letter and answer, and sent with every form: nothing runs, nobody else is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("playwright")
pytest.importorskip("fastapi")

from tests.browser import accessible
from tests.browser.accessible import Premises
from tests.browser.addresses import PAGES
from tests.counts import count
from tests.security.test_a06_markup import CALLS, SHAPES
from tests.web.people import CAST

from jiufang.jobs.records import Job
from jiufang.store import webhooks

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOLD = [shape.format(call) for call in CALLS for shape in SHAPES]
OTHERS = [
    "\x1b[31mred\x1b[0m",
    '=HYPERLINK("http://127.0.0.1:9/","cv")',
    "'; DROP TABLE persons;--",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
]
EVERYTHING = "\n".join(TOLD)
PEOPLE = count(2, 40, variable="JIUFANG_A06_PEOPLE")  # each with a dozen pieces of their own in short fields
NOTE = 3_500  # characters
WAIT = 60_000  # milliseconds, on a busy machine

WATCH = """globalThis.ran = []; globalThis.broken = [];
for (const name of ["alert", "confirm", "prompt", "print"]) globalThis[name] = () => ran.push(name);
addEventListener("securitypolicyviolation", (one) => broken.push(`${one.violatedDirective} ${one.blockedURI}`));"""
ACTING = """() => {
  const found = [], ours = (url) => { try { return new URL(url, location.href).origin === location.origin; } catch { return false; } };
  for (const e of document.querySelectorAll("*")) {
    for (const { name, value } of e.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || name === "style" && /url\\(/.test(value)) found.push(`${e.tagName} ${name}`);
      if (/^(href|src|action|formaction|data|poster|xlink:href|ping|background)$/.test(name) && !/^(#|data:image|mailto:|tel:)/.test(value) && !(ours(value) || e.closest("svg"))) found.push(`${e.tagName} ${name}=${value.slice(0, 40)}`);
    }
    if (/^(IFRAME|OBJECT|EMBED|BASE|MARQUEE|MATH|STYLE|TEMPLATE)$/i.test(e.tagName)) found.push(e.tagName);
    if (e.tagName === "SCRIPT" && !(e.src && new URL(e.src).pathname.startsWith("/static/"))) found.push("SCRIPT of another");
    if (e.tagName === "META" && e.httpEquiv) found.push("META " + e.httpEquiv);
  }
  return [...found, ...ran.map((one) => "ran " + one), ...broken.map((one) => "policy " + one), ...(document.title === "x" ? ["ran: title"] : [])];
}"""
FORMS = """() => [...document.querySelectorAll("form[method=post]")].map((form, at) => ({ at, fields: form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])").length })).filter((one) => one.fields).map((one) => one.at)"""
SEND = """([at, pieces]) => {
  const form = document.querySelectorAll("form[method=post]")[at];
  let next = 0;
  for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])")) {
    if (field.type === "email") field.value = `"${pieces[next++ % pieces.length]}"@example.org`;
    else if (field.type === "number" || field.type === "date" || field.type === "datetime-local") continue;
    else field.value = field.maxLength > 0 ? pieces[next++ % pieces.length].slice(0, field.maxLength) : pieces[next++ % pieces.length];
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


def piece(number: int) -> str:
    """Return one of the pieces, in turn."""
    return (TOLD + OTHERS)[number % (len(TOLD) + len(OTHERS))]


class Tab:
    """A browser that notes whatever a page does that it should not."""

    def __init__(self, chromium: Any, premises: Premises, who: str, *, unprotected: bool = False) -> None:
        self.url, self.found, self.seen = premises.url, Counter[str](), 0
        self.context = chromium.new_context(bypass_csp=unprotected)
        self.context.set_default_timeout(WAIT)
        self.context.add_cookies(premises.cookies(who))
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda one: (self.found.update({"a dialog": 1}), one.dismiss()))

    def visit(self, path: str) -> int:
        """Open a page, with all that is folded away, and look."""
        answer = self.page.goto(self.url + path)
        self.look(path)
        return int(answer.status)

    def look(self, path: str) -> None:
        """Note what acts on the page that is open."""
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        self.seen += 1
        self.found.update(f"{path}: {one}" for one in self.page.evaluate(ACTING))

    def send(self, path: str, number: int) -> int:
        """Send each form of a page with pieces of markup in all of its fields; return how many there are."""
        self.page.goto(self.url + path)
        forms = self.page.evaluate(FORMS)
        for at in forms:
            self.page.goto(self.url + path)
            if at not in self.page.evaluate(FORMS):
                continue  # what the form before it did has taken it away
            with self.page.expect_navigation():
                self.page.evaluate(SEND, [at, [piece(number + 7 * at + step) for step in range(12)]])
            self.look(f"{path} sent")
        return len(forms)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.found.update({f"asked {request.url[:60]}": 1})


@pytest.fixture(scope="module")
def laced(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Premises, list[dict[str, str]]]]:
    """A company in which every text is markup."""
    folder = tmp_path_factory.mktemp("laced")
    with accessible.empty(server, folder) as premises:
        job = premises.ws.add_job(Job.from_text(_ad()), by="tom@example.org", blind=False)
        paths = [folder / _name(number) for number in range(PEOPLE)]
        for number, path in enumerate(paths):
            path.write_text(_resume(number), encoding="utf-8")
        added = premises.ws.add(paths, as_of="2026-11-01", job=job)
        premises.ws.shortlist(job)
        yield premises, [_used(premises.ws, UUID(job.id), one, number) for number, one in enumerate(added)]


def _ad() -> str:
    asked = "\n".join(f"- Experience with Python {one}" for one in TOLD[:20])
    return f"Engineer {piece(3)}\n\n{EVERYTHING}\n\nRequirements\n{asked}\n"


def _name(number: int) -> str:
    return f"{number} {piece(11 * number).replace('/', '⁄')[:120]}.txt"


def _resume(number: int) -> str:
    one = [piece(number * 12 + step) for step in range(12)]
    return (
        f"Ada Lindqvist {one[0]}\nada{number}@example.com\n\nEXPERIENCE\nEngineer {one[1]}, Harbour {one[2]}. March 2019 - present\n- Wrote Python {one[3]}.\n"
        f"- Ran Kafka {one[4]}.\n\nEDUCATION\nBSc Mathematics {one[5]}, University of {one[6]}, 2015 - 2018\n\nSKILLS\nPython, {one[7]}, Kafka {one[8]}\n\nNOTES\n{EVERYTHING}\n"
    )


def _used(ws: Any, job: UUID, one: Any, number: int) -> dict[str, str]:
    """Do with a candidate what people do, in markup: what a language model wrote is among the letters."""
    by, person, say = "tom@example.org", one.person, iter(range(number * 12, 10**6))
    application = ws.applicants.find(person, job)
    for start in range(0, len(EVERYTHING), NOTE):
        ws.notes.add(person, EVERYTHING[start : start + NOTE], by=by)
    talk = ws.screenings.invite(application, by=by).id
    ws.screenings.say(talk, "Yes, I agree.")
    for _ in range(3):
        ws.screenings.say(talk, f"Three years with Kafka {piece(next(say))}")
    world = {"job": str(job), "person": str(person), "document": str(one.document), "application": str(application), "screening": str(talk)}
    return (
        world
        | {
            "note": str(ws.notes.add(person, piece(next(say)), by=by).id),
            "tag": str(ws.tags.make(f"{piece(next(say))[:36]} {number}", by=by).id),  # many begin alike
            "message": str(ws.messages.write(person, subject=piece(next(say))[:150], text=EVERYTHING + "\n" + "\n".join(OTHERS), by=by).id),
            "interview": str(ws.interviews.plan(application, ["ivy@example.org", "mei@example.org"], by=by).id),
            "decision": str(ws.decide(person, "advance", by=by, job=job, reason=piece(next(say))).id),
            "search": str(ws.searches.save(CAST["mei"].id, piece(next(say))[:60], {"q": piece(next(say))}, by=by).id),
            "user": str(CAST["tom"].id),
            "webhook": _told_of(ws, next(say)),
        }
    )


def _told_of(ws: Any, number: int) -> str:
    """Keep a server whose address holds markup as it is: the pages do not lean on what may be written there."""
    with ws.session() as session:
        return str(webhooks.add(session, f"https://93.184.215.14/{piece(number)}", ["*"], by="mei@example.org")[0])


def addresses(premises: Premises, world: dict[str, str], *, first: bool) -> list[tuple[str, str]]:
    """Return whose page is where: all of somebody's, and what is the company's with the first."""
    world = world | {"link": premises.link(world["screening"]), "nothing": accessible.nothing()}
    world |= {f"seen_{name}": id for name, id in world.items()} | {"seen_other": world["application"]}
    found = []
    for path, page in PAGES.items():
        address = page.address or path
        if first or not page.bare:
            try:
                found.append((page.who, address.format(**world)))
            except KeyError:
                continue
    return found


@pytest.mark.timeout(1800)
def test_a06_nothing_acts_on_a_page(laced: tuple[Premises, list[dict[str, str]]], chromium: Any):
    """Every form is sent with markup in every field, as a browser does; then every page is looked at with its policy taken away, in a full run with it, too."""
    premises, worlds = laced
    guarded = {who: Tab(chromium, premises, who) for who in ("mei", "")}
    sent = failed = 0
    for who, path in addresses(premises, worlds[0], first=True):
        sent += guarded[who].send(path, sent * 13)
    tabs = list(guarded.values())
    for unprotected in (True, False)[: count(1, 2)]:
        looking = {who: Tab(chromium, premises, who, unprotected=unprotected) for who in ("mei", "")}
        tabs += looking.values()
        for place, world in enumerate(worlds):
            for who, path in addresses(premises, world, first=place == 0):
                failed += looking[who].visit(path) >= 500
    found = [one for tab in tabs for one in tab.found]
    views = sum(tab.seen for tab in tabs)
    print(f"\nA06: {len(TOLD) + len(OTHERS)} pieces, {sent} forms sent, {views} views: {len(found)} act, {failed} broke")  # noqa: T201 - the figures

    assert "\n".join(found) == ""
    assert failed == 0
    assert len(TOLD) >= 300


def _answer(page: str, policy: dict[str, str], route: Any) -> None:
    route.fulfill(body=page, content_type="text/html", headers=policy)


def test_a06_the_eyes_of_the_browser_see(laced: tuple[Premises, list[dict[str, str]]], chromium: Any):
    """On a page that holds the same pieces as they are, scripts run, others are asked, and with a policy it reports."""
    premises, _ = laced
    page = "<!doctype html><title>t</title>" + "".join(
        f"<div>{one}</div>" for one in ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", *TOLD[9:13])
    )
    seen = []
    for policy in ({}, {"Content-Security-Policy": "default-src 'none'"}):
        tab = Tab(chromium, premises, "")
        tab.page.route("**/bad", partial(_answer, page, policy))
        tab.visit("/bad")
        tab.page.wait_for_timeout(200)
        seen.append(" ".join([*tab.found, *tab.page.evaluate(ACTING)]))

    assert "ran alert" in seen[0]
    assert "SCRIPT of another" in seen[0]
    assert "IMG onerror" in seen[0]
    assert "policy script-src" in seen[1]
    assert "ran alert" not in seen[1]
