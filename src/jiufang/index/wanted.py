"""Turn values into conditions: each names the terms of the index that fulfil it."""

from __future__ import annotations

import re

from jiufang.index.entries import DAYS, MONTHS
from jiufang.index.places import keys_of
from jiufang.index.records import Kind, Wanted
from jiufang.index.words import pieces
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.degrees import Degree
from jiufang.taxonomy.languages import BANDS, load_languages
from jiufang.taxonomy.skills import load_skills


def word(text: str) -> Wanted | None:
    """Return the condition that words stand in a text, in any order; None when there is nothing to look for."""
    needs = tuple((piece,) for piece in dict.fromkeys(p.word for p in pieces(text)))
    return Wanted(kind=Kind.WORD, text=text, value=" ".join(n[0] for n in needs), needs=needs) if needs else None


def phrase(text: str) -> Wanted | None:
    """Return the condition that words stand beside one another; the index finds the words, `highlight.holds` tells their order."""
    found = word(text)
    return None if found is None else found.model_copy(update={"kind": Kind.PHRASE})


def skill(id: str, text: str, *, read: bool = False) -> Wanted:
    """Return the condition that a skill is stated, or follows from a stated one."""
    return Wanted(kind=Kind.SKILL, text=text, value=id, needs=((f"s:{id}", f"i:{id}"),), read=read)


def skill_named(text: str) -> Wanted:
    """Return the condition for a skill by its name; one that the taxonomy does not know goes by its words."""
    mentions = load_skills().find(text)
    whole = load_skills().by_name(text) or (mentions[0].id if len(mentions) == 1 and mentions[0].surface == text.strip() else None)
    if whole:
        return skill(whole, text)
    words = word(text)
    groups = ((f"s:{text.strip().casefold()}",) + (words.needs[0] if words and len(words.needs) == 1 else ()),)
    return Wanted(kind=Kind.SKILL, text=text, value=text.strip().casefold(), needs=groups)


def years(text: str, least: float | None, most: float | None = None, *, read: bool = False) -> Wanted:
    """Return the condition of so many years of work, counted in the steps that the index knows.

    Args:
        text: as it is written.
        least: years that are needed.
        most: years that are not exceeded.
        read: whether it was read out of plain words.
    """
    from_step = max((step for step in MONTHS if least is not None and step <= least * 12), default=0)
    past_step = min((step for step in MONTHS if most is not None and step > most * 12), default=0)
    value = f"{'' if least is None else f'{least:g}'}-{'' if most is None else f'{most:g}'}" if most is not None else f">={least:g}"
    needs = ((f"y:{from_step}",),) if from_step else ()
    return Wanted(kind=Kind.YEARS, text=text, value=value, needs=needs, bars=(f"y:{past_step}",) if past_step else (), read=read)


def degree(text: str, level: Degree, *, exact: bool = False, read: bool = False) -> Wanted:
    """Return the condition of a degree at least as high, or of that one."""
    needs = ((f"d:{level.rank}",),) if level.rank else ()
    bars = (f"d:{level.rank + 1}",) if exact else ()
    return Wanted(kind=Kind.DEGREE, text=text, value=f"{'=' if exact else '>='}{level}", needs=needs, bars=bars, read=read)


def city(text: str, *, read: bool = False) -> Wanted:
    """Return the condition of living in a place, or within it where it is an area."""
    keys = keys_of(text)
    return Wanted(kind=Kind.CITY, text=text, value="|".join(keys), needs=(tuple(f"c:{key}" for key in keys),), read=read)


def speaks(text: str, code: str, level: str | None = None, *, read: bool = False) -> Wanted:
    """Return the condition of speaking a language, at least at a level of the Common European Framework."""
    term = f"l:{code}:{level}" if level in BANDS else f"l:{code}"
    return Wanted(kind=Kind.LANGUAGE, text=text, value=term[2:], needs=((term,),), read=read)


def available(text: str, days: int, *, read: bool = False) -> Wanted:
    """Return the condition of being able to start within so many days."""
    step = max((d for d in DAYS if d <= days), default=0)
    return Wanted(kind=Kind.AVAILABLE, text=text, value=f"<={step}", needs=((f"a:{step}",),), read=read)


def certificate(id: str, text: str, *, read: bool = False) -> Wanted:
    """Return the condition of holding a certificate, or one that covers it."""
    return Wanted(kind=Kind.CERTIFICATE, text=text, value=id, needs=((f"p:{id}",),), read=read)


def certificate_named(text: str) -> Wanted:
    """Return the condition for a certificate by its name."""
    found = load_certificates().find(text)
    return certificate(found[0].id if found else text.strip().casefold(), text)


def language_code(text: str) -> str | None:
    """Return the ISO 639 code of a language by its code or its name in Chinese or English."""
    bare = text.strip()
    known = load_languages()
    found = known.find(bare if not bare.isascii() else bare.title())
    if found:
        return found[0].id
    return bare.lower() if re.fullmatch(r"[A-Za-z]{2,3}", bare) and known.name(bare.lower()) != bare.lower() else None
