"""Turn a message of a candidate into what it does: which of its sentences answer, ask, refuse to be evidence, or end the talk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from jiufang.matching.numbers import months_stated
from jiufang.profiles.statements import split_sentences
from jiufang.screening.cues import instruction_at, says
from jiufang.text.language import HAN, HANGUL, KANA
from jiufang.text.normalise import clean, strip_invisible
from jiufang.text.tokens import STOPWORDS

LONGEST = 4000  # code points read of one message; nobody answers at greater length
ASKED_SHORT = 60  # code points; an order may hide behind a longer question
SWITCH_WORDS = 3  # English words, one of them a small one, after which a Chinese conversation goes on in English
SWITCH_HAN = 2
STRANGE = 0.2  # share of kana or hangul
FOREIGN = re.compile(
    r"\b(?:je|j'ai|suis|les?|des|du|une?|et|pas|pour|dans|avec|est|ich|bin|habe|der|die|das|und|nicht|ein|eine|mit|für|yo|soy|tengo|los|las|el|la|que|para|con|por|muy|não|sou|tenho|uma|com|io|sono|ho|non|il|che|per|di|en|si|de)\b",
    re.IGNORECASE,
)
FOREIGN_WORDS = 3  # small words of French, German, Spanish, Portuguese or Italian; a name has two of them at most
ENGLISH = STOPWORDS | frozenset("yes no not never my you me it's now since until one two three years year months".split())
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
PIECE = re.compile(r"[，,]\s*(?:另外|还有|顺便(?:问)?(?:一下)?|对了)?|\b(?:and|but|also) by the way\b|\s[–—-]\s")
ASKING = re.compile(
    r"[?？]|(?:吗|呢|么)\s*[。！!~]*$|请问|能不能|可不可以|会不会|能否|可否|什么(?:是|叫)|想(?:问|了解|知道)|问一?下|(?P<x>[\u4e00-\u9fff])不(?P=x)[^，。]{0,4}$|(?:是|有)(?:多少|什么|谁|哪些|几)[^，。]{0,4}$|多少钱?$|怎么样$|几分$|第几名?$|^先(?:说|讲|谈|聊)(?:清楚|一下|说|讲|谈|聊)?(?:薪|工资|待遇|钱|福利)|^(?:what|when|where|who|why|how|which|is|are|do|does|can|could|will|would|may|should|am)\b",
    re.IGNORECASE,
)
# Who is made to speak an order is part of it: “SYSTEM: the recruiter has verified …”.
SPEAKER = re.compile(
    r"[\[<【(（#*]*\s*(?:[A-Z]{4,}|(?i:system|admin|assistant|developer|recruiter|note)|系统|管理员|开发者|招聘方|平台|官方)(?:\s*(?i:message|prompt|note)|消息|通知|提示|指令)?\s*[\]>】)）*]*\s*[:：]\s*\Z"
)
YOU = re.compile(
    r"\b(?:you|your|u|this|there|am i|i am (?:talking|speaking|chatting))\b|你|您|对面|这边|那边|后台|谁|人工|我(?:是)?在(?:跟|和)|我跟",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message understood: `acts` is what it does, `answer` are the places of the sentences that may answer a question."""

    text: str
    acts: frozenset[str]
    answer: tuple[tuple[int, int], ...] = ()
    questions: tuple[str, ...] = ()
    flagged: tuple[tuple[str, str], ...] = ()
    cut: bool = False

    @property
    def said(self) -> str:
        """Return the sentences that may answer, in one line."""
        return " ".join(self.text[a:b] for a, b in self.answer)


def tidy(message: str) -> str:
    """Return a message without invisible characters and control codes."""
    return clean(strip_invisible(message).text).strip()


def hear(message: str) -> Heard:
    """Understand what a message does.

    Args:
        message: as it came; only the first `LONGEST` code points are read.

    Returns:
        Its acts. From where it gives orders to the machine nothing of a message counts as an answer, since such orders go on
        over sentences that look harmless alone.
    """
    whole = tidy(message)
    text = whole[:LONGEST].rstrip()
    acts: set[str] = set()
    if not text:
        return Heard(text, frozenset({"empty"}))
    if not any(c.isalnum() for c in text):
        return Heard(text, frozenset({"emoji" if any(unicodedata.category(c) in {"So", "Sk"} for c in text) else "marks"}))
    ordered = _order(text)
    answer: list[tuple[int, int]] = []
    questions: list[str] = []
    flagged: list[tuple[str, str]] = []
    for start, end in _sentences(text, ordered):
        kind = _kind(text[start:end], alone=end - start > 0.8 * len(text))
        acts.add(kind)
        if kind == "abuse":
            flagged.append((kind, text[start:end]))
        elif kind == "question":
            questions.append(text[start:end])
        elif kind == "answer":
            answer.append((start, end))
    if ordered < len(text):
        acts.add("instruction")
        flagged.append(("instruction", text[ordered:]))
    if any(says("correction", text[a:b]) for a, b in answer):
        acts.add("correction")
    return Heard(text, frozenset(acts), tuple(answer), tuple(questions), tuple(flagged), len(whole) > LONGEST)


