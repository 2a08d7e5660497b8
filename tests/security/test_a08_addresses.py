"""A08: no URL that somebody types makes the server speak to a machine of its own network."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from jiufang.access.addresses import target
from jiufang.access.errors import NoReply
from jiufang.access.outgoing import Outgoing
from jiufang.errors import BadInput, JiufangError, RefusedByPolicy

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "0" + ".0.0.0", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "fec0::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip
ODD = [
    "", " ", "x", "//example.org/", "/hook", "example.org", "http:example.org", "https://", "https:///x", "https://:443/", "ftp://example.org/",
    "file:///etc/passwd", "gopher://example.org/", "dict://example.org/", "ldap://example.org/", "jar:https://example.org!/", "data:text/plain,x",
    "javascript:alert(1)", "https://user@example.org/", "https://user:pass@example.org/", "https://example.org@127.0.0.1/",
    "https://example.org#@127.0.0.1/", "https://example.org\\@127.0.0.1/", "https://exa mple.org/", "https://example.org/\r\nHost: x",
    "https://example.org/\x00", "https://example.org:0/", "https://example.org:99999/", "https://example.org:x/", "https://[::1/", "https://ex[ample.org/",
    "https://例子.测试/", "https://①②⑦.①/", "https://%31%32%37.0.0.1/", "https://-x.org/", "https://x..org/", f"https://{'a' * 64}.org/",
    "https://[fe80::1%25eth0]/", "https://" + "a" * 3000 + ".org/",
]  # fmt: skip
DISGUISED = [
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "127.0.1",
    "017700000001",
    "localhost",
    "LOCALHOST.",
    "localtest.me",
]


def leads_to(*addresses: str):
    return lambda name, port: list(addresses)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str):
    """As a literal, and as what a name leads to, alone or beside a public one."""
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(RefusedByPolicy):
        target(f"https://{literal}/", resolve=leads_to())
    for addresses in ((address,), ("93.184.216.34", address), (address, "93.184.216.34")):
        with pytest.raises(RefusedByPolicy):
            target("https://innocent.example.org/", resolve=leads_to(*addresses))


@pytest.mark.parametrize("url", ODD)
def test_odd_urls_are_refused(url: str):
    """What is no plain http(s) URL is not asked for, and not quoted: it may hold a password."""
    with pytest.raises(JiufangError) as refusal:
        target(url, resolve=leads_to("93.184.216.34"))

    assert isinstance(refusal.value, BadInput | RefusedByPolicy)
    assert "pass" not in str(refusal.value).replace("passwd", "")


@pytest.mark.parametrize("host", DISGUISED)
def test_disguised_addresses_are_judged_by_where_they_lead(host: str):
    """Other spellings of 127.0.0.1 are names to us; the system reads them as addresses, and those are judged."""
    with pytest.raises((RefusedByPolicy, BadInput)):
        target(f"https://{host}/", resolve=leads_to("127.0.0.1"))


def test_public_machines_are_spoken_to_over_tls():
    """The address that was judged is the one that is connected to, the name the one that has to prove itself."""
    there = target("https://Hooks.Example.org:8443/in?x=1", resolve=leads_to("93.184.216.34", "2606:2800:220:1::1"))

    assert (there.https, there.host, there.port, there.address, there.path) == (True, "hooks.example.org", 8443, "93.184.216.34", "/in?x=1")
    assert there.authority == "hooks.example.org:8443"
    with pytest.raises(RefusedByPolicy, match="https"):
        target("http://hooks.example.org/", resolve=leads_to("93.184.216.34"))


def test_a_name_that_leads_nowhere():
    """Said as it is."""

    def fails(name: str, port: int) -> list[str]:
        raise OSError

    for resolve in (leads_to(), fails, leads_to("no address")):
        with pytest.raises(BadInput):
            target("https://nowhere.example.org/", resolve=resolve)


def test_the_owner_may_allow_a_machine_inside():
    """By name, with or without its port, and no other."""
    inside = frozenset({"hooks.lan", "10.0.0.9:9000"})

    assert target("http://hooks.lan/x", inside=inside, resolve=leads_to("10.0.0.8")).address == "10.0.0.8"
    assert target("http://10.0.0.9:9000/", inside=inside).port == 9000
    for url in ("http://10.0.0.9/", "https://10.0.0.9:9001/", "http://other.lan/", "https://hooks.lan.evil.org/"):
        with pytest.raises(RefusedByPolicy):
            target(url, inside=inside, resolve=leads_to("10.0.0.8"))


class Odd(http.server.BaseHTTPRequestHandler):
    """A server that behaves as its path says."""

    seen: list[str]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer."""
        type(self).seen.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            for _ in range(200):
                self.wfile.write(b"X-Drip: 1\r\n")
                time.sleep(0.1)
        else:
            body = b"x" * (10_000 if self.path == "/long" else 5)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + (7 if self.path == "/short" else 0)))
            self.end_headers()
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815


@pytest.fixture
def server() -> Iterator[str]:
    Odd.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) as running:
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_redirections_are_not_followed(server: str):
    """The answer is the redirection; the page behind it was never asked for."""
    reply = Outgoing(inside=frozenset({"127.0.0.1"})).send("GET", f"{server}/redirect")

    assert (reply.status, reply.headers["location"]) == (302, "/secret")
    assert Odd.seen == ["/redirect"]


def test_nothing_reaches_a_listener_that_was_not_allowed(server: str):
    """A real listener on this machine gets no connection, by address or by a name that leads there."""
    port = server.rsplit(":", 1)[1]
    for url in (server, f"https://127.0.0.1:{port}/", f"https://x.example.org:{port}/", f"http://localhost:{port}/"):
        with pytest.raises(RefusedByPolicy):
            Outgoing(resolve=leads_to("127.0.0.1")).send("GET", url)
    assert Odd.seen == []


def test_rebinding_leads_nowhere():
    """A name is looked up once: a second answer, which leads inside, is never asked for."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    there = target("https://rebind.example.org/", resolve=lambda name, port: next(answers))

    assert there.address == "93.184.216.34"
    assert next(answers) == ["127.0.0.1"]


def test_a_server_that_drips_is_cut_off(server: str):
    """A byte every tenth of a second is within every time-out of a read, and not within the deadline."""
    start = time.monotonic()
    with pytest.raises(NoReply):
        Outgoing(inside=frozenset({"127.0.0.1"}), seconds=0.5).send("GET", f"{server}/drip")

    assert time.monotonic() - start < 5


@pytest.mark.parametrize("path", ["/long", "/short"])
def test_answers_that_are_too_long_or_break_off(server: str, path: str):
    """Neither is taken for an answer."""
    with pytest.raises(NoReply):
        Outgoing(inside=frozenset({"127.0.0.1"}), limit=1000).send("POST", f"{server}{path}", body=b"{}")


def test_an_answer(server: str):
    """Status, headers in lower case, body."""
    reply = Outgoing(inside=frozenset({"127.0.0.1"})).send("POST", f"{server}/", body=b"{}", headers={"X-A": "b"})

    assert (reply.status, reply.headers["content-length"], reply.body) == (200, "5", b"xxxxx")


def test_nobody_there():
    """A closed port is told as no reply."""
    with pytest.raises(NoReply):
        Outgoing(inside=frozenset({"127.0.0.1"}), seconds=2).send("GET", "http://127.0.0.1:1/")
