"""Turn why somebody does not go on into a reason: one of a kept list, with words where the list says too little."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from jiufang.decisions.moves import NEEDS_REASON, Way
from jiufang.documents.records import Record
from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.generate.lawful import off_limits
from jiufang.matching.records import Match, Verdict

REQUIREMENT, IN_WORDS = "requirement", "words"
SIDES = {Way.REJECT: "employer", Way.WITHDRAW: "candidate"}
OTHERWISE = {"candidate": "write it down as `withdraw`", "employer": "write it down as `reject`"}


class Ground(Record):
    """An entry of the kept list; with `words`, free words have to say more."""

    code: str
    side: Literal["employer", "candidate", "either"]
    zh: str
    en: str
    words: bool = False


class Reason(Record):
    """Why: a code of the kept list, the requirement that it is about, and free words."""

    code: str = ""
    requirement: str = ""
    words: str = ""


@lru_cache(maxsize=1)
def grounds() -> Mapping[str, Ground]:
    """Return the kept list, by code."""
    told = tomllib.loads((files("jiufang.decisions") / "data" / "reasons.toml").read_text("utf-8"))
    return {code: Ground.model_validate({"code": code, **ground}) for code, ground in told.items()}


def reason(way: Way, *, because: str = "", words: str = "", match: Match | None = None) -> Reason:
    """Return a checked reason.

    Args:
        way: in which direction the candidate moves.
        because: a code of the list, or the id of a requirement; words alone are “another reason”.
        words: why, in free words.
        match: what is known of the candidate; a rejection for a requirement must agree with it.

    Raises:
        BadInput: there is no such code, or the requirement is met.
        RefusedByPolicy: a reason is needed and missing, is the other side's, or names what no decision may rest on.
    """
    words = " ".join(words.split())
    wrong = off_limits(words) if way is Way.REJECT else ()
    if wrong:
        raise RefusedByPolicy(f"no decision may rest on this ({', '.join(wrong)})", subject="reason", hint="name what the job needs")
    if way not in NEEDS_REASON:
        return Reason(words=words)
    if not because and not words:
        raise RefusedByPolicy(f"to {way} needs a reason", subject=str(way), hint=f"one of {', '.join(grounds())}, or words; it is kept")
    if way in {Way.BACK, Way.REOPEN}:
        return Reason(words=words or because)
    return _ended(way, because or IN_WORDS, words, match)


def _ended(way: Way, because: str, words: str, match: Match | None) -> Reason:
    asked = {f.requirement.id: f for f in match.findings} if match else {}
    code, requirement = (REQUIREMENT, because) if because in asked else (because, "")
    ground = grounds().get(code)
    if ground is None:
        raise BadInput("there is no such reason", subject=because, hint=f"one of {', '.join(grounds())}, or the id of a requirement")
    if requirement and asked[requirement].verdict is Verdict.MET:
        raise BadInput(
            "the résumé shows this requirement, so it cannot be the reason", subject=requirement, hint="look again, or use words"
        )
    if ground.words and not words:
        raise RefusedByPolicy("this reason needs words", subject=code, hint="say what it was; the words are kept")
    if ground.side not in {"either", SIDES[way]}:
        raise RefusedByPolicy(f"that is the {ground.side}'s decision", subject=code, hint=OTHERWISE[ground.side])
    return Reason(code=code, requirement=requirement, words=words)
