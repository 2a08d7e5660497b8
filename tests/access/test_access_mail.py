"""One letter goes to one address, encrypted, and no text breaks out of a header; what goes wrong is told by codes alone."""

from __future__ import annotations

import dataclasses
import pickle
import socket
import threading
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("aiosmtpd")

from tests.post import PASSWORD, USER, certificate, serving

from jiufang.access.mail import NO_TLS, File, Mail, MailServer, NotSent, compose, is_address, one_line
from jiufang.errors import BadInput

ID = UUID(int=7)
ADDRESSES = ("mei@example.org", "a.b+c@sub.example.co", "x@xn--fsq.example")
NOT_ONE = (
    "",
    "a@b",
    "a@b.c, d@e.fg",
    "a b@c.de",
    "a@b.cd\r\nBcc: x@y.zz",
    "<a@b.cd>",
    "a@b.cd;e@f.gh",
    ".a@b.cd",
    "a..b@c.de",
    "张伟@例子.中国",
    "a@@b.cd",
    'a"@b.cd',
    "a@b.cd ",
)


def letter(**other):
    """Return a letter to Ada."""
    return Mail(
        **{
            "id": ID,
            "to": "ada@example.com",
            "subject": "您的申请 – about it",
            "text": "陈嘉树您好：\n\n.\nFrom here",
            "sender": '海港 "Works"',
            **other,
        }
    )


def to(server, **other):
    """Return how a server is spoken to."""
    return MailServer("localhost", server.port, False, USER, **other)


def test_it_arrives_as_it_was_written(post):
    """Chinese in subject, name and text; a lone dot and a `From` at a line's start; a file; the number of the letter."""
    to(post).send(letter(reply_to="tom@example.org", files=(File("录用 通知\r\n.pdf", b"%PDF\x00\xff"),)))
    ((whom, got),) = post.got
    body, file = got.get_body(("plain",)), next(got.iter_attachments())

    assert whom == ["ada@example.com"]
    assert got["subject"] == "您的申请 – about it"
    assert got["to"].addresses[0].addr_spec == "ada@example.com"
    assert (got["from"].addresses[0].display_name, got["from"].addresses[0].addr_spec) == ('海港 "Works"', USER)
    assert got["reply-to"].addresses[0].addr_spec == "tom@example.org"
    assert got["message-id"] == f"<{ID}@example.org>"
    assert body.get_content().replace("\r\n", "\n") == "陈嘉树您好：\n\n.\nFrom here\n"
    assert (file.get_filename(), file.get_content()) == ("录用 通知 .pdf", b"%PDF\x00\xff")
    assert got["bcc"] is got["cc"] is got["auto-submitted"] is None


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=300))
def test_no_text_breaks_out(subject, name, text):
    """Whatever stands in subject, name and text, there are our headers and no others, and one recipient."""
    made = compose(letter(subject=subject, sender=name, text=text.encode("utf-8", "replace").decode()), address=USER)
    read = message_from_bytes(made.as_bytes(), policy=policy.SMTP)

    assert {name.lower() for name in read} == {
        "from", "to", "subject", "date", "message-id", "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert [one.addr_spec for one in read["to"].addresses] == ["ada@example.com"]


def test_a_header_is_one_line():
    """Line breaks of all kinds are blanks."""
    assert one_line("a\r\nBcc: x@y.zz\x00\u2028b\x85c") == "a Bcc: x@y.zz b c"


@pytest.mark.parametrize("address", NOT_ONE)
def test_what_is_no_address_gets_nothing(post, address):
    """Nothing that a server could read as two, or as none; it is not tried again."""
    assert not is_address(address)
    with pytest.raises(NotSent) as refused:
        to(post).send(letter(to=address))
    assert refused.value.final
    assert post.got == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_an_address(address):
    """The usual ones are."""
    assert is_address(address)


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
def test_the_password_goes_over_tls(tmp_path, at_once):
    """By STARTTLS or from the first byte, to whom the certificate is of."""
    server, trust = certificate(tmp_path)
    with serving(tls=server, asks=True, from_the_start=at_once) as post:
        there = to(post, user=USER, password=PASSWORD, trust=trust)
        dataclasses.replace(there, tls=at_once).send(letter())

        assert post.signed_in == [(USER, PASSWORD)]
        assert len(post.got) == 1


def test_a_stranger_s_certificate_is_not_believed(tmp_path):
    """Of another name, or signed by nobody known: nothing is said, the password least of all."""
    server, trust = certificate(tmp_path, name="mail.example.org")
    with serving(tls=server, asks=True) as post:
        for believed in (trust, None):
            with pytest.raises(NotSent, match="SSLCertVerificationError"):
                to(post, user=USER, password=PASSWORD, trust=believed).send(letter())
        assert post.signed_in == []


def test_without_tls_nothing_goes_to_another_machine(post, monkeypatch):
    """A server elsewhere that offers no encryption gets neither password nor letter."""
    connect = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda _, *given, **named: connect(("127.0.0.1", post.port), *given, **named))
    with pytest.raises(NotSent) as refused:
        MailServer("mail.example.org", 25, False, USER, USER, PASSWORD).send(letter())

    assert refused.value.reason == NO_TLS
    assert post.got == []


@pytest.mark.parametrize(
    ("answer", "final"), [("451 4.7.1 greylisted ada@example.com", False), ("550 5.1.1 ada@example.com unknown", True), ("421 busy", False)]
)
def test_a_refusal_is_a_code(post, answer, final):
    """Servers quote whom they refuse; of that the code alone is kept. What is final is told."""
    post.refusals.append(answer)
    with pytest.raises(NotSent) as refused:
        to(post).send(letter())

    assert (refused.value.reason, refused.value.final) == (answer[:3], final)
    assert "ada@" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert pickle.loads(pickle.dumps(refused.value)).reason == answer[:3]  # noqa: S301 - our own


def test_a_wrong_password_is_told_without_it(tmp_path):
    """The code, and neither name nor password: not in the error, not in what shows the server."""
    server, trust = certificate(tmp_path)
    with serving(tls=server, asks=True) as post:
        there = to(post, user=USER, password="wrong zqkw", trust=trust)
        with pytest.raises(NotSent, match="535 at sign-in") as refused:
            there.send(letter())
        assert "zqkw" not in f"{refused.value!r} {refused.value} {there!r}"
        assert not refused.value.final


def test_a_server_that_drips_is_cut_off():
    """Time-outs are for one read; the whole exchange has one, too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            taken, _ = listening.accept()
            with taken:
                for _ in range(100):
                    taken.sendall(b"220-wait\r\n")
                    if done.wait(0.05):
                        return

        done = threading.Event()
        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotSent):
            MailServer("127.0.0.1", listening.getsockname()[1], False, USER, seconds=0.3).send(letter())
        done.set()
        thread.join()


def test_a_setting_is_a_server():
    """Port and encryption by the scheme; name and password may hold what URLs part by."""
    there = MailServer.of("smtp://jobs%40example.org:p%2Fw%40d@mail.example.org")
    assert there == MailServer("mail.example.org", 587, False, "jobs@example.org", "jobs@example.org", "p/w@d")
    assert MailServer.of("smtps://u:p@mail.example.org", address=USER) == MailServer("mail.example.org", 465, True, USER, "u", "p")
    assert MailServer.of("smtp://localhost", address=USER) == MailServer("localhost", 25, False, USER)
    assert MailServer.of("") is None
    with pytest.raises(BadInput, match="JIUFANG_MAIL_FROM"):
        MailServer.of("smtp://u:p@mail.example.org")
