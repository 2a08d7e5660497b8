"""Turn a question that a model worded into the reasons why it may not be asked; none means that it may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiufang.generate.grounding import check
from jiufang.generate.lawful import off_limits
from jiufang.generate.quotes import width
from jiufang.generate.records import Fact, FactKind, Grounding
from jiufang.interview.similar import shared, similarity, stems
from jiufang.jobs.unlawful import mentions
from jiufang.text.language import HAN

SLOT = re.compile(r"[\"'“”‘’「」『』]*\{(need|quote)\}[\"'“”‘’「」『』]*")
QUESTION_WIDTH = (16, 330)  # columns beside what is quoted: fewer ask nothing, more cannot be followed by ear
FOLLOW_UP_WIDTH = (10, 170)
ALIKE = 0.85  # stays clear of similar.MOST_ALIKE
NAMED = 0.5  # share of a requirement's words that names it
REPEATED = 0.7  # share of the words of a follow-up that stand in its question already
ON_TOPIC = 2  # words that a question about no requirement shares with the one that it stands for
MARKUP = re.compile(r"[<>{}\[\]|\\`*#=]|https?:|www\.|^\s*[-•+@]", re.IGNORECASE)
CLOSED = re.compile(
    r"^(?:so |and |then )?(?:do|did|does|have|has|are|is|were|was|will|would|can|could) (?:you|your|there|it)\b(?! (?:please )?(?:tell|walk|take|describe|explain|share|give|talk|say|outline))|吗[？?]|(?<!不管)(?<!无论)是否|有没有|是不是",
    re.IGNORECASE,
)
TELLING = re.compile(  # “能请你讲讲……吗？” asks for a story, however it ends
    r"(?:那么?|好的?|接下来|现在|首先)?[，,]?(?:你|您)?(?:能不能|能否|可否|可以|能|方便)?(?:请|麻烦)?(?:你|您)?(?!问)[^，,。？?“]{0,8}(?:讲讲|讲一|讲述|讲|说说|说一|说明|谈谈|谈一|聊聊|描述|介绍|分享|举|回忆|回顾|展开)"
)
ADDRESSED = re.compile(r"\byou(?:r|rs|rself)?\b|\bplease\b|\b(?:tell|walk|take) (?:me|us)\b|^take ", re.IGNORECASE)
SENTENCE = re.compile(r"(?:“[^”]*”|[^.!?。！？]|\.(?=\w))+[.!?。！？]*")  # a quotation is never cut
REQUEST = re.compile(
    r"\s*(?:(?:and|then|now|so|please|first|briefly)[, ]+)*(?:tell|walk|take|talk|describe|give|share|think|pick|choose|explain|show|begin|start|go|name|outline|imagine|suppose|say)\b"
    r"|\s*(?:那么?|好|接下来|现在|首先|麻烦)?[，,]?(?:你?能不能|可以|能否)?(?:请|讲|说|谈|聊|描述|举|挑|拿|介绍|分享|回想|想象|假设|比如|结合|以)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with `{need}` and `{quote}` where the words of the ad and of the résumé belong."""

    text: str
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> str:
        """What is left without the words of others."""
        return SLOT.sub(lambda m: "…" if m[1] in self.slots else m[0], self.text)

    @property
    def whole(self) -> str:
        """The words as they are said, each slot filled and in one kind of quotation marks."""
        return SLOT.sub(lambda m: f"“{self.slots[m[1]]}”" if m[1] in self.slots else m[0], self.text)


def slotted(text: str, slots: Mapping[str, str]) -> Wording:
    """Return words with a slot wherever they say what a slot stands for."""
    for name, value in sorted(slots.items(), key=lambda slot: -len(slot[1])):  # one may hold the other
        text = text.replace(f"“{value}”", f"“{{{name}}}”").replace(value, f"{{{name}}}")
    return Wording(text, slots)


def led_in(worded: Wording, plan: Wording) -> Wording:
    """Return a question behind the plan's own lead, the sentences that say what ad and résumé say, where it left those out.

    Only a question that is still about the same thing gets one.
    """
    if all(_says(worded, name, value) for name, value in plan.slots.items()):
        return worded
    lead = _lead_of(plan)
    if not lead or len(stems(worded.whole) & stems(plan.whole)) < ON_TOPIC:
        return worded
    return Wording(lead + ("" if HAN.search(plan.own) else " ") + worded.text, worded.slots)


