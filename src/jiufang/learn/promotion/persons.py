"""Keep on whom a model was trained, as keyed hashes beside it, so that an erasure finds the models, and nobody finds the persons.

A data set calls persons by pseudonyms, which are keyed hashes already (`learn.history.naming`); a trained model lists them in
`persons.json`. A promoted one has `persons.keyed.json`: salted hashes of the pseudonyms under the installation's key, and the key of the
data set, by which an address or an id becomes a pseudonym again; without the installation's key that tells nothing of anybody.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from pathlib import Path

from jiufang.errors import BadInput
from jiufang.learn.history.naming import pseudonym

FILE = "persons.json"
KEYED = "persons.keyed.json"  # of a promoted model: those of the data set that it was promoted on, under the installation's key
STALE = "stale.json"  # beside a model that was never promoted, and so has no register
HASH_CHARS = 32  # 128 bits: no two persons meet


def keep(folder: Path, persons: Iterable[str], *, key: bytes = b"", name: str = FILE, data_key: bytes = b"") -> int:
    """Write on whom a model was trained; return how many.

    Args:
        folder: the model's.
        persons: pseudonyms.
        key: of the installation; none where there is no workspace.
        name: of the file.
        data_key: with which the pseudonyms were made.
    """
    salt = secrets.token_hex(16)
    hashes = sorted({_hash(person, salt, key) for person in persons})
    told = {"schema_version": "1", "keyed": bool(key), "salt": salt, "data_key": data_key.hex(), "persons": hashes}
    (folder / name).write_text(json.dumps(told, indent=0) + "\n", encoding="ascii")
    return len(hashes)


def among(folder: Path, persons: Iterable[str], *, key: bytes = b"") -> set[str]:
    """Return those of some persons on whom a model was trained; none where nobody wrote that down.

    Args:
        folder: the model's.
        persons: pseudonyms.
        key: of the installation.

    Raises:
        BadInput: the file cannot be read.
    """
    asked = set(persons)
    return {person for name in (FILE, KEYED) for person in _among(folder / name, asked, key)}


def _among(file: Path, persons: set[str], key: bytes) -> set[str]:
    if not file.is_file():
        return set()
    try:
        told = json.loads(file.read_text("utf-8"))
        if isinstance(told, list):
            return persons & set(map(str, told))
        salt, own, hashes = str(told["salt"]), key if told["keyed"] else b"", frozenset(told["persons"])
        made_with = bytes.fromhex(told.get("data_key", ""))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"this tells of nobody: {error}", subject=str(file)) from error
    return {one for one in persons if any(_hash(name, salt, own) in hashes for name in _names(one, made_with))}


def _names(person: str, data_key: bytes) -> tuple[str, ...]:
    """Return a pseudonym, and those that the data set gives to whoever is known by this."""
    return (person, pseudonym(data_key, "person", person), pseudonym(data_key, "alias", person)) if data_key else (person,)


def mark_stale(folder: Path, count: int) -> None:
    """Mark a model that was never promoted: so many on whom it was trained were erased."""
    (folder / STALE).write_text(json.dumps({"erased": erased(folder) + count}) + "\n", encoding="ascii")


def erased(folder: Path) -> int:
    """Return how many on whom a model was trained were erased, as its folder tells."""
    try:
        return int(json.loads((folder / STALE).read_text("ascii"))["erased"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _hash(person: str, salt: str, key: bytes) -> str:
    return hmac.new(key + bytes.fromhex(salt), b"jiufang person " + person.encode(), hashlib.sha256).hexdigest()[:HASH_CHARS]
