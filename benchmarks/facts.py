"""Compare what a profile says with the facts that a person wrote down for the same résumé.

Rules: texts are folded (NFKC, case, blanks). A school, employer or title counts when it equals a listed one, when one
contains the other and is at least 60 % as long, or when their tokens overlap (Jaccard) at least .6. A phone counts when
its digits agree (a country code may be left out), an e-mail when equal, a name when equal without blanks. Months count
within one. A skill counts when the name of a skill of the profile, or its words in the résumé, contain it or are contained in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from jiufang.text.normalise import fold
from jiufang.text.tokens import tokens

SHARE = 0.6
MONTHS_SLACK = 1
Tally = dict[str, list[float]]


def same_text(a: str, b: str) -> bool:
    """Tell whether two names of a school, an employer or a title mean the same words."""
    x, y = re.sub(r"[\s.,]", "", fold(a)), re.sub(r"[\s.,]", "", fold(b))
    if not x or not y:
        return False
    short, long = sorted((x, y), key=len)
    if short in long and len(short) >= SHARE * len(long):
        return True
    s, t = set(tokens(a)), set(tokens(b))
    return bool(s | t) and len(s & t) / len(s | t) >= SHARE


def found(expected: str, given: Iterable[str | None]) -> bool:
    """Tell whether one of the given texts matches the expected one."""
    return any(g is not None and same_text(expected, g) for g in given)


def compare(profile: dict[str, Any], facts: dict[str, Any]) -> dict[str, tuple[float, list[str]]]:
    """Return for each field its accuracy or recall (0..1) and the values that were missed."""
    contact = profile["contact"]
    scores: dict[str, tuple[float, list[str]]] = {
        "name": _one(_squeeze(contact["name"]) == _squeeze(facts.get("name")), contact["name"], facts.get("name")),
        "email": _one((contact["email"] or "").lower() == (facts.get("email") or "").lower(), contact["email"], facts.get("email")),
        "phone": _one(_same_digits(contact["phone"], facts.get("phone")), contact["phone"], facts.get("phone")),
        "degree": _one(profile["highest_degree"] == facts["highest_degree"], profile["highest_degree"], facts["highest_degree"]),
        "months": _one(
            abs(profile["total_months"] - facts["total_experience_months"]) <= MONTHS_SLACK,
            profile["total_months"],
            facts["total_experience_months"],
        ),
    }
    given = {
        "schools": [e["school"] for e in profile["education"]],
        "employers": [e["employer"] for e in profile["experience"]],
        "titles": [e["title"] for e in profile["experience"]],
    }
    for field, values in given.items():
        if facts.get(field):
            missed = [f for f in facts[field] if not found(f, values)]
            scores[field] = (1 - len(missed) / len(facts[field]), missed and [*missed, f"<- {[v for v in values if v]}"])
    if facts.get("skills"):
        names = [fold(n) for s in profile["skills"] for n in (s["name"], *(span["quote"] for span in s["spans"]))]
        missed = [s for s in facts["skills"] if not any(fold(s) in n or n in fold(s) for n in names)]
        scores["skills"] = (1 - len(missed) / len(facts["skills"]), missed)
    return scores


def add(tally: Tally, scores: dict[str, tuple[float, list[str]]], facts: dict[str, Any]) -> None:
    """Add one résumé: recall fields weigh each listed value once."""
    for field, (score, _) in scores.items():
        weight = len(facts[field]) if isinstance(facts.get(field), list) else 1
        cell = tally.setdefault(field, [0.0, 0.0])
        cell[0] += score * weight
        cell[1] += weight


def shares(tally: Tally) -> dict[str, float]:
    """Return the share of right values by field."""
    return {field: round(hit / count, 4) for field, (hit, count) in sorted(tally.items())}


def new_tallies() -> defaultdict[str, Tally]:
    """Return empty tallies by group."""
    return defaultdict(dict)


def _one(right: bool, given: object, expected: object) -> tuple[float, list[str]]:
    return float(right), [] if right else [f"{given!r} != {expected!r}"]


def _squeeze(text: str | None) -> str:
    return re.sub(r"\s", "", fold(text or ""))


def _same_digits(a: str | None, b: str | None) -> bool:
    x, y = re.sub(r"\D", "", fold(a or "")), re.sub(r"\D", "", fold(b or ""))
    return x == y or (min(len(x), len(y)) >= 7 and (x.endswith(y) or y.endswith(x)))
