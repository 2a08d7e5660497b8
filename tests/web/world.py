"""Something of everything in a workspace: Ada and Bo, a job that Li hires for, an application, a match, an interview of Ivy's."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from tests.web.people import CAST

from jiufang.jobs.records import Job

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
AD = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n"


def furnish(ws: Any, folder: Path, *, blind: bool = False) -> dict[str, str]:
    """Put it there; return the id of one of each, by what paths call it."""
    paths = [folder / "ada.txt", folder / "bo.txt"]
    for path, text in zip(paths, (ADA, BO), strict=True):
        path.write_text(text, encoding="utf-8")
    job = ws.add_job(Job.from_text(AD), by="tom@example.org", blind=blind)
    id = UUID(job.id)
    added = ws.add(paths, as_of="2026-11-01", job=job)
    ws.openings.assign(id, [CAST["li"].id], by="mei@example.org")
    ranked = ws.shortlist(job)
    application = ws.applicants.find(added[0].person, id)
    interview = ws.plan_interview(ranked[0], ["ivy@example.org"], by="tom@example.org")
    return {
        "job": str(id),
        "number": "1",
        "person": str(added[0].person),
        "document": str(added[0].document),
        "application": str(application),
        "match": str(ws.applicants.get(application).match.id),
        "interview": str(interview),
    }
