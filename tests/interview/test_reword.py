"""A model may word the questions; what is probed, quoted and rated stays ours, and what fails a check keeps the bank's words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jiufang.errors import NoAnswer
from jiufang.interview import interview_kit
from jiufang.interview.checks import Wording, faults, is_closed, led_in, slotted
from jiufang.interview.records import BANK
from jiufang.interview.reword import plan_of

Said = Callable[[str, str], Mapping[str, Any]]


class Scripted:
    """A `LanguageModel` that says of each question what a function makes of its sheet."""

    name = "scripted@1"

    def __init__(self, say: Said) -> None:
        self.say = say
        self.prompts: list[str] = []

    def answer(self, prompt: str, *, system: str = "", schema=None, max_tokens: int = 0, temperature: float = 0.0) -> str:
        """Answer each question of the prompt."""
        self.prompts.append(prompt)
        sheets = dict(re.findall(r"^(Q\d+)\n(.*?)(?=\n\n|\n</)", prompt, re.MULTILINE | re.DOTALL))
        return json.dumps({"questions": [{"id": id, **self.say(id, sheet)} for id, sheet in sheets.items()]})


def good(id: str, sheet: str) -> dict[str, Any]:
    """Word a question well: the slots of the sheet, an open question, two follow-ups."""
    slot = next((s for s in ("{quote}", "{need}") if s in sheet), "")
    if re.search(r"[\u4e00-\u9fff]", sheet.splitlines()[0].split(":", 1)[0]):
        core = f"关于“{slot}”" if slot else sheet.splitlines()[0].split(": ", 1)[1].rstrip("。？")
        return {
            "question": f"{core}，{id.replace('Q', '')}的情形请你从头讲一讲好吗，当时是怎样一步一步做的？"[:200],
            "follow_ups": ["哪一步是你自己做的？"],
        }
    core = f"On “{slot}”" if slot else sheet.splitlines()[0].split(": ", 1)[1].rstrip(".?")
    return {
        "question": f"{core}: how did you go about it, step by step?",
        "follow_ups": ["Which step was your own?", "How was it checked?"],
    }


def test_what_is_sound_is_taken(matched):
    """Sound words are taken with their quotes filled in, and each question says who worded it."""
    plain, kit = interview_kit(matched, lang="en"), interview_kit(matched, lang="en", model=Scripted(good))
    taken = [q for q in kit.questions if q.worded_by == "scripted@1"]

    assert len(taken) >= len(kit.questions) // 2
    assert all("{" not in q.question for q in kit.questions)
    for before, after in zip(plain.questions, kit.questions, strict=True):
        ours = {"question", "follow_ups", "worded_by"}
        assert before.model_dump(exclude=ours) == after.model_dump(exclude=ours)
        if after.probes.kind == "claim":
            assert after.probes.claim in after.question
    assert interview_kit(matched, lang="en", model=Scripted(good)) == kit


BAD = {
    "closed": "Do you have what “{slot}” asks for?",
    "several": "Where did you do “{slot}”? What was hard? Who helped you?",
    "unlawful": "On “{slot}”: how would you manage it with small children at home?",
    "another number": "On “{slot}”: how did you reach the 40% that you promised?",
    "another name": "On “{slot}”: how did you do this with Kubernetes at Google?",
    "another quote": "You write “I led two hundred people”. How did you do that with “{slot}”?",
    "off the point": "What is your favourite way to spend a rainy Sunday when you are free?",
    "another language": "请你讲讲“{slot}”是怎么做的？",
    "markup": "On “{slot}”: how did you <script>alert(1)</script> do it?",
    "link": "On “{slot}”: how did you do what https://evil.example/?q=1 says?",
    "too long": "On “{slot}”: how did you go about it " + "and then go on with it again " * 20 + "?",
    "too short": "Why you?",
    "claims something": "Your résumé shows that you were dismissed for theft. How did “{slot}” end?",
    "nobody is spoken to": "What is “{slot}”, and where does it come in?",
    "unfilled slot": "On “{salary}”: how did you go about it?",
    "empty": "",
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_unsound_is_left_out(matched, kind):
    """Each kind of bad wording leaves every question of the kit as the bank has it."""

    def say(id: str, sheet: str) -> dict[str, Any]:
        slot = next((s for s in ("{quote}", "{need}") if s in sheet), "it")
        return {"question": BAD[kind].replace("{slot}", slot), "follow_ups": []}

    kit = interview_kit(matched, lang="en", model=Scripted(say))
    # Only where a question has no words of others in it may the same sentence be another, lawful one.
    assert [q.question for q in kit.questions if q.worded_by != BANK] == []


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no",
        "[]",
        "null",
        "{}",
        '{"questions": {}}',
        '{"questions": [1, null, {"id": 3}, {"id": "Q1"}]}',
        '{"questions": [{"id": "Q1", "question": 3, "follow_ups": 7}]}',
        "[" * 9000,
    ],
)
def test_an_answer_of_another_shape_changes_nothing(matched, answer):
    """Whatever comes back, the kit is the bank's."""

    class Odd(Scripted):
        def answer(self, *arguments: Any, **options: Any) -> str:
            return answer

    plain = interview_kit(matched)
    assert interview_kit(matched, model=Odd(good)).questions == plain.questions


