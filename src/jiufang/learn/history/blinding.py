"""Turn the text of a résumé or an advertisement into what a model may read of it: without who it is, how to reach them, and what no law lets weigh.

A résumé is read as matching reads it: its statements in their blind form, without schools, years of study and leisure. Then every
identifier that is left goes, and every mention of the names that the source told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

from jiufang.privacy.blind import blind, tidy
from jiufang.privacy.identifiers import find_identifiers
from jiufang.privacy.redaction import redact
from jiufang.text.language import HAN

AS_OF = "2000-01-01"  # “present” plays no part in statements; a fixed day gives the same text whenever it is read
MARK = re.compile(r"\[[^\[\]\n]{1,16}\]")
NOTHING_LEFT = re.compile(r"(?:\[[^\[\]\n]{1,16}\]|[\W\d_])+")
HEADLINE = 4  # words from which a line above the first heading says what somebody does
LATIN_WORD, HAN_PER_WORD = re.compile(r"[A-Za-z][\w.&+#-]*"), 1.6
CHUNK = 16  # texts a process is given at once


@dataclass(frozen=True, slots=True)
class Open:
    """A text that still tells who it is, and the names and schools that are known of the person."""

    text: str
    names: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


def blind_resume(told: Open) -> str:
    """Return what a model may read of a résumé, a statement a line."""
    from jiufang.documents.records import Document
    from jiufang.profiles.features import features
    from jiufang.profiles.parse import parse_profile
    from jiufang.profiles.records import SectionKind

    profile = parse_profile(Document.from_text(told.text), as_of=AS_OF)
    unseen = {SectionKind.PERSONAL, SectionKind.REFERENCES, SectionKind.OBJECTIVE}
    here = profile.location if profile.location and len(profile.location) > 1 else ""
    statements = [said for said in features(profile).statements if said.section not in unseen]
    # What stands above the first heading of a résumé; a text without headings stands above nothing.
    above = {SectionKind.HEADER} if any(said.section is not SectionKind.HEADER for said in statements) else set()
    lines = []
    for said in statements:
        header = said.section in above
        # A line of contacts also says where somebody lives and what they are; so does a lone word above the first heading.
        if header and (find_identifiers(said.evidence.quote) or _words(said.text) < HEADLINE):
            continue
        text = said.text.replace(here, " ") if here and header else said.text
        lines.append(_hidden(text, told))
    return "\n".join(line for line in lines if line and not NOTHING_LEFT.fullmatch(line))


def blind_ad(told: Open) -> str:
    """Return what a model may read of an advertisement: without contacts, and without criteria that no law lets weigh."""
    from jiufang.jobs.unlawful import mentions

    text = told.text
    for _, start, end in reversed(mentions(text)):
        text = text[:start] + " " + text[end:]
    lines = (_hidden(line, told) for line in text.split("\n"))
    return "\n".join(line for line in lines if line and not NOTHING_LEFT.fullmatch(line))


def blinded(texts: Sequence[Open], how: Callable[[Open], str], *, workers: int = 1, done: Callable[[str], None] | None = None) -> list[str]:
    """Return the blind form of many texts, each worked out once.

    Args:
        texts: in any order; equal ones are read once.
        how: `blind_resume` or `blind_ad`.
        workers: processes.
        done: called after each distinct text.
    """
    distinct = list(dict.fromkeys(texts))
    found = dict(zip(distinct, _each(distinct, how, workers, done), strict=True))
    return [found[text] for text in texts]


def _each(texts: Sequence[Open], how: Callable[[Open], str], workers: int, done: Callable[[str], None] | None) -> Iterable[str]:
    def told(made: str) -> str:
        if done:
            done("")
        return made

    if workers < 2 or len(texts) < 2 * CHUNK:
        return [told(how(text)) for text in texts]
    with ProcessPoolExecutor(workers) as pool:
        return [told(made) for made in pool.map(how, texts, chunksize=CHUNK)]


def _words(text: str) -> float:
    """Return about how many words a text has, Chinese ones by their characters."""
    han = len(HAN.findall(text))
    return len(LATIN_WORD.findall(text)) + han / HAN_PER_WORD


@lru_cache(maxsize=4096)
def _hidden(text: str, told: Open) -> str:
    """Take out of a line what is left of names, schools and identifiers; the marks of what was taken out say nothing of fit."""
    line = blind(text, names=told.names, schools=told.schools)
    return tidy(MARK.sub(" ", redact(line, names=told.names).text))
