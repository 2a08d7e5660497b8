"""Open the workspace that a command works with."""

from __future__ import annotations

from jiufang.cache import NoCache
from jiufang.cli.printing import note
from jiufang.jobs.records import Job
from jiufang.workspace import Workspace


def open_workspace(no_cache: bool = False) -> Workspace:
    """Return the workspace of the settings; without a cache when the user asks for fresh work."""
    return Workspace(cache=NoCache()) if no_cache else Workspace()


def warn_of(workspace: Workspace, job: Job) -> None:
    """Say on standard error what will make a match poorer than it could be."""
    if workspace.encoder is None:
        note("the encoder is not here, so words alone are compared; `jiufang models fetch encoder` brings it (95 MB)")
    if not job.requirements:
        note("no requirements were found in the job; `jiufang job FILE --format json` shows what was read")
