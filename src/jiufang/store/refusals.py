"""Turn what people agreed to into who refuses to be assessed by software: they are matched with nothing and ranked nowhere.

In lists they stand before all who have a score, among themselves by lot: somebody reads them, and nobody is last for saying no.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, func, select

from jiufang.store import tables as t
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

ASSESSMENT = "automated_assessment"  # the purpose; nobody has to agree to it beforehand, everybody may refuse (PIPL art. 24, GDPR art. 22)
FIRST = 2.0  # their place in the order of scores, which end at 1


def roots(session: Session, among: Sequence[UUID] | None = None) -> set[UUID]:
    """Return who refuses, each as the person that merged ones are.

    Args:
        session: the tenant's transaction.
        among: who is asked for, each as the person that merged ones are; everybody when None.
    """
    rows = REFUSING.all(session.connection) if among is None else REFUSING_OF.all(session.connection, ids=list(among))
    return {row.root for row in rows}


def refusing() -> Select[Any]:
    """Return the query of who refuses; of several persons who are the same, the last word of any of them counts."""
    return _refusing(_last_words())


def _refusing(words: Select[Any]) -> Select[Any]:
    told = words.subquery("last_words")
    return select(told.c.root).where(told.c.place == 1, ~told.c.given)


def _last_words() -> Select[Any]:
    c, root = t.consents.c, func.coalesce(t.persons.c.root_id, t.persons.c.id)
    place = func.row_number().over(partition_by=root, order_by=(c.created_at.desc(), c.id.desc()))
    query = select(root.label("root"), c.given, place.label("place")).join(t.persons, t.persons.c.id == c.person_id)
    return query.where(c.purpose == ASSESSMENT)


def _last_words_of() -> Select[Any]:
    p, given = t.persons.c, any_(bindparam("ids", type_=ARRAY(Uuid)))
    return _last_words().where((p.id == given) | (p.root_id == given))


REFUSING = Prepared(refusing)
REFUSING_OF = Prepared(lambda: _refusing(_last_words_of()))
