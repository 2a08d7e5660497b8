"""Something of everything in a workspace: two candidates, a job, their applications, an interview, a letter, a conversation, …"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from tests.web.people import CAST

from jiufang.jobs.records import Job

ADA = "Ada Lindqvist\nada@example.com\n\nEXPERIENCE\nData Engineer, Harbour Analytics. March 2019 - present\n- Built Python pipelines.\n"
BO = "Bo Okafor\nbo@example.com\n\nEXPERIENCE\nCook, Blue Fish. January 2018 - present\n- Fried fish every day.\n"
CAI = "Cai Lindqvist\nada@example.com\n\nEXPERIENCE\nDriver, Red Van. May 2015 - present\n- Drove vans and Python scripts.\n"
DEE = "Dee Okafor\nbo@example.com\n\nEXPERIENCE\nClerk, Grey Office. May 2016 - present\n- Filed forms.\n"
AD = "Engineer\n\nRequirements\n- Experience with Python\n- Experience with Kafka\n"


def furnish(
    ws: Any, folder: Path, *, blind: bool = False, texts: tuple[str, str] = (ADA, BO), staff: tuple[str, str] = ("li", "ivy")
) -> dict[str, str]:
    """Put it there; return the id of one of each, by what paths call it.

    Args:
        ws: the workspace.
        folder: an empty one.
        blind: whether the job is judged blind.
        texts: two résumés; the first is whose everything is.
        staff: whose own the job is, and who interviews.
    """
    paths = [folder / f"{number}.txt" for number in range(2)] if texts != (ADA, BO) else [folder / "ada.txt", folder / "bo.txt"]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    job = ws.add_job(Job.from_text(AD), by="tom@example.org", blind=blind)
    id = UUID(job.id)
    added = ws.add(paths, as_of="2026-11-01", job=job)
    ws.openings.assign(id, [CAST[staff[0]].id], by="mei@example.org")
    ws.shortlist(job)
    person, application = added[0].person, ws.applicants.find(added[0].person, id)
    return {
        "job": str(id),
        "number": "1",
        "person": str(person),
        "document": str(added[0].document),
        "application": str(application),
        "match": str(ws.applicants.get(application).match.id),
        "interview": str(ws.interviews.plan(application, [CAST[staff[1]].email], by="tom@example.org").id),
    }


def more(ws: Any, world: dict[str, str]) -> dict[str, str]:
    """Put the rest there: what hangs on a candidate, and what is the company's."""
    from jiufang.workspace import background

    person, application, job = UUID(world["person"]), UUID(world["application"]), UUID(world["job"])
    tag, note = ws.tags.make(f"tag {person}", by="tom@example.org"), ws.notes.add(person, "Call after six.", by="tom@example.org")
    file = ws.attachments.add(person, b"%PDF", name="Lindqvist.pdf", by="tom@example.org")
    letter = ws.messages.write(person, subject="Hello", text="Dear candidate", by="tom@example.org")
    talk = ws.screenings.invite(application, by="tom@example.org")
    decision = ws.decide(person, "advance", by="tom@example.org", job=job)
    search = ws.searches.save(CAST["mei"].id, "Kafka", {"q": "kafka"}, by="mei@example.org")
    receiver, _ = ws.webhooks.add("https://93.184.215.14/jiufang", ["job.revised"], by="mei@example.org")
    ws.openings.revise(job, {"title": "Engineer 2"}, by="tom@example.org", reason="a better name")
    return world | {
        "tag": str(tag.id),
        "note": str(note.id),
        "message": str(letter.id),
        "attachment": str(file.id),
        "screening": str(talk.id),
        "decision": str(decision.id),
        "search": str(search.id),
        "webhook": str(receiver),
        "delivery": str(ws.webhooks.history(receiver)[0].id),
        "task": str(background.match_later(ws, job, by="tom@example.org").id),
    }
