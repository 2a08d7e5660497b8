"""Let somebody prove who they are at their company's provider (OpenID Connect Core 1.0: code flow with PKCE; RFC 9700).

begin()   a URL of the provider, and a sealed cookie with state, nonce and verifier: nothing is kept here meanwhile
finish()  the provider's answer and that cookie → who it is
admit()   who it is → the user who was invited
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jiufang.access.errors import InvalidToken, NotSignedIn
from jiufang.access.moments import Chance, Clock, chance, now
from jiufang.access.oidc_provider import Provider
from jiufang.access.people import User, Users
from jiufang.access.sealing import Seal

STATE_COOKIE = "jiufang_oidc"
LASTS = dt.timedelta(minutes=10)
RANDOM_BYTES = 32
LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}")  # a path of ours; `//host` and `/\host` would be other sites


@dataclass(frozen=True, slots=True)
class Begun:
    """Where to send the browser, and the cookie that it must bring back."""

    url: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says somebody is.

    Args:
        issuer: the provider.
        subject: its name for them, never given to anybody else (Core 1.0 § 8).
        email: their address, which may be given to others one day.
        verified: the provider has seen to it that the address is theirs.
        name: what they are called.
        proved_at: when they proved it there, as far as it says.
        afresh: they were asked now, for something that needs it.
        back: the page of ours that they wanted.
    """

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str
    proved_at: dt.datetime | None
    afresh: bool
    back: str

    @property
    def key(self) -> str:
        """Issuer and subject in one string, as a user's `oidc_subject`."""
        return f"{self.issuer} {self.subject}"


@dataclass(frozen=True)
class Login:
    """Signs people of one tenant in at its provider.

    Args:
        tenant: whose provider it is.
        provider: the provider.
        seal: for this purpose alone.
    """

    tenant: UUID
    provider: Provider
    seal: Seal
    clock: Clock = now
    random: Chance = chance

    def begin(self, *, back: str = "/", afresh: bool = False) -> Begun:
        """Begin a login.

        Args:
            back: the page of ours to show afterwards; another site's is not followed.
            afresh: ask for the password even of somebody who is signed in there.

        Raises:
            BadInput: the provider is none.
            NoReply: it cannot be reached.
        """
        state, nonce, verifier = (self._letters() for _ in range(3))
        url = self.provider.authorization_url(state=state, nonce=nonce, verifier=verifier, afresh=afresh)
        until = (self.clock() + LASTS).timestamp()
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "back": local(back), "afresh": afresh, "until": until}
        return Begun(url, self.seal.close(kept, bound=self._bound))

    def finish(self, answer: Mapping[str, str], cookie: str) -> Identity:
        """Return who came back from the provider. The cookie has to be removed, whatever comes of it.

        Args:
            answer: the parameters of the page that the provider sent them to.
            cookie: of the browser; another browser's answer is not taken (login CSRF).

        Raises:
            NotSignedIn: the provider said no, or the answer is not one to this browser's question.
            NoReply: the provider cannot be reached.
        """
        kept = self._kept(cookie)
        if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
            raise NotSignedIn("this answer belongs to another sign-in", hint="begin again")
        self._check_issuer(answer)
        if "error" in answer or not answer.get("code"):
            raise NotSignedIn("the provider did not let you in", hint="ask whoever runs it")
        claims = self.provider.claims(answer["code"], nonce=kept["nonce"], verifier=kept["verifier"], afresh=kept["afresh"])
        return _identity({"email_verified": self.provider.configuration.vouches, **claims}, kept)

    def _kept(self, cookie: str) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = self.seal.open(cookie, bound=self._bound, what="sign-in")
        except InvalidToken:
            raise NotSignedIn("this sign-in was not begun in this browser", hint="begin again") from None
        if self.clock().timestamp() > kept["until"]:
            raise NotSignedIn("this sign-in took too long", hint="begin again")
        return kept

    def _check_issuer(self, answer: Mapping[str, str]) -> None:
        """Refuse an answer of another provider, where providers tell who they are (RFC 9207)."""
        told, there = answer.get("iss"), self.provider.offers()
        must = there.get("authorization_response_iss_parameter_supported") is True
        if told != there["issuer"] and (must or told is not None):
            raise NotSignedIn("this answer is another provider's", hint="begin again")

    @property
    def _bound(self) -> str:
        return f"oidc {self.tenant} {self.provider.configuration.issuer} {self.provider.configuration.client}"

    def _letters(self) -> str:
        return base64.urlsafe_b64encode(self.random(RANDOM_BYTES)).rstrip(b"=").decode("ascii")


def admit(identity: Identity, users: Users) -> User:
    """Return the user that an identity is.

    The first time they are found by their address, if the provider vouches for it and nobody else is bound to that user; from then on
    by the provider's name for them. Nobody who was not invited gets in.

    Raises:
        NotSignedIn: they are nobody here, or may not come in any more.
    """
    user = users.by_subject(identity.key)
    if user is None and identity.verified and identity.email:
        user = users.by_email(identity.email.strip())
        if user is not None and user.active and user.oidc_subject is None:
            users.set_subject(user.id, identity.key)
        else:
            user = None
    if user is None or not user.active:
        raise NotSignedIn("nobody here goes by this account", hint="ask the owner to invite you")
    return user


def local(path: str) -> str:
    """Return a path of ours as it is, and the first page for anything else (open redirects, ASVS 3.7.2)."""
    return path if LOCAL.fullmatch(path) else "/"


def _identity(claims: Mapping[str, Any], kept: Mapping[str, Any]) -> Identity:
    email, name = claims.get("email"), claims.get("name")
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=email if isinstance(email, str) else "",
        verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else "",
        proved_at=_moment(claims.get("auth_time")),
        afresh=bool(kept["afresh"]),
        back=str(kept["back"]),
    )


def _moment(seconds: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC) if isinstance(seconds, int | float) else None
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
