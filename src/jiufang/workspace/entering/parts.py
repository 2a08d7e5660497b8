"""Put the rules of access together over what the store keeps, and the keys of one tenant that they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property, partial
from urllib.parse import urlsplit
from uuid import UUID

from jiufang.access.accounts import Accounts
from jiufang.access.api_keys import ApiKeys
from jiufang.access.limits import Limiter
from jiufang.access.links import Links
from jiufang.access.moments import Clock, now
from jiufang.access.oidc import Login
from jiufang.access.oidc_provider import Configuration, Fetch, Provider
from jiufang.access.outgoing import Outgoing
from jiufang.access.passwords import Passwords
from jiufang.access.people import User
from jiufang.access.sealing import Seal, derive
from jiufang.access.sessions import Limits, Sessions
from jiufang.access.signin import SignIn
from jiufang.errors import NotFound
from jiufang.settings import Settings
from jiufang.store import audit
from jiufang.store.opening import DEFAULT_TENANT, Store
from jiufang.store.shelves import Begun, Open
from jiufang.store.shelves.answers import StoredAnswers
from jiufang.store.shelves.keys import StoredKeys
from jiufang.store.shelves.links import StoredLinks
from jiufang.store.shelves.rates import StoredRates
from jiufang.store.shelves.sessions import StoredSessions
from jiufang.store.shelves.users import StoredUsers

ACCESS = "access"  # purpose of the tenant's key from which those for cookies, tokens, cursors and rates are derived


class Parts:
    """The rules of access over one way to open transactions."""

    def __init__(self, whole: Whole, open: Open) -> None:
        self.open = open
        self.users, self.answers = StoredUsers(open), StoredAnswers(open)
        self.session_shelf, self.key_shelf, self.link_shelf = StoredSessions(open), StoredKeys(open), StoredLinks(open)
        self._whole = whole

    @cached_property
    def sessions(self) -> Sessions:
        """The browsers that users signed in with."""
        return Sessions(self.session_shelf, self.users, clock=self._whole.clock, limits=self._whole.limits)

    @cached_property
    def keys(self) -> ApiKeys:
        """The keys of programs."""
        return ApiKeys(self.key_shelf, self.users, clock=self._whole.clock)

    @cached_property
    def links(self) -> Links:
        """The private links."""
        return Links(self.link_shelf, clock=self._whole.clock)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts."""
        whole = self._whole
        return Accounts(whole.tenant, self.users, self.links, self.session_shelf, whole.passwords, whole.limiter, clock=whole.clock)

    def user(self, id: UUID) -> User:
        """Return a user.

        Raises:
            NotFound: there is no such user.
        """
        found = self.users.by_id(id)
        if found is None:
            raise NotFound("there is no such user", subject=f"user {id}")
        return found

    def log(self, action: str, user: User | UUID | None, *, by: str, subject: str = "user", **details: audit.Fact) -> None:
        """Write down what was done, in the same transaction."""
        with self.open() as session:
            id = user.id if isinstance(user, User) else user
            audit.log(session, actor=by, action=action, subject=subject, subject_id=id, **details)


class Whole(Parts):
    """The rules of access for one tenant, each call a transaction, and the keys that they need.

    Args:
        store: where it is kept.
        tenant: whose people.
        settings: how long sessions last, the company's provider.
        redirect: the page of ours that the provider sends people back to; without it there is none.
        limiter: counts guesses; over all processes when None.
        passwords: hashes and checks them.
        clock: gives the present moment.
        fetch: speaks to the provider.
    """

    def __init__(
        self,
        store: Store,
        tenant: UUID = DEFAULT_TENANT,
        *,
        settings: Settings | None = None,
        redirect: str = "",
        limiter: Limiter | None = None,
        passwords: Passwords | None = None,
        clock: Clock = now,
        fetch: Fetch | None = None,
    ) -> None:
        super().__init__(self, partial(store.session, tenant))
        self.tenant, self.settings, self.redirect, self.clock = tenant, settings or Settings(), redirect, clock
        self.limiter = limiter or StoredRates(self.open, lambda: derive(self._secret, "rates"))
        self.passwords, self._fetch = passwords or Passwords(), fetch

    @property
    def limits(self) -> Limits:
        """How long sessions last."""
        chosen = self.settings
        return Limits(idle=dt.timedelta(minutes=chosen.session_minutes), absolute=dt.timedelta(hours=chosen.session_hours))

    @cached_property
    def signin(self) -> SignIn:
        """What checks passwords."""
        return SignIn(self.users, self.passwords, self.limiter, derive(self._secret, "devices"), clock=self.clock)

    @cached_property
    def csrf(self) -> bytes:
        """The key of the tokens that our pages carry."""
        return derive(self._secret, "csrf")

    @cached_property
    def seal(self) -> Seal:
        """What seals cursors."""
        return Seal(derive(self._secret, "cursors"))

    @cached_property
    def oidc(self) -> Login | None:
        """The company's provider, if it has one."""
        chosen = self.settings
        if not (chosen.oidc_issuer and self.redirect):
            return None
        configuration = Configuration(
            chosen.oidc_issuer, chosen.oidc_client, chosen.oidc_secret.reveal(), self.redirect, vouches=chosen.oidc_vouches
        )
        host = urlsplit(chosen.oidc_issuer).hostname or ""  # named by whoever runs this, so it may be in their own network
        fetch = self._fetch or Outgoing(inside=frozenset({host}))
        return Login(self.tenant, Provider(configuration, fetch, clock=self.clock), Seal(derive(self._secret, "oidc")), clock=self.clock)

    @contextmanager
    def _work(self, begun: Begun | None = None) -> Iterator[Parts]:
        """Yield the rules over one transaction, or over one that others go on in."""
        with nullcontext(begun) if begun is not None else Begun() as one:
            yield Parts(self, partial(one.within, self.open))

    @cached_property
    def _secret(self) -> bytes:
        with self.open() as session:
            return session.keys.tenant(ACCESS).secret
