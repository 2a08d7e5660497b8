"""The installation: who did what, whether the chains hold, settings, health, backups."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging, whole
from jiufang.web.replying import fresh, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace import company, overseeing
from jiufang.workspace.company import Company
from jiufang.workspace.logbook import Chain
from jiufang.workspace.records import Seen

routes = router("system")


class HealthShape(BaseModel):
    """How the installation is, part by part."""

    status: str = Field(description="`ok`, `degraded` or `failing`")
    ready: bool
    parts: list[dict[str, Any]]


class SettingShape(BaseModel):
    """A setting as it is; secrets are told as set or not."""

    name: str = Field(examples=["JIUFANG_WORKERS"])
    group: str
    value: str
    means: str
    default: str
    source: str = Field(description="`default`, `environment` or `option`")


class CompanyWish(Record):
    """What the company is called, and what its letters end with; empty takes it back."""

    name: Annotated[str, Field(max_length=company.LONGEST_NAME, examples=["Harbour Works"])] = ""
    signature: Annotated[str, Field(max_length=company.LONGEST_SIGNATURE, examples=["Harbour Works, Quay 7"])] = ""


class BackupShape(BaseModel):
    """A backup that was written."""

    name: str = Field(description="of its folder, in `backups` beside the workspace")
    rows: dict[str, int] = Field(description="of each table")


@routes.get("/company", response_model=Company)
@needs(Permission.SETTINGS_READ, of=things.tenant)
def read_company(asked: Asking, request: Request) -> Response:
    """Tell what the company is called, in conversations, letters and mails."""
    shown = company.of(asked.ws)
    return fresh(request, shown, version=shown.version)


@routes.put("/company", response_model=Company)
@needs(Permission.SETTINGS_WRITE, of=things.tenant, changes=True)
def change_company(asked: Asking, given: CompanyWish, if_match: IfMatch = None) -> Response:
    """Say what the company is called, and what its letters end with; what is written already stays as it is."""
    shown = company.change(asked.ws, **given.model_dump(), by=asked.by, version=expected(if_match))
    return told(shown, version=shown.version)


@routes.get("/audit-log", response_model=Page[Seen])
@needs(Permission.AUDIT_LOG, of=things.tenant)
def list_log(
    asked: Asking,
    actor: Annotated[str, Query(max_length=320, description="only what somebody did")] = "",
    action: Annotated[str, Query(max_length=64)] = "",
    subject: Annotated[str, Query(max_length=64, description="of what kind: `person`, `job`, …")] = "",
    subject_id: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """List who saw and did what, the latest first: ids, codes and counts, no words of a candidate."""
    asks: dict[str, Any] = {"actor": actor, "action": action, "subject": subject, "subject_id": subject_id}
    paging = Paging(asked, "log", cursor, **asks)
    return paging.answer(asked.ws.log.list(after=paging.after, limit=limit, **asks))


@routes.get("/chains", response_model=Page[Chain])
@needs(Permission.AUDIT_READ, of=things.tenant)
def verify_chains(asked: Asking) -> Response:
    """Verify that nobody altered, added or removed a decision or a line of the log; it reads them all."""
    return whole(asked.ws.log.verify())


@routes.get("/settings", response_model=Page[SettingShape])
@needs(Permission.SETTINGS_READ, of=things.tenant)
def list_settings(asked: Asking) -> Response:
    """List the settings that the server runs with.

    They are changed where it is started; docs/settings.md has them all.
    """
    return whole(overseeing.settings(asked.ws))


@routes.get("/health", response_model=HealthShape)
@needs(Permission.SYSTEM_OPERATE, of=things.tenant)
def read_health(asked: Asking) -> Response:
    """Tell how the installation is, part by part, and what to do about what is not as it should be."""
    health = overseeing.look(asked.ws)
    return told({"status": health.status, "ready": health.ready, "parts": [vars(part) for part in health.parts]})


@routes.post("/backups", status_code=201, response_model=BackupShape)
@needs(Permission.SYSTEM_OPERATE, of=things.tenant)
def make_backup(asked: Asking) -> Response:
    """Copy everything to a new folder beside the workspace, while others go on working.

    The master key is not part of it: keep that apart. Restoring is for the command line, `jiufang restore`.
    """
    made = overseeing.back_up(asked.ws, at=asked.at, by=asked.by)
    return told({"name": made.folder.name, "rows": {name: rows for name, (rows, _) in made.tables.items()}}, status=201)
