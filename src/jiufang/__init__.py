"""Jiufang reads résumés, shows the evidence for each requirement of a job, and leaves the decision to a person."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# The public surface, decided in one place; names are loaded on first use so that `jiufang --help` stays quick.
_PUBLIC = {
    "Profile": "jiufang.profiles.records",
    "Job": "jiufang.jobs.records",
    "Match": "jiufang.matching.records",
    "Verdict": "jiufang.matching.records",
    "Evidence": "jiufang.documents.records",
    "Document": "jiufang.documents.records",
    "match": "jiufang.workspace",
    "rank": "jiufang.workspace",
    "interview_kit": "jiufang.interview",
    "reply": "jiufang.generate",
    "begin_screening": "jiufang.screening",
    "open": "jiufang.workspace",
    "read": "jiufang.workspace",
    "read_tone": "jiufang.workspace",
    "JiufangError": "jiufang.errors",
}

__all__ = [*sorted(_PUBLIC), "__version__"]

if TYPE_CHECKING:
    from jiufang.documents.records import Document as Document
    from jiufang.documents.records import Evidence as Evidence
    from jiufang.errors import JiufangError as JiufangError
    from jiufang.generate import reply as reply
    from jiufang.interview import interview_kit as interview_kit
    from jiufang.jobs.records import Job as Job
    from jiufang.matching.records import Match as Match
    from jiufang.matching.records import Verdict as Verdict
    from jiufang.profiles.records import Profile as Profile
    from jiufang.screening import begin_screening as begin_screening
    from jiufang.workspace import match as match
    from jiufang.workspace import open as open
    from jiufang.workspace import rank as rank
    from jiufang.workspace import read as read
    from jiufang.workspace import read_tone as read_tone


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'jiufang' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
