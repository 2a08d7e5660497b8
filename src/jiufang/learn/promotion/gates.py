"""Turn what a candidate does on held-out pairs, beside the score of today, into gates: passed or not, why, and what would change it.

    held out    the test part is later than what was learnt, and shares no person, job or text with it
    enough      pairs, jobs and both outcomes suffice to tell anything
    quality     with the candidate the score is better than today's, the paired interval excluding 0
    swaps       another name, sex, pronoun or school moves the candidate by nothing at all
    impact      no impact ratio is under four fifths by more than chance, or worse than today's by more than chance
    kept        nobody on whom it was trained was erased since

What gates cannot measure they do not pass: an owner may take that on with a reason, which is kept. What they measured nobody may waive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jiufang.learn.measuring.evaluating import Cases
from jiufang.learn.measuring.impact import ALPHA, FOUR_FIFTHS, Audit, Group, Verdict, above_median, audits, is_unknown
from jiufang.learn.measuring.pooled import Mask, Numbers, positive
from jiufang.learn.measuring.records import Difference, Evaluation, plain
from jiufang.learn.measuring.resampling import holm
from jiufang.learn.measuring.swaps import Swap
from jiufang.learn.records import Dataset, Pair, Part

LEAST_PAIRS, LEAST_OF_EACH, LEAST_JOBS = 50, 10, 5
ACROSS = frozenset({"person", "job", "resume", "near_resume"})
TELLS = frozenset({"told", "open"})
RESAMPLES = 2000
FIGURES = ("pairwise", "auc")  # the first that enough jobs tell of
ENOUGH_JOBS = 10
TODAY, WITH, ALONE = "today", "with it", "alone"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate.

    Args:
        name: of the gate.
        passed: whether it lets the candidate through.
        reason: what was found.
        change: what would change it; empty where it passed.
        waivable: whether it was not measured rather than failed, so that an owner may take it on.
        figures: what it rests on.
    """

    name: str
    passed: bool
    reason: str
    change: str = ""
    waivable: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return dict(plain(self))


def held_out(data: Dataset, found: Evaluation, known: Sequence[str]) -> Gate:
    """Judge whether the test part is later than, and apart from, what was learnt.

    Args:
        data: the data set.
        found: the evaluation, with its leaks.
        known: persons of the test part on whom the candidate was trained, as its own folder tells.
    """
    test = data.part(Part.TEST)
    wrong = [leak for leak in found.leaks if leak.code in ACROSS | TELLS | {"early"}]
    if known:
        told = f"the candidate was trained on {len(known)} persons of the test part"
        return Gate("held out", False, told, "train on the train part of this data set alone")
    if wrong:
        told = "; ".join(f"{leak.message} ({leak.count})" for leak in wrong)
        return Gate(
            "held out",
            False,
            told,
            "split the data set anew, by time, person and job, and make the texts blind: jiufang history import does both",
        )
    if not all(pair.at for pair in test):
        told = "some test pairs have no day, so nobody knows whether they are later than what was learnt"
        return Gate("held out", False, told, "import the days of the decisions")
    return Gate("held out", True, f"{len(test)} pairs, all decided later than what was learnt, of other persons and jobs")


def enough(pairs: Sequence[Pair]) -> Gate:
    """Judge whether there are enough held-out pairs to tell anything."""
    good = int(positive(np.array([pair.label for pair in pairs])).sum())
    jobs = len({pair.job for pair in pairs})
    told = f"{len(pairs)} pairs of {jobs} jobs, {good} of them a yes"
    if len(pairs) >= LEAST_PAIRS and jobs >= LEAST_JOBS and min(good, len(pairs) - good) >= LEAST_OF_EACH:
        return Gate("enough", True, told)
    return Gate("enough", False, told, f"{LEAST_PAIRS} pairs of {LEAST_JOBS} jobs with {LEAST_OF_EACH} of each outcome are the least")


