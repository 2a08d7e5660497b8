"""Compare where a person lives or would go with where the job is."""

from __future__ import annotations

import re
from functools import lru_cache

from jiufang.matching.claims import check_claims
from jiufang.matching.lexicon import read_rows
from jiufang.matching.needs import Need
from jiufang.matching.outcome import NOTHING, Outcome
from jiufang.matching.records import Verdict
from jiufang.matching.relevance import Similarities
from jiufang.matching.topics import bag_of, hit
from jiufang.matching.view import View
from jiufang.profiles.records import SectionKind

LIVES = re.compile(
    r"现居|现住|居住|常住|定居|租住|坐标|base[d：:]|所在地|住址|家住|本地人|购房|\bbased\b|\bliv(?:e|es|ing)\b|\bresid|\blocated\b|\bhome\b|\|",
    re.IGNORECASE,
)
WILLING = re.compile(
    r"愿意?(?!望)|可(?:搬|接受|长期|常驻|驻|派|适应|外派|到|去|随时|立即)|接受|均可|都可以|没问题|服从|能(?:接受|适应|长期|常驻)|随时|期望.{0,4}(?:地|城市)|意向.{0,4}(?:地|城市)|求职意向|\bwilling\b|\bopen to\b|\bhappy to\b|\bprepared to\b|\bready to\b|\bwill relocate\b|\brelocat(?:e|ing|ion)\b|\bmoving\b|\bmove to\b|\bfine with\b|\bcan (?:travel|work|relocate|start)\b|\bno problem\b|\bavailable\b|\bflexible\b|\blooking to move\b|\blooking for\b",
    re.IGNORECASE,
)
REFUSES = re.compile(
    r"不(?:考虑|接受|去|愿|能|便|方便|想|含|出差|外派|异地|搬)|无法|谢绝|只(?:考虑|接受|限|在|做|上)|仅(?:限|考虑|接受)?|暂不|除.{1,6}外|\bnot (?:moving|relocat|willing|able|prepared|open|available|looking)|\bno (?:relocation|travel|nights?|weekends?|shifts?)|\bonly (?:in|within|to|posts|mornings|days)\b|\bonly\b|\bunable\b|\bcannot\b|\bcan[’']t\b|\bwon[’']t\b|\bremote only\b|\bprefer to stay\b|\bnever\b",
    re.IGNORECASE,
)
MOVING = re.compile(r"异地|外派|驻外|搬|全国|任意城市|各地|不限地|出差|派驻|长驻|\brelocat|\banywhere\b|\bmove\b|\btravel\b", re.IGNORECASE)
ANYWHERE = re.compile(
    r"全国|不限地|任何城市|各地|服从(?:公司)?(?:安排|分配)|\banywhere\b|\bnationwide\b|\bany (?:city|location)\b|\bglobally\b",
    re.IGNORECASE,
)
GENERIC = re.compile(r"出差|夜班|倒班|轮班|加班|节假日|travel|shift|night|weekend", re.IGNORECASE)


@lru_cache(maxsize=1)
def _cities() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![A-Za-z])(?:{row[0]})(?![a-z])", re.IGNORECASE) for row in read_rows("cities.tsv"))


@lru_cache(maxsize=4096)
def cities(text: str) -> frozenset[int]:
    """Return the numbers of the rows of `cities.tsv` that a text names, in either language."""
    return frozenset(i for i, p in enumerate(_cities()) if p.search(text))


def check_place(need: Need, view: View, similarities: Similarities) -> Outcome:
    """Return whether the person lives there, would go there, or says no."""
    if GENERIC.search(need.text):
        return check_claims(need, view, similarities)
    places = tuple(u for u in need.units if u.weight >= 1.0)
    asked = cities(f"{need.text} {need.requirement.location or ''}")
    found: list[tuple[int, Verdict, tuple[int, int]]] = []
    for number, sentence in enumerate(view.sentences):
        for clause in sentence.clauses:
            near = max((hit(u, bag_of(clause.text)) for u in places), default=0.0)
            near = max(near, float(bool(asked & cities(clause.text))))
            verdict = _read(clause.text, near, header=number <= 2 or sentence.statement.section is SectionKind.HEADER)
            if verdict:
                found.append(
                    ({Verdict.CONTRADICTED: 1, Verdict.MET: 2, Verdict.PARTIAL: 0}[verdict] + 2 * (near >= 0.5), verdict, clause.span)
                )
    if view.location and (asked & cities(view.location) or any(hit(u, bag_of(view.location)) >= 0.5 for u in places)):
        at = view.document.text.find(view.location)
        found.append((4, Verdict.MET, (max(0, at), max(0, at) + len(view.location) if at >= 0 else 0)))
    if not found:
        return NOTHING
    _, verdict, span = max(found, key=lambda f: f[0])
    return Outcome(verdict, view.quote([span]), 0.75, "location")


def _read(text: str, near: float, *, header: bool) -> Verdict | None:
    here = near >= 0.5
    if REFUSES.search(text) and (here or MOVING.search(text) or re.search(r"考虑|only", text)):
        stays = here and re.search(r"只考虑|仅|only", text) and not re.search(r"不去|不考虑.{0,6}$", text)
        return Verdict.MET if stays else Verdict.CONTRADICTED
    if here and (LIVES.search(text) or WILLING.search(text) or (header and len(text) < 40)):
        return Verdict.MET
    if ANYWHERE.search(text) and WILLING.search(text):
        return Verdict.MET
    if WILLING.search(text) and MOVING.search(text):
        return Verdict.MET if here else Verdict.PARTIAL
    return None
