"""Turn the slots of a session into the lines that the candidate confirms, in their own words, and read what they correct."""

from __future__ import annotations

import re

from jiufang.generate.lawful import lawful_text, off_limits
from jiufang.screening.cues import is_instruction, says
from jiufang.screening.hearing import Heard
from jiufang.screening.records import Session, Slot, State
from jiufang.screening.wording import line

LONGEST = 120  # code points of an answer that a summary repeats
LABEL = 60
WORDLESS = "yes, I have"  # a yes as short as this says nothing beside an example
SAYS = {State.DENIED: "told_no", State.REFUSED: "told_refused", State.UNANSWERED: "told_unanswered", State.BARE: "told_yes"}
NUMBER = re.compile(
    r"(?:第|no\.? ?|number |point |item |line |#|^)\s*([1-9一二三四五六七八九])\s*(?:[条项点](?!钟)|个(?!月|小时|人|星期|工作)|[)）.:：,，、](?!\d)|\b(?=\s*(?:is|should|was|isn)))",
    re.I,
)
LEAD = re.compile(
    r"^[\s,，:：.。、)）]*(?:(?:有误|不对|错了?|要改|改(?:成|为)?|应(?:该|当)?(?:是|为|写成?)?|is wrong|is not right|isn't right|should (?:be|say|read)|it should be|change (?:it )?to)[\s,，:：.。]*)+",
    re.IGNORECASE,
)


def told_slots(session: Session) -> tuple[Slot, ...]:
    """Return the slots that a summary lists, in the order in which they were asked or told; a notice that the start implies is none."""
    asked = list(dict.fromkeys(id for turn in session.turns for id in turn.slots))
    slots = [session.slot(id) for id in asked if not session.slot(id).open]
    return tuple(s for n, s in enumerate(slots) if not s.told or s.kind != "notice" or all(s.told != o.told for o in slots[:n]))


def lines(session: Session) -> str:
    """Return the numbered lines of the summary."""
    lang = session.lang
    rows = [
        line("line", lang, number=n, label=label(slot, lang), told=told(session, slot))
        for n, slot in enumerate(told_slots(session), start=1)
    ]
    rows += [line("line_passed", lang, told=_short(q)) for q in session.passed_on if _may_repeat(q)]
    return "\n".join(rows) or line("line_none", lang)


def label(slot: Slot, lang: str) -> str:
    """Return what a slot is called in the summary."""
    if slot.requirement and slot.need:
        return slot.need if len(slot.need) <= LABEL else slot.need[:LABEL].rstrip() + "…"
    return line(f"label_{slot.kind.removesuffix('_field')}", lang)


def told(session: Session, slot: Slot) -> str:
    """Return what was answered, in the candidate's words as far as they may be repeated."""
    words = session.words(slot)
    full = [w for w in words if len(w) > len(WORDLESS) or not says("yes", w)] or words
    said = (" " if session.lang == "en" else "；").join(w.strip(" ,，。;；") for w in dict.fromkeys(full))
    if slot.state in SAYS and (slot.state is not State.DENIED or len(said) < 12) and not (slot.state is State.BARE and len(said) > 20):
        return line(SAYS[slot.state], session.lang)
    shown = lawful_text(said) if off_limits(said) else said
    if not shown or not _may_repeat(shown):
        return line(SAYS.get(slot.state, "told_withheld"), session.lang)
    return f"“{_short(shown)}”"


def _may_repeat(text: str) -> bool:
    return not (off_limits(text) or is_instruction(text) or says("probe", text) or says("abuse", text))


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip(" ,，。.;；").translate(str.maketrans('“”"', "‘’'"))
    return flat if len(flat) <= LONGEST else flat[:LONGEST].rstrip() + "…"


def numbered(session: Session, heard: Heard) -> tuple[Slot, tuple[int, int]] | None:
    """Return the line that a message names by its number, and where its new words stand."""
    match = NUMBER.search(heard.text)
    if match is None:
        return None
    number = "一二三四五六七八九".find(match[1]) + 1 or int(match[1])
    slots = told_slots(session)
    start = match.end()
    if lead := LEAD.match(heard.text[start:]):
        start += lead.end()
    while start < len(heard.text) and heard.text[start] in " ,，:：.。、)）":
        start += 1
    return (slots[number - 1], (start, len(heard.text))) if number <= len(slots) and start < len(heard.text) else None