def quality(found: Evaluation) -> Gate:
    """Judge whether the score with the candidate is better than today's, the paired interval excluding 0.

    Args:
        found: of the score with the candidate, compared with `TODAY`.
    """
    of = figure_of(found)
    one = next(d for d in found.differences if d.figure == of and d.than == TODAY)
    told = f"{of} {_signed(one.value)} [{_signed(one.low)}, {_signed(one.high)}] against today's score, p {_p(one.p)}"
    figures = {"figure": of, "difference": plain(one)}
    if one.low is not None and one.low > 0:
        return Gate("quality", True, told, figures=figures)
    return Gate("quality", False, f"not better beyond chance: {told}", _more(one), figures=figures)


def figure_of(found: Evaluation) -> str:
    """Return the figure that decides: pairs in the right order where enough jobs tell of them, else AUC."""
    first, other = FIGURES
    return first if found.overall[found.scorers[0]][first].n >= ENOUGH_JOBS else other


def swaps(found: Sequence[Swap]) -> Gate:
    """Judge whether anything moved when somebody else was put in."""
    moved = [one for one in found if one.largest != 0 or one.moved]
    if not moved:
        count = sum(one.sets for one in found)
        return Gate(
            "swaps",
            count > 0,
            f"{count} swaps, nothing moved" if count else "no résumé was there to swap in",
            "" if count else "bring test pairs",
        )
    told = ", ".join(f"{one.kind} moves {one.moved} of {one.sets} by up to {one.largest:g}" for one in moved)
    return Gate("swaps", False, told, "the blind text must be all that the model reads, and the same text must give the same number")


def impact(cases: Cases, groups: Mapping[str, Mapping[str, str]], *, seed: int = 0) -> Gate:
    """Judge impact ratios: of the candidate alone, and of the score with it beside today's.

    Args:
        cases: held-out pairs with the scores `TODAY`, `WITH` and `ALONE`.
        groups: what persons said of themselves.
        seed: of the shuffles.
    """
    said = [groups.get(pair.person, {}) for pair in cases.pairs]
    found = {name: audits(cases.scores[name], said, seed=seed) for name in (TODAY, WITH, ALONE)}
    figures = {name: [one.to_dict() for one in told] for name, told in found.items()}
    adverse = [(name, one, group) for name in (WITH, ALONE) for one in found[name] for group in one.adverse]
    if adverse:
        told = "; ".join(dict.fromkeys(_adverse(name, one, group) for name, one, group in adverse))
        return Gate("impact", False, told, CAUSES, figures=figures)
    worse = list(_worse(cases, said, found[WITH], seed))
    if worse:
        return Gate("impact", False, "; ".join(worse), CAUSES, figures=figures)
    single = [one for one in found[WITH] if " × " not in one.attribute]
    if not any(len([g for g in one.groups if g.verdict is not Verdict.SMALL]) > 1 for one in single):
        told = "nobody said anything of themselves, so impact ratios are not known"
        return Gate("impact", False, told, "ask applicants, voluntarily, and add it to groups.jsonl", waivable=True, figures=figures)
    short = [one for one in single if not one.sufficient]
    if short:
        told = "insufficient data: " + "; ".join(_short(one) for one in short)
        return Gate(
            "impact", False, f"{told}. Nothing adverse was found", "bring more held-out applications", waivable=True, figures=figures
        )
    return Gate("impact", True, "; ".join(f"{one.attribute}: lowest ratio {one.lowest or 0:.3f}" for one in single), figures=figures)


CAUSES = (
    "look at the impact ratios of the labels: a model learns what was decided. Leave biased outcomes out or label by a stage before them, "
    "take out words that stand for the group, train again"
)


def kept(stale: int) -> Gate:
    """Judge whether somebody on whom it was trained was erased since."""
    if stale:
        return Gate("kept", False, f"{stale} on whom it was trained were erased since", "train again without them")
    return Gate("kept", True, "nobody on whom it was trained was erased")


