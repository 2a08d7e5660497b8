"""A trained verifier reads the promising lines, and what it says is weighed against the rules by fitted weights."""

from __future__ import annotations

import numpy as np
import pytest

from jiufang.jobs.records import Kind, Requirement
from jiufang.matching.fusion import WIDTH, Fusion, features_of, fit, group_of, likeliest
from jiufang.matching.needs import understand
from jiufang.matching.outcome import Outcome
from jiufang.matching.passages import BUDGET, passage_for
from jiufang.matching.records import Verdict
from jiufang.matching.score import worth
from jiufang.matching.verification import Seen, look, proof, settle
from jiufang.matching.verifier import CLASSES, Reading
from jiufang.matching.view import view_of, view_of_text
from jiufang.profiles.records import Profile

RESUME = """Li Wei
EXPERIENCE
Data engineer, Harbour Foods, 2019-03 – 2023-08
- Moved the nightly stock load from Oracle scripts to Airflow, forty pipelines in all
- Wrote the on-call handbook and trained two juniors
- Sat on the canteen committee and organised the summer party for three years running, with a band each time
Analyst, Blue Quay Retail, 2016-01 – 2019-02
- Weekly sales reports in Excel; forecasts were made by head office and only checked by us before each season
- Answered questions of shop managers about returns, shrinkage and opening hours by phone and e-mail every day
EDUCATION
BSc Mathematics, Elmbridge University, 2015
"""


def need(text: str, kind: Kind = Kind.SKILL):
    """A requirement understood."""
    return understand(Requirement(id="R1", text=text, kind=kind))


def read(**chances: float) -> Reading:
    """A reading with these chances, and nothing else."""
    return Reading({name: chances.get(name, 0.0) for name in CLASSES}, ())


def test_a_short_text_is_read_whole():
    """Within the budget nothing is left out, and every line keeps its place."""
    text = "Built Airflow pipelines.\nNo cloud so far."
    passage = passage_for(need("Airflow"), view_of_text(text, as_of="2026-11-01"), {})
    assert passage.text == text
    assert [p.place(p.start, p.end) for p in passage.pieces] == [(0, 24), (25, 41)]


def test_of_a_long_text_the_promising_lines_are_read_under_their_dates():
    """The line that names the thing comes with the head of its entry; what bears on nothing stays out."""
    view = view_of(Profile.from_text(RESUME * 1, as_of="2026-11-01"))
    passage = passage_for(need("Airflow pipelines"), view, {})
    assert "Airflow" in passage.text
    assert "2019-03" in passage.text
    assert len(passage.text) / 4 < BUDGET * 1.5


def test_school_and_person_are_never_read():
    """Names, contact lines and schools are in no passage, so that swapping them changes nothing."""
    view = view_of(Profile.from_text(RESUME, as_of="2026-11-01"))
    for text in ("Airflow", "Mathematics degree", "Li Wei", "Elmbridge"):
        passage = passage_for(need(text), view, {})
        assert "Li Wei" not in passage.text
        assert "Elmbridge" not in passage.text


def test_proof_is_quoted_clause_by_clause():
    """The clauses that the verifier marks become stretches of the document; neighbours are joined."""
    text = "Ran the lab, trained two juniors, wrote papers."
    view = view_of_text(text, as_of="2026-11-01")
    passage = passage_for(need("training"), view, {})
    marked = tuple(float(12 < i < 33) for i in range(len(text)))
    assert [text[a:b] for a, b in proof(passage, Reading({}, marked))] == ["trained two juniors"]
    everything = proof(passage, Reading({}, (1.0,) * len(text)))
    assert [text[a:b] for a, b in everything] == ["Ran the lab, trained two juniors, wrote papers"]


class Marker:
    """Says met of everything, and that the words about Airflow prove it."""

    name = "marker-1"

    def read(self, requirements, passages):
        """Read."""
        return [
            Reading({"met": 0.97, "partial": 0.01, "not_shown": 0.01, "contradicted": 0.01}, tuple(map(float, ["A" in p] * len(p))))
            for p in passages
        ]


