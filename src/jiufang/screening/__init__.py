"""Talk with a candidate about what the résumé leaves open, with consent, and bring the answers back as evidence."""

from jiufang.screening.records import Mode, Phase, Rematch, Session, Transcript
from jiufang.screening.rematch import rematch
from jiufang.screening.steps import begin, resume, step
from jiufang.screening.transcript import transcript

__all__ = ["Mode", "Phase", "Rematch", "Session", "Transcript", "begin", "rematch", "resume", "step", "transcript"]
