"""A job, a résumé that shows some of it, and the moment at which things happen."""

from __future__ import annotations

import datetime as dt

import pytest

from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile

AD = "Data Engineer\n\nRequirements\n- Bachelor's degree\n- At least 3 years of experience with Python\n- Experience with Apache Kafka\n"
ADA = (
    "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n"
    "- Built Python pipelines for five years.\n\nSKILLS\nPython, Apache Kafka, Docker\n"
)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def job():
    """An opening with three requirements."""
    return Job.from_text(AD)


@pytest.fixture(scope="session")
def found(job):
    """Ada against the job, by words alone."""
    return match(Profile.from_text(ADA, as_of="2026-11-01"), job, encoder=None)


@pytest.fixture(scope="session")
def now():
    """The moment at which all of it happens."""
    return NOW
