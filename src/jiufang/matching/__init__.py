"""Match one profile with one job: what the résumé shows of each requirement, the words behind it, and a score."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jiufang.matching.engine import match, prepare
    from jiufang.matching.explaining import explain
    from jiufang.matching.records import Match
    from jiufang.matching.scorers import MatchScorer, Scorer, Weighed, with_scorer
    from jiufang.matching.tone import with_tone

_HOMES = {
    "jiufang.matching.engine": ("match", "prepare"),
    "jiufang.matching.explaining": ("explain",),
    "jiufang.matching.records": ("Match",),
    "jiufang.matching.scorers": ("MatchScorer", "Scorer", "Weighed", "with_scorer"),
    "jiufang.matching.tone": ("with_tone",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["Match", "MatchScorer", "Scorer", "Weighed", "explain", "match", "prepare", "with_scorer", "with_tone"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: whoever only shows matches that were kept does not pay for the checkers.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
