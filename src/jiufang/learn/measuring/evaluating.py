"""Turn a data set and scorers into an evaluation: every figure with its interval, overall and by slice, and who is better than whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput
from jiufang.learn.measuring import pooled, ranked
from jiufang.learn.measuring.leaks import leaks
from jiufang.learn.measuring.pooled import Numbers
from jiufang.learn.measuring.records import Difference, Evaluation, Slice
from jiufang.learn.measuring.resampling import (
    LEAST_CLUSTERS,
    RESAMPLES,
    Figure,
    Sampled,
    draws,
    holm,
    interval,
    numbered,
    over_jobs,
    over_pairs,
    p_of_draws,
    p_of_signs,
)
from jiufang.learn.records import Dataset, Pair, PairScorer, Part
from jiufang.text.tokens import CJK_RUN, LATIN

K = 10
LEAST_PAIRS = 20  # of a slice: of fewer nothing can be told
COMPARED = ("pairwise", "auc", "mse")
BANDS = ((250, "short"), (700, "medium"))  # words of a résumé: one page, two pages
LONG = "long"


@dataclass(frozen=True)
class Cases:
    """Pairs as arrays, and what each scorer says of them.

    Args:
        pairs: in their order.
        scores: of each scorer by name, [pairs].
    """

    pairs: tuple[Pair, ...]
    scores: Mapping[str, Numbers]

    @property
    def labels(self) -> Numbers:
        """What came of them."""
        return np.array([pair.label for pair in self.pairs])

    @property
    def weights(self) -> Numbers:
        """What they count."""
        return np.array([pair.weight for pair in self.pairs])

    def only(self, places: Sequence[int]) -> Cases:
        """Return some of them."""
        return Cases(tuple(self.pairs[i] for i in places), {name: told[list(places)] for name, told in self.scores.items()})

    def jobs(self) -> list[NDArray[np.int64]]:
        """Return the places of each job's pairs."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, pair in enumerate(self.pairs):
            places[pair.job].append(place)
        return [np.array(one, np.int64) for one in places.values()]


def score(scorer: PairScorer, pairs: Sequence[Pair]) -> Numbers:
    """Return what a scorer says of pairs, [pairs].

    Raises:
        BadInput: it is not one number in [0, 1] for each.
    """
    if not pairs:
        return np.zeros(0)
    told = np.asarray(scorer.score([pair.resume for pair in pairs], [pair.ad for pair in pairs]), np.float64)
    if told.shape != (len(pairs),) or not np.isfinite(told).all() or told.min() < 0 or told.max() > 1:
        raise BadInput("it does not give one number in 0..1 for each pair", subject=scorer.name)
    return told


def evaluate(
    data: Dataset,
    scorers: Sequence[PairScorer],
    *,
    part: Part = Part.TEST,
    k: int = K,
    resamples: int = RESAMPLES,
    seed: int = 0,
    scored: Callable[[str], object] = str,
) -> Evaluation:
    """Measure scorers on a part of a data set.

    Args:
        data: the data set.
        scorers: the one in question first, then those it is compared with; names differ.
        part: what is measured on; thresholds always come from dev.
        k: how far down figures of an order look.
        resamples: of the bootstrap.
        seed: of the bootstrap; the same seed gives the same bytes.
        scored: called with the name of each scorer when it has scored.

    Raises:
        BadInput: the part is empty, or a scorer does not give estimates.
    """
    found, dev = cases(data, scorers, part, scored)
    return measure(data, found, dev, part=part, k=k, resamples=resamples, seed=seed)


def measure(
    data: Dataset, cases: Cases, dev: Cases | None, *, part: Part = Part.TEST, k: int = K, resamples: int = RESAMPLES, seed: int = 0
) -> Evaluation:
    """Turn estimates that were made already into an evaluation.

    Args:
        data: the data set, for its leaks.
        cases: what is measured, with the estimates.
        dev: what thresholds are chosen on; a half for all where there is none.
        part: which part the cases are.
        k: how far down figures of an order look.
        resamples: of the bootstrap.
        seed: of the bootstrap.
    """
    names = list(cases.scores)
    thresholds = {name: pooled.best_threshold(dev.scores[name], dev.labels, dev.weights) if dev else 0.5 for name in names}
    sampler = _Sampler(k, resamples, seed, thresholds)
    cut = [(by, name, cases.only(places)) for by, name, places in _slices(cases.pairs)]
    whole = sampler.sample(cases)
    slices = [_slice("all", "all", cases, {name: {f: s.figure() for f, s in told.items()} for name, told in whole.items()})]
    slices += [_slice(by, name, some, sampler.figures(some)) for by, name, some in cut if len(some.pairs) >= LEAST_PAIRS]
    cluster, count = sampler.clusters(cases)
    return Evaluation(
        data=data.name,
        part=str(part),
        scorers=tuple(names),
        thresholds=thresholds,
        thresholds_from="dev" if dev else "none",
        cluster=cluster,
        clusters=count,
        resamples=resamples,
        seed=seed,
        slices=tuple(slices),
        differences=tuple(sampler.differences(cases, whole)),
        reliability={name: pooled.reliability(cases.scores[name], cases.labels) for name in names},
        leaks=leaks(data),
        left_out={f"{by} {name}": len(some.pairs) for by, name, some in cut if len(some.pairs) < LEAST_PAIRS},
    )


