"""Measure whether a job finds its candidates among those of all jobs: by words, by meaning, by both, with each way to make the vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.index.entries import entry, passages
from jiufang.index.postings import Postings, joined, pack
from jiufang.index.ranking import MEANING, job_texts, job_weights
from jiufang.jobs.records import Job
from jiufang.learn.metrics import ndcg
from jiufang.profiles.features import Features, features
from jiufang.profiles.records import Profile
from jiufang.settings import Settings
from jiufang.workspace.engine import Workspace

GOOD = 2  # grade, of 0 to 3, from which somebody should be found
KS = (5, 10, 20)


def quality(data: Path) -> dict[str, Any]:
    """Return nDCG@10 and recall@k of each way, over the jobs of a folder; every job's pool are the résumés of all."""
    encoder = Workspace(settings=Settings()).encoder
    if encoder is None:
        raise SystemExit("the encoder is not here: jiufang models fetch encoder")
    jobs, said, owners, grades = _read(data)
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
    return told


def _read(data: Path) -> tuple[list[Job], list[Features], list[int], list[int]]:
    jobs, said, owners, grades = [], [], [], []
    for number, path in enumerate(sorted(data.glob("*.json"))):
        content = json.loads(path.read_text("utf-8"))
        jobs.append(Job.from_dict(content["job"]))
        for resume in content["resumes"]:
            said.append(features(Profile.from_text(resume["text"], as_of=resume["as_of"])))
            owners.append(number)
            grades.append(int(resume["grade"]))
    return jobs, said, owners, grades


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
    rows = []
    for number, row in enumerate(scores):
        mine = [grade if owner == number else 0 for owner, grade in zip(owners, grades, strict=True)]
        good = {i for i, grade in enumerate(mine) if grade >= GOOD}
        order = np.lexsort((np.arange(len(row)), -row)).tolist()
        recall = [len(good & set(order[:k])) / len(good) if good else 1.0 for k in KS]
        rows.append([ndcg(row.tolist(), mine), *recall])
    names = ("ndcg@10", *(f"recall@{k}" for k in KS))
    return {name: round(float(value), 3) for name, value in zip(names, np.mean(rows, axis=0), strict=True)}


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
