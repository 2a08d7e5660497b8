"""Turn open slots into the next question: the most valuable one, with what belongs to it, in words a recruiter would use."""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.matching.records import Match, Verdict
from jiufang.screening.records import Slot
from jiufang.screening.slots import SIZES, gap_of, place_of, questions_needed
from jiufang.screening.wording import question

GROUPS = {"claim": "musts", "certificate": "certificates", "wish": "wishes", "condition": "conditions"}
JOINED = frozenset({"certificate", "wish", "condition", "practical"})  # always asked together; other claims only for want of room
ORDER = ("location_field", "availability", "notice", "salary", "right_to_work")  # in which one would ask
PLAIN = frozenset({"degree", "language", "location", "condition", "availability", "notice", "location_field", "salary", "right_to_work"})


def choose(slots: Sequence[Slot], *, left: int) -> tuple[Slot, ...]:
    """Return the slots that the next question asks about.

    Args:
        slots: all slots of the session.
        left: questions that may still be asked.
    """
    waiting = sorted((s for s in slots if s.open), key=lambda s: (s.family == "practical", -s.value))
    if not waiting or left <= 0:
        return ()
    first = waiting[0]
    kin = [s for s in waiting if s.family == first.family]
    if first.family == "practical":
        kin.sort(key=lambda s: ORDER.index(s.kind))
    return tuple(kin[: _size(first.family, kin, waiting, left)])


def _size(family: str, kin: Sequence[Slot], waiting: Sequence[Slot], left: int) -> int:
    """Return how many slots of one family to ask about at once: as few as the questions left allow."""
    most = SIZES.get(family, 1)
    if family in JOINED:
        return most
    others = questions_needed([s for s in waiting if s.family != family])
    room = max(1, left - 1 - others)  # one is kept for asking back
    return min(most, -(-len(kin) // room))


def ask(slots: Sequence[Slot], match: Match, *, lang: str, turn: int) -> str:
    """Return the question about one slot, or about several at once.

    Args:
        slots: what to ask about; several are numbered.
        match: where the place of the job and the gaps of the résumé come from.
        lang: `zh` or `en`.
        turn: how many questions were asked before; variants follow each other.
    """
    if len(slots) == 1:
        return _one(slots[0], match, lang=lang, turn=turn)
    if slots[0].family == "practical":
        return question("group.practical", lang, list=_joined([_one(s, match, lang=lang, turn=turn) for s in slots], lang))
    if slots[0].family in GROUPS:
        return question(f"group.{GROUPS[slots[0].family]}", lang, list=listed([s.need for s in slots], lang))
    return question("group.musts", lang, list=listed([s.need for s in slots], lang))


def listed(needs: Sequence[str], lang: str) -> str:
    """Return needs as a numbered list, one a line."""
    shapes = "{}）{}" if lang == "zh" else "{}) {}"
    return "\n".join(shapes.format(n, need) for n, need in enumerate(needs, start=1))


def _joined(texts: Sequence[str], lang: str) -> str:
    return "".join(texts) if lang == "zh" else " ".join(texts)


def _one(slot: Slot, match: Match, *, lang: str, turn: int) -> str:
    name = _name(slot)
    gap = gap_of(match) if slot.kind == "experience_years" else ""
    told = question("gap", lang, gap=gap) if gap else ""
    return question(name, lang, turn=turn, need=slot.need, quote=slot.quote, gap=told, place=place_of(match.job))


def _name(slot: Slot) -> str:
    if slot.kind in PLAIN:
        return f"{slot.kind}.any"
    if slot.kind == "experience_years":
        return "experience_years.not_shown" if slot.verdict is Verdict.NOT_SHOWN else "experience_years.short"
    if slot.verdict is Verdict.NOT_SHOWN:
        return f"{slot.kind}.not_shown"
    if not slot.quote:
        return f"{slot.kind}.{'bare' if slot.kind == 'claim' else 'not_shown'}"
    return f"{slot.kind}.{slot.verdict.value}"


def ask_back(slots: Sequence[Slot], missing: str, match: Match, *, lang: str, turn: int) -> str:
    """Return the question that asks once more, naming what is missing.

    Args:
        slots: what was not clear; several at once are listed.
        missing: a name below `back` in `questions.toml`.
        match: the match.
        lang: `zh` or `en`.
        turn: how many questions were asked before.
    """
    if missing in {"rest", "examples", "certificates"}:
        if slots[0].family == "practical":
            told = _joined([_one(s, match, lang=lang, turn=turn) for s in slots], lang)
        else:
            told = ("；" if lang == "zh" else "; ").join(s.need for s in slots)
        return question(f"back.{missing}", lang, turn=len(slots) > 1, list=told)
    return question(f"back.{missing}", lang, turn=turn, need=slots[0].need, place=place_of(match.job))
