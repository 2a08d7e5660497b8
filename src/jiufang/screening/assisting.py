"""Let a language model phrase a question more naturally, or read an unclear answer; code checks both, and without it all goes on."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from jiufang.errors import JiufangError
from jiufang.generate.grounding import check
from jiufang.generate.lawful import off_limits
from jiufang.generate.records import Fact, FactKind
from jiufang.generate.words import negated
from jiufang.interview.similar import similarity
from jiufang.protocols import LanguageModel
from jiufang.screening.answers import TYPED
from jiufang.screening.cues import is_instruction, says
from jiufang.screening.records import Reading, Slot, State
from jiufang.screening.wording import prompt
from jiufang.text.normalise import clean
from jiufang.text.tokens import keywords

LONGER = 1.4  # times the original: a model that adds more says more than it should
ALIKE = 0.25  # of the original's runs of characters: less is another question
MOST_TOKENS = 300
NAME = re.compile(r"\d+(?:[.,]\d+)*|[A-Z][A-Za-z0-9+#./-]+")
QUOTED = re.compile(r"“[^”]+”")
PROMISE = re.compile(
    r"\byou (?:have|got|will get|are getting|'ve got)\b[^.?!]{0,12}\b(?:job|offer|place)\b|\bhired\b|\boffer\b|录用|录取|恭喜|congratulat",
    re.IGNORECASE,
)
MARKS = re.compile(r"[?？]")
STATES = {"yes": State.BARE, "partly": State.PARTLY, "no": State.DENIED, "refused": State.REFUSED}


def phrased(question: str, *, model: LanguageModel, lang: str) -> str:
    """Return a question as a model puts it, or as it was when the model's words do not pass.

    Args:
        question: the question with its quotations.
        model: any language model.
        lang: `zh` or `en`.
    """
    schema = {"type": "object", "properties": {"question": {"type": "string", "maxLength": 600}}, "required": ["question"]}
    answer = _asked(model, question, system=prompt("phrase", lang), schema=schema)
    said = clean(str(answer.get("question") or "")).strip() if answer else ""
    return said if said and _same_question(question, said) else question


def _same_question(before: str, after: str) -> bool:
    """Tell whether a rephrased question asks for the same, and says nothing that the first did not."""
    if len(after) > LONGER * len(before) + 20 or not 1 <= len(MARKS.findall(after)) <= max(1, len(MARKS.findall(before))):
        return False
    kept = all(quote in after for quote in QUOTED.findall(before))
    # A word that opens a sentence has a capital without being a name.
    fresh = {
        w for w in set(NAME.findall(after)) - set(NAME.findall(before)) if w.casefold() not in keywords(before) and not _opens(w, after)
    }
    if not kept or fresh or off_limits(after) or is_instruction(after) or any(says(n, after) for n in ("probe", "abuse", "withdraw")):
        return False
    known = [Fact(id="F1", kind=FactKind.SLOT, text=before)]
    return similarity(before, after) >= ALIKE and not PROMISE.search(after) and check(after, known).ok


def _opens(word: str, text: str) -> bool:
    return all(re.search(r"(?:^|[.!?。！？:：\n])\s*$", text[: m.start()]) for m in re.finditer(re.escape(word), text))


def read_unclear(slot: Slot, text: str, *, model: LanguageModel, lang: str) -> Reading | None:
    """Return what a model makes of an answer that the rules could not read; None unless it quotes words that are there and bear it out.

    A model's yes is a bare yes: what proves it must be seen by the rules. Its no needs a denial, and its yes to a paper, a language or a
    degree words that the question had.
    """
    fence = hashlib.sha256(f"{slot.need}{text}".encode()).hexdigest()[:12]
    properties: dict[str, Any] = {"says": {"enum": [*STATES, "unclear"]}, "quote": {"type": "string", "maxLength": 300}}
    schema = {"type": "object", "properties": properties, "required": ["says", "quote"]}
    asked = f"{slot.need or slot.kind}\n<{fence}>\n{text}\n</{fence}>"
    answer = _asked(model, asked, system=prompt("read", lang), schema=schema)
    quote = str(answer.get("quote") or "").strip() if answer else ""
    state = STATES.get(str(answer.get("says"))) if answer else None
    return Reading(state=state) if state is not None and len(quote) > 1 and quote in text and _bears(state, quote, slot) else None


def _bears(state: State, quote: str, slot: Slot) -> bool:
    """Tell whether the words that a model quotes can mean what it says."""
    if state is State.REFUSED:
        return True
    if state is State.DENIED:
        return negated(quote)
    if slot.kind in TYPED:
        return bool(keywords(quote) & keywords(slot.need))
    return state is State.PARTLY or not negated(quote)


def _asked(model: LanguageModel, question: str, *, system: str, schema: dict[str, Any]) -> dict[str, Any] | None:
    """Return a model's answer as an object, None when there is none: every failure leaves the rules' way standing."""
    try:
        given = json.loads(model.answer(question, system=system, schema=schema, max_tokens=MOST_TOKENS))
    except (JiufangError, OSError, ValueError, TypeError, RecursionError):
        return None
    return given if isinstance(given, dict) else None
