"""Turn two texts into the estimate of the program as it ships: résumé and ad are parsed and matched, and the score is f.

What matching found is kept as named numbers (`Seen`), which a small learner can be trained on (`linear`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from jiufang.cache import Cache, NoCache, code_fingerprint, digest
from jiufang.jobs.records import Job
from jiufang.learn.records import Dataset, Scores
from jiufang.matching import match
from jiufang.matching.engine import scorer_version
from jiufang.matching.records import Match, Verdict
from jiufang.matching.verifier import Verifier
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder

Seen = Mapping[str, float]
"""What matching found of a pair, by name, each in [0, 1]."""


@dataclass(frozen=True)
class Shipped:
    """The program's own f(r, p) on texts.

    Args:
        as_of: the day (YYYY-MM-DD) on which “present” ends.
        encoder: what turns texts into vectors; None uses words alone.
        verifier: the trained reader of evidence.
        cache: where what was found is kept; it follows from persons' texts, so an erasure clears it.
        done: called after each pair that had to be matched.
    """

    as_of: str
    encoder: Encoder | None = None
    verifier: Verifier | None = None
    cache: Cache = field(default_factory=NoCache)
    done: Callable[[str], object] = str
    _met: dict[str, Seen] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def version(self) -> str:
        """The version that matches bear."""
        return scorer_version(self.encoder, self.verifier, None)

    @property
    def name(self) -> str:
        """`shipped` and the version of the scorer."""
        return f"shipped {self.version}"

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the scores, [pairs]."""
        return np.array([self.see(resume, ad)["f"] for resume, ad in zip(resumes, ads, strict=True)])

    def see(self, resume: str, ad: str) -> Seen:
        """Match two texts; what was matched before with the same program is remembered, and comes from the cache."""
        key = digest(code_fingerprint(), self.version, self.as_of, resume, ad)
        if key not in self._met:
            self._met[key] = self._see(resume, ad, key)
        return self._met[key]

    def _see(self, resume: str, ad: str, key: str) -> Seen:
        kept = self.cache.get("matches", key)
        if kept is not None:
            return dict(json.loads(kept))
        found = seen(match(_profile(resume, self.as_of), _job(ad), encoder=self.encoder, verifier=self.verifier))
        self.cache.put("matches", key, json.dumps(found))
        self.done("")
        return found


def seen(found: Match) -> Seen:
    """Return what a match holds as named numbers; all of it was made from blind features.

    `f` is the score; `met_must` the share of the must-haves that are met, and so on; each signal comes with whether it was measured.
    """
    told = {"f": found.score}
    for wish, must in (("must", True), ("nice", False)):
        of = [finding.verdict for finding in found.findings if finding.requirement.must is must]
        told |= {f"{verdict}_{wish}": sum(one is verdict for one in of) / max(1, len(of)) for verdict in Verdict}
    for name in SIGNALS:
        told |= {name: found.signals.get(name, 0.0), f"has_{name}": float(name in found.signals)}
    return {name: round(value, 6) for name, value in sorted(told.items())}


SIGNALS = ("certificates", "education", "experience", "keyword", "keyword_coverage", "languages", "semantic", "skills")


@lru_cache(maxsize=512)
def _profile(text: str, as_of: str) -> Profile:
    return Profile.from_text(text, as_of=as_of)


@lru_cache(maxsize=512)
def _job(text: str) -> Job:
    return Job.from_text(text)


def day_of(data: Dataset) -> str:
    """Return the day on which “present” ends in a data set: its last decision, else today."""
    return max((pair.at for pair in data.pairs if pair.at), default=dt.date.today()).isoformat()
