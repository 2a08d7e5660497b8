"""Turn stretches that no heading names into demands where most of their sentences ask for something."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from jiufang.jobs.asks import says, strip_lead
from jiufang.jobs.clauses import sentences
from jiufang.jobs.kinds import TYPED, kind_of
from jiufang.jobs.lexicon import pattern
from jiufang.jobs.sections import Part, Stretch
from jiufang.text.language import is_cjk

LEAST = 2  # one demand in a paragraph is read as it stands
SHARE_PROSE = 0.4  # paragraphs of demands hold remarks, too
SHARE_LIST = 0.5
_DUTY = re.compile(r"you(?:(?:'|’)(?:ll|d)| will| would)\b", re.IGNORECASE)


def with_demands(text: str, parts: list[Stretch]) -> list[Stretch]:
    """Mark paragraphs and lists of unknown section that ask for things as requirements.

    Args:
        text: the ad.
        parts: its stretches.

    Returns:
        The same stretches; those of `Part.UNKNOWN` whose sentences mostly demand are `Part.MUST`.
    """
    found: list[Stretch] = []
    for (unknown, bullet), group in groupby(parts, key=lambda s: (s.part is Part.UNKNOWN, s.bullet)):
        members = list(group)
        if not unknown:
            found += members
        elif bullet:
            found += _marked(text, members, SHARE_LIST)
        else:
            found += [s for member in members for s in _marked(text, [member], SHARE_PROSE)]
    return found


def _marked(text: str, members: list[Stretch], share: float) -> list[Stretch]:
    spans = [span for s in members for span in sentences(text, s.start, s.end)]
    demanding = sum(_demands(text[slice(*span)]) for span in spans)
    if demanding < LEAST or demanding < share * len(spans):
        return members
    return [replace(s, part=Part.MUST) for s in members]


def _demands(sentence: str) -> bool:
    if says("denied", sentence) or (says("chatter", sentence) and not says("ask", sentence)):
        return False
    core = sentence[strip_lead(sentence, 0, len(sentence)) :]
    if is_cjk(sentence):
        return says("ask", sentence) is not None or (kind_of(core) in TYPED and says("head_zh", core) is not None)
    if _DUTY.match(sentence) and says("ask", sentence) is None:
        return False
    return says("ask", sentence) is not None or pattern("cues", "start_en").match(core) is not None
