"""How a verdict came about is told in the reader's language, whatever the job is written in."""

from __future__ import annotations

from jiufang.jobs.records import Requirement
from jiufang.matching.messages import code_of, say, told
from jiufang.matching.outcome import Outcome
from jiufang.matching.records import Finding, MatchWarning, Verdict

ASKED = Requirement(id="R1", text="two years of teaching")
YEARS = Outcome(Verdict.PARTIAL, checker="years", why="years", values=(("months", "11"), ("asked", "24"), ("window", "0")))


def test_a_finding_is_told_in_any_language() -> None:
    """An English job's finding reads Chinese to somebody who reads Chinese, with the same figures."""
    finding = Finding(
        requirement=ASKED,
        verdict=YEARS.verdict,
        strength=0.2,
        why=say("years", "en", YEARS.values),
        code=code_of(YEARS),
        values=YEARS.values,
    )
    assert told(finding, "en") == finding.why
    assert "相关经验约 11 个月" in told(finding, "zh")


def test_lengths_are_told_as_people_count_them() -> None:
    """Years and months, not months alone: nobody divides 135 by twelve while reading."""
    values = (("months", "135"), ("asked", "60"))

    assert say("years", "en", values) == "About 11 years 3 months of relevant work; asked for: 5 years"
    assert say("years", "zh", values) == "相关经验约 11 年 3 个月，要求 5 年"


def test_what_has_no_code_is_told_as_it_was_written() -> None:
    """Matches that were kept before codes were, and warnings of people's own making, read as they stand."""
    assert told(Finding(requirement=ASKED, verdict=Verdict.MET, strength=1.0, why="Degree fits"), "zh") == "Degree fits"
    assert told(MatchWarning(code="tone_counts", message="tone of letters"), "zh") == "tone of letters"


def test_warnings_keep_their_figures() -> None:
    """A warning that counts something counts the same in both languages."""
    warning = MatchWarning(code="skill_list", message=say("skill_list", "zh", (("count", "61"),)), values=(("count", "61"),))
    assert "61" in told(warning, "en")
    assert told(warning, "en") != told(warning, "zh") == warning.message
