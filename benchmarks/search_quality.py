"""Measure whether a job finds its candidates among those of all jobs: by words, by meaning, by both, with each way to make the vectors."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.index.entries import entry, passages
from jiufang.index.postings import Postings, best, joined, pack
from jiufang.index.query import parse
from jiufang.index.ranking import MEANING, fused, job_texts, job_weights, weights
from jiufang.jobs.records import Job
from jiufang.learn.metrics import ndcg
from jiufang.profiles.features import Features, features
from jiufang.profiles.records import Profile
from jiufang.settings import Settings
from jiufang.workspace.engine import Workspace

GOOD = 2  # grade, of 0 to 3, from which somebody should be found
KS = (5, 10, 20)
NAMES = ("ndcg@10", *(f"recall@{k}" for k in KS))

DEEP = 200  # as workspace/finding.py fuses them
CRITERIA = {"ndcg@10": [0], "recall@10": [2], "the mean of both": [0, 2]}
SHARES = tuple(round(0.05 * i, 2) for i in range(21))
DRAWS = 10_000
TRADES = {
    "health": r"health|care\b|medic|医|pharma|dental|veterinary|clinical",
    "building": r"construct|architect|structur|rail|物业",
    "money": r"financ|insur|bank|银行",
    "goods": r"logistic|supply chain",
    "teaching": r"educat|教育",
    "software": r"software|internet|information tech|^IT\b",
    "selling": r"sales|marketing|commerce|consumer|customer|电商",
    "making": r"manufactur|chemical|energy|aviation|electronic|制造",
    "guests": r"hospitality",
}
"""A job belongs to the first trade whose words its sector holds; what is left are offices."""


def quality(folders: Sequence[Path]) -> dict[str, Any]:
    """Return nDCG@10 and recall@k of each way, over the jobs of some folders; every job's pool are the résumés of all."""
    encoder = Workspace(settings=Settings()).encoder
    if encoder is None:
        raise SystemExit("the encoder is not here: jiufang models fetch encoder")
    jobs, sectors, said, owners, grades = _read(folders)
    own = [encoder.encode(passages(one) or ["-"]) for one in said]
    heads = encoder.encode([_head(one) or "-" for one in said])
    people = {"passages": _unit(np.stack([v.mean(axis=0) for v in own]))}
    people["passages and head"] = _unit(people["passages"] + heads)
    asked = {
        "job as one text": encoder.encode([". ".join(job_texts(job)) for job in jobs], side="query"),
        "mean of requirements": _unit(np.stack([encoder.encode(job_texts(job), side="query").mean(axis=0) for job in jobs])),
        "title alone": encoder.encode([job.title or "-" for job in jobs], side="query"),
    }
    postings = _postings(said)
    lexical = np.stack([postings.scores(job_weights(job)) for job in jobs])
    told: dict[str, Any] = {"jobs": len(jobs), "resumes": len(said), "words": _judged(lexical, owners, grades)}
    for who, vectors in people.items():
        for what, queries in asked.items():
            near = queries @ vectors.T
            told[f"{who} / {what}"] = _judged(near, owners, grades)
            if what != "job as one text":
                told[f"{who} / {what} + words"] = _judged(MEANING * _scaled(near) + (1 - MEANING) * _scaled(lexical), owners, grades)
                told[f"{who} / {what} + words, reciprocal ranks"] = _judged(_reciprocal(near) + _reciprocal(lexical), owners, grades)
    titles = np.stack([postings.scores(weights(parse(job.title).words)) for job in jobs])
    ways = {
        "a job's requirements": (lexical, asked["mean of requirements"] @ people["passages and head"].T),
        "a title alone": (titles, asked["title alone"] @ people["passages and head"].T),
    }
    told["held out"] = {name: _held_out(words, near, sectors, owners, grades) for name, (words, near) in ways.items()}
    return told


def _held_out(
    lexical: NDArray[np.float32], near: NDArray[np.float32], sectors: Sequence[str], owners: list[int], grades: list[int]
) -> dict[str, Any]:
    """Return what each share of meaning finds, and what a share finds in a trade when it was chosen by all others alone."""
    orders = {share: [dict(_fused(lexical[job], near[job], share)) for job in range(len(near))] for share in SHARES}
    figures = {
        share: _figures(np.array([[scores.get(n, -1.0) for n in range(len(owners))] for scores in of_jobs]), owners, grades)
        for share, of_jobs in orders.items()
    }
    trades = np.array([trade(sector) for sector in sectors])
    told: dict[str, Any] = {"trades": dict(Counter(trades.tolist()))}
    told["shares"] = {str(share): _told(rows, trades) for share, rows in figures.items() if round(share * 20) % 2 == 0 or share >= 0.65}
    for criterion, places in CRITERIA.items():
        chosen, rows = {}, np.zeros_like(figures[SHARES[0]])
        for one in sorted(set(trades.tolist())):
            others = trades != one
            chosen[one] = max(SHARES, key=lambda share: round(float(figures[share][others][:, places].mean()), 6))
            rows[~others] = figures[chosen[one]][~others]
        against = {f"{share} less this": _told(figures[share] - rows, trades) for share in (0.5, 0.75, 0.8)}
        told[f"chosen by {criterion}"] = {"of each trade": chosen, **_told(rows, trades), **against}
    return told


