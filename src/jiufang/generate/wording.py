"""Turn a letter into one that a language model has put into words, sentence by sentence; what fails a check keeps the template's.

A reworded sentence must keep every filled-in word of the old one, rest on the facts that the old one cites or on the old one itself,
and touch nothing that may not be said. It gets one chance to be mended.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.errors import JiufangError
from jiufang.generate.grounding import check
from jiufang.generate.records import Draft, Fact, FactKind, Sentence
from jiufang.generate.safety import faults
from jiufang.protocols import LanguageModel

PROMPT_VERSION = "2026.11-1"  # raised with every change of data/prompt-*.md or of what is shown here
LONGEST = 600  # code points of a sentence that the schema allows
TOKENS_A_SENTENCE = 160
OWN = "W"  # id of the fact that is the template's own sentence


def reworded(draft: Draft, model: LanguageModel) -> tuple[Draft, str]:
    """Return the letter with the model's words where they pass every check, and what went wrong, if anything.

    Args:
        draft: the letter as the template has it.
        model: the model to ask; what it answers may be anything at all.
    """
    asked = {n: s for n, s in enumerate(draft.sentences) if worth_asking(s, draft)}
    try:
        told = _ask(draft, asked, {}, model)
        wrong = {n: why for n, text in told.items() if (why := fault(text, draft.sentences[n], draft))}
        if wrong:
            told |= _ask(draft, {n: asked[n] for n in wrong}, wrong, model)
    except (JiufangError, OSError, ValueError) as error:
        return draft, f"the model did not answer: {type(error).__name__}"
    good = {n: text for n, text in told.items() if not fault(text, draft.sentences[n], draft)}
    left = len(told) - len(good)
    problem = f"{left} of {len(told)} sentences keep the template's words: the model's did not rest on the facts" if left else ""
    return _with(draft, good), problem


def _with(draft: Draft, good: Mapping[int, str]) -> Draft:
    """Return a letter with other words for some sentences, each resting on the old sentence too."""
    facts = tuple(_wording(n, s) for n, s in enumerate(draft.sentences) if n in good)
    sentences = tuple(
        s.model_copy(update={"text": good[n], "cites": (*s.cites, f"{OWN}{n}")}) if n in good else s for n, s in enumerate(draft.sentences)
    )
    return draft.model_copy(update={"sentences": sentences, "facts": (*draft.facts, *facts)})


def worth_asking(sentence: Sentence, draft: Draft) -> bool:
    """Tell whether other words could help: not where a sentence is nothing but what was filled in, such as a signature."""
    return all(sentence.text.strip() != fact.text for fact in draft.facts)


def fault(text: str, sentence: Sentence, draft: Draft) -> str:
    """Return why a reworded sentence cannot stand, in words that a model can mend by; empty when it can."""
    facts = [f for f in draft.facts if f.id in sentence.cites]
    lost = [f.text for f in facts if f.text in sentence.text and f.text not in text]
    if lost:
        return f"it must keep {'; '.join(f'“{t}”' for t in lost)}"
    wrong = faults(text)
    if wrong:
        return f"it may not speak of {', '.join(wrong)}"
    if sentence.text.startswith(tuple("123456789-")) and sentence.text[:2] != text[:2]:
        return "it must keep its number"
    judged = check([text], [*facts, _wording(0, sentence)])
    return "; ".join(s.reason for s in judged.ungrounded)


def schema_for(numbers: Sequence[int]) -> dict[str, Any]:
    """Return the schema of an answer for these sentences."""
    item = {
        "type": "object",
        "properties": {"n": {"enum": list(numbers)}, "text": {"type": "string", "maxLength": LONGEST}},
        "required": ["n", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": item, "maxItems": len(numbers)}},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def _ask(draft: Draft, asked: Mapping[int, Sentence], wrong: Mapping[int, str], model: LanguageModel) -> dict[int, str]:
    """Ask for other words for some sentences; entries of another shape are dropped."""
    if not asked:
        return {}
    letter = "\n".join(f"{n}: {s.text}" for n, s in enumerate(draft.sentences))
    told = "\n".join(f"{n}: {s.text}" + (f"\n   ! {wrong[n]}" if n in wrong else "") for n, s in asked.items())
    fence = f"letter-{hashlib.sha256(f'{PROMPT_VERSION}{letter}{told}'.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    given = model.answer(
        f"<{fence}>\n{letter}\n</{fence}>\n\n<{fence}-asked>\n{told}\n</{fence}-asked>\n",
        system=_instructions(draft.lang).format(fence=fence, tone=draft.tone),
        schema=schema_for(list(asked)),
        max_tokens=TOKENS_A_SENTENCE * len(asked),
    )
    data = json.loads(given)
    entries = data.get("sentences") if isinstance(data, dict) else None
    pairs = [(e.get("n"), e.get("text")) for e in (entries if isinstance(entries, list) else ()) if isinstance(e, dict)]
    return {
        n: " ".join(text.split())
        for n, text in pairs
        if isinstance(n, int) and n in asked and isinstance(text, str) and 0 < len(text.strip()) <= LONGEST
    }


def _wording(number: int, sentence: Sentence) -> Fact:
    return Fact(id=f"{OWN}{number}", kind=FactKind.WORDING, text=sentence.text, source=f"sentence {number}")


@lru_cache(maxsize=2)
def _instructions(lang: str) -> str:
    return (files("jiufang.generate") / "data" / f"prompt-{'zh' if lang == 'zh' else 'en'}.md").read_text(encoding="utf-8")
