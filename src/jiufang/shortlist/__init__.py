"""Rank matches for a job, show ties, tell why somebody is not higher, and put two candidates side by side."""

from jiufang.shortlist.compare import compare
from jiufang.shortlist.rank import blind_fingerprint, order, rank
from jiufang.shortlist.texts import compare_text, why_not_text
from jiufang.shortlist.why_not import open_costs, why_not

__all__ = ["blind_fingerprint", "compare", "compare_text", "open_costs", "order", "rank", "why_not", "why_not_text"]
