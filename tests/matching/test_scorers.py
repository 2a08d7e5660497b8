"""A scorer of one's own is one more signal beside the evidence, within bounds, blind, and named in the version of the score."""

from __future__ import annotations

import pytest

from jiufang.errors import BadInput
from jiufang.jobs.records import Job
from jiufang.matching import Match, Weighed, match, with_scorer
from jiufang.profiles.features import Features
from jiufang.profiles.records import Profile

JOB = Job.from_text("Accountant\nRequirements\n- 3 years in accounting\n- SAP", lang="en")
TEXT = "Ada Reed\nada@example.com\nEXPERIENCE\nAccountant, Mill Ltd, 2018 - present\n- Closed the books in SAP every month"


class Tenures:
    """Counts engagements, and remembers what it was shown."""

    name = "tenures-1"

    def __init__(self, value: float = 1.0) -> None:
        self.value, self.seen = value, ""

    def score(self, job: Job, features: Features) -> float:
        """Return the value that it was made with."""
        self.seen = features.model_dump_json()
        return self.value


def found() -> Match:
    return match(Profile.from_text(TEXT, as_of="2026-11-01"), JOB, encoder=None)


def test_it_moves_the_score_by_its_share_and_leaves_the_evidence() -> None:
    """Half of the score at most, added in the open: signal, term and version name it."""
    plain, scorer = found(), Tenures(0.2)
    moved = with_scorer(plain, Weighed(scorer, 0.25))
    assert moved.score == pytest.approx(0.75 * plain.score + 0.25 * 0.2, abs=1e-4)
    assert moved.findings == plain.findings
    assert moved.signals["tenures-1"] == 0.2
    assert moved.scorer.endswith("+tenures-1")
    assert moved.score == pytest.approx(plain.score + moved.terms[-1].weight * moved.terms[-1].value, abs=2e-4)


def test_it_sees_the_blind_features_alone() -> None:
    """Neither the name nor the address of the person reaches it."""
    scorer = Tenures()
    with_scorer(found(), Weighed(scorer, 0.1))
    assert "SAP" in scorer.seen
    assert "Reed" not in scorer.seen.split('"evidence"')[0]
    assert "ada@example.com" not in scorer.seen


@pytest.mark.parametrize("share", [0.0, -0.1, 0.51, 1.0])
def test_a_share_out_of_bounds_is_refused(share: float) -> None:
    """Nothing, less than nothing, or most of the score is no share of a signal."""
    with pytest.raises(BadInput, match="at most"):
        Weighed(Tenures(), share)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_an_estimate_out_of_bounds_is_refused(value: float) -> None:
    """A scorer that returns no number in [0, 1] is named rather than heard."""
    with pytest.raises(BadInput, match="tenures-1"):
        with_scorer(found(), Weighed(Tenures(value), 0.1))
