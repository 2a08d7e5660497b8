"""Engagements that name an employer and its months but no title, under no heading of work."""

from __future__ import annotations

from jiufang.profiles.records import Profile


def test_an_employer_with_dates_and_no_title_is_work_outside_a_section() -> None:
    """A firm and its months head an engagement even where no heading and no title tell so."""
    text = "Ann Lee\nann@example.com\n\nI like machines.\n\nNordbau Maschinen GmbH                 May 2018 - present\n- Five accounts in the north\n"
    profile = Profile.from_text(text, as_of="2026-11-01")
    assert [(e.employer, e.months) for e in profile.experience] == [("Nordbau Maschinen GmbH", 102)]


def test_a_lead_word_opens_an_engagement() -> None:
    """“Now:” and “Before:” in front of an employer with its months open an engagement."""
    text = "Ann Lee\nann@example.com\n\nI like teeth.\n\nNow: Lake Dental Group, Duluth, since May 2020\nBefore: Hill Smiles, Fargo, July 2017 - April 2020\n"
    assert len(Profile.from_text(text, as_of="2026-11-01").experience) == 2


def test_joined_and_still_there_behind_a_comma_is_current() -> None:
    """“2020年3月入职，至今” runs until today."""
    text = "岑舟\n\n宁州朗科技有限公司 · 客服专员 · 2020年3月入职，至今\n  售后热线。\n"
    assert [(e.current, e.months) for e in Profile.from_text(text, as_of="2026-11-01").experience] == [(True, 80)]
