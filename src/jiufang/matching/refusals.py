"""Find where a résumé says outright that its owner has never done the work asked for, whatever else was done for years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiufang.matching.clauses import Clause
from jiufang.matching.stance import is_denied
from jiufang.matching.topics import Unit, bag_of, coverage
from jiufang.matching.view import View

EVER = re.compile(
    r"(?:从来?|一直|至今|还)?[没未](?:有)?(?!\S{0,4}(?:出过|发生|断过|缺过|迟到|误过|丢过|停过))[^，。,;；]{0,10}过|未曾|从未|从没|一[天年次回]都?[没未]|零经验|没有(?:任何)?[^，。,;；]{0,12}(?:经验|经历)|"
    r"\bnever\b|\b(?:have|has)(?: not|n[’']t)(?: yet| ever)? \w+(?:ed|en|ght|ld|ne|wn|un|ade|ept|ent)\b|\bno (?:\w+ ){0,4}experience\b|\bnone (?:of it )?(?:on|in|at)\b|\bnot (?:a|one) (?:single )?(?:day|year)\b",
    re.IGNORECASE,
)
# Who has not done it alone, for so long or as the head of it, has done some of it.
LESSER = re.compile(
    r"独立|单独|主导|牵头|负责过|带过|管理?过|以上|系统地?|正式|只有|除了|\b(?:alone|independently|by myself|unsupervised|led|managed|formally|only|except|apart from|other than|but|more than|fewer|less|late|miss\w*|fail\w*|lost|stop\w*)\b",
    re.IGNORECASE,
)
NAMED = 0.5  # share of what is asked that a denial must name
LONGEST = 90, 36  # code points in Latin script and in Chinese: a longer clause denies something narrower


def refusal(units: Sequence[Unit], view: View) -> tuple[int, int] | None:
    """Return the place of the clause that denies all work of the kind asked for, None where there is none.

    Args:
        units: what the work must have been about.
        view: the blind statements of the person.
    """
    if not units:
        return None
    denied = (c for s in view.sentences for c in s.clauses if _denies_all(c))
    return next((c.span for c in denied if coverage(units, [(1.0, bag_of(c.text))]) >= NAMED), None)


def _denies_all(clause: Clause) -> bool:
    text = clause.text
    longest = LONGEST[0] if text.isascii() else LONGEST[1]
    return len(text) <= longest and bool(EVER.search(text)) and not LESSER.search(text) and is_denied(text, (0, len(text)))
