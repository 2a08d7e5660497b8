"""Put requirements and a passage of a résumé into words for a language model, the untrusted part fenced and marked line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from jiufang.jobs.records import Requirement
from jiufang.matching.reading.sheet import MARK

PROMPT_VERSION = "2026.11-1"  # raised with every change of wording here or in data/prompt-*.md: old answers are then asked anew
PASSAGE = 6000  # code points of a résumé in one question; two dense pages, so that most need one


@lru_cache(maxsize=2)
def _instructions(lang: str) -> str:
    return (files("jiufang.matching.reading") / "data" / f"prompt-{lang}.md").read_text(encoding="utf-8")


def system_prompt(lang: str, *, as_of: str, fence: str) -> str:
    """Return the standing instructions in Chinese or English."""
    words = _instructions("zh" if lang.startswith("zh") else "en")
    return words.format(open=f"<{fence}>", close=f"</{fence}>", mark=MARK, as_of=as_of)


def question(requirements: Sequence[Requirement], passage: str, *, fence: str) -> str:
    """Return the requirements and the fenced passage; no line of the passage can pass for one of ours."""
    asked = "\n".join(f"{r.id}: {' '.join(r.text.split())}" for r in requirements)
    marked = "\n".join(f"{MARK} {line}" for line in passage.splitlines())
    return f"{asked}\n\n<{fence}>\n{marked}\n</{fence}>\n"


def fence_for(requirements: Sequence[Requirement], resume: str) -> str:
    """Return the name of the fence: a hash of what is read, so that nobody can write a text that closes its own fence."""
    told = "\n".join([PROMPT_VERSION, *(r.text for r in requirements), resume])
    return f"resume-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def passages(resume: str, *, limit: int = PASSAGE) -> tuple[str, ...]:
    """Cut a long résumé at line ends, at the start of a section where one is near; a line that is too long is cut too."""
    lines = [piece for line in resume.split("\n") for piece in (_chunks(line, limit) if len(line) > limit else [line])]
    found: list[list[str]] = [[]]
    size = 0
    for line in lines:
        heading = line.startswith("[") and size > limit * 2 // 3
        if found[-1] and (heading or size + len(line) + 1 > limit):
            found.append([])
            size = 0
        found[-1].append(line)
        size += len(line) + 1
    return tuple(text for part in found if (text := "\n".join(part)).strip())


def _chunks(line: str, limit: int) -> list[str]:
    return [line[i : i + limit] for i in range(0, len(line), limit)]
