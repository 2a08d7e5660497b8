"""Carry a denial over to what it is also said of: the items of an enumeration, and the sentence before “I have no log-in for it”."""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.matching.clauses import Clause
from jiufang.matching.lexicon import stance_pattern
from jiufang.matching.stance import is_denied

ITEM_WORDS, ITEM_SIGNS = 4, 8  # words in Latin script, code points in Chinese: longer is a clause of its own
TAKEN_BACK = 80  # code points: a longer sentence tells of more than the one before


def enumerates_denied(clauses: Sequence[Clause], number: int) -> bool:
    """Tell whether a clause is an item of an enumeration that began with a denial: “I have not used A, B or C”."""
    last = number
    while number > 0 and _is_item(clauses[number].text):
        number -= 1
    opening = clauses[number].text
    return number < last and bool(stance_pattern("follow_ups", "opens").search(opening)) and is_denied(opening, (len(opening),) * 2)


def takes_back(text: str) -> bool:
    """Tell whether a sentence denies what the one before it names: “I have never worked in either”, 这些我都没碰过."""
    if len(text) > TAKEN_BACK or not stance_pattern("follow_ups", "points_back").search(text):
        return False
    return bool(stance_pattern("follow_ups", "denies").search(text))


def _is_item(text: str) -> bool:
    short = len(text.split()) <= ITEM_WORDS if text.isascii() else len(text) <= ITEM_SIGNS
    return short and not stance_pattern("follow_ups", "tells").search(text)
