"""Each decision can be explained in plain words, and its score computed again from what was kept."""

from __future__ import annotations

import pytest

from jiufang.decisions.explanation import Decided, explain, text
from jiufang.decisions.reasons import Reason
from jiufang.decisions.recompute import recompute
from jiufang.decisions.stages import template
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.matching.records import Match
from jiufang.matching.scorers import Weighed, with_scorer
from jiufang.profiles.records import Profile

HIRES = template("社招")


class Half:
    """Fits everybody half."""

    name = "half-1"

    def score(self, job, features):
        """Return one half."""
        return 0.5


@pytest.fixture
def decided(now, found):
    """Ada was rejected for a requirement that her résumé does not show."""
    missing = next(f.requirement.id for f in found.findings if f.verdict != "met")
    facts = {"score": found.score, "scorer": found.scorer, "rank": 3}
    why = Reason(code="requirement", requirement=missing)
    return Decided(id="d", number=1, at=now, by="mei@example.com", before="new", action="reject", reason=why, facts=facts)


def test_it_comes_out_the_same(found):
    """From findings, weights and verdicts, stored and loaded; a bare list's credit too."""
    loaded = Match.model_validate({**found.to_dict(), "profile": found.profile, "job": found.job})

    assert any(f.checker == "list" for f in found.findings)
    assert recompute(loaded).computed == found.score
    assert recompute(loaded).same


@pytest.mark.bench
def test_it_comes_out_the_same_for_many(bench):
    """All candidates of a few development jobs."""
    import json

    seen = 0
    for path in sorted((bench / "gold").rglob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        if not isinstance(told, dict) or "job" not in told:
            continue
        job = Job.from_dict(told["job"])
        for candidate in told.get("candidates", told.get("resumes", []))[:3]:
            seen += 1
            assert recompute(match(Profile.from_text(candidate["text"], as_of="2026-11-01"), job, encoder=None)).same
        if seen >= 6:
            break
    assert seen


def test_what_was_added_comes_out_too(found):
    """A scorer of one's own is one more term."""
    learnt = with_scorer(found, Weighed(Half(), 0.3))

    assert learnt.score != found.score
    assert recompute(learnt).same
    assert recompute(learnt).computed == learnt.score


def test_what_was_altered_is_noticed(found):
    """A score, a verdict, a weight, or another match than the one decided on."""
    finding = found.findings[0].model_copy(update={"strength": 0.77, "worth": 0.77})
    altered = [
        found.model_copy(update={"score": 0.99}),
        found.model_copy(update={"findings": (finding, *found.findings[1:])}),
        found.model_copy(update={"terms": (found.terms[0].model_copy(update={"weight": 0.9}), *found.terms[1:])}),
    ]

    assert all(recompute(one).differences for one in altered)
    assert recompute(found, recorded={"score": 0.5, "scorer": "2025.1"}).differences == (
        f"the decision was made on score 0.5, not {found.score}",
        f"the decision was made on scorer 2025.1, not {found.scorer}",
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_explanation_says_who_what_and_why(decided, found, lang):
    """A person, the role of the software, what counted with its words, the sum, and what one can do; short enough to be read."""
    made = explain(decided, job="Data Engineer", template=HIRES, match=found, again=found)
    told = text(made, lang=lang)

    assert made.holds
    for part in ("mei@example.com", "2026-11-23", HIRES.stage("reject").name(lang), str(found.score), found.scorer):
        assert part in told
    assert found.findings[1].evidence[0].quote[:40] in told
    assert len(told) <= 1500


def test_the_record_has_everything(decided, found):
    """Every requirement with weight, value and quotes; it goes to JSON and back."""
    made = explain(decided, job="Data Engineer", template=HIRES, match=found)

    assert [e.requirement for e in made.elements] == [f.requirement.id for f in found.findings]
    assert type(made).model_validate_json(made.model_dump_json()) == made


def test_today_s_program(decided, found):
    """The same models again: same or not, and what differs; another scorer is only named."""
    other = match(found.profile, found.job, encoder=None).model_copy(update={"score": 0.9})
    newer = found.model_copy(update={"scorer": "2027.1"})
    told = [explain(decided, job="J", template=HIRES, match=found, again=again).today for again in (found, other, newer)]

    assert [one.same for one in told] == [True, False, None]
    assert told[2].scorer == "2027.1"


def test_without_software_or_person(decided, found):
    """Who decided without a score says so; who was erased is not told of."""
    alone = explain(decided.model_copy(update={"facts": {}}), job="J", template=HIRES, match=None)
    gone = explain(decided.model_copy(update={"reason": None}), job="J", template=HIRES, match=None, erased=True)

    assert "No software" in text(alone, lang="en")
    assert "erased" in text(gone, lang="en")
    assert alone.holds
