"""Turn an answer into what it says of one slot: yes with something to show, a bare yes, partly, no, a refusal, or nothing clear."""

from __future__ import annotations

import re

from jiufang.matching.judge import judge
from jiufang.matching.lexicon import stance_pattern
from jiufang.matching.needs import Need
from jiufang.matching.records import Verdict
from jiufang.matching.view import view_of_text
from jiufang.screening import fields
from jiufang.screening.cues import find, says
from jiufang.screening.records import Reading, Slot, State
from jiufang.screening.years import read_years
from jiufang.text.tokens import keywords

ENOUGH_WORDS = 3  # words of their own beside a figure, a name or a deed: that is an example, however short
WILLING_WORDS = 2  # beside a yes to terms of work: when, since when, where from
MANY_WORDS = 7  # so many words of their own tell something even without a figure
TYPED = frozenset({"degree", "language", "certificate"})
WILLING = frozenset({"location", "condition"})
BUT = re.compile(
    r"但|不过|可是|只是|虽然|除了|类似|相近|接近|\bbut\b|\bthough\b|\bhowever\b|\balthough\b|\bexcept\b|\bsimilar\b|\binstead\b|\bclosest\b",
    re.I,
)
NAME = re.compile(
    r"(?<![.!?]\s)(?<!^)\b(?!(?:Yes|No|Not|Yeah|Ok|Okay|Sure|The|My|We|It)\b)[A-Z][A-Za-z0-9&'’-]{1,}|[\u4e00-\u9fff]{2,}(?:公司|医院|学校|中学|小学|大学|银行|集团|工厂|酒店|律所|事务所|药房|工地|项目|科室|车间|仓库)"
)
FIGURE = re.compile(
    r"\d|[一二两三四五六七八九十百千万几]+(?:年|个月|人|次|家|台|名|套|张|单|天|周|个)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred)\b",
    re.I,
)
SPOKEN = re.compile(
    r"说|讲|听|读|写|翻译|沟通|会议|开会|邮件|接待|交流|汇报|电话|\b(?:speak|spoke|read|write|wrote|e-?mails?|meetings?|calls?|customers|clients|school|translat\w+|lived|daily|family|talk\w*)\b",
    re.IGNORECASE,
)
SIGNS = frozenset("yes no yeah ok okay sure 是 有 没有 会 可以 好 对 嗯".split())
DEGREE = re.compile(
    r"博士|硕士|研究生|本科|学士|大专|专科|中专|高中|\b(?:ph\.?d|doctor\w*|master\w*|m\.?sc|mba|bachelor\w*|b\.?sc?|b\.?a|bsn|associate\w*|diploma|degree|high school|a-levels?)\b",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"\b[ABC][12]\b|母语|流利|精通|熟练|日常|基础|入门|工作语言|四级|六级|专[四八]|级|\b(?:native|fluent|conversational|basic|intermediate|advanced|proficient|beginner|business|IELTS|TOEFL|CET|HSK|first language|mother tongue|JLPT|DELE|DELF|TOEIC)\b",
    re.IGNORECASE,
)


def read(slot: Slot, text: str, *, need: Need | None, as_of: str, lang: str) -> Reading:
    """Read an answer to the question about a slot.

    Args:
        slot: what was asked about.
        text: the candidate's words, orders to the machine and questions taken out.
        need: the requirement understood, for slots that come from one.
        as_of: the day (YYYY-MM-DD) on which “until now” ends.
        lang: the language of the conversation.
    """
    if says("refuse", text) and not _concrete(text, slot):
        return Reading(state=State.REFUSED)
    if slot.kind in fields.CHECKS:
        return _field(slot, text)
    if slot.kind == "experience_years" and need is not None:
        return read_years(need, slot, text, as_of=as_of)
    if slot.kind in WILLING:
        return _willing(slot, text)
    return _claim(slot, text, need=need, as_of=as_of, lang=lang)


def _field(slot: Slot, text: str) -> Reading:
    if slot.kind == "location_field" and says("no", text) and not _own_words(text, slot):
        return Reading(state=State.DENIED)
    if fields.CHECKS[slot.kind](text):
        denied = (
            slot.kind == "right_to_work"
            and says("no", text)
            and not re.search(r"不需要|无需|\b(?:no|not) (?:need|require)|don'?t need", text)
        )
        return Reading(state=State.DENIED if denied else State.FILLED)
    return Reading(state=State.OPEN, missing=slot.kind)


