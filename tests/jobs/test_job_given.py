"""A job given as data keeps what it says; what is absent is read from the words."""

from __future__ import annotations

import json

import pytest

from jiufang import Job
from jiufang.errors import InvalidJob
from jiufang.jobs.records import Kind

GIVEN = {
    "id": "clerk",
    "lang": "zh",
    "title": "仓管员",
    "sector": "物流",
    "text": "仓管员\n要求：有叉车证，2年以上仓库经验。",
    "requirements": [
        {"id": "R1", "text": "有叉车证", "kind": "certificate", "must": True},
        {"id": "R2", "text": "2年以上仓库经验", "kind": "experience_years", "must": False, "min_years": 3},
        {"text": "英语六级"},
    ],
}


def test_given_fields_are_kept_and_absent_ones_read():
    """A person's correction wins over what the words say; blanks are filled."""
    job = Job.from_dict(GIVEN)

    assert job.requirements[1].min_years == 3
    assert not job.requirements[1].must
    assert job.requirements[2].kind is Kind.LANGUAGE
    assert job.requirements[2].id == "R3"
    assert job.requirements[2].level == "CET-6"
    assert job.requirements[0].evidence is not None
    assert job.sector == "物流"


def test_json_round_trips():
    """`from_dict(to_dict())` is the same job."""
    job = Job.from_dict(GIVEN)

    assert Job.from_dict(json.loads(json.dumps(job.to_dict()))) == job


def test_requirements_alone_are_a_job():
    """No ad is needed when the requirements are given."""
    job = Job.from_dict({"requirements": [{"text": "At least two years of welding experience"}]})

    assert job.requirements[0].min_years == 2
    assert Job.from_dict(job.to_dict()) == job


def test_text_alone_is_read():
    """Without requirements they come from the text; given fields still win."""
    job = Job.from_dict({"id": "x", "title": "Mine", "text": "Welder\nRequirements:\n- At least two years of welding experience"})

    assert (job.id, job.title, len(job.requirements)) == ("x", "Mine", 1)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"text": "x", "salery": 1}, "salery"),
        ({"requirements": [{"text": "x", "musst": True}]}, "musst"),
        ({"requirements": [{"id": "R1"}]}, "R1"),
        ({"requirements": [{"text": "x", "kind": "magic"}]}, "kind"),
        ({"requirements": [{"id": "A", "text": "x"}, {"id": "A", "text": "y"}]}, "A"),
        ({"requirements": "Java"}, "requirements"),
        ({}, "neither"),
        ([], "not an object"),
    ],
)
def test_nonsense_is_refused_by_name(data, named):
    """The error says which field of which requirement is wrong."""
    with pytest.raises(InvalidJob, match=named):
        Job.from_dict(data)


def test_a_job_file_may_hold_the_job_alone_or_under_a_key(tmp_path):
    """Both shapes of .json are read; broken JSON is an invalid job."""
    path = tmp_path / "job.json"
    path.write_text(json.dumps({"job": GIVEN, "resumes": []}), encoding="utf-8")
    assert Job.read(path) == Job.from_dict(GIVEN)

    path.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidJob):
        Job.read(path)


@pytest.mark.parametrize(
    ("word", "level"), [("doctorate", "doctor"), ("PhD", "doctor"), ("本科", "bachelor"), ("Master's degree", "master")]
)
def test_a_degree_may_be_given_in_words(word: str, level: str) -> None:
    """Whoever writes a job by hand need not know our names of the levels."""
    job = Job.from_dict({"requirements": [{"text": "Degree in physics", "kind": "degree", "degree": word}]})
    assert job.requirements[0].degree == level


def test_a_degree_that_names_none_is_refused() -> None:
    """What is no degree is named, not dropped."""
    with pytest.raises(InvalidJob, match="degree"):
        Job.from_dict({"requirements": [{"text": "Degree in physics", "degree": "wizard"}]})
