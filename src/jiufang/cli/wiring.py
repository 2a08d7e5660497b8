"""Open the workspace that a command works with."""

from __future__ import annotations

from jiufang.cache import NoCache
from jiufang.workspace import Workspace


def open_workspace(no_cache: bool = False) -> Workspace:
    """Return the workspace of the settings; without a cache when the user asks for fresh work."""
    return Workspace(cache=NoCache()) if no_cache else Workspace()
