"""Turn a job and a match into drafts that a person sends, every factual sentence of them resting on a given fact."""

from jiufang.generate.facts import facts_of, numbered
from jiufang.generate.grounding import check, kept, repair
from jiufang.generate.records import Draft, Fact, FactKind, Grounding, Judged, Sentence, Support
from jiufang.generate.replies import Kind, Reply, reply
from jiufang.generate.suggest import Suggestion, suggest

__all__ = [
    "Draft",
    "Fact",
    "FactKind",
    "Grounding",
    "Judged",
    "Kind",
    "Reply",
    "Sentence",
    "Suggestion",
    "Support",
    "check",
    "facts_of",
    "kept",
    "numbered",
    "repair",
    "reply",
    "suggest",
]
