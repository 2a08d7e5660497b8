"""Answer a candidate's question about the job from the given facts, word for word; what they do not say is passed on to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jiufang.generate.lawful import off_limits
from jiufang.generate.records import Fact, FactKind
from jiufang.text import tables
from jiufang.text.tokens import keywords

TOLD = frozenset({FactKind.JOB, FactKind.COMPANY, FactKind.SLOT, FactKind.REQUIREMENT})  # never what was found in a résumé
SHARE = 0.6  # of a question's words of substance that a fact must hold when no topic is known
FEWEST = 2  # such words, lest one common word makes an answer
MOST = 2  # facts in one answer
LONGEST = 220  # code points of a fact that is quoted
ASKING_WORDS = re.compile(
    r"请问|想(?:问|了解|知道)|一下|你们|这个|职位|岗位|工作|是不是|是否|有没有|什么|怎么样?|多少|\b(?:job|role|position|please|know|tell|like|there|about|work|any|get)\b",
    re.I,
)


def answer(question: str, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return the facts that answer a question, verbatim, best first; none when they are silent.

    Args:
        question: a sentence of the candidate.
        facts: what may be said; findings about résumés are never used, whoever passes them.
    """
    known = [f.text.strip() for f in facts if f.kind in TOLD and 0 < len(f.text.strip()) <= LONGEST and not off_limits(f.text)]
    found = [text for text in known if _fits(question, text)]
    return tuple(_shortest(found))[:MOST]


def _fits(question: str, text: str) -> bool:
    asked = [topic for topic in _topics() if topic[0].search(question)]
    if asked:
        return any(answers.search(text) for _, answers in asked)
    wanted = keywords(ASKING_WORDS.sub(" ", question))
    return len(wanted) >= FEWEST and len(wanted & keywords(text)) >= SHARE * len(wanted)


def _shortest(found: Iterable[str]) -> list[str]:
    """Return facts in their order, without those that stand whole in another."""
    once = list(dict.fromkeys(found))
    return [text for text in once if not any(text != other and other in text for other in once)]


@lru_cache(maxsize=1)
def _topics() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(q, re.IGNORECASE), re.compile(a, re.IGNORECASE)) for _, q, a in tables.rows("screening", "topics.tsv"))
