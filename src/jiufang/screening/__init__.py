"""Talk with a candidate about what the résumé leaves open, with consent, and bring the answers back as evidence."""

from jiufang.screening.records import Mode, Phase, Rematch, Session, Transcript
from jiufang.screening.rematch import rematch
from jiufang.screening.steps import begin, most_of, resume, speak, step
from jiufang.screening.transcript import transcript

begin_screening = begin  # its name in the package, where rooms and functions differ

__all__ = [
    "Mode",
    "Phase",
    "Rematch",
    "Session",
    "Transcript",
    "begin",
    "begin_screening",
    "most_of",
    "rematch",
    "resume",
    "speak",
    "step",
    "transcript",
]
