"""Find in an ad what may not be used, or stands for it: sex, age, marriage, native place, school tier and the like."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.documents.records import Document
from jiufang.jobs.lexicon import pattern, rows
from jiufang.jobs.records import UnlawfulCriterion

Span = tuple[int, int]
REACH = 14  # code points around a mention in which a negation takes it back
_DENIED_AFTER = re.compile(
    r"^.{0,8}?(?:不限|不看|不问|不卡|不论|不考虑|均可|皆可|不作要求|不做要求|无要求|没有要求|不是(?:必须|门槛|问题)|无所谓|都可以|也(?:行|可以|欢迎)|一视同仁)"
    r"|^[^.;\n]{0,12}?\b(?:not required|does(?: not|n(?:'|’)t) matter|is irrelevant|welcome|not necessary|unimportant)\b",
    re.IGNORECASE,
)
_DENIED_BEFORE = re.compile(
    r"(?:不限|不看|不问|不卡|不论|无论|不管|不分|不因|不得|不会因|禁止|拒绝|非要|不要求|不需要|无需|不唯|反对|不设)[^，。；]{0,8}$"
    r"|\b(?:regardless of|without regard to|irrespective of|no matter|do(?:es)? not (?:discriminate|require|need|ask|care)|don(?:'|’)t (?:discriminate|require|need|ask|care)|not (?:discriminate|require|looking for)|need not|never|discriminat\w+|protected|basis of|no need|any|all|or|please do not|don(?:'|’)t)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_EQUAL = re.compile(
    r"equal[- ]opportunit|\bEOE\b|\bEEO\b|discriminat|regardless of|all (?:qualified )?applicants|平等(?:就业|机会)|一视同仁", re.IGNORECASE
)


def find_unlawful(document: Document, *, lang: str) -> tuple[UnlawfulCriterion, ...]:
    """Flag the criteria of an ad that may not decide.

    Args:
        document: the ad.
        lang: `zh` or `en`; the language of the reasons.

    Returns:
        One record per mention, in order, with the words and the rule they run against.
        Mentions that are taken back ("学校牌子不看", "regardless of age") are left out.
    """
    found = []
    for ground, start, end in mentions(document.text):
        evidence = document.evidence(start, end)
        found.append(UnlawfulCriterion(ground=ground, quote=evidence.quote, reason=reason_for(ground, lang=lang), evidence=evidence))
    return tuple(found)


def mentions(text: str) -> list[tuple[str, int, int]]:
    """Return (ground, start, end) of every criterion that is not taken back, in order, none overlapping."""
    hits = [(m.start(), -m.end(), ground) for ground in grounds() for m in pattern("unlawful", ground).finditer(text) if m.group()]
    kept: list[tuple[str, int, int]] = []
    for start, minus_end, ground in sorted(hits):
        if (not kept or start >= kept[-1][2]) and not _taken_back(text, start, -minus_end):
            kept.append((ground, start, -minus_end))
    return kept


@lru_cache(maxsize=1)
def grounds() -> tuple[str, ...]:
    """Return the grounds that are watched for, in the order of the table."""
    return tuple(dict.fromkeys(row[0] for row in rows("unlawful")))


def reason_for(ground: str, *, lang: str) -> str:
    """Return the rule that a ground runs against, in the language asked for (English when it is not zh)."""
    want = "zh" if lang == "zh" else "en"
    return next(row[2] for row in rows("laws") if row[:2] == (ground, want))


def lawful_parts(text: str, start: int, end: int, flagged: list[tuple[str, int, int]]) -> list[Span]:
    """Return what is left of a span when the flagged words are cut out of it."""
    left: list[Span] = []
    for _, a, b in flagged:
        if b <= start or a >= end:
            continue
        left.append((start, max(start, a)))
        start = min(end, b)
    return [*left, (start, end)] if left or start < end else left


def _taken_back(text: str, start: int, end: int) -> bool:
    sentence_start = max(text.rfind(mark, 0, start) for mark in "\n。；;!！") + 1
    sentence_end = min((i for i in (text.find(mark, end) for mark in "\n。；;!！") if i >= 0), default=len(text))
    if _EQUAL.search(text, sentence_start, sentence_end):
        return True
    before = text[max(sentence_start, start - 5 * REACH) : start]
    return bool(_DENIED_AFTER.match(text[end : min(sentence_end, end + REACH)]) or _DENIED_BEFORE.search(before))
