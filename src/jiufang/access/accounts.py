"""How accounts come and go: the first owner of a fresh installation, invitations, new passwords, other roles, goodbye.

Who may do which is the policy's to say (`users.manage`); here is what comes of it, and what must never: an installation that
the first stranger takes, one without an owner, a form that tells who has an account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jiufang.access.errors import NotAllowed, NotSignedIn
from jiufang.access.limits import Limiter, Rate, require
from jiufang.access.links import Link, Links
from jiufang.access.moments import Clock, now
from jiufang.access.passwords import Passwords
from jiufang.access.people import User, Users
from jiufang.access.roles import Role
from jiufang.access.sessions import SessionShelf
from jiufang.access.strength import check
from jiufang.access.tokens import Kind
from jiufang.errors import BadInput, NotFound

ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f<>,;:\"]{1,64}@[^\s@\x00-\x1f\x7f<>,;:\"]{1,190}\.[^\s@\x00-\x1f\x7f<>,;:\".]{2,63}")
FORGOTTEN = Rate("new passwords asked for", burst=3, seconds=3600)


@dataclass(frozen=True)
class Accounts:
    """Makes, changes and closes the accounts of one tenant.

    Args:
        tenant: whose they are.
        known: words that no password may be made of, such as the company's name.
    """

    tenant: UUID
    users: Users
    links: Links
    sessions: SessionShelf
    passwords: Passwords
    limiter: Limiter
    clock: Clock = now
    known: Sequence[str] = ()

    def first_link(self, *, id: UUID) -> str | None:
        """Return the token of the page on which the first owner is made, to be shown where only the installer sees it; None when there is one."""
        return None if self.users.owners() else self.links.make(Kind.OWNER, self.tenant, id=id, about=self.tenant)[0]

    def first_owner(self, token: str, *, id: UUID, email: str, name: str, password: str) -> User:
        """Make the first owner.

        Raises:
            NotFound: the token opens nothing, or somebody was faster.
            BadInput: the address or the password will not do; the token is still good then.
        """
        link = self.links.open(token, Kind.OWNER)
        if link.about != self.tenant or self.users.owners():
            raise NotFound("there is an owner already", hint="ask them to invite you")
        user = self._user(id, email, Role.OWNER, name, self._hash(password, email, name))
        self.links.use(token, Kind.OWNER)
        self.users.add(user)
        return user

    def invite(self, email: str, role: Role, *, id: UUID, link: UUID, name: str = "") -> tuple[User, str]:
        """Make an account, and the token of the page on which its user chooses a password; until then only their provider lets them in.

        Raises:
            BadInput: this is no address, or no role that users have.
        """
        user = self._user(id, email, role, name, None)
        self.users.add(user)
        return user, self.links.make(Kind.INVITATION, self.tenant, id=link, about=id)[0]

    def accept(self, token: str, password: str) -> User:
        """Let somebody who was invited choose their password.

        Raises:
            NotFound: the token opens nothing.
            WeakPassword: the token is still good.
        """
        return self._set_password(token, Kind.INVITATION, password)

    def forgotten(self, email: str, *, link: UUID, address: str) -> tuple[User, str] | None:
        """Return whom to write to, and the token of the page; None when nobody has this address.

        What is answered must be the same either way, and be sent before the letter is.

        Raises:
            TooMany: from this network address, or for this account, known or not.
        """
        who = email.strip().casefold()
        require(self.limiter, FORGOTTEN, f"address {address}")
        require(self.limiter, FORGOTTEN, f"account {who}")
        user = self.users.by_email(email.strip())
        if user is None or not user.active:
            return None
        return user, self.links.make(Kind.PASSWORD, self.tenant, id=link, about=user.id)[0]

    def reset(self, token: str, password: str) -> User:
        """Let somebody who forgot their password choose another; all their sessions end.

        Raises:
            NotFound: the token opens nothing.
            WeakPassword: the token is still good.
        """
        return self._set_password(token, Kind.PASSWORD, password)

    def change(self, user: User, old: str, new: str, *, address: str) -> None:
        """Let somebody who is signed in change their password; all their sessions end, this one too.

        Raises:
            NotSignedIn: the old one is not theirs.
            TooMany: it was tried too often.
            WeakPassword: the new one will not do.
        """
        require(self.limiter, Rate("password changes", burst=5, seconds=900), f"{user.id} {address}")
        if not self.passwords.fits(old, user.password_hash):
            raise NotSignedIn("this is not your password", hint="try again")
        self._keep(user, self._hash(new, user.email, user.name))

    def give_role(self, id: UUID, role: Role) -> None:
        """Give a user another role, from their next request on.

        Raises:
            NotAllowed: nobody would be owner.
            BadInput: no role that users have.
        """
        user = self._found(id)
        if role is not Role.OWNER:
            self._keep_an_owner(user)
        self.users.set_role(id, _staff(role))

    def disable(self, id: UUID) -> None:
        """Let a user in no more: sessions end, links are dropped, keys open nothing.

        Raises:
            NotAllowed: nobody would be owner.
        """
        self._keep_an_owner(self._found(id))
        self.users.set_disabled(id, at=self.clock())
        self.sessions.end_all(id)
        self._drop_links(id)

    def enable(self, id: UUID) -> None:
        """Let a user in again."""
        self._found(id)
        self.users.set_disabled(id, at=None)

    def sign_out_everywhere(self, id: UUID) -> None:
        """End all sessions of a user."""
        self.sessions.end_all(id)

    def _set_password(self, token: str, kind: Kind, password: str) -> User:
        link: Link = self.links.open(token, kind)
        user = self._found(link.about)
        if not user.active:
            raise NotFound("this link opens nothing any more", hint="ask for a new one")
        hashed = self._hash(password, user.email, user.name)
        self.links.use(token, kind)
        self._keep(user, hashed)
        return self._found(user.id)

    def _keep(self, user: User, hashed: str) -> None:
        self.users.set_password(user.id, hashed, at=self.clock())
        self.sessions.end_all(user.id)
        self._drop_links(user.id)

    def _hash(self, password: str, email: str, name: str) -> str:
        check(password, known=[email, name, *self.known])
        return self.passwords.hash(password)

    def _user(self, id: UUID, email: str, role: Role, name: str, hashed: str | None) -> User:
        written = email.strip()
        if not ADDRESS.fullmatch(written):
            raise BadInput("this is no e-mail address", subject="email", hint="such as mei@example.org")
        return User(self.tenant, id, written, _staff(role), hashed, name=name)

    def _found(self, id: UUID) -> User:
        user = self.users.by_id(id)
        if user is None:
            raise NotFound("there is no such user", subject=f"user {id}")
        return user

    def _keep_an_owner(self, user: User) -> None:
        if user.role is Role.OWNER and user.active and self.users.owners() < 2:
            raise NotAllowed("somebody has to be owner", subject=f"user {user.id}", hint="make somebody else owner first")

    def _drop_links(self, user: UUID) -> None:
        for kind in (Kind.INVITATION, Kind.PASSWORD):
            self.links.shelf.drop(kind, user)


def _staff(role: Role) -> Role:
    if role not in Role.staff():
        raise BadInput("candidates have links and no accounts", subject="role")
    return role
