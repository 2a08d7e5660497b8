"""Turn a match into the interview that settles what the résumé leaves open."""

from jiufang.generate.lawful import off_limits
from jiufang.interview.kit import interview_kit
from jiufang.interview.records import Kit, Probe, Question, ScoreRow

__all__ = ["Kit", "Probe", "Question", "ScoreRow", "interview_kit", "off_limits"]
