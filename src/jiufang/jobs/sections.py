"""Turn the text of an ad into stretches: about us, duties, requirements, wishes, benefits, how to apply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from jiufang.jobs.lexicon import pattern


class Part(StrEnum):
    """What a stretch of an ad is about."""

    UNKNOWN = "unknown"
    ABOUT = "about"
    DUTIES = "duties"
    MUST = "must"
    NICE = "nice"
    BENEFITS = "benefits"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line of the ad, or what follows its inline heading: `text[start:end]`.

    `bullet` tells a list item from prose.
    """

    part: Part
    start: int
    end: int
    bullet: bool = False


# Where the words of a heading fit several sections, the first of these wins.
ORDER = (Part.NICE, Part.BENEFITS, Part.APPLY, Part.MUST, Part.DUTIES, Part.ABOUT)
NAMED_SHARE = 0.3
HEADING_WORDS = 9  # English headings are short; longer lines are sentences
HEADING_HAN = 18
INLINE_WORDS = 11  # "To join us you will need to bring the following:"
INLINE_HAN = 26
ITEM_WORDS, ITEM_HAN = 14, 30
# Share of a line without any mark, below another line: “CIPP qualification” is an item, “Preferred qualifications” and “公司福利” none.
HEADING_SHARE = {Part.BENEFITS: 0.35, Part.APPLY: 0.35, Part.DUTIES: 0.35}
DASHED_WORDS = 5  # before a dash stands a short heading, or a demand that the rest comments on

BULLET = re.compile(
    r"^\s*(?:[-–—*•·●○▪■◆◇►▶➤✓✔☑※★☆✦➢→◦‣⁃∙+>]+\s*|[（(]?\d{1,2}(?:[、)）]|[.．](?!\d)|\s*[,，](?=\s*\D))\s*|[（(][一二三四五六七八九十a-h]{1,2}[)）]\s*|[一二三四五六七八九十]{1,2}[、.．]\s*|[①-⑳]\s*|[A-Z]{1,2}\d{1,2}[.):：]\s+|[a-hA-H][.)]\s+|(?:[ivx]{1,4})[.)]\s+)"
)
_DECORATION = re.compile(
    r"^[\s#*_【\[「『《<=~～—–\-|▎▍▌▏■◆●※★☆✦\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+|[\s#*_】\]」』》>=~—–\-|：:★☆✦]+$"
)
_NOTE = re.compile(r"[（(][^（）()]*[)）]")
_INLINE = re.compile(
    r"^(?P<head>[^：:\n。；;！!]{1,90}?)(?:\s*[：:]\s*|\s*[—–]{1,2}\s+(?=\S)|——|】\s*|\t+|[?？]\s+(?=\S)|(?<=[\u4e00-\u9fff])[?？](?=\S))(?P<rest>\S.*)$"
)
_PHRASE = re.compile(
    r"^\s*(?P<head>(?:what|who|why|things|here(?:'|’)s (?:what|who)|the (?:details|role|job|basics|package)|about)\b[^.!?:\n]{0,70})[.]\s+(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_PHRASE_LINE = re.compile(
    r"^\s*(?:what|who|why|things|here(?:'|’)s (?:what|who)|not|nice|the (?:details|role|job|basics|package)|about)\b[^.!?\n]{0,50}[.]\s*$",
    re.IGNORECASE,
)
_ENDS_IN_TILDE = re.compile(r"[～~]\s*$")
_SENTENCE_END = re.compile(r"[。；;，,.!！]$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_APPLY = re.compile(
    r"^\s*(?:有意(?:者|请|的)|请(?:将|把|发)|简历|投递|send (?:us |your |a |me )|to apply,? (?:please|send|e-?mail|click|submit|visit|go to)|please (?:send|e-?mail|apply|submit)|informal (?:visits|enquir|chat)|closing date|interviews? (?:will|are|on|:))",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"^\s*(?:we (?:offer|provide|pay)|in return|what we offer|you(?:(?:'|’)ll| will) (?:get|receive)|salary|benefits|(?:我们)?提供[^。；]{0,20}(?:五险|宿舍|班车|保险|培训|餐))",
    re.IGNORECASE,
)


def stretches(text: str, *, title_end: int = 0) -> list[Stretch]:
    """Cut an ad into lines that know their section.

    Args:
        text: the ad.
        title_end: offset after the title, which is no stretch.

    Returns:
        Stretches in order; headings themselves are left out.
    """
    found: list[Stretch] = []
    part, fresh, inline, marked = Part.UNKNOWN, True, False, False
    start = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        if not raw.strip():
            fresh = True
        elif start >= title_end:
            # A section opened inside a paragraph ends with it; one opened by a heading line goes on.
            # So does a bulleted list, when prose comes after a blank line.
            after_list = marked and bool(found) and found[-1].part is part
            if (inline or after_list) and fresh and not BULLET.match(raw):
                part, inline = Part.UNKNOWN, False
            bare = part in {Part.MUST, Part.NICE} and not inline and not fresh and not marked and _is_item(raw)
            if bare:
                found.append(Stretch(part, *_stripped(raw, start), bullet=True))
            else:
                part, inline, found = _read_line(text, start, end, part, inline, found)
                marked = BULLET.match(raw) is not None
            fresh = False
        start = end + 1
    return found


