"""Measure the interview kits of all labelled pairs in both languages: `python -m benchmarks.kits --data ../shared/bench --json`.

Rules: a must-have counts as open when the match, or the label, says anything but met; it has a question when one probes it.
A sentence of a question is factual when it states or names something; it is grounded when the ad, the résumé or, for the words
around the quotes, the question bank bears it out (`jiufang.generate.grounding`). Forbidden topics are counted by the guard and by a
second list of plain words that the guard was not written from.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.folders import files_in
from benchmarks.gold import centred_encoder, trained_verifier
from jiufang.generate.lawful import off_limits
from jiufang.interview import Kit, Question, interview_kit
from jiufang.interview.bank import leads, situations, size, themes
from jiufang.interview.checks import grounding, is_closed
from jiufang.interview.compose import SLOT
from jiufang.interview.similar import similarity
from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.matching.records import Match, Verdict
from jiufang.profiles.records import Profile

RESULT = Path(__file__).parent / "results" / "kits.json"
LANGUAGES = ("zh", "en")
PLAIN = re.compile(
    r"婚|怀孕|产假|你的孩子|丈夫|妻子|年龄|几岁|残疾|乙肝|民族|党员|籍贯|户口|宗教|国籍"
    r"|\b(?:married|pregnan\w*|maternity|husband|wife|your (?:age|family|children|kids|religion|health)|church|disab\w+|native country|citizenship)\b",
    re.IGNORECASE,
)
Case = tuple[dict[str, Any], Match]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print or file its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds gold/, or a folder of such job files")
    parser.add_argument("--json", action="store_true", help="print the figures and leave the filed ones alone")
    given = parser.parse_args(arguments)
    gold = given.data / "gold"
    figures = run(cases(gold if gold.is_dir() else given.data))
    if not given.json:
        RESULT.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=None if given.json else 1, ensure_ascii=False))


def cases(folder: Path) -> list[Case]:
    """Return every labelled résumé with its match."""
    encoder, verifier = centred_encoder(), trained_verifier()
    found = []
    for path in files_in(folder, "*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        job = Job.from_dict(content["job"])
        for labelled in content["resumes"]:
            profile = Profile.from_text(labelled["text"], as_of=labelled["as_of"])
            found.append((labelled, match(profile, job, encoder=encoder, verifier=verifier)))
    return found


def run(labelled: Sequence[Case]) -> dict[str, Any]:
    """Return the figures of the kits of all pairs, by language of the interview."""
    return {"pairs": len(labelled), "patterns": size()} | {lang: figures_in(lang, labelled) for lang in LANGUAGES}


def figures_in(lang: str, labelled: Sequence[Case]) -> dict[str, Any]:
    """Return the figures of the kits in one language."""
    started = time.perf_counter()
    kits = [(case, found, interview_kit(found, lang=lang)) for case, found in labelled]
    seconds = time.perf_counter() - started
    questions = [q for _, _, kit in kits for q in kit.questions]
    counts = [len(kit.questions) for _, _, kit in kits]
    return {
        "questions": {"least": min(counts), "mean": round(sum(counts) / len(counts), 2), "most": max(counts)},
        "minutes": {"least": min(k.minutes for _, _, k in kits), "most": max(k.minutes for _, _, k in kits)},
        "open_musts_asked": share(asked for _, found, kit in kits for asked in open_by_verdict(found, kit)),
        "unproven_musts_asked_by_label": share(asked for case, found, kit in kits for asked in open_by_label(case, found, kit)),
        "forbidden": sum(bool(off_limits(text) or PLAIN.search(text)) for q in questions for text in told(q)),
        "most_alike": round(max(similarity(a, b) for _, _, kit in kits for a, b in combinations([q.question for q in kit.questions], 2)), 4),
        "factual_sentences_grounded": grounded_share(kits),
        "quotes_verbatim": share(found.profile.document.text[e.start : e.end] == e.quote for _, found, k in kits for q in k.questions for e in q.evidence),
        "open_questions": share(not is_closed(q.question) for q in questions),
        "seconds_a_kit": round(seconds / len(kits), 4),
    }  # fmt: skip


def share(answers: Iterable[bool]) -> dict[str, float | int]:
    """Return how many there are, and the share of those that are true."""
    found = list(answers)
    return {"n": len(found), "share": round(sum(found) / max(1, len(found)), 4)}


def open_by_verdict(found: Match, kit: Kit) -> list[bool]:
    """Tell of each must-have that the match leaves open whether a question probes it."""
    asked = {id for q in kit.questions for id in q.probes.requirements}
    return [f.requirement.id in asked for f in found.findings if f.requirement.must and f.verdict is not Verdict.MET]


def open_by_label(case: dict[str, Any], found: Match, kit: Kit) -> list[bool]:
    """Tell the same of each must-have that a person found unproven, whatever the match says."""
    asked = {id for q in kit.questions for id in q.probes.requirements}
    musts = {f.requirement.id for f in found.findings if f.requirement.must}
    return [label["req"] in asked for label in case["labels"] if label["req"] in musts and label["verdict"] != "met"]


def told(question: Question) -> tuple[str, ...]:
    """Return everything of a question that is said or written down."""
    anchors = (a.text for a in question.scorecard.anchors)
    quotes = (e.quote for e in question.evidence)
    return (question.question, question.good_answer, *question.follow_ups, question.scorecard.competency, *anchors, *quotes)


def grounded_share(kits: Sequence[tuple[dict[str, Any], Match, Kit]]) -> dict[str, float | int]:
    """Return how many sentences of all questions are factual, and the share that is grounded."""
    judged = [s for _, found, kit in kits for q in kit.questions for s in grounding(q.question, facts_of(found, kit, q)).sentences]
    factual = [s for s in judged if s.support != "not_factual"]
    return share(s.support == "grounded" for s in factual)


def facts_of(found: Match, kit: Kit, question: Question) -> list[str]:
    """Return what a question may speak of: the ad, the résumé, and the words of its pattern without what is filled in."""
    ad = [found.job.title, *(r.text for r in found.job.requirements), *(d.quote for d in found.job.duties), question.probes.text]
    resume = [found.profile.document.text, *(e.quote for e in question.evidence)]
    return [*ad, *resume, *patterns(kit.lang)[question.pattern]]


@lru_cache(maxsize=2)
def patterns(lang: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each pattern and of all sentences before one, clause by clause, without their slots."""
    before = _clauses(*(text for entry in leads().values() for text in entry[lang]))
    every = (*themes(), *situations().values())
    return {f"{t.id}.{n}": (*_clauses(ask[lang]), *before) for t in every for n, ask in enumerate(t.ask, start=1)}


def _clauses(*texts: str) -> tuple[str, ...]:
    clauses = (c.strip() for text in texts for c in re.split(r"[,.;:?，。；：？]", SLOT.sub("", text)))
    return tuple(dict.fromkeys(c for c in clauses if c))


if __name__ == "__main__":
    main()