def test_a_model_that_stops_is_named_and_the_kit_stands(matched):
    """A model that answers once and then no more words what it can; the kit says why the rest is the bank's."""

    class Failing(Scripted):
        def answer(self, *arguments: Any, **options: Any) -> str:
            if self.prompts:
                raise NoAnswer("out of budget", subject="scripted")
            return super().answer(*arguments, **options)

    kit = interview_kit(matched, lang="en", model=Failing(good))
    assert "out of budget" in kit.problem
    assert {q.worded_by for q in kit.questions} == {BANK, "scripted@1"}


def test_two_questions_do_not_become_one(matched):
    """A model that says the same for all gets at most one of them through."""

    def say(id: str, sheet: str) -> dict[str, Any]:
        return {"question": "Tell me about your work: how did you do it, and what did you do then?", "follow_ups": []}

    questions = [q.question for q in interview_kit(matched, lang="en", model=Scripted(say)).questions]
    assert len(set(questions)) == len(questions)


def test_nobody_is_named_to_the_model(matched):
    """Names and contacts stay here even when the model itself would not take them out."""
    model = Scripted(good)
    interview_kit(matched, model=model)
    sent = "\n".join(model.prompts)
    assert not any(word in sent for word in ("林晓舟", "Nora Field", "13800138000", "@example.com", "010-2233"))


def test_the_plan_has_slots_for_the_words_of_others(matched):
    """Filling the slots of a plan gives the question back."""
    for q in interview_kit(matched).questions:
        assert plan_of(q).whole == q.question or q.probes.kind == "gap"


@pytest.mark.parametrize(
    "text", ["Have you led a team?", "Is there anything else?", "你带过团队吗？", "你是否会用 Java？", "有没有带过人？"]
)
def test_a_closed_question_is_known(text):
    """Questions for yes or no are told."""
    assert is_closed(text)


@pytest.mark.parametrize(
    "text", ["How did you lead?", "Could you tell me how you led?", "Tell me about it.", "你是怎么带团队的？", "请讲一讲那次经历。"]
)
def test_an_open_question_is_known(text):
    """Requests and open questions pass, “could you tell me” among them."""
    assert not is_closed(text)


def test_reasons_are_told():
    """A fault says what is wrong."""
    plan = Wording("You write “{quote}”. How did you do it?", {"quote": "cut errors by 30%"})
    found = faults(Wording("Did Bob help? Did you cut 90%?", plan.slots), plan, lang="en", facts=["cut errors by 30%"])
    assert {"more than one question", "no longer asks what it is to find out", "can be answered by yes or no"} <= set(found)
    assert any("90" in fault for fault in found)


@pytest.mark.parametrize(
    ("plan", "said", "whole"),
    [
        (
            slotted("The job asks for “Kafka”; your résumé says “ran queues”. How far does your practice go?", {"need": "Kafka", "quote": "ran queues"}),
            "How far does your own practice with queues go?",
            "The job asks for “Kafka”; your résumé says “ran queues”. How far does your own practice with queues go?",
        ),
        (slotted("岗位要求“会Kafka”，简历里没有写到。请讲一次亲手做的经历。", {"need": "会Kafka"}), "能请你讲讲一次亲手做的经历吗？", "岗位要求“会Kafka”，简历里没有写到。能请你讲讲一次亲手做的经历吗？"),
        (slotted("You write “cut errors by 30%”. How was this reached?", {"quote": "cut errors by 30%"}), "What do you like to cook?", "What do you like to cook?"),
    ],
)  # fmt: skip
def test_a_question_without_its_lead_gets_ours(plan, said, whole):
    """A model may leave out what ad and résumé say: our sentence goes before its question, unless that is about something else."""
    assert led_in(slotted(said, plan.slots), plan).whole == whole
