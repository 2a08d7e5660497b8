"""Check whether a licence or certificate is held and in force: named, of the right rank, not lapsed, not merely planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.matching.certificate_names import LOWER, NAMED, held_ids, initials, keys, named
from jiufang.matching.claims import bystander
from jiufang.matching.clauses import Clause, Sentence
from jiufang.matching.needs import ALTERNATIVE, BOTH, Need
from jiufang.matching.outcome import NOTHING, Outcome, worst
from jiufang.matching.ranks import rank_gap
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.specialities import rival
from jiufang.matching.stance import is_list, stance
from jiufang.matching.standing import NEXT_SENTENCE, Standing, cue, further, others_have, standing, tells_of_standing
from jiufang.matching.topics import Unit
from jiufang.matching.underline import closed
from jiufang.matching.validity import lapsed
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind
from jiufang.taxonomy.certificates import load_certificates
from jiufang.taxonomy.skills import load_skills
from jiufang.text.tokens import CJK_RUN

__all__ = ["check_certificate", "initials"]

HELD_SECTIONS = frozenset({SectionKind.CERTIFICATES, SectionKind.HEADER, SectionKind.EDUCATION, SectionKind.AWARDS})
TALK = re.compile(
    r"证|资格|注册|续|成绩|考试|复训|\bcertificat|\blicen[cs]e|\bregistration|\brenew|\bexam|\bresult|\bcharter|\brefresher|\bmembership|\bapplication\b|\baccredit|\bexperience\b|\bpart\b|\bsection",
    re.IGNORECASE,
)
MANY_SKILLS = 4  # named skills in one line: no list of certificates
SHORT = 45  # code points of a sentence that is quoted whole; twice that in Latin script
CLOSE = 0.05  # two clauses that name it this nearly alike are both about it
CHOICES = re.compile(r"或者?|\bor\b", re.IGNORECASE)
ORDINAL = re.compile(r"\b(\d{2})(?:st|nd|rd|th)\b")
KIND_ONLY = re.compile(
    r"certif|licen[cs]|training|qualif|course|card|formal|accredit|credential|^(?:专业|相关|有效|正式|持有?)?(?:证书?|资格|资质|执照|认证|培训|证件|职称)$"
)
OTHER_PROOF = re.compile(
    r"apprentice|time-served|certificat|licen[cs]|qualif|diploma|registration|学徒|出师|证|资格|资质|执照", re.IGNORECASE
)
PARTS = re.compile(r"[,，、；;]|和|及|与|\+|\band\b|\bplus\b|或者?|/|\bor\b", re.IGNORECASE)
JOINED = re.compile(r"和|及|与|\band\b|\bplus\b", re.IGNORECASE)
RANK = {Verdict.MET: 3, Verdict.PARTIAL: 2, Verdict.CONTRADICTED: 1, Verdict.NOT_SHOWN: 0}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A clause that names the certificate: how surely, whether it tells more than the name, and what follows from it."""

    share: float
    told: bool
    number: int
    verdict: Verdict
    span: tuple[int, int]


