"""What a checker concludes about one requirement, before it becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiufang.documents.records import Evidence
from jiufang.matching.records import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its quotes; `confidence` is the relevance or certainty behind it, `checker` names the rule.

    `why` is a code of `messages.toml`, `values` fill its braces. `chances` are those of every verdict, where they were weighed.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.5
    checker: str = ""
    why: str = ""
    values: tuple[tuple[str, str], ...] = ()
    share: float | None = None
    chances: Mapping[str, float] | None = None


NOTHING = Outcome(Verdict.NOT_SHOWN, confidence=0.5)


def worst(parts: Sequence[Outcome]) -> Outcome:
    """Join the outcomes of things that must all be shown: all met is met, some met is partial."""
    verdicts = [p.verdict for p in parts]
    evidence = tuple(dict.fromkeys(e for p in parts if p.verdict is not Verdict.NOT_SHOWN for e in p.evidence))
    sure = min((p.confidence for p in parts), default=0.5)
    if all(v is Verdict.MET for v in verdicts):
        verdict = Verdict.MET
    elif any(v in {Verdict.MET, Verdict.PARTIAL} for v in verdicts):
        verdict = Verdict.PARTIAL
    elif any(v is Verdict.CONTRADICTED for v in verdicts):
        verdict = Verdict.CONTRADICTED
    else:
        verdict = Verdict.NOT_SHOWN
    shown = sum({Verdict.MET: 1.0, Verdict.PARTIAL: 0.5}.get(v, 0.0) for v in verdicts)
    return Outcome(verdict, evidence, sure, parts[0].checker if parts else "", share=shown / max(1, len(parts)))
