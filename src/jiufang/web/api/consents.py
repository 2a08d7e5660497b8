"""What candidates agreed to, on which words, and whether they took it back."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import whole
from jiufang.web.shapes import Page
from jiufang.workspace.consenting import ConsentRow

routes = router("consents")

Basis = Literal["consent", "contract", "legal_obligation", "legitimate_interest"]


class ConsentWish(Record):
    """That a candidate agreed to a purpose, or took it back, outside of this program: by letter, in an interview."""

    purpose: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z_]+$", examples=["talent_pool"])]
    given: bool = Field(examples=[True])
    text: Annotated[str, Field(min_length=1, max_length=20_000, examples=["May we keep your documents for other openings?"])]
    version: Annotated[str, Field(min_length=1, max_length=64, examples=["2026-11"])]
    basis: Basis = "consent"


@routes.get("/candidates/{person}/consents", response_model=Page[ConsentRow])
@needs(Permission.CANDIDATES_READ, of=things.person)
def list_consents(asked: Asking, person: UUID) -> Response:
    """List what a candidate agreed to and took back.

    The earliest comes first, and the latest counts.
    """
    return whole(asked.ws.consents.of(person))


@routes.post("/candidates/{person}/consents", status_code=201, response_model=Page[ConsentRow])
@needs(Permission.CANDIDATES_WRITE, of=things.person, once=True)
def record_consent(asked: Asking, person: UUID, given: ConsentWish) -> Response:
    """Write down that a candidate agreed to a purpose, or took it back; of the words the hash is kept."""
    response = whole(asked.ws.consents.record(person, by=asked.by, **given.model_dump()))
    response.status_code = 201
    return response
