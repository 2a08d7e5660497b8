"""Turn the sentences of an ad into asks: spans that demand or wish for one thing each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jiufang.jobs.clauses import Span, sentences, trim
from jiufang.jobs.lexicon import pattern
from jiufang.jobs.records import Kind
from jiufang.jobs.sections import Part, Stretch
from jiufang.text.language import is_cjk

LEADS = 4  # lead-ins stand before one another: "另外 我们希望 你 …"


@dataclass(frozen=True, slots=True)
class Ask:
    """A span of the ad that asks for one thing, and whether the ad insists."""

    start: int
    end: int
    kind: Kind
    must: bool = True


def asks_of(text: str, stretch: Stretch) -> list[Ask]:
    """Return what a stretch asks for, in order.

    Args:
        text: the ad.
        stretch: a line or paragraph with its section.

    Returns:
        Asks whose spans lie within the stretch; none for benefits and how to apply.
    """
    from jiufang.jobs.asks_en import english_asks
    from jiufang.jobs.asks_zh import chinese_asks

    if stretch.part in {Part.BENEFITS, Part.APPLY}:
        return []
    found: list[Ask] = []
    for span in sentences(text, stretch.start, stretch.end):
        span, here = _opened_wish(text, span, stretch)
        reader = chinese_asks if is_cjk(text[slice(*span)]) else english_asks
        found += reader(text, span, here)
        stretch = replace(stretch, part=here.part) if here.part is Part.NICE else stretch
    return found


def _opened_wish(text: str, span: Span, stretch: Stretch) -> tuple[Span, Stretch]:
    """A sentence such as “Bonus points: …” opens a list of wishes in the middle of a paragraph."""
    start, end = span
    head, colon, _ = text[start:end].partition("：" if "：" in text[start:end] else ":")
    if colon and len(head) < 60 and pattern("headings", Part.NICE.value).search(head) and stretch.part is not Part.DUTIES:
        return trim(text, start + len(head) + 1, end), replace(stretch, part=Part.NICE)
    return span, stretch


def strip_lead(text: str, start: int, end: int) -> int:
    """Return the offset after the words that lead in to the thing asked."""
    for _ in range(LEADS):
        match = pattern("cues", "lead").match(text, start, end)
        if match is None or match.end() >= end - 1 or match.end() == start:
            break
        if text[match.end() - 1].isascii() and text[match.end() - 1].isalpha() and text[match.end()].isalnum():
            break  # the lead-in is the front of a longer word
        start = trim(text, match.end(), end)[0]
    return start


def is_nice(clause: str, part: Part) -> bool:
    """Tell a wish from a demand: by the clause's own words, else by its section."""
    if pattern("cues", "nice").search(clause):
        return True
    return part is Part.NICE and not pattern("cues", "must").search(clause)


def says(cue: str, clause: str) -> re.Match[str] | None:
    """Search a clause for a cue of data/cues.tsv."""
    return pattern("cues", cue).search(clause)
