"""Read what a text that a candidate wrote says for and against the job: quoted, sentence by sentence, never about the person."""

from jiufang.tone.reader import read

__all__ = ["read"]
