"""Marks of a few against a ranking: who is chosen, where the two part and why, which weight is suggested."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiufang.jobs.records import Requirement
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.matching.score import STRENGTHS
from jiufang.shortlist.calibration import BATCH, STEPS, Opinion, Role, batch, calibrate

MET, OPEN = Verdict.MET, Verdict.NOT_SHOWN
PYTHON = Requirement(id="R1", text="Python", weight=3.0)
KAFKA = Requirement(id="R2", text="Kafka")
TEAM = Requirement(id="R3", text="Leads a team", must=False)


def opinion(id: str, fit: bool, *verdicts: Verdict) -> Opinion:
    """Return what somebody thinks of a candidate of whom this was found of Python, Kafka and leading."""
    asked = zip((PYTHON, KAFKA, TEAM), verdicts, strict=False)
    findings = tuple(Finding(requirement=one, verdict=verdict, strength=STRENGTHS[verdict]) for one, verdict in asked)
    return Opinion(id, fit, Match.model_construct(findings=findings, score=0.5))


def test_the_batch_is_from_top_border_middle_and_end():
    """Two of each, in the order of the ranking, nobody twice; the border is where a score says as likely as not."""
    scores = [(f"c{place}", 1 - place / 30) for place in range(30)]

    chosen = batch(scores)

    assert list(chosen) == sorted(chosen, key=lambda id: int(id[1:]))
    assert [id for id, role in chosen.items() if role is Role.TOP] == ["c0", "c1"]
    assert [id for id, role in chosen.items() if role is Role.STRANGER] == ["c28", "c29"]
    assert {id for id, role in chosen.items() if role is Role.BORDER} == {"c15", "c14"}
    assert len(chosen) == BATCH


@given(st.lists(st.floats(0, 1), max_size=40), st.integers(1, 20))
def test_the_batch_holds_as_many_as_there_are(scores: list[float], size: int):
    """Whatever the scores: as many as wanted, or everybody; the same each time."""
    told = [(str(place), score) for place, score in enumerate(sorted(scores, reverse=True))]

    chosen = batch(told, size=size)

    assert len(chosen) == min(size, len(told))
    assert chosen == batch(told, size=size)


def test_where_all_agree_nothing_is_suggested():
    """Fit above unfit: no disagreement, no change."""
    found = calibrate([opinion("a", True, MET, MET, OPEN), opinion("b", False, OPEN, MET, OPEN)])

    assert (found.pairs, found.agree, found.disagreements, found.suggestions) == (1, 1, (), ())


def test_the_requirement_that_parts_them_is_named():
    """Python weighs thrice: whoever shows it stands above whoever shows Kafka, though marked the other way round."""
    found = calibrate([opinion("fit", True, OPEN, MET, OPEN), opinion("unfit", False, MET, OPEN, OPEN)])

    (one,) = found.disagreements
    assert (one.above, one.below, one.requirement, one.text) == ("unfit", "fit", "R1", "Python")
    assert (one.above_verdict, one.below_verdict, one.missing) == (MET, OPEN, False)
    assert one.lead > 0


def test_the_nearest_weight_that_helps_most_is_suggested():
    """Among weights that mend as many pairs, the one that changes least; what mends nothing is not named."""
    found = calibrate([opinion("fit", True, OPEN, MET, OPEN), opinion("unfit", False, MET, OPEN, OPEN)])

    told = {one.requirement: (one.before, one.after, one.agree) for one in found.suggestions}
    assert told == {"R1": (3.0, 0.5, 1), "R2": (1.0, 5.0, 1)}
    assert all(one.after in STEPS for one in found.suggestions)


def test_what_is_not_asked_for_is_said_to_be_missing():
    """Where no requirement speaks for the fit one, no weight is suggested that could not help."""
    found = calibrate([opinion("fit", True, OPEN, OPEN, OPEN), opinion("unfit", False, MET, OPEN, OPEN)])

    assert found.disagreements[0].missing
    assert found.suggestions == ()


def test_equal_ones_are_no_agreement():
    """On one place the ranking does not say what the person says; nothing is named as the cause."""
    found = calibrate([opinion("fit", True, MET, OPEN, OPEN), opinion("unfit", False, MET, OPEN, OPEN)])

    assert (found.agree, found.disagreements[0].requirement) == (0, None)


marks = st.lists(st.tuples(st.booleans(), st.tuples(*[st.sampled_from(list(Verdict))] * 3)), max_size=10)


@given(marks, st.randoms(use_true_random=False))
def test_a_suggestion_keeps_what_it_promises(told, chance):
    """With its weight exactly so many pairs agree; the order in which marks are given changes nothing."""
    given = [opinion(f"c{number}", fit, *verdicts) for number, (fit, verdicts) in enumerate(told)]
    found = calibrate(given)
    for one in found.suggestions:
        changed = [
            Opinion(
                o.id,
                o.fit,
                Match.model_construct(score=0.5, findings=tuple(_weighed(f, one.requirement, one.after) for f in o.match.findings)),
            )
            for o in given
        ]
        assert calibrate(changed).agree == one.agree > found.agree

    assert found == calibrate(chance.sample(given, len(given)))


def _weighed(finding: Finding, requirement: str, weight: float) -> Finding:
    if finding.requirement.id != requirement:
        return finding
    return finding.model_copy(update={"requirement": finding.requirement.model_copy(update={"weight": weight})})
