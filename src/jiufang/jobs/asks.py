"""Turn the sentences of an ad into asks: spans that demand or wish for one thing each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jiufang.jobs.clauses import Span, sentences, trim
from jiufang.jobs.lexicon import pattern
from jiufang.jobs.records import Kind
from jiufang.jobs.sections import ORDER, Part, Stretch
from jiufang.text.language import is_cjk

_ASIDE = re.compile(r"[（(][^（）()]*[)）]")
_IF_WISH = re.compile(r"^(?:如果|要是|若|如|假如|倘若).{2,80}(?:更|加分|优先|惊喜|欢迎|开心)")
_MUST_BE = re.compile(
    r"(?:you|candidates|applicants|all (?:candidates|applicants)) (?:must|will need to|need to) (?:also )?(?:be|have|hold)\b(?!.{0,40}\b(?:submit|receiv|sent|complet|appl))",
    re.IGNORECASE,
)
_OPENER_HAN = 12
LEADS = 4  # lead-ins stand before one another: "另外 我们希望 你 …"


@dataclass(frozen=True, slots=True)
class Ask:
    """A span of the ad that asks for one thing, and whether the ad insists."""

    start: int
    end: int
    kind: Kind
    must: bool = True


def asks_of(text: str, stretch: Stretch) -> list[Ask]:
    """Return what a stretch asks for, in order.

    Args:
        text: the ad.
        stretch: a line or paragraph with its section.

    Returns:
        Asks whose spans lie within the stretch; none for benefits and how to apply.
    """
    from jiufang.jobs.asks_en import english_asks
    from jiufang.jobs.asks_zh import chinese_asks

    if stretch.part in {Part.BENEFITS, Part.APPLY}:
        return _strays(text, stretch)
    found: list[Ask] = []
    for span in sentences(text, stretch.start, stretch.end):
        if (opened := _opener(text[slice(*span)])) is not None and not stretch.bullet:
            stretch = replace(stretch, part=opened)
            continue
        span, here = _opened_wish(text, span, stretch)
        if here.part in {Part.BENEFITS, Part.APPLY}:
            continue
        reader = chinese_asks if is_cjk(text[slice(*span)]) else english_asks
        found += reader(text, span, here)
        if here.part is Part.NICE and not _IF_WISH.match(text[slice(*span)]):
            stretch = replace(stretch, part=Part.NICE)
    return found


def _strays(text: str, stretch: Stretch) -> list[Ask]:
    """“You must be entitled to work in Canada” is a demand, even among the benefits."""
    from jiufang.jobs.asks_en import english_asks

    spans = [s for s in sentences(text, stretch.start, stretch.end) if _MUST_BE.match(text[slice(*s)])]
    return [ask for span in spans for ask in english_asks(text, span, replace(stretch, part=Part.UNKNOWN))]


def _opener(sentence: str) -> Part | None:
    """A short sentence that only names a section (“再说要求”, “Now the requirements”) opens it in running text."""
    bare = re.sub(r"^(?:再|先|最后|接着|然后|现在)?(?:来)?(?:说说|说一?下|说|讲讲|讲|聊聊|聊|看看|看)?(?:一下)?", "", sentence)
    bare = re.sub(r"(?:吧|哈|啊|啦|了|呀)$", "", bare)
    if len(sentence) > _OPENER_HAN or not is_cjk(sentence) or bare == sentence:
        return None
    return next((part for part in ORDER if pattern("headings", part.value).match(bare)), None)


def _opened_wish(text: str, span: Span, stretch: Stretch) -> tuple[Span, Stretch]:
    """A sentence such as “Bonus points: …” opens a list of wishes in the middle of a paragraph, “再说要求。” one of demands."""
    start, end = span
    if _IF_WISH.match(text[start:end]) and stretch.part is not Part.DUTIES:
        return span, replace(stretch, part=Part.NICE)
    head, colon, _ = text[start:end].partition("：" if "：" in text[start:end] else ":")
    if colon and len(head) < 60 and pattern("headings", Part.NICE.value).search(head) and stretch.part is not Part.DUTIES:
        return trim(text, start + len(head) + 1, end), replace(stretch, part=Part.NICE)
    return span, stretch


def strip_lead(text: str, start: int, end: int) -> int:
    """Return the offset after the words that lead in to the thing asked."""
    for _ in range(LEADS):
        match = pattern("cues", "lead").match(text, start, end)
        if match is None or match.end() >= end - 1 or match.end() == start:
            break
        if text[match.end() - 1].isascii() and text[match.end() - 1].isalpha() and text[match.end()].isalnum():
            break  # the lead-in is the front of a longer word
        start = trim(text, match.end(), end)[0]
    return start


def is_nice(clause: str, part: Part) -> bool:
    """Tell a wish from a demand: by the clause's own words, else by its section."""
    said = _ASIDE.sub(" ", clause)  # "an HRIS (Workday preferred)" insists on an HRIS
    if pattern("cues", "nice").search(said):
        return True
    return part is Part.NICE and not pattern("cues", "must").search(clause)


def says(cue: str, clause: str) -> re.Match[str] | None:
    """Search a clause for a cue of data/cues.tsv."""
    return pattern("cues", cue).search(clause)
