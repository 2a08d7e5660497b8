"""Open the workspace that a command works with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import typer

from jiufang.cache import NoCache
from jiufang.cli.printing import note
from jiufang.jobs.records import Job
from jiufang.workspace import Workspace

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace


def open_workspace(no_cache: bool = False) -> Workspace:
    """Return the workspace of the settings; without a cache when the user asks for fresh work."""
    return Workspace(cache=NoCache()) if no_cache else Workspace()


def open_kept(folder: Path | None) -> OpenWorkspace:
    """Open the workspace that keeps what it is given: of a folder, or of DATABASE_URL when none is named.

    Raises:
        typer.BadParameter: neither is given.
    """
    from jiufang import workspace
    from jiufang.settings import Settings

    settings = Settings()
    place = folder or settings.database_url.reveal() or settings.folder
    if not place:
        raise typer.BadParameter("name a folder with --folder or JIUFANG_FOLDER, or set DATABASE_URL")
    return workspace.open(place)


def named_people(ws: OpenWorkspace, name: str) -> list[UUID]:
    """Return the candidates that an id or an e-mail address names.

    Raises:
        typer.BadParameter: there are none.
    """
    from jiufang.workspace.disclosing import of_address

    try:
        return [UUID(name)]
    except ValueError:
        found = of_address(ws, name)
    if not found:
        raise typer.BadParameter(f"{name} is neither the id nor the address of a candidate here")
    return found


def warn_of(workspace: Workspace, job: Job) -> None:
    """Say on standard error what will make a match poorer than it could be."""
    if workspace.encoder is None:
        note("the encoder is not here, so words alone are compared; `jiufang models fetch encoder` brings it (95 MB)")
    if not job.requirements:
        note("no requirements were found in the job; `jiufang job FILE --format json` shows what was read")
