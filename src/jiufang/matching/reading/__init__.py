"""Let a reader, such as a large language model, propose verdicts and quotes; check every quote, and let it vote beside the rules."""

from jiufang.matching.reading.model import ModelReader
from jiufang.matching.reading.recorded import RecordedReader
from jiufang.matching.reading.records import Answers, Proposal, Reader
from jiufang.matching.reading.trust import hear
from jiufang.matching.reading.votes import Reliability, shipped_reliability

__all__ = ["Answers", "ModelReader", "Proposal", "Reader", "RecordedReader", "Reliability", "hear", "shipped_reliability"]
