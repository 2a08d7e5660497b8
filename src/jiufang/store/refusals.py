"""Turn what people agreed to into who refuses to be assessed by software: they are matched with nothing and ranked nowhere.

In lists they stand before all who have a score, among themselves by lot: somebody reads them, and nobody is last for saying no.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, func, select

from jiufang.store import tables as t
from jiufang.store.session import Session

ASSESSMENT = "automated_assessment"  # the purpose; nobody has to agree to it beforehand, everybody may refuse (PIPL art. 24, GDPR art. 22)
FIRST = 2.0  # their place in the order of scores, which end at 1


def roots(session: Session) -> set[UUID]:
    """Return who refuses, each as the person that merged ones are."""
    return set(session.connection.execute(refusing()).scalars())


def refusing() -> Select[Any]:
    """Return the query of who refuses; of several persons who are the same, the last word of any of them counts."""
    told = _last_words()
    return select(told.c.root).where(told.c.place == 1, ~told.c.given)


def _last_words() -> Subquery:
    c, root = t.consents.c, func.coalesce(t.persons.c.root_id, t.persons.c.id)
    place = func.row_number().over(partition_by=root, order_by=(c.created_at.desc(), c.id.desc()))
    query = select(root.label("root"), c.given, place.label("place")).join(t.persons, t.persons.c.id == c.person_id)
    return query.where(c.purpose == ASSESSMENT).subquery("last_words")