def _fused(lexical: NDArray[np.float32], near: NDArray[np.float32], share: float) -> list[tuple[int, float]]:
    """Fuse as a search does: the best by words and the best by meaning."""
    both = {*best(lexical, DEEP).tolist(), *np.argsort(-near, kind="stable")[:DEEP].tolist()}
    return fused({n: float(lexical[n]) for n in both}, {n: float(near[n]) for n in both}, meaning=share)


def _told(rows: NDArray[np.float64], trades: NDArray[np.str_]) -> dict[str, Any]:
    """Return means with their 95 % intervals: trades are drawn anew, each with all its jobs (bootstrap with a fixed seed)."""
    names = sorted(set(trades.tolist()))
    sums = np.stack([rows[trades == one].sum(axis=0) for one in names])
    counts = np.array([(trades == one).sum() for one in names])
    drawn = np.random.default_rng(0).integers(len(names), size=(DRAWS, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)[:, None]
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    told = zip(NAMES, rows.mean(axis=0), low, high, strict=True)
    return {name: [round(float(mean), 3), round(float(a), 3), round(float(b), 3)] for name, mean, a, b in told}


def trade(sector: str) -> str:
    """Return the trade of a sector.

    >>> trade("logistics / cold chain"), trade("legal")
    ('goods', 'offices')
    """
    return next((name for name, words in TRADES.items() if re.search(words, sector)), "offices")


def _read(folders: Sequence[Path]) -> tuple[list[Job], list[str], list[Features], list[int], list[int]]:
    jobs, sectors, said, owners, grades = [], [], [], [], []
    for number, path in enumerate(path for folder in folders for path in sorted(folder.glob("*.json"))):
        content = json.loads(path.read_text("utf-8"))
        jobs.append(Job.from_dict(content["job"]))
        sectors.append(content["job"].get("sector", ""))
        for resume in content["resumes"]:
            said.append(features(Profile.from_text(resume["text"], as_of=resume["as_of"])))
            owners.append(number)
            grades.append(int(resume["grade"]))
    return jobs, sectors, said, owners, grades


def _head(said: Features) -> str:
    titles = [tenure.title for tenure in said.tenures if tenure.title]
    return "; ".join(dict.fromkeys([*titles, *(skill.name for skill in said.skills[:24])]))


def _postings(said: list[Features]) -> Postings:
    packed = pack((number, entry(one).impacts) for number, one in enumerate(said))
    by_term: dict[str, dict[int, Any]] = {}
    for (segment, term), stored in packed.items():
        by_term.setdefault(term, {})[segment] = stored
    return Postings(len(said), len(said), {term: joined(parts) for term, parts in by_term.items()})


def _judged(scores: NDArray[Any], owners: list[int], grades: list[int]) -> dict[str, float]:
    means = _figures(scores, owners, grades).mean(axis=0)
    return {name: round(float(value), 3) for name, value in zip(NAMES, means, strict=True)}


def _figures(scores: NDArray[Any], owners: list[int], grades: list[int]) -> NDArray[np.float64]:
    """Return a row a job: nDCG@10 and recall@k."""
    rows = []
    for number, row in enumerate(scores):
        mine = [grade if owner == number else 0 for owner, grade in zip(owners, grades, strict=True)]
        good = {i for i, grade in enumerate(mine) if grade >= GOOD}
        order = np.lexsort((np.arange(len(row)), -row)).tolist()
        recall = [len(good & set(order[:k])) / len(good) if good else 1.0 for k in KS]
        rows.append([ndcg(row.tolist(), mine), *recall])
    return np.array(rows)


def _scaled(scores: NDArray[Any]) -> NDArray[Any]:
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    return np.asarray((scores - low) / np.maximum(high - low, 1e-9))


def _reciprocal(scores: NDArray[Any], k: int = 60) -> NDArray[Any]:
    """Reciprocal rank fusion (Cormack et al. 2009)."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1])[None, :], axis=1)
    return np.asarray(1 / (k + 1 + ranks))


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)
