"""The decision that docs/deciding.md explains: Ada, for a job with five requirements."""

from __future__ import annotations

import datetime as dt

from jiufang.decisions.explanation import Decided, Explanation, explain
from jiufang.decisions.reasons import Reason
from jiufang.decisions.stages import template
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.profiles.records import Profile

AD = (
    "Data Engineer\n\nRequirements\n- Bachelor's degree\n- At least 3 years of experience with Python\n- Experience with Apache Kafka\n"
    "- Fluent English\n\nNice to have\n- Terraform\n"
)
ADA = (
    "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n"
    "- Built Python pipelines for five years.\n\nEDUCATION\nBachelor of Science in Statistics, Coast University, 2014 - 2018\n\n"
    "SKILLS\nPython, Apache Kafka, Docker\n"
)
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def explained() -> Explanation:
    """Return the explanation, by words alone, so that it comes out the same wherever no model is."""
    job = Job.from_text(AD)
    found = match(Profile.from_text(ADA, as_of="2026-11-01"), job, encoder=None)
    missing = next(f.requirement.id for f in found.findings if "English" in f.requirement.text)
    why = Reason(code="requirement", requirement=missing, words="we asked, and had the talk in German")
    facts = {"score": found.score, "scorer": found.scorer, "rank": 3, "at_once": 1}
    decided = Decided(id="018f", number=1, at=AT, by="mei@example.org", before="screen", action="reject", reason=why, facts=facts)
    return explain(decided, job=job.title, template=template("社招"), match=found, again=found)
