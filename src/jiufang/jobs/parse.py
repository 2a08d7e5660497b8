"""Turn an ad into a job: title, typed requirements with their words, duties, and what may not be used."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from jiufang.documents.records import Document, Evidence
from jiufang.errors import InvalidJob
from jiufang.jobs.asks import Ask, asks_of
from jiufang.jobs.clauses import sentences, trim
from jiufang.jobs.demands import with_demands
from jiufang.jobs.details import details_of
from jiufang.jobs.given import job_from_dict
from jiufang.jobs.heading import place_of_job, sector_of, title_of
from jiufang.jobs.kinds import kind_of, still_asks
from jiufang.jobs.notices import warnings_for
from jiufang.jobs.records import Job, Requirement
from jiufang.jobs.sections import Part, Stretch, stretches
from jiufang.jobs.unlawful import find_unlawful, lawful_parts, mentions
from jiufang.text.language import detect_language
from jiufang.text.normalise import fold

__all__ = ["job_from_dict", "parse_job", "read_job"]

LONGEST_AD = 60_000  # code points; an ad is a page or two, more is a mistake of the file
LEAST = 2  # code points that can ask for anything


def parse_job(document: Document, *, id: str = "job", lang: str | None = None) -> Job:
    """Read an ad.

    Args:
        document: the ad.
        id: name of the job in what is built on it.
        lang: `zh` or `en`; told from the text when absent.

    Returns:
        A job whose requirements are verbatim spans of the text, in order of appearance. Unlawful and proxy
        criteria are flagged and are no requirements.
    """
    text = document.text[:LONGEST_AD]
    lang = lang or detect_language(text)
    title, title_end = title_of(text)
    parts = with_demands(text, stretches(text, title_end=title_end))
    asks = _lawful(text, [ask for stretch in parts for ask in asks_of(text, stretch)])
    requirements = tuple(_requirement(document, n, ask) for n, ask in enumerate(_distinct(text, asks), start=1))
    return Job(
        id=id,
        lang=lang,
        title=title,
        sector=sector_of(text),
        location=place_of_job(text),
        requirements=requirements,
        duties=_duties(document, parts, asks),
        unlawful=find_unlawful(document, lang=lang),
        warnings=warnings_for(requirements, text, lang=lang),
        text=document.text,
    )


def read_job(path: Any) -> Job:
    """Read a job from a .json file, or an ad from a file of any kind that is read.

    Raises:
        InvalidJob: the JSON does not describe a job.
        UnreadableDocument: the file cannot be read.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        return _from_json(path)
    if path.suffix.lower() in {".md", ".markdown", ".txt", ""}:
        plain = _plain_text(path)
        if plain is not None:
            return parse_job(Document.from_text(plain, name=path.name), id=path.stem)
    from jiufang.documents import read_one

    return parse_job(read_one(path), id=path.stem)


def _from_json(path: Path) -> Job:
    import json

    from jiufang.errors import UnreadableDocument

    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableDocument(str(error), subject=str(path), hint="check the path") from error
    except (ValueError, RecursionError) as error:
        raise InvalidJob(f"not valid JSON: {error}", subject=str(path)) from error
    # The files of a case set hold the job under "job" beside the résumés.
    return job_from_dict(data["job"] if isinstance(data, dict) and isinstance(data.get("job"), dict) else data)


def _plain_text(path: Path) -> str | None:
    """An ad in UTF-8 is taken as it is written; what needs guessing goes through the readers."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _lawful(text: str, asks: list[Ask]) -> list[Ask]:
    flagged = mentions(text)
    if not flagged:
        return asks
    kept: list[Ask] = []
    for ask in asks:
        if all(b <= ask.start or a >= ask.end for _, a, b in flagged):
            kept.append(ask)
        else:
            kept += _remainder(text, ask, flagged)
    return kept


def _remainder(text: str, ask: Ask, flagged: list[tuple[str, int, int]]) -> list[Ask]:
    """What is left of a demand around unlawful words counts when it still asks for something."""
    spans = [trim(text, a, b) for a, b in lawful_parts(text, ask.start, ask.end, flagged)]
    longest = sorted((s for s in spans if s[1] - s[0] > LEAST), key=lambda s: s[0] - s[1])
    return [replace(ask, start=a, end=b, kind=kind_of(text[a:b])) for a, b in longest[:1] if still_asks(text[a:b])]


def _distinct(text: str, asks: list[Ask]) -> list[Ask]:
    """Drop what was asked before in the same words; nothing is asked twice in a shortlist."""
    seen: set[str] = set()
    kept: list[Ask] = []
    for ask in sorted(asks, key=lambda a: (a.start, a.end)):
        key = re.sub(r"\W", "", fold(text[ask.start : ask.end]))
        if key and key not in seen and (not kept or ask.start >= kept[-1].end):
            seen.add(key)
            kept.append(ask)
    return kept


def _requirement(document: Document, number: int, ask: Ask) -> Requirement:
    evidence = document.evidence(ask.start, ask.end)
    return Requirement(
        id=f"R{number}", text=evidence.quote, kind=ask.kind, must=ask.must, evidence=evidence, **details_of(evidence.quote, ask.kind)
    )


def _duties(document: Document, parts: list[Stretch], asks: list[Ask]) -> tuple[Evidence, ...]:
    found = []
    for stretch in parts:
        if stretch.part is not Part.DUTIES:
            continue
        for start, end in sentences(document.text, stretch.start, stretch.end):
            if not any(a.start < end and a.end > start for a in asks):
                found.append(document.evidence(start, end))
    return tuple(e for e in found if len(e.quote) > LEAST)
