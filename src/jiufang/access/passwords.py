"""Turn passwords into argon2id hashes, and tell whether one fits, in the same time whether or not its user exists."""

from __future__ import annotations

from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from jiufang.access.strength import LONGEST, prepare

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY = 65_536  # KiB
ROUNDS = 3
LANES = 4  # with the two above, the second recommended option of RFC 9106 § 4
AT_ONCE = 2  # hashings in one process: 128 MiB, however many try to sign in
NOBODY = "the password of nobody at all"


class Passwords:
    """Hashes and checks passwords.

    Args:
        memory: KiB that one hashing takes.
        rounds: passes over them.
        lanes: parts that may be worked on side by side.

    The defaults are for use; tests take less.
    """

    def __init__(self, *, memory: int = MEMORY, rounds: int = ROUNDS, lanes: int = LANES) -> None:
        self._costs = (memory, rounds, lanes)
        self._turn = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of a password, with salt and costs in it."""
        with self._turn:
            return self._hasher.hash(prepare(password))

    def fits(self, password: str, hashed: str | None) -> bool:
        """Tell whether a password is the one of a hash; None, for nobody, takes as long and never fits."""
        from argon2.exceptions import InvalidHashError, VerificationError

        typed = prepare(password[: LONGEST + 1])
        with self._turn:
            try:
                return self._hasher.verify(hashed or self._nobody, typed) and hashed is not None and len(password) <= LONGEST
            except (VerificationError, InvalidHashError):
                return False

    def is_old(self, hashed: str) -> bool:
        """Tell whether a hash was made at other costs, and should be made again while the password is at hand."""
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        memory, rounds, lanes = self._costs
        return PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=lanes)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(NOBODY)
