"""Turn a match into an interview kit: eight to twelve questions for what is unproven, claimed, missing or central."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from jiufang.documents.records import Evidence
from jiufang.interview.bank import sector_of, words
from jiufang.interview.compose import Composer, numbered
from jiufang.interview.musts import musts, ticked, together
from jiufang.interview.points import Point, breaks, claims, competencies, duties, levels, motive, overlaps
from jiufang.interview.records import Kit, Question
from jiufang.interview.reword import reworded
from jiufang.matching.records import Match
from jiufang.protocols import LanguageModel

FEWEST, MOST = 8, 12  # questions; more than an hour tires both sides, fewer leave the scorecard to chance
ALONE = 8  # open must-haves that get a question each; the rest are gone through together
VERIFIED = 3  # must-haves ticked with some doubt that are asked about as well
SHORTEST = 40  # minutes; what nothing else fills, the competencies of the sector do
GROUPS = MOST - ALONE  # questions left for them, the closing one apart
TOGETHER = 4  # of them in one question


def interview_kit(match: Match, *, lang: str | None = None, model: LanguageModel | None = None) -> Kit:
    """Prepare the interview of one candidate for one job.

    Args:
        match: the candidate's findings; the profile and the job ride along with it.
        lang: language of the interview, `zh` or `en`; the job's when absent. The résumé may be in another: quotes stay verbatim.
        model: puts the questions into words of its own, each checked; without one they are those of the bank.

    Returns:
        The kit; the same match gives the same bytes.
    """
    tongue = lang if lang in {"zh", "en"} else "zh" if match.job.lang == "zh" else "en"
    sector = sector_of(match.job.sector or "", match.job.title, match.job.text or " ".join(r.text for r in match.job.requirements))
    questions = numbered(_questions(match, sector=sector, lang=tongue))
    told = words(tongue)
    kit = Kit(
        lang=tongue,
        job=match.job.id,
        title=match.job.title,
        sector=sector,
        file=match.file,
        candidate=match.profile.contact.name or "",
        opening=told["opening"],
        closing=told["closing"],
        minutes=sum(q.minutes for q in questions),
        questions=questions,
    )
    return reworded(kit, model) if model else kit


def _questions(match: Match, *, sector: str, lang: str) -> list[Question]:
    composer = Composer(lang)
    kept: list[tuple[Point, Question]] = []
    for point in _wanted(match, sector=sector, lang=lang):
        if len(kept) < MOST - 1 and not _told(point, [question for _, question in kept]) and (made := composer.ask(point)):
            kept.append((point, made))
    fresh = sorted(competencies(sector, lang=lang), key=lambda p: composer.met(p.themes[0]))
    for point in chain([motive(lang)], fresh):
        spent = sum(question.minutes for _, question in kept)
        short = len(kept) < FEWEST or (spent < SHORTEST and len(kept) < MOST)
        if (short or point.place == "motive") and (made := composer.ask(point)):
            kept.append((point, made))
    return [question for _, question in sorted(kept, key=lambda pair: pair[0].order)]


def _told(point: Point, questions: Sequence[Question]) -> bool:
    """Tell whether a claim stands, whole or in part, in words that another question quotes already."""
    return point.probe.kind == "claim" and any(_overlap(point.evidence, question.evidence) for question in questions)


def _overlap(some: Sequence[Evidence], others: Sequence[Evidence]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in some for b in others)


def _wanted(match: Match, *, sector: str, lang: str) -> Iterator[Point]:
    """Yield the points in the order of their weight for the decision."""
    yield from _open(match, sector=sector, lang=lang)
    unsure, core = ticked(match, sector=sector)[:VERIFIED], duties(match, sector=sector)
    claimed = [c for c in claims(match) if not any(_overlap(c.evidence, u.evidence[:1]) for u in unsure)]
    sure, silent, double = levels(match), breaks(match), overlaps(match)
    yield from unsure[:2]  # before the duties, which would take the questions of their trade
    for place in range(2):
        for points in (claimed, core, silent, sure, double):
            yield from islice(points, place, place + 1)
    yield from chain(unsure[2:], core[2:3], claimed[2:3])


def _open(match: Match, *, sector: str, lang: str) -> Iterator[Point]:
    found = musts(match, sector=sector)
    alone = len(found) if len(found) <= ALONE else ALONE - 1
    yield from found[:alone]
    rest = found[alone:]
    size = max(TOGETHER, -(-len(rest) // GROUPS))
    for start in range(0, len(rest), size):
        yield together(rest[start : start + size], join=words(lang)["join"])