def _lead_of(plan: Wording) -> str:
    """Return the first sentence of a plan when it tells what ad or résumé says and asks nothing."""
    first = SENTENCE.match(plan.text)
    lead = first.group().strip() if first else ""
    return lead if SLOT.search(lead) and not lead.endswith(("?", "？")) else ""


def faults(worded: Wording, plan: Wording, *, lang: str, facts: Sequence[str], others: Sequence[str] = ()) -> list[str]:
    """Return what is wrong with a question.

    Args:
        worded: the question as a model words it.
        plan: the question that it is to stand for.
        lang: language of the interview.
        facts: everything that it may speak of.
        others: the other questions of the kit.
    """
    found = [*_form(worded, lang=lang, bounds=QUESTION_WIDTH), *_inventions(worded.whole, facts)]
    if not _names(worded, plan):
        found.append("no longer asks what it is to find out")
    asked = Wording(worded.text.removeprefix(_lead_of(plan)), worded.slots).own
    if lang == "en" and not ADDRESSED.search(asked):  # Chinese leaves “you” out
        found.append("does not speak to the candidate")
    if is_closed(worded.own) and not is_closed(plan.own):
        found.append("can be answered by yes or no")
    if any(similarity(worded.whole, other) >= ALIKE for other in others):
        found.append("asks what another question asks")
    return found


def follow_up_faults(text: str, *, lang: str, facts: Sequence[str], others: Sequence[str] = (), elsewhere: Sequence[str] = ()) -> list[str]:
    """Return what is wrong with a follow-up.

    Args:
        text: the follow-up.
        lang: language of the interview.
        facts: everything that it may speak of.
        others: the follow-ups that stand already, and the question itself as the last.
        elsewhere: what the other questions probe.
    """
    found = [*_form(Wording(text), lang=lang, bounds=FOLLOW_UP_WIDTH), *_inventions(text, facts)]
    if any(similarity(text, other) >= ALIKE for other in others):
        found.append("asks what another one asks")
    own, known = stems(text), stems("\n".join(facts))
    if any(shared(text, probe) > len(own & known) for probe in elsewhere):
        found.append("belongs to another question")
    if len(own & known) < NAMED * len(own):
        found.append("goes off the point")
    if others and len(own & stems(others[-1])) >= REPEATED * max(1, len(own)):
        found.append("asks what the question asks")
    return found


def grounding(text: str, facts: Sequence[str]) -> Grounding:
    """Return the check of what a question says against what it may speak of; a request states as little as a question does."""
    asked = [f"{s.rstrip('.。!！ ')}?" if REQUEST.match(s) else s for s in SENTENCE.findall(text)]
    return check(asked, [Fact(id=f"F{n}", kind=FactKind.JOB, text=fact) for n, fact in enumerate(facts, start=1)])


def is_closed(text: str) -> bool:
    """Tell whether a question can be answered by yes or no; “could you tell me …” cannot."""
    asked = (s.strip() for s in SENTENCE.findall(text) if s.rstrip().endswith(("?", "？")))
    return any(CLOSED.search(sentence) and not TELLING.match(sentence) for sentence in asked)


def _form(worded: Wording, *, lang: str, bounds: tuple[int, int]) -> list[str]:
    own = worded.own
    checks = {
        "too short": width(own) < bounds[0],
        "too long": width(own) > bounds[1],
        "more than one question": len(re.findall(r"[?？]+", own)) > 1,
        "no sentence": not own.rstrip("”’\"' ").endswith((".", "?", "。", "？")),
        "more than plain text": bool(MARKUP.search(own) or "\n" in own),
        "another language": bool(HAN.search(own)) != (lang == "zh"),
        "touches what may not be asked": bool(off_limits(own) or mentions(own)),
    }
    return [fault for fault, is_so in checks.items() if is_so]


def _inventions(text: str, facts: Sequence[str]) -> list[str]:
    return [sentence.reason for sentence in grounding(text, facts).ungrounded]


def _names(worded: Wording, plan: Wording) -> bool:
    """Tell whether a question still names the requirement and quotes what the plan quotes, or else speaks of what the plan speaks of."""
    if not plan.slots:
        return len(stems(plan.own) & stems(worded.own)) >= ON_TOPIC
    return all(_says(worded, name, value) for name, value in plan.slots.items())


def _says(worded: Wording, name: str, value: str) -> bool:
    if f"{{{name}}}" in worded.text or value in worded.text:
        return True
    wanted = stems(value)
    return name == "need" and len(wanted & stems(worded.own)) >= NAMED * max(1, len(wanted))
