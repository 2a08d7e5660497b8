"""Turn a match into the points that an interview should settle, each with its evidence and the themes that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiufang.documents.records import Document, Evidence
from jiufang.generate.lawful import lawful_text
from jiufang.generate.quotes import quoted, said, width
from jiufang.interview.bank import Theme, best_theme, of_sector, situations
from jiufang.interview.records import Probe
from jiufang.matching.records import Match, Verdict
from jiufang.profiles.missing import gaps
from jiufang.profiles.records import Skill

STRONG = re.compile(
    r"精通|专家|熟练(?:掌握|使用|运用)?|深入(?:理解|掌握)?|擅长|资深|\b(?:expert(?:ise)?|mastery|advanced|proficient|highly skilled|guru)\b",
    re.IGNORECASE,
)
STRONGEST = re.compile(r"精通|专家|expert|mastery|guru", re.IGNORECASE)
CHANGE = (
    r"(?:从|由|from)[^，,;；]{0,20}\d[^，,;；]{0,12}(?:到|至|降|升|\bto\b)"
    r"|提升|提高|降低|下降|减少|增长|缩短|(?<![a-z])(?:reduc|increas|improv|cut\b|grew|saved|rais)"
)
RESULT = re.compile(rf"\d+(?:\.\d+)?\s*(?:%|％|万|亿|倍|percent|x\b|k\b|m\b|million|bn)|{CHANGE}", re.IGNORECASE)
COUNTED = re.compile(rf"{CHANGE}|\d\s*(?:%|％|倍|percent)", re.IGNORECASE)  # a figure that somebody brought about, no mere size
CLAUSE_ENDS = re.compile(r"[\n，。；;|｜•·]| / ")
NEAR = 12  # characters behind a skill in which its level may stand, as in "Java (expert)"
CLAIM = 30  # columns: less is a heading
STRONG_CLAIM = 2  # a result, a responsibility, or something the job needs: not a mere number
DENIED = re.compile(
    r"没有|未曾|从未|也?未(?:做|参加|接触|取得)|不(?:会|懂|熟悉|涉及)|只(?:是|会)|\b(?:never|not|no|without|only|didn.t|haven.t)\b",
    re.IGNORECASE,
)
LABELLED = re.compile(r"(?:部门|汇报|下属|地点|行业|规模|薪资|department|reports? to|location|industry)[^：:]{0,6}[：:]", re.IGNORECASE)
NO_DUTY = re.compile(
    r"\breport(?:s|ing)? (?:in)?to\b|^向.{0,12}汇报|\bOTE\b|\bsalary\b|\bbonus\b|\bbenefits\b|薪资|底薪|五险|福利|双休", re.IGNORECASE
)
YOU_WILL = re.compile(
    r"^(?:in this role,? )?(?:you(?:'|’)?(?: wi)?ll|you|your (?:role|job) (?:is|will be) to|负责)(?: (?:be responsible for|also))?[ ,，：:]*(?=[a-z\u4e00-\u9fff])",
    re.IGNORECASE,
)
DATED = re.compile(r"(?:19|20)\d{2}\s*(?:[a-z]{3,9}\.?\s*)?(?:[-–—~～./年]|to\b)", re.IGNORECASE)
LABEL = re.compile(r"^(?:[\u4e00-\u9fff]{2,6}|[A-Z][a-z]+(?: [a-z]+)?)[：:]\s*")  # "Result:", "责任描述：" before a claim
ORDER = ("claim", "must", "level", "duty", "competency", "fact", "many", "overlap", "gap", "motive")
MINUTES = {"claim": 6, "must": 5, "level": 4, "duty": 6, "competency": 5, "fact": 2, "many": 6, "overlap": 2, "gap": 2, "motive": 4}


@dataclass(frozen=True, slots=True)
class Point:
    """Something to ask about: where in the talk, what it probes, the evidence, the words to fill in, and the themes, best first."""

    place: str
    probe: Probe
    themes: tuple[Theme, ...]
    evidence: tuple[Evidence, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""

    @property
    def order(self) -> int:
        """Return the place in the talk as a number."""
        return ORDER.index(self.place)


def claims(match: Match) -> list[Point]:
    """Return the strong claims worth verifying, best first: results in figures and responsibility, sooner where the job needs them."""
    proven = [e for f in match.findings if f.verdict is Verdict.MET and f.requirement.must for e in f.evidence]
    bullets = [e for entry in match.profile.experience for e in entry.bullets]
    told = [*bullets, *(e for project in match.profile.projects for e in project.evidence), *(e for e in proven if _stands_out(e.quote))]
    document = match.profile.document
    quotes = [
        _unlabelled(q, document) for e in told if (q := quoted(e, document)) and not DATED.search(q.quote) and not LABELLED.search(q.quote)
    ]
    worth = [q for q in quotes if width(q.quote) >= CLAIM and not DENIED.search(q.quote)]
    scored = sorted(((-_strength(q, proven), q.start, q) for q in worth), key=lambda s: s[:2])
    return [_claim(q) for q in _apart([q for strength, _, q in scored if strength <= -STRONG_CLAIM])]


def _unlabelled(quote: Evidence, document: Document) -> Evidence:
    label = LABEL.match(quote.quote)
    return document.evidence(quote.start + label.end(), quote.end) if label else quote


def _stands_out(quote: str) -> bool:
    return bool(RESULT.search(quote) or _responsible(quote))


def _responsible(quote: str) -> bool:
    """Tell whether a quote claims responsibility, for people or for a piece of work."""
    return any(situations()[name].hits(quote) for name in ("claim.lead", "claim.own"))


def _apart(quotes: Sequence[Evidence]) -> list[Evidence]:
    """Return quotes that share no words, the first of those that do."""
    kept: list[Evidence] = []
    for quote in quotes:
        if all(quote.end <= k.start or k.end <= quote.start for k in kept):
            kept.append(quote)
    return kept


def _strength(quote: Evidence, proven: Sequence[Evidence]) -> int:
    needed = any(e.start < quote.end and quote.start < e.end for e in proven)
    numbers = min(1, len(set(re.findall(r"\d+", quote.quote))))
    return 3 * bool(RESULT.search(quote.quote)) + 2 * _responsible(quote.quote) + 2 * needed + numbers


def _claim(quote: Evidence) -> Point:
    known = situations()
    measured = bool(COUNTED.search(quote.quote) and re.search(r"\d", quote.quote))
    names = ["claim.number"] * measured + [name for name in ("claim.lead", "claim.own") if known[name].hits(quote.quote)]
    themes = (known[next(iter(names), "claim.work")], known["claim.work"])
    return Point("claim", Probe(kind="claim", text=quote.quote, claim=quote.quote), themes, (quote,), {"quote": quote.quote})


def levels(match: Match) -> list[Point]:
    """Return the skills with a strong word of level, those that the job names and the strongest words first."""
    wanted = " ".join(r.text for r in match.job.requirements).casefold()
    found = [(skill, quote) for skill in match.profile.skills if (quote := _levelled(match, skill))]
    found.sort(key=lambda s: (s[0].name.casefold() not in wanted, not STRONGEST.search(s[1].quote), s[1].start))
    return [_level(skill, quote) for skill, quote in found]


def _levelled(match: Match, skill: Skill) -> Evidence | None:
    """Return the clause in which a strong word stands before a known skill, or right behind it."""
    document = match.profile.document
    for span in skill.spans if skill.id else ():
        line = document.text.rfind("\n", 0, span.start) + 1
        start = max((m.end() for m in CLAUSE_ENDS.finditer(document.text, line, span.start)), default=line)
        after = CLAUSE_ENDS.split(document.text[span.end : span.end + NEAR])[0]
        before, behind = STRONG.search(document.text, start, span.start), STRONG.search(after)
        if before or behind:
            end = span.end + behind.end() if behind else span.end
            return quoted(document.evidence(before.start() if before else span.start, end), document)
    return None


def _level(skill: Skill, quote: Evidence) -> Point:
    word = STRONG.search(quote.quote)
    slots = {"quote": quote.quote, "skill": skill.name, "level": f"“{word.group()}”" if word else ""}
    return Point("level", Probe(kind="claim", text=quote.quote, claim=quote.quote), (situations()["level"],), (quote,), slots)


def breaks(match: Match) -> list[Point]:
    """Return the stretches without an entry, longest first; what is asked is what to add, never why."""
    theme = situations()["gap"]
    spans = sorted(gaps(match.profile), key=lambda s: s[0].first_month - s[1].last_month)
    points = []
    for start, end in spans:
        before = [e.evidence[0] for e in match.profile.experience if e.end and e.end.last_month == start.first_month - 1 and e.evidence]
        slots = {"start": str(start), "end": str(end)}
        probe = Probe(kind="gap", text=f"{start} – {end}", gap=f"{start} – {end}")
        points.append(Point("gap", probe, (theme,), quotes_of(match, before), slots))
    return points


def overlaps(match: Match) -> list[Point]:
    """Return the pairs of engagements whose dates overlap."""
    pairs = [w.evidence for w in match.profile.warnings if w.code == "overlapping_jobs" and len(w.evidence) > 1]
    return [point for pair in pairs if (point := _overlap(match, pair))]


def _overlap(match: Match, pair: Sequence[Evidence]) -> Point | None:
    one, other = (quoted(e, match.profile.document) for e in (pair[0], pair[-1]))
    if one is None or other is None or one == other:
        return None
    text = f"{one.quote} / {other.quote}"
    return Point(
        "overlap",
        Probe(kind="gap", text=text, gap=text),
        (situations()["overlap"],),
        (one, other),
        {"quote": one.quote, "other": other.quote},
    )


def duties(match: Match, *, sector: str) -> list[Point]:
    """Return the core duties of the job, in the order of the ad."""
    texts = [said(YOU_WILL.sub("", lawful_text(e.quote))) for e in match.job.duties if not NO_DUTY.search(e.quote)]
    return [_duty(text, sector) for text in dict.fromkeys(texts) if width(text) > 10]


def _duty(text: str, sector: str) -> Point:
    trade = best_theme(text, sector)
    themes = (trade, situations()["duty"]) if trade else (situations()["duty"],)
    return Point("duty", Probe(kind="duty", text=text, duty=text), themes, (), {"duty": text, "need": text}, "duty")


def competencies(sector: str, *, lang: str) -> Iterator[Point]:
    """Yield the framework of a sector, then the generic one; the last is what the candidate expects of the job."""
    generic = {t.id: t for t in of_sector("generic")}
    rest = [generic[f"generic.{name}"] for name in ("core", "problem", "communication")]
    for theme in (*(of_sector(sector) if sector != "generic" else ()), *rest):
        yield Point("competency", Probe(kind="competency", text=theme.text[lang]["name"]), (theme,))


def motive(lang: str) -> Point:
    """Return the closing point: what the candidate expects of the job."""
    theme = next(t for t in of_sector("generic") if t.id == "generic.motive")
    return Point("motive", Probe(kind="competency", text=theme.text[lang]["name"]), (theme,))


def quotes_of(match: Match, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return at most three quotes as they may be read out."""
    found = (quoted(e, match.profile.document) for e in evidence)
    return tuple(dict.fromkeys(q for q in found if q))[:3]
