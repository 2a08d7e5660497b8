"""Match one profile with one job: what the résumé shows of each requirement, the words behind it, and a score."""

from jiufang.matching.engine import match, prepare
from jiufang.matching.explain import explain
from jiufang.matching.records import Match
from jiufang.matching.scorers import Scorer, Weighed, with_scorer
from jiufang.matching.tone import with_tone

__all__ = ["Match", "Scorer", "Weighed", "explain", "match", "prepare", "with_scorer", "with_tone"]
