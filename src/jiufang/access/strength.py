"""Turn a new password into a refusal or nothing: long enough, and neither common nor made of what is known about its owner.

NIST SP 800-63B § 3.1.1 and ASVS 6.2: length counts, no rules of composition, no expiry, whatever others use is refused.
zxcvbn (Wheeler, USENIX Security 2016) holds 30,000 common passwords, names and words, and sees dates, keyboard walks, repeats and
letters swapped for digits. What Chinese users share is added here: pinyin phrases, number puns, keyboard walks, birthdays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from threading import Lock

from jiufang.access.errors import WeakPassword

SHORTEST = 12  # characters: between the 8 that ASVS 6.2.1 demands and the 15 that it recommends
LONGEST = 256  # ASVS 6.2.9 asks for 64 at least; a bound keeps a megabyte from being hashed
READ = 72  # characters that zxcvbn looks at, whose time grows with the cube of them
LEAST_SCORE = 4  # of 4: 10¹⁰ guesses and more; at 3, a common password with the year and some marks behind it would do
_lock = Lock()  # zxcvbn keeps what it is told in a table of its module


def prepare(password: str) -> str:
    """Return what is hashed: NFC, so that the same keys on another system give the same password (RFC 8265 § 4.2)."""
    return unicodedata.normalize("NFC", "".join(" " if unicodedata.category(c) == "Zs" else c for c in password))


def check(password: str, *, known: Sequence[str] = ()) -> None:
    """Accept a new password, or say why not.

    Args:
        password: as it was typed.
        known: what others know of its owner and this place: address, name, company.

    Raises:
        WeakPassword: too short, too long, common, or easily derived.
    """
    typed = prepare(password)
    if not SHORTEST <= len(typed) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters", hint="four unrelated words make a good one")
    if len(set(typed.casefold())) < SHORTEST // 3 or _score(typed[:READ], _words(known)) < LEAST_SCORE:
        raise WeakPassword("this password is soon guessed", hint="take words that have nothing to do with each other, you or this place")


def _words(known: Sequence[str]) -> list[str]:
    parts = [part for text in known for part in re.split(r"[\W_]+", text.casefold()) if len(part) > 2]
    return list(dict.fromkeys([*parts, *(text.casefold() for text in known if text), *common()]))


@lru_cache(maxsize=1)
def common() -> tuple[str, ...]:
    """Return what passwords are made of that zxcvbn, which reads English, does not know."""
    text = (files("jiufang.access") / "data" / "common_passwords.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _score(password: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn

    with _lock:
        return int(zxcvbn(password, user_inputs=known)["score"])