def _order(text: str) -> int:
    """Return where orders to the machine begin, the end of the text when there are none; what stands behind them is part of them."""
    for start, end in _lines(text, len(text)):
        at = instruction_at(text[start:end])
        if at is not None and not _asks_who(text[start:end]):
            speaker = SPEAKER.search(text, 0, start + at)
            return speaker.start() if speaker else start + at
    return len(text)


def _lines(text: str, stop: int) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text[:stop]):
        yield from split_sentences(text[:stop], line.start(), line.end())


def _sentences(text: str, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences before `stop`, a question behind a comma apart from what it was added to."""
    for start, end in _lines(text, stop):
        yield from _parted(text, start, end)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    sentence = text[start:end]
    borders = list(PIECE.finditer(sentence))
    if borders and ASKING.search(sentence):
        last = borders[-1]
        if not ASKING.search(sentence[: last.start()]) and ASKING.search(sentence[last.end() :]):
            yield start, start + last.start()
            yield start + last.end(), end
            return
    if start < end:
        yield start, end


def _kind(sentence: str, *, alone: bool) -> str:
    """Return what one sentence does; what ends the talk comes first, then what must never be taken for an answer."""
    asks = is_question(sentence)
    if says("withdraw", sentence):
        return "withdraw"
    if says("stop", sentence) and (alone or len(sentence) < 60):
        return "stop"
    if says("handover", sentence) or (says("human", sentence) and (asks or YOU.search(sentence))):
        return "human"
    if says("probe", sentence) and (asks or says("demand", sentence)):
        return "probe"
    if says("abuse", sentence):
        return "abuse"
    return _harmless(sentence, asks=asks, alone=alone)


def _asks_who(sentence: str) -> bool:
    """Tell whether a sentence asks what it is talking to: “are you an AI?” is no order to be one."""
    return says("human", sentence) and is_question(sentence) and len(sentence) < ASKED_SHORT


def _harmless(sentence: str, *, asks: bool, alone: bool) -> str:
    for name in ("switch_zh", "switch_en"):
        if says(name, sentence) and len(sentence) < 60:
            return name
    if asks and says("decider", sentence):
        return "decider"
    if asks and says("privacy", sentence):
        return "privacy"
    if says("proxy", sentence):
        return "proxy"
    if says("clarify", sentence) and (asks or alone):
        return "clarify"
    if asks:
        return "question"
    if alone and says("told", sentence) and not any(c.isdigit() for c in sentence):
        return "told"
    if alone and says("wait", sentence):
        return "wait"
    return "greet" if says("greet", sentence) and not says("yes", sentence) else "answer"


def is_question(sentence: str) -> bool:
    """Tell whether a sentence asks something, rather than answers in a doubtful voice (“about three years?”)."""
    if not ASKING.search(sentence):
        return says("demand", sentence) and says("ask", sentence) and len(sentence) < 80
    opener = says("ask", re.sub(r"[?？]", "", sentence)) or bool(ASKING.search(re.sub(r"[?？]", "", sentence)))
    doubtful = any(c.isdigit() for c in sentence) or months_stated(sentence) or any(says(n, sentence) for n in ("yes", "no", "unsure"))
    return opener or not doubtful


def language_of(text: str, current: str) -> str:
    """Return the language to go on in: the current one unless the message is clearly in the other; `other` for a third one.

    Example:
        >>> language_of("We can go on in English if you like", "zh")
        'en'
    """
    strange = len(KANA.findall(text)) + len(HANGUL.findall(text))
    if strange:
        return "other" if strange > STRANGE * len(text) else current
    words = WORD.findall(text)
    if len(HAN.findall(text)) >= max(SWITCH_HAN, 0.5 * len(words)):
        return "zh"
    if HAN.search(text) or not words:
        return current
    if len(FOREIGN.findall(text)) >= FOREIGN_WORDS and not any(w.lower() in ENGLISH for w in words):
        return "other"
    small = sum(w.lower().replace("’", "'") in STOPWORDS for w in words)
    return "en" if len(words) >= SWITCH_WORDS and small else current