def _is_item(line: str) -> bool:
    """Tell whether a short line right below a heading or another item is a list item without a mark, as in cells of tables."""
    if (
        BULLET.match(line)
        or _SENTENCE_END.search(line.rstrip())
        or re.search(r"[：:?？～]|[—–]{2}", line)
        or not _short(line, ITEM_WORDS, ITEM_HAN)
    ):
        return False
    if _OFFER.match(line) or _APPLY.match(line) or re.match(r"\s*[#*【\[「=]", line):
        return False
    bare = _DECORATION.sub("", line)
    return all(_covered(bare, part) < HEADING_SHARE.get(part, 0.75) for part in ORDER)


def _covered(bare: str, part: Part) -> float:
    words = sum(len(m.group()) for m in pattern("headings", part.value).finditer(bare))
    return words / max(1, len(bare))


def _stripped(raw: str, start: int) -> tuple[int, int]:
    return start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())


def _read_line(text: str, start: int, end: int, part: Part, inline: bool, found: list[Stretch]) -> tuple[Part, bool, list[Stretch]]:
    line = text[start:end]
    marker = BULLET.match(line)
    body = marker.end() if marker else 0
    heading = heading_of(line)
    if heading is not None:
        return heading, False, found
    opened = _inline(line[body:]) or (_titled(line) if marker is None else None)
    if opened is not None:
        head, offset = opened
        # A label inside a list of requirements ("Education: …") does not end the list.
        keep = marker is not None and part in {Part.MUST, Part.NICE} and head not in {Part.NICE}
        found.append(Stretch(part if keep else head, start + body + offset, end, marker is not None))
        if marker is not None:
            return part, inline, found
        return head, True, found
    if marker is None and _OFFER.match(line):
        found.append(Stretch(Part.BENEFITS, start, end))
        return Part.BENEFITS, True, found
    if marker is None and _APPLY.match(line):
        found.append(Stretch(Part.APPLY, start, end))
        return Part.APPLY, True, found
    found.append(Stretch(part, start + body, end, marker is not None))
    return part, inline, found


def heading_of(line: str) -> Part | None:
    """Return the section that a line opens when it is a heading, else None."""
    if _PHRASE_LINE.match(line):
        return _named(line)
    if _ENDS_IN_TILDE.search(line) and not BULLET.match(line):
        line = re.split(r"[。！!]", line.rstrip("～~ "))[-1] + "："
    bare = _DECORATION.sub("", BULLET.sub("", line) if _numbered_heading(line) else line)
    shaped = bool(re.match(r"^\s*(?:#|【|\*\*|\[|「|==)", line)) or bool(re.search(r"[：:】]\s*$", line))
    if not bare or (BULLET.match(line) and not _numbered_heading(line) and not shaped):
        return None
    if not shaped and (_SENTENCE_END.search(bare) or not _short(bare, HEADING_WORDS, HEADING_HAN)):
        return None
    if shaped and not _short(_NOTE.sub("", bare), INLINE_WORDS + 5, INLINE_HAN + 6):
        return None
    part = _named(bare, strict=not shaped)
    return part if part is not None or not shaped or re.search(r"[，,]", bare) else (Part.UNKNOWN if _only_heading(line) else None)


def _only_heading(line: str) -> bool:
    return bool(re.match(r"^\s*(?:#{1,6} |【[^】]*】\s*$|\*\*[^*]*\*\*:?\s*$)", line))


def _numbered_heading(line: str) -> bool:
    return bool(re.match(r"^\s*[一二三四五六七八九十]{1,2}[、.．]|^\s*\d{1,2}[、.．)]\s*[^，。；,;]{2,8}[：:]?\s*$", line))


def _inline(body: str) -> tuple[Part, int] | None:
    match = _INLINE.match(body)
    if match is None or not _short(_NOTE.sub("", match["head"]), INLINE_WORDS, INLINE_HAN):
        return None
    dashed = re.search(r"[—–]", body[match.end("head") : match.start("rest")]) is not None
    if dashed and len(match["head"].split()) > DASHED_WORDS:
        return None
    part = _named(_DECORATION.sub("", match["head"]), strict="\t" in body)
    return None if part is None else (part, match.start("rest"))


def _titled(line: str) -> tuple[Part, int] | None:
    """“What you need. …”, “Things I'll be looking for. …”: a phrase with a full stop that names the section of what follows."""
    match = _PHRASE.match(line)
    if match is None or not _short(match["head"], INLINE_WORDS, INLINE_HAN):
        return None
    part = _named(match["head"])
    return None if part is None else (part, match.start("rest"))


def _named(words: str, *, strict: bool = False) -> Part | None:
    bare = _NOTE.sub("", words).strip() or words
    for part in ORDER:
        longest = max((len(m.group()) for m in pattern("headings", part.value).finditer(bare)), default=0)
        # Without any mark of a heading, its words must make up a good part of the line.
        if longest and (not strict or longest >= NAMED_SHARE * len(bare)):
            return part
    return None


def _short(words: str, latin: int, han: int) -> bool:
    count = len(_HAN.findall(words))
    return count <= han if count else len(words.split()) <= latin
