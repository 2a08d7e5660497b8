"""A real mail server in this process, that keeps what it was given, and refuses what it is told to."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "jobs@example.org", "s3cret pass/word@zqkw"


@dataclass
class Post:
    """What a mail server got, and how it behaves.

    Attributes:
        got: the letters, with the addresses that they were for.
        refusals: what it answers to letters, one after the other, instead of taking them; `hang up` takes one and vanishes.
        signed_in: the names and passwords that it was given.
    """

    url: str = ""
    port: int = 0
    trust: ssl.SSLContext | None = None
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - what aiosmtpd calls
        """Take a letter, or refuse it."""
        refusal = self.refusals.pop(0) if self.refusals else ""
        if refusal and refusal != "hang up":
            return refusal
        self.raw.append(envelope.content)
        self.got.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.SMTP)))
        if refusal:
            server.transport.close()
        return "250 taken"

    def sign_in(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> Any:
        """Let whoever knows the password in."""
        told = (given.login.decode(), given.password.decode())
        self.signed_in.append(told)
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=told == (USER, PASSWORD), handled=False)


@contextmanager
def serving(*, tls: ssl.SSLContext | None = None, asks: bool = False, from_the_start: bool = False) -> Iterator[Post]:
    """Run a mail server.

    Args:
        tls: for STARTTLS, or from the first byte.
        asks: for name and password.
        from_the_start: speak TLS from the first byte.
    """
    smtp = pytest.importorskip("aiosmtpd.smtp")
    made, loop = Post(), asyncio.new_event_loop()
    given: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls and not from_the_start else {}
    if asks:
        given |= {"authenticator": made.sign_in, "auth_required": True, "auth_require_tls": tls is not None and not from_the_start}
    speak = partial(smtp.SMTP, made, hostname="localhost", loop=loop, **given)
    server = loop.run_until_complete(loop.create_server(speak, "127.0.0.1", 0, ssl=tls if from_the_start else None))
    made.port = server.sockets[0].getsockname()[1]
    made.url = f"smtp://127.0.0.1:{made.port}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


@pytest.fixture
def post() -> Iterator[Post]:
    """A relay of this machine, without TLS."""
    with serving() as made:
        yield made


def certificate(folder: Path, *, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server shows, and what a client believes."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    shown = made.public_bytes(serialization.Encoding.PEM)
    (folder / "key.pem").write_bytes(private)
    (folder / "cert.pem").write_bytes(shown)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cadata=shown.decode())
