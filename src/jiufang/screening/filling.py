"""Put what was heard into the slots: those that were asked about, others that the message settles too, and earlier ones it corrects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jiufang.matching.judge import judge
from jiufang.matching.needs import Need, in_job, understand
from jiufang.matching.numbers import months_stated
from jiufang.matching.records import Match, Verdict
from jiufang.matching.topics import bag_of, coverage
from jiufang.matching.view import view_of_text
from jiufang.protocols import LanguageModel
from jiufang.screening import fields
from jiufang.screening.answers import opens_with, read
from jiufang.screening.assigning import Span, assign
from jiufang.screening.assisting import read_unclear
from jiufang.screening.cues import says
from jiufang.screening.hearing import Heard
from jiufang.screening.records import Reading, Session, Slot, State, Words
from jiufang.text.tokens import keywords

TAKEN_BACK = re.compile(
    r"(?:说|写|打|记|搞|填)错了?[^，,。:：]{0,6}[，,。:：]|更正(?:一下)?[，,。:：]?|不是[^，,。]{1,30}[，,]\s*(?:而?是)?|应该是|改(?:成|为)|[：:]\s*"
    r"|\b(?:sorry|actually|correction|i made a mistake|my mistake|i misspoke|i meant)\b[^,.:]{0,60}[,.:]\s*|\bnot [^,.]{1,30}, (?:but )?|\bshould (?:be|say|read):?\s*",
    re.IGNORECASE,
)
LEAST = 3  # code points that must be left of a correction
PLAINLY = 0.5  # share of a need's words in a sentence that settles it unasked
UNSETTLED = frozenset({State.OPEN, State.BARE, State.UNANSWERED})
SETTLED = frozenset({State.FILLED, State.PARTLY, State.DENIED})


@dataclass(slots=True)
class Filled:
    """What a message did to the slots; `missing` names what is still wanted of a slot that was asked about."""

    session: Session
    missing: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    added: bool = False


def needs_of(match: Match) -> Mapping[str, Need]:
    """Return the requirements of a match understood, by id."""
    needs = in_job([understand(f.requirement) for f in match.findings], match.job.title)
    return {need.requirement.id: need for need in needs}


def fill(session: Session, heard: Heard, match: Match, *, model: LanguageModel | None) -> Filled:
    """Read a message as the answer to what was asked.

    Args:
        session: with the message as its last turn.
        heard: the message.
        match: the match whose open requirements the slots are.
        model: asked about what stays unclear, when there is one.
    """
    needs = needs_of(match)
    done = Filled(session)
    earlier = _earlier(session, heard) if "correction" in heard.acts else None
    if earlier is not None:
        _correct(done, earlier, heard, match, needs)
        return done
    if _elsewhere(done, heard, match, needs):
        return done
    asked = [session.slot(id) for id in session.pending]
    parts = assign(heard, asked, needs)
    for slot in asked:
        _answer(done, slot, parts.get(slot.id, []), heard, match, needs, model)
    _absorb(done, heard, match, needs)
    return done


def _elsewhere(done: Filled, heard: Heard, match: Match, needs: Mapping[str, Need]) -> bool:
    """Put a message that speaks of another slot, and of nothing that was asked, where it belongs; tell whether it was one."""
    session, text = done.session, heard.said
    pending = [session.slot(id) for id in session.pending]
    if not pending or opens_with(text) or any(_shared(p, text) or p.kind in fields.CHECKS for p in pending):
        return False
    others = [s for s in session.slots if s.id not in session.pending and s.state in UNSETTLED]
    slot = max(others, key=lambda s: _shared(s, text), default=None)
    if slot is None or not _shared(slot, text):
        return False
    reading = _reading(slot, " ".join([*session.words(slot), text]), match, needs)
    if reading.state is not State.FILLED:
        return False
    done.session = _put(session, slot, reading.state, heard.answer, keep=True)
    done.corrected, done.added = [slot.id], True
    return True


def _answer(
    done: Filled, slot: Slot, spans: Sequence[Span], heard: Heard, match: Match, needs: Mapping[str, Need], model: LanguageModel | None
) -> None:
    before = " ".join(done.session.words(slot))
    now = " ".join(heard.text[a:b] for a, b in spans)
    if not now:
        done.missing[slot.id] = "rest"
        return
    reading = _reading(slot, f"{before} {now}".strip(), match, needs)
    if reading.state is State.OPEN and model is not None:
        reading = read_unclear(slot, now, model=model, lang=done.session.lang) or reading
    if reading.missing:
        done.missing[slot.id] = reading.missing
    if reading.state is not State.OPEN:
        done.session = _put(done.session, slot, reading.state, spans, keep=bool(before))


def _reading(slot: Slot, text: str, match: Match, needs: Mapping[str, Need]) -> Reading:
    need = needs.get(slot.requirement or "")
    return read(slot, text, need=need, as_of=match.profile.as_of, lang=match.profile.lang)


def _put(session: Session, slot: Slot, state: State, spans: Iterable[Span], *, keep: bool) -> Session:
    turn = len(session.turns) - 1
    fresh = tuple(Words(turn=turn, start=a, end=b) for a, b in _neighbours_joined(session.turns[turn].text, spans))
    told = (*slot.told, *fresh) if keep else fresh
    return session.with_slot(slot.model_copy(update={"state": state, "told": told}))


def _neighbours_joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join stretches between which only marks and blanks stand."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not any(c.isalnum() for c in text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _absorb(done: Filled, heard: Heard, match: Match, needs: Mapping[str, Need]) -> None:
    """Fill open slots that were not asked about where the message settles them plainly."""
    for slot in [s for s in done.session.slots if s.open and s.id not in done.session.pending]:
        spans = _about(slot, heard, match, needs)
        text = " ".join(heard.text[a:b] for a, b in spans)
        reading = _reading(slot, text, match, needs) if spans else None
        if reading is not None and reading.state in SETTLED:
            done.session = _put(done.session, slot, reading.state, spans, keep=False)
            done.also.append(slot.id)


def _about(slot: Slot, heard: Heard, match: Match, needs: Mapping[str, Need]) -> list[Span]:
    """Return the clauses, or for requirements the sentences, that are plainly about a slot."""
    if slot.kind in fields.CHECKS:
        pieces = [(a + x, a + y) for a, b in heard.answer for x, y in fields.clauses(heard.text[a:b])]
        return [(a, b) for a, b in pieces if fields.volunteered(slot.kind, heard.text[a:b])]
    need = needs.get(slot.requirement or "")
    if need is None or slot.verdict is Verdict.CONTRADICTED:
        return []  # what the résumé denies is not undone in passing
    return [(a, b) for a, b in heard.answer if _proves(need, heard.text[a:b], match)]


def _proves(need: Need, text: str, match: Match) -> bool:
    view = view_of_text(text, as_of=match.profile.as_of, lang=match.profile.lang)
    return coverage(need.units, [(1.0, bag_of(text))]) >= PLAINLY and judge(need, view, {}).verdict is Verdict.MET


def _earlier(session: Session, heard: Heard) -> Slot | None:
    """Return the slot of an earlier answer that a message corrects; None when it rather answers what was just asked."""
    pending = [session.slot(id) for id in session.pending]
    plain = says("earlier", heard.said)
    fitting = named_slot(session, heard)
    if fitting is not None and (plain or not any(_shared(p, heard.said) for p in pending)):
        return fitting
    told = [s for s in session.slots if s.told and s.id not in session.pending]
    return max(told, key=lambda s: s.told[-1].turn) if plain and told else None


def named_slot(session: Session, heard: Heard) -> Slot | None:
    """Return the slot with an answer that a message speaks of most; None when it speaks of none."""
    told = [s for s in session.slots if s.told and s.id not in session.pending]
    ranked = [(_shared(s, heard.said), s.told[-1].turn, -n, s) for n, s in enumerate(told)]
    best = max(ranked, key=lambda r: r[:3], default=None)
    return best[3] if best and best[0] else None


def _shared(slot: Slot, text: str) -> int:
    """Count what shows that a message is about a slot: a length of time, a practical point, or the words of the need."""
    if slot.kind in fields.CHECKS:
        return 2 * fields.volunteered(slot.kind, text)
    timed = slot.kind == "experience_years" and bool(months_stated(text))
    return len(keywords(slot.need) & keywords(text)) + timed


def _correct(done: Filled, slot: Slot, heard: Heard, match: Match, needs: Mapping[str, Need]) -> None:
    done.session = corrected(done.session, slot, heard.text, list(heard.answer), match, needs)
    done.corrected.append(slot.id)


def corrected(session: Session, slot: Slot, text: str, spans: Sequence[Span], match: Match, needs: Mapping[str, Need]) -> Session:
    """Return a session in which new words stand for a slot; the old ones are no longer used, unless the new ones add to them."""
    fresh = _restated(text, spans)
    said = " ".join(text[a:b] for a, b in fresh)
    adds = says("addition", said)
    reading = _reading(slot, " ".join([*session.words(slot), said]) if adds else said, match, needs)
    told = reading.state if reading.state is not State.OPEN else State.BARE
    return _put(session, slot, told, fresh, keep=adds)


def _restated(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return a correction without the words that take the old answer back: “not five, it is twelve” says twelve."""
    start, end = spans[0][0], spans[-1][1]
    ends = [m.end() for m in TAKEN_BACK.finditer(text, start, end) if end - m.end() >= LEAST]
    return [(max(a, ends[-1]), b) for a, b in spans if b > ends[-1]] if ends else list(spans)
