"""Turn what is said of a licence or certificate into its standing: held, on its way, planned, lapsed, refused, somebody else's."""

from __future__ import annotations

import re
import tomllib
from enum import Enum
from functools import lru_cache

from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.lexicon import read_data
from jiufang.matching.validity import LAPSED, lapsed
from jiufang.text.tokens import CJK_RUN

STANDING_CLAUSES = 4  # clauses behind the name that may tell of its standing
PLAN_TO_OBTAIN = re.compile(r"(?:争取|计划|打算|明年|预计|准备|希望)[^，。；]{0,10}(?:取得|获得|拿到|领取|考取)")
ASIDE = 16  # code points of such a clause that says nothing of its standing, twice that in Latin script
NEXT_SENTENCE = 40  # code points of a further sentence that may still be about it, twice that in Latin script


class Standing(Enum):
    """Where a certificate stands; the value says how much of it is shown."""

    HELD = "held"
    PARTWAY = "partway"
    NOT_HELD = "not held"


@lru_cache(maxsize=64)
def cue(table: str, key: str = "cues") -> re.Pattern[str]:
    """Compile one list of `standing.toml`, upper and lower case alike."""
    value = _tables()[table][key]
    return re.compile(value if isinstance(value, str) else "|".join(value), re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(read_data("standing.toml"))


def others_have(text: str) -> bool:
    """Tell whether it is a company's, a colleague's or a relative's."""
    return bool(cue("elsewhere").search(text)) and not cue("elsewhere", "self").search(text)


def goes_on(text: str) -> bool:
    """Tell whether a clause goes on about the certificate that was named before it, rather than name the next thing."""
    return bool(cue("continues").match(text)) or tells_of_standing(text)


def further(sentence: Sentence, clause: Clause, stops: frozenset[int]) -> tuple[Clause, ...]:
    """Return the clauses behind a certificate that tell of its standing.

    Args:
        sentence: the sentence that names it.
        clause: the clause that names it.
        stops: the numbers of clauses that name another one.
    """
    found: list[Clause] = []
    told = 0
    for other in sentence.clauses[clause.order - sentence.clauses[0].order + 1 :][:STANDING_CLAUSES]:
        about = goes_on(other.text)
        if other.order in stops or not (about or _aside(other.text)):
            break
        found.append(other)
        told = len(found) if about else told
    return tuple(found[:told])


def _aside(text: str) -> bool:
    """Tell whether a clause is short enough to stand between a certificate and its standing: “RN, Arizona, licence lapsed”."""
    return len(text) <= ASIDE * (1 if CJK_RUN.search(text) else 2)


def standing(told: str, as_of: str) -> Standing:
    """Read the standing of a certificate from the words about it.

    Args:
        told: the clause that names it and the clauses that go on about it.
        as_of: the day of reading, YYYY-MM-DD.
    """
    if lapsed(told, as_of) or _no_licence(told) or cue("failed", "all").search(told):
        return Standing.NOT_HELD
    obtained = cue("obtained").search(PLAN_TO_OBTAIN.sub(" ", told))
    some = cue("partway", "some_done").search(cue("partway", "undone").sub(" ", told))
    later = cue("planned").search(told)
    if cue("partway").search(told) and not obtained and (some or not (later or cue("denied").search(told))):
        refused = cue("refused").search(told) or (cue("failed").search(told) and not _part_failed(told))
        return Standing.NOT_HELD if refused else Standing.PARTWAY
    if cue("refused").search(told) or cue("failed").search(told):
        return Standing.NOT_HELD
    if (later or cue("denied").search(told)) and not obtained:
        return Standing.NOT_HELD
    return Standing.HELD


def _part_failed(told: str) -> bool:
    """Tell whether what was failed is a part, to be sat again beside others that were passed."""
    return bool(cue("partway", "part_passed").search(cue("failed").sub(" ", told)))


def _no_licence(told: str) -> bool:
    course = cue("course_only").search(told)
    return bool((course and re.search(r"尚未|未|not", told)) or re.search(r"不是执业", told))


def tells_of_standing(text: str) -> bool:
    """Tell whether a sentence says that something lapsed, failed or is under way."""
    return bool(LAPSED.search(text) or any(cue(t).search(text) for t in ("failed", "partway", "refused", "planned")))
