"""Turn a data set into what is to be said of it: how much there is in each part, what was left out and why, what it is enough for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiufang.learn.history.floor import HALF_WIDTH, POSITIVE, SUPPOSED, Floor
from jiufang.learn.history.near import Likeness
from jiufang.learn.history.records import Outcome, Why
from jiufang.learn.history.splitting import Parted
from jiufang.learn.records import Dataset, Pair, Part

SCHEMA_VERSION = "1"
STAGES_SHOWN = 60  # of the source's words; the rest is counted
FAMILIES_SHOWN = 30


@dataclass
class Books:
    """What is counted while a data set is made: what was left out, what stages were taken for, which texts are alike."""

    left: Counter[Why] = field(default_factory=Counter)
    stages: dict[str, tuple[Outcome, int]] = field(default_factory=dict)
    resumes: Likeness = field(default_factory=lambda: Likeness((), 1.0))
    ads: Likeness = field(default_factory=lambda: Likeness((), 1.0))

    def note(self, said: Outcome) -> None:
        """Count what stages were taken for."""
        known, count = self.stages.get(said.told, (said, 0))
        self.stages[said.told] = (known, count + 1)


def report_on(dataset: Dataset, parted: Parted, floor: Floor, *, applications: int, books: Books) -> dict[str, Any]:
    """Return the report of a data set, as plain data; it names nobody."""
    used = [pair for pair in dataset.pairs if pair.id in dataset.parts]
    return {
        "schema_version": SCHEMA_VERSION,
        "name": dataset.name,
        "applications": applications,
        "used": counts(used),
        "parts": {str(part): counts(dataset.part(part)) for part in Part},
        "left_out": {str(why): number for why, number in sorted(books.left.items(), key=lambda t: (-t[1], t[0])) if number},
        "stages": stages_told(books),
        "near_duplicates": {
            "resumes": {"alike": books.resumes.alike, "from": books.resumes.threshold},
            "ads": {"alike": books.ads.alike, "from": books.ads.threshold},
        },
        "split": {
            "by_time": parted.by_time,
            "test_from": parted.test_from.isoformat() if parted.test_from else None,
            "decided_after_test_begins": parted.overlap,
            "joined_jobs_were_parted": parted.cut,
        },
        "groups": groups_of(dataset),
        "enough": {
            "for_learning": floor.enough,
            "missing": list(floor.missing),
            "more_applications": floor.more,
            "auc_half_width": floor.half_width,
            "wanted_half_width": HALF_WIDTH,
            "at_auc": SUPPOSED,
        },
    }


def counts(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return how much there is in some pairs: of persons, jobs, outcomes, languages, families, and over which time."""
    days = [pair.at for pair in pairs if pair.at]
    return {
        "pairs": len(pairs),
        "persons": len({pair.person for pair in pairs}),
        "jobs": len({pair.job for pair in pairs}),
        "positives": sum(pair.label >= POSITIVE for pair in pairs),
        "labels": tally(f"{pair.label:g}" for pair in pairs),
        "languages": tally(pair.lang for pair in pairs),
        "families": dict(list(tally(pair.family or "unknown" for pair in pairs).items())[:FAMILIES_SHOWN]),
        "from": min(days).isoformat() if days else None,
        "to": max(days).isoformat() if days else None,
        "undated": len(pairs) - len(days),
    }


def groups_of(dataset: Dataset) -> dict[str, dict[str, int]]:
    """Return how many persons said what of themselves."""
    names = sorted({name for told in dataset.groups.values() for name in told})
    return {name: tally(told[name] for told in dataset.groups.values() if name in told) for name in names}


def tally(values: Iterable[str]) -> dict[str, int]:
    """Return how often each value is there, the most frequent first."""
    return dict(sorted(Counter(values).items(), key=lambda t: (-t[1], t[0])))


def stages_told(books: Books) -> list[dict[str, Any]]:
    """Return what the source's words were taken for, the most frequent first."""
    told = sorted(books.stages.items(), key=lambda t: (-t[1][1], t[0]))
    return [
        {"told": words, "applications": count, "label": said.label, "rung": said.rung, **({"left_out": str(said.why)} if said.why else {})}
        for words, (said, count) in told[:STAGES_SHOWN]
    ]
