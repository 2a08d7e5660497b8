"""Turn the reason for a rejection into the sentences that say it: specific, kind, about the job and the résumé alone."""

from __future__ import annotations

from collections.abc import Mapping

from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.generate.facts import Book, found
from jiufang.generate.quotes import need_of, quoted
from jiufang.generate.records import FactKind, Sentence
from jiufang.generate.safety import faults
from jiufang.generate.templates import Field, entry, reasons
from jiufang.matching.records import Finding, Match, Verdict

BY_REQUIREMENT = "requirement"
# What weighs most against an application is named: a must that the résumé denies, then one that it does not show.
ORDER = (Verdict.CONTRADICTED, Verdict.NOT_SHOWN, Verdict.PARTIAL)
ENOUGH = frozenset(ORDER[:2])  # what is shown in part is a reason only when somebody names it


def why(reason: str, match: Match, *, lang: str, book: Book, fields: Mapping[str, Field]) -> list[list[Sentence]]:
    """Return the reason, and what the candidate can do about it, as sentences.

    Args:
        reason: `requirement`, the id of one, a code of `reasons()`, or the reason in words.
        match: the candidate's findings.
        lang: of the letter.
        book: where the facts that the reason rests on are written down.
        fields: what else is filled in.

    Raises:
        BadInput: no reason is given, or the one given does not hold for this match.
        RefusedByPolicy: the words speak of a protected ground, of other candidates or of a score.
    """
    ids = {f.requirement.id for f in match.findings}
    if reason == BY_REQUIREMENT or reason in ids:
        return _by_requirement(_decisive(match, reason), match, lang=lang, book=book)
    told = reasons().get(reason)
    if told is not None and "fact_en" in told:
        fact = book.add(FactKind.SLOT, told[f"fact_{lang}"], source="reason")
        return [_filled(told, fields, (fact,), lang)]
    return [_in_words(reason, lang=lang, book=book)]


def codes() -> tuple[str, ...]:
    """Return what may be given as a reason besides words and the ids of requirements."""
    return (BY_REQUIREMENT, *(code for code, told in reasons().items() if "fact_en" in told))


def _in_words(reason: str, *, lang: str, book: Book) -> list[Sentence]:
    text = " ".join(reason.split()).rstrip(".。")
    if not text:
        raise BadInput("a rejection says why", subject="rejection", hint=f"--reason is {', '.join(codes())}, a requirement's id, or words")
    wrong = faults(text)
    if wrong:
        raise RefusedByPolicy(f"a rejection may not rest on this ({', '.join(wrong)})", subject="reason", hint="name what the job needs")
    return _filled(reasons()["given"], {"why": Field(text, book.add(FactKind.SLOT, text, source="reason"))}, (), lang)


def _decisive(match: Match, reason: str) -> Finding:
    named = [f for f in match.findings if f.requirement.id == reason]
    counted = named or [f for f in match.findings if f.requirement.must and f.verdict in ENOUGH]
    open_ones = [f for f in counted if f.verdict in ORDER and need_of(f.requirement)]
    open_ones.sort(key=lambda f: ORDER.index(f.verdict))
    if not open_ones:
        hint = f"give another --reason: {', '.join(codes())}, or words"
        raise BadInput("the résumé shows what is asked, at least in part, so this cannot be the reason", subject=reason, hint=hint)
    return open_ones[0]


def _by_requirement(finding: Finding, match: Match, *, lang: str, book: Book) -> list[list[Sentence]]:
    need = need_of(finding.requirement)
    quote = next((q for e in finding.evidence if (q := quoted(e, match.profile.document))), None)
    fields = {"need": Field(need, book.add(FactKind.REQUIREMENT, finding.requirement.text, source=finding.requirement.id))}
    if quote is not None:
        fields["quote"] = Field(quote.quote, book.add(FactKind.RESUME, quote.quote, source=finding.requirement.id, evidence=quote))
    bare = quote is None and finding.verdict is not Verdict.NOT_SHOWN
    fact = found(finding, need, lang=lang)
    cites = (book.add(fact.kind, fact.text, source=fact.source),)
    return [_filled(reasons()[f"{finding.verdict.value}{'_bare' if bare else ''}"], fields, cites, lang)]


def _filled(told: Mapping[str, str], fields: Mapping[str, Field], cites: tuple[str, ...], lang: str) -> list[Sentence]:
    return [*entry(told[lang], fields, cites), *entry(told[f"door_{lang}"], fields, cites)]
