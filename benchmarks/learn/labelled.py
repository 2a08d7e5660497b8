"""Turn labelled jobs with their résumés into pairs as a company's history would hold them: blind texts, and one label each.

Files are those of `bench/gold` and `training/jobs`: a job, and its résumés with a grade of 0 (no) to 3 (interview surely).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from jiufang.jobs.records import Job
from jiufang.learn.examples import is_held_out
from jiufang.learn.records import Dataset, Pair, Part
from jiufang.learn.texts import ad_text, blind_text

BEST = 3  # the highest grade
AS_OF = "2026-11-01"


def pairs_of(folder: Path) -> tuple[Pair, ...]:
    """Return the pairs of every job of a folder, in the order of files and résumés."""
    return tuple(pair for path in files_in(folder, "*.json") for pair in _pairs(json.loads(path.read_text(encoding="utf-8")), path.stem))


def leaving_out(pairs: Sequence[Pair], job: str) -> Dataset:
    """Return the pairs with one job as the test part and all others to learn from; nothing chooses, so nothing is chosen by the test."""
    return Dataset(f"without-{job}", tuple(pairs), {pair.id: Part.TEST if pair.job == job else Part.TRAIN for pair in pairs})


def by_job(pairs: Sequence[Pair], *, dev: int) -> Dataset:
    """Return the pairs parted by job: those held out from the verifier too are the test part, the first others choose.

    Args:
        pairs: of many jobs.
        dev: how many jobs choose.
    """
    others = sorted({pair.job for pair in pairs if not is_held_out(pair.job)})
    chooses = frozenset(others[:dev])
    parts = {p.id: Part.TEST if is_held_out(p.job) else Part.DEV if p.job in chooses else Part.TRAIN for p in pairs}
    return Dataset("labelled-jobs", tuple(pairs), parts)


def _pairs(content: Mapping[str, Any], job: str) -> list[Pair]:
    ad = ad_text(Job.from_dict(content["job"]))
    return [
        Pair(
            id=str(one["id"]),
            person=str(one["id"]),
            job=job,
            resume=blind_text(one["text"], as_of=one.get("as_of", AS_OF)),
            ad=ad,
            label=one["grade"] / BEST,
            stage=f"grade {one['grade']}",
            lang=one.get("lang", ""),
        )
        for one in content["resumes"]
    ]
