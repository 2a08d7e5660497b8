"""Tell why an applicant is not among the first of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from jiufang.errors import NotFound
from jiufang.shortlist.records import Shortlist, WhyNot
from jiufang.shortlist.why_not import why_not as told
from jiufang.store import audit, matches
from jiufang.store.lists import applications

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

MOST = 200  # of those before them are opened: what it takes to be among the first k is asked of the first k


def why_not(ws: OpenWorkspace, application: UUID, *, k: int, by: str) -> WhyNot:
    """Return what keeps an applicant out of the first k, and the smallest change of facts that would bring them there.

    Args:
        ws: the workspace.
        application: theirs.
        k: how many places there are.
        by: who asks.

    Raises:
        NotFound: there is no such application, or nobody matched it yet.
    """
    with ws.session() as session:
        one = applications.one(session, application)
        if one.scored is None:
            raise NotFound("this candidate was not matched yet", subject=f"application {application}", hint="ask for the job to be matched")
        best = applications.page(session, one.job, limit=min(max(k, 1), MOST))
        others = [row.scored.match for row in best.rows if row.scored and row.id != application]
        found, mine = [matches.load(session, id) for id in others], matches.load(session, one.scored.match)
        audit.log(session, actor=by, action="compared", subject="person", subject_id=one.person, job=str(one.job))
    answer = told(Shortlist(job=mine.job, matches=tuple(found)), mine, k)
    return answer.model_copy(update={"rank": one.scored.rank})
