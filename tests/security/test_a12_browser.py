"""A12 and A17 in a real browser: cookies that no script reads, a page that is gone after signing out, another site that can neither change nor frame ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("playwright")
pytest.importorskip("fastapi")

from tests.access.cast import PASSWORD
from tests.browser import accessible
from tests.browser.accessible import Premises
from tests.web.people import CAST

pytestmark = [pytest.mark.browser]
SECRET = "Kafka engineer for the harbour"


@pytest.fixture(scope="module")
def premises(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """A company with one job."""
    from jiufang.jobs.records import Job

    with accessible.empty(server, tmp_path_factory.mktemp("alone")) as made:
        made.world["job"] = made.ws.add_job(Job.from_text(f"{SECRET}\n\nRequirements\n- Kafka\n"), by="mei@example.org").id
        yield made


@pytest.fixture
def context(chromium: Any) -> Iterator[Any]:
    """A browser that nobody used yet."""
    opened = chromium.new_context()
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def sign_in(context: Any, premises: Premises, onto: str = "/") -> Any:
    """Sign in by the form; return the tab."""
    page = context.new_page()
    page.goto(f"{premises.url}/sign-in?next={onto}")
    page.fill("[name=email]", CAST["mei"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(premises.url + onto)
    return page


@contextmanager
def elsewhere(html: str) -> Iterator[str]:
    """Serve a page of another site."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{{host}}:{server.server_port}/"
        server.shutdown()


def test_a12_no_script_reads_the_cookie(context: Any, premises: Premises):
    """Of all cookies that a browser gets by signing in, the session is HttpOnly and SameSite, for this host alone, and ends with the browser."""
    page = sign_in(context, premises)
    (session,) = [one for one in context.cookies() if one["name"] == "jiufang"]

    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"
    assert session["path"] == "/"
    assert session["domain"] == "127.0.0.1"
    assert session["expires"] == -1
    assert session["value"] not in page.evaluate("document.cookie")
    assert "jiufang=" not in page.evaluate("document.cookie")
    assert session["value"] not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a12_signing_in_changes_the_session(context: Any, premises: Premises):
    """A token that was planted before is not the one afterwards."""
    planted = premises.cookies("tom")
    context.add_cookies(planted)
    sign_in(context, premises)
    (session,) = [one for one in context.cookies() if one["name"] == "jiufang"]

    assert session["value"] not in {one["value"] for one in planted}


def test_a12_after_signing_out_nothing_is_left(context: Any, premises: Premises):
    """The back button shows nothing of what was seen, and the old cookie opens nothing."""
    page = sign_in(context, premises, "/jobs")
    (session,) = [one for one in context.cookies() if one["name"] == "jiufang"]
    page.goto(f"{premises.url}/jobs/{premises.world['job']}/edit")
    assert SECRET in page.content()
    page.click(".side .menu summary")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in*")

    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert SECRET not in page.content()
        assert "/sign-in" in page.url
    context.add_cookies([session])
    page.goto(f"{premises.url}/jobs")
    assert "/sign-in" in page.url


def known(context: Any, premises: Premises) -> Any:
    """Return a tab of somebody who signed in before."""
    context.add_cookies(premises.cookies("mei"))
    page = context.new_page()
    page.goto(premises.url + "/")
    return page


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a12_another_site_changes_nothing(context: Any, premises: Premises, host: str):
    """A form and a script of another origin (another port: the same site, so that the cookie goes along; another name) are refused."""
    page = known(context, premises)
    before = len(premises.ws.openings.list().rows)
    html = (
        f"<form id=f method=post action='{premises.url}/jobs/new'><input name=text value='Cook\n\nRequirements\n- Fish'></form>"
        f"<form id=m method=post enctype='multipart/form-data' action='{premises.url}/jobs/new'><input name=text value='Cook'></form>"
    )
    statuses = []
    with elsewhere(html) as site:
        for form in ("f", "m"):
            page.goto(site.format(host=host))
            with page.expect_navigation() as gone:
                page.evaluate(f"document.getElementById('{form}').submit()")
            statuses.append(gone.value.status)
        page.goto(site.format(host=host))
        read = page.evaluate(
            "(url) => fetch(url + '/jobs.json', { credentials: 'include' }).then((one) => one.text()).catch(() => 'nothing')", premises.url
        )
        sent = page.evaluate(
            "(url) => fetch(url + '/api/v1/jobs', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}' }).then((one) => one.type).catch(() => 'refused')",
            premises.url,
        )

    assert statuses == [403, 403] if host == "127.0.0.1" else all(one in {303, 401, 403} or "/sign-in" in page.url for one in statuses)
    assert read == "nothing"
    assert sent in {"opaque", "refused"}
    assert len(premises.ws.openings.list().rows) == before


def test_a17_no_site_frames_ours(context: Any, premises: Premises):
    """Neither a page nor a file shows in a frame of another site, or in one of our own."""
    page = known(context, premises)
    paths = ("/", "/jobs", "/sign-in", "/jobs.json", "/no/such/page", "/api/v1/openapi.json")
    with elsewhere("".join(f"<iframe src='{premises.url}{path}'></iframe>" for path in paths)) as site:
        page.goto(site.format(host="127.0.0.1"))
        page.wait_for_timeout(500)
        shown = [frame.url for frame in page.frames[1:] if frame.url.startswith(premises.url)]

    assert shown == []


def test_a17_nothing_is_sniffed_or_opened(context: Any, premises: Premises):
    """A page that was opened by another one has no way back to it, and a script cannot be loaded from a page."""
    page = known(context, premises)
    page.goto(premises.url + "/")
    loaded = page.evaluate(
        "() => new Promise((done) => { const one = document.createElement('script'); one.src = '/jobs'; one.onload = () => done('ran'); one.onerror = () => done('refused'); document.head.append(one); })"
    )
    inline = page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'globalThis.ran = 1'; document.head.append(one); return globalThis.ran ?? 'refused'; }"
    )
    framed = page.evaluate(
        "() => new Promise((done) => { const one = document.createElement('iframe'); one.onload = () => { try { done(one.contentDocument.title || 'refused'); } catch { done('refused'); } }; one.src = '/jobs'; document.body.append(one); })"
    )
    with elsewhere(f"<script>globalThis.other = open('{premises.url}/jobs')</script>") as site:
        page.goto(site.format(host="127.0.0.1"))
        page.wait_for_timeout(300)
        closed = page.evaluate("() => { try { return other === null || other.closed || other.document.title; } catch { return true; } }")

    assert (loaded, inline, framed, closed) == ("refused", "refused", "refused", True)
