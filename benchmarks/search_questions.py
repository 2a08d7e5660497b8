"""What a search is asked in measurements: titles, skills and short requirements of the jobs in `training/jobs`, with and without facets."""

from __future__ import annotations

import json
import random

from benchmarks.search_pool import JOBS, PLACES, SEED
from jiufang.index.query import parse
from jiufang.jobs.records import Job

SHORTEST, LONGEST = 4, 60  # characters of a requirement that somebody might type


def plain(count: int) -> list[str]:
    """Return so many questions without facets, in both languages."""
    asked = list[str]()
    for path in sorted(JOBS.glob("*.json")):
        job = Job.from_dict(json.loads(path.read_text("utf-8"))["job"])
        asked += [job.title, *(r.text for r in job.requirements if SHORTEST <= len(r.text) <= LONGEST and parse(r.text).must is None)]
    fit = [one for one in dict.fromkeys(asked) if parse(one).must is None]
    random.Random(SEED).shuffle(fit)
    return [fit[i % len(fit)] for i in range(count)]


def questions(count: int) -> tuple[list[str], list[str]]:
    """Return questions without and with facets, half each."""
    chosen, chance = plain(count // 2), random.Random(SEED + 1)
    return chosen, [_with_facets(one, chance) for one in chosen]


def _with_facets(question: str, chance: random.Random) -> str:
    """Return a question with one to three facets, of which one of a thousand up to half of the pool fit."""
    years, place = chance.choice((2, 3, 5, 8)), chance.choice(PLACES)
    language = chance.choice(("en", "zh", "ja", "de", "pl"))
    degree = chance.choice(("bachelor", "master"))
    parts = [f"years:>={years}", f"city:{place}", f"lang:{language}", f"degree:{degree}"]
    return f"{question} {' '.join(chance.sample(parts, chance.choice((1, 1, 2, 2, 3))))}"
