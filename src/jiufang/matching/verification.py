"""Let a trained verifier read the promising lines of a résumé against each requirement, and settle with what the rules say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiufang.jobs.records import Kind
from jiufang.matching.certificate_names import asked_ids, held_ids, initials, keys, satisfied
from jiufang.matching.claims import listed_words
from jiufang.matching.clauses import CLAUSE_END, SENTENCE_END
from jiufang.matching.clauses import pieces as stretches
from jiufang.matching.fusion import Fusion, features_of, group_of, likeliest, shipped_fusion
from jiufang.matching.needs import Need
from jiufang.matching.outcome import Outcome
from jiufang.matching.passages import Passage, passage_for
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.topics import bag_of, hit, is_product
from jiufang.matching.verifier import Reading, Verifier
from jiufang.matching.view import LATIN_WORD, View
from jiufang.matching.years import of_other_trades
from jiufang.text.language import HAN

PROVES = 0.3  # mean proof from which a clause is quoted beside the best one, if it has half of the best one's
MOST_QUOTES = 3
NAMED = 0.5  # how surely the passage must name an asked product
NEARLY_SURE = 0.9  # chance of "met" from which the verifier may know better than a title what somebody worked at
# A list is bare when nearly all of its items are as short as names: what says more tells of use, in whatever section it stands.
BARE_SHARE = 0.8
SHORT_WORDS, SHORT_HAN = 3, 8
LETTER = re.compile(r"[^\W\d_]")
ITEM_END = re.compile(r"[,，、;；|｜/·•:：\n]")
# A scale decides on these, and a résumé has sections for them: there the rules alone are right more often than with the verifier.
SCALED = frozenset({Kind.DEGREE, Kind.LANGUAGE})
TYPED = frozenset({Kind.EXPERIENCE_YEARS, Kind.DEGREE, Kind.CERTIFICATE, Kind.LANGUAGE})  # rules find the lines that bear on these


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of a requirement before it is settled: what the rules say, and what the verifier read where."""

    need: Need
    outcome: Outcome
    passage: Passage
    reading: Reading | None


def look(needs: Sequence[Need], outcomes: Sequence[Outcome], near: Sequence[Similarities], view: View, verifier: Verifier) -> list[Seen]:
    """Choose a passage for each requirement and have it read; nothing is read where no line may be, or where a scale decides.

    Args:
        needs: the requirements understood.
        outcomes: what the rules say of each.
        near: the encoder's similarities of each to the sentences of the résumé.
        view: the résumé as matching sees it.
        verifier: the trained reader.
    """
    passages = [passage_for(n, view, s) for n, s in zip(needs, near, strict=True)]
    asked = [i for i, p in enumerate(passages) if p.text and (view.bare or needs[i].kind not in SCALED)]
    answers = verifier.read([needs[i].text for i in asked], [passages[i].text for i in asked])
    readings: dict[int, Reading] = dict(zip(asked, answers, strict=True))
    return [Seen(n, o, p, readings.get(i)) for i, (n, o, p) in enumerate(zip(needs, outcomes, passages, strict=True))]


def settle(seen: Seen, view: View, fusion: Fusion | None = None) -> Outcome:
    """Return the likeliest verdict for one requirement, with the quotes that prove it; no quote, no verdict but silence.

    Args:
        seen: what rules and verifier say.
        view: the résumé as matching sees it.
        fusion: how to weigh the two; as shipped when absent.
    """
    outcome, reading = seen.outcome, seen.reading
    chances = (fusion or shipped_fusion()).chances(
        group_of(seen.need.kind, bare=view.bare), features_of(outcome, reading.chances if reading else None)
    )
    if outcome.verdict is not Verdict.MET and not _may_tick(seen, view):
        chances = {**chances, "met": 0.0, "not_shown": round(chances["met"] + chances["not_shown"], 4)}
    verdict = Verdict(likeliest(chances, bare=view.bare))
    sure = chances[verdict.value]
    settled = replace(outcome, confidence=sure, chances=chances)
    if verdict is outcome.verdict:
        quotes = view.quote(proof(seen.passage, reading)) if reading and not outcome.evidence and verdict is not Verdict.NOT_SHOWN else ()
        return replace(settled, evidence=outcome.evidence or quotes)
    if verdict is Verdict.NOT_SHOWN:
        return Outcome(verdict, (), sure, "verifier", chances=chances)
    spans = proof(seen.passage, reading) if reading else []
    proved = view.quote(spans)
    # Where the rules found the right place and only the degree is in question, they cut the quote better than the reader.
    kept = verdict is not Verdict.CONTRADICTED or seen.need.kind in TYPED
    quotes = (outcome.evidence if kept else ()) or proved or outcome.evidence
    if verdict is not Verdict.CONTRADICTED and spans and seen.need.kind not in TYPED and _only_listed(seen.passage, spans):
        named = view.quote(listed_words(seen.need, proved))
        return replace(settled, verdict=Verdict.PARTIAL, evidence=named, checker="list", chances=None)
    return Outcome(verdict, quotes, sure, "verifier", chances=chances) if quotes else settled


