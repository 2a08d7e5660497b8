"""Write a score out as the sum it is, term by term."""

from __future__ import annotations

from jiufang.matching.records import Match
from jiufang.matching.score import CALIBRATION

AFTER_CALIBRATION = {"listed": "bare lists, added after calibration", "tone": "letters, as the owner decided, added after calibration"}


def explain(match: Match) -> str:
    """Return the sum behind a match's score as text: weight × value per requirement, then the calibration.

    Args:
        match: the match to explain.

    Returns:
        One line per term, the sum, and the calibrated score with its interval.
    """
    verdicts = {f.requirement.id: (f.verdict.value, f.requirement.text) for f in match.findings}
    lines = [f"scorer {match.scorer}"]
    for term in match.terms:
        verdict, text = verdicts.get(term.name, ("", AFTER_CALIBRATION.get(term.name, "")))
        lines.append(f"{term.name:>8}  {term.weight:.4f} × {term.value:+.4f} = {term.weight * term.value:+.4f}  {verdict:12}  {text}")
    total = sum(t.weight * t.value for t in match.terms if t.name not in AFTER_CALIBRATION)
    after = sum(t.weight * t.value for t in match.terms if t.name in AFTER_CALIBRATION)
    lines.append(f"{'sum':>8}  {total:+.4f}")
    lines.append(f"{'score':>8}  1 / (1 + exp(-({CALIBRATION[0]} + {CALIBRATION[1]} × {total:.4f}))) + {after:.4f} = {match.score:.4f}")
    lines.append(f"{'':>8}  80 % interval {match.interval[0]:.4f} to {match.interval[1]:.4f}")
    lines += [f"{name:>18}  {value:.4f}" for name, value in match.signals.items()]
    return "\n".join(lines)