def trusting() -> Fusion:
    """Weights that believe the verifier alone."""
    weights = np.zeros((WIDTH, len(CLASSES)))
    weights[: len(CLASSES)] = np.eye(len(CLASSES))
    return Fusion(dict.fromkeys(fit([]).weights, weights))


def test_the_weights_decide_who_is_believed():
    """With weights for the verifier alone its verdict stands, with a verbatim quote; for the rules alone theirs does."""
    view = view_of_text("Moved the nightly load to Airflow.", as_of="2026-11-01")
    rules = Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")
    (seen,) = look([need("workflow orchestration")], [rules], [{}], view, Marker())
    outcome = settle(seen, view, trusting())
    assert outcome.verdict is Verdict.MET
    assert [e.quote for e in outcome.evidence] == ["Moved the nightly load to Airflow"]
    deaf = trusting().weights["skill-bare"] * 0
    deaf[len(CLASSES) : 2 * len(CLASSES)] = 5 * np.eye(len(CLASSES))
    assert settle(seen, view, Fusion({"skill-bare": deaf})).verdict is Verdict.NOT_SHOWN


def test_no_verdict_without_a_quote():
    """Where nothing was read and the rules quote nothing, the rules' silence stands."""
    view = view_of_text("", as_of="2026-11-01")
    (seen,) = look([need("Airflow")], [Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")], [{}], view, Marker())
    assert isinstance(seen, Seen)
    assert seen.reading is None
    assert settle(seen, view, trusting()).verdict is Verdict.NOT_SHOWN


def test_fitting_finds_out_who_is_right():
    """Where the verifier is always right and the rules are always wrong, the fitted weights follow the verifier."""
    rows = []
    for number in range(200):
        truth = CLASSES[number % 4]
        wrong = CLASSES[(number + 1) % 4]
        chances = read(**{truth: 0.7, wrong: 0.1}).chances
        rows.append(("skill", features_of(Outcome(Verdict(wrong), (), 0.5), chances), truth))
    fusion = fit(rows)
    assert all(max(c := fusion.chances(group, f), key=lambda n: c[n]) == truth for group, f, truth in rows)
    assert sum(fusion.chances(*rows[0][:2]).values()) == pytest.approx(1, abs=1e-3)


def test_every_kind_has_a_group():
    """No requirement is left without weights."""
    assert {group_of(kind, bare=bare) for kind in Kind for bare in (True, False)} == set(fit([]).weights)


def test_a_list_stays_a_list_however_it_is_read():
    """A verifier that is sure of a bare list of keywords makes it a mention, never a requirement met."""
    text = "SKILLS\nAirflow, Kafka, Spark, Terraform, Go, Rust\nEXPERIENCE\nClerk, Blue Quay, 2019-01 – 2023-08\n- Filed letters.\n"
    view = view_of(Profile.from_text(text, as_of="2026-11-01"))

    class Lister(Marker):
        def read(self, requirements, passages):
            """The first line proves it."""
            return [
                Reading(
                    {"met": 0.97, "partial": 0.01, "not_shown": 0.01, "contradicted": 0.01},
                    (1.0,) * len(p.split("\n")[0]) + (0.0,) * (len(p) - len(p.split("\n")[0])),
                )
                for p in passages
            ]

    (seen,) = look([need("workflow orchestration")], [Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")], [{}], view, Lister())
    outcome = settle(seen, view, trusting())
    assert seen.passage.text.startswith("Airflow")
    assert (outcome.verdict, outcome.checker) == (Verdict.PARTIAL, "list")


def test_a_verdict_that_was_almost_another_ranks_like_it():
    """Half of a finding's worth is what its likeliest verdict earns, half what all verdicts would by their chances."""
    requirement = Requirement(id="R1", text="Airflow", kind=Kind.SKILL)
    sure = {"met": 1.0, "partial": 0.0, "not_shown": 0.0, "contradicted": 0.0}
    open_ = {"met": 0.4, "partial": 0.0, "not_shown": 0.6, "contradicted": 0.0}
    unticked = {"met": 0.6, "partial": 0.0, "not_shown": 0.4, "contradicted": 0.0}
    assert worth(requirement, 1.0, Verdict.MET, sure) == 1.0
    assert worth(requirement, 0.0, Verdict.NOT_SHOWN, open_) == 0.2
    assert worth(requirement, 0.0, Verdict.NOT_SHOWN, unticked) == 0.8


def test_a_requirement_is_ticked_only_when_it_is_sure():
    """On a résumé an unsure "met" becomes a question, never a denial; a loose passage gets the likeliest verdict."""
    unsure = {"met": 0.5, "partial": 0.15, "not_shown": 0.1, "contradicted": 0.25}
    assert likeliest(unsure, bare=False) == "partial"
    assert likeliest(unsure, bare=True) == "met"
    assert likeliest({**unsure, "met": 0.7}, bare=False) == "met"


def test_a_tool_that_nobody_names_is_not_ticked():
    """However sure the verifier is, Kubernetes is not shown by lines about Java; a task without a name may be."""
    view = view_of_text("Maintained the order service in Java.", as_of="2026-11-01")
    rules = Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")
    tool, task = (look([need(t)], [rules], [{}], view, Marker())[0] for t in ("Kubernetes in production", "keeps services running"))
    assert settle(tool, view, trusting()).verdict is Verdict.NOT_SHOWN
    assert settle(task, view, trusting()).verdict is Verdict.MET


def test_degrees_and_languages_of_a_resume_are_left_to_the_rules():
    """A scale decides on these in a résumé; of a loose passage the verifier reads them too."""
    text = (
        "EDUCATION\nBSc Physics, 2012\nLANGUAGES\nFrench C1\nEXPERIENCE\nClerk, Blue Quay, 2019-01 – 2023-08\n- Filed letters in French.\n"
    )
    asked = [need("Bachelor's degree", Kind.DEGREE), need("Fluent French", Kind.LANGUAGE), need("filing of letters")]
    rules = [Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")] * 3
    view = view_of(Profile.from_text(text, as_of="2026-11-01"))
    assert [s.reading is None for s in look(asked, rules, [{}] * 3, view, Marker())] == [True, True, False]
    bare = view_of_text("French C1. BSc Physics. Filed letters.", as_of="2026-11-01")
    assert [s.reading is None for s in look(asked, rules, [{}] * 3, bare, Marker())] == [False, False, False]


def test_a_line_of_a_skills_section_that_tells_of_use_is_no_bare_list():
    """What a person did counts as done, though it stands among skills."""
    told = "SKILLS\nSolidWorks: jigs and fixtures of my own design, some forty of them since 2019\n"
    view = view_of(Profile.from_text(told + "EXPERIENCE\nClerk, Blue Quay, 2019-01 – 2023-08\n- Filed letters.\n", as_of="2026-11-01"))
    (seen,) = look([need("designs fixtures")], [Outcome(Verdict.NOT_SHOWN, (), 0.6, "claims")], [{}], view, Marker())
    assert settle(seen, view, trusting()).checker != "list"


class Unsure(Marker):
    """Says met of everything, with some doubt."""

    def read(self, requirements, passages):
        """Read."""
        doubt = {"met": 0.8, "partial": 0.05, "not_shown": 0.1, "contradicted": 0.05}
        return [Reading(doubt, reading.proof) for reading in super().read(requirements, passages)]


def test_years_in_a_trade_that_nobody_worked_in_are_ticked_only_when_nearly_sure():
    """A likely "met" makes no nurse of a seller; one that is nearly sure may, since titles are wide, and so may one where no trade is known."""
    rules = [Outcome(Verdict.NOT_SHOWN, (), 0.6, "years")]
    asked = [need("3 years of nursing", Kind.EXPERIENCE_YEARS)]

    def verdict(title: str, reader: Marker) -> Verdict:
        text = f"EXPERIENCE\n{title}, Blue Quay, 2019-01 – 2023-08\n- Kept the books of the ward in order.\n"
        view = view_of(Profile.from_text(text, as_of="2026-11-01"))
        return settle(look(asked, rules, [{}], view, reader)[0], view, trusting()).verdict

    assert verdict("Sales Manager", Unsure()) is Verdict.NOT_SHOWN
    assert verdict("Sales Manager", Marker()) is Verdict.MET
    assert verdict("Coordinator", Unsure()) is Verdict.MET