def _willing(slot: Slot, text: str) -> Reading:
    """Read whether somebody agrees to a place or to terms; a yes is all that such a question can bring, so nothing is asked back."""
    if says("no", text):
        return Reading(state=State.PARTLY if BUT.search(text) else State.DENIED)
    if (
        fields.is_place(text)
        or says("yes", text)
        or re.search(r"可以|接受|没问题|能|\b(?:can|fine|okay|works|willing|happy)\b", text, re.I)
    ):
        limited = BUT.search(text) or says("hedge", text) or says("unsure", text)
        return Reading(state=State.PARTLY if limited else State.FILLED if len(_own_words(text, slot)) >= WILLING_WORDS else State.BARE)
    return Reading(state=State.OPEN, missing="condition_unclear")


def _claim(slot: Slot, text: str, *, need: Need | None, as_of: str, lang: str) -> Reading:
    yes, no = says("yes", text), says("no", text)
    concrete = _concrete(text, slot)
    alone = _judged(need, text, as_of=as_of, lang=lang)
    if says("later", text) and slot.kind in {"certificate", "degree"}:
        return Reading(state=State.PARTLY)
    if no and not yes:
        return Reading(state=State.PARTLY if concrete and BUT.search(text) else State.DENIED)
    if alone is Verdict.CONTRADICTED and (slot.kind in TYPED or not yes):
        held = yes and slot.kind != "certificate"  # one that has run out is not held, whatever is said before it
        return Reading(state=State.PARTLY if held or says("hedge", text) else State.DENIED)
    if (says("hedge", text) and not (concrete and yes)) or _by_others(text):
        return Reading(state=State.PARTLY)
    if concrete:
        return Reading(state=State.PARTLY if alone is Verdict.PARTIAL and slot.kind in TYPED else State.FILLED)
    if yes or alone in {Verdict.MET, Verdict.PARTIAL}:
        return Reading(state=State.BARE, missing=_detail_of(slot))
    return Reading(state=State.OPEN, missing=_unclear_of(slot))


def _by_others(text: str) -> bool:
    """Tell whether somebody else is said to have done it, and the candidate nothing of their own beside it."""
    return bool(stance_pattern("others", "cues").search(text)) and not stance_pattern("others", "strong_self").search(text)


def _judged(need: Need | None, text: str, *, as_of: str, lang: str) -> Verdict:
    """Return what matching's own checkers make of the words alone."""
    if need is None:
        return Verdict.NOT_SHOWN
    return judge(need, view_of_text(text, as_of=as_of, lang=lang), {}).verdict


def _concrete(text: str, slot: Slot) -> bool:
    """Tell whether an answer holds something that can be checked, beyond the words of the question."""
    if slot.kind == "degree":
        return bool(DEGREE.search(text))
    if slot.kind == "language":
        return bool(LEVEL.search(text)) or (bool(SPOKEN.search(text)) and _tells(text, slot))
    if slot.kind == "certificate":
        return bool(FIGURE.search(text)) or _names(text, slot)
    if slot.kind in fields.CHECKS:
        return bool(re.search(r"\d", text))
    return _tells(text, slot)


def _tells(text: str, slot: Slot) -> bool:
    own = len(_own_words(text, slot))
    signs = bool(FIGURE.search(text)) + _names(text, slot) + says("deed", text)
    return (own >= ENOUGH_WORDS and signs >= 1) or (own >= MANY_WORDS and says("own", text))


def _names(text: str, slot: Slot) -> bool:
    """Tell whether a text names a place, a body or a tool that the question did not."""
    return any(m.group().casefold() not in slot.need.casefold() for m in NAME.finditer(text))


def _own_words(text: str, slot: Slot) -> frozenset[str]:
    return keywords(text) - keywords(slot.need) - keywords(slot.quote) - SIGNS


def _detail_of(slot: Slot) -> str:
    return {"certificate": "certificate_detail", "language": "language_level", "degree": "degree_unclear"}.get(slot.kind, "claim_example")


def _unclear_of(slot: Slot) -> str:
    kinds = {"certificate": "certificate_unclear", "language": "language_level", "degree": "degree_unclear"}
    return kinds.get(slot.kind, "claim_unclear")


def opens_with(text: str) -> str:
    """Return `yes`, `no` or nothing by the first sign of either in a text."""
    first = {name: m.start() for name in ("yes", "no") if (m := find(name, text))}
    return min(first, key=lambda n: first[n]) if first else ""
