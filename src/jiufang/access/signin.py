"""Turn an address and a password into a user, slowly enough for guessers and never so that others lock somebody out.

Three buckets are asked, all before the password is looked at: the guesses from one network address; the guesses at one
account from one network address; and the guesses at one account from everywhere. A browser that this user signed in with before
carries a device cookie and has a bucket of its own (OWASP: Slow Down Online Guessing Attacks with Device Cookies), so whoever
guesses, from the next desk or from a thousand machines, shuts the door on themselves and not on the user.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from uuid import UUID

from jiufang.access.errors import NotSignedIn
from jiufang.access.limits import Limiter, Rate, require
from jiufang.access.moments import Clock, now
from jiufang.access.passwords import Passwords
from jiufang.access.people import User, Users

FROM_ADDRESS = Rate("sign-in from an address", burst=30, seconds=900)
AT_ACCOUNT = Rate("sign-in to an account from an address", burst=5, seconds=900)
EVERYWHERE = Rate("sign-in to an account", burst=20, seconds=3600)  # 20 at once, 480 a day: a password among 10¹⁰ outlasts us
DEVICE_COOKIE = "jiufang_device"
DEVICE_LASTS = dt.timedelta(days=90)


@dataclass(frozen=True)
class SignIn:
    """Checks passwords for one tenant.

    Args:
        users: its users.
        passwords: hashes and checks.
        limiter: counts the guesses.
        key: of the tenant, for device cookies alone.
        clock: gives the present moment.
    """

    users: Users
    passwords: Passwords
    limiter: Limiter
    key: bytes
    clock: Clock = now

    def by_password(self, email: str, password: str, *, address: str, device: str = "") -> User:
        """Return the user whose address and password these are.

        Args:
            email: as it was typed.
            password: as it was typed.
            address: the network address of the browser.
            device: the value of its device cookie.

        Raises:
            NotSignedIn: they are nobody's, or that user may not come in; all cases are told alike and take as long.
            TooMany: it was tried too often.
        """
        who, network = email.strip().casefold(), _network(address)
        user = self.users.by_email(email.strip())
        known = user is not None and self.knows(device, user.id)
        if known:
            require(self.limiter, AT_ACCOUNT, f"device {device}")
        else:
            require(self.limiter, FROM_ADDRESS, network)
            require(self.limiter, AT_ACCOUNT, f"{network} {_digest(who)}")
            require(self.limiter, EVERYWHERE, _digest(who))
        fits = self.passwords.fits(password, user.password_hash if user else None)
        if user is None or not fits or not user.active:
            raise NotSignedIn("this address and password do not go together", hint="try again, or have a new password sent")
        if user.password_hash and self.passwords.is_old(user.password_hash):
            self.users.set_password(user.id, self.passwords.hash(password), at=None)
        return user

    def device(self, user: UUID) -> str:
        """Return the device cookie of a browser that a user just signed in with."""
        until = int((self.clock() + DEVICE_LASTS).timestamp())
        return f"{until}.{self._seal(user, until)}"

    def knows(self, device: str, user: UUID) -> bool:
        """Tell whether a device cookie is one that this user got, and not too old."""
        until, _, seal = device.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) < 12 and seal.isascii()):
            return False
        return hmac.compare_digest(seal, self._seal(user, int(until))) and int(until) > self.clock().timestamp()

    def _seal(self, user: UUID, until: int) -> str:
        return hmac.digest(self.key, b"jiufang device" + user.bytes + str(until).encode("ascii"), hashlib.sha256).hex()


def _network(address: str) -> str:
    """Return who a network address belongs to: an IPv6 customer has 2⁶⁴ of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()