@dataclass(frozen=True)
class _Sampler:
    """Figures on the data as they are and on resamples of them."""

    k: int
    resamples: int
    seed: int
    thresholds: Mapping[str, float]

    def clusters(self, cases: Cases) -> tuple[str, int]:
        """Return what is drawn for pooled figures, and how many there are: jobs, or persons where there are few jobs."""
        jobs, persons = len({p.job for p in cases.pairs}), len({p.person for p in cases.pairs})
        return ("jobs", jobs) if jobs >= LEAST_CLUSTERS else ("persons", persons)

    def sample(self, cases: Cases) -> dict[str, dict[str, Sampled]]:
        """Return every figure of every scorer, all on the same draws."""
        by, _ = self.clusters(cases)
        cluster, known = numbered([pair.job if by == "jobs" else pair.person for pair in cases.pairs])
        counts = draws(len(known), resamples=self.resamples, seed=self.seed)
        jobs = cases.jobs()
        job_counts = draws(len(jobs), resamples=self.resamples, seed=self.seed)
        labels, weights = cases.labels, cases.weights
        made: dict[str, dict[str, Sampled]] = {}
        for name, told in cases.scores.items():
            made[name] = {
                figure: over_jobs(np.array([of(told[job], labels[job]) for job in jobs]), job_counts)
                for figure, of in ranked.figures(self.k).items()
            }
            for figure, whole in pooled.figures(self.thresholds[name]).items():
                made[name][figure] = over_pairs(lambda w, f=whole, t=told: f(t, labels, w), weights, cluster, counts)  # type: ignore[misc]
        return made

    def figures(self, cases: Cases) -> dict[str, dict[str, Figure]]:
        """Return every figure of every scorer with its interval."""
        return {name: {figure: one.figure() for figure, one in told.items()} for name, told in self.sample(cases).items()}

    def differences(self, cases: Cases, whole: Mapping[str, Mapping[str, Sampled]]) -> Iterator[Difference]:
        """Yield how much better the first scorer is than each other one."""
        first, *others = whole
        for figure in COMPARED:
            found = [self._difference(cases, figure, first, other, whole) for other in others]
            for one, p in zip(found, holm([d.p for d in found]), strict=True):
                yield Difference(one.figure, one.than, one.value, one.low, one.high, one.p, p, one.test)

    def _difference(self, cases: Cases, figure: str, first: str, other: str, whole: Mapping[str, Mapping[str, Sampled]]) -> Difference:
        a, b = whole[first][figure], whole[other][figure]
        drawn = a.draws - b.draws
        value = float(a.value - b.value)
        low, high = interval(drawn)
        per_job = ranked.figures(self.k).get(figure)
        p = p_of_draws(drawn)
        if per_job is not None:
            labels, jobs = cases.labels, cases.jobs()
            apart = [per_job(cases.scores[first][j], labels[j]) - per_job(cases.scores[other][j], labels[j]) for j in jobs]
            p = p_of_signs(np.array(apart), resamples=self.resamples, seed=self.seed)
        test = "signs" if per_job is not None else "bootstrap"
        return Difference(figure, other, value if np.isfinite(value) else None, low, high, p, p, test)


def cases(data: Dataset, scorers: Sequence[PairScorer], part: Part, scored: Callable[[str], object]) -> tuple[Cases, Cases | None]:
    """Let scorers estimate a part of a data set and its dev part; return both, the second None where there is no dev part.

    Args:
        data: the data set.
        scorers: whose names differ.
        part: what is measured on.
        scored: called with the name of each scorer when it has scored.

    Raises:
        BadInput: the part is empty, or a scorer does not give estimates.
    """
    pairs, dev = data.part(part), data.part(Part.DEV)
    if not pairs:
        raise BadInput(f"there are no pairs in the part {part}", subject=data.name, hint="split the data set first")
    if len({scorer.name for scorer in scorers}) < len(scorers):
        raise BadInput("two scorers have the same name", subject=", ".join(scorer.name for scorer in scorers))
    told, on_dev = {}, {}
    for scorer in scorers:
        told[scorer.name], on_dev[scorer.name] = score(scorer, pairs), score(scorer, dev)
        scored(scorer.name)
    return Cases(pairs, told), Cases(dev, on_dev) if dev else None


def _slices(pairs: Sequence[Pair]) -> Iterator[tuple[str, str, list[int]]]:
    """Yield (by, name, places) of every slice; one that is everybody is left out."""
    cuts: tuple[tuple[str, Callable[[Pair], str]], ...] = (
        ("lang", lambda pair: pair.lang or "unknown"),
        ("family", lambda pair: pair.family or "unknown"),
        ("length", lambda pair: length_band(pair.resume)),
    )
    for by, of in cuts:
        places: dict[str, list[int]] = defaultdict(list)
        for place, pair in enumerate(pairs):
            places[of(pair)].append(place)
        yield from ((by, name, places[name]) for name in sorted(places) if len(places[name]) < len(pairs))


def length_band(text: str) -> str:
    """Return how long a résumé is, in Latin words and Chinese characters: `short`, `medium` or `long`."""
    size = len(LATIN.findall(text)) + sum(map(len, CJK_RUN.findall(text)))
    return next((name for most, name in BANDS if size <= most), LONG)


def _slice(by: str, name: str, cases: Cases, figures: Mapping[str, Mapping[str, Figure]]) -> Slice:
    pairs = cases.pairs
    good = int(pooled.positive(cases.labels).sum())
    return Slice(by, name, len(pairs), len({p.job for p in pairs}), len({p.person for p in pairs}), good, figures)
