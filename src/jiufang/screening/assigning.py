"""Tell which words of an answer belong to which of the slots that were asked about at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jiufang.matching.needs import Need
from jiufang.matching.topics import bag_of, coverage
from jiufang.screening import fields
from jiufang.screening.cues import says
from jiufang.screening.hearing import Heard
from jiufang.screening.records import Slot

MARK = r"(?:第|no\.? ?|number |#)?(?:([1-9一二三])(?:[)）、:：]|\.(?!\d)|[条项个](?![月人小]))|([①②③]))\s*[:：,，]?"
AT_LINE = re.compile(rf"^\s*{MARK}", re.IGNORECASE | re.MULTILINE)
NUMBERED = re.compile(rf"(?:(?<=\s)|(?<=[，,；;。.])|^){MARK}", re.IGNORECASE)
NUMBERS = {"一": 1, "二": 2, "三": 3, "①": 1, "②": 2, "③": 3}
NAMED = 0.25  # share of a need's words from which a clause speaks of it
ORDINALS = ("first", "second", "third")
Span = tuple[int, int]


def assign(heard: Heard, slots: Sequence[Slot], needs: Mapping[str, Need]) -> dict[str, list[Span]]:
    """Return the stretches of a message that answer each slot; a slot without an entry was not spoken of.

    Args:
        heard: the message.
        slots: what was asked about, in the order of the question.
        needs: the requirements understood, by id.
    """
    spans = list(heard.answer)
    if not spans or not slots:
        return {}
    if len(slots) == 1:
        found = _practical(heard.text, spans, slots) if slots[0].family == "practical" else {}
        return found or {slots[0].id: spans}
    if found := _numbered(heard.text, spans, slots):
        return found
    if slots[0].family == "practical":
        return _practical(heard.text, spans, slots)
    return _by_topic(heard.text, spans, slots, needs)


def _numbered(text: str, spans: Sequence[Span], slots: Sequence[Slot]) -> dict[str, list[Span]]:
    start, end = spans[0][0], spans[-1][1]
    lined = _marks(AT_LINE, text, start, end, len(slots))
    marks = lined if len(lined) > 1 else _marks(NUMBERED, text, start, end, len(slots))
    if not marks or len({n for _, n in marks}) != len(marks):
        return {}
    borders = [*(m.start() for m, _ in marks[1:]), end]
    return {slots[n - 1].id: _within(spans, m.end(), border) for (m, n), border in zip(marks, borders, strict=True)}


def _marks(pattern: re.Pattern[str], text: str, start: int, end: int, most: int) -> list[tuple[re.Match[str], int]]:
    found = [(m, NUMBERS.get(m[1] or m[2]) or int(m[1])) for m in pattern.finditer(text, start, end)]
    return [(m, n) for m, n in found if 1 <= n <= most]


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    cut = [(max(a, start), min(b, end)) for a, b in spans]
    return [(a, b) for a, b in cut if a < b]


def _practical(text: str, spans: Sequence[Span], slots: Sequence[Slot]) -> dict[str, list[Span]]:
    """Give each clause to the point that it names, else to the next one whose checker takes it, else to the one before."""
    pieces = [(a + start, a + end) for a, b in spans for start, end in fields.clauses(text[a:b])]
    if len(pieces) == len(slots) > 1 and all(_takes(s, text[slice(*p)]) for s, p in zip(slots, pieces, strict=True)):
        return {slot.id: [piece] for slot, piece in zip(slots, pieces, strict=True)}  # told in the order of the question
    found: dict[str, list[Span]] = {}
    at = ""
    for piece in pieces:
        named = [s.id for s in slots if fields.marked(s.kind, text[slice(*piece)])]
        free = [s.id for s in slots if s.id not in found and _takes(s, text[slice(*piece)])]
        at = next(iter([*(n for n in named if n not in found), *named[:1], *(() if named else free)]), at)
        if at:
            found.setdefault(at, []).append(piece)
    return _implied(found, slots)


def _takes(slot: Slot, text: str) -> bool:
    return fields.CHECKS[slot.kind](text) or says("refuse", text)


def _implied(found: dict[str, list[Span]], slots: Sequence[Slot]) -> dict[str, list[Span]]:
    """Let a start and a notice answer for each other: who says when they can start has counted the notice in."""
    pair = [s.id for s in slots if s.kind in {"availability", "notice"}]
    told = [id for id in pair if id in found]
    return found | dict.fromkeys(pair, found[told[0]]) if len(told) == 1 else found


def _by_topic(text: str, spans: Sequence[Span], slots: Sequence[Slot], needs: Mapping[str, Need]) -> dict[str, list[Span]]:
    pieces = [(a + start, a + end) for a, b in spans for start, end in fields.clauses(text[a:b])]
    found: dict[str, list[Span]] = {}
    at: str | None = None
    loose: list[Span] = []
    for piece in pieces:
        named = _named(text[slice(*piece)], slots, needs)
        at = named or at
        if at:
            first = slots[0].id if at != slots[0].id and slots[0].id not in found else at  # what names nothing speaks of the first
            found.setdefault(first, []).extend(loose)
            found.setdefault(at, []).append(piece)
            found, loose = {id: spans for id, spans in found.items() if spans}, []
        else:
            loose.append(piece)
    whole = " ".join(text[a:b] for a, b in spans)
    if says("both", whole) or not found:
        return {s.id: found.get(s.id, list(spans)) for s in slots} if _for_all(whole, slots) else found
    return found


def _named(text: str, slots: Sequence[Slot], needs: Mapping[str, Need]) -> str | None:
    for number, ordinal in enumerate(ORDINALS[: len(slots)]):
        if says(ordinal, text):
            return slots[number].id
    shares = [(coverage(needs[s.id].units, [(1.0, bag_of(text))]), -n, s.id) for n, s in enumerate(slots) if s.id in needs]
    best = max(shares, default=(0.0, 0, ""))
    return best[2] if best[0] >= NAMED else None


def _for_all(text: str, slots: Sequence[Slot]) -> bool:
    """Tell whether words that name none of several things speak of all of them: “both”, “none of these”, or a plain yes or no."""
    return any(says(name, text) for name in ("both", "yes", "no", "refuse"))
