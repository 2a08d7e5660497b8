"""What follows from a résumé without standing in it: by rule, with confidence, never over a stated fact."""

from __future__ import annotations

import pytest

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.inferred import infer
from jiufang.profiles.records import Education, Experience, Inferred, Profile, Skill
from jiufang.text.dates import PartialDate


def inferred(text: str = "x", **fields: object) -> dict[str, Inferred]:
    """Return the inferences from a profile by field."""
    return {i.field: i for i in infer(Profile(as_of="2026-11-01", document=Document.from_text(text), **fields))}


def test_a_skill_implies_another_unless_it_is_stated() -> None:
    """Django implies Python; a stated Python is left as it is."""
    django = Skill(name="Django", id="django", spans=(Evidence(quote="x", start=0, end=1),))

    assert inferred(skills=(django,))["skills.python"].evidence
    assert "skills.python" not in inferred(skills=(django, Skill(name="Python", id="python")))


@pytest.mark.parametrize(
    ("text", "months"),
    [("12 years of experience in sales", "144"), ("3年工作经验", "36"), ("十二年教学经验", "144"), ("five years in retail", "60")],
)
def test_stated_years_stand_in_for_dates(text: str, months: str) -> None:
    """“3 years” gives months only where no work is dated."""
    assert inferred(text)["total_months"].value == months
    assert "total_months" not in inferred(text, total_months=10)


def test_an_open_end_is_closed_by_the_next_start() -> None:
    """The earlier job ends the month before the next one starts; a stated end stays."""
    jobs = (
        Experience(title="Buyer", start=PartialDate(year=2021, month=3), end=PartialDate(year=2024, month=1)),
        Experience(title="Clerk", start=PartialDate(year=2018, month=5)),
    )
    found = inferred(experience=jobs)

    assert found["experience.1.end"].value == "2021-02"
    assert "experience.0.end" not in found


def test_the_type_of_school_suggests_a_degree() -> None:
    """A vocational college suggests an associate degree, with modest confidence."""
    guess = inferred(education=(Education(school="某某职业技术学院"),))["education.0.degree"]

    assert guess.value == "associate"
    assert guess.confidence < 0.8
