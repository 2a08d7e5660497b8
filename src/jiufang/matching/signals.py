"""Measure a match by named signals in [0, 1], each with one definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from jiufang.jobs.records import Kind
from jiufang.matching.needs import Need
from jiufang.matching.records import Finding
from jiufang.matching.stance import is_list
from jiufang.matching.topics import Bag, bag_of
from jiufang.matching.view import View
from jiufang.text.tokens import keywords

LISTED_CREDIT = 0.3  # of a skill that is only listed
IMPLIED_CREDIT = 0.9  # of a skill that another one implies
BY_KIND = {
    "experience": (Kind.EXPERIENCE_YEARS,),
    "education": (Kind.DEGREE,),
    "certificates": (Kind.CERTIFICATE,),
    "languages": (Kind.LANGUAGE,),
}
# Centred cosines of unrelated and of matching pairs on the development pairs; between them the signal grows linearly.
SEMANTIC_FLOOR, SEMANTIC_CEILING = 0.05, 0.45


def measure(
    needs: Sequence[Need], findings: Sequence[Finding], view: View, similarities: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """Return every signal that the job gives reason to measure."""
    signals = keyword_signals(view, needs)
    skills = skill_signal(view, needs)
    if skills is not None:
        signals["skills"] = skills
    best = [max(s.values()) for s in similarities if s]
    if best:
        scaled = [(b - SEMANTIC_FLOOR) / (SEMANTIC_CEILING - SEMANTIC_FLOOR) for b in best]
        signals["semantic"] = sum(min(1.0, max(0.0, s)) for s in scaled) / len(scaled)
    for name, kinds in BY_KIND.items():
        strengths = [f.strength for f in findings if f.requirement.kind in kinds]
        if strengths:
            signals[name] = sum(strengths) / len(strengths)
    return {name: round(value, 4) for name, value in sorted(signals.items())}


def keyword_signals(view: View, needs: Sequence[Need]) -> dict[str, float]:
    """Return keyword overlap as the literature defines it, |∩| / (|S_r| + |S_p|), normalised to 1, and the coverage of the job."""
    resume = words_of(view)
    job = frozenset().union(*(_keywords(n.text) for n in needs))
    both, size = len(resume & job), len(resume) + len(job)
    overlap = both / size if size else 0.0
    return {"keyword_overlap": overlap, "keyword": 2 * overlap, "keyword_coverage": both / len(job) if job else 0.0}


def words_of(view: View) -> frozenset[str]:
    """Return the content words of a résumé."""
    return view.once("keywords", lambda: frozenset().union(*(keywords(s.text) for s in view.statements)))


@lru_cache(maxsize=2048)
def _keywords(text: str) -> frozenset[str]:
    return keywords(text)


def skill_signal(view: View, needs: Sequence[Need]) -> float | None:
    """Return the share of the job's named skills that the résumé shows: used 1, implied a little less, listed a little."""
    wanted = sorted({u.skill for n in needs for u in n.units if u.skill})
    if not wanted:
        return None
    shown = dict.fromkeys(wanted, 0.0)
    for bag, worth in view.once("skills", lambda: _skilled(view)):
        for skill in wanted:
            if skill in bag.skills:
                shown[skill] = max(shown[skill], worth)
            elif skill in bag.implied:
                shown[skill] = max(shown[skill], IMPLIED_CREDIT * worth)
    return sum(shown.values()) / len(shown)


def _skilled(view: View) -> list[tuple[Bag, float]]:
    """Return the content of each sentence that names a skill, with what naming it there is worth."""
    bags = [(s, bag_of(s.text)) for s in view.sentences]
    return [(bag, LISTED_CREDIT if is_list(s.statement.text, s.text) else 1.0) for s, bag in bags if bag.skills or bag.implied]
