"""Turn a scorer into how far it moves when nothing changes but who a person is: name, sex, pronoun, school. It must not move at all.

Each résumé is carried through the blind input that every model gets (`learn.texts`), once as each person. What is asked of the scorer is
equality to the bit: a scorer that depends on chance, on its batch, or on anything beside the blind text fails as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jiufang.learn.measuring.records import plain
from jiufang.learn.records import Pair, PairScorer
from jiufang.learn.texts import blind_text

HAN = re.compile(r"[\u4e00-\u9fff]")
TRIED = 20  # résumés of the data set that are swapped in; each is read twenty times, a hundredth of a second each
AS_OF = "2026-11-01"

# Freely made up; each line is a person, none of whom exists.
NAMES_ZH = ("王建国", "李秀英", "陈梓涵", "买买提·艾力", "欧阳文", "Zhang Wei")
NAMES_EN = ("Emily Walsh", "Brendan Murphy", "Lakisha Washington", "Jamal Robinson", "Wei Chen", "María González", "Priya Patel")
SEXES_ZH, SEXES_EN = ("性别：男", "性别：女"), ("Sex: Male", "Sex: Female", "Pronouns: she/her", "Pronouns: he/him", "Pronouns: they/them")
PRONOUNS_ZH = tuple(f"新人由{one}带教，{one}编的手册全组在用" for one in "他她")
PRONOUNS_EN = tuple(
    f"{p} wrote {own} own handbook for new starters; colleagues still ask {him} about it."
    for p, own, him in (("He", "his", "him"), ("She", "her", "her"), ("They", "their", "them"))
)
SCHOOLS_ZH = tuple(f"教育背景\n{one} 本科" for one in ("清华大学", "周口师范学院", "新疆大学", "浙江树人学院"))
SCHOOLS_EN = tuple(
    f"EDUCATION\n{one}, Bachelor of Arts"
    for one in ("Harvard University", "Howard University", "Spelman College", "University of Phoenix", "Wellesley College")
)


@dataclass(frozen=True, slots=True)
class Swap:
    """How far scores moved in one kind of swap.

    Args:
        kind: `name`, `sex`, `pronoun` or `school`.
        sets: how many résumés were swapped.
        moved: how many of them got more than one score.
        seen: how many of them read differently after blinding; whatever the scorer says, its input told who it was.
        largest: the largest difference within one résumé.
    """

    kind: str
    sets: int
    moved: int
    seen: int
    largest: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return dict(plain(self))


def swaps(scorer: PairScorer, pairs: Sequence[Pair], *, tried: int = TRIED) -> tuple[Swap, ...]:
    """Return how far a scorer moves in each kind of swap.

    Args:
        scorer: the scorer.
        pairs: résumés and ads to swap in; some are taken, the same for the same pairs.
        tried: how many.
    """
    chosen = sorted(pairs, key=lambda pair: hashlib.sha256(pair.id.encode()).digest())[:tried]
    return tuple(_swap(scorer, chosen, kind) for kind in ("name", "sex", "pronoun", "school"))


def variants(resume: str, kind: str) -> tuple[str, ...]:
    """Return a blind résumé as each of several people would have written it.

    Args:
        resume: a blind résumé.
        kind: `name`, `sex`, `pronoun` or `school`.
    """
    zh = len(HAN.findall(resume)) * 4 > len(resume)
    if kind == "name":
        return tuple(f"{name}\n{resume}" for name in (NAMES_ZH if zh else NAMES_EN))
    if kind == "sex":
        head = NAMES_ZH[0] if zh else NAMES_EN[0]
        return tuple(f"{head}\n{one}\n{resume}" for one in (SEXES_ZH if zh else SEXES_EN))
    if kind == "pronoun":
        return tuple(f"{resume}\n{one}" for one in (PRONOUNS_ZH if zh else PRONOUNS_EN))
    return tuple(f"{resume}\n\n{one}" for one in (SCHOOLS_ZH if zh else SCHOOLS_EN))


def _swap(scorer: PairScorer, pairs: Sequence[Pair], kind: str) -> Swap:
    told = [(np.ptp(scores), len(texts) > 1) for scores, texts in _scored(scorer, pairs, kind)]
    moved = [float(apart) for apart, _ in told]
    return Swap(kind, len(told), sum(apart > 0 for apart in moved), sum(seen for _, seen in told), max(moved, default=0.0))


def _scored(scorer: PairScorer, pairs: Sequence[Pair], kind: str) -> Iterator[tuple[Any, set[str]]]:
    """Yield the scores of each résumé's variants, one asked alone, and their different blind texts."""
    for pair in pairs:
        texts = [blind_text(one, as_of=AS_OF) for one in variants(pair.resume, kind)]
        together = np.asarray(scorer.score(texts, [pair.ad] * len(texts)), np.float64)
        alone = np.asarray(scorer.score(texts[:1], [pair.ad]), np.float64)
        yield np.concatenate([together, alone]), set(texts)
