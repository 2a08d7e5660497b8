"""Turn a feature record and a job into the two texts that a model of texts is asked with: blind, a statement a line.

They are what `learn.history.blinding` makes of the same résumé and ad for a data set (a test holds both to that), so that a model never
meets a form of text that it has not learnt.
"""

from __future__ import annotations

from functools import lru_cache

from jiufang.jobs.records import Job
from jiufang.learn.history.blinding import MARK, NOTHING_LEFT, Open, blind_ad
from jiufang.privacy.blind import blind, tidy
from jiufang.privacy.redaction import redact
from jiufang.profiles.features import Features, features
from jiufang.profiles.records import Profile, SectionKind

UNSEEN = frozenset({SectionKind.PERSONAL, SectionKind.REFERENCES, SectionKind.OBJECTIVE})


def resume_text(said: Features) -> str:
    """Return the blind statements of a person in the order of the document, a line each."""
    here = said.location if said.location and len(said.location) > 1 else ""
    lines = []
    for statement in said.statements:
        if statement.section in UNSEEN:
            continue
        text = statement.text.replace(here, " ") if here and statement.section is SectionKind.HEADER else statement.text
        lines.append(tidy(MARK.sub(" ", redact(blind(text)).text)))
    return "\n".join(line for line in lines if line and not NOTHING_LEFT.fullmatch(line))


def ad_text(job: Job) -> str:
    """Return the words of the ad, title first; of a job that was given without an ad, its requirements and duties, a line each."""
    told = [*(requirement.text for requirement in job.requirements), *(duty.quote for duty in job.duties)]
    body = job.text.strip() or "\n".join(line for line in told if line.strip())
    return _blind_ad(body if job.title and body.startswith(job.title) else "\n".join(part for part in (job.title, body) if part))


@lru_cache(maxsize=2048)
def blind_text(resume: str, *, as_of: str) -> str:
    """Return the text of a résumé as a model is asked with it: read, made blind, and written down again.

    Args:
        resume: as the person wrote it.
        as_of: the day (YYYY-MM-DD) on which “present” ends.
    """
    return resume_text(features(Profile.from_text(resume, as_of=as_of)))


@lru_cache(maxsize=64)
def _blind_ad(text: str) -> str:
    return blind_ad(Open(text))
