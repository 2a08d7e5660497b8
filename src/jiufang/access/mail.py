"""Turn a letter into one e-mail and hand it to the company's mail server: to one address, encrypted on the way, the same at every try.

smtp://name:password@mail.example.org:587    STARTTLS before anything else is said; where there is none, nothing is sent
smtps://name:password@mail.example.org:465   TLS from the first byte
smtp://localhost                             a relay on this machine, which alone may go without TLS

RFC 5321, 5322, 3207, 8314. Nothing of a letter, an address or a password is in an error or a log: codes alone.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from jiufang.access.errors import NoReply
from jiufang.access.moments import now
from jiufang.errors import BadInput

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from uuid import UUID

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
WIRE = SMTP.clone(cte_type="7bit")  # which every server takes
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 587, "smtps": 465}
RELAY = 25  # of this machine
SECONDS = 60.0  # for a whole exchange
LONGEST_SUBJECT = 500  # characters
FINAL = range(550, 560)  # RFC 5321, 4.2.1: the mailbox or the letter is refused, and will be the next time
READY = 220
NO_TLS = "no encryption offered"


class NotSent(NoReply):
    """A mail server did not take a letter.

    Args:
        reason: a code: what the server answered, or the name of a failure.
        final: whether the same letter would be refused again.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(f"the mail server did not take it ({reason})", subject="mail")
        self.reason, self.final = reason, final

    def __reduce__(self) -> tuple[object, ...]:
        return NotSent, (self.reason,)


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a letter."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to one person.

    Args:
        id: the same at every try; whoever has got it already can tell.
        to: the person's own address.
        subject: in one line.
        text: what it says, as plain text.
        sender: what the sender is called beside the address.
        reply_to: whom an answer goes to; the sender when empty.
        automatic: nobody wrote it (RFC 3834), so that no machine answers it.
        files: what goes with it.
        at: when it was first to be sent.
    """

    id: UUID
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    sender: str = ""
    reply_to: str = field(default="", repr=False)
    automatic: bool = False
    files: tuple[File, ...] = field(default=(), repr=False)
    at: dt.datetime | None = None


@dataclass(frozen=True)
class MailServer:
    """The company's mail server.

    Args:
        host: its name.
        port: of the service.
        tls: from the first byte; else STARTTLS.
        user: what we are called there; empty where it asks nobody.
        password: for that.
        address: that letters come from.
        trust: whom to believe; the system's authorities when None.
        seconds: for a whole exchange.
    """

    host: str
    port: int
    tls: bool
    address: str
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None
    seconds: float = SECONDS

    @classmethod
    def of(cls, url: str, *, address: str = "") -> MailServer | None:
        """Return the server of a setting; None where there is none.

        Raises:
            BadInput: there is no address that letters could come from.
        """
        if not url:
            return None
        parts = urlsplit(url)
        host, user = parts.hostname or "", unquote(parts.username or "")
        sender = address or user
        if not is_address(sender):
            raise BadInput("no address is set that mails come from", subject="JIUFANG_MAIL_FROM", hint="such as jobs@example.org")
        usual = RELAY if host in LOOPBACK and parts.scheme == "smtp" else PORTS[parts.scheme]
        return cls(host, parts.port or usual, parts.scheme == "smtps", sender, user, unquote(parts.password or ""))

    def send(self, mail: Mail) -> None:
        """Hand a letter over; it is the server's once this returns.

        Raises:
            NotSent: it was not taken; or the server vanished before it said so.
        """
        letter = compose(mail, address=self.address)
        with self._told(), self._speaking() as spoken:
            spoken.sendmail(self.address, [mail.to], letter.as_bytes())

    def greet(self) -> None:
        """Sign in and say goodbye, to see whether letters could be sent.

        Raises:
            NotSent: they could not.
        """
        with self._told(), self._speaking() as spoken:
            spoken.noop()

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[smtplib.SMTP]:
        """Connect, encrypt, sign in; cut off whatever takes too long, since a time-out of a socket is for one read alone."""
        trust = self.trust or ssl.create_default_context()
        spoken = smtplib.SMTP_SSL(timeout=self.seconds, context=trust) if self.tls else smtplib.SMTP(timeout=self.seconds)
        clock = threading.Timer(self.seconds, _cut, [spoken])
        clock.daemon = True
        clock.start()
        try:
            spoken._host = self.host  # type: ignore[attr-defined]  # whose certificate is asked for; only `connect` by the constructor sets it
            code, _ = spoken.connect(self.host, self.port)
            if code != READY:
                raise NotSent(str(code))
            spoken.ehlo_or_helo_if_needed()
            self._encrypt(spoken, trust)
            if self.user and self.password:
                spoken.login(self.user, self.password)
            yield spoken
            with contextlib.suppress(OSError, smtplib.SMTPException):
                spoken.quit()
        finally:
            clock.cancel()
            spoken.close()

    def _encrypt(self, spoken: smtplib.SMTP, trust: ssl.SSLContext) -> None:
        if self.tls:
            return
        if spoken.has_extn("starttls"):
            if self.host in LOOPBACK and not self.user:
                return  # a relay of this machine with a certificate of its own
            spoken.starttls(context=trust)
            spoken.ehlo()
        elif self.host not in LOOPBACK:
            raise NotSent(NO_TLS)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Leave of every error its code, since servers like to quote whom and what they refuse."""
        try:
            yield
        except NotSent:
            raise
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(f"{error.smtp_code} at sign-in") from None
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _ in error.recipients.values()), 550)
            raise NotSent(str(code), final=code in FINAL) from None
        except smtplib.SMTPResponseException as error:
            raise NotSent(str(error.smtp_code), final=error.smtp_code in FINAL) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(type(error).__name__) from None


def is_address(text: str) -> bool:
    """Tell whether a text is one e-mail address, and nothing that a mail server could read as two."""
    return ADDRESS.fullmatch(text) is not None and ".." not in text and not text.startswith(".") and ".@" not in text


def compose(mail: Mail, *, address: str) -> EmailMessage:
    """Return a letter as it is sent: headers that no text can break out of, and its text in UTF-8.

    Args:
        mail: the letter.
        address: that it comes from.

    Raises:
        NotSent: what it goes to is no address.
    """
    if not is_address(mail.to):
        raise NotSent("no address", final=True)
    made = EmailMessage(policy=WIRE)
    made["From"] = _from(mail.sender, address)
    made["To"] = Address(addr_spec=mail.to)
    if mail.reply_to and is_address(mail.reply_to):
        made["Reply-To"] = Address(addr_spec=mail.reply_to)
    made["Subject"] = one_line(mail.subject)[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(mail.at or now())
    made["Message-ID"] = f"<{mail.id}@{address.rpartition('@')[2]}>"
    if mail.automatic:
        made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text.replace("\r\n", "\n").strip() + "\n", charset="utf-8")
    for file in mail.files:
        made.add_attachment(file.content, maintype="application", subtype="octet-stream", filename=one_line(file.name) or "file")
    if mail.files:
        made.set_boundary(f"part-{mail.id.hex}")  # the same bytes at every try
    return made


def one_line(text: str) -> str:
    """Return a text without line breaks and other control characters."""
    return " ".join("".join(" " if ord(c) < 32 or ord(c) in {127, 0x85, 0x2028, 0x2029} else c for c in text).split())


def _from(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)


def _cut(spoken: smtplib.SMTP) -> None:
    held = spoken.sock
    if held is not None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(held, socket.SHUT_RDWR)
