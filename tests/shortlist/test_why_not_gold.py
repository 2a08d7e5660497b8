"""What a why-not claims is true: the facts it names, changed and scored again, bring the candidate among the first k."""

import json
import re

import pytest

from jiufang.jobs.records import Job
from jiufang.matching import explain, match
from jiufang.matching.records import Verdict
from jiufang.matching.score import LIST_CREDIT, STRENGTHS, calibrate, score, weight
from jiufang.profiles.records import Profile
from jiufang.shortlist import compare, compare_text, order, why_not, why_not_text

pytestmark = pytest.mark.bench
NAMES = ("audit-en-1", "backend-zh-1", "nurse-en-1", "process-zh-1", "sales-en-1", "teacher-zh-1")
HAN, LATIN_VERDICT = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"\b(?:met|partial|not shown|contradicted)\b")


@pytest.fixture(scope="module", params=NAMES)
def ranked(request, bench):
    """A gold job with its twelve résumés ranked by words alone."""
    content = json.loads((bench / "gold" / f"{request.param}.json").read_text(encoding="utf-8"))
    job = Job.from_dict(content["job"])
    return order(job, [match(Profile.from_text(r["text"], as_of=r["as_of"]), job, encoder=None) for r in content["resumes"]])


def with_facts(found, changes):
    """Score a match anew as if the named requirements were proven."""
    ids = {c.requirement_id for c in changes}
    proven = {"verdict": Verdict.MET, "strength": STRENGTHS[Verdict.MET], "checker": ""}
    findings = [f.model_copy(update=proven) if f.requirement.id in ids else f for f in found.findings]
    return score(findings, listed=[f.checker == "list" for f in findings], confidence=[1.0] * len(findings)).value


@pytest.mark.parametrize("k", [1, 3, 5])
def test_the_changes_bring_the_candidate_in(ranked, k):
    """With the changes applied the candidate stands within the first k; without the last of them, not."""
    for found in ranked:
        told = why_not(ranked, found, k)
        if told.rank <= k or not told.reachable:
            continue
        others = [m.score for m in ranked if m is not found]
        after = with_facts(found, told.changes)

        assert after == told.score_after
        assert 1 + sum(s > after for s in others) <= k
        assert told.changes
        assert all(1 + sum(s > with_facts(found, [c for c in told.changes if c is not left]) for s in others) > k for left in told.changes)


def test_losses_add_what_they_say(ranked):
    """Each loss costs what meeting it alone would add, and the dearest stands first."""
    for found in ranked:
        losses = why_not(ranked, found, 1).losses

        assert [loss.cost for loss in losses] == sorted((loss.cost for loss in losses), reverse=True)
        assert all(loss.cost >= 0 and loss.finding.verdict is not Verdict.MET for loss in losses)


def test_a_comparison_names_what_parts_two(ranked):
    """Every requirement on which two candidates' verdicts differ is named, and nothing else; the leads explain who is ahead."""
    first, last = ranked[0], ranked[len(ranked) - 1]
    told = compare(first, last)
    apart = {f.requirement.id for f in first.findings if f.verdict is not last[f.requirement.id].verdict}
    text = compare_text(told, ranked.job.lang)

    assert {s.requirement_id for s in told.sides if s.first is not s.second} == apart
    assert all((s.text in text) == (s.requirement_id in apart) for s in told.sides)
    assert sum(s.lead for s in told.sides) > 0


def test_texts_speak_one_language(ranked):
    """In a Chinese text no verdict is English; in an English one the words around quotes are not Chinese."""
    told = why_not_text(why_not(ranked, ranked[len(ranked) - 1], 1), ranked.job.lang)
    if ranked.job.lang == "zh":
        assert HAN.search(told)
        assert not LATIN_VERDICT.search(told)
    else:
        assert not HAN.search(told)


def test_the_explanation_adds_up_to_the_score(ranked):
    """Weight times value of each printed term, added up and calibrated, is the score."""
    for found in ranked:
        terms = re.findall(r"^ *(\S+)  ([\d.]+) × ([+-][\d.]+) = ([+-][\d.]+)", explain(found), flags=re.MULTILINE)
        total = sum(float(w) * float(v) for name, w, v, _ in terms if name != "listed")
        listed = sum(float(w) * float(v) for name, w, v, _ in terms if name == "listed")

        assert len(terms) == len(found.terms)
        assert all(abs(float(w) * float(v) - float(p)) <= 1e-4 for _, w, v, p in terms)
        assert abs(min(1.0, calibrate(total) + listed) - found.score) <= 2e-4
        assert 0 <= listed <= LIST_CREDIT + 1e-9
        assert all(weight(f) > 0 for f in found.findings)
