"""Change accounts: who works here, in which role, with which password; each change whole, and in the audit log."""

from __future__ import annotations

from uuid import UUID

from jiufang.access.moments import age
from jiufang.access.people import User
from jiufang.access.roles import Role
from jiufang.access.sessions import Session
from jiufang.access.tokens import Kind
from jiufang.errors import Conflict
from jiufang.store.ids import new_id
from jiufang.store.tables import users
from jiufang.workspace.entering.parts import Whole


class ChangingAccounts(Whole):
    """The part of an entrance that changes accounts."""

    def invite(self, email: str, role: Role, *, by: str, name: str = "") -> tuple[User, str]:
        """Make an account, and the token of the page on which its user chooses a password.

        Raises:
            BadInput: this is no address, or no role that users have.
            Conflict: somebody has this address.
        """
        with self._work() as work:
            user, token = work.accounts.invite(email, role, id=new_id(), link=new_id(), name=name)
            work.log("invited", user, by=by, role=str(role))
            return user, token

    def invite_again(self, id: UUID, *, by: str) -> str:
        """Make another invitation for somebody who has not come in yet; the one before opens nothing any more.

        Raises:
            NotFound: there is no such user.
            Conflict: they have a password, or may not come in.
        """
        with self._work() as work:
            user = work.user(id)
            if user.password_hash is not None or not user.active:
                raise Conflict("they have come in already, or may not", subject=f"user {id}", hint="let them choose a new password")
            work.log("invited", user, by=by, role=str(user.role))
            return work.links.make(Kind.INVITATION, self.tenant, id=new_id(), about=id)[0]

    def password_link(self, id: UUID, *, by: str) -> str:
        """Return the token of the page on which a user chooses another password, for an owner to pass on where no mail is set up.

        Raises:
            NotFound: there is no such user.
            Conflict: they may not come in, or have no password yet.
        """
        with self._work() as work:
            user = work.user(id)
            if user.password_hash is None or not user.active:
                raise Conflict("they have no password yet, or may not come in", subject=f"user {id}", hint="invite them again")
            work.log("made a password link", user, by=by)
            return work.links.make(Kind.PASSWORD, self.tenant, id=new_id(), about=id)[0]

    def rename(self, id: UUID, name: str, *, by: str) -> None:
        """Give a user another name.

        Raises:
            NotFound: there is no such user.
        """
        with self._work() as work:
            work.user(id)
            work.users.set_name(id, name.strip())
            work.log("changed the name", id, by=by)

    def browsers(self, id: UUID) -> list[Session]:
        """Return the sessions of a user that are not over, the one that was used last first."""
        at, limits = self.clock(), self.limits
        found = self.session_shelf.listed(id)
        return [one for one in found if age(one.seen_at, at) <= limits.idle and age(one.created_at, at) <= limits.absolute]

    def end_browser(self, id: UUID, *, of: User) -> None:
        """End one session of a user; that there is none is no error.

        Args:
            id: the session's.
            of: whose it has to be.
        """
        with self._work() as work:
            if id in {one.id for one in work.session_shelf.listed(of.id)}:
                work.session_shelf.end(id)
                work.log("signed out", of, by=of.email)

    def accept(self, token: str, password: str) -> User:
        """Let somebody who was invited choose their password.

        Raises:
            NotFound: the token opens nothing.
            WeakPassword: the token is still good.
        """
        with self._work() as work:
            user = work.accounts.accept(token, password)
            work.log("accepted", user, by=user.email)
            return user

    def forgotten(self, email: str, *, address: str) -> tuple[User, str] | None:
        """Return whom to write to, and the token of the page on which they choose another password; None when nobody has this address.

        Raises:
            TooMany: from this network address, or for this account, known or not.
        """
        with self._work() as work:
            return work.accounts.forgotten(email, link=new_id(), address=address)

    def reset(self, token: str, password: str) -> User:
        """Let somebody who forgot their password choose another; all their sessions end.

        Raises:
            NotFound: the token opens nothing.
            WeakPassword: the token is still good.
        """
        with self._work() as work:
            user = work.accounts.reset(token, password)
            work.log("chose a new password", user, by=user.email)
            return user

    def change_password(self, user: User, old: str, new: str, *, address: str) -> None:
        """Let somebody who is signed in change their password; all their sessions end, this one too.

        Raises:
            NotSignedIn: the old one is not theirs.
            TooMany: it was tried too often.
            WeakPassword: the new one will not do.
        """
        with self._work() as work:
            work.accounts.change(user, old, new, address=address)
            work.log("changed the password", user, by=user.email)

    def give_role(self, id: UUID, role: Role, *, by: str) -> None:
        """Give a user another role, from their next request on.

        Raises:
            NotFound: there is no such user.
            NotAllowed: nobody would be owner.
            BadInput: no role that users have.
        """
        with self._work() as work:
            work.accounts.give_role(id, role)
            work.log("changed the role", id, by=by, role=str(role))

    def change(
        self,
        id: UUID,
        *,
        by: str,
        version: int | None = None,
        role: Role | None = None,
        name: str | None = None,
        disabled: bool | None = None,
    ) -> User:
        """Change several things of a user at once: all of them, or none.

        Args:
            id: whose.
            by: who does it.
            version: the version that it was decided on; None changes whatever is there.
            role: the role from now on.
            name: what they are called.
            disabled: whether they may not come in.

        Raises:
            NotFound: there is no such user.
            Stale: somebody changed them meanwhile.
            NotAllowed: nobody would be owner.
            BadInput: no role that users have.
        """
        with self._work() as work:
            if version is not None:
                with work.open() as session:  # locks the row, so that of two who decided on the same version one is told so
                    session.update(users, id, version=version)
            before = work.user(id)
            if role is not None and role != before.role:
                work.accounts.give_role(id, role)
                work.log("changed the role", id, by=by, role=str(role))
            if name is not None and name.strip() != before.name:
                work.users.set_name(id, name.strip())
                work.log("changed the name", id, by=by)
            if disabled is not None and disabled == before.active:
                (work.accounts.disable if disabled else work.accounts.enable)(id)
                work.log("disabled" if disabled else "enabled", id, by=by)
            return work.user(id)

    def disable(self, id: UUID, *, by: str) -> None:
        """Let a user in no more: sessions end, links are dropped, keys open nothing, all with their next request.

        Raises:
            NotFound: there is no such user.
            NotAllowed: nobody would be owner.
        """
        with self._work() as work:
            work.accounts.disable(id)
            work.log("disabled", id, by=by)

    def enable(self, id: UUID, *, by: str) -> None:
        """Let a user in again.

        Raises:
            NotFound: there is no such user.
        """
        with self._work() as work:
            work.accounts.enable(id)
            work.log("enabled", id, by=by)

    def sign_out_everywhere(self, id: UUID, *, by: str) -> None:
        """End all sessions of a user.

        Raises:
            NotFound: there is no such user.
        """
        with self._work() as work:
            work.user(id)
            work.accounts.sign_out_everywhere(id)
            work.log("signed out everywhere", id, by=by)
