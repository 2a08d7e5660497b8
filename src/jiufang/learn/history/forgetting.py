"""Take a person out of a data set: their pairs, their parts, what they said of themselves (GDPR art. 17, PIPL art. 47)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jiufang.learn.history.kept import aliases_of, load, report_of, save
from jiufang.learn.history.naming import KEY, email_key, key_of, phone_key, pseudonym


def forget(folder: Path, who: str, *, key: Path | None = None) -> int:
    """Take a person out, and return how many pairs of theirs there were.

    Args:
        folder: the data set.
        who: their e-mail address, telephone number or id as the source told it, or their pseudonym.
        key: the file of the key with which pseudonyms were made; that of the folder when None.

    Raises:
        NotFound: there is no data set.
    """
    dataset, aliases = load(folder), aliases_of(folder)
    names = {who, *(aliases[alias] for alias in _aliases(who, key or folder / KEY) if alias in aliases)}
    kept = tuple(pair for pair in dataset.pairs if pair.person not in names)
    gone = len(dataset.pairs) - len(kept)
    groups = {person: told for person, told in dataset.groups.items() if person not in names}
    left = {alias: person for alias, person in aliases.items() if person not in names}
    if gone or (len(groups), len(left)) != (len(dataset.groups), len(aliases)):
        parts = {pair.id: dataset.parts[pair.id] for pair in kept if pair.id in dataset.parts}
        told = report_of(folder)
        told["forgotten"] = int(told.get("forgotten", 0)) + gone
        save(replace(dataset, pairs=kept, parts=parts, groups=groups), folder, report=told, aliases=left)
    return gone


def _aliases(who: str, path: Path) -> list[str]:
    if not path.is_file():
        return []
    key = key_of(path)
    told = [f"id:{who.strip()}", email_key(who), phone_key(who)]
    return [pseudonym(key, "alias", one) for one in told if one]
