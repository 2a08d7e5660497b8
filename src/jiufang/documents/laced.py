"""Find the stretches of a line that were written for a machine to stumble over, and leave them out of what is read.

Nobody parts every letter by a zero-width mark, types a sentence backwards under an override, or borrows letters of another
alphabet word after word, but to get past a reader. Such stretches are reported (`invisible.hidden_characters`) and never scored
(trust L04). A stray mark or a single odd word is only tidied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiufang.documents.invisible import HAN, LATIN, OVERRIDE, WORD, ZERO_WIDTH, is_disguised

MARKED = re.compile(f"[{LATIN}{HAN}0-9][{ZERO_WIDTH}]+")  # joiners are honest between other letters
MANY_MARKS = 8  # letters parted one after the other; copied text has one or two
MANY_WORDS = 3  # in borrowed letters
NEAR = 4  # code points, or words, that may stand between two of them
LONG_OVERRIDE = 8  # letters


def without_laced(line: str) -> str:
    """Return a line without the stretches that are laced; most lines come back as they are."""
    if line.isascii():
        return line
    for start, end in sorted(_laced(line), reverse=True):
        line = f"{line[:start].rstrip()} {line[end:].lstrip()}".strip(" ") if start else line[end:].lstrip()
    return line


def _laced(line: str) -> list[tuple[int, int]]:
    found = [*_overridden(line), *_marked(line), *_borrowed(line)]
    return [s for n, s in enumerate(found) if not any(s[0] < e and b < s[1] for b, e in found[:n])]


def _overridden(line: str) -> Iterator[tuple[int, int]]:
    yield from (m.span() for m in OVERRIDE.finditer(line) if sum(c.isalpha() for c in m.group(1)) >= LONG_OVERRIDE)


def _marked(line: str) -> Iterator[tuple[int, int]]:
    for run in _runs([m.span() for m in MARKED.finditer(line)]):
        if len(run) >= MANY_MARKS:
            yield run[0][0], run[-1][1]


def _borrowed(line: str) -> Iterator[tuple[int, int]]:
    words = [m.span() for m in WORD.finditer(line)]
    disguised = [n for n, (start, end) in enumerate(words) if is_disguised(line[start:end])]
    for run in _runs([(n, n) for n in disguised]):
        if len(run) >= MANY_WORDS:
            yield words[run[0][0]][0], words[run[-1][0]][1]


def _runs(spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Group spans that stand near each other."""
    runs: list[list[tuple[int, int]]] = []
    for span in spans:
        if runs and span[0] - runs[-1][-1][1] <= NEAR:
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs
