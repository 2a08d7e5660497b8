"""Turn what a match leaves open and a résumé does not say into the questions of a letter, the weightiest first."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jiufang.generate.facts import Book, found
from jiufang.generate.lawful import may_quote
from jiufang.generate.quotes import need_of, quoted
from jiufang.generate.records import FactKind, Sentence
from jiufang.generate.templates import Field, entry
from jiufang.jobs.records import Kind
from jiufang.matching.records import Finding, Match, Verdict
from jiufang.profiles.missing import find_missing
from jiufang.text.language import HAN

MOST = 5  # questions that a letter may ask before it is a form
OPEN = (Verdict.NOT_SHOWN, Verdict.PARTIAL)  # what a résumé denies is no question for a letter
# What the résumé leaves out and a letter may ask for; a break is for the interview, where it can be put kindly, and a
# language that no requirement asks for bears on nothing.
ASKED_FOR = ("contact.phone", "contact.email", "experience.", "education", "certificates", "availability")
GAP = "experience"
SAME = {
    Kind.DEGREE: ("education",),
    Kind.CERTIFICATE: ("certificates",),
    Kind.LANGUAGE: ("languages",),
    Kind.EXPERIENCE_YEARS: ("experience",),
}


def questions(match: Match, *, lang: str, book: Book) -> list[list[Sentence]]:
    """Return up to `MOST` questions: requirements first, must-haves before wishes, then what the résumé does not say.

    Args:
        match: the candidate's findings.
        lang: of the letter.
        book: where the facts that the questions rest on are written down.
    """
    open_ones = [f for f in match.findings if f.verdict in OPEN]
    open_ones.sort(key=lambda f: (not f.requirement.must, f.verdict is not Verdict.NOT_SHOWN))
    used: Counter[str] = Counter()
    asked = {f.requirement.id: made for f in open_ones if (made := _about(f, match, lang=lang, book=book, used=used))}
    covered = tuple(field for f in open_ones if f.requirement.id in asked for field in SAME.get(f.requirement.kind, ()))
    return [*asked.values(), *_left_out(match, covered, lang=lang, book=book)][:MOST]


def _about(finding: Finding, match: Match, *, lang: str, book: Book, used: Counter[str]) -> list[Sentence]:
    need = need_of(finding.requirement)
    if not need:
        return []
    quote = next((q for e in finding.evidence if (q := quoted(e, match.profile.document))), None)
    bare = finding.verdict is Verdict.PARTIAL and quote is None
    kind = finding.requirement.kind.value
    key = f"{kind}.{finding.verdict.value}" if not bare else f"{kind}.bare" if "bare" in _asks()[kind] else "bare"
    variants = _pattern(key)[lang]
    fields = {"need": Field(need, book.add(FactKind.REQUIREMENT, finding.requirement.text, source=finding.requirement.id))}
    if quote is not None:
        fields["quote"] = Field(quote.quote, book.add(FactKind.RESUME, quote.quote, source=finding.requirement.id, evidence=quote))
    fact = found(finding, need, lang=lang)
    used[key] += 1
    cites = (book.add(fact.kind, fact.text, source=fact.source),)
    return entry(variants[(used[key] - 1) % len(variants)], fields, cites)


def _left_out(match: Match, covered: tuple[str, ...], *, lang: str, book: Book) -> Iterator[list[Sentence]]:
    """Yield a question for what the résumé does not say, unless a requirement asks for the same."""
    for missing in find_missing(match.profile.model_copy(update={"lang": lang})):
        wanted = missing.field.startswith(ASKED_FOR) and not missing.field.startswith(covered) and missing.field != GAP
        mixed = lang == "en" and HAN.search(missing.message)  # a question that names things in another script reads oddly
        if wanted and not mixed and may_quote(missing.message):
            fact = book.add(FactKind.RESUME, missing.message, source=missing.field)
            yield [Sentence(text=missing.message, cites=(fact,))]


def _pattern(key: str) -> Mapping[str, list[str]]:
    table: Mapping[str, Any] = _asks()
    for part in key.split("."):
        table = table[part]
    return table


@lru_cache(maxsize=1)
def _asks() -> dict[str, Any]:
    return tomllib.loads((files("jiufang.generate") / "data" / "asks.toml").read_text(encoding="utf-8"))
