"""Turn bytes into documents: visible text with places, hidden text kept apart, problems told."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiufang.documents.files import read, read_many, read_one
    from jiufang.documents.records import Document, Evidence, HiddenText, Line, Page, Problem, Reading, Status, Word
    from jiufang.documents.sandbox.pool import ReadingPool

_HOMES = {
    "jiufang.documents.files": ("read", "read_many", "read_one"),
    "jiufang.documents.records": ("Document", "Evidence", "HiddenText", "Line", "Page", "Problem", "Reading", "Status", "Word"),
    "jiufang.documents.sandbox.pool": ("ReadingPool",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Document",
    "Evidence",
    "HiddenText",
    "Line",
    "Page",
    "Problem",
    "Reading",
    "ReadingPool",
    "Status",
    "Word",
    "read",
    "read_many",
    "read_one",
]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `jiufang --help` must not pay for readers.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
