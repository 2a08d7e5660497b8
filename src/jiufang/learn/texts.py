"""Turn a feature record and a job into the two texts that a model of texts is trained on and asked with: blind, one line a statement.

Training and use go through the same functions, so that a model never meets a form of text that it has not learnt.
"""

from __future__ import annotations

from jiufang.jobs.records import Job
from jiufang.profiles.features import Features, features
from jiufang.profiles.records import Profile


def resume_text(said: Features) -> str:
    """Return the blind statements of a person in the order of the document, a line each."""
    return "\n".join(statement.text for statement in said.statements)


def ad_text(job: Job) -> str:
    """Return the words of the ad; of a job that was given without one, its title, requirements and duties, a line each."""
    if job.text.strip():
        return job.text.strip()
    lines = [job.title, *(requirement.text for requirement in job.requirements), *(duty.quote for duty in job.duties)]
    return "\n".join(line for line in lines if line.strip())


def blind_text(resume: str, *, as_of: str) -> str:
    """Return the text of a résumé as a model may see it: read, made blind, and written down again.

    Args:
        resume: as the person wrote it.
        as_of: the day (YYYY-MM-DD) on which “present” ends.
    """
    return resume_text(features(Profile.from_text(resume, as_of=as_of)))
