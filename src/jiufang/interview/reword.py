"""Turn a kit into one that a language model has put into words; what fails a check keeps the words of the bank.

The model sees what a question is to find out, and slots for the words of ad and résumé; quotes, probes and scale stay ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.errors import JiufangError
from jiufang.interview.bank import words
from jiufang.interview.checks import Wording, faults, follow_up_faults, led_in, slotted
from jiufang.interview.compose import FOLLOW_UPS
from jiufang.interview.records import Kit, Question
from jiufang.matching.reading.sheet import MARK
from jiufang.privacy.redaction import redact
from jiufang.protocols import LanguageModel

PROMPT_VERSION = "2026.11-1"  # raised with every change of data/prompt-*.md or of what is shown here
CLAUSE = re.compile(r"(?:“[^”]*”|[^,.;:?，。；：？])+")
BATCH = 4  # questions in one prompt: small models lose the thread of more
LENGTHS = {"question": 400, "follow_up": 160}  # code points that the schema allows
TOKENS_A_QUESTION = 300
SETTLED = frozenset({"gap"})  # worded with care for what may not be asked; nobody improves on it


def reworded(kit: Kit, model: LanguageModel) -> Kit:
    """Return the kit with the model's words where they pass every check.

    Args:
        kit: as the bank words it.
        model: the model to ask; what it answers may be anything at all.

    Returns:
        The same questions in the same order; each says who worded it, and `problem` why a model did not answer.
    """
    open_ones = [q for q in kit.questions if q.probes.kind not in SETTLED]
    told: dict[str, Mapping[str, Any]] = {}
    problem = ""
    for start in range(0, len(open_ones), BATCH):
        try:
            told |= _ask(open_ones[start : start + BATCH], kit, model)
        except (JiufangError, OSError, ValueError, RecursionError) as error:
            problem = f"{type(error).__name__}: {error}"
            break
    return kit.model_copy(update={"questions": tuple(_chosen(kit, told, model.name)), "problem": problem})


def plan_of(question: Question) -> Wording:
    """Return the words of a question with slots where it says the words of ad and résumé."""
    quote = question.probes.claim or (question.evidence[0].quote if question.evidence else "")
    slots = {"quote": quote, "need": question.probes.text}
    return slotted(question.question, {name: value for name, value in slots.items() if value and value in question.question})


def _chosen(kit: Kit, told: Mapping[str, Mapping[str, Any]], name: str) -> Iterator[Question]:
    said = [q.question for q in kit.questions]
    for number, question in enumerate(kit.questions):
        chosen = _worded(question, told.get(question.id, {}), kit, said[:number] + said[number + 1 :])
        said[number] = chosen.question
        yield chosen.model_copy(update={"worded_by": name}) if chosen != question else question


def _worded(question: Question, answer: Mapping[str, Any], kit: Kit, others: Sequence[str]) -> Question:
    """Return the question in the model's words, or as it was."""
    plan, facts, said = plan_of(question), facts_of(question, kit.title), answer.get("question")
    worded = led_in(slotted(_tidy(said) if isinstance(said, str) else "", plan.slots), plan)
    if faults(worded, plan, lang=kit.lang, facts=facts, others=others):
        return question
    elsewhere = [q.probes.text for q in kit.questions if q is not question]
    deeper = answer.get("follow_ups")
    kept: list[str] = []
    for text in (_tidy(f) for f in (deeper if isinstance(deeper, list) else ()) if isinstance(f, str)):
        if not follow_up_faults(text, lang=kit.lang, facts=facts, others=[*kept, worded.whole], elsewhere=elsewhere):
            kept.append(text)
    return question.model_copy(update={"question": worded.whole, "follow_ups": (*kept, *question.follow_ups)[:FOLLOW_UPS]})


def facts_of(question: Question, title: str) -> tuple[str, ...]:
    """Return all that a question may speak of, our own words clause by clause: what one denies the next may say."""
    ours = (question.question, question.good_answer, question.scorecard.competency, *question.follow_ups)
    clauses = [clause.strip() for text in ours for clause in CLAUSE.findall(text)]
    return tuple(dict.fromkeys((title, question.probes.text, *(e.quote for e in question.evidence), *clauses)))


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _ask(questions: Sequence[Question], kit: Kit, model: LanguageModel) -> dict[str, Mapping[str, Any]]:
    """Ask the model for the words of some questions; entries of another shape are dropped."""
    names = [kit.candidate] if kit.candidate else []
    told = redact("\n\n".join(_sheet(q, kit.lang) for q in questions), names=names).text
    head = redact(f"{words(kit.lang)['job']}: {kit.title}", names=names).text
    fence = f"plan-{hashlib.sha256(f'{PROMPT_VERSION}{head}{told}'.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    given = model.answer(
        f"<{fence}>\n{MARK} {head}\n\n{told}\n</{fence}>\n",
        system=_instructions(kit.lang).format(open=f"<{fence}>", close=f"</{fence}>", mark=MARK),
        schema=schema_for([q.id for q in questions]),
        max_tokens=TOKENS_A_QUESTION * len(questions),
    )
    data = json.loads(given) if isinstance(given, str) else None
    rows = data.get("questions") if isinstance(data, dict) else None
    return {row["id"]: row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _sheet(question: Question, lang: str) -> str:
    """Return what the model is told of one question; the words of others stand on marked lines."""
    told, plan = words(lang), plan_of(question)
    quotes = [f"{MARK} {{quote}} = {_tidy(plan.slots['quote'])}"] if "quote" in plan.slots else []
    needs = [f"{MARK} {{need}} = {_tidy(plan.slots['need'])}"] if "need" in plan.slots else []
    ours = [f"{told[question.probes.kind]}: {plan.text}", f"{told['good']}: {question.good_answer}"]
    return "\n".join([question.id, *ours, *needs, *quotes])


def schema_for(ids: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer about these questions."""
    texts = {"type": "array", "maxItems": FOLLOW_UPS, "items": {"type": "string", "maxLength": LENGTHS["follow_up"]}}
    entry = {
        "type": "object",
        "additionalProperties": False,
        "required": ["id", "question", "follow_ups"],
        "properties": {
            "id": {"type": "string", "enum": list(ids)},
            "question": {"type": "string", "maxLength": LENGTHS["question"]},
            "follow_ups": texts,
        },
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["questions"],
        "properties": {"questions": {"type": "array", "maxItems": len(ids), "items": entry}},
    }


@lru_cache(maxsize=2)
def _instructions(lang: str) -> str:
    return (files("jiufang.interview") / "data" / f"prompt-{lang}.md").read_text(encoding="utf-8")
