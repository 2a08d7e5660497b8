"""Engagements given as labelled fields are read field by field."""

from __future__ import annotations

import pytest

from jiufang.profiles.records import Profile

EN = """Ruth Alvarez
ruth.alvarez@example.com

Employment record

From: March 2019   To: present
Employer: Delta Freight Agency
Position: Customs Broker
Duties: Clearances for reefer cargo.

From: June 2015   To: February 2019
Employer: Port Community Council
Position: Permit Clerk

Education
From: 2012  To: 2015
Institution: Coastal College
"""
ZH = """姓名：方晓棠
手机：13000001234

工作经历
单位名称：南湖印务有限公司　职务：印前主管　起止时间：2018.03-至今
主要职责：拼版、打样、色彩管理
单位名称：蓝湾广告社　职务：设计员　起止时间：2014.07-2018.02
"""
HEADLINE = """Name ...... Osei Mensah

EMPLOYMENT
1. Volta Foods Ltd, Accra
   Title: Plant Manager      Start: 05/2021   End: --
2. Tema Bottling Company, Tema
   Title: Shift Engineer      Start: 01/2016   End: 04/2021
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EN, [("Delta Freight Agency", "Customs Broker", "2019-03", True), ("Port Community Council", "Permit Clerk", "2015-06", False)]),
        (ZH, [("南湖印务有限公司", "印前主管", "2018-03", True), ("蓝湾广告社", "设计员", "2014-07", False)]),
        (
            HEADLINE,
            [
                ("Volta Foods Ltd, Accra", "Plant Manager", "2021-05", True),
                ("Tema Bottling Company, Tema", "Shift Engineer", "2016-01", False),
            ],
        ),
    ],
    ids=["en", "zh", "name above the fields"],
)
def test_labels_name_employer_title_and_dates(text: str, expected: list[tuple[str, str, str, bool]]) -> None:
    """Each label's value is the fact; an end that the form leaves open means that the job goes on."""
    profile = Profile.from_text(text, as_of="2026-11-01")

    found = [(e.employer, e.title, str(e.start), e.current) for e in profile.experience]
    assert [(t, s, c) for _, t, s, c in found] == [(t, s, c) for _, t, s, c in expected]
    for (employer, *_), (wanted, *_) in zip(found, expected, strict=True):
        assert employer is not None
        assert wanted.startswith(employer)


def test_a_wish_is_not_an_engagement() -> None:
    """A position without an employer and without dates is what the person wants, not what the person did."""
    profile = Profile.from_text("Jo Park\njo@example.com\n\nPosition: Data Analyst\nStart: immediately\n", as_of="2026-11-01")

    assert profile.experience == ()
