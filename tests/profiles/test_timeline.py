"""Months of experience by the calendar."""

import pytest

from jiufang.profiles.records import Profile


@pytest.mark.parametrize(
    ("lines", "months"),
    [
        ("Cook, Copper Pot Ltd, 2024-01 - present", 34),
        ("Cook, Copper Pot Ltd, 2020-01 - 2020-12\nCook, Grill Ltd, 2020-07 - 2021-06", 18),
        ("Cook, Copper Pot Ltd, 2001 to 2007\nCook, Grill Ltd, May 2007 to now", 310),
        ("Cook Intern, Copper Pot Ltd, 2020-01 - 2020-12", 0),
        ("Career break, Apr 2022 - Mar 2023", 0),
        ("Cook, Copper Pot Ltd, 2027-01 - present", 0),
    ],
)
def test_months_count_once_and_only_for_work(lines, months):
    """Ended jobs count their last month, present runs through the month before, overlaps once, internships never."""
    assert Profile.from_text(f"Ann Example\n\nExperience\n{lines}\n", as_of="2026-11-01").total_months == months