def _may_tick(seen: Seen, view: View) -> bool:
    """Tell whether a model may tick what the rules did not: no product that nobody names, no certificate on the strength of another, and
    years in another trade only where it is nearly sure.

    Titles such as "software engineer" are wide: what looks like another trade may be the one asked for.
    """
    sure = seen.reading is not None and seen.reading.chances["met"] >= NEARLY_SURE
    if seen.need.kind is Kind.EXPERIENCE_YEARS and not view.bare and not sure and of_other_trades(seen.need, view):
        return False
    if (
        seen.need.kind is Kind.CERTIFICATE
        and seen.reading is not None
        and _names_another(seen.need, proof(seen.passage, seen.reading), view)
    ):
        return False
    return _names_asked(seen)


def _names_another(need: Need, spans: Sequence[tuple[int, int]], view: View) -> bool:
    """Tell whether a certificate is asked for by its name, and the proof names others alone: QTS is no NPQ, however near their words are."""
    quoted = " ".join(view.document.text[start:end] for start, end in spans)
    asked, told = asked_ids(need.text), held_ids(quoted)
    names = asked | keys(need.text) | initials(need.text)
    return bool(names and told) and not satisfied(asked, told) and not names & (told | keys(quoted) | initials(quoted))


def _names_asked(seen: Seen) -> bool:
    """Tell whether the passage names, or implies, a product that the requirement names: without it no model may tick that."""
    products = [u for u in seen.need.units if is_product(u)]
    return not products or any(hit(u, bag_of(seen.passage.text)) >= NAMED for u in products)


def _only_listed(passage: Passage, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether all proof stands in bare lists: however the model reads them, they are worth a mention and no more."""
    listed = [p.place(p.start, p.end) for p in passage.pieces if p.statement.listed and _is_bare(p.statement.text)]
    return all(any(a <= start and end <= b for a, b in listed) for start, end in spans)


def _is_bare(line: str) -> bool:
    """Tell whether a line names things and says nothing of them.

    >>> _is_bare("Python, Django, Redis, message queues")
    True
    >>> _is_bare("SolidWorks: jigs and fixtures of my own design, some forty of them")
    False
    """
    items = [item for item in ITEM_END.split(line) if LETTER.search(item)]
    short = [len(LATIN_WORD.findall(i)) <= SHORT_WORDS and len(HAN.findall(i)) <= SHORT_HAN for i in items]
    return sum(short) >= BARE_SHARE * len(short)


def proof(passage: Passage, reading: Reading) -> list[tuple[int, int]]:
    """Return the clauses that the verifier marks as proof, as stretches of the document; the best one at least."""
    marked = []
    for piece in passage.pieces:
        for start, end in stretches(passage.text, piece.start, piece.end, SENTENCE_END):
            clauses = list(stretches(passage.text, start, end, CLAUSE_END))
            marked += [(sum(reading.proof[a:b]) / max(1, b - a), piece.place(a, b)) for a, b in clauses]
    best = sorted(marked, key=lambda m: (-m[0], m[1]))[:MOST_QUOTES]
    kept = [place for value, place in best if value >= max(PROVES, best[0][0] / 2)] or [place for _, place in best[:1]]
    return _neighbours_joined(sorted(kept))


def _neighbours_joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join clauses of one sentence that follow each other: a comma stands between them, no more."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and 0 <= start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