def _worse(cases: Cases, said: Sequence[Mapping[str, str]], found: Sequence[Audit], seed: int) -> Iterator[str]:
    """Yield each group whose ratio with the candidate is worse than today's by more than chance, Holm over all groups."""
    before, after = (above_median(cases.scores[name]) for name in (TODAY, WITH))
    tried = [(one, group.name) for one in found for group in one.groups if group.verdict not in {Verdict.SMALL, Verdict.ALONE}]
    drops = [_drop(before, after, _members(said, one.attribute), name, seed) for one, name in tried]
    for (one, name), drop, p in zip(tried, drops, holm([drop[1] for drop in drops]), strict=True):
        if p is not None and p < ALPHA and drop[0] < 0:
            yield f"{one.attribute} {name}: with it the ratio falls by {-drop[0]:.3f} against today's, p {p:.3f}"


def _drop(before: Mask, after: Mask, members: Sequence[str], name: str, seed: int) -> tuple[float, float | None]:
    """Return how a group's rate over that of the others changes, and the one-sided p by swapping today's and the new side of each pair."""
    own = np.array([member == name for member in members])
    others = np.array([bool(member) and member != name for member in members])
    if not own.any() or not others.any():
        return 0.0, None
    real = _ratio(after, own, others) - _ratio(before, own, others)
    if not np.isfinite(real):
        return 0.0, None
    flips = np.random.default_rng(seed).random((RESAMPLES, len(before))) < 0.5
    one, two = np.where(flips, after, before), np.where(flips, before, after)
    null = _ratio(two, own, others) - _ratio(one, own, others)
    return float(real), float((np.sum(null <= real + 1e-12) + 1) / (RESAMPLES + 1))


def _ratio(chosen: Any, own: Mask, others: Mask) -> Any:
    rates = chosen[..., own].mean(axis=-1), chosen[..., others].mean(axis=-1)
    return np.divide(rates[0], rates[1], out=np.full(np.shape(rates[0]), np.nan), where=np.asarray(rates[1]) > 0)


def _members(said: Sequence[Mapping[str, str]], attribute: str) -> list[str]:
    told = [[one.get(name, "").strip() for name in attribute.split(" × ")] for one in said]
    return ["" if any(map(is_unknown, parts)) else " × ".join(parts) for parts in told]


def _adverse(name: str, one: Audit, group: Group) -> str:
    who = "the candidate by itself" if name == ALONE else "the score with it"
    told = f"{one.attribute} {group.name}: impact ratio {group.ratio:.3f} of {who}"
    return f"{told}, under {FOUR_FIFTHS} by more than chance (Fisher, Holm p {_p(group.p_holm)})"


def _short(one: Audit) -> str:
    compared = [group for group in one.groups if group.verdict is not Verdict.SMALL]
    least = min((group.n for group in compared), default=0)
    need = next((group.needed for group in compared if group.needed), None)
    return f"{one.attribute} has {least} in its smallest group, and {need or 'more'} in each would show {FOUR_FIFTHS}"


def _more(one: Difference) -> str:
    if one.value is not None and one.value > 0:
        return "more held-out decisions would tell whether the difference is real; or train on more"
    return "train on more or other data, or leave the score as it is"


def _signed(value: float | None) -> str:
    return "?" if value is None else f"{value:+.3f}"


def _p(value: float | None) -> str:
    return "?" if value is None else ("< .001" if value < 0.001 else f"{value:.3f}")


def scores_of(cases: Cases, share: float, today: str, model: str) -> Cases:
    """Return cases with the scores of today, with the candidate at a share, and of the candidate alone."""
    f, alone = cases.scores[today], cases.scores[model]
    blended: Numbers = (1 - share) * f + share * alone
    return Cases(cases.pairs, {WITH: blended, TODAY: f, ALONE: alone})