def check_certificate(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return whether the certificates asked for are held and in force as of the view's date."""
    names = _names(need)
    outcomes = [_check_one(need, words, units, view) for words, units in names]
    if not outcomes:
        return NOTHING
    if len(outcomes) > 1 and (BOTH.search(need.text) or (not ALTERNATIVE.search(need.text) and not re.search(r"/", need.text))):
        return worst(outcomes)
    order = [Verdict.MET, Verdict.PARTIAL, Verdict.CONTRADICTED, Verdict.NOT_SHOWN]
    return min(outcomes, key=lambda o: (order.index(o.verdict), -o.confidence))


def _names(need: Need) -> list[tuple[str, tuple[Unit, ...]]]:
    """Return (words, units) of each certificate that the requirement names; one when nothing tells them apart."""
    parts = [p for p in PARTS.split(need.text) if load_certificates().find(p)]
    distinct = {m.id for p in parts for m in load_certificates().find(p)}
    if len(parts) >= 2 and len(distinct) >= 2:
        return [(p, tuple(u for u in need.units if u.word in p.lower())) for p in parts]
    joined = [(p, _units(need, p)) for p in JOINED.split(need.text)] if BOTH.search(need.text) else []
    if len(joined) >= 2 and all(units for _, units in joined):
        return joined
    parts = CHOICES.split(need.text) if distinct else _with_kind(CHOICES.split(need.text))
    choices = [(p, units) for p in parts if (units := _units(need, p))]
    if len(parts) >= 2 and choices and (not distinct or all(OTHER_PROOF.search(p) or held_ids(p) for p in parts)):
        return choices
    units = tuple(u for u in need.units if u.weight >= 1.0) or need.units
    return [(need.text, units)] if units or distinct or keys(need.text) else []


def _with_kind(parts: list[str]) -> list[str]:
    """Give each choice the kind of proof that only the last one names: "Snowflake or Google Cloud certification"."""
    kind = OTHER_PROOF.search(parts[-1])
    if len(parts) < 2 or not kind:
        return parts
    return [p if OTHER_PROOF.search(p) or held_ids(p) else f"{p.strip()} {parts[-1][kind.start() :]}" for p in parts]


def _units(need: Need, words: str) -> tuple[Unit, ...]:
    """Return what a choice names besides the kind of proof: "MEDDIC training or certification" asks for MEDDIC either way."""
    own = tuple(u for u in need.units if u.weight >= 1.0 and u.word in words.lower())
    return own if any(not KIND_ONLY.search(u.word) for u in own) else ()


def _check_one(need: Need, words: str, units: Sequence[Unit], view: View) -> Outcome:
    found = [seen for s in view.sentences for n, c in enumerate(s.clauses) if (seen := _seen(need, words, units, s, c, n, view))]
    if not found:
        return _none_at_all(view)
    best = max(found, key=lambda f: (round(f.share, 1), RANK[f.verdict], f.told, -f.number))
    against = next((f for f in found if f.verdict is Verdict.CONTRADICTED and f.share >= best.share - CLOSE), None)
    if best.verdict is Verdict.MET and against:  # "RN" after a name says less than "license inactive since 2024"
        best = against
    return Outcome(best.verdict, view.quote([best.span]) if best.verdict is not Verdict.NOT_SHOWN else (), best.share, "certificate")


def _seen(need: Need, words: str, units: Sequence[Unit], sentence: Sentence, clause: Clause, number: int, view: View) -> Sighting | None:
    share = named(words, units, clause, sentence)
    if share < NAMED:
        return None
    after = further(sentence, clause, _others(sentence, clause))
    verdict = _read(need, sentence, clause, after, view)
    if share == LOWER and verdict is not Verdict.NOT_SHOWN:
        verdict = _lower(words, sentence, clause, verdict)
    told = sentence.statement.section is SectionKind.CERTIFICATES or bool(TALK.search(sentence.text))  # more than a mention
    if verdict is Verdict.MET and not (told or held_ids(clause.text) or keys(clause.text) or cue("holds").search(sentence.text)):
        return None  # words of the certificate's trade and no certificate
    return Sighting(share, told, number, verdict, closed(view.document.text, *_span(sentence, clause, after)))


def _lower(words: str, sentence: Sentence, clause: Clause, verdict: Verdict) -> Verdict:
    """Return what a certificate of the same kind below the one asked for is worth."""
    ranked = rank_gap(words, clause.text)
    if verdict is Verdict.MET and ranked is not None and ranked >= 0:
        return Verdict.MET
    held = verdict is Verdict.MET or (cue("holds").search(sentence.text) and (ranked is None or ranked >= 0))
    return Verdict.PARTIAL if held else Verdict.CONTRADICTED


def _others(sentence: Sentence, clause: Clause) -> frozenset[int]:
    """Return the numbers of the clauses that name another certificate than this clause."""
    label = re.split("[:：]", clause.text)[0]
    if label != clause.text and (held_ids(label) or keys(label)):
        return frozenset()  # “GWO: working at heights, sea survival” and “CPA: AUD, FAR” name the parts of one
    own = held_ids(clause.text) | keys(clause.text)
    return frozenset(c.order for c in sentence.clauses if not _same_series((held_ids(c.text) | keys(c.text)) - own, own))


def _same_series(names: frozenset[str], own: frozenset[str]) -> bool:
    """Tell whether names differ from others by their numbers alone: SQE2 goes on about SQE1."""
    letters = {n.rstrip("0123456789") for n in own}
    return all(n.rstrip("0123456789") in letters and n[-1].isdigit() for n in names)


def _none_at_all(view: View) -> Outcome:
    """Take “certificates: none” as a no to each."""
    for sentence in view.sentences:
        for clause in sentence.clauses:
            if cue("none").search(clause.text):
                return Outcome(Verdict.CONTRADICTED, view.quote([clause.span]), LOWER, "certificate")
    return NOTHING


def _read(need: Need, sentence: Sentence, clause: Clause, after: Sequence[Clause], view: View) -> Verdict:
    near = " ".join([clause.text, *(c.text for c in after), _next(sentence, clause, after, view)]).strip()
    held = stance(clause, None, after[:1])
    if held.kin or bystander(sentence) or others_have(clause.text):
        return Verdict.NOT_SHOWN
    before = sentence.text[: clause.start - sentence.start]
    if cue("planned").search(before) and not cue("holds").search(near):  # "I plan to get my RN, ACLS and CCRN"
        return Verdict.CONTRADICTED
    state = standing(near, view.as_of)
    if state is Standing.PARTWAY:
        return Verdict.PARTIAL
    if state is Standing.HELD and _keyword(sentence):
        return Verdict.NOT_SHOWN
    lower = rank_gap(need.text, near)
    if state is Standing.NOT_HELD or rival(need.text, near) or _other_edition(need.text, clause.text) or (lower is not None and lower < 0):
        return Verdict.CONTRADICTED
    if held.denied or held.learning:
        return Verdict.CONTRADICTED
    return Verdict.PARTIAL if held.hedged else Verdict.MET


def _next(sentence: Sentence, clause: Clause, after: Sequence[Clause], view: View) -> str:
    """Return the next sentence of the same line where it goes on about the certificate and names no other."""
    if (after[-1] if after else clause) is not sentence.clauses[-1]:
        return ""
    following = next((s for s in view.sentences if s.statement is sentence.statement and s.start >= sentence.end), None)
    if following is None or held_ids(following.text) or not _same_series(keys(following.text) - keys(clause.text), keys(clause.text)):
        return ""
    limit = NEXT_SENTENCE * (1 if CJK_RUN.search(following.text) else 2)
    told = following.text
    return (
        told
        if len(told) <= limit
        and (TALK.search(told) or lapsed(told, view.as_of))
        and cue("continues").match(told)
        and tells_of_standing(told)
        else ""
    )


def _keyword(sentence: Sentence) -> bool:
    """Tell whether a certificate is a keyword of a list rather than told of."""
    if not is_list(sentence.statement.text, sentence.text) or cue("holds").search(sentence.text):
        return False
    return sentence.statement.section not in HELD_SECTIONS or _tags(sentence.text)


def _tags(text: str) -> bool:
    """Tell a cloud of keywords, in whatever section, from a line of certificates."""
    return len(load_skills().find(text)) >= MANY_SKILLS


def _other_edition(asked: str, given: str) -> bool:
    wanted, shown = ORDINAL.findall(asked), ORDINAL.findall(given)
    return bool(wanted and shown) and max(shown) < min(wanted)


def _span(sentence: Sentence, clause: Clause, after: Sequence[Clause]) -> tuple[int, int]:
    """Return the stretch to quote: a short sentence about this certificate alone, else its clause and what is said of its standing."""
    limit = SHORT * (1 if CJK_RUN.search(sentence.text) else 2)
    if len(sentence.text) <= limit and not any(held_ids(c.text) - held_ids(clause.text) for c in sentence.clauses):
        return sentence.span
    return clause.span[0], (after[-1] if after else clause).span[1]
