"""Turn what the readers of documents say (in English) into the language of a report."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files


def say(text: str, lang: str) -> str:
    """Return a message in a language; as it is where there are no words for it.

    A message may carry a hint in brackets, and several may be joined by semicolons; each is told on its own.
    """
    if not _phrases(lang):
        return text
    hinted = re.fullmatch(r"(.*\S) \((.+)\)", text, re.DOTALL)
    if hinted and _told(text, lang) is None:
        return f"{say(hinted[1], lang)}（{say(hinted[2], lang)}）"
    if "; " in text and _told(text, lang) is None:
        return "；".join(say(part, lang) for part in text.split("; "))
    return _told(text, lang) or text


def _told(text: str, lang: str) -> str | None:
    for pattern, words in _phrases(lang):
        found = pattern.fullmatch(text)
        if found:
            return found.expand(words)
    return None


@lru_cache(maxsize=8)
def _phrases(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    path = files("jiufang.reports") / "words" / f"{lang}.phrases.tsv"
    if not path.is_file():
        return ()
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return tuple((re.compile(pattern), words) for pattern, words in rows)
