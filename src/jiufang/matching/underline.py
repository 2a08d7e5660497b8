"""Turn a line that proves something into the few words of it that a recruiter would underline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiufang.matching.clauses import pieces
from jiufang.matching.topics import Unit, bag_of, hit
from jiufang.taxonomy.degrees import find_degrees
from jiufang.text.tokens import CJK_RUN

ITEM_END = re.compile(r"[、,，;；|｜\n\t\u3000]|\s[-–—·•/]\s")
BLANK = re.compile(r"\s+")
LABEL = re.compile(r"^[^：:、,，;；]{1,12}[：:】]\s*")
LEAST_ITEMS = 4  # parts from which a line is a list rather than something told with commas
PART_END = re.compile(
    r"[,，;；|｜。\n\t]|[ \u3000]{2,}|\u3000|\s[-–—·•]\s|[：:]|(?<=[\u4e00-\u9fff_\d])[ ]+(?=[\u4e00-\u9fff（(\d])|(?<=[a-z]{3})\.\s"
)
HEADING = re.compile(r"^[【\[]?(?:最高)?(?:学历|学位|专业|教育(?:背景|经历|程度)?|education|degree)[】\]]?$", re.IGNORECASE)
SCHOOL = re.compile(
    r"大学|学院|学校|中学|技校|职校|\bunivers\w*|\bcollege\b|\bschool\b|\binstitute\b|\bpolytechnic\b|\bacademy\b|\buniversit\w+",
    re.IGNORECASE,
)
DATES_ONLY = re.compile(
    r"^[\d\s.,/~～〜\-–—−年月日起]*(?:至今|毕业|入学|\b(?:to|until|class of|graduated|present|now|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)\b)?[\d\s.,/~～〜\-–—−年月日]*$",
    re.IGNORECASE,
)
STATE = re.compile(
    r"在读|在考|函授|自考|已?过.{0,4}门|还差|全日制|统招|肄业|结业|未毕业|过了|学位证|预计|\bexpected\b|\bin progress\b|\bnot (?:completed|finished)\b|\bno degree\b|\bcredits?\b|\bstarted\b|\bdue\b|\bpart[- ]time\b|\bmajor(?:ing)?\b",
    re.IGNORECASE,
)
BRACKETS = {"(": ")", "（": "）"}
BORDERS = "，,;；。|｜\n：:、"
ASIDE = 80  # code points of words in brackets that go with what stands before them
NAMED = 0.9  # how surely an item of a list must name what is asked


def items(units: Sequence[Unit], text: str) -> list[tuple[int, int]]:
    """Return the items of a list that name what is asked, as stretches of the text; all of it where none does.

    Args:
        units: what is asked.
        text: a list of keywords.
    """
    label = LABEL.match(text)
    parts = _split(text, ITEM_END) if ITEM_END.search(text) else _split(text, BLANK)
    if len(parts) < LEAST_ITEMS:
        return [(0, len(text))]
    parts = [(max(a, label.end()) if label and b > label.end() else a, b) for a, b in parts]
    found = [(a, b) for a, b in parts if any(hit(u, bag_of(text[a:b])) >= NAMED for u in units if u.weight >= 1.0)]
    return found or [(0, len(text))]


def degree_words(text: str, asked_field: Sequence[Unit] = ()) -> tuple[int, int]:
    """Return the stretch that names a degree, its field and its state, less school, dates and marks.

    Args:
        text: what a résumé says of one course of study.
        asked_field: what the study should be in; a part beside the degree that names it is kept.
    """
    parts = _split(text, PART_END)
    named = [i for i, (a, b) in enumerate(parts) if find_degrees(text[a:b])]
    if not named:
        return 0, len(text)
    words = [text[a:b] for a, b in parts]
    first = last = next((i for i in named if not SCHOOL.search(words[i])), named[0])
    before = next((i for i in range(first - 1, -1, -1) if not HEADING.match(words[i])), None)
    if before is not None and CJK_RUN.search(text) and _tells(words[before]) and "\n" not in text[parts[before][1] : parts[first][0]]:
        first = before
    bare = first == last and not CJK_RUN.search(words[last]) and len(words[last].split()) == 1
    while last + 1 < len(parts) and (bare or _goes_on(words[last + 1], asked_field)):
        last, bare = last + 1, False
    return closed(text, parts[first][0], parts[last][1])


def closed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch with the brackets that it opens or closes whole, and with short words in brackets right behind it."""
    start = _opened(text, start, end)
    inner = text[start:end]
    for opening, closing in BRACKETS.items():
        if inner.count(opening) > inner.count(closing):
            at = text.find(closing, end, end + ASIDE)
            return (start, at + 1) if at >= 0 and "\n" not in text[end:at] else (start, end)
    follows = re.compile(r"\s?([(（])").match(text, end)
    if follows:
        at = text.find(BRACKETS[follows[1]], end, end + ASIDE)
        return (start, at + 1) if at >= 0 and "\n" not in text[end:at] and not DATES_ONLY.match(text[follows.end() : at]) else (start, end)
    return start, end


def _opened(text: str, start: int, end: int) -> int:
    """Return where a stretch begins, with the words before a bracket that is only closed in it."""
    for opening, closing in BRACKETS.items():
        if text[start:end].count(closing) > text[start:end].count(opening):
            at = text.rfind(opening, max(0, start - ASIDE), start)
            if at >= 0 and "\n" not in text[at:start]:
                return max((text.rfind(border, 0, at) for border in BORDERS), default=-1) + 1
    return start


def _split(text: str, border: re.Pattern[str]) -> list[tuple[int, int]]:
    """Cut a text at borders outside brackets."""
    masked = re.sub(r"[(（][^()（）\n]*[)）]", lambda m: "_" * len(m.group()), text)
    return list(pieces(masked, 0, len(masked), border))


def _tells(part: str) -> bool:
    """Tell whether a part says more than where and when, such as the field."""
    return "专业" in part or not (SCHOOL.search(part) or DATES_ONLY.match(part) or re.search(r"(?:19|20)\d\d", part))


def _goes_on(part: str, asked_field: Sequence[Unit]) -> bool:
    return bool(STATE.search(part) or find_degrees(part)) or (
        bool(asked_field) and not SCHOOL.search(part) and any(hit(u, bag_of(part)) >= NAMED for u in asked_field)
    )
