"""What a recruiter would ask for: only what is open, in the résumé's language, neutrally."""

from __future__ import annotations

from jiufang.documents.records import Document, Evidence
from jiufang.profiles.missing import find_missing
from jiufang.profiles.records import Certificate, Contact, Education, Experience, Profile
from jiufang.taxonomy.degrees import Degree
from jiufang.text.dates import PartialDate

LINE = Evidence(quote="x", start=0, end=1)


def profile(**fields: object) -> Profile:
    """Return a profile of a document that says nothing but what the test needs."""
    return Profile(as_of="2026-11-01", document=Document.from_text("x"), **fields)


def job(start: str, end: str | None, **more: object) -> Experience:
    """Return a described engagement."""
    dates = {"start": PartialDate.model_validate(start), "end": PartialDate.model_validate(end) if end else None}
    return Experience(employer="Acme", title="Buyer", bullets=(LINE,), evidence=(LINE,), **dates, **more)


def test_absent_contact_data_is_asked_for() -> None:
    """Name, phone and e-mail are asked for when they are not there, and only then."""
    fields = {m.field for m in find_missing(profile(contact=Contact(name="Li Na", email="li@example.com")))}

    assert "contact.phone" in fields
    assert not {"contact.name", "contact.email"} & fields


def test_an_open_end_is_asked_for() -> None:
    """A job without an end that is not said to go on raises a question; a current one does not."""
    fields = [m.field for m in find_missing(profile(experience=(job("2020-01", None), job("2015-01", "2019-12"))))]

    assert "experience.0.end" in fields
    assert not [f for f in find_missing(profile(experience=(job("2020-01", None, current=True),))) if f.field == "experience.0.end"]


def test_a_long_break_is_put_neutrally() -> None:
    """A break of more than six months is a question that may stay unanswered; a short one is none."""
    long = find_missing(profile(experience=(job("2015-01", "2018-01"), job("2019-06", "2026-10"))))
    short = find_missing(profile(experience=(job("2015-01", "2018-01"), job("2018-05", "2026-10"))))

    assert [m.message for m in long if m.field == "experience"] == [
        "What would you like to tell us about 2018-02 – 2019-05? It is fine to say nothing."
    ]
    assert not [m for m in short if m.field == "experience"]


def test_questions_speak_the_language_of_the_resume() -> None:
    """A Chinese résumé is asked in Chinese."""
    asked = find_missing(profile(lang="zh", education=(Education(school="某大学", degree=Degree.BACHELOR),)))

    assert any("专业" in m.message for m in asked)


def test_validity_is_asked_only_of_what_lapses() -> None:
    """Nobody asks until when a title is valid."""
    asked = {
        m.field
        for m in find_missing(
            profile(certificates=(Certificate(name="BLS", id="bls"), Certificate(name="二级建造师", id="constructor_2_cn")))
        )
    }

    assert "certificates.0" in asked
    assert "certificates.1" not in asked
