"""Turn a password, a provider's word or a first link into a session, and a token into who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.access.errors import NotSignedIn
from jiufang.access.oidc import Identity, admit
from jiufang.access.people import User
from jiufang.access.policy import Actor
from jiufang.access.sessions import Known
from jiufang.access.tokens import Kind, Token
from jiufang.errors import Conflict, NotFound
from jiufang.store.ids import new_id
from jiufang.store.shelves import Begun
from jiufang.workspace.entering.accounts import ChangingAccounts
from jiufang.workspace.entering.credentials import GivingCredentials

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

TENANTS = 1000  # whose entrances are kept at hand
NOBODY = "anonymous"


@dataclass(frozen=True)
class Entered:
    """Somebody who just came in.

    Args:
        known: who, and the token for their cookie.
        device: for the cookie by which their browser is known again when they sign in.
        back: the page that they wanted, where a provider was asked.
    """

    known: Known
    device: str = field(repr=False)
    back: str = "/"


class Entrance(ChangingAccounts, GivingCredentials):
    """What lets the people of one tenant in.

    The rules themselves (`users`, `sessions`, `keys`, `links`, `accounts`, `signin`, `answers`) are there for reading; whatever changes
    something has a method here, which keeps all of it or nothing, and tells the audit log. It takes what `Whole` takes.
    """

    def first_link(self) -> str | None:
        """Return the token of the page on which the first owner is made, to be shown where only the installer sees it; None when there is one."""
        with self._work() as work:
            return work.accounts.first_link(id=new_id())

    def first_owner(self, token: str, *, email: str, name: str, password: str) -> User:
        """Make the first owner.

        Raises:
            NotFound: the token opens nothing, or somebody was faster.
            BadInput: the address or the password will not do; the token is still good then.
        """
        with self._work() as work:
            user = work.accounts.first_owner(token, id=new_id(), email=email, name=name, password=password)
            work.log("became owner", user, by=user.email)
            return user

    def sign_in(self, email: str, password: str, *, address: str, device: str = "", before: str | None = None) -> Entered:
        """Begin a session for whose address and password these are.

        Args:
            email: as it was typed.
            password: as it was typed.
            address: the network address of the browser.
            device: the value of its device cookie.
            before: the token that the browser carried until now; that session ends.

        Raises:
            NotSignedIn: they are nobody's, or that user may not come in.
            TooMany: it was tried too often.
        """
        try:
            user = self.signin.by_password(email, password, address=address, device=device)
        except NotSignedIn:
            with self._work() as work:  # as often as the limiter lets somebody try, and no more
                work.log("refused", None, by=NOBODY, subject="sign-in")
            raise
        return self._begin(user, before, via="password")

    def vouched_for(self, email: str, *, before: str | None = None) -> Entered:
        """Begin a session for whom whoever started the program on this machine vouches; the demo alone does.

        Raises:
            NotSignedIn: this is nobody's address, or they may not come in.
        """
        user = self.users.by_email(email)
        if user is None or not user.active:
            raise NotSignedIn("nobody here has this address", subject=email)
        return self._begin(user, before, via="demo")

    def sign_in_at_provider(self, answer: Mapping[str, str], cookie: str, *, before: str | None = None) -> Entered:
        """Begin a session for somebody who came back from the company's provider.

        Args:
            answer: the parameters of the page that it sent them to.
            cookie: what `oidc.begin` had the browser keep.
            before: the token that the browser carried until now; that session ends.

        Raises:
            NotFound: there is no provider.
            NotSignedIn: the provider said no, or they are nobody here.
            NoReply: it cannot be reached.
        """
        identity = self._identity(answer, cookie)
        with self._work() as work:
            user = admit(identity, work.users)
        return self._begin(user, before, via="provider", back=identity.back)

    def confirm(self, known: Known, password: str, *, address: str, device: str = "") -> Known:
        """Take note that somebody who is signed in gave their password again.

        Raises:
            NotSignedIn, TooMany: they did not.
            Conflict: the session changed at this moment.
        """
        self.signin.by_password(known.user.email, password, address=address, device=device)
        return self._confirmed(known, via="password")

    def confirm_at_provider(self, known: Known, answer: Mapping[str, str], cookie: str) -> Known:
        """Take note that somebody who is signed in was asked again by the provider.

        Raises:
            NotFound: there is no provider.
            NotSignedIn: it said no, it was not asked to ask, or it is somebody else.
            Conflict: the session changed at this moment.
        """
        identity = self._identity(answer, cookie)
        if not identity.afresh or admit(identity, self.users).id != known.user.id:
            raise NotSignedIn("this was not you, or not now", hint="confirm once more")
        return self._confirmed(known, via="provider")

    def recognise(self, text: str, *, begun: Begun | None = None) -> Known | None:
        """Return who a session's token belongs to; None when it is nobody's, or not any more.

        Args:
            text: the token.
            begun: the transaction to look in.
        """
        with self._work(begun) as work:
            return work.sessions.recognise(text)

    def program(self, text: str, *, begun: Begun | None = None) -> tuple[Actor, User] | None:
        """Return who a program's key acts for; None when it opens nothing, or not any more.

        Args:
            text: the key.
            begun: the transaction to look in.
        """
        with self._work(begun) as work:
            actor = work.keys.recognise(text)
            return None if actor is None else (actor, work.user(actor.id))

    def sign_out(self, text: str) -> None:
        """End the session of a token."""
        token = Token.parse(text, Kind.SESSION)
        with self._work() as work:
            session = work.session_shelf.find(token.hash) if token else None
            user = work.users.by_id(session.user) if session else None
            work.sessions.end(text)
            if user is not None:
                work.log("signed out", user, by=user.email)

    def sweep(self) -> int:
        """Forget sessions, links and answers that are over; return how many there were."""
        at = self.clock()
        with self._work() as work:
            gone = work.session_shelf.sweep(before=at - self.limits.absolute)
            return gone + work.link_shelf.sweep(before=at) + work.answers.sweep(before=at)

    def _begin(self, user: User, before: str | None, *, via: str, back: str = "/") -> Entered:
        with self._work() as work:
            known = work.sessions.begin(user, id=new_id(), before=before)
            work.log("signed in", user, by=user.email, via=via)
        self.sweep()
        return Entered(known, self.signin.device(user.id), back)

    def _confirmed(self, known: Known, *, via: str) -> Known:
        with self._work() as work:
            confirmed = work.sessions.confirm(known)
            if confirmed is None:
                raise Conflict("the session changed at this moment", subject="session", hint="try again")
            work.log("confirmed", known.user, by=known.user.email, via=via)
            return confirmed

    def _identity(self, answer: Mapping[str, str], cookie: str) -> Identity:
        if self.oidc is None:
            raise NotFound("no provider is set up", subject="provider", hint="sign in with a password")
        return self.oidc.finish(answer, cookie)


class Entrances:
    """Gives the entrance of each tenant of a store: a token says which one is to be asked.

    Args:
        ws: the workspace.
        given: what every `Entrance` is given: `redirect`, `limiter`, `passwords`, `clock`, `fetch`.
    """

    def __init__(self, ws: OpenWorkspace, **given: Any) -> None:
        self._made = lru_cache(TENANTS)(partial(Entrance, ws.store, settings=ws.engine.settings, **given))

    def __call__(self, tenant: UUID) -> Entrance:
        """Return the entrance of a tenant; of one that does not exist it opens to nobody."""
        return self._made(tenant)
