"""Cut a letter or a message, Chinese or English, into sentences that keep their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Marks that end a sentence, with the quotes, brackets and repeated marks that belong to it.
END = re.compile(r"(?:[。！？!?…；;]+|\.{2,}|\.(?=[\s\"'”’)\]]|$)|(?<=[\u4e00-\u9fff])\.)[。！？!?…~～]*[\"'”’」』)）\]]*|\n+")
# A full stop after these does not end anything.
ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|dept|inc|ltd|co|corp|jr|sr|ph\.d|b\.sc|m\.sc|a\.m|p\.m|\d)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
LIST_MARK = re.compile(r"[\s\u3000]*(?:[-*•·●>]+|\(?\d{1,2}[.)、]|[一二三四五六七八九十]、)?[\s\u3000]*")
WORD = re.compile(r"\w")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence in order, blanks and list marks left out.

    Args:
        text: any text; offsets count its code points.
    """
    start = 0
    for mark in END.finditer(text):
        if _inside(text, mark, start):
            continue
        yield from _trimmed(text, start, mark.end())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _inside(text: str, mark: re.Match[str], start: int) -> bool:
    """Tell whether a full stop belongs to an abbreviation, an initial or a number at the start of a line."""
    if mark.group() != ".":
        return False
    before = text[max(start, mark.start() - 8) : mark.end()]
    if not ABBREVIATION.search(before):
        return False
    # “… in 2019. I …” ends a sentence, “1. Pay” does not; “I” ends one, “J. Doe” does not.
    if re.search(r"\d\.$", before):
        return not text[start : mark.start()].strip(" \t\u3000(0123456789")
    following = text[mark.end() : mark.end() + 2].strip()
    return not (following[:1].isupper() and re.search(r"\b(?:etc|a\.m|p\.m|I)\.$", before))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lead = LIST_MARK.match(text, start, end)
    start = lead.end() if lead else start
    while end > start and text[end - 1].isspace():
        end -= 1
    if WORD.search(text, start, end):
        yield start, end
