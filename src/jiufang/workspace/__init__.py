"""The composition root: the only room that knows folders, models and databases, and wires the other rooms together."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiufang.workspace.engine import READ_THOROUGHLY, Parsed, Workspace, default, match, rank, read, read_tone

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

__all__ = ["READ_THOROUGHLY", "Parsed", "Workspace", "default", "match", "open", "rank", "read", "read_tone"]


def open(target: str | Path, **given: Any) -> OpenWorkspace:
    """Open a workspace that keeps what it is given: candidates, jobs, matches, decisions.

    Args:
        target: a folder, made when it is new, or the address of a PostgreSQL (`postgresql://…`).
        given: `settings` and `by`, as `jiufang.workspace.opened.open_workspace` takes them.

    Raises:
        MissingCapability: the extra `server` is not installed.
    """
    from jiufang.errors import MissingCapability
    from jiufang.settings import Settings
    from jiufang.workspace.starting import ahead

    settings: Settings = given.get("settings") or Settings()
    own = "://" not in str(target) and not settings.database_url
    with ahead(Path(target)) if own else nullcontext():
        try:
            from jiufang.workspace.opened import open_workspace
        except ModuleNotFoundError as missing:
            told = f"{missing.name} is not installed"
            raise MissingCapability(told, subject="workspace", hint="pip install 'jiufang[server]'") from missing
        return open_workspace(target, **given)
